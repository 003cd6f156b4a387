"""Drawing as a job."""

from pathlib import Path

from kohya_like.config.generate import GenerateConfig
from kohya_like.jobs.job import Job
from kohya_like.jobs.machine import runs_on_cpu
from kohya_like.jobs.options import LaunchOptions

MODULE = "kohya_like.tools.generate"


def new_generating(root: Path, config: GenerateConfig) -> Job:
    """A new job that draws, neither queued nor started."""
    launch = LaunchOptions(cpu=runs_on_cpu(config.device))
    return Job.create(root, module=MODULE, config_text=config.to_toml(), title="generate", launch=launch)
