"""Jobs other than training: what they run, and on what."""

from pathlib import Path

from kohya_like.config.job_config import JobConfig
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.jobs.job import Job
from kohya_like.jobs.machine import runs_on_cpu
from kohya_like.jobs.options import LaunchOptions
from kohya_like.jobs.status import look


def new_model_job(root: Path, module: str, config: JobConfig, *, title: str, device: str) -> Job:
    """A new job that runs a model with torch, neither queued nor started; `device` is "auto", "cuda" or "cpu"."""
    return _new_job(root, module, config, title, LaunchOptions(cpu=runs_on_cpu(device)))


def new_file_job(root: Path, module: str, config: JobConfig, *, title: str) -> Job:
    """A new job that works on files without torch, neither queued nor started. It waits for no training."""
    return _new_job(root, module, config, title, LaunchOptions(launcher="python"))


def unfinished_job(root: Path, module: str, config_text: str) -> Job:
    """The newest job of exactly this configuration that is not finished. Raises InputError when there is none.

    It may still run or wait; the queue says so when it is to go on.
    """
    for job in reversed(Job.all(root)):
        same = job.launch().module == module and job.config.read_text(encoding="utf-8") == config_text
        if same and look(job).status != "finished":
            return job
    raise InputError.of("resume", _NOTHING_UNFINISHED.format(root=root))


def _new_job(root: Path, module: str, config: JobConfig, title: str, launch: LaunchOptions) -> Job:
    return Job.create(root, module=module, config_text=config.to_toml(), title=title, launch=launch)


_NOTHING_UNFINISHED = Text(
    "There is no unfinished job of this run in {root}: start it without --resume.",
    "在 {root} 中没有此配置的未完成任务：请不带 --resume 启动。",
)
