"""Jobs other than training: what they run, and on what."""

from pathlib import Path

from kohya_like.config.job_config import JobConfig
from kohya_like.jobs.job import Job
from kohya_like.jobs.machine import runs_on_cpu
from kohya_like.jobs.options import LaunchOptions


def new_model_job(root: Path, module: str, config: JobConfig, *, title: str, device: str) -> Job:
    """A new job that runs a model with torch, neither queued nor started; `device` is "auto", "cuda" or "cpu"."""
    return _new_job(root, module, config, title, LaunchOptions(cpu=runs_on_cpu(device)))


def new_file_job(root: Path, module: str, config: JobConfig, *, title: str) -> Job:
    """A new job that works on files without torch, neither queued nor started. It waits for no training."""
    return _new_job(root, module, config, title, LaunchOptions(launcher="python"))


def _new_job(root: Path, module: str, config: JobConfig, title: str, launch: LaunchOptions) -> Job:
    return Job.create(root, module=module, config_text=config.to_toml(), title=title, launch=launch)
