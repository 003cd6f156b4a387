"""Drawing as a job."""

from pathlib import Path

from kohya_like.config.generate import GenerateConfig
from kohya_like.jobs.devices import has_nvidia_gpu
from kohya_like.jobs.job import Job
from kohya_like.jobs.options import LaunchOptions

MODULE = "kohya_like.tools.generate"


def new_generating(root: Path, config: GenerateConfig) -> Job:
    """A new job that draws, neither queued nor started."""
    on_cpu = config.device == "cpu" or (config.device == "auto" and not has_nvidia_gpu())
    return Job.create(
        root, module=MODULE, config_text=config.to_toml(), title="generate", launch=LaunchOptions(cpu=on_cpu)
    )
