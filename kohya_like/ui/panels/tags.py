"""The Tags step of the Dataset page: what tags there are, which pictures have them, and operations looked at first."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from kohya_like.config.describe import parameter_document
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.text import Text
from kohya_like.dataset.glossary import FILE, glosses
from kohya_like.dataset.place import Place
from kohya_like.dataset.tags.caption import SEPARATOR
from kohya_like.dataset.tags.catalogue import OPERATIONS
from kohya_like.dataset.tags.changes import Change, again, apply, emptied, preview
from kohya_like.dataset.tags.expression import AllOf, Expression, Has, Not, parse
from kohya_like.dataset.tags.operation import Operation
from kohya_like.dataset.tags.reading import Reading, filtered, read
from kohya_like.dataset.tags.table import Row, next_group, table
from kohya_like.plan.document import problem_document
from kohya_like.ui.answers import both
from kohya_like.ui.places import Chosen, outside, place_of
from kohya_like.ui.site import Site

MOST_SHOWN = 100
"""Changes in one preview, and captions in one answer."""

Separator = Annotated[str, Field(min_length=1, max_length=8, pattern=r"^[^\r\n]+$")]
Names = list[str]


class Wanted(BaseModel):
    """Which pictures are shown."""

    model_config = ConfigDict(extra="forbid")

    include: list[str] = []
    """Tags that they have."""
    exclude: list[str] = []
    """Tags that they do not have."""
    where: str = ""
    """An expression that is true of them."""

    def expression(self) -> Expression:
        """All of it in one. Raises InputError where the expression is none."""
        return AllOf((*map(Has, self.include), *(Not(Has(tag)) for tag in self.exclude), parse(self.where)))


class Tags:
    """What the step asks for."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def operations(self) -> list[dict[str, Any]]:
        """Every operation: `[{name, title, about, lists, parameters}]`, `lists` being the parameters that list tags."""
        return [_operation_document(kind) for kind in OPERATIONS.values()]

    def look(self, chosen: Chosen, wanted: Wanted, separator: Separator = SEPARATOR) -> dict[str, Any]:
        """The pictures that are wanted and their tags: `{total, shown, bare, group, tags, problems}`.

        `shown` are names, `bare` is how many of them have no tags, `group` a tag for a new group, `tags`
        `[{tag, count, gloss, examples}]`, and `problems` what could not be read.
        """
        expression = wanted.expression()
        reading = self._read(place_of(self._site, chosen))
        shown = list(filtered(reading.pictures, expression, separator))
        rows = table(shown, separator)
        problems, meanings = self._glosses(row.tag for row in rows)
        return {
            "total": len(reading.pictures),
            "shown": [picture.name for picture in shown],
            "bare": sum(not picture.caption.tags(separator) for picture in shown),
            "group": next_group(reading.pictures, separator),
            "tags": [_row_document(row, meanings.get(row.tag)) for row in rows],
            "problems": [problem_document(problem) for problem in (*reading.problems, *problems)],
        }

    def captions(self, chosen: Chosen, names: Names, separator: Separator = SEPARATOR) -> dict[str, list[str]]:
        """The tags of pictures by name, but for pictures that are gone and captions that cannot be read."""
        place = place_of(self._site, chosen)
        there = [name for name in names[:MOST_SHOWN] if name in place.pictures]
        return {picture.name: list(picture.caption.tags(separator)) for picture in self._read(place, there).pictures}

    def preview(self, chosen: Chosen, operation: str, values: dict[str, Any], names: Names) -> dict[str, Any]:
        """What an operation would do to pictures: `{count, emptied, created, changes, seen}`.

        `changes` are the first of them, `[{name, parts: [[same | removed | added, tag]]}]`; `emptied` is how many
        captions would be left without tags, `created` how many would be new; `seen` is for `apply`.
        """
        place = place_of(self._site, chosen)
        changes = preview(self._operation(operation, values), self._read(place, names).whole())
        return {
            "count": len(changes),
            "emptied": emptied(changes),
            "created": sum(change.seen is None for change in changes),
            "changes": [_change_document(change) for change in changes[:MOST_SHOWN]],
            "seen": {change.picture: change.seen for change in changes},
        }

    def apply(self, chosen: Chosen, operation: str, values: dict[str, Any], seen: dict[str, str | None]) -> int:
        """Do what was previewed; how many captions were changed. Raises InputError if one of them is another by now."""
        place = place_of(self._site, chosen)
        made = self._operation(operation, values)
        self._read(place, seen).whole()
        changes = again(place, made, seen)
        apply(place, made, changes)
        return len(changes)

    def _operation(self, name: str, values: dict[str, Any]) -> Operation:
        kind = OPERATIONS.get(name)
        if kind is None:
            raise InputError.of("operation", _NO_OPERATION.format(name=name))
        paths = [each.name for each in kind.parameters().values() if each.kind == "path" and values.get(each.name)]
        checked = {path: str(self._site.roots().checked(str(values[path]), path)) for path in paths}
        return kind.checked({**values, **checked})

    def _read(self, place: Place, names: Iterable[str] | None = None) -> Reading:
        """As `read`; a caption that is a link out of the allowed folders is one that cannot be read."""
        reading = read(place, names)
        elsewhere = outside(self._site, (picture.path for picture in reading.pictures))
        inside = tuple(picture for picture in reading.pictures if picture.path not in elsewhere)
        return Reading(inside, (*reading.problems, *(each for found in elsewhere.values() for each in found)))

    def _glosses(self, tags: Iterable[str]) -> tuple[list[Problem], dict[str, str]]:
        try:
            return [], glosses(tags, self._site.root / FILE)
        except InputError as error:
            return error.problems, {}


def _operation_document(kind: type[Operation]) -> dict[str, Any]:
    own = {name: parameter for name, parameter in kind.parameters().items() if name != "separator"}
    return {
        "name": kind.name,
        "title": both(kind.title),
        "about": both(kind.about),
        "lists": [name for name in own if name in (*kind.lists, *kind.single, *kind.may_list)],
        "parameters": [parameter_document(parameter) for parameter in own.values()],
    }


def _row_document(row: Row, gloss: str | None) -> dict[str, Any]:
    return {"tag": row.tag, "count": row.count, "gloss": gloss, "examples": list(row.examples)}


def _change_document(change: Change) -> dict[str, Any]:
    return {"name": change.picture, "parts": [list(part) for part in change.parts()]}


_NO_OPERATION = Text("There is no operation {name}: reload the page.", "没有操作 {name}：请重新加载页面。")
