"""What the demo model can do, and what the demo's LoRA adds: python scripts/measure_demo.py [--json]

Trains the demo twice, with and without regularisation pictures, then counts pictures that show what was asked for and
measures losses with fixed noise. Takes some minutes on two cores.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from kohya_like.config.prompts import Prompt
from kohya_like.config.run import RunConfig
from kohya_like.dataset.batches import items_of
from kohya_like.dataset.buckets import Buckets
from kohya_like.dataset.folders import read_subsets
from kohya_like.demo.measures import (
    FOLDER,
    Bytes,
    Score,
    Sheet,
    score_backgrounds,
    score_concepts,
    score_subject,
    shows_subject,
    with_article,
)
from kohya_like.demo.project import MODEL, demo_run, lay_out
from kohya_like.jobs.follow import follow
from kohya_like.jobs.outcome import outcome
from kohya_like.jobs.queue import Queue
from kohya_like.jobs.training import new_training
from kohya_like.models.family import Family, Placement
from kohya_like.models.load import load_family
from kohya_like.models.sampler import draw_picture
from kohya_like.trainables.network import read_network
from kohya_like.training.latents import Latents
from kohya_like.training.objective import Epsilon
from kohya_like.training.validation import Validation

SUBJECT = "a sks toon cat"
COLOURS = ("blue", "red", "yellow", "green")
SEEDS = 16
SEEDS_A_COLOUR = 3


class Painter:
    """Draws with the demo model as its measures ask for it: 25 DDIM steps, guidance 3, 64 pixels."""

    def __init__(self, family: Family) -> None:
        self.family = family

    def __call__(self, prompts: Sequence[str], seed: int) -> Bytes:
        """One picture for each prompt, [n, 64, 64, 3], from seeds counted up."""
        return np.stack([self.picture(prompt, seed + number) for number, prompt in enumerate(prompts)])

    def picture(self, prompt: str, seed: int) -> Bytes:
        """One picture, [64, 64, 3]."""
        drawn = draw_picture(self.family, Prompt(prompt, width=64, height=64, steps=25, scale=3.0, seed=seed))
        assert drawn is not None
        return (drawn.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)


def measure_base(painter: Painter, sheet: Sheet) -> dict[str, Any]:
    """What the base model draws of what it was taught."""
    return {"concepts": shown(score_concepts(painter, sheet)), "backgrounds": shown(score_backgrounds(painter, sheet))}


def measure_subject(painter: Painter, sheet: Sheet) -> dict[str, Any]:
    """How often the subject is drawn: on white, and on each colour."""
    found = 0
    for colour in COLOURS:
        pictures = painter([f"{SUBJECT} on a {colour} background"] * SEEDS_A_COLOUR, 200)
        found += sum(shows_subject(pictures, sheet, colour))
    return {
        "subject": shown(score_subject(painter, sheet, SUBJECT, SEEDS)),
        "subject_on_colours": f"{found} of {len(COLOURS) * SEEDS_A_COLOUR}",
    }


def shown(score: Score) -> str:
    """A score in words."""
    return f"{score.right} of {score.total}"


def concept_loss(family: Family, sheet: Sheet) -> float:
    """The loss of everything the base model was taught, on white."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "1_concepts"
        target.mkdir()
        for name, pixels in zip(sheet.concepts, sheet.on("white"), strict=False):
            Image.fromarray(pixels).save(target / f"{name}.png")
            (target / f"{name}.txt").write_text(with_article(name))
        return folder_loss(family, Path(folder))


def folder_loss(family: Family, folder: Path) -> float:
    """The loss of the pictures in a folder of `repeats_name` folders."""
    config = RunConfig.model_validate({"dataset": {"resolution": "64", "min_bucket_reso": 64}})
    subsets, _ = read_subsets(folder, config.caption, is_reg=False)
    items = items_of(subsets, [], Buckets.from_config(config))
    latents = Latents(family, None, mirrored=False)
    list(latents.fill(items))
    return Validation(family, items, latents, Epsilon(family.alphas_cumprod), config.caption).loss()


def train(root: Path, run: RunConfig) -> Path:
    """Train in a child and return the file."""
    job = new_training(root, run)
    queue = Queue(root)
    queue.enqueue(job)
    for _ in follow(job, between=queue.advance):
        pass
    end = outcome(job)
    if end.path is None:
        raise SystemExit(str(end.text))
    return Path(end.path)


def measure(root: Path) -> dict[str, Any]:
    """Every figure."""
    lay_out(root)
    with_reg = demo_run(root)
    without_reg = with_reg.model_copy(deep=True)
    without_reg.dataset.reg_data_dir, without_reg.save.output_name = None, "without-reg"
    loras = {"with_reg": train(root, with_reg), "without_reg": train(root, without_reg)}
    family = load_family(FOLDER / MODEL, "auto", None, Placement(torch.device("cpu"), torch.float32))
    sheet, painter = Sheet.load(), Painter(family)
    before = {**measure_base(painter, sheet), **measure_subject(painter, sheet)}
    figures = {"before": {**before, **losses(family, sheet, root)}}
    for name, path in loras.items():
        network = read_network(family, path).attach()
        figures[name] = {**measure_subject(painter, sheet), **losses(family, sheet, root)}
        network.detach()
    return figures


def losses(family: Family, sheet: Sheet, root: Path) -> dict[str, str]:
    """The loss of pictures of the subject that are never trained on, and of what the base model was taught."""
    held_out = folder_loss(family, root / "projects" / "demo" / "held_out")
    return {"held_out_loss": f"{held_out:.4f}", "concept_loss": f"{concept_loss(family, sheet):.4f}"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        figures = measure(Path(folder))
    if arguments.json:
        print(json.dumps(figures, indent=1))
        return
    for moment, values in figures.items():
        print(moment, *(f"{name}: {value}" for name, value in values.items()), sep="\n  ")


if __name__ == "__main__":
    main()
