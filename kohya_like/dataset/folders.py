"""The folders of a data set: each holds pictures, and its name says how often they are used and what they show."""

from dataclasses import dataclass, replace
from pathlib import Path

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.sections.dataset import Caption
from kohya_like.config.text import Text
from kohya_like.dataset.buckets import Size
from kohya_like.dataset.caption_files import read_captions
from kohya_like.dataset.captions import used_lines
from kohya_like.dataset.layout import is_subset, misplaced, repeats_and_words
from kohya_like.dataset.listing import Listing, list_folder
from kohya_like.dataset.pictures import picture_size


@dataclass(frozen=True)
class Picture:
    """One picture and its caption."""

    path: Path
    size: Size
    """(width, height) in pixels, upright."""
    caption: str
    caption_path: Path | None
    """None where the words in the folder's name serve as caption."""


@dataclass(frozen=True)
class Subset:
    """One folder of pictures."""

    folder: Path
    repeats: int
    name: str
    """The folder's name without the repeats."""
    is_reg: bool
    pictures: tuple[Picture, ...]


def read_subsets(
    folder: Path, caption: Caption, is_reg: bool, *, field: str = ""
) -> tuple[list[Subset], list[Problem]]:
    """The folders of pictures inside `folder`, with everything that is wrong in them or in their layout.

    Pictures whose header cannot be read are left out, each with a problem of its own. `field` is the parameter that
    names the folder.
    """
    try:
        outer = list_folder(folder)
        inner = [list_folder(path) for path in outer.folders]
    except OSError as error:
        return [], [Problem(field, _unlisted(folder, error))]
    read = [_read_subset(listing, caption, is_reg) for listing in inner if is_subset(listing)]
    found = [replace(problem, field=problem.field or field) for _, problems in read for problem in problems]
    layout = [Problem(field, text, "warning" if read else "error") for text in misplaced(outer, inner)]
    return [subset for subset, _ in read], layout + found


def _read_subset(listing: Listing, caption: Caption, is_reg: bool) -> tuple[Subset, list[Problem]]:
    repeats, words = repeats_and_words(listing.folder)
    assert repeats is not None, "only folders that are subsets are read"
    pictures, problems = read_pictures(listing, caption, words)
    return Subset(listing.folder, repeats, words, is_reg, tuple(pictures)), problems


def read_pictures(listing: Listing, caption: Caption, words: str) -> tuple[list[Picture], list[Problem]]:
    """The pictures of one folder, of which `words` are the caption where there is no file, and what is wrong there."""
    captions = read_captions(listing, caption.caption_extension, lines=caption.enable_wildcard)
    problems = captions.problems
    pictures = []
    for path in listing.pictures:
        text, text_path = captions.found.get(path, (words, None))
        try:
            pictures.append(Picture(path, picture_size(path), used_lines(text, caption), text_path))
        except InputError as error:
            problems += error.problems
    return pictures, problems


def _unlisted(folder: Path, error: OSError) -> Text:
    if isinstance(error, FileNotFoundError):
        text = Text(
            "There is no folder {folder}: create it or choose another one.", "没有文件夹 {folder}：请新建或另选一个。"
        )
    elif isinstance(error, NotADirectoryError):
        text = Text(
            "{folder} is a file: choose the folder that holds the pictures' folders.", "{folder} 是文件：请选择文件夹。"
        )
    else:
        text = Text("The folder {folder} cannot be read: {reason}.", "无法读取文件夹 {folder}：{reason}。")
    return text.format(folder=error.filename or folder, reason=error.strerror)
