"""Whether pictures lie where they are looked for: in folders named "repeats_name" inside one folder."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from kohya_like.config.text import Text
from kohya_like.dataset.listing import Listing, list_folder, some_names

FOLDER_NAME = re.compile(r"(?P<repeats>[0-9]+)_(?P<words>.+)", re.DOTALL)
"""For example `10_sls 1girl`: each picture 10 times an epoch; the words are the caption of pictures without one."""

MAX_REPEATS = 10_000
"""More is not meant as repeats: a folder named by a date or by a number."""


def repeats_and_words(folder: Path) -> tuple[int | None, str]:
    """What a folder's name says; None for the repeats where it does not begin with a number and "_"."""
    match = FOLDER_NAME.fullmatch(folder.name)
    return (int(match["repeats"]), match["words"]) if match else (None, folder.name)


def is_subset(listing: Listing) -> bool:
    """Whether a folder's pictures are used: its name says how often, and there are some."""
    repeats, _ = repeats_and_words(listing.folder)
    return repeats is not None and 0 < repeats <= MAX_REPEATS and bool(listing.pictures)


Kind = Literal["name", "nested", "loose", "elsewhere", "empty", "unread"]
"""`loose`: pictures beside the folders that they should lie in; `nested`: inside one of them, one level too deep."""


class Misplacement(NamedTuple):
    """A place whose pictures are not found."""

    kind: Kind
    folder: Path
    text: Text
    """With the remedy."""


def misplaced(outer: Listing, inner: list[Listing]) -> list[Text]:
    """One sentence for every place whose pictures are not found, with the remedy."""
    texts = [each.text for each in misplacements(outer, inner)]
    if texts or any(is_subset(each) for each in inner):
        return texts
    nothing = Text(
        'There is no picture in {folder}: put some into a folder inside it that is named like "10_sls 1girl".',
        "{folder} 中没有图片：请在其中建立形如“10_sls 1girl”的文件夹，并放入图片。",
    )
    return [nothing.format(folder=outer.folder)]


def misplacements(outer: Listing, inner: list[Listing]) -> list[Misplacement]:
    """Every place whose pictures are not found."""
    return [*_lying_in_outer(outer), *(each for listing in inner for each in _lying_in_inner(listing))]


def _lying_in_outer(outer: Listing) -> Iterator[Misplacement]:
    if not outer.pictures:
        return
    if repeats_and_words(outer.folder)[0] is not None:
        text = Text(
            "{folder} is itself a folder of pictures: give the one that holds it, {parent}.",
            "{folder} 本身就是图片文件夹：请改填它的上一级 {parent}。",
        ).format(folder=outer.folder, parent=outer.folder.parent)
        yield Misplacement("elsewhere", outer.folder, text)
        return
    text = Text(
        'Pictures lie directly in {folder} ({names}): move them into a folder inside it that is named like "10_{name}" '
        "(repeats, underscore, words).",
        "图片直接放在 {folder} 中（{names}）：请移到其中形如“10_{name}”（次数、下划线、名称）的文件夹里。",
    ).format(folder=outer.folder, names=some_names(outer.pictures), name=outer.folder.name)
    yield Misplacement("loose", outer.folder, text)


def _lying_in_inner(inner: Listing) -> Iterator[Misplacement]:
    repeats, words = repeats_and_words(inner.folder)
    if repeats is None:
        yield from _without_repeats(inner)
    elif not 0 < repeats <= MAX_REPEATS:
        text = Text(
            'The name of {folder} asks for {repeats} repeats, not 1 to {limit}: rename it, such as "10_{words}".',
            "{folder} 的名称要求重复 {repeats} 次，而允许范围是 1 到 {limit}：请重命名，例如“10_{words}”。",
        ).format(folder=inner.folder, repeats=repeats, limit=MAX_REPEATS, words=words)
        yield Misplacement("name", inner.folder, text)
    else:
        yield from _too_deep(inner)
    if inner.unread:
        text = Text(
            "Some pictures in {folder} are of kinds that are not read ({names}): convert them to PNG.",
            "{folder} 中有无法读取的图片格式（{names}）：请转换为 PNG。",
        ).format(folder=inner.folder, names=some_names(inner.unread))
        yield Misplacement("unread", inner.folder, text)


def _without_repeats(inner: Listing) -> Iterator[Misplacement]:
    if inner.pictures:
        text = Text(
            'The name of {folder} does not say how often its pictures are used: rename it, for example to "10_{name}".',
            "{folder} 的名称没有写明图片的重复次数：请重命名，例如“10_{name}”。",
        ).format(folder=inner.folder, name=inner.folder.name)
        yield Misplacement("name", inner.folder, text)
    if any(repeats_and_words(folder)[0] is not None for folder in _with_pictures(inner)):
        text = Text(
            'Folders named "repeats_name" lie one level deeper, in {folder}: give that folder instead.',
            "“次数_名称”文件夹在更深一层的 {folder} 中：请改填该文件夹。",
        ).format(folder=inner.folder)
        yield Misplacement("elsewhere", inner.folder, text)


def _too_deep(inner: Listing) -> Iterator[Misplacement]:
    deeper = _with_pictures(inner)
    if deeper:
        text = Text(
            "Pictures lie too deep to be found, in {deeper}: move them up into {folder}.",
            "图片所在的 {deeper} 层级太深，不会被找到：请把它们移到 {folder} 中。",
        ).format(deeper=deeper[0], folder=inner.folder)
        yield Misplacement("nested", inner.folder, text)
    elif not inner.pictures:
        text = Text(
            "There is no picture in {folder}: add some, or remove it.", "{folder} 中没有图片：请放入图片或删除它。"
        ).format(folder=inner.folder)
        yield Misplacement("empty", inner.folder, text)


def _with_pictures(listing: Listing) -> list[Path]:
    return [folder for folder in listing.folders if _has_pictures(folder)]


def _has_pictures(folder: Path) -> bool:
    try:
        return bool(list_folder(folder).pictures)
    except OSError:  # Only a hint is at stake.
        return False
