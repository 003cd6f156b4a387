"""Captioning as jobs: what is checked before one is made."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kohya_like.config.caption import CaptionConfig, DownloadConfig, TryConfig
from kohya_like.config.choices import CAPTIONERS
from kohya_like.config.problems import InputError
from kohya_like.config.schema import AUTOMATIC
from kohya_like.config.text import Text
from kohya_like.dataset.place import Place
from kohya_like.formats.captioning_models import NEEDS, find_model, found_models, kind_of
from kohya_like.jobs.job import Job
from kohya_like.jobs.working import new_file_job, new_model_job, unfinished_job
from kohya_like.plan.outputs import wrong_place

MODULE = "kohya_like.captioning"


def checked_captioning(root: Path, values: Mapping[str, Any]) -> CaptionConfig:
    """The configuration with these values, its model found and its pictures there.

    Raises InputError with what is wrong, before anything is loaded.
    """
    config = CaptionConfig.checked(values)
    if config.captioner == AUTOMATIC:
        config = config.model_copy(update={"captioner": kind_of(config.model, root)})
    model = find_model(config.captioner, config.model, root)
    place = Place(config.train_data_dir)
    chosen = place.chosen(config.pictures or place.pictures)
    if not chosen:
        raise InputError.of("train_data_dir", _NO_PICTURES.format(folder=config.train_data_dir))
    for written in (config.train_data_dir, place.history.root):  # Captions, and how they are taken back.
        if (wrong := wrong_place(written)) is not None:
            raise InputError.of("train_data_dir", wrong)
    return config.model_copy(update={"model": str(model)})


def new_captioning(root: Path, config: CaptionConfig) -> Job:
    """A new job that captions, neither queued nor started. Raises InputError where nothing is left to be done."""
    place = Place(config.train_data_dir)
    chosen = place.chosen(config.pictures or place.pictures)
    if config.mode == "skip" and all(place.caption_file(picture, config.caption_extension) for picture in chosen):
        raise InputError.of("mode", _ALL_CAPTIONED.format(count=len(chosen)))
    title = f"caption {place.history.root.name}"  # Of a project its name: its pictures lie in a folder `source`.
    return new_model_job(root, MODULE, config, title=title, device=config.device)


def unfinished_captioning(root: Path, config: CaptionConfig) -> Job:
    """The newest job with this configuration that is not finished. Raises InputError when there is none."""
    return unfinished_job(root, MODULE, config.to_toml())


def checked_trying(root: Path, values: Mapping[str, Any], captioners: Iterable[str]) -> TryConfig:
    """The configuration of a trial of these captioners, of each one the first model that is found on this machine.

    The captioner that the values name has the model that they name. Raises InputError where none of them has one.
    """
    config = CaptionConfig.checked(values)
    Place(config.train_data_dir).chosen(config.pictures)
    found = {model.captioner: model.folder for model in reversed(list(found_models(root)))}
    if config.model is not None:
        found[config.captioner] = find_model(config.captioner, config.model, root)
    sources = [{"captioner": name, "model": found[name]} for name in captioners if name in found]
    if not sources:
        raise InputError.of("captioner", _NONE_FOUND)
    return TryConfig.checked({**config.model_dump(), "sources": sources})


def new_trying(root: Path, config: TryConfig) -> Job:
    """A new job that tries captioners, neither queued nor started."""
    return new_model_job(root, f"{MODULE}.trying", config, title="try captioners", device=config.device)


def new_download(root: Path, captioner: str, model: str | None) -> Job:
    """A new job that downloads a model, of None the recommended one, neither queued nor started.

    Raises InputError where none is known.
    """
    published = NEEDS[captioner].published
    if model is None and not published:
        raise InputError.of("model", _NOT_PUBLISHED.format(label=CAPTIONERS[captioner].label))
    config = DownloadConfig.checked({"captioner": captioner, "model": model or published[0].name})
    return new_file_job(root, f"{MODULE}.downloading", config, title=f"download {config.model}")


_NO_PICTURES = Text("There are no pictures in {folder}.", "{folder} 中没有图片。")
_ALL_CAPTIONED = Text(
    "All {count} pictures have a caption already: choose to replace or append, or other pictures.",
    "全部 {count} 张图片都已有标签文件：请选择改写或追加，或选择其他图片。",
)
_NONE_FOUND = Text(
    "There is no captioning model on this machine: put one into the workspace's models/captioning, or name its folder.",
    "本机没有打标模型：请放入工作区的 models/captioning，或指定其文件夹。",
)
_NOT_PUBLISHED = Text(
    "For {label} no model on Hugging Face is known: copy its files by hand.",
    "没有已知的 Hugging Face 模型可用于 {label}：请手动复制其文件。",
)
