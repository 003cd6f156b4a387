"""What lies in a folder of pictures, before anything is made of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kohya_like.config.problems import InputError
from kohya_like.config.sections.dataset import Caption
from kohya_like.config.text import Text
from kohya_like.dataset.buckets import Size
from kohya_like.dataset.caption_files import USUAL_EXTENSIONS, caption_path, read_caption
from kohya_like.dataset.folders import Subset, read_subsets
from kohya_like.dataset.layout import is_subset
from kohya_like.dataset.listing import list_folder, some_names
from kohya_like.dataset.pictures import picture_size

REMEMBERED = 20_000


@dataclass(frozen=True)
class Found:
    """One picture that can be read, by its header."""

    path: Path
    size: Size
    caption: str | None
    """None where there is no caption file."""


@dataclass
class Summary:
    """The pictures of a folder."""

    folder: Path
    pictures: list[Found] = field(default_factory=list)
    subsets: list[Subset] = field(default_factory=list)
    """Where the folder holds others named "repeats_name", as a run reads them; `pictures` are then those in them."""
    caption_extension: str = USUAL_EXTENSIONS[0]
    """What most captions end in."""
    problems: list[Text] = field(default_factory=list)

    @property
    def captions(self) -> list[str]:
        """Those that there are."""
        return [found.caption for found in self.pictures if found.caption is not None]

    @property
    def per_epoch(self) -> int | None:
        """Pictures that an epoch takes where the folders' names say it."""
        return sum(subset.repeats * len(subset.pictures) for subset in self.subsets) or None


def summarise(folder: Path) -> Summary:
    """Look at every picture in a folder, or in the folders named "repeats_name" inside it. Raises InputError.

    Files that cannot be read are left out, each with a sentence.
    """
    try:
        outer = list_folder(folder)
        inner = [list_folder(path) for path in outer.folders]
    except OSError as error:
        raise InputError.of("", _NOT_LISTED.format(folder=folder, reason=error.strerror)) from error
    if any(is_subset(listing) for listing in inner):
        return _laid_out(folder, [file for listing in inner for file in listing.files])
    summary = _plain(folder, outer.files, outer.pictures)
    if outer.unread:
        summary.problems.append(_UNREAD.format(names=some_names(outer.unread)))
    deeper = [listing.folder for listing in inner if listing.pictures]
    if deeper:
        text = _LEFT_OUT if outer.pictures else _DEEPER
        summary.problems.append(text.format(names=some_names(deeper)))
    return summary


def _plain(folder: Path, files: Sequence[Path], pictures: Sequence[Path]) -> Summary:
    summary = Summary(folder, caption_extension=_usual_extension(files))
    present = set(files)
    for path in pictures:
        try:
            size = _size(path, path.stat().st_mtime_ns)
            summary.pictures.append(Found(path, size, _caption(path, present)))
        except InputError as error:
            summary.problems += [problem.text for problem in error.problems]
        except OSError as error:  # A link to nothing, or deleted a moment ago.
            summary.problems.append(_UNREADABLE.format(path=path, reason=error.strerror))
    return summary


@lru_cache(maxsize=REMEMBERED)
def _size(path: Path, changed: int) -> Size:
    """`changed` tells whether the file is still the same: a folder is looked at after every change of a field."""
    return picture_size(path)


def _caption(picture: Path, files: set[Path]) -> str | None:
    paths = (caption_path(picture, extension) for extension in USUAL_EXTENSIONS)
    return next((read_caption(path) for path in paths if path in files), None)


def _laid_out(folder: Path, files: Sequence[Path]) -> Summary:
    extension = _usual_extension(files)
    subsets, problems = read_subsets(folder, Caption(caption_extension=extension), is_reg=False)
    pictures = [
        Found(picture.path, picture.size, picture.caption if picture.caption_path else None)
        for subset in subsets
        for picture in subset.pictures
    ]
    return Summary(folder, pictures, subsets, extension, [problem.text for problem in problems])


def _usual_extension(files: Sequence[Path]) -> str:
    counts = Counter(file.suffix for file in files if file.suffix in USUAL_EXTENSIONS)
    return max(USUAL_EXTENSIONS, key=lambda extension: counts[extension])


_NOT_LISTED = Text("The folder {folder} cannot be read: {reason}.", "无法读取文件夹 {folder}：{reason}。")
_UNREAD = Text(
    "Some pictures are of kinds that are not read ({names}): convert them to PNG.",
    "有无法读取的图片格式（{names}）：请转换为 PNG。",
)
_UNREADABLE = Text("{path} cannot be read: {reason}.", "无法读取 {path}：{reason}。")
_DEEPER = Text(
    "There are no pictures here, but some in folders inside ({names}): choose one of those.",
    "此处没有图片，但其中的文件夹里有（{names}）：请选择其中一个。",
)
_LEFT_OUT = Text(
    "Folders inside hold pictures too ({names}), which are left out: to train several at once, make folders of them in "
    "Dataset.",
    "其中的文件夹里也有图片（{names}），不会被使用：要同时训练多个，请在“数据集”页生成文件夹。",
)
