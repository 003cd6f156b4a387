"""The demo laid out in a workspace, as a person's own project would be."""

import shutil
from pathlib import Path

from kohya_like.config.atomic import atomic_write, rename
from kohya_like.config.reading import to_toml
from kohya_like.config.run import RunConfig
from kohya_like.demo.measures import FOLDER

MODEL = "demo-sd1.safetensors"
SUBJECT = "1_sks toon cat"
PROMPTS = (
    "a sks toon cat",
    "a sks toon cat on a blue background",
    "a sks toon cat, happy, on a yellow background",
    "a fox",
)
"""The subject as it was trained, on a background of its own, and a concept that should stay as it was."""
DRAWING = "--s 12 --l 3 --d 1"
STEPS = 140


def lay_out(root: Path) -> Path:
    """Put base model, pictures and run file into the workspace `root`, and return the run file.

    What is there already stays, except the run file, which is written anew.
    """
    project = root / "projects" / "demo"
    pictures = FOLDER / "pictures"
    lay_out_model(root)
    for folder in ("train", "reg"):
        _copy(pictures / folder, project / folder)
    _copy(pictures / "held_out", project / "held_out" / SUBJECT)
    run = project / "run.toml"
    atomic_write(run, to_toml(demo_run(root), changed_only=True).encode())
    return run


def lay_out_model(root: Path) -> Path:
    """Put the base model into the workspace `root`, where it is not there already; its place."""
    model = root / "models" / MODEL
    _copy(FOLDER / MODEL, model)
    return model


def demo_run(root: Path) -> RunConfig:
    """The demo's run: small enough for two CPU cores and 90 seconds."""
    project = root / "projects" / "demo"
    return RunConfig.model_validate(
        {
            "model": {"pretrained_model_name_or_path": root / "models" / MODEL},
            "dataset": {
                "train_data_dir": project / "train",
                "reg_data_dir": project / "reg",
                "validation_data_dir": project / "held_out",
                "resolution": "64",
                "min_bucket_reso": 64,
                "max_bucket_reso": 128,
            },
            "network": {"network_dim": 16, "network_alpha": 16.0},
            "train": {"max_train_steps": STEPS, "train_batch_size": 8},
            "optimizer": {"learning_rate": 3e-3, "lr_scheduler": "cosine", "lr_warmup_steps": 10},
            "save": {"output_dir": root / "outputs", "output_name": "demo"},
            "sample": {
                "sample_prompts": [f"{prompt} {DRAWING}" for prompt in PROMPTS],
                "sample_at_first": True,
                "sample_every_n_steps": STEPS,
            },
        }
    )


def _copy(source: Path, target: Path) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        unfinished = target.with_name(f".{target.name}")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(source, unfinished)
        rename(unfinished, target)  # Whole or not at all: what is there is never copied again.
    else:
        atomic_write(target, source.read_bytes())
