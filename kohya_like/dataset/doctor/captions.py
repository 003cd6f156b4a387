"""Checks of caption files: whether each picture has one that training understands."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from kohya_like.config.text import Text
from kohya_like.dataset.caption_files import USUAL_EXTENSIONS
from kohya_like.dataset.captions import EAST_ASIAN
from kohya_like.dataset.doctor.finding import Found, Severity
from kohya_like.dataset.doctor.subject import Caption, Subject
from kohya_like.dataset.layout import repeats_and_words
from kohya_like.dataset.listing import some_names


def missing(subject: Subject) -> Iterator[Found]:
    """Pictures without a caption: a warning only where others have one and no folder's name stands in for it."""
    files = [picture for picture, captions in subject.captions.items() if not captions]
    if not files:
        return
    named = all(repeats_and_words(picture.parent)[0] is not None for picture in files)
    severity: Severity = "hint" if named or len(files) == len(subject.captions) else "warning"
    message = _MISSING_NAMED if named else _MISSING
    yield Found(_counted(message, files, total=len(subject.captions)), files, severity=severity)


def orphans(subject: Subject) -> Iterator[Found]:
    """Captions whose picture is gone or is called otherwise."""
    if subject.orphans:
        yield Found(_counted(_ORPHANS, subject.orphans), subject.orphans)


def empty(subject: Subject) -> Iterator[Found]:
    """Captions that say nothing."""
    yield from _of((each for each in subject.all_captions if each.wrong is None and not each.text), _EMPTY)


def mixed_extensions(subject: Subject) -> Iterator[Found]:
    """Captions of several extensions, of which a run reads one: those of the others, and of `.TXT`, which
    is another one than `.txt` on many systems."""
    counts = Counter(caption.path.suffix.lower() for caption in subject.all_captions)
    usual = max(USUAL_EXTENSIONS, key=lambda extension: counts[extension])
    files = [caption.path for caption in subject.all_captions if caption.path.suffix != usual]
    if files:
        yield Found(_counted(_MIXED, files, usual=usual), files)


def not_utf8(subject: Subject) -> Iterator[Found]:
    """Captions in another encoding, or that are no text."""
    yield from _of((each for each in subject.all_captions if each.wrong == "encoding"), _NOT_UTF8)


def too_large(subject: Subject) -> Iterator[Found]:
    """Files that are too large for a caption."""
    yield from _of((each for each in subject.all_captions if each.wrong == "too large"), _TOO_LARGE)


def closed(subject: Subject) -> Iterator[Found]:
    """Captions that the system does not let us read."""
    yield from _of((each for each in subject.all_captions if each.wrong == "unreadable"), _CLOSED)


def foreign(subject: Subject) -> Iterator[Found]:
    """Captions in languages of which the text encoder knows next to nothing."""
    yield from _of((each for each in subject.all_captions if EAST_ASIAN.search(each.text)), _FOREIGN)


def several_lines(subject: Subject) -> Iterator[Found]:
    """Captions of which only the first line is used."""
    yield from _of((each for each in subject.all_captions if "\n" in each.text), _SEVERAL_LINES)


def _of(captions: Iterator[Caption], message: Text) -> Iterator[Found]:
    files = [caption.path for caption in captions]
    if files:
        yield Found(_counted(message, files), files)


def _counted(message: Text, files: Sequence[Path], **more: object) -> Text:
    return message.format(count=len(files), names=some_names(files), **more)


_MISSING = Text(
    "Without a caption: {count} of {total} pictures ({names}). Everything in them is learned as belonging to the "
    "trigger word.",
    "没有标签文件的图片：{count}/{total}（{names}）。图中的一切都会被当作触发词的一部分来学习。",
)
_MISSING_NAMED = Text(
    "Without a caption: {count} of {total} pictures ({names}). The words in the folder's name are used, so everything "
    "in them is learned as belonging to those.",
    "没有标签文件的图片：{count}/{total}（{names}）。将使用文件夹名中的文字，图中的一切都会被当作它们的一部分来学习。",
)
_ORPHANS = Text(
    "Captions without a picture: {count} ({names}). They are not used; a picture may be missing or misnamed.",
    "没有对应图片的标签文件：{count} 个（{names}）。它们不会被使用；可能缺少图片，或文件名不一致。",
)
_EMPTY = Text(
    "Empty captions: {count} ({names}). Their pictures are trained without any words; without the file, the words in "
    "the folder's name would be used.",
    "空标签文件：{count} 个（{names}）。这些图片会在没有文字的情况下训练；若无此文件，则会使用文件夹名中的文字。",
)
_MIXED = Text(
    "Captions that do not end in {usual}: {count} ({names}). A run reads one extension only, and takes upper and lower "
    "case for different ones: those are not used.",
    "不以 {usual} 结尾的标签文件：{count} 个（{names}）。训练只读取一种扩展名（区分大小写），这些不会被使用。",
)
_NOT_UTF8 = Text(
    "Captions that are not UTF-8 text: {count} ({names}). A run would stop at them.",
    "不是 UTF-8 编码的标签文件：{count} 个（{names}）。训练会在此中断。",
)
_TOO_LARGE = Text(
    "Files too large for a caption: {count} ({names}). A run would stop at them.",
    "过大、不像标签的文件：{count} 个（{names}）。训练会在此中断。",
)
_CLOSED = Text(
    "Captions that cannot be read: {count} ({names}). A run would stop at them; look at their permissions.",
    "无法读取的标签文件：{count} 个（{names}）。训练会在此中断；请检查文件权限。",
)
_FOREIGN = Text(
    "Captions in Chinese, Japanese or Korean: {count} ({names}). CLIP reads only English, so nothing is learned from "
    "these words: translate them.",
    "含中文、日文或韩文的标签：{count} 个（{names}）。CLIP 只懂英文，这些文字学不到任何东西：请改用英文。",
)
_SEVERAL_LINES = Text(
    "Captions of several lines: {count} ({names}). Only the first line is used, unless enable_wildcard is on.",
    "多行标签文件：{count} 个（{names}）。只使用第一行，除非开启 enable_wildcard。",
)
