"""A check as a job."""

from pathlib import Path

from kohya_like.config.check import CheckConfig
from kohya_like.jobs.job import Job
from kohya_like.jobs.working import new_file_job

MODULE = "kohya_like.dataset.doctor"


def new_check(root: Path, config: CheckConfig) -> Job:
    """A new job that checks pictures, neither queued nor started; its report is read with `read_report`."""
    return new_file_job(root, MODULE, config, title=f"check {config.folder.name}")
