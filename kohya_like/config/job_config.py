"""What a job other than training is told: one flat table of parameters, defined as those of a run are."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Self

import tomlkit
from pydantic import ValidationError

from kohya_like.config.explain import explain
from kohya_like.config.problems import InputError
from kohya_like.config.schema import Parameter, Section, section_parameters


class JobConfig(Section):
    """The configuration of one job. Paths are absolute."""

    @classmethod
    @cache
    def parameters(cls) -> Mapping[str, Parameter]:
        """Every parameter by name."""
        return {parameter.name: parameter for parameter in section_parameters(cls.__name__, cls)}

    @classmethod
    def checked(cls, values: Mapping[str, Any]) -> Self:
        """The configuration with these values. Raises InputError with every value that is wrong."""
        try:
            return cls(**values)
        except ValidationError as error:
            parameters = cls.parameters()
            wrong = {str(detail["loc"][0]): detail for detail in error.errors(include_url=False) if detail["loc"]}
            if not all(name in parameters for name in wrong):
                raise
            found = {name: explain(parameters[name], values.get(name), detail) for name, detail in wrong.items()}
            raise InputError(replace(problem, field=name) for name, problem in found.items()) from None

    def to_toml(self) -> str:
        """As TOML, without what is not given."""
        return tomlkit.dumps(self.model_dump(mode="json", exclude_none=True))

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """Read back what `to_toml` wrote."""
        return cls.model_validate(tomlkit.parse(path.read_text(encoding="utf-8")).unwrap())
