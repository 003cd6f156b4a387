"""How the LoRA tab of kohya_ss says what our parameters say, part by part; each part reads and writes.

A reader takes keys from the sheet and gives values of parameters; where it gives none, the default stands.
A writer gives keys for a whole set of values. What the keys cannot say exactly, the caller keeps beside them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kohya_like.config.choices import OPTIMIZERS, SAMPLERS, SCHEDULERS
from kohya_like.config.presets.preset import PRESET_PARAMETERS, Values
from kohya_like.config.presets.tab import DEFAULTS, REASONS, Sheet
from kohya_like.config.run import DEFAULT_EPOCHS
from kohya_like.config.text import Text


@dataclass(frozen=True)
class Part:
    """Some parameters, and the keys of the tab that are about them."""

    names: tuple[str, ...]
    read: Callable[[Sheet], Values]
    write: Callable[[Values], Values]

    def tab_keys(self) -> set[str]:
        """The keys of the tab."""
        return set(self.write({name: parameter.default for name, parameter in PRESET_PARAMETERS.items()}))


NETWORK_OF_TYPE = {"Standard": "lora", "Kohya LoCon": "locon", "LyCORIS/LoCon": "locon"}
TYPE_OF_NETWORK = {"lora": "Standard", "locon": "Kohya LoCon"}
SHAPE = ("network_dim", "network_alpha", "conv_dim", "conv_alpha")

OTHER_NETWORK = Text(
    "This type of network is not implemented here: the run trains a LoRA instead, with the default rank.",
    "这里尚未实现这种网络类型：将改为训练 LoRA，秩取默认值。",
)
OTHER_SHAPE = Text("It is meant for that type of network.", "它只适用于那种网络类型。")
LYCORIS = Text(
    "The run trains a LoCon like the one of sd-scripts, which leaves out four of the layers.",
    "将训练与 sd-scripts 相同的 LoCon，少训练其中四层。",
)


def _read_network(sheet: Sheet) -> Values:
    kind = sheet.take("LoRA_type")
    network = NETWORK_OF_TYPE.get(kind) if isinstance(kind, str) else None
    if network is None:
        sheet.leave_out("LoRA_type", OTHER_NETWORK)
        for key in SHAPE:
            sheet.leave_out(key, OTHER_SHAPE)
        return {}
    if kind.startswith("LyCORIS"):
        sheet.leave_out("LoRA_type", LYCORIS)
    shape = {key: sheet.take(key) for key in SHAPE}
    return {"network_type": network, **{key: shape[key] for key in SHAPE if network == "locon" or "conv" not in key}}


def _write_network(values: Values) -> Values:
    shape = {key: DEFAULTS[key] if values[key] is None else values[key] for key in SHAPE}
    return {"LoRA_type": TYPE_OF_NETWORK[values["network_type"]], **shape}


def _read_length(sheet: Sheet) -> Values:
    """Epochs of their own win over steps; steps win over the epochs from which they would be computed."""
    epochs, steps, counted = (sheet.take(key) for key in ("max_train_epochs", "max_train_steps", "epoch"))
    if epochs:
        return {"max_train_epochs": epochs}
    return {"max_train_steps": steps} if steps else {"max_train_epochs": counted}


def _write_length(values: Values) -> Values:
    epochs, steps = values["max_train_epochs"], values["max_train_steps"]
    counted = epochs or (0 if steps else DEFAULT_EPOCHS)
    return {"max_train_epochs": counted, "max_train_steps": steps or 0, "epoch": counted or DEFAULTS["epoch"]}


RATES = ("learning_rate", "unet_lr", "text_encoder_lr")

NO_RATE = Text("It is not used: both parts have a rate of their own.", "它不起作用：两个部分都有各自的学习率。")
ITS_RATE = Text("It is meant for that optimizer: the default takes its place.", "它是为那种优化器设定的：改用默认值。")


def _read_rates(sheet: Sheet) -> Values:
    """A rate of 0 leaves its part untrained."""
    rates = {key: sheet.take(key) for key in RATES}
    if isinstance(rates["text_encoder_lr"], list) and rates["text_encoder_lr"]:
        rates["text_encoder_lr"] = rates["text_encoder_lr"][0]
    trained = {
        "network_train_text_encoder_only": rates["unet_lr"] == 0,
        "network_train_unet_only": rates["text_encoder_lr"] == 0,
    }
    if _optimizer_of(sheet) is None:
        for key in (key for key in RATES if rates[key] != 0):
            sheet.leave_out(key, ITS_RATE)
        return trained
    if rates["learning_rate"] == 0:
        sheet.leave_out("learning_rate", NO_RATE)
        del rates["learning_rate"]
    return {**trained, **_unequal(rates)}


def _unequal(rates: Values) -> Values:
    """Without the rates of parts that are the general rate, or 0."""
    general = rates.get("learning_rate")
    return {key: rate for key, rate in rates.items() if key == "learning_rate" or rate not in (0, general)}


def _write_rates(values: Values) -> Values:
    rate = values["learning_rate"]
    return {
        "learning_rate": rate,
        "unet_lr": 0 if values["network_train_text_encoder_only"] else values["unet_lr"] or rate,
        "text_encoder_lr": 0 if values["network_train_unet_only"] else values["text_encoder_lr"] or rate,
    }


NO_WARMUP = Text(
    "The scheduler 'constant' has no warm-up; sd-scripts refuses the two together.",
    "调度器 'constant' 没有预热；sd-scripts 会拒绝同时使用。",
)
OTHER_SCHEDULER = Text(
    "This scheduler is not implemented here: the run takes the default one, cosine decay.",
    "这里尚未实现这种调度器：将使用默认的余弦退火。",
)


def _read_schedule(sheet: Sheet) -> Values:
    scheduler, percent, steps = (sheet.take(key) for key in ("lr_scheduler", "lr_warmup", "lr_warmup_steps"))
    warmup = steps or (percent / 100 if _is_number(percent) else percent)
    if warmup and scheduler == "constant":
        sheet.leave_out("lr_warmup_steps" if steps else "lr_warmup", NO_WARMUP)
        warmup = 0
    if isinstance(scheduler, str) and scheduler in SCHEDULERS:
        return {"lr_scheduler": scheduler, "lr_warmup_steps": warmup}
    sheet.leave_out("lr_scheduler", OTHER_SCHEDULER)
    return {"lr_warmup_steps": warmup}


def _write_schedule(values: Values) -> Values:
    warmup = values["lr_warmup_steps"]
    whole = int(warmup) if warmup >= 1 else 0
    return {
        "lr_scheduler": values["lr_scheduler"],
        "lr_warmup": 0 if whole else round(warmup * 100, 6),  # Else 7 % would be 7.000000000000001.
        "lr_warmup_steps": whole,
    }


TORCH = "torch.optim."
ALIKE = {"adamw8bit": "AdamW", "pagedadamw8bit": "AdamW", "pagedadamw32bit": "AdamW"}
"""Optimizers that compute what another one computes, in less memory."""

SAVING_OPTIMIZER = Text(
    "It is not implemented here: AdamW takes its place, which makes nearly the same updates in some more memory.",
    "这里尚未实现：由 AdamW 代替，更新几乎相同，但多占一些显存。",
)
OTHER_OPTIMIZER = Text(
    "This optimizer is not implemented here: AdamW takes its place, with the default learning rate.",
    "这里尚未实现这种优化器：由 AdamW 代替，学习率取默认值。",
)
ITS_ARGUMENTS = Text("They are arguments of that optimizer.", "它们是那种优化器的参数。")


def _read_optimizer(sheet: Sheet) -> Values:
    name, arguments = str(sheet.take("optimizer")), str(sheet.take("optimizer_args"))
    optimizer = _optimizer_of(sheet)
    if optimizer is None:
        sheet.leave_out("optimizer", OTHER_OPTIMIZER)
        if arguments:
            sheet.leave_out("optimizer_args", ITS_ARGUMENTS)
        return {}
    if name.lower() in ALIKE:
        sheet.leave_out("optimizer", SAVING_OPTIMIZER)
    return {"optimizer_type": optimizer, "optimizer_args": arguments.replace('"', "").split()}


def _optimizer_of(sheet: Sheet) -> str | None:
    """Ours that makes the same updates, if there is one."""
    name = str(sheet.take("optimizer"))
    return _optimizer_named(name) or ALIKE.get(name.lower())


def _optimizer_named(name: str) -> str | None:
    """Our name of an optimizer; None for what is another one. A bare "Adafactor" is that of transformers."""
    if name.startswith(TORCH):
        return name.removeprefix(TORCH) if name.removeprefix(TORCH) in OPTIMIZERS else None
    known = {own.lower(): own for own in OPTIMIZERS if own != "Adafactor"}
    return known.get(name.lower())


def _write_optimizer(values: Values) -> Values:
    name = values["optimizer_type"]
    return {
        "optimizer": name if name == "AdamW" else f"{TORCH}{name}",
        "optimizer_args": " ".join(values["optimizer_args"]),
    }


def _read_noise(sheet: Sheet) -> Values:
    """Either kind of offset leaves the other kind's fields without effect."""
    kind, offset = sheet.take("noise_offset_type"), sheet.take("noise_offset")
    if kind == "Multires":
        sheet.leave_out("noise_offset_type", REASONS["training"])
        for key in ("adaptive_noise_scale", "noise_offset_random_strength"):
            sheet.take(key)
        return {}
    for key in ("multires_noise_iterations", "multires_noise_discount"):
        sheet.take(key)
    return {"noise_offset": offset}


