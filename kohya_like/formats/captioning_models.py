"""Which files each captioner needs, and where such models are on this machine. Nothing here reaches the network."""

import fnmatch
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kohya_like.config.choices import CAPTIONERS
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text

CONFIG = "config.json"
WEIGHTS = ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin")
TOKENIZER = ("tokenizer.json", "vocab.txt", "vocab.json")
TRANSFORMERS = ((CONFIG,), ("preprocessor_config.json", "processor_config.json"), TOKENIZER, WEIGHTS)
"""What a folder in the format of the package transformers holds."""
SETTINGS = ("*.json", "*.txt", "model-*-of-*.safetensors")


@dataclass(frozen=True)
class Published:
    """A model on Hugging Face."""

    name: str
    gigabytes: float
    """What has to be downloaded of it, roughly."""


@dataclass(frozen=True)
class Needs:
    """What a captioner needs, and what it gives."""

    writes: Literal["sentence", "tags"]
    files: tuple[tuple[str, ...], ...]
    """For each file the patterns of names of which one must be there."""
    published: tuple[Published, ...] = ()
    """Models that are known to work, the recommended one first."""
    model_type: str | None = None
    """What its `config.json` says, where it has one that does."""
    besides: tuple[str, ...] = ()
    """Patterns of files that it reads too where they are there."""

    def missing(self, folder: Path) -> list[str]:
        """The files that a folder lacks, each as `a or b`; nothing where it holds such a model."""
        lacking = [" / ".join(names) for names in self.files if not any(_has(folder, name) for name in names)]
        if not lacking and self.model_type not in (None, model_type(folder)):
            return [f'{CONFIG} ("model_type": "{self.model_type}")']
        return lacking

    def wanted(self, names: Iterable[str]) -> list[str]:
        """Which files of a published model are needed; nothing where it lacks one of them."""
        top = [name for name in names if "/" not in name]
        found = [next(filter(None, (fnmatch.filter(top, name) for name in one)), []) for one in self.files]
        if not all(found):
            return []
        besides = [fnmatch.filter(top, name) for name in self.besides]
        return sorted({name for each in (*found, *besides) for name in each})


NEEDS = {
    "wd14": Needs(
        "tags",
        (("model.onnx",), ("selected_tags.csv",)),
        (
            Published("SmilingWolf/wd-swinv2-tagger-v3", 0.47),
            Published("SmilingWolf/wd-vit-tagger-v3", 0.38),
            Published("SmilingWolf/wd-v1-4-moat-tagger-v2", 0.33),
            Published("SmilingWolf/wd-v1-4-convnext-tagger-v2", 0.39),
        ),
    ),
    "deepbooru": Needs("tags", (("*.onnx", "*.pt"), ("tags.txt", "*.pt"))),
    "blip": Needs(
        "sentence",
        TRANSFORMERS,
        (
            Published("Salesforce/blip-image-captioning-large", 1.88),
            Published("Salesforce/blip-image-captioning-base", 0.99),
        ),
        "blip",
        SETTINGS,
    ),
    "git": Needs(
        "sentence",
        TRANSFORMERS,
        (
            Published("microsoft/git-large-coco", 1.58),
            Published("microsoft/git-base-coco", 0.71),
        ),
        "git",
        SETTINGS,
    ),
    "florence": Needs(
        "sentence",
        TRANSFORMERS,
        (
            Published("florence-community/Florence-2-base", 0.54),
            Published("florence-community/Florence-2-large", 1.65),
        ),
        "florence2",
        SETTINGS,
    ),
}
"""What each captioner of the catalogue needs."""


@dataclass(frozen=True)
class Found:
    """A model on this machine."""

    captioner: str
    name: str
    """Of its folder, or on Hugging Face."""
    folder: Path


def models_folder(root: Path) -> Path:
    """Where models of captioners lie in a workspace, each in a folder of its own."""
    return root / "models" / "captioning"


def found_models(root: Path) -> Iterator[Found]:
    """Every captioning model of a workspace, then those that other programs left in the cache of Hugging Face."""
    for captioner, needs in NEEDS.items():
        for folder in _workspace_folders(root):
            if not needs.missing(folder):
                yield Found(captioner, folder.name, folder)
        for published in needs.published:
            cached = cached_folder(published.name)
            if cached is not None and not needs.missing(cached):
                yield Found(captioner, published.name, cached)


def find_model(captioner: str, model: str | None, root: Path) -> Path:
    """The folder of a model: a folder, a name in the workspace's models folder, or a name in the cache of Hugging Face.

    Without a name it is the first one found. Raises InputError with the files that are missing, where they were looked
    for, and where to put them.
    """
    if model is None:
        found = next((found for found in found_models(root) if found.captioner == captioner), None)
        if found is None:
            raise _absent(captioner, root)
        return found.folder
    places = places_of(model, root)
    folder = next((place for place in places if place.is_dir()), None)
    if folder is None:
        raise _not_there(captioner, model, places, root)
    missing = NEEDS[captioner].missing(folder)
    if missing:
        text = _INCOMPLETE.format(folder=folder, label=_label(captioner), files=", ".join(missing))
        raise InputError.of("model", text)
    return folder


