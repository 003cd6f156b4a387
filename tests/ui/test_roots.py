"""What the page may look into, and that no path from a browser leads out of it."""

import os
import sys
from pathlib import Path
from stat import FILE_ATTRIBUTE_HIDDEN
from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.ui.roots import Roots, is_drive, is_hidden, machine_folders, roots_of
from kohya_like.ui.settings import Settings

posix = pytest.mark.skipif(sys.platform == "win32", reason="links need no privilege, and mount points are paths")

STEPS = st.sampled_from(
    [
        "..",
        ".",
        "",
        "a",
        "b",
        "inside",
        "outside",
        "up",
        ".ssh",
        ".hidden-root",
        "pic.png",
        "new",
        "~",
        " ",
        "…",
        "\x00",
    ]
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with links that stay in it and links that lead out, and secrets beside and below it."""
    base = tmp_path_factory.mktemp("roots").resolve()
    for folder in ("workspace/a/b", "workspace/.ssh", "workspace/.hidden-root/a", "workspace-beside", "secret"):
        (base / folder).mkdir(parents=True)
    if sys.platform != "win32":
        (base / "workspace/a/inside").symlink_to(base / "workspace/a/b")
        (base / "workspace/a/outside").symlink_to(base / "secret")
        (base / "workspace/up").symlink_to(base)
        (base / "workspace/keys").symlink_to(base / "workspace/.ssh")
        (base / "workspace/circle").symlink_to(base / "workspace/circle")
    return base


@pytest.fixture(scope="module")
def roots(tree: Path) -> Roots:
    return Roots((tree / "workspace", tree / "workspace/.hidden-root"))


@given(steps=st.lists(STEPS, max_size=8), whole=st.booleans())
@example(steps=[".hidden-root", ".ssh"], whole=False)
@example(steps=[".hidden-root", "a"], whole=True)
def test_a_path_is_let_through_exactly_where_it_leads_to_something_allowed(
    roots: Roots, steps: list[str], whole: bool
) -> None:
    given_path = os.path.join(*([str(roots.workspace)] if whole else []), *steps, "")
    real = (
        "" if "\x00" in given_path else os.path.realpath(os.path.join(roots.workspace, os.path.expanduser(given_path)))
    )
    workspace = str(roots.workspace)
    around = [root for root in (workspace, f"{workspace}/.hidden-root") if f"{real}/".startswith(f"{root}/")]
    expected = any("/." not in real.removeprefix(root) for root in around)
    assert roots.allowed(given_path) == expected
    if expected:
        assert str(roots.checked(given_path)) == real


@given(text=st.text(max_size=40))
def test_no_text_breaks_the_check_and_none_leads_out(roots: Roots, text: str) -> None:
    try:
        path = roots.checked(text)
    except InputError:
        return
    assert path.is_relative_to(roots.workspace)


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret", "a/../../secret", "../workspace-beside", "~/.ssh/id_rsa"])
def test_what_lies_outside_is_refused_in_one_sentence_that_says_what_to_do(roots: Roots, path: str) -> None:
    with pytest.raises(InputError) as refusal:
        roots.checked(path, "train_data_dir")
    (problem,) = refusal.value.problems
    assert problem.field == "train_data_dir"
    assert str(problem.text).startswith(path) and "allow its folder in Settings" in str(problem.text)


@posix
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("a/outside", "outside"),
        ("up/secret", "outside"),
        ("keys", "hidden"),
        (".ssh/id", "hidden"),
        ("circle", "no path"),
    ],
)
def test_links_and_hidden_folders_do_not_help(roots: Roots, path: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        roots.checked(path)


@posix
def test_links_that_stay_inside_are_followed(roots: Roots) -> None:
    assert roots.checked("a/inside/x.png") == roots.workspace / "a/b/x.png"


def test_nothing_named_means_home_and_drives_but_the_workspace_alone_where_others_reach_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kohya_like.ui.roots.machine_folders", lambda: [tmp_path / "home", tmp_path / "drive"])
    workspace, webui = tmp_path / "workspace", tmp_path / "webui"
    nothing, named = Settings(webui_dir=webui), Settings(allowed_folders=[tmp_path / "pictures"])
    machine = (tmp_path / "home", tmp_path / "drive")
    assert roots_of(workspace, nothing, exposed=False).folders == (workspace, *machine, webui)
    assert roots_of(workspace, nothing, exposed=True).folders == (workspace, webui)
    assert roots_of(workspace, named, exposed=False).folders == (workspace, tmp_path / "pictures")
    assert roots_of(workspace, named, exposed=True).folders == (workspace, tmp_path / "pictures")
    assert roots_of(workspace, Settings(allowed_folders=[]), exposed=False).folders == (workspace,)


@posix
def test_a_root_written_by_hand_may_be_a_link_or_relative(tree: Path) -> None:
    linked = Settings(allowed_folders=[tree / "workspace/a/outside", Path("../workspace-beside")])
    assert roots_of(tree / "workspace", linked, exposed=False).folders[1:] == (
        tree / "secret",
        tree / "workspace-beside",
    )


@posix
@pytest.mark.parametrize(
    "place", ["/mnt/data", "/media/me/usb stick", "/run/media/me/disk", "/Volumes/Photos", "/workspace"]
)
def test_drives(place: str) -> None:
    assert is_drive(place, "rw")


@posix
@pytest.mark.parametrize(
    "place",
    [
        "/",
        "/proc",
        "/sys/fs/cgroup",
        "/dev/shm",
        "/run/user/1000",
        "/snap/core/1",
        "/etc/hosts",
        "/home/me/.cache/doc",
        "/tmp",
    ],
)
def test_what_is_mounted_and_no_drive(place: str) -> None:
    assert not is_drive(place, "rw")


def test_windows_drives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert is_drive("D:\\", "rw,fixed") and is_drive("Z:\\", "rw,remote")
    assert not is_drive("E:\\", "cdrom")


def test_hidden_on_windows_is_an_attribute(monkeypatch: pytest.MonkeyPatch) -> None:
    def file(attributes: int) -> Path:
        return cast(Path, SimpleNamespace(name="AppData", stat=lambda: SimpleNamespace(st_file_attributes=attributes)))

    monkeypatch.setattr(sys, "platform", "win32")
    assert is_hidden(file(FILE_ATTRIBUTE_HIDDEN)) and not is_hidden(file(0))
    assert not is_hidden(Path("there is no such file"))


def test_the_folders_of_a_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def partitions(**_: Any) -> list[SimpleNamespace]:
        return [SimpleNamespace(mountpoint=place, opts="rw") for place in ("/", "/proc", "/mnt/data")]

    monkeypatch.setattr(psutil, "disk_partitions", partitions)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(sys, "platform", "linux")
    assert list(machine_folders()) == [tmp_path.resolve(), Path("/mnt/data")]
    monkeypatch.setattr(Path, "home", lambda: Path("/"))
    assert list(machine_folders()) == [Path("/mnt/data")], "the home of a service is no reason to open everything"
