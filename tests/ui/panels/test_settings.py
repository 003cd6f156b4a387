"""The Settings page's questions."""

import threading
from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.jobs.machine import examine
from kohya_like.ui import panels
from kohya_like.ui.panels.settings import Settings
from kohya_like.ui.settings import FILE, read_settings, write_settings
from kohya_like.ui.settings import Settings as Values
from kohya_like.ui.site import Site
from tests.jobs.conftest import wait_until


@pytest.fixture
def panel(tmp_path: Path) -> Settings:
    return Settings(Site(tmp_path))


def test_what_is_saved_comes_back(panel: Settings, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    before = panel.settings()
    assert before["values"]["launch"] == {} and before["damage"] is None and before["problems"] == []
    after = panel.save({"launch": {"device": "cpu"}, "models_dirs": ["more"]})
    assert after == panel.settings()
    assert after["values"] == before["values"] | {"launch": {"device": "cpu"}, "models_dirs": [str(tmp_path / "more")]}
    assert "device" in after["parameters"] and after["file"] == str(tmp_path / FILE)


def test_one_wrong_value_saves_nothing(panel: Settings, tmp_path: Path) -> None:
    changes = {"launch": {"device": "cpu"}, "hf_endpoint": "no address", "webui_dir": "none"}
    with pytest.raises(InputError) as refusal:
        panel.save(changes)
    assert [problem.field for problem in refusal.value.problems] == ["hf_endpoint", "webui_dir"]
    assert not (tmp_path / FILE).exists()
    assert [problem["field"] for problem in panel.check(changes)] == ["hf_endpoint", "webui_dir"]


def test_changes_from_two_tabs_do_not_undo_each_other(panel: Settings, tmp_path: Path) -> None:
    panel.save({"launch": {"device": "cpu"}})
    panel.save({"launch": {"mixed_precision": "no"}})
    panel.save({"hf_endpoint": "https://mirror"})
    assert read_settings(tmp_path).launch == {"device": "cpu", "mixed_precision": "no"}


def test_changes_from_two_servers_do_not_undo_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = Settings(Site(tmp_path)), Settings(Site(tmp_path))
    second = threading.Thread(target=other.save, args=({"hf_endpoint": "https://mirror"},))

    def write_meanwhile(root: Path, settings: Values) -> None:
        if second.ident is None:
            second.start()
            second.join(0.5)
        write_settings(root, settings)

    monkeypatch.setattr(panels.settings, "write_settings", write_meanwhile)
    one.save({"launch": {"device": "cpu"}})
    second.join()
    assert read_settings(tmp_path) == Values(launch={"device": "cpu"}, hf_endpoint="https://mirror")


def test_a_stored_value_that_went_wrong_is_said_at_its_field(panel: Settings, tmp_path: Path) -> None:
    write_settings(tmp_path, Values(webui_dir=tmp_path / "gone", launch={"no_such": 1}))
    assert [problem["field"] for problem in panel.settings()["problems"]] == ["launch.no_such", "webui_dir"]


def test_a_damaged_file_is_said_and_replaced_by_saving(panel: Settings, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{")
    assert "已损坏" in panel.settings()["damage"]["zh"]
    assert panel.save({"launch": {"device": "cpu"}})["damage"] is None
    assert [path.read_text() for path in tmp_path.glob("settings-damaged-*")] == ["{"]


def test_from_elsewhere_the_allowed_folders_stay(tmp_path: Path) -> None:
    write_settings(tmp_path, Values(allowed_folders=[tmp_path / "gone"]))
    panel = Settings(Site(tmp_path, exposed=True))
    stored = panel.settings()
    assert stored["exposed"] and stored["folders"] == [] and stored["problems"] == []
    with pytest.raises(InputError, match="only where it is started"):
        panel.save({"allowed_folders": None})
    panel.save({"hf_endpoint": "https://mirror"})
    assert read_settings(tmp_path).allowed_folders == [tmp_path / "gone"]


def test_the_machine_is_looked_at_when_asked(panel: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kohya_like.ui.checkup.examine", lambda *_: examine(tmp_path, {}))
    assert panel.machine()["time"] is None
    panel.check_machine()
    wait_until(lambda: panel.machine()["findings"])
    assert not panel.machine()["checking"]
