"""Drawing as a job."""

from pathlib import Path

from kohya_like.config.class_pictures import ClassPicturesConfig
from kohya_like.config.generate import GenerateConfig
from kohya_like.jobs.job import Job
from kohya_like.jobs.working import new_model_job

MODULE = "kohya_like.tools.generate"
CLASS_PICTURES = "kohya_like.tools.class_pictures"


def new_generating(root: Path, config: GenerateConfig) -> Job:
    """A new job that draws, neither queued nor started."""
    return new_model_job(root, MODULE, config, title="generate", device=config.device)


def new_class_pictures(root: Path, config: ClassPicturesConfig) -> Job:
    """A new job that draws regularisation pictures, neither queued nor started."""
    return new_model_job(root, CLASS_PICTURES, config, title=f"class {config.class_word}", device=config.device)
