"""Preview prompts: one line with options after it, as sd-scripts writes them."""

from dataclasses import dataclass, replace
from typing import Any

from kohya_like.config.text import Text


@dataclass(frozen=True)
class Prompt:
    """What to draw, and how."""

    text: str
    negative: str = ""
    width: int = 512
    height: int = 512
    """Pixels, a multiple of 8 like the width."""
    steps: int = 30
    scale: float = 7.5
    """Classifier-free guidance; at 1 the negative prompt does not act."""
    seed: int = 42


@dataclass(frozen=True)
class Option:
    """A numeric option: the field of the prompt it sets, and what it may be."""

    field: str
    lowest: int
    highest: int
    step: int | None = 1
    """Values are multiples of it; None: any number between the two."""

    def read(self, value: str) -> int | float:
        """The number in a text. Raises ValueError where it is none of those allowed."""
        number = float(value) if self.step is None else int(value)
        if not self.lowest <= number <= self.highest or (self.step and number % self.step):
            raise ValueError(value)
        return number

    def allowed(self) -> Text:
        """What may be given, for people."""
        kinds = {None: Text("a number", "数字"), 1: Text("a whole number", "整数")}
        kind = kinds.get(self.step) or Text("a multiple of {step}", "{step} 的倍数").format(step=self.step)
        text = Text("{kind} from {lowest} to {highest}", "{lowest} 到 {highest} 之间的{kind}")
        return text.format(kind=kind, lowest=self.lowest, highest=self.highest)


NEGATIVE = "n"

OPTIONS = {
    "w": Option("width", 64, 8192, step=8),
    "h": Option("height", 64, 8192, step=8),
    "s": Option("steps", 1, 999),  # With all 1000, DDIM steps beyond the noise schedule and DPM-Solver++ gives NaN.
    "l": Option("scale", 0, 100, step=None),
    "d": Option("seed", 0, 2**63 - 1),
}


def parse_prompt(line: str, defaults: Prompt) -> Prompt | Text:
    """The prompt in a line such as `a cat --n blurry --w 512 --h 768 --s 30 --l 7 --d 1`, or what is wrong with it."""
    text, *options = f" {line}".split(" --")
    given: dict[str, Any] = {"text": text.strip()}
    for option in options:
        letter, _, value = option.partition(" ")
        if letter == NEGATIVE:
            given["negative"] = value.strip()
        elif letter in OPTIONS:
            try:
                given[OPTIONS[letter].field] = OPTIONS[letter].read(value)
            except ValueError:
                return _impossible(line, letter, value)
        else:
            return _unknown(line, letter)
    return replace(defaults, **given)


def _unknown(line: str, letter: str) -> Text:
    text = Text(
        "The prompt {line!r} has an unknown option --{letter}: known are {known}.",
        "提示词 {line!r} 中有未知选项 --{letter}：可用的有 {known}。",
    )
    return text.format(line=line, letter=letter, known=", ".join(f"--{name}" for name in (NEGATIVE, *OPTIONS)))


def _impossible(line: str, letter: str, value: str) -> Text:
    text = Text(
        "In the prompt {line!r}, --{letter} is {value!r}: it must be {allowed}.",
        "提示词 {line!r} 中，--{letter} 为 {value!r}：必须是{allowed}。",
    )
    return text.format(line=line, letter=letter, value=value, allowed=OPTIONS[letter].allowed())
