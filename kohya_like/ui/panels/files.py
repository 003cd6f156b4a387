"""The file browser: what lies in the folders that the page may look into."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from kohya_like.config.names import name_mistake
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.listing import PICTURE_SUFFIXES, Listing, list_folder
from kohya_like.ui.answers import both
from kohya_like.ui.roots import Roots, is_hidden, is_hidden_below
from kohya_like.ui.site import Site
from kohya_like.ui.thumbnails import data_url

Wanted = Literal["file", "folder", "any"]

MOST_SHOWN = 1000
"""Entries of one folder that are sent at once; in a larger one the reader narrows them down by name."""
MOST_COUNTED = 200
"""Folders whose pictures are counted, and files that are drawn, in one answer."""


class Files:
    """What the dialog that picks a file or a folder asks for."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def places(self) -> list[dict[str, Any]]:
        """The allowed folders, where browsing begins: `[{path, label}]`."""
        roots = self.site.roots()
        return [{"path": str(root), "label": both(_label(root, roots))} for root in roots.folders]

    def folder(self, path: str, suffixes: list[str] | None = None, words: str = "") -> dict[str, Any]:
        """What a folder holds, folders first, in natural order; for a file, the folder around it.

        Files are those with one of the `suffixes` (None: all). With `words`, only names that hold each of them.
        `{path, up, trail: [{name, path}], folders: [{name, path}], files: [{name, path, size, modified}], pictures,
        total}`: sizes in bytes, times in Unix seconds; `total` counts what was left out beyond MOST_SHOWN too, and
        `pictures` what lies in the folder whatever is shown. Raises InputError if it cannot be listed.
        """
        roots = self.site.roots()
        folder = roots.checked(path)
        folder = folder.parent if os.path.isfile(folder) else folder
        listing = _listed(folder)
        folders = [each for each in listing.folders if _wanted(each, words)]
        files = [each for each in listing.files if _wanted(each, words) and _has_suffix(each, suffixes)]
        trail = list(_trail(folder, roots))
        return {
            "path": str(folder),
            "up": trail[-2]["path"] if len(trail) > 1 else None,
            "trail": trail,
            "folders": [_entry(each) for each in _open(folders[:MOST_SHOWN], roots)],
            "files": list(_files(_open(files[: max(0, MOST_SHOWN - len(folders))], roots))),
            "pictures": len(listing.pictures),
            "total": len(folders) + len(files),
        }

    def pictures(self, folders: list[str]) -> list[int]:
        """How many pictures lie in each of these folders; 0 for one that cannot be looked into."""
        roots = self.site.roots()
        return [_pictures(folder, roots) for folder in folders[:MOST_COUNTED]]

    def drawn(self, files: list[str]) -> list[str | None]:
        """A small picture of each file as an address of its own content; None for what is no readable picture."""
        roots = self.site.roots()
        return [data_url(roots.checked(file)) if roots.allowed(file) else None for file in files[:MOST_COUNTED]]

    def picked(self, path: str, kind: Wanted) -> str:
        """The path as it is taken: absolute, there, and of the wanted kind. Raises InputError with what is wrong."""
        if not path.strip():
            raise InputError.of("path", _NOTHING)
        found = self.site.roots().checked(path.strip(), "path")
        if not os.path.exists(found):  # Unlike Path's, it raises nothing where a name is too long or a folder closed.
            raise InputError.of("path", _MISSING.format(path=found))
        if kind == "file" and os.path.isdir(found):
            raise InputError.of("path", _NO_FILE.format(path=found))
        if kind == "folder" and not os.path.isdir(found):
            raise InputError.of("path", _NO_FOLDER.format(path=found))
        return str(found)

    def create_folder(self, path: str, name: str) -> str:
        """Make a folder in another one; its path. Raises InputError if that is not possible."""
        mistake = name_mistake(name)
        if mistake is not None:
            raise InputError.of("name", mistake)
        made = self.site.roots().checked(Path(path) / name, "name")
        try:
            made.mkdir()
        except FileExistsError:
            raise InputError.of("name", _EXISTS.format(name=name)) from None
        except OSError as error:
            raise InputError.of("name", _NOT_MADE.format(path=made, reason=error.strerror)) from error
        return str(made)


def _label(root: Path, roots: Roots) -> Text:
    if root == roots.workspace:
        return Text("Workspace", "工作目录")
    if root == Path.home().resolve():
        return Text("Home", "主目录")
    return Text(root.name or str(root), root.name or str(root))


def _trail(folder: Path, roots: Roots) -> Iterator[dict[str, Any]]:
    """From the root that lets the folder through down to it."""
    root = next(root for root in roots.folders if folder.is_relative_to(root) and not is_hidden_below(root, folder))
    yield {"name": both(_label(root, roots)), "path": str(root)}
    for name in folder.relative_to(root).parts:
        root /= name
        yield {"name": both(Text(name, name)), "path": str(root)}


def _listed(folder: Path) -> Listing:
    try:
        return list_folder(folder)
    except FileNotFoundError:
        raise InputError.of("path", _MISSING.format(path=folder)) from None
    except OSError as error:
        raise InputError.of("path", _UNREADABLE.format(path=folder, reason=error.strerror)) from error


def _wanted(path: Path, words: str) -> bool:
    return not is_hidden(path) and all(word in path.name.casefold() for word in words.casefold().split())


def _has_suffix(file: Path, suffixes: Sequence[str] | None) -> bool:
    return suffixes is None or file.suffix.lower() in suffixes


def _open(paths: Sequence[Path], roots: Roots) -> list[Path]:
    """Without links that lead out."""
    return [path for path in paths if not path.is_symlink() or roots.allowed(path)]


def _entry(path: Path) -> dict[str, Any]:
    return {"name": path.name, "path": str(path)}


def _files(files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        try:
            facts = file.stat()
        except OSError:  # Deleted a moment ago, or a link to nothing.
            continue
        yield _entry(file) | {"size": facts.st_size, "modified": facts.st_mtime}


def _pictures(folder: str, roots: Roots) -> int:
    if not roots.allowed(folder):
        return 0
    try:
        return sum(file.suffix.lower() in PICTURE_SUFFIXES for file in roots.checked(folder).iterdir())
    except OSError:
        return 0


_NOTHING = Text("Type a path, or choose one above.", "请输入路径，或在上方选择。")
_MISSING = Text("There is no {path}.", "{path} 不存在。")
_NO_FILE = Text("{path} is a folder: choose a file in it.", "{path} 是文件夹：请选择其中的文件。")
_NO_FOLDER = Text("{path} is a file: choose a folder.", "{path} 是文件：请选择文件夹。")
_UNREADABLE = Text("{path} cannot be opened: {reason}.", "无法打开 {path}：{reason}。")
_EXISTS = Text("{name} exists already.", "{name} 已存在。")
_NOT_MADE = Text("{path} could not be made: {reason}.", "无法创建 {path}：{reason}。")