def _write_noise(values: Values) -> Values:
    return {"noise_offset_type": "Original", "noise_offset": values["noise_offset"]}


def _read_resolution(sheet: Sheet) -> Values:
    text = str(sheet.take("max_resolution")).replace(" ", "").lower()
    sides = text.replace("x", ",").split(",")
    return {"resolution": sides[0] if len(sides) == 2 and sides[0] == sides[1] else text}


def _write_resolution(values: Values) -> Values:
    sides = values["resolution"].replace(" ", "").replace("x", ",").split(",")
    return {"max_resolution": f"{sides[0]},{sides[-1]}"}


ATTENTION = Text(
    "Attention stays automatic, which gives the same pictures and needs no further package.",
    "注意力保持自动：结果相同，且无需另外的软件包。",
)


def _read_attention(sheet: Sheet) -> Values:
    """How attention is computed changes nothing in the result, and xformers is not installed everywhere."""
    if sheet.take("xformers") in ("xformers", True):
        sheet.leave_out("xformers", ATTENTION)
    return {}


def _write_attention(values: Values) -> Values:
    return {"xformers": "xformers" if values["attention"] == "xformers" else "sdpa"}


def _read_sampler(sheet: Sheet) -> Values:
    name = str(sheet.take("sample_sampler")).removeprefix("k_")
    if name in SAMPLERS:
        return {"sample_sampler": name}
    sheet.leave_out("sample_sampler", REASONS["training"])
    return {}


