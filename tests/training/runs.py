"""Real runs on the demo model, small enough for a test."""

import shutil
from pathlib import Path
from typing import Any

from kohya_like.config.reading import to_toml
from kohya_like.config.run import RunConfig
from kohya_like.demo.measures import FOLDER
from kohya_like.demo.project import MODEL
from kohya_like.jobs.child import ChildJob, StopRequested
from kohya_like.jobs.events import Event, EventLog, read_events
from kohya_like.jobs.job import Job
from kohya_like.jobs.options import LaunchOptions
from kohya_like.training.preparing import prepare
from kohya_like.training.trainer import Trainer

SETTINGS: dict[str, dict[str, Any]] = {
    "dataset": {"resolution": "64", "min_bucket_reso": 64, "flip_aug": True},
    "caption": {"shuffle_caption": True, "keep_tokens": 1, "caption_dropout_rate": 0.2},
    "network": {"network_dim": 2, "network_alpha": 2.0, "network_dropout": 0.1},
    "train": {"max_train_steps": 5, "train_batch_size": 2, "gradient_accumulation_steps": 2},
    "optimizer": {"learning_rate": 1e-3, "lr_warmup_steps": 2},
    "noise": {"noise_offset": 0.05, "min_snr_gamma": 5.0},
    "save": {"output_name": "tiny", "save_precision": "float"},
}
"""Everything that draws random numbers is switched on."""


def pictures(folder: Path, count: int = 5) -> Path:
    """A training folder with pictures of the demo's subject."""
    target = folder / "train" / "2_sks toon cat"
    target.mkdir(parents=True)
    source = FOLDER / "pictures" / "train" / "10_sks toon cat"
    for picture in sorted(source.glob("*.png"))[:count]:
        shutil.copy(picture, target)
        shutil.copy(picture.with_suffix(".txt"), target)
    return target.parent


def config(folder: Path, **sections: dict[str, Any]) -> RunConfig:
    """The small run, with changes by section, on pictures that are laid out in `folder` if they are not there yet."""
    train = folder / "train" if (folder / "train").exists() else pictures(folder)
    values = {name: {**SETTINGS.get(name, {}), **sections.get(name, {})} for name in {*SETTINGS, *sections}}
    values["model"] = {"pretrained_model_name_or_path": FOLDER / MODEL, **values.get("model", {})}
    values["dataset"]["train_data_dir"] = train
    values["save"].setdefault("output_dir", folder / "outputs")
    return RunConfig.model_validate(values)


def new_job(workspace: Path, run: RunConfig) -> Job:
    """A job for a run, started by plain Python: two seconds less than through accelerate."""
    return Job.create(
        workspace,
        module="kohya_like.training",
        config_text=to_toml(run),
        title=run.save.output_name,
        launch=LaunchOptions(launcher="python"),
    )


def prepared(job: Job, run: RunConfig) -> Trainer:
    """The trainer of a run, in this very process."""
    return prepare(run, ChildJob(job, EventLog(job.events_file)))


def train_here(job: Job, run: RunConfig) -> Path:
    """Train in this very process."""
    return prepared(job, run).train()


def train_one_step(job: Job, run: RunConfig) -> int:
    """Train, with a stop request that comes within the first step; the number of steps done in all."""
    trainer = prepared(job, run)
    job.request("stop")
    try:
        trainer.train()
    except StopRequested as stopped:
        return stopped.step
    finally:
        job.withdraw("stop")
    raise AssertionError("the stop request was not followed")


def events(job: Job, name: str) -> list[Event]:
    """A job's events of one kind."""
    return [event for event in read_events(job.events_file)[0] if event["event"] == name]
