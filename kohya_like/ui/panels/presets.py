"""Presets: what they would change, applied only as far as ticked, and kept in the workspace."""

from typing import Any

from kohya_like.config.choices import FAMILIES
from kohya_like.config.presets.preset import PRESET_PARAMETERS, Info, LeftOut, Preset, Values
from kohya_like.config.presets.reading import completed, info_of, read_preset
from kohya_like.config.presets.shelf import Shelf, of_workspace, shipped
from kohya_like.config.presets.writing import write_preset
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.ui.answers import both
from kohya_like.ui.site import Site

SHIPPED, OWN = "shipped/", "own/"
"""How the ids of presets begin; the name follows."""

NOT_A_PRESETS = Text("No preset can change {name}.", "预设不能更改 {name}。")
SHIPPED_STAYS = Text("The presets that come with the program stay as they are.", "程序自带的预设不能更改。")


class Presets:
    """What the bar of presets asks for."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._shipped = shipped()
        self._own = of_workspace(site.root)

    def presets(self) -> list[dict[str, Any]]:
        """Every preset, the shipped ones first: `[{id, name, own, title, when, goal, memory, family, damaged}]`."""
        return [
            *(self._entry(self._shipped, SHIPPED, name) for name in self._shipped.names()),
            *(self._entry(self._own, OWN, name) for name in self._own.names()),
        ]

    def preview(self, preset: str, values: dict[str, Any]) -> dict[str, Any]:
        """What a preset would change in a draft: `{rows: [{name, now, preset}], left_out: [{key, value, reason}]}`."""
        read = self._read(preset)
        return {
            "rows": [
                {"name": name, "now": _value(values, name), "preset": _value(read.values, name)}
                for name in PRESET_PARAMETERS
                if _value(values, name) != _value(read.values, name)
            ],
            "left_out": [_left_out(each) for each in read.left_out],
        }

    def applied(self, preset: str, values: dict[str, Any], names: list[str]) -> dict[str, Any]:
        """The draft with the preset's values of these parameters. Raises InputError for one that no preset changes."""
        read = self._read(preset)
        if strange := next((name for name in names if name not in PRESET_PARAMETERS), None):
            raise InputError.of("", NOT_A_PRESETS.format(name=strange))
        kept = {name: value for name, value in values.items() if name not in names}
        return kept | {name: read.values[name] for name in names if name in read.values}

    def save(self, name: str, when: str, values: dict[str, Any], replace: bool = False) -> str:
        """Keep a draft's values under a name; the id. Raises InputError for a wrong value, or a name that is taken."""
        when = when.strip()
        text = write_preset(values, Info(when=Text(when, when) if when else None))
        return OWN + self._own.save(name, text, replace=replace)

    def take_in(self, name: str, text: str, replace: bool = False) -> str:
        """Keep the content of a file as a preset; the id. Raises InputError if it is none, or the name is taken."""
        read_preset(text)
        return OWN + self._own.save(name, completed(text), replace=replace)

    def give_out(self, preset: str) -> dict[str, str]:
        """A preset as a file: `{name, text}`."""
        shelf, name = self._found(preset)
        return {"name": f"{name}.json", "text": completed(shelf.text(name))}

    def rename(self, preset: str, name: str) -> str:
        """Call one of the workspace's presets otherwise; its new id. Raises InputError as `save` does."""
        return OWN + self._own.rename(_own_name(preset), name)

    def delete(self, preset: str) -> None:
        """Remove one of the workspace's presets."""
        self._own.delete(_own_name(preset))

    def _found(self, preset: str) -> tuple[Shelf, str]:
        if preset.startswith(SHIPPED):
            return self._shipped, preset.removeprefix(SHIPPED)
        return self._own, _own_name(preset)

    def _read(self, preset: str) -> Preset:
        shelf, name = self._found(preset)
        return read_preset(shelf.text(name))

    def _entry(self, shelf: Shelf, prefix: str, name: str) -> dict[str, Any]:
        """One line of the list; a damaged file says what is wrong with it in place of when to use it."""
        own, damaged = prefix == OWN, None
        try:
            info = info_of(shelf.text(name))
        except InputError as error:
            info, damaged = Info(), error.problems[0].text
        family = FAMILIES.get(info.family or "")
        return {
            "id": prefix + name,
            "name": name,
            "own": own,
            "title": both(Text(name, name) if own or info.title is None else info.title),
            "when": both(info.when) if info.when else None,
            "goal": info.goal,
            "memory": info.memory,
            "family": both(family.label) if family else None,
            "damaged": both(damaged) if damaged else None,
        }


def _own_name(preset: str) -> str:
    if not preset.startswith(OWN):
        raise InputError.of("preset", SHIPPED_STAYS)
    return preset.removeprefix(OWN)


def _value(values: Values, name: str) -> Any:
    """A value of a draft, in which None is the default."""
    given = values.get(name)
    return PRESET_PARAMETERS[name].default if given is None else given


def _left_out(each: LeftOut) -> dict[str, Any]:
    return {"key": each.key, "value": each.value, "reason": both(each.reason)}
