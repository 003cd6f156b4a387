"""Settings on the disk: kept as they are, never lost, never a reason to stop."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.ui.settings import FILE, LARGEST_FILE, Settings, load, read_settings, write_settings

names = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20)
paths = names.map(lambda name: Path("/folder") / name)
some_settings = st.builds(
    Settings,
    launch=st.dictionaries(names, st.none() | st.booleans() | st.integers() | names, max_size=3),
    allowed_folders=st.none() | st.lists(paths, max_size=3),
    webui_dir=st.none() | paths,
    models_dirs=st.lists(paths, max_size=3),
    hf_endpoint=st.none() | names,
)


@given(settings=some_settings)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> None:
    root = tmp_path_factory.mktemp("workspace")
    write_settings(root, settings)
    assert read_settings(root) == settings and load(root).damage is None


def test_nothing_saved_means_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "not made yet").settings == Settings() and load(tmp_path).damage is None


@given(content=st.binary(max_size=60).filter(lambda content: content.strip() != b"{}"))
def test_a_damaged_file_is_said_and_kept(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    root = tmp_path_factory.mktemp("workspace")
    (root / FILE).write_bytes(content)
    stored = load(root)
    assert stored.settings == Settings() and FILE in str(stored.damage)
    assert (root / FILE).read_bytes() == content

    write_settings(root, Settings(hf_endpoint="https://mirror"))
    (aside,) = root.glob("settings-damaged-*.json")
    assert aside.read_bytes() == content
    assert (
        load(root) == load(root) and load(root).damage is None and read_settings(root).hf_endpoint == "https://mirror"
    )


@pytest.mark.parametrize("content", [{"launches": {}}, {"models_dirs": 3}, {"launch": []}])
def test_the_sentence_names_what_is_wrong(tmp_path: Path, content: dict[str, object]) -> None:
    (tmp_path / FILE).write_text(json.dumps(content))
    damage = load(tmp_path).damage
    assert damage is not None
    assert str(damage).startswith(f"{tmp_path / FILE} is damaged ({next(iter(content))}: ")
    assert "已损坏" in damage.zh


def test_what_is_far_too_large_or_no_file_is_damaged_too(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"hf_endpoint": "' + "x" * LARGEST_FILE + '"}')
    assert "is damaged" in str(load(tmp_path).damage)
    (tmp_path / FILE).unlink()
    (tmp_path / FILE).mkdir()
    assert "cannot be read" in str(load(tmp_path).damage)
    write_settings(tmp_path, Settings(hf_endpoint="https://mirror"))
    assert load(tmp_path).settings.hf_endpoint == "https://mirror"


def test_jobs_are_told_of_the_mirror() -> None:
    assert Settings().environment() == {}
    assert Settings(hf_endpoint="https://mirror").environment() == {"HF_ENDPOINT": "https://mirror"}
