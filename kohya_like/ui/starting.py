"""From a run's configuration to a job in the queue."""

from pathlib import Path

from kohya_like.config.problems import InputError
from kohya_like.config.reading import read_run
from kohya_like.config.run import RunConfig
from kohya_like.jobs.job import Job
from kohya_like.jobs.training import new_training
from kohya_like.plan.plan import make_plan
from kohya_like.ui.site import Site


def start_file(site: Site, path: Path) -> Job:
    """Queue what a TOML file says. Raises InputError with every error."""
    return start_run(site, read_run(path).checked())


def start_run(site: Site, config: RunConfig) -> Job:
    """Queue a run whose paths are absolute. Raises InputError with every error its plan finds."""
    plan = make_plan(config, root=site.root)
    if plan.errors:
        raise InputError(plan.errors)
    config = config.model_copy(deep=True)
    config.save.output_dir = plan.output_folder
    job = new_training(site.root, config)
    site.queued(job)
    return job
