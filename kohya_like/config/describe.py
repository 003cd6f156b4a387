"""The parameters as plain data: what the page draws its form from, and the documents their tables."""

from typing import Any

from kohya_like.config.run import PARAMETERS, RunConfig
from kohya_like.config.schema import Parameter, sections
from kohya_like.config.text import Text


def describe() -> list[dict[str, Any]]:
    """Every section with its parameters, in the order of definition, made of what JSON knows.

    A section is {name, title, parameters}; a parameter {section, name, kind, default, optional, level, label, help,
    only, choices: [{value, label}], limits, pattern}. Texts are {en, zh}; the rest is as in `Parameter`.
    """
    return [
        {
            "name": name,
            "title": _both(kind.title),
            "parameters": [
                parameter_document(parameter) for parameter in PARAMETERS.values() if parameter.section == name
            ],
        }
        for name, kind in sections(RunConfig).items()
    ]


def parameter_document(parameter: Parameter) -> dict[str, Any]:
    """One parameter, as in `describe`; the default of one that is required is None."""
    return {
        "section": parameter.section,
        "name": parameter.name,
        "kind": parameter.kind,
        "default": None if parameter.required else parameter.default,
        "optional": parameter.optional,
        "level": parameter.level,
        "label": _both(parameter.label),
        "help": _both(parameter.help),
        "only": {name: list(values) for name, values in parameter.only.items()},
        "choices": [{"value": value, "label": _both(label)} for value, label in parameter.choices.items()],
        "limits": parameter.limits,
        "pattern": parameter.pattern,
    }


def _both(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}
