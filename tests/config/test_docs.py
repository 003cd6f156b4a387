"""docs/parameters.md and its Chinese sister are made from the schema, and are current."""

from pathlib import Path

import pytest

from kohya_like.config.run import PARAMETERS
from scripts import build_docs


def test_the_documents_are_current():
    assert build_docs.check(build_docs.FOLDER) == []


def test_both_documents_have_a_row_for_every_parameter(tmp_path: Path):
    for _, content in build_docs.documents(tmp_path):
        rows = [line.split("`")[1] for line in content.splitlines() if line.startswith("| `")]
        assert rows == list(PARAMETERS)


def test_every_row_has_four_cells(tmp_path: Path):
    for _, content in build_docs.documents(tmp_path):
        assert {line.count("|") for line in content.splitlines() if line.startswith("|")} == {5}


def test_check_names_what_is_missing_or_outdated_and_writing_mends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = tmp_path / "docs"
    assert build_docs.main(["--check"], folder) == 1
    assert str(folder / "parameters.md") in capsys.readouterr().err and not folder.exists()
    assert build_docs.main([], folder) == 0
    assert build_docs.main(["--check"], folder) == 0
    (folder / "parameters.zh-CN.md").write_text("edited", encoding="utf-8")
    assert build_docs.main(["--check"], folder) == 1
    said = capsys.readouterr().err
    assert said == f"{folder / 'parameters.zh-CN.md'} is not current: run `python scripts/build_docs.py`.\n"
