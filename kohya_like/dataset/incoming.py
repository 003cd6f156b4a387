"""Pictures and captions that arrive in a project, and leave it: named safely, checked, put beside what is there."""

import filecmp
import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Protocol

from kohya_like.config.names import safe_name
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.caption_files import USUAL_EXTENSIONS, caption_path, read_caption
from kohya_like.dataset.doctor.moving import with_captions
from kohya_like.dataset.edits import Put, Remove
from kohya_like.dataset.history import History
from kohya_like.dataset.layout import repeats_and_words
from kohya_like.dataset.listing import PICTURE_SUFFIXES, list_folder
from kohya_like.dataset.pictures import picture_size

FLAT = PurePosixPath()
"""The folder itself, and none inside it."""


@dataclass(frozen=True)
class Incoming:
    """A file that arrived, and the name under which it was sent (`folder/name.png`)."""

    path: Path
    name: str
    below: PurePosixPath = FLAT
    """The folder that it goes to, inside the one that takes it in."""

    @property
    def suffix(self) -> str:
        """Of the name, in lower case."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def key(self) -> str:
        """Equal for a picture and its caption: what was sent from several folders does not mix."""
        return str(PurePosixPath(self.name).with_suffix("")).casefold()


class Store(Protocol):
    """Where files are put that are taken in."""

    def put(self, source: Path, target: Path) -> bool:
        """Keep a copy of a file for a place that is free; False if it is not."""

    def at(self, target: Path) -> Path:
        """The file that lies at a place, or will."""


class Copies:
    """Every file is in its place at once."""

    def put(self, source: Path, target: Path) -> bool:
        """As `Store.put`. Another tab may take the place at any moment."""
        try:
            target.touch(exist_ok=False)
        except FileExistsError:
            return False
        try:
            shutil.copyfile(source, target)
        except OSError:
            target.unlink()
            raise
        return True

    def at(self, target: Path) -> Path:
        """As `Store.at`."""
        return target


class Staged:
    """Files lie in a folder that the history is `making` until `edits` bring all of them into their places at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copies: dict[Path, Path] = {}

    def put(self, source: Path, target: Path) -> bool:
        """As `Store.put`."""
        if target in self._copies or target.exists():
            return False
        copy = self._folder / f"{len(self._copies)}{target.suffix}"
        shutil.copyfile(source, copy)
        self._copies[target] = copy
        return True

    def at(self, target: Path) -> Path:
        """As `Store.at`."""
        return self._copies.get(target, target)

    def edits(self) -> list[Put]:
        """What is to be done."""
        return [Put(target, copy, seen=None) for target, copy in self._copies.items()]


@dataclass
class TakenIn:
    """What came of files that arrived."""

    store: Store
    """Where they were put."""
    added: list[Path] = field(default_factory=list)
    """Pictures that are new."""
    known: int = 0
    """Pictures that were there already, byte for byte, under the same name."""
    captions: int = 0
    refused: list[Text] = field(default_factory=list)
    """One sentence for each file that was left out."""


def in_folders(files: Iterable[Incoming]) -> list[Incoming]:
    """The files as they go into the folders that they were sent in: several concepts stay apart.

    A folder around all of them is left out, unless its name says how often its pictures are used.
    """
    parents = {file: PurePosixPath(file.name.replace("\\", "/")).parent for file in files}
    outer = {parent.parts[0] if parent.parts else "" for parent in parents.values()}
    around = outer.pop() if len(outer) == 1 else ""
    cut = 1 if around and repeats_and_words(Path(around))[0] is None else 0
    return [replace(file, below=_safe_folder(parent.parts[cut:])) for file, parent in parents.items()]


def _safe_folder(parts: Iterable[str]) -> PurePosixPath:
    return PurePosixPath(*filter(None, map(safe_name, parts)))


def take_in(folder: Path, files: Iterable[Incoming], store: Store | None = None) -> TakenIn:
    """Put pictures with their captions into a folder; nothing that lies there is overwritten.

    They are copied, since browsers' uploads of equal content and name are one file, whatever folders they were in.
    A picture of another content under a name that is taken gets a number, and its caption likewise. A caption that
    comes alone goes to the picture of its name.
    """
    groups: defaultdict[str, list[Incoming]] = defaultdict(list)
    taken = TakenIn(store or Copies())
    for file in files:
        if file.suffix in PICTURE_SUFFIXES or file.suffix in USUAL_EXTENSIONS:
            groups[file.key].append(file)
        else:
            taken.refused.append(_OTHER_KIND.format(name=file.name))
    for group in groups.values():
        _take_group(folder, group, taken)
    return taken


