"""kohya_ss's LoRA tab as data: its keys with their defaults, what each concerns, and the forms that values take.

`lora_tab.json` was recorded from the running program, version 26.0.0.
"""

import json
from importlib.resources import files
from typing import Any

from kohya_like.config.explain import shown
from kohya_like.config.presets.preset import LeftOut, Values
from kohya_like.config.text import Text

TAB: dict[str, Values] = json.loads(
    files("kohya_like.config.presets").joinpath("lora_tab.json").read_text(encoding="utf-8")
)
"""By what a key concerns (see REASONS): each key, and what its field holds before a file is loaded."""

DEFAULTS: Values = {key: default for part in TAB.values() for key, default in part.items()}

KEPT_ON_SCREEN = TAB["personal"].keys() | TAB["machine"].keys()
"""Written as null, for which the program keeps what stands on the screen."""

OTHER_TABS = frozenset(
    (
        *("learning_rate_te", "learning_rate_te1", "learning_rate_te2", "full_path", "dataset_repeats", "block_lr"),
        *("train_text_encoder", "use_latent_files", "token_string", "num_vectors_per_token", "init_word", "template"),
    )
)
"""Keys that only the tabs for whole models and for embeddings have."""

EMPTY_NUMBERS = {"lr_scheduler_num_cycles": 1, "lr_scheduler_power": 1.0, "max_token_length": 75}
"""What the program takes for an empty field; 0 for all others."""

TRUTH = {"true": True, "false": False}

REASONS = {
    "personal": Text(
        "Paths, names, prompts and accounts are never taken from a preset.", "预设从不带入路径、名称、提示词和账号。"
    ),
    "machine": Text("It belongs to the machine, and stays as it is.", "它属于本机设置，保持不变。"),
    "speed": Text(
        "It changes speed or memory, not the result; here it is automatic.",
        "只影响速度或显存，不影响结果；这里自动处理。",
    ),
    "family": Text("It concerns a model family that cannot be trained here.", "它属于这里尚不能训练的模型家族。"),
    "training": Text("It is not implemented here.", "这里尚未实现。"),
}


UNKNOWN = Text("kohya_ss has no such setting today.", "kohya_ss 现已没有这个设置。")


class Sheet:
    """The values of a file, over the defaults of the tab. Each is taken by a reader, or is left out with its reason."""

    def __init__(self, given: Values) -> None:
        named = {key: value for key, value in _with_new_names(given).items() if value is not None}
        self._values = {**DEFAULTS, **{key: _typed(key, value) for key, value in named.items()}}
        self._taken: set[str] = set()
        self.left_out: list[LeftOut] = []

    def take(self, key: str) -> Any:
        """The value of a key, which is thereby dealt with."""
        self._taken.add(key)
        return self._values[key]

    def leave_out(self, key: str, reason: Text) -> None:
        """Remember why the value of a key is not taken."""
        self._taken.add(key)
        hidden = key in TAB["personal"]
        self.left_out.append(LeftOut(key, None if hidden else shown(self._values[key]), reason))

    def leave_out_the_rest(self) -> None:
        """Whatever nobody took and is not what the tab begins with; of what it does not know, whatever is not off."""
        for key in sorted(self._values.keys() - self._taken):
            if self._values[key] not in (DEFAULTS.get(key, 0), ""):
                self.leave_out(key, _reason(key))


def _reason(key: str) -> Text:
    return next((REASONS[part] for part, keys in TAB.items() if key in keys), UNKNOWN)


def _with_new_names(given: Values) -> Values:
    """What older versions called otherwise, under its name of today."""
    values = dict(given)
    if "use_8bit_adam" in values:
        values.setdefault("optimizer", "AdamW8bit" if values.pop("use_8bit_adam") else "AdamW")
    if "lora_network_weights" in values:
        values.setdefault("network_weights", values.pop("lora_network_weights"))
    if values.get("LoRA_type") == "LoCon":
        values["LoRA_type"] = "LyCORIS/LoCon"
    return values


def _typed(key: str, value: Any) -> Any:
    """A number or a switch that stands in the file as a text; what does not read as one stays as it is."""
    default = DEFAULTS.get(key)
    if not isinstance(value, str) or default is None or isinstance(default, str):
        return value
    text = value.strip()
    if isinstance(default, bool):
        return TRUTH.get(text.lower(), value)
    if not text:
        return EMPTY_NUMBERS.get(key, 0)
    try:
        number = float(text)
    except ValueError:
        return value
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
