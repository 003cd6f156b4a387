"""Captions that come from elsewhere: other text files, sd-scripts' metadata, names of folders, or one text for all."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.text import Text
from kohya_like.dataset.caption_edits import caption_of, edit_of
from kohya_like.dataset.caption_files import USUAL_EXTENSIONS, read_caption
from kohya_like.dataset.edits import Edit
from kohya_like.dataset.layout import repeats_and_words
from kohya_like.dataset.listing import PICTURE_SUFFIXES
from kohya_like.dataset.place import Place
from kohya_like.dataset.tags.caption import joined, key, split_tags

Mode = Literal["skip", "overwrite", "append"]
"""What becomes of a caption that is there: left alone, replaced, or followed by the tags that it lacks."""

METADATA = ".json"
LARGEST_FILE = 1 << 28
"""Bytes of metadata: a hundred times what ten thousand pictures take."""
JOINED = ", "


@dataclass
class Offered:
    """Captions by what they say of their picture: a path, with or without its suffix, or the bare name."""

    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    """Files that could not be read."""


@dataclass
class Imported:
    """What became of captions that were offered."""

    written: list[str] = field(default_factory=list)
    """Names of pictures whose caption was written."""
    kept: list[str] = field(default_factory=list)
    """Names of pictures whose caption stays as it was."""
    unmatched: list[str] = field(default_factory=list)
    """What belongs to no picture here, or to several."""
    problems: list[Problem] = field(default_factory=list)


def offered_by(source: Path, extension: str | None = None) -> Offered:
    """The captions in a metadata file, or in the text files of a folder: those with this extension, or the usual ones.

    Raises InputError where there is nothing of the kind.
    """
    if source.is_dir():
        return _in_folder(source, (f".{extension.lstrip('.')}",) if extension else USUAL_EXTENSIONS)
    if source.suffix.lower() != METADATA:
        raise InputError.of("", _NOT_READ.format(path=source))
    return Offered(_in_metadata(source))


def import_captions(place: Place, offered: Offered, mode: Mode, *, title: Text) -> Imported:
    """Write captions beside the pictures that they belong to, as one entry of the history."""
    found, unmatched = _matched(place, offered.texts)
    done = Imported(unmatched=unmatched, problems=list(offered.problems))
    edits: dict[Path, Edit] = {}
    for name, text in found.items():
        path = place.caption_place(place.pictures[name])
        try:
            edit = None if path in edits else _edit(path, text, mode)
        except InputError as error:
            done.problems += error.problems
            continue
        if edit is None:
            done.kept.append(name)
        else:
            edits[path] = edit
            done.written.append(name)
    place.history.apply(title, edits.values())
    return done


def words_of_folders(place: Place, text: str | None = None) -> Offered:
    """For every picture a given text, or else the words in the name of its folder."""
    return Offered(
        {name: repeats_and_words(path.parent)[1] if text is None else text for name, path in place.pictures.items()}
    )


def _edit(path: Path, text: str, mode: Mode) -> Edit | None:
    """What writes a caption; None where it stays. Raises InputError where nobody can say what stands there."""
    now = caption_of(path)
    if now.seen is None and now.problem is None:
        return edit_of(path, text, seen=None)
    if mode == "skip" or not text.strip():
        return None
    if now.problem is not None:
        raise InputError.of("", now.problem)
    return edit_of(path, text if mode == "overwrite" else _appended(now.text, text), seen=now.seen)


def _appended(before: str, text: str) -> str:
    present = {key(tag) for tag in split_tags(before)}
    new = [tag for tag in split_tags(text) if key(tag) not in present]
    return JOINED.join(filter(None, (before.rstrip(" ,\n"), joined(new))))


def _in_folder(folder: Path, extensions: Iterable[str]) -> Offered:
    offered = Offered()
    place = Place(folder)
    for extension in extensions:
        for path in sorted(file for file in place.files if file.name.endswith(extension)):
            try:
                offered.texts.setdefault(place.name(path).removesuffix(extension), read_caption(path))
            except InputError as error:
                offered.problems += error.problems
    if not offered.texts and not offered.problems:
        raise InputError.of("", _NO_TEXTS.format(path=folder, extensions=", ".join(extensions)))
    return offered


def _in_metadata(path: Path) -> dict[str, str]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError.of("", _TOO_LARGE.format(path=path))
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError.of("", _UNREADABLE.format(path=path, reason=error.strerror)) from error
    except (ValueError, RecursionError) as error:
        raise InputError.of("", _NO_JSON.format(path=path)) from error
    texts = {name: text for name, entry in _entries(document) if (text := _caption_in(entry))}
    if not texts:
        raise InputError.of("", _NO_CAPTIONS.format(path=path))
    return texts


def _entries(document: Any) -> Iterable[tuple[str, Mapping[str, Any]]]:
    pairs = document.items() if isinstance(document, dict) else ()
    return ((name, entry) for name, entry in pairs if isinstance(entry, dict))


def _caption_in(entry: Mapping[str, Any]) -> str:
    """Caption and tags of one entry, joined as sd-scripts does."""
    parts = (entry.get("caption"), entry.get("tags"))
    return JOINED.join(part.strip() for part in parts if isinstance(part, str) and part.strip())


def _matched(place: Place, texts: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Texts by the names of pictures, and the keys that belong to none, to several, or to one that has a text."""
    names = _Names(place)
    found: dict[str, str] = {}
    unmatched = []
    for wanted, text in texts.items():
        name = names.meant(wanted)
        if name is None or name in found:
            unmatched.append(wanted)
        else:
            found[name] = text
    return found, unmatched


