"""Training runs as jobs."""

from pathlib import Path

from kohya_like.config.reading import to_toml
from kohya_like.config.run import RunConfig
from kohya_like.jobs.job import Job
from kohya_like.jobs.machine import runs_on_cpu
from kohya_like.jobs.options import LaunchOptions
from kohya_like.jobs.working import unfinished_job

MODULE = "kohya_like.training"

STATE_FACTS = "state.json"
"""The file that is written last into a saved state: where it lies, the state is whole."""


def new_training(root: Path, config: RunConfig, resume: str | None = None) -> Job:
    """A new job for a run whose paths are absolute, neither queued nor started; `resume` is as in `Launch.resume`."""
    return Job.create(
        root,
        module=MODULE,
        config_text=to_toml(config),
        title=config.save.output_name,
        launch=launch_options(config),
        resume=resume,
    )


def launch_options(config: RunConfig) -> LaunchOptions:
    """How the run is launched. Precision and compiler are left to the child, which knows what the device can do."""
    launch, on_cpu = config.launch, runs_on_cpu(config.launch.device)
    return LaunchOptions(
        cpu=on_cpu,
        num_processes=launch.num_processes,
        gpu_ids=None if on_cpu else launch.gpu_ids,
        num_machines=launch.num_machines,
        machine_rank=launch.machine_rank,
        main_process_ip=launch.main_process_ip,
        main_process_port=launch.main_process_port,
        num_cpu_threads_per_process=launch.num_cpu_threads_per_process,
    )


def unfinished_training(root: Path, config: RunConfig) -> Job:
    """The newest job of exactly this run that is not finished. Raises InputError when there is none.

    It may still run or wait; the queue says so when it is to go on.
    """
    return unfinished_job(root, MODULE, to_toml(config))


def states(folder: Path) -> list[Path]:
    """The whole states of a run in a folder, the oldest first; the folder itself where it is one."""
    if (folder / STATE_FACTS).is_file():
        return [folder]
    return sorted(path.parent for path in folder.glob(f"step-*/{STATE_FACTS}"))
