"""`kohya-like check` prints every problem and the plan, and writes nothing."""

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from kohya_like.cli.check import check
from kohya_like.config.reading import to_toml
from tests.dataset.making import make_picture
from tests.plan.making import make_run

app = typer.Typer()
app.command()(check)


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    """The TOML file of a sound run."""
    file = tmp_path / "run.toml"
    file.write_text(to_toml(make_run(tmp_path, save={"save_every_n_epochs": 2}), changed_only=True), encoding="utf-8")
    return file


def checked(*arguments: object, language: str = "en") -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], env={"KOHYA_LIKE_LANG": language})


def test_a_sound_run_shows_its_plan(run_file: Path) -> None:
    result = checked(run_file)
    assert result.exit_code == 0
    for shown in ("2_cat", "64x64: 12", "120, in 10 epochs of 12", "24, 48, 72, 96", "U-Net 0.0001", "No problem was"):
        assert shown in result.output


def test_nothing_is_written(run_file: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in run_file.parent.rglob("*")}
    checked(run_file)
    assert {path: path.stat().st_mtime_ns for path in run_file.parent.rglob("*")} == before


def test_every_problem_is_printed_once_and_the_code_is_2(run_file: Path) -> None:
    damaged = make_picture(run_file.parent / "train/2_cat/9 [red].png", caption="a cat")
    damaged.write_bytes(damaged.read_bytes()[:-2000])
    result = checked(run_file, "--set", "resolution=0", "--set", "netwok_dim=4")
    assert result.exit_code == 2
    errors = [line for line in result.output.splitlines() if line.startswith("Error: ")]
    assert len(errors) == len(set(errors))
    for said in ("did you mean network_dim", "dataset.resolution", "9 [red].png is damaged"):
        assert sum(said in line for line in errors) == 1


def test_warnings_leave_the_code_at_0(run_file: Path) -> None:
    (run_file.parent / "train/2_cat/0.txt").unlink()
    result = checked(run_file)
    assert (result.exit_code, "Warning: " in result.output) == (0, True)


def test_long_lists_of_steps_are_shortened_and_held_out_pictures_counted(run_file: Path) -> None:
    make_picture(run_file.parent / "held out/1_cat/a.png", caption="a cat", seed=50)
    settings = ("save_every_n_epochs=1", f"validation_data_dir={run_file.parent / 'held out'}", "network_dim=4")
    result = checked(run_file, *(part for setting in settings for part in ("--set", setting)))
    assert "12, 24, 36, 48, 60, 72, … (9)" in result.output
    assert re.search(r"Held-out pictures +1\b", result.output)


def test_what_is_missing_is_left_open(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").touch()
    result = checked(tmp_path / "empty.toml")
    assert result.exit_code == 2
    assert re.search(r"Base model +-", result.output)


def test_chinese_is_spoken(run_file: Path) -> None:
    assert "没有发现问题" in checked(run_file, language="zh").output


def test_json_is_one_document(run_file: Path) -> None:
    (run_file.parent / "train/2_cat/0.txt").unlink()
    result = checked(run_file, "--json", "--set", "max_train_steps=7")
    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert document["plan"]["total_steps"] == 7
    (problem,) = document["problems"]
    assert (problem["field"], problem["severity"]) == ("caption.caption_extension", "warning")
    assert problem["message"] != problem["message_zh"]


def test_a_file_that_cannot_be_read_has_no_plan(tmp_path: Path) -> None:
    result = checked(tmp_path / "gone.toml", "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["plan"], len(document["problems"])) == (2, None, 1)
    assert "gone.toml" in checked(tmp_path / "gone.toml").output


def test_a_name_that_is_no_unicode_can_be_shown(run_file: Path) -> None:
    folder = run_file.parent / "train/2_cat"
    (folder / "caf\udce9.png").write_bytes(b"no picture")
    assert checked(run_file).exit_code == 2
    assert json.loads(checked(run_file, "--json").stdout)["problems"]


def test_the_workspace_can_be_named(run_file: Path) -> None:
    result = checked(run_file, "--json", "--set", "output_dir=", "--workspace", run_file.parent / "space")
    assert json.loads(result.stdout)["plan"]["output_folder"] == str(run_file.parent / "space/outputs")
