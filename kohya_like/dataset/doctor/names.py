"""Checks of names: whether every system takes them, and what they say of repeats."""

from collections.abc import Iterator
from pathlib import Path

from kohya_like.config.names import name_mistake
from kohya_like.config.text import Text
from kohya_like.dataset.doctor.finding import Found
from kohya_like.dataset.doctor.subject import Subject
from kohya_like.dataset.layout import MAX_REPEATS, Misplacement, misplacements, repeats_and_words
from kohya_like.dataset.listing import Listing, list_folder, some_names

UNEVEN = 3.0
"""How many times as often one folder may be seen as another, before it pushes it aside."""


def unportable(subject: Subject) -> Iterator[Found]:
    """Pictures whose names are no Unicode text, or that another system would not take."""
    files = [path for path in (*subject.train, *subject.reg) if not is_portable(path.name)]
    if files:
        yield Found(_UNPORTABLE.format(count=len(files), names=some_names(files)), files)


def is_portable(name: str) -> bool:
    """Whether every system takes a name, and every program can show it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return name_mistake(name) is None


def folder_names(subject: Subject) -> Iterator[Found]:
    """Folders whose name does not say how often their pictures are used."""
    yield from _misplaced(subject, "name")


def nested(subject: Subject) -> Iterator[Found]:
    """Pictures that lie too deep to be found."""
    yield from _misplaced(subject, "nested")


def loose(subject: Subject) -> Iterator[Found]:
    """Pictures beside the folders that they should lie in."""
    yield from _misplaced(subject, "loose")


def elsewhere(subject: Subject) -> Iterator[Found]:
    """Folders of pictures in another place than the one that a run is given."""
    yield from _misplaced(subject, "elsewhere")


def empty_folders(subject: Subject) -> Iterator[Found]:
    """Folders that ask for repeats of nothing."""
    yield from _misplaced(subject, "empty")


def uneven(subject: Subject) -> Iterator[Found]:
    """Folders of the training set of which some are seen much more often than others."""
    uses = {
        listing.folder: repeats * len(listing.pictures)
        for listing in subject.sets.train
        if listing.pictures and (repeats := repeats_and_words(listing.folder)[0]) and repeats <= MAX_REPEATS
    }
    if len(uses) > 1 and max(uses.values()) > UNEVEN * min(uses.values()):
        most, least = max(uses, key=lambda each: uses[each]), min(uses, key=lambda each: uses[each])
        values = {"most": most.name, "many": uses[most], "least": least.name, "few": uses[least]}
        yield Found(_UNEVEN.format(**values), list(uses))


def _misplaced(subject: Subject, kind: str) -> Iterator[Found]:
    for layout in subject.sets.layouts:
        for each in _misplacements(layout):
            if each.kind == kind:
                yield Found(each.text, [each.folder])


def _misplacements(layout: Path) -> list[Misplacement]:
    """Of a folder that is itself named "repeats_name", what lies too deep in it."""
    try:
        outer = list_folder(layout)
        if repeats_and_words(layout)[0] is not None and not _named(outer):
            return [each for each in misplacements(Listing(layout.parent, (), ()), [outer]) if each.kind != "empty"]
        return misplacements(outer, [list_folder(path) for path in outer.folders])
    except OSError:  # Removed a moment ago; the files that were in it are named elsewhere.
        return []


def _named(outer: Listing) -> bool:
    return any(repeats_and_words(folder)[0] is not None for folder in outer.folders)


_UNPORTABLE = Text(
    "Names that not every system or program can read: {count} ({names}). Elsewhere these pictures may be missing from "
    "the set.",
    "并非所有系统或程序都能识别的文件名：{count} 个（{names}）。换一台机器时，这些图片可能会丢失。",
)
_UNEVEN = Text(
    '"{most}" is seen {many} times an epoch and "{least}" {few} times: the model learns the one too well, or the other '
    "too little.",
    "每轮中“{most}”被使用 {many} 次，而“{least}”只有 {few} 次：前者会学过头，或后者学得不够。",
)
