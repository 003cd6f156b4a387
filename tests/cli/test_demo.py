"""`kohya-like demo`, with a run cut short: what it prints and leaves, the second time too."""

import json
from pathlib import Path

import pytest
from PIL import Image

from kohya_like.config.run import RunConfig
from kohya_like.demo import project
from kohya_like.demo.project import PROMPTS, demo_run
from kohya_like.formats.identify import identify
from kohya_like.jobs.job import Job
from tests.e2e.commands import called
from tests.jobs.conftest import root

__all__ = ["root"]  # The workspace; ends the processes of its jobs.

STEPS = 2


@pytest.fixture(autouse=True)
def short(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo in two small steps, with previews of two steps each."""

    def run(place: Path) -> RunConfig:
        short = demo_run(place)
        short.train.max_train_steps, short.train.train_batch_size = STEPS, 2
        short.optimizer.lr_warmup_steps = 0
        short.sample.sample_every_n_steps = STEPS
        short.sample.sample_prompts = [f"{prompt} --s 2" for prompt in PROMPTS]
        return short

    monkeypatch.setattr(project, "demo_run", run)
    monkeypatch.setenv("KOHYA_LIKE_WORKSPACE", str(root))
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def test_the_demo_prints_its_five_figures_and_can_be_repeated(root: Path) -> None:
    first = called("demo", "--json")
    assert first.code == 0, first.err
    document = json.loads(first.out)
    figures = {"lora", "comparison", "validation_loss_before", "validation_loss_after", "seconds"}
    assert set(document) == figures
    assert document["lora"] == str(root / "outputs" / "demo.safetensors")
    assert identify(document["lora"]).type == "lora"
    assert document["validation_loss_after"] != document["validation_loss_before"] > 0
    assert document["seconds"] > 1
    with Image.open(document["comparison"]) as sheet:
        assert sheet.width > sheet.height, "four prompts beside each other, before above after"

    second = called("demo")
    assert second.code == 0, second.err
    assert second.out.startswith(f"The LoRA: {document['lora']}\n")
    assert f"{document['validation_loss_before']:.4f} before" in second.out
    assert len(Job.all(root)) == 2


def test_a_demo_that_fails_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(place: Path) -> RunConfig:
        run = demo_run(place)
        run.train.max_train_steps = 0
        return run

    monkeypatch.setattr(project, "demo_run", broken)
    end = called("demo", "--json")
    assert end.code == 2 and "it must be at least 1" in json.loads(end.out)["message"]
    assert Job.all(root) == []
