"""What the demo model draws, and what the demo's LoRA adds to it: a part of scripts/measure_demo.py, and the whole."""

from pathlib import Path

import pytest
import torch

from kohya_like.demo.measures import FOLDER, Sheet, backgrounds, nearest, shows_subject, with_article
from kohya_like.demo.project import MODEL, demo_run, lay_out
from kohya_like.models.family import Placement
from kohya_like.models.load import load_family
from scripts.measure_demo import SUBJECT, Painter, measure
from tests.training import runs

SHEET = Sheet.load()


@pytest.fixture(scope="module")
def painter() -> Painter:
    return Painter(load_family(FOLDER / MODEL, "auto", None, Placement(torch.device("cpu"), torch.float32)))


def test_the_base_model_draws_what_it_was_taught(painter: Painter) -> None:
    places = range(0, len(SHEET.concepts), 10)
    pictures = painter([with_article(SHEET.concepts[place]) for place in places], 0)
    assert sum(found == place for found, place in zip(nearest(pictures, SHEET), places, strict=True)) >= 6


def test_the_base_model_draws_the_background_that_was_asked_for(painter: Painter) -> None:
    colours = list(SHEET.colours)
    pictures = painter([f"a fox on a {colour} background" for colour in colours], 0)
    assert backgrounds(pictures, SHEET) == colours


def test_the_base_model_has_never_seen_the_subject(painter: Painter) -> None:
    assert sum(shows_subject(painter([SUBJECT] * 3, 100), SHEET)) == 0


def test_a_third_of_the_demo_already_learns_the_subject(tmp_path: Path) -> None:
    lay_out(tmp_path)
    run = demo_run(tmp_path)
    run.train.max_train_steps = 50
    run.dataset.reg_data_dir = None
    run.sample.sample_prompts, run.sample.sample_every_n_steps, run.sample.sample_at_first = [], None, False
    job = runs.new_job(tmp_path, run)
    trainer = runs.prepared(job, run)
    trainer.train()
    before, after = (event["validation_loss"] for event in runs.events(job, "metrics") if "validation_loss" in event)
    assert after < 0.6 * before
    trainer.network.eval()
    assert sum(shows_subject(Painter(trainer.family)([SUBJECT] * 4, 100), SHEET)) >= 2


@pytest.mark.nightly
def test_the_whole_demo_reaches_its_measures(tmp_path: Path) -> None:
    figures = measure(tmp_path)
    before, with_reg, without_reg = (figures[name] for name in ("before", "with_reg", "without_reg"))
    assert right(before["concepts"]) >= 60
    assert right(before["backgrounds"]) >= 32
    assert right(before["subject"]) <= 2
    assert right(with_reg["subject"]) >= 12
    assert right(with_reg["subject_on_colours"]) >= 8

    assert float(with_reg["concept_loss"]) < float(without_reg["concept_loss"])


def right(score: str) -> int:
    return int(score.split()[0])
