"""Where CLIP models are on this machine, in the two forms in which whole ones are published. Nothing is downloaded.

Of a whole CLIP both halves are needed, the one for pictures and the one for texts; a base model has only the latter.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.formats.captioning_models import (
    WEIGHTS,
    cached_folder,
    folder_name,
    model_type,
    models_folder,
    places_of,
)

Form = Literal["open_clip", "transformers"]

OPEN_CLIP = "open_clip_config.json"
"""It says how the network is built; weights alone do not."""

OPEN_CLIP_WEIGHTS = ("open_clip_model.safetensors", "open_clip_pytorch_model.bin", "*.safetensors", "*.bin", "*.pt")
OTHERS = (("preprocessor_config.json", "processor_config.json"), ("tokenizer.json", "vocab.json"))

PUBLISHED = (
    "openai/clip-vit-large-patch14",
    "laion/CLIP-ViT-L-14-laion2B-s32B-b82K",
    "openai/clip-vit-base-patch32",
    "laion/CLIP-ViT-B-32-laion2B-s34B-b79K",
)
"""Models that other programs may have left in the cache of Hugging Face, the best first."""


def clip_form(folder: Path) -> Form | None:
    """In which form a folder holds a whole CLIP model; None where it holds none."""
    if (folder / OPEN_CLIP).is_file() and weights_file(folder, OPEN_CLIP_WEIGHTS) is not None:
        return "open_clip"
    whole = all(weights_file(folder, names) is not None for names in (WEIGHTS, *OTHERS))
    return "transformers" if whole and model_type(folder) == "clip" else None


def weights_file(folder: Path, names: tuple[str, ...]) -> Path | None:
    """The first file of a folder that has one of these names or fits one of these patterns."""
    found = (path for name in names for path in sorted(folder.glob(name)) if path.is_file())
    return next(found, None)


def clip_weights(folder: Path) -> Path | None:
    """The file with the weights of a CLIP model."""
    return weights_file(folder, OPEN_CLIP_WEIGHTS if clip_form(folder) == "open_clip" else WEIGHTS)


def found_clip_models(root: Path) -> Iterator[Path]:
    """The folders of CLIP models: those of a workspace, then those in the cache of Hugging Face."""
    inside = [root / "models", models_folder(root), root / "models" / "clip"]
    folders = [folder for place in inside if place.is_dir() for folder in sorted(place.iterdir()) if folder.is_dir()]
    cached = (cached_folder(name) for name in PUBLISHED)
    yield from (folder for folder in (*folders, *cached) if folder is not None and clip_form(folder) is not None)


def find_clip(model: str | None, root: Path) -> Path:
    """The folder of a CLIP model: given as a path or a name, or the first one found.

    Raises InputError saying which files are needed and where to put them.
    """
    if model is None:
        found = next(found_clip_models(root), None)
        if found is None:
            raise InputError.of("model", needed(root))
        return found
    named = [root / "models" / "clip" / model, *places_of(model, root)]
    places = [place.parent if place.is_file() else place for place in named]
    folder = next((place for place in places if clip_form(place) is not None), None)
    if folder is None:
        looked = ", ".join(map(str, places))
        place = root / "models" / "clip" / folder_name(Path(model).name)
        raise InputError.of("model", _NOT_THERE.format(model=model, looked=looked, files=_FILES, folder=place))
    return folder


def needed(root: Path) -> Text:
    """What to do where there is no CLIP model on this machine."""
    return _NONE.format(folder=root / "models" / "clip", files=_FILES)


_FILES = Text(
    "open_clip_config.json and open_clip_model.safetensors, or config.json, model.safetensors, "
    "preprocessor_config.json and tokenizer.json",
    "open_clip_config.json 和 open_clip_model.safetensors，或 config.json、model.safetensors、"
    "preprocessor_config.json 和 tokenizer.json",
)
_NONE = Text(
    "There is no CLIP model on this machine: put the files of one ({files}) into a folder in {folder}, or give the "
    "folder they are in. openai/clip-vit-large-patch14 is a good one.",
    "本机没有 CLIP 模型：请把它的文件（{files}）放进 {folder} 中的一个文件夹，或指定所在文件夹。推荐 "
    "openai/clip-vit-large-patch14。",
)
_NOT_THERE = Text(
    "There is no whole CLIP model {model} (looked for it in {looked}): put its files ({files}) into {folder}, or "
    "choose another folder.",
    "没有完整的 CLIP 模型 {model}（已查找 {looked}）：请把它的文件（{files}）放进 {folder}，或选择其他文件夹。",
)
