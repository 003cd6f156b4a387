"""From the pictures of a project to the folder that a run reads: linked or copied, with the trigger word in front."""

import os
import shutil
from pathlib import Path

from kohya_like.config.atomic import atomic_write, rename
from kohya_like.config.names import safe_name
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.caption_files import caption_path, read_caption
from kohya_like.dataset.listing import list_folder
from kohya_like.dataset.projects import Project

CAPTIONS = ".txt"
"""The extension of captions in what is laid out, whatever the original has."""

SEPARATOR = ","


def lay_out(project: Project, pictures: list[Path], repeats: int, words: tuple[str, str]) -> Path:
    """Make `train/<repeats>_<trigger> <class>/` of a project hold these pictures and their captions; the folder.

    `words` are trigger and class. The originals are only read. What an earlier call laid out is renamed and brought up
    to date, so nothing is ever trained twice; other folders in `train` stay. Raises InputError for an unreadable
    caption, and where a folder of that name was made by somebody else.
    """
    trigger = words[0]
    captions = {picture: laid_out_caption(picture, trigger) for picture in pictures}
    folder = _current_folder(project, f"{repeats}_{' '.join(filter(None, map(safe_name, words)))}")
    wanted: set[str] = set()
    for picture, caption in captions.items():
        target = folder / picture.name
        _link(picture, target)
        wanted.add(target.name)
        if caption is not None:
            text = caption_path(target, CAPTIONS)
            _write(text, caption)
            wanted.add(text.name)
    for file in list_folder(folder).files:
        if file.name not in wanted:
            file.unlink()
    return folder


def laid_out_caption(picture: Path, trigger: str) -> str | None:
    """The caption of an original, with the trigger word; None for a picture without caption."""
    for extension in (CAPTIONS, ".caption"):
        path = caption_path(picture, extension)
        if path.is_file():
            return with_trigger(read_caption(path), trigger)
    return None


def with_trigger(caption: str, trigger: str) -> str:
    """The caption with the trigger word: unchanged where it begins with it or names it in a sentence, else in front.

    Among tags the word moves to the front, where `keep_tokens` keeps it.
    """
    tags = [tag.strip() for tag in caption.split(SEPARATOR) if tag.strip()]
    others = [tag for tag in tags if tag.casefold() != trigger.casefold()]
    if len(others) == len(tags) and mentions(caption, trigger):
        return caption
    if tags and tags[0].casefold() == trigger.casefold():
        return caption
    return f"{SEPARATOR} ".join([trigger, *others])


def mentions(caption: str, trigger: str) -> bool:
    """Whether the trigger word, or the words of it one after the other, stand in a caption."""
    words, wanted = _words(caption), _words(trigger)
    return any(words[start : start + len(wanted)] == wanted for start in range(len(words)))


def _words(text: str) -> list[str]:
    return text.casefold().replace(SEPARATOR, " ").replace(".", " ").split()


def _current_folder(project: Project, name: str) -> Path:
    """The laid-out folder under this name: the one of an earlier call renamed, or a new one."""
    project.train.mkdir(exist_ok=True)
    folder, earlier = project.train / name, project.laid_out()
    stands = earlier if earlier is not None and earlier.is_dir() else None
    if folder.exists() and (stands is None or not folder.samefile(stands)):
        raise InputError.of("", _TAKEN.format(folder=folder))
    if stands is None:
        folder.mkdir()
    else:
        rename(stands, folder)
    project.remember_laid_out(name)
    return folder


def _link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the disk is another one or knows no such thing."""
    if target.exists():
        if _same(source, target):
            return
        target.unlink()
    try:
        os.link(source.resolve(), target)
    except OSError:
        shutil.copy2(source, target)


def _same(source: Path, target: Path) -> bool:
    one, other = source.stat(), target.stat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _write(path: Path, text: str) -> None:
    """A caption that is already there stays as it is, with its time."""
    content = text.encode()
    if not path.exists() or path.read_bytes() != content:
        atomic_write(path, content)


_TAKEN = Text(
    "{folder} was made by somebody else, and would be overwritten: rename it.",
    "{folder} 不是由本程序创建的，会被覆盖：请先将其重命名。",
)