def kind_of(model: str | None, root: Path) -> str:
    """Which captioner a model is for; of None the first one found. Raises InputError where it is for none."""
    if model is None:
        first = next(found_models(root), None)
        if first is None:
            raise InputError.of("model", _NOTHING.format(folder=models_folder(root)))
        return first.captioner
    places = [place for place in places_of(model, root) if place.is_dir()]
    kinds = [captioner for place in places[:1] for captioner, needs in NEEDS.items() if not needs.missing(place)]
    if not kinds:
        looked = ", ".join(map(str, places_of(model, root)))
        raise InputError.of("model", _NO_KIND.format(model=model, looked=looked))
    return kinds[0]


def places_of(model: str, root: Path) -> list[Path]:
    """Where a model with this name is looked for, the first place first."""
    given = Path(model).expanduser()
    below = [] if given.is_absolute() else [models_folder(root) / folder_name(model), root / "models" / model]
    cached = [cached_folder(model) or _cache_place(model)] if is_hub_name(model) else []
    return [*below, given.absolute(), *cached]


def is_hub_name(model: str) -> bool:
    """Whether a name may be one of Hugging Face: `owner/name`."""
    return len(model.split("/")) == 2 and all(part and not part.startswith(".") for part in model.split("/"))


def folder_name(model: str) -> str:
    """The name that a model of Hugging Face has in the workspace's models folder."""
    return model.split("/")[-1] if is_hub_name(model) else model


def files_of(captioner: str) -> str:
    """The files that a model of a captioner needs, in words."""
    return ", ".join(" / ".join(names) for names in NEEDS[captioner].files)


def cached_folder(name: str) -> Path | None:
    """The folder of a model in the cache of Hugging Face; None where it is not there."""
    cache = _cache_place(name)
    try:
        folder = cache / "snapshots" / (cache / "refs" / "main").read_text().strip()
    except OSError:
        return None
    return folder if folder.is_dir() else None


def _cache_place(name: str) -> Path:
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    home = Path(os.environ.get("HF_HOME") or Path(caches) / "huggingface").expanduser()
    return Path(os.environ.get("HF_HUB_CACHE") or home / "hub") / f"models--{name.replace('/', '--')}"


def _workspace_folders(root: Path) -> list[Path]:
    place = models_folder(root)
    return [folder for folder in sorted(place.iterdir()) if folder.is_dir()] if place.is_dir() else []


def _has(folder: Path, pattern: str) -> bool:
    return any(path.is_file() for path in folder.glob(pattern))


def model_type(folder: Path) -> str | None:
    """What the `config.json` of a folder calls its model; None where there is none that does."""
    try:
        found = json.loads((folder / CONFIG).read_text(encoding="utf-8")).get("model_type")
    except (OSError, ValueError, AttributeError):
        return None
    return str(found)


def _label(captioner: str) -> Text:
    return CAPTIONERS[captioner].label


def _absent(captioner: str, root: Path) -> InputError:
    place = models_folder(root)
    return InputError.of("model", _NONE.format(label=_label(captioner), files=files_of(captioner), folder=place))


def _not_there(captioner: str, model: str, places: list[Path], root: Path) -> InputError:
    looked = ", ".join(map(str, places))
    target = models_folder(root) / folder_name(model)
    text = _NOT_THERE.format(model=model, looked=looked, files=files_of(captioner), folder=target)
    return InputError.of("model", text)


_NOTHING = Text(
    "There is no captioning model on this machine: put one into a folder in {folder}, or name the folder it is in.",
    "本机没有打标模型：请放进 {folder} 中的一个文件夹，或指定其所在的文件夹。",
)
_NO_KIND = Text(
    "No captioner can use {model} (looked for it in {looked}): name the captioner that it is for to see which files "
    "are missing.",
    "没有打标器能使用 {model}（已查找 {looked}）：请指定它对应的打标器，以查看缺少哪些文件。",
)
_NONE = Text(
    "There is no model for {label} on this machine: put the files {files} into a folder in {folder}, or give the "
    "folder they are in.",
    "本机没有 {label}的模型：请把文件 {files} 放进 {folder} 中的一个文件夹，或指定它们所在的文件夹。",
)
_NOT_THERE = Text(
    "There is no model {model} on this machine (looked for it in {looked}): put the files {files} into {folder}, or "
    "ask for its download.",
    "本机没有模型 {model}（已查找 {looked}）：请把文件 {files} 放进 {folder}，或要求下载。",
)
_INCOMPLETE = Text(
    "The folder {folder} holds no model for {label}: it lacks {files}. Put them there, or choose another folder.",
    "文件夹 {folder} 中没有 {label}的模型：缺少 {files}。请放入这些文件，或选择其他文件夹。",
)
