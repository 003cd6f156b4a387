"""What `generate` draws: the configuration of its child."""

from pathlib import Path
from typing import Annotated, Literal

import tomlkit
from pydantic import BaseModel, ConfigDict

from kohya_like.config.choices import SAMPLERS
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.prompts import Prompt, parse_prompt
from kohya_like.config.schema import OneOf
from kohya_like.config.text import Text


class WeightedFile(BaseModel):
    """A LoRA file and how strongly it acts."""

    model_config = ConfigDict(extra="forbid")

    path: Path
    weight: float = 1.0


class GenerateConfig(BaseModel):
    """One drawing job. Paths are absolute."""

    model_config = ConfigDict(extra="forbid")

    base: Path
    loras: list[WeightedFile] = []
    vae: Path | None = None
    clip_skip: int | None = None
    prompts: list[str]
    """One line each, options and all, as for previews."""
    width: int = 512
    height: int = 512
    seed: int = 42
    sampler: Annotated[str, OneOf(SAMPLERS)] = "ddim"
    device: Literal["auto", "cuda", "cpu"] = "auto"
    output: Path
    """Folder that the pictures go to."""

    def parsed_prompts(self) -> list[Prompt]:
        """The prompts, parsed. Raises InputError when one cannot be read."""
        defaults = Prompt("", width=self.width, height=self.height, seed=self.seed)
        parsed = [parse_prompt(line, defaults) for line in self.prompts]
        wrong = [Problem("prompt", found) for found in parsed if isinstance(found, Text)]
        if wrong:
            raise InputError(wrong)
        return [found for found in parsed if isinstance(found, Prompt)]

    def check(self) -> None:
        """Raises InputError with every prompt that cannot be read, or else every file that is missing."""
        self.parsed_prompts()
        text = Text("There is no file {path}.", "没有文件 {path}。")
        files = [("base", self.base), *(("lora", lora.path) for lora in self.loras), ("vae", self.vae)]
        missing = [Problem(name, text.format(path=path)) for name, path in files if path and not path.is_file()]
        if missing:
            raise InputError(missing)

    def to_toml(self) -> str:
        """As TOML, without what is not given."""
        return tomlkit.dumps(self.model_dump(mode="json", exclude_none=True))

    @classmethod
    def from_toml(cls, path: Path) -> "GenerateConfig":
        """Read back what `to_toml` wrote."""
        return cls.model_validate(tomlkit.parse(path.read_text(encoding="utf-8")).unwrap())
