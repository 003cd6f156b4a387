"""Captions as an editor has them: read with what tells whether somebody else wrote meanwhile, written with undo.

Always written as UTF-8 without a mark at the beginning, with the line ends that the file has. A caption without text
is no file: the picture then has the words of its folder's name, whereas an empty file would train it without words.
"""

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.caption_files import MAX_BYTES
from kohya_like.dataset.edits import Edit, Put, Remove, digest
from kohya_like.dataset.listing import some_names
from kohya_like.dataset.place import Place

MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
OTHER_ENCODINGS = ("gb18030", "shift_jis", "cp1252")
"""What captions that are not UTF-8 are mostly in. Several of them may make sense of the same bytes: people decide."""

LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Caption:
    """A caption as it lies on the disk."""

    text: str
    """With `\\n` as line end, and without one at the very end."""
    seen: str | None
    """`digest` of the file; None where there is none."""
    readings: Mapping[str, str] = field(default_factory=dict)
    """Where it is not UTF-8: what it would say in other encodings. `text` is then empty."""
    problem: Text | None = None
    """Why it cannot be edited as it is."""


@dataclass(frozen=True)
class Change:
    """What a caption is to say, and the `seen` of the caption that was read before."""

    text: str
    seen: str | None


@dataclass(frozen=True)
class Written:
    """What became of changes, by the names of the pictures."""

    saved: dict[str, str | None]
    """The `seen` of each caption that is now as it was wanted."""
    conflicts: dict[str, Caption]
    """Captions that somebody else changed meanwhile, as they are now; nothing was done to them."""
    refused: dict[str, Text]
    """Why a caption cannot be written at all: its picture is gone, or the text is none for a caption."""


def read_captions_of(place: Place, names: Iterable[str]) -> dict[str, Caption]:
    """The captions of pictures by their names; names of pictures that are gone are left out."""
    pictures = {name: place.pictures[name] for name in names if name in place.pictures}
    return {name: caption_of(place.caption_file(picture)) for name, picture in pictures.items()}


def caption_of(path: Path | None) -> Caption:
    """The caption in a file."""
    if path is None:
        return Caption("", None)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Caption("", None)
    except OSError as error:
        return Caption("", None, problem=_UNREADABLE.format(name=path.name, reason=error.strerror))
    if len(content) > MAX_BYTES:
        return Caption("", None, problem=_LARGE.format(name=path.name))
    return _decoded(path, content)


def _decoded(path: Path, content: bytes) -> Caption:
    seen = digest(content)
    try:
        return Caption(_shown(content.decode("utf-8-sig")), seen)
    except UnicodeDecodeError:
        readings = {name: _shown(text) for name, text in _readings(content)}
        return Caption("", seen, readings, _OTHER_ENCODING.format(name=path.name))


def _readings(content: bytes) -> Iterable[tuple[str, str]]:
    marked = next((encoding for mark, encoding in MARKS.items() if content.startswith(mark)), None)
    for encoding in OTHER_ENCODINGS if marked is None else (marked,):
        try:
            yield encoding, content.decode(encoding)
        except UnicodeDecodeError:
            continue


def _shown(text: str) -> str:
    return LINE_END.sub("\n", text).removesuffix("\n")


def write_captions(place: Place, changes: Mapping[str, Change], *, group: str | None = None) -> Written:
    """Write the captions of pictures, as one entry of the history; what cannot be written is left out and told."""
    written = Written({}, {}, {})
    edits: dict[Path, Edit | None] = {}
    names: dict[str, Path] = {}
    wanted: dict[Path, str] = {}
    for name, change in changes.items():
        try:
            path = place.caption_place(place.picture(name))
            now = caption_of(path)
            if _in_conflict(now, change) or wanted.setdefault(path, change.text) != change.text:
                written.conflicts[name] = now
                continue
            edits[path] = edit_of(path, change.text, seen=now.seen)
            names[name] = path
        except InputError as error:
            written.refused[name] = error.problems[0].text
    place.history.apply(_title(list(edits)), [edit for edit in edits.values() if edit is not None], group)
    written.saved.update((name, caption_of(path).seen) for name, path in names.items())
    return written


def _in_conflict(now: Caption, change: Change) -> bool:
    """Whether somebody else wrote something else meanwhile, or the file cannot be read at all."""
    if now.problem is not None and not now.readings:
        return True
    return now.seen != change.seen and (now.problem is not None or now.text != _shown(change.text))


def edit_of(path: Path, text: str, *, seen: str | None) -> Edit | None:
    """What makes a caption file say this; None where it does, or there is no file and no text.

    Raises InputError for a text that is too long for a caption.
    """
    now = caption_of(path)
    wanted = _shown(text)
    if not wanted.strip():
        return Remove(path, seen=seen) if now.seen is not None else None
    if now.problem is None and now.text == wanted and now.seen is not None:
        return None
    try:
        content = _in_its_form(path, wanted).encode()
    except UnicodeEncodeError as error:  # Half of a pair, which only programs send.
        raise InputError.of("", _NO_TEXT.format(name=path.name)) from error
    if len(content) > MAX_BYTES:
        raise InputError.of("", _TOO_LONG.format(name=path.name))
    return Put(path, content, seen=seen)


def _in_its_form(path: Path, text: str) -> str:
    """The text with the line ends of the file that it replaces; a new file has the usual ones and none at its end."""
    try:
        before = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return text
    end = LINE_END.search(before)
    whole = text + "\n" if LINE_END.search(before[-1:]) else text
    return whole if end is None else whole.replace("\n", end[0])


def _title(paths: list[Path]) -> Text:
    if len(paths) == 1:
        return Text("Caption {name}", "编辑标签 {name}").format(name=paths[0].name)
    text = Text("{count} captions: {names}", "编辑 {count} 个标签：{names}")
    return text.format(count=len(paths), names=some_names(paths))


_UNREADABLE = Text("The caption {name} cannot be read: {reason}.", "无法读取标签文件 {name}：{reason}。")
_LARGE = Text(
    "{name} is larger than 1 MB, which no caption is: move it away.", "{name} 超过 1 MB，不是标签文件：请把它移走。"
)
_TOO_LONG = Text(
    "The text for {name} is longer than 1 MB: shorten it. It was not written.",
    "{name} 的文字超过 1 MB：请缩短。未写入。",
)
_NO_TEXT = Text(
    "The text for {name} holds a broken character: type it again. It was not written.",
    "{name} 的文字含有损坏的字符：请重新输入。未写入。",
)
_OTHER_ENCODING = Text(
    "{name} is not UTF-8 text, and training would refuse it: choose how it reads rightly, and it is saved as UTF-8.",
    "{name} 不是 UTF-8 编码，训练时无法读取：请选择正确的读法，它将保存为 UTF-8。",
)
