"""Crop as a job: `python -m kohya_like.dataset.cropping --config job.toml`."""

from kohya_like.dataset.cropping.job import crop
from kohya_like.jobs.child import run_child

if __name__ == "__main__":
    run_child(crop)
