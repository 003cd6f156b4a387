"""kohya-like model inspect."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kohya_like.cli.model import app
from tests.formats.making import zeros
from tests.reference.recorded import path as recorded

STAND_INS = json.loads(recorded("inspector/expected.json").read_text())["files"]


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")
    monkeypatch.setenv("COLUMNS", "100")


def inspect(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["inspect", *map(str, arguments)])


def test_json_is_the_whole_output_and_has_every_file() -> None:
    files = [str(recorded("inspector") / name) for name in STAND_INS]
    result = inspect(*files, "--json")
    found = json.loads(result.stdout)
    assert list(found) == ["files"]
    assert [file["path"] for file in found["files"]] == files
    for file, expected in zip(found["files"], STAND_INS.values(), strict=True):
        assert list(file) == ["path", "type", "base", "variant", "rank", "error"]
        assert file["type"] == expected["type"]
        assert (file["error"] is None) is (file["type"] != "error")
    assert result.exit_code == 2


def test_sound_files_exit_with_0(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(zeros({"emb_params": (3, 768)}))
    for options in ([], ["--json"]):
        assert inspect(path, *options).exit_code == 0


def test_the_table_for_people(tmp_path: Path) -> None:
    network = next(recorded("network_keys/hash_files").glob("meta_*.safetensors"))
    missing = tmp_path / "missing.safetensors"
    result = inspect(network, missing)
    assert result.exit_code == 2
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["Type", "Base", "Variant", "Rank", "File"] in lines
    assert any(line[:2] == ["lora", "sd1"] and line[-1] == network.name for line in lines)
    assert any(line == ["error", "missing.safetensors"] for line in lines)
    assert "  trained on: " in result.stdout and "  frequent tags: " in result.stdout
    assert f"{missing} cannot be read: it does not exist. Check its name." in result.stdout


def test_metadata_cannot_command_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    name = "\x1b[2J[red]oops[/red]\r\n:smile:"
    path.write_bytes(zeros({"lora_unet_mid_block_x.lora_down.weight": (4, 4)}, {"ss_output_name": name}))
    assert "  name:  [2J[red]oops[/red]  :smile:\n" in inspect(path).stdout


def test_the_language_is_that_of_the_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "zh")
    (file,) = json.loads(inspect(tmp_path / "missing", "--json").stdout)["files"]
    assert "它不存在" in file["error"]


def test_no_file_at_all_is_wrong_usage() -> None:
    assert inspect().exit_code == 2
