"""A new cropping job, for the command line and the page."""

from pathlib import Path

from kohya_like.config.crop import CropConfig
from kohya_like.dataset.cropping.made import made_in
from kohya_like.dataset.cropping.places import refuse_overlap
from kohya_like.dataset.place import Place
from kohya_like.jobs.job import Job
from kohya_like.jobs.working import new_file_job

MODULE = "kohya_like.dataset.cropping"


def new_cropping(root: Path, config: CropConfig) -> Job:
    """A new job, neither queued nor started. Raises InputError for what it would refuse at once."""
    refuse_overlap(config.folder, config.output)
    place = Place(config.folder)
    place.chosen([*config.pictures, *(box.picture for box in config.boxes)])
    made_in(config.output)
    return new_file_job(root, MODULE, config, title="crop")
