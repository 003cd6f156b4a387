"""Whether a drawing job can use its files, judged by their headers."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kohya_like.config.class_pictures import ClassPicturesConfig
from kohya_like.config.generate import GenerateConfig
from kohya_like.config.problems import Problem
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.formats.identify import identify
from kohya_like.plan.base_model import FIELD, TYPES, base_label, read_base
from kohya_like.plan.outputs import wrong_place

FIELDS = {FIELD: "base", "model.vae": "vae"}
"""What a drawing job calls these parameters of a run."""

LORAS = ("lora", "locon")


def drawing_problems(config: GenerateConfig) -> Iterator[Problem]:
    """What stands against drawing, as far as it can be seen without loading anything."""
    model = {"pretrained_model_name_or_path": config.base, "vae": config.vae}
    base, problems = read_base(RunConfig.model_validate({"model": model}))
    yield from (replace(problem, field=FIELDS[problem.field]) for problem in problems)
    family = None if base is None or problems else base.file.base
    for lora in config.loras:
        wrong = _wrong_lora(lora.path, family)
        if wrong is not None:
            yield Problem("loras", wrong)
    nowhere = wrong_place(config.output)
    if nowhere is not None:
        yield Problem("output", nowhere)


def class_picture_problems(config: ClassPicturesConfig) -> Iterator[Problem]:
    """What stands against drawing pictures of a class, as far as it can be seen without loading anything."""
    for problem in drawing_problems(config.drawing()):
        yield replace(problem, field="reg_dir") if problem.field == "output" else problem
    taken = [seed for seed in config.seeds() if config.place(seed).exists()]
    if taken:
        text = Text(
            "Pictures of the class {class_word} with seeds from {seed} on are there already: begin with another seed.",
            "类别 {class_word} 已有种子从 {seed} 开始的图片：请换一个首个种子。",
        )
        yield Problem("seed", text.format(class_word=config.class_word, seed=taken[0]))


def _wrong_lora(path: Path, family: str | None) -> Text | None:
    """Why a file cannot act on a base model of this family; of None nothing is known."""
    file = identify(path)
    if file.error is not None:
        return file.error
    if file.type not in LORAS:
        text = Text("{path} is {type}, not a LoRA: choose another file.", "{path} 是{type}，不是 LoRA：请换一个文件。")
        return text.format(path=path, type=TYPES.get(file.type, file.type))
    if file.base is None or family is None or file.base == family:
        return None
    text = Text(
        "{path} was made for {base}, but the base model is one of {family}: choose another LoRA or base model.",
        "{path} 适用于 {base}，而底模属于 {family}：请换一个 LoRA 或底模。",
    )
    return text.format(path=path, base=base_label(file.base), family=base_label(family))
