"""What an operation would do, to be looked at; then doing it, unless a caption was changed meanwhile."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.caption_files import MAX_BYTES
from kohya_like.dataset.edits import Put
from kohya_like.dataset.history import Entry
from kohya_like.dataset.listing import some_names
from kohya_like.dataset.place import Place
from kohya_like.dataset.tags.caption import Tags
from kohya_like.dataset.tags.operation import Operation
from kohya_like.dataset.tags.reading import Captioned, read

Part = tuple[Literal["same", "removed", "added"], str]
"""A tag, and what becomes of it."""


@dataclass(frozen=True)
class Change:
    """What one caption was, and what it is to be."""

    picture: str
    path: Path
    seen: str | None
    """The `digest` of the file that was looked at; None where there is none yet."""
    before: Tags
    after: Tags
    content: bytes

    def parts(self) -> Iterator[Part]:
        """Both in one list: what stays, what goes, what comes."""
        for how, old, old_end, new, new_end in SequenceMatcher(None, self.before, self.after, False).get_opcodes():
            if how == "equal":
                yield from (("same", tag) for tag in self.before[old:old_end])
            else:
                yield from (("removed", tag) for tag in self.before[old:old_end])
                yield from (("added", tag) for tag in self.after[new:new_end])


def preview(operation: Operation, pictures: Iterable[Captioned]) -> list[Change]:
    """The captions that an operation would change. Of several pictures that share one, the first stands for it."""
    changes: dict[Path, Change] = {}
    for picture in pictures:
        change = _change(operation, picture)
        if change is not None:
            changes.setdefault(change.path.resolve(), change)
    return list(changes.values())


def emptied(changes: Iterable[Change]) -> int:
    """How many captions would be left without a tag."""
    return sum(not change.after for change in changes)


def apply(place: Place, operation: Operation, changes: Iterable[Change]) -> Entry | None:
    """Make changes that were looked at, wholly or not at all; None where there are none.

    Raises InputError where a caption is another one by now.
    """
    edits = [Put(change.path, change.content, seen=change.seen) for change in changes]
    return place.history.apply(operation.done(), edits)


def again(place: Place, operation: Operation, seen: Mapping[str, str | None]) -> list[Change]:
    """The changes of a preview once more, from the names of its pictures and the digests that it saw.

    Raises InputError where a caption, and so perhaps its change, is another one by now.
    """
    pictures = read(place, seen).whole()
    other = [picture.path for picture in pictures if picture.seen != seen[picture.name]]
    if other:
        raise InputError.of("", _CHANGED.format(names=some_names(other)))
    return preview(operation, pictures)


def _change(operation: Operation, picture: Captioned) -> Change | None:
    before = picture.caption.tags(operation.separator)
    after = operation.apply(before)
    if after == before:
        return None
    content = picture.caption.with_tags(after, operation.separator).content()
    if len(content) > MAX_BYTES:
        raise InputError.of("", _TOO_LARGE.format(name=picture.name))
    return Change(picture.name, picture.path, picture.seen, before, after, content)


_CHANGED = Text(
    "Changed by another program or page meanwhile: {names}. Nothing was done; look at the preview again.",
    "以下文件已被其他程序或页面修改：{names}。未作任何更改；请重新预览。",
)
_TOO_LARGE = Text(
    "The caption of {name} would become too large: nothing was done.", "{name} 的标签会变得过长：未作任何更改。"
)