class _Names:
    """The pictures of a place under all that they may be called. Those that share a caption file count as one."""

    def __init__(self, place: Place) -> None:
        self.root = f"{place.folder.as_posix()}/"
        self.whole = {name: name for name in place.pictures}
        self.stems: dict[str, str] = {}
        self.bare: dict[str, list[str]] = {}
        for name in place.pictures:
            if self.stems.setdefault(without_suffix(name), name) == name:
                self.bare.setdefault(_bare(name), []).append(name)

    def meant(self, wanted: str) -> str | None:
        """The picture that is meant: by its path, with or without suffix, else by its name where only one has it."""
        path = wanted.replace("\\", "/").removeprefix(self.root)
        exact = self.whole.get(path) or self.stems.get(without_suffix(path))
        if exact is not None:
            return exact
        namesakes = self.bare.get(_bare(path), [])
        return namesakes[0] if len(namesakes) == 1 else None


def _bare(path: str) -> str:
    return without_suffix(PurePosixPath(path).name)


def without_suffix(name: str) -> str:
    """A picture's name without what tells its kind; `v1.2` is no such thing."""
    path = PurePosixPath(name)
    return name.removesuffix(path.suffix) if path.suffix.lower() in PICTURE_SUFFIXES else name


_NOT_READ = Text(
    "{path} is neither a folder with captions nor a .json file with metadata: give one of those.",
    "{path} 既不是标签文件所在的文件夹，也不是 .json 元数据文件：请提供其中之一。",
)
_NO_TEXTS = Text("There is no caption file ({extensions}) in {path}.", "{path} 中没有标签文件（{extensions}）。")
_TOO_LARGE = Text("{path} is too large for metadata of captions.", "{path} 太大，不是标签元数据文件。")
_UNREADABLE = Text("{path} cannot be read: {reason}.", "无法读取 {path}：{reason}。")
_NO_JSON = Text("{path} is no JSON: it is damaged or something else.", "{path} 不是 JSON 文件：它已损坏或是其他文件。")
_NO_CAPTIONS = Text(
    '{path} has no captions: expected is {{"picture": {{"caption": "...", "tags": "..."}}}}, as sd-scripts writes it.',
    '{path} 中没有标签：应为 sd-scripts 的格式 {{"图片": {{"caption": "…", "tags": "…"}}}}。',
)