def take_out(folder: Path, names: Iterable[str]) -> None:
    """Take pictures out of a folder, with their captions unless others have the same one; the history keeps them.

    Raises InputError, then nothing is taken out, if one is not there.
    """
    pictures = {path.name: path for path in list_folder(folder).pictures}
    wanted = list(dict.fromkeys(names))
    gone = [name for name in wanted if name not in pictures]
    if gone:
        raise InputError.of("", _GONE.format(names=", ".join(gone)))
    leaving = with_captions(pictures[name] for name in wanted)
    edits = [Remove(path) for picture, captions in leaving for path in (picture, *captions)]
    History.of(folder).apply(REMOVED.format(count=len(wanted)), edits)


def _take_group(folder: Path, group: list[Incoming], taken: TakenIn) -> None:
    """Pictures of one name (`a.png`, `a.jpg`) and their caption."""
    places = [_take_picture(folder, file, taken) for file in group if file.suffix in PICTURE_SUFFIXES]
    pictures = [place for place in places if place is not None]
    for caption in (file for file in group if file.suffix in USUAL_EXTENSIONS):
        if places and not pictures:
            continue  # Its picture was refused, and said so.
        _take_caption(folder, caption, pictures or _pictures_of(folder, caption, taken.store), taken)


def _take_picture(folder: Path, file: Incoming, taken: TakenIn) -> Path | None:
    """Where the picture lies now; None if it was refused."""
    try:
        picture_size(file.path)
    except InputError:
        taken.refused.append(_NO_PICTURE.format(name=file.name))
        return None
    wanted = path = _place(folder, file)
    number = 1
    while not taken.store.put(file.path, path):
        if filecmp.cmp(file.path, taken.store.at(path), shallow=False):
            taken.known += 1
            return path
        number += 1
        path = wanted.with_name(f"{wanted.stem}-{number}{file.suffix}")
    taken.added.append(path)
    return path


def _take_caption(folder: Path, file: Incoming, pictures: list[Path], taken: TakenIn) -> None:
    try:
        read_caption(file.path)
    except InputError:
        taken.refused.append(_NO_CAPTION.format(name=file.name))
        return
    if not pictures:
        taken.refused.append(_ALONE.format(name=file.name))
        return
    target = caption_path(pictures[0], file.suffix)
    if taken.store.put(file.path, target):
        taken.captions += 1
    elif not filecmp.cmp(file.path, taken.store.at(target), shallow=False):
        taken.refused.append(_OTHER_CAPTION.format(name=file.name, target=target.name))


def _pictures_of(folder: Path, caption: Incoming, store: Store) -> list[Path]:
    place = _place(folder, caption)
    paths = (place.with_name(f"{place.stem}{suffix}") for suffix in sorted(PICTURE_SUFFIXES))
    return [path for path in paths if store.at(path).exists()]


def _place(folder: Path, file: Incoming) -> Path:
    """Where a file goes: under the last part of its name, without what a file system does not take, never hidden."""
    name = PurePosixPath(file.name.replace("\\", "/"))
    return folder / file.below / f"{safe_name(name.stem) or 'picture'}{file.suffix}"


REMOVED = Text("Removed {count} pictures", "移除 {count} 张图片")
"""What the history calls it."""

_GONE = Text("There is no picture {names} any more.", "图片 {names} 已不存在。")
_OTHER_KIND = Text(
    "{name} is neither a picture that can be read nor a .txt caption: it was left out.",
    "{name} 既不是可读取的图片，也不是 .txt 标签文件：未添加。",
)
_NO_PICTURE = Text(
    "{name} is damaged, incomplete or no picture at all: it was left out.", "{name} 已损坏、不完整或不是图片：未添加。"
)
_NO_CAPTION = Text("{name} is not a short UTF-8 text: it was left out.", "{name} 不是较短的 UTF-8 文本：未添加。")
_ALONE = Text("{name} has no picture of the same name: it was left out.", "{name} 没有同名的图片：未添加。")
_OTHER_CAPTION = Text(
    "There already is another {target}: {name} was left out.", "已有内容不同的 {target}：{name} 未添加。"
)
