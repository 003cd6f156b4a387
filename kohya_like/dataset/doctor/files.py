"""Checks of picture files: whether each can be read, and is what its name says."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from kohya_like.config.text import Text
from kohya_like.dataset.doctor.facts import State
from kohya_like.dataset.doctor.finding import Found
from kohya_like.dataset.doctor.subject import Subject
from kohya_like.dataset.listing import some_names

OTHER_SUFFIXES = {".jpe": "JPEG", ".jfif": "JPEG", ".apng": "PNG", ".heif": "HEIF", ".heic": "HEIF"}
"""Names of kinds that PIL spells otherwise, or learns only from a plug-in."""


def unreadable(subject: Subject) -> Iterator[Found]:
    """Files that are no picture."""
    yield from _in_state(subject, "unreadable", _UNREADABLE)


def cut_off(subject: Subject) -> Iterator[Found]:
    """Pictures that end too early, or hold wrong bytes."""
    yield from _in_state(subject, "cut off", _CUT_OFF)


def huge(subject: Subject) -> Iterator[Found]:
    """Pictures that would fill the memory."""
    yield from _in_state(subject, "huge", _HUGE)


def of_32_bits(subject: Subject) -> Iterator[Found]:
    """Pictures whose numbers have no known scale."""
    yield from _in_state(subject, "32 bits", _32_BITS)


def without_plugin(subject: Subject) -> Iterator[Found]:
    """Pictures of kinds for which a package is missing."""
    yield from _in_state(subject, "without plug-in", _WITHOUT_PLUGIN)


def changing(subject: Subject) -> Iterator[Found]:
    """Files that somebody else was changing."""
    files = subject.in_state("changing", "gone")
    if files:
        yield _of(files, _CHANGING)


def unread_kind(subject: Subject) -> Iterator[Found]:
    """Pictures that no run looks at."""
    files = [path for listing in (*subject.sets.train, *subject.sets.reg) for path in listing.unread]
    if files:
        yield _of(files, _UNREAD)


def wrong_extension(subject: Subject) -> Iterator[Found]:
    """Pictures whose name says another kind than they are."""
    pictures = ((path, subject.facts[path].kind) for path in (*subject.train, *subject.reg))
    files = [path for path, kind in pictures if kind and kind_of_suffix(path) != kind]
    if files:
        yield _of(files, _WRONG_EXTENSION)


def kind_of_suffix(path: Path) -> str | None:
    """What PIL calls the kind that a file's name says."""
    suffix = path.suffix.lower()
    return OTHER_SUFFIXES.get(suffix) or Image.registered_extensions().get(suffix)


def _in_state(subject: Subject, state: State, message: Text) -> Iterator[Found]:
    files = subject.in_state(state)
    if files:
        yield _of(files, message)


def _of(files: Sequence[Path], message: Text) -> Found:
    return Found(message.format(count=len(files), names=some_names(files)), files)


_UNREADABLE = Text(
    "No picture can be read from {count} files ({names}): a run would stop at them.",
    "有 {count} 个文件无法作为图片读取（{names}）：训练会在此中断。",
)
_CUT_OFF = Text(
    "Pictures that are damaged or end too early: {count} ({names}). A run would stop at them; fetch them again.",
    "图片损坏或不完整：{count} 张（{names}）。训练会在此中断；请重新获取。",
)
_HUGE = Text(
    "Pictures that claim more pixels than can be read safely: {count} ({names}). They would fill the memory.",
    "声称的像素数超过可安全读取的上限：{count} 张（{names}）。读取它们会耗尽内存。",
)
_32_BITS = Text(
    "Pictures of 32-bit numbers, of which nobody knows which is white: {count} ({names}). A run would stop at them.",
    "32 位数值的图片，无法得知何为白色：{count} 张（{names}）。训练会在此中断。",
)
_WITHOUT_PLUGIN = Text(
    "Pictures of kinds that need another package here (pillow-heif, pillow-jxl-plugin): {count} ({names}). A run would "
    "stop at them; install it, or convert them to PNG.",
    "读取这些图片需要另外的软件包（pillow-heif、pillow-jxl-plugin）：{count} 张（{names}）。训练会在此中断；请安装，"
    "或转换为 PNG。",
)
_CHANGING = Text(
    "Changed or removed by another program during the check: {count} ({names}). Check again once it is done.",
    "检查期间被其他程序修改或删除：{count} 个（{names}）。请在其完成后重新检查。",
)
_UNREAD = Text(
    "Pictures of kinds that are not read: {count} ({names}). Nothing is learned from them.",
    "无法读取的图片格式：{count} 张（{names}）。模型不会从中学到任何内容。",
)
_WRONG_EXTENSION = Text(
    "Pictures whose name says another kind than they are: {count} ({names}). They train as they are; other programs "
    "may refuse them.",
    "扩展名与实际格式不符：{count} 张（{names}）。不影响在此训练，但其他程序可能无法打开。",
)
