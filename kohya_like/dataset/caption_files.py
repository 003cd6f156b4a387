"""Caption files: the texts beside the pictures of one folder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.text import Text
from kohya_like.dataset.listing import Listing, some_names

FIELD = "caption.caption_extension"
USUAL_EXTENSIONS = (".txt", ".caption")
"""What taggers and sd-scripts write; a picture that has only the other one of them is taken for a mistake."""

MAX_BYTES = 1 << 20
"""No caption is longer than a few kilobytes: a larger file is something else."""


@dataclass
class Captions:
    """The captions of one folder by picture, and what was noticed on the way."""

    found: dict[Path, tuple[str, Path]] = field(default_factory=dict)
    """Picture: (caption, its file). Pictures without a caption file are not in it."""
    problems: list[Problem] = field(default_factory=list)


def read_captions(listing: Listing, extension: str, *, lines: bool = False) -> Captions:
    """Every caption of a folder; with `lines`, captions of several lines are meant to be."""
    captions = Captions()
    files = set(listing.files)
    for picture in listing.pictures:
        path = caption_path(picture, extension)
        if path in files:
            try:
                captions.found[picture] = (read_caption(path), path)
            except InputError as error:
                captions.problems += error.problems
    captions.problems += [*_file_problems(listing, extension), *_empty_problems(listing.folder, captions.found)]
    if not lines:
        captions.problems += _lines_problems(listing.folder, captions.found)
    return captions


def caption_path(picture: Path, extension: str) -> Path:
    """Where the caption of a picture lies, if it has one."""
    return picture.with_name(picture.stem + extension)


def read_caption(path: Path) -> str:
    """The text of a caption file, without blanks at its ends. Raises InputError naming the file."""
    return read_caption_bytes(path).decode("utf-8-sig").strip()


def read_caption_bytes(path: Path) -> bytes:
    """The content of a caption file, which is UTF-8 text. Raises InputError naming the file."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = Text(
            "The caption {path} is not UTF-8 text: save it again with that encoding.",
            "标签文件 {path} 不是 UTF-8 编码：请用该编码重新保存。",
        )
        raise InputError.of(FIELD, text.format(path=path)) from None
    except OSError as error:
        text = Text("The caption {path} cannot be read: {reason}.", "无法读取标签文件 {path}：{reason}。")
        raise InputError.of(FIELD, text.format(path=path, reason=error.strerror)) from error
    if len(content) > MAX_BYTES:
        text = Text(
            "The file {path} is too large for a caption: remove it.", "文件 {path} 太大，不是标签文件：请删除它。"
        )
        raise InputError.of(FIELD, text.format(path=path))
    return content


def _file_problems(listing: Listing, extension: str) -> Iterator[Problem]:
    """Pictures without their caption file, and caption files without their picture."""
    files = set(listing.files)
    bare = [picture for picture in listing.pictures if caption_path(picture, extension) not in files]
    for other in USUAL_EXTENSIONS:
        misnamed = {picture for picture in bare if other != extension and caption_path(picture, other) in files}
        if misnamed:
            yield _other_extension(listing.folder, len(misnamed), other, extension)
            bare = [picture for picture in bare if picture not in misnamed]
    if bare:
        yield _without_file(listing, bare)
    own = {caption_path(picture, extension) for picture in listing.pictures}
    orphans = [file for file in listing.files if file.name.endswith(extension) and file not in own]
    if orphans:
        yield _orphans(listing.folder, orphans)


def _other_extension(folder: Path, count: int, other: str, extension: str) -> Problem:
    text = Text(
        "Captions in {folder} end in {other} ({count}) and caption_extension is {extension}: change it or rename them.",
        "{folder} 中有 {count} 个 {other} 标签文件，而 caption_extension 为 {extension}：请修改它或重命名文件。",
    )
    return Problem(FIELD, text.format(folder=folder, other=other, count=count, extension=extension))


def _without_file(listing: Listing, bare: Sequence[Path]) -> Problem:
    text = Text(
        "Without a caption file in {folder}: {count} of {total} pictures ({names}); the words in the folder's name are "
        "their caption.",
        "{folder} 中没有标签文件的图片：{count}/{total}（{names}）；将用文件夹名中的文字作为标签。",
    )
    counts = {"count": len(bare), "total": len(listing.pictures)}
    return Problem(FIELD, text.format(folder=listing.folder, names=some_names(bare), **counts), "warning")


def _orphans(folder: Path, orphans: Sequence[Path]) -> Problem:
    text = Text(
        "Captions without a picture in {folder}: {count} ({names}); they are not used, check their names.",
        "{folder} 中没有对应图片的标签文件：{count} 个（{names}）；它们不会被使用，请检查文件名。",
    )
    return Problem(FIELD, text.format(folder=folder, count=len(orphans), names=some_names(orphans)), "warning")


def _empty_problems(folder: Path, found: dict[Path, tuple[str, Path]]) -> Iterator[Problem]:
    empty = [path for caption, path in found.values() if not caption]
    if empty:
        text = Text(
            "Empty captions in {folder}: {count} ({names}); write into them what the pictures show, or delete them.",
            "{folder} 中的空标签文件：{count} 个（{names}）；请写上图片内容，或删除它们。",
        )
        yield Problem(FIELD, text.format(folder=folder, count=len(empty), names=some_names(empty)), "warning")


def _lines_problems(folder: Path, found: dict[Path, tuple[str, Path]]) -> Iterator[Problem]:
    several = [path for caption, path in found.values() if "\n" in caption]
    if several:
        text = Text(
            "Captions of several lines in {folder}: {count} ({names}); only the first line is used, unless "
            "enable_wildcard is on.",
            "{folder} 中的多行标签文件：{count} 个（{names}）；只使用第一行，除非开启 enable_wildcard。",
        )
        yield Problem(FIELD, text.format(folder=folder, count=len(several), names=some_names(several)), "warning")