def _write_sampler(values: Values) -> Values:
    return {"sample_sampler": values["sample_sampler"]}


FP8 = Text("It is not implemented here: precision stays automatic.", "这里尚未实现：精度保持自动。")


def _read_precision(sheet: Sheet) -> Values:
    precision = sheet.take("mixed_precision")
    if precision == "fp8":
        sheet.leave_out("mixed_precision", FP8)
        return {}
    return {"mixed_precision": precision}


def _write_precision(values: Values) -> Values:
    precision = values["mixed_precision"]
    return {"mixed_precision": "fp16" if precision == "auto" else precision}


def _read_clip_skip(sheet: Sheet) -> Values:
    """The last layer is what is used anyway."""
    skip = sheet.take("clip_skip")
    return {"clip_skip": None if skip in (0, 1) else skip}


def _write_clip_skip(values: Values) -> Values:
    return {"clip_skip": values["clip_skip"] or 1}


def _read_seed(sheet: Sheet) -> Values:
    """0 means any seed at all, and so does ours."""
    seed = sheet.take("seed")
    return {"seed": seed} if seed else {}


def _write_seed(values: Values) -> Values:
    return {"seed": values["seed"]}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


DIFFERENT = (
    Part(("network_type", *SHAPE), _read_network, _write_network),
    Part(("max_train_epochs", "max_train_steps"), _read_length, _write_length),
    Part(("lr_scheduler", "lr_warmup_steps"), _read_schedule, _write_schedule),
    Part(("optimizer_type", "optimizer_args"), _read_optimizer, _write_optimizer),
    Part((*RATES, "network_train_text_encoder_only", "network_train_unet_only"), _read_rates, _write_rates),
    Part(("noise_offset",), _read_noise, _write_noise),
    Part(("resolution",), _read_resolution, _write_resolution),
    Part(("attention",), _read_attention, _write_attention),
    Part(("sample_sampler",), _read_sampler, _write_sampler),
    Part(("mixed_precision",), _read_precision, _write_precision),
    Part(("clip_skip",), _read_clip_skip, _write_clip_skip),
    Part(("seed",), _read_seed, _write_seed),
)
"""What the tab says in another way than we do."""


SAME = tuple(
    name
    for name in PRESET_PARAMETERS
    if name in DEFAULTS and not any(name in part.names or name in part.tab_keys() for part in DIFFERENT)
)
"""Parameters whose key and meaning are the same there."""


def _read_same(sheet: Sheet) -> Values:
    return {name: _optional(name, sheet.take(name)) for name in SAME}


def _optional(name: str, value: Any) -> Any:
    """Where we have "not given", the tab has 0; and where we have a whole number, it may have 0.0."""
    parameter = PRESET_PARAMETERS[name]
    if parameter.optional and value in (0, ""):
        return None
    whole = parameter.kind == "integer" and isinstance(value, float) and value.is_integer()
    return int(value) if whole else value


def _write_same(values: Values) -> Values:
    return {name: 0 if values[name] is None else values[name] for name in SAME}


PARTS = (*DIFFERENT, Part(SAME, _read_same, _write_same))
