"""One field is one parameter: what a field says of itself, and how the page, the docs and the command line read it."""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, PydanticCustomError, PydanticUndefined, core_schema

from kohya_like.config.catalogue import Catalogue
from kohya_like.config.text import Text

Level = Literal["basic", "expert"]
Kind = Literal["text", "integer", "number", "switch", "choice", "path", "list"]
Conditions = dict[str, tuple[Any, ...]]
"""Names of parameters, each with the values of which it must have one."""

AUTOMATIC = "auto"
AUTOMATIC_LABEL = Text("Automatic", "自动")

KIND_OF_TYPE: dict[type, Kind] = {
    list: "list",
    bool: "switch",
    Path: "path",
    float: "number",
    int: "integer",
    str: "text",
}

LIMITS = ("ge", "gt", "le", "lt", "multiple_of", "min_length", "max_length")


def _printable(path: Path) -> Path:
    """Refuse what a single backslash makes of a Windows path in TOML (`"C:\\new"`), and NUL, which no system takes."""
    if any(ord(character) < 32 for character in str(path)):
        raise PydanticCustomError("control_character", "control character in a path")
    return path


FileOrFolder = Annotated[Path, Field(strict=False), AfterValidator(_printable)]
"""A path, given as a text: TOML has no type for it, so it is exempt from strictness."""


@dataclass(frozen=True)
class OneOf:
    """Annotation of a text field whose value is a name of a catalogue, or "auto" where the run finds it out."""

    catalogue: Catalogue
    automatic: bool = False

    def choices(self) -> dict[str | int, Text]:
        """The allowed names with their labels."""
        automatic: dict[str | int, Text] = {AUTOMATIC: AUTOMATIC_LABEL} if self.automatic else {}
        return automatic | {name: entry.label for name, entry in self.catalogue.items()}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._known, handler(source))

    def _known(self, name: str) -> str:
        if name in self.choices():
            return name
        raise PydanticCustomError("unknown_choice", "not in the catalogue", {"close": self.catalogue.suggestion(name)})


def param(
    default: Any,
    label: str,
    label_zh: str,
    *,
    zh: str,
    level: Level = "basic",
    only: Conditions | None = None,
    labels: dict[Any, Text] | None = None,
    **limits: Any,
) -> Any:
    """A parameter. The attribute's docstring is its English help, `zh` the Chinese one.

    `only` names the values of other parameters under which this one acts, e.g. `{"network_type": ("locon",)}`; `labels`
    are those of a Literal's values where the value itself says too little; `limits` are pydantic's (`ge`, `le`,
    `multiple_of`, `pattern`, ...).
    """
    stated = {"label": Text(label, label_zh), "help_zh": zh, "level": level, "only": only or {}, "labels": labels or {}}
    return Field(default, json_schema_extra=stated, **limits)  # type: ignore[arg-type]  # Never made into a JSON schema.


class Section(BaseModel):
    """A table of the TOML file. Unknown keys are errors; an empty text means "not given" where that is possible."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True)
    title: ClassVar[Text]

    @model_validator(mode="before")
    @classmethod
    def _empty_text_is_none(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        optional = {name for name, field in cls.model_fields.items() if _is_optional(field.annotation)}
        return {name: None if value == "" and name in optional else value for name, value in values.items()}


@dataclass(frozen=True)
class Parameter:
    """One parameter as the form, the documentation and the command line see it."""

    section: str
    name: str
    kind: Kind
    default: Any
    optional: bool
    label: Text
    help: Text
    level: Level
    only: Conditions
    choices: dict[str | int, Text]
    """The allowed values with their labels; empty where any value of the kind is allowed."""
    limits: dict[str, float]
    """Some of LIMITS."""
    pattern: str | None
    """Regular expression of the whole text."""

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.default is PydanticUndefined

    @property
    def path(self) -> str:
        """Where it stands in the TOML file: `"section.name"`."""
        return f"{self.section}.{self.name}"

    def condition(self) -> Text:
        """Under which settings it acts, such as `network_type = locon or loha`; empty where it always does."""
        allowed = {
            name: [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
            for name, values in self.only.items()
        }
        return Text(
            " and ".join(f"{name} = {' or '.join(values)}" for name, values in allowed.items()),
            " 且 ".join(f"{name} = {' 或 '.join(values)}" for name, values in allowed.items()),
        )


def sections(run: type[BaseModel]) -> dict[str, type[Section]]:
    """The sections of a run by their names, in the order of definition. Raises TypeError for a field that is none."""
    found = {}
    for name, field in run.model_fields.items():
        if not (isinstance(field.annotation, type) and issubclass(field.annotation, Section)):
            raise TypeError(f"{name} is no section")
        found[name] = field.annotation
    return found


def parameters(run: type[BaseModel]) -> Iterator[Parameter]:
    """Every parameter of a run's sections, in the order of definition."""
    for section, kind in sections(run).items():
        yield from section_parameters(section, kind)


def section_parameters(section: str, kind: type[Section]) -> Iterator[Parameter]:
    """Every parameter of one section, in the order of definition."""
    for name, field in kind.model_fields.items():
        yield _parameter(section, name, field)


def _parameter(section: str, name: str, field: FieldInfo) -> Parameter:
    stated: Any = field.json_schema_extra
    if not isinstance(stated, dict):
        raise TypeError(f"{section}.{name} is not defined with param()")
    if not field.description:
        raise TypeError(f"{section}.{name} has no docstring to serve as its help")
    choices = _choices(field, stated["labels"])
    return Parameter(
        section=section,
        name=name,
        kind="choice" if choices else _kind(field.annotation),
        default=field.default,
        optional=_is_optional(field.annotation),
        label=stated["label"],
        help=Text(" ".join(field.description.split()), stated["help_zh"]),
        level=stated["level"],
        only=stated["only"],
        choices=choices,
        limits={name: getattr(note, name) for note in field.metadata for name in LIMITS if hasattr(note, name)},
        pattern=next((note.pattern for note in field.metadata if getattr(note, "pattern", None)), None),
    )


def _is_optional(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation)


def _plain_types(annotation: Any) -> set[Any]:
    """The types that a value may have, without annotations and None."""
    if get_origin(annotation) is Annotated:
        return _plain_types(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return set().union(*(_plain_types(part) for part in get_args(annotation))) - {type(None)}
    return {get_origin(annotation) or annotation}


def _kind(annotation: Any) -> Kind:
    (plain,) = _plain_types(annotation)
    return KIND_OF_TYPE[plain]


def _choices(field: FieldInfo, labels: dict[Any, Text]) -> dict[str | int, Text]:
    """The allowed values of a field: of its catalogue, or of its Literal type."""
    for note in field.metadata:
        if isinstance(note, OneOf):
            return note.choices()
    if get_origin(field.annotation) is not Literal:
        return {}
    known = {AUTOMATIC: AUTOMATIC_LABEL} | labels
    return {value: known.get(value, Text(str(value), str(value))) for value in get_args(field.annotation)}
