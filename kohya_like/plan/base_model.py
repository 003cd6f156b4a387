"""Whether the base model is one that can be trained or drawn with, judged by its header."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kohya_like.config.choices import FAMILIES
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.run import RunConfig
from kohya_like.config.schema import AUTOMATIC
from kohya_like.config.text import Text
from kohya_like.formats.header import Header
from kohya_like.formats.headers import read_header
from kohya_like.formats.identify import identify, identify_header
from kohya_like.formats.layout_sd1 import component_name
from kohya_like.formats.model_file import ModelFile

FIELD = "model.pretrained_model_name_or_path"

TYPES = {
    "checkpoint": Text("a base model", "底模"),
    "lora": Text("a LoRA", "LoRA"),
    "locon": Text("a LoCon", "LoCon"),
    "loha": Text("a LoHa", "LoHa"),
    "lokr": Text("a LoKr", "LoKr"),
    "vae": Text("a VAE", "VAE"),
    "textual_inversion": Text("an embedding", "嵌入模型（embedding）"),
    "hypernetwork": Text("a hypernetwork", "超网络（hypernetwork）"),
    "controlnet": Text("a ControlNet", "ControlNet"),
    "text_encoder": Text("a text encoder", "文本编码器"),
    "diffusion_model": Text("a U-Net without its text encoder and VAE", "不含文本编码器和 VAE 的 U-Net"),
    "unknown": Text("a file of unknown kind", "未知类型的文件"),
}
"""What a file may be; the rarer kinds go by their technical names."""

BASES = {"sd2": "Stable Diffusion 2", "sdxl": "SDXL", "sd3": "Stable Diffusion 3", "flux": "FLUX.1"}
"""Bases that can be told apart but not be used yet."""

PARTS = {"unet": "U-Net", "text_encoder": "text encoder", "vae": "VAE"}


@dataclass(frozen=True)
class BaseModel:
    """A base model as its file describes it."""

    file: ModelFile
    header: Header


def read_base(config: RunConfig) -> tuple[BaseModel | None, list[Problem]]:
    """The base model that a run names, and why it cannot be used, if it cannot. None where it cannot be read."""
    problems = [Problem("model.vae", text) for text in _wrong_vae(config.model.vae)]
    try:
        base = _readable_base(config.model.pretrained_model_name_or_path)
    except InputError as error:
        return None, [*error.problems, *problems]
    wrong = (
        _wrong_type(base.file)
        or _wrong_variant(base.file)
        or _wrong_family(base.file, config.model.family)
        or _wrong_parts(base, config.model.vae)
    )
    return base, [Problem(FIELD, wrong), *problems] if wrong else problems


def base_label(base: str) -> str:
    """What people call a base, such as `SDXL`."""
    return FAMILIES[base].label.en if base in FAMILIES else BASES.get(base, base)


def described(file: ModelFile) -> Text:
    """What a file was found to be: `Stable Diffusion 1.x` for a base model, `a LoRA, SDXL` for others."""
    kind = TYPES.get(file.type, Text(file.type, file.type))
    if file.base is None:
        return kind
    pattern = Text("{base}", "{base}") if file.type == "checkpoint" else Text("{kind}, {base}", "{kind}，{base}")
    return pattern.format(kind=kind, base=base_label(file.base))


def _readable_base(path: Path | None) -> BaseModel:
    """The header of the base model and what it shows. Raises InputError naming the parameter."""
    if path is None:
        text = Text(
            "There is no base model: set pretrained_model_name_or_path to a checkpoint file.",
            "没有底模：请把 pretrained_model_name_or_path 设为检查点文件。",
        )
        raise InputError.of(FIELD, text)
    if os.path.isdir(path):  # Path.is_dir would raise where looking is not allowed; reading then says why.
        text = Text(
            "The base model {path} is a folder: choose a checkpoint file.", "底模 {path} 是文件夹：请选择检查点文件。"
        )
        raise InputError.of(FIELD, text.format(path=path))
    try:
        header = read_header(path)
    except InputError as error:
        raise InputError(Problem(FIELD, problem.text) for problem in error.problems) from error
    return BaseModel(identify_header(header, str(path)), header)


def _wrong_type(file: ModelFile) -> Text | None:
    if file.type == "checkpoint":
        return None
    text = Text(
        "{path} is {type}, not a base model: choose a checkpoint file.", "{path} 是{type}，不是底模：请选择检查点文件。"
    )
    return text.format(path=file.path, type=TYPES.get(file.type, file.type))


def _wrong_variant(file: ModelFile) -> Text | None:
    if file.variant is None:
        return None
    text = Text(
        "{path} is of a kind that cannot be used yet, {variant}: choose another base model.",
        "{path} 属于目前还不支持的类型（{variant}）：请换一个底模。",
    )
    return text.format(path=file.path, variant=file.variant)


def _wrong_family(file: ModelFile, family: str) -> Text | None:
    known = file.base if family == AUTOMATIC else family
    if known is None:
        text = Text(
            "Nothing in {path} tells its model family: set family.", "从 {path} 看不出模型家族：请设置 family。"
        )
        return text.format(path=file.path)
    if known not in FAMILIES:
        text = Text(
            "{path} is a model of {base}, which cannot be used yet: choose one of {families}.",
            "{path} 是 {base} 模型，目前还不支持：请选择 {families} 的模型。",
        )
        families = ", ".join(entry.label.en for entry in FAMILIES.values())
        return text.format(path=file.path, base=base_label(known), families=families)
    if file.base is not None and file.base != known:
        text = Text(
            "family is {family}, but {path} is a model of {base}: set it to auto.",
            "family 为 {family}，但 {path} 是 {base} 模型：请设为 auto。",
        )
        return text.format(family=family, path=file.path, base=base_label(file.base))
    return None


def _wrong_parts(base: BaseModel, vae: Path | None) -> Text | None:
    """What is missing in an SD 1 checkpoint; a VAE may come from a file of its own."""
    found = {named[0] for name in base.header.tensors if (named := component_name(name)) is not None}
    missing = [label for part, label in PARTS.items() if part not in found and not (part == "vae" and vae is not None)]
    if not missing:
        return None
    text = Text(
        "{path} has no {parts}: choose a complete checkpoint{or_vae}.",
        "{path} 缺少 {parts}：请选择完整的检查点{or_vae}。",
    )
    or_vae = Text(", or name a file for it in vae", "，或在 vae 中另外指定") if missing == [PARTS["vae"]] else ""
    return text.format(path=base.file.path, parts=", ".join(missing), or_vae=or_vae)


def _wrong_vae(path: Path | None) -> Iterator[Text]:
    if path is None:
        return
    file = identify(path)
    if file.error is not None:
        yield file.error
    elif os.path.isdir(path) or file.type not in ("vae", "checkpoint"):
        text = Text("{path} is no VAE file: choose another one, or none.", "{path} 不是 VAE 文件：请换一个，或留空。")
        yield text.format(path=path)
