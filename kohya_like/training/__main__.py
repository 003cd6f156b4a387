"""The training child: `accelerate launch -m kohya_like.training --config job.toml`."""

from pathlib import Path

from kohya_like.config.reading import read_run
from kohya_like.jobs.child import ChildJob, run_child


def train(job: ChildJob) -> Path | None:
    """Train what the job's configuration says; returns the finished file, in the process that writes it."""
    config = read_run(job.config).checked()
    from kohya_like.training.preparing import prepare  # After the check, for torch takes seconds to import.

    return prepare(config, job).train()


if __name__ == "__main__":
    run_child(train)
