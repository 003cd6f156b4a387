"""What the Settings page sends: right values become settings, each wrong one a sentence at its field."""

from pathlib import Path
from typing import Any

import pytest

from kohya_like.config.text import Text
from kohya_like.ui.roots import Roots
from kohya_like.ui.settings import Settings
from kohya_like.ui.settings_form import MACHINE_PARAMETERS, Form


@pytest.fixture
def form(tmp_path: Path) -> Form:
    """A page that may look into the workspace and into `allowed`."""
    for folder in ("workspace", "allowed", "elsewhere"):
        (tmp_path / folder).mkdir()
    return Form(Roots((tmp_path / "workspace", tmp_path / "allowed")), exposed=False)


def problems_of(form: Form, **changes: Any) -> dict[str, Text]:
    """The sentences by field; the settings are unchanged then."""
    settings, problems = form.applied(changes, Settings())
    assert settings == Settings() or not problems
    return {problem.field: problem.text for problem in problems}


def test_right_values_are_taken_and_the_others_stay(form: Form, tmp_path: Path) -> None:
    webui, models = tmp_path / "allowed/webui", tmp_path / "allowed/more"
    (webui / "models/Lora").mkdir(parents=True)
    models.mkdir()
    before = Settings(launch={"device": "cpu", "num_cpu_threads_per_process": 2}, comfyui_dir=tmp_path / "gone")
    changes = {
        "launch": {"num_cpu_threads_per_process": None, "mixed_precision": "bf16"},
        "webui_dir": f" {webui} ",
        "models_dirs": [str(models), "", str(models)],
        "allowed_folders": [str(tmp_path / "elsewhere")],
        "hf_endpoint": "https://hf-mirror.com/",
    }
    settings, problems = form.applied(changes, before)
    assert problems == []
    assert settings == Settings(
        launch={"device": "cpu", "mixed_precision": "bf16"},
        webui_dir=webui,
        comfyui_dir=tmp_path / "gone",
        models_dirs=[models],
        allowed_folders=[tmp_path / "elsewhere"],
        hf_endpoint="https://hf-mirror.com",
    )


def test_empty_values_mean_nothing_is_set(form: Form) -> None:
    before = Settings(webui_dir=Path("/a"), hf_endpoint="https://b", models_dirs=[Path("/c")], allowed_folders=[])
    changes = {"webui_dir": "", "hf_endpoint": None, "models_dirs": [], "allowed_folders": None}
    assert form.applied(changes, before) == (Settings(), [])


@pytest.mark.parametrize(
    ("launch", "field", "words"),
    [
        ({"num_cpu_threads_per_process": 0}, "launch.num_cpu_threads_per_process", "at least 1"),
        ({"num_cpu_threads_per_process": "many"}, "launch.num_cpu_threads_per_process", "not a whole number"),
        ({"device": "tpu"}, "launch.device", "not one of"),
        ({"mixed_precision": "fp4"}, "train.mixed_precision", "not one of"),
        ({"network_dim": 4}, "launch.network_dim", "set it in Train"),
        ({"colour": "red"}, "launch.colour", "no parameter of the machine"),
    ],
)
def test_parameters_are_checked_as_in_a_run(form: Form, launch: dict[str, Any], field: str, words: str) -> None:
    found = problems_of(form, launch=launch)
    assert list(found) == [field] and words in str(found[field])


def test_combinations_that_cannot_run_are_refused(form: Form) -> None:
    found = problems_of(form, launch={"gpu_ids": "0,1", "num_processes": 3})
    assert found and all(field.startswith("launch.") for field in found)


def test_only_parameters_of_the_machine_are_offered() -> None:
    names = [parameter.name for parameter in MACHINE_PARAMETERS]
    assert {"device", "gpu_ids", "num_processes", "mixed_precision"} <= set(names)
    assert {parameter.section for parameter in MACHINE_PARAMETERS} == {"launch", "train"}


@pytest.mark.parametrize("field", ["webui_dir", "comfyui_dir"])
def test_a_folder_without_the_program_is_refused(form: Form, tmp_path: Path, field: str) -> None:
    assert "outside the folders" in str(problems_of(form, **{field: str(tmp_path / "elsewhere")})[field])
    assert "There is no folder" in str(problems_of(form, **{field: str(tmp_path / "allowed/none")})[field])
    found = str(problems_of(form, **{field: str(tmp_path / "allowed")})[field])
    assert "it has no models/" in found and "Choose the folder into which it was installed" in found


@pytest.mark.parametrize("beside", ["", "webui/models", "webui/models/Lora"])
def test_the_right_folder_beside_is_named(form: Form, tmp_path: Path, beside: str) -> None:
    webui = tmp_path / "allowed/webui"
    (webui / "models/Lora").mkdir(parents=True)
    found = problems_of(form, webui_dir=str(tmp_path / "allowed" / beside))
    assert f"Did you mean {webui}?" in str(found["webui_dir"])


def test_each_wrong_folder_of_a_list_has_its_sentence(form: Form, tmp_path: Path) -> None:
    found = problems_of(form, models_dirs=[str(tmp_path / "allowed"), str(tmp_path / "elsewhere"), "models"])
    assert list(found) == ["models_dirs.1", "models_dirs.2"]
    found = problems_of(form, allowed_folders=["here", str(tmp_path / "none"), "/\x00"])
    assert "write the whole path" in str(found["allowed_folders.0"])
    assert "There is no folder" in str(found["allowed_folders.1"]) and "There is no folder" in str(
        found["allowed_folders.2"]
    )


@pytest.mark.parametrize(
    "address", ["hf-mirror.com", "ftp://a.b", "https://", "https://a b", "https://[", "https://a:x", "https://a?b"]
)
def test_what_is_no_address_is_refused(form: Form, address: str) -> None:
    assert "Write an address" in str(problems_of(form, hf_endpoint=address)["hf_endpoint"])


def test_secrets_are_refused(form: Form) -> None:
    assert "plain text" in str(problems_of(form, hf_endpoint="https://me:word@mirror.org")["hf_endpoint"])


@pytest.mark.parametrize(
    "changes",
    [
        {"launch": 3},
        {"webui_dir": 3},
        {"models_dirs": "a"},
        {"models_dirs": [3]},
        {"allowed_folders": "a"},
        {"hf_endpoint": 3},
    ],
)
def test_values_of_the_wrong_kind_are_refused(form: Form, changes: dict[str, Any]) -> None:
    assert "wrong kind" in str(next(iter(problems_of(form, **changes).values())))


def test_an_unknown_setting_is_refused(form: Form) -> None:
    assert "no setting color" in str(problems_of(form, color="red")["color"])


def test_from_elsewhere_nobody_widens_what_the_page_may_look_into(form: Form, tmp_path: Path) -> None:
    exposed = Form(form.roots, exposed=True)
    for folders in ([str(tmp_path / "elsewhere")], None):
        settings, problems = exposed.applied({"allowed_folders": folders}, Settings(allowed_folders=[tmp_path]))
        assert settings.allowed_folders == [tmp_path] and "only where it is started" in str(problems[0].text)
