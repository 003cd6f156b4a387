"""Comparing captions with their pictures as a job: what is checked before one is made."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kohya_like.config.problems import InputError
from kohya_like.config.scores import ScoresConfig
from kohya_like.config.text import Text
from kohya_like.dataset.history import History
from kohya_like.dataset.place import Place
from kohya_like.formats.clip_models import find_clip
from kohya_like.jobs.job import Job
from kohya_like.jobs.working import new_model_job
from kohya_like.plan.outputs import wrong_place

MODULE = "kohya_like.captioning.scores"


def checked_scoring(root: Path, values: Mapping[str, Any]) -> ScoresConfig:
    """The configuration with these values, its model found and its pictures there.

    Raises InputError with what is wrong, before anything is loaded.
    """
    config = ScoresConfig.checked(values)
    if not Place(config.folder).pictures:
        raise InputError.of("folder", _NO_PICTURES.format(folder=config.folder))
    wrong = wrong_place(History.of(config.folder).root)  # What is found out is kept there.
    if wrong is not None:
        raise InputError.of("folder", wrong)
    return config.model_copy(update={"model": str(find_clip(config.model, root))})


def new_scoring(root: Path, config: ScoresConfig) -> Job:
    """A new job that scores captions, neither queued nor started."""
    return new_model_job(root, MODULE, config, title=f"score {config.folder.name}", device=config.device)


_NO_PICTURES = Text(
    "There are no pictures in {folder}: choose another folder.", "{folder} 中没有图片：请选择其他文件夹。"
)
