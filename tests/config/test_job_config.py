"""Configurations of jobs: parameters by name, every wrong value told at once, files that give back what was written."""

from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import model_validator

from kohya_like.config.job_config import JobConfig
from kohya_like.config.problems import InputError
from kohya_like.config.schema import param
from kohya_like.config.text import Text


class Config(JobConfig):
    title: ClassVar[Text] = Text("Trial", "试验")

    size: int = param(512, "Size", "尺寸", zh="尺寸。", ge=64)
    """Size."""

    name: str = param("", "Name", "名称", zh="名称。", max_length=3)
    """Name."""

    @model_validator(mode="after")
    def _possible(self) -> "Config":
        if self.size == 100:
            raise InputError.of("size", Text("Not this one.", "这个不行。"))
        return self


def test_every_wrong_value_is_told() -> None:
    with pytest.raises(InputError) as error:
        Config.checked({"size": 3, "name": "four"})
    assert {problem.field for problem in error.value.problems} == {"size", "name"}
    with pytest.raises(InputError, match="Not this one"):
        Config.checked({"size": 100})


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    config = Config.checked({"size": 64, "name": "名"})
    (tmp_path / "job.toml").write_text(config.to_toml(), encoding="utf-8")
    assert Config.from_toml(tmp_path / "job.toml") == config
    assert list(Config.parameters()) == ["size", "name"]
