"""`kohya-like tags`: every operation of the catalogue, what it says, and the way back."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kohya_like.cli.tags import app
from kohya_like.config.problems import InputError
from kohya_like.dataset.projects import Project
from kohya_like.dataset.tags.catalogue import OPERATIONS
from tests.dataset.tags.making import contents, make_captions
from tests.e2e.commands import called


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four pictures: two of Smith, one without a caption."""
    captions = {"1.png": "1boy, hat\r\n", "2.png": "hat, facial hair", "in/3.png": "1girl, long_hair", "4.png": None}
    return make_captions(tmp_path / "pictures", captions).folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def captions(folder: Path) -> dict[str, bytes]:
    return {Path(name).stem: content for name, content in contents(folder).items()}


def test_merging_as_in_the_workflow_and_back(folder: Path) -> None:
    before = captions(folder)
    shown = run("merge", folder, "1boy, facial hair", "Smith", "--dry-run")
    assert shown.stdout == (
        "1.png: [-1boy-], {+Smith+}, hat\n2.png: {+Smith+}, hat, [-facial hair-]\nWould change 2 captions.\n"
    )
    assert captions(folder) == before
    assert run("merge", folder, "1boy, facial hair", "Smith").stdout == "Changed 2 captions.\n"
    assert captions(folder) == before | {"1": b"Smith, hat\r\n", "2": b"Smith, hat"}
    assert run("undo", folder).stdout == "Taken back: Merge: 1boy, facial hair → Smith (2 files)\n"
    assert captions(folder) == before
    assert run("redo", folder).exit_code == 0 and captions(folder)["2"] == b"Smith, hat"
    assert "Merge: 1boy" in run("history", folder).stdout


def test_only_the_pictures_that_are_meant(folder: Path) -> None:
    assert run("group", folder, "Smith_group1", "--where", 'hat & !"facial hair"').stdout == "Changed 1 captions.\n"
    assert captions(folder)["1"] == b"1boy, Smith_group1, hat\r\n"
    run("add", folder, "x", "--picture", "4.png", "--picture", "in/3.png", "--position", "first")
    assert captions(folder)["4"] == b"x" and captions(folder)["3"] == b"x, 1girl, long_hair"
    assert run("spaces", folder).stdout == "Changed 1 captions.\n"
    assert captions(folder)["1"] == b"1boy, Smith_group1, hat\r\n"


def test_a_project_means_its_working_pictures(tmp_path: Path) -> None:
    project = Project.create(tmp_path, "cat")
    make_captions(project.own_pictures, {"1.png": "a, b"})
    make_captions(project.train / "10_x", {"1.png": "a, b"})
    assert run("remove", project.folder, "a").stdout == "Changed 1 captions.\n"
    assert (project.own_pictures / "1.txt").read_bytes() == b"b"
    assert (project.train / "10_x" / "1.txt").read_bytes() == b"a, b"
    assert "Taken back" in run("undo", project.folder).stdout


def test_what_changed_as_one_document(folder: Path) -> None:
    document = json.loads(run("remove", folder, "hat, 1boy", "--json").stdout)
    assert (document["changed"], document["dry_run"]) == (2, False)
    assert document["captions"][0] == {
        "picture": "1.png",
        "file": str(folder / "1.txt"),
        "before": ["1boy", "hat"],
        "after": [],
    }
    assert captions(folder)["1"] == b"\r\n"


def test_captions_that_would_be_left_without_tags_are_counted(folder: Path) -> None:
    assert "Without any tag afterwards: 1 captions" in run("remove", folder, "hat, 1boy", "--dry-run").stderr
    assert run("remove", folder, "nobody").stdout == "Changed 0 captions.\n"


def test_tags_are_counted(folder: Path) -> None:
    result = run("stats", folder, "--top", 2)
    assert result.stdout == "     2  hat\n     1  1boy\n"
    assert result.stderr == "4 pictures, 1 of them without tags.\n"
    document = json.loads(run("stats", folder, "--where", "*hair", "--json").stdout)
    assert (document["pictures"], document["without_tags"]) == (2, 0)
    assert {"tag": "facial hair", "count": 1, "examples": ["2.png"]} in document["tags"]


def test_a_blacklist_comes_from_a_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("hat\n*hair\n")
    assert run("blacklist", folder, "--file", tmp_path / "list.txt").stdout == "Changed 3 captions.\n"
    assert run("regex", folder, r"1(\w+)", r"\1", "--ignore-case").stdout == "Changed 2 captions.\n"
    assert run("sort", folder, "--keep-first", 0).exit_code == 0
    assert captions(folder) == {"1": b"boy\r\n", "2": b"", "3": b"girl"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_a_command_with_help(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0 and "--where" in result.stdout and "--dry-run" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("merge", "{folder}", ",", "Smith"), "Tags names no tag"),
        (("add", "{folder}", "x", "--where", "(hat"), "not closed"),
        (("add", "{folder}", "x", "--picture", "gone.png"), r"No longer there: gone\.png"),
        (("regex", "{folder}", "("), "no regular expression"),
        (("stats", "{folder}/gone"), "There is no folder"),
        (("sort", "{folder}/.kohya-like"), "There are no pictures in"),
        (("stats", "{folder}", "--separator", ""), "separator is empty"),
        (("undo", "{folder}"), "nothing to take back"),
    ],
)
def test_wrong_input_is_one_sentence(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    before = captions(folder)
    (folder / ".kohya-like").mkdir()
    error = run(*(each.format(folder=folder) for each in arguments)).exception
    assert isinstance(error, InputError) and len(error.problems) == 1
    with pytest.raises(InputError, match=said):
        raise error
    assert captions(folder) == before


def test_what_a_terminal_would_obey_is_not_printed(folder: Path) -> None:
    (folder / "1.txt").write_bytes(b"\x1b[2Jred")
    assert "\x1b" not in run("stats", folder).stdout + run("add", folder, "x", "--dry-run").stdout


def test_exit_codes_are_those_of_every_command(folder: Path) -> None:
    (folder / "1.txt").write_bytes(b"\xff")
    result = called("tags", "dedupe", str(folder))
    said = f"The caption {folder / '1.txt'} is not UTF-8 text: save it again with that encoding."
    assert (result.code, result.sentences) == (2, [said])
