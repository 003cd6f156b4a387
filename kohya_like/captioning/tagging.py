"""What taggers have in common: their files, where they run, and the caption of chosen tags."""

from collections.abc import Sequence
from pathlib import Path

from kohya_like.captioning.captioner import Described
from kohya_like.captioning.onnx_model import OnnxModel
from kohya_like.captioning.tag_choice import Chosen
from kohya_like.config.caption import CaptionConfig
from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text
from kohya_like.dataset.pictures import Pixels, resized


def model_file(model: Path, name: str) -> Path:
    """A file in the folder of a model. Raises InputError naming it where it is missing."""
    path = model / name
    if not path.is_file():
        raise InputError.of("model", _MISSING.format(folder=model, name=name))
    return path


def load_graph(path: Path, config: CaptionConfig, device: str, usual_size: int) -> tuple[OnnxModel, tuple[Text, ...]]:
    """The graph on its device, and what is to be said of that.

    Where ONNX Runtime cannot use the GPU, the CPU takes its place, unless the GPU was asked for by name.
    """
    try:
        return OnnxModel(path, device, usual_size=usual_size), ()
    except MachineError as error:
        if config.device == "cuda":
            raise
        return OnnxModel(path, "cpu", usual_size=usual_size), (_CPU_INSTEAD.format(reason=error.text),)


def check_outputs(path: Path, outputs: int, table: Path, tags: int) -> None:
    """Raise InputError if a model has not exactly one output for each tag of its table."""
    if outputs != tags:
        raise InputError.of("model", _OTHER_MODEL.format(path=path, outputs=outputs, table=table, tags=tags))


def within(rgb: Pixels, side: int) -> Pixels:
    """The picture in its proportions, its longer side as long as this."""
    scale = side / max(rgb.shape[:2])
    height, width = (max(1, round(length * scale)) for length in rgb.shape[:2])
    return resized(rgb, (width, height))


def described(chosen: Sequence[Chosen], separator: str) -> Described:
    """The caption of these tags."""
    likeliest_first = sorted(chosen, key=lambda one: -one[1])
    return Described(separator.join(name for name, _ in chosen), tuple(likeliest_first))


_MISSING = Text(
    "{folder} has no {name}: copy it there, from where the model was published.",
    "{folder} 中没有 {name}：请从模型发布处复制到该文件夹。",
)
_OTHER_MODEL = Text(
    "{path} gives {outputs} numbers and {table} names {tags} tags: they belong to different models.",
    "{path} 输出 {outputs} 个数值，而 {table} 有 {tags} 个标签：二者不属于同一个模型。",
)
_CPU_INSTEAD = Text("{reason} The CPU does the work.", "{reason}改用 CPU。")
