"""Drawing as a job."""

from pathlib import Path

from kohya_like.config.generate import GenerateConfig
from kohya_like.jobs.job import Job
from kohya_like.jobs.working import new_model_job

MODULE = "kohya_like.tools.generate"


def new_generating(root: Path, config: GenerateConfig) -> Job:
    """A new job that draws, neither queued nor started."""
    return new_model_job(root, MODULE, config, title="generate", device=config.device)
