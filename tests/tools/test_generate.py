"""Drawing with LoRA files: what their weights do, and stopping and going on."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import save_file

from kohya_like.config.generate import GenerateConfig
from kohya_like.config.problems import InputError
from kohya_like.config.run import RunConfig
from kohya_like.jobs.child import AUTOMATIC, ChildJob, StopRequested
from kohya_like.jobs.events import EventLog, read_events
from kohya_like.jobs.generating import new_generating
from kohya_like.jobs.job import Job
from kohya_like.models.family import Placement
from kohya_like.models.load import load_family
from kohya_like.tools.generate import generate
from kohya_like.trainables.network import new_network
from tests.e2e.commands import DEMO_MODEL
from tests.reference.recorded import path as recorded

PROMPT = "a fox --s 3 --w 64 --h 64 --d 1"
Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def lora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LoRA of random numbers for the demo model."""
    family = load_family(DEMO_MODEL, "auto", None, Placement(torch.device("cpu"), torch.float32))
    network = new_network(family, RunConfig(), lambda name: torch.Generator().manual_seed(len(name)))
    torch.manual_seed(0)
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    file = tmp_path_factory.mktemp("lora") / "random.safetensors"
    save_file(network.weights(torch.float32), file)
    return file


def new_job(folder: Path, *prompts: str, **changes: Any) -> Job:
    values = {"base": DEMO_MODEL, "prompts": list(prompts or [PROMPT]), "output": folder / "out", "device": "cpu"}
    return new_generating(folder, GenerateConfig.checked({**values, **changes}))


def draw_here(job: Job) -> list[Pixels]:
    """Draw in this process; the pictures."""
    folder = generate(ChildJob(job, EventLog(job.events_file)))
    return [np.asarray(Image.open(path)) for path in sorted(folder.glob(f"{job.id}-*.png"))]


def drawn(folder: Path, *loras: dict[str, Any]) -> Pixels:
    (picture,) = draw_here(new_job(folder, loras=list(loras)))
    return picture


def test_a_lora_acts_by_its_weight(lora: Path, tmp_path: Path) -> None:
    without = drawn(tmp_path)
    assert np.array_equal(without, drawn(tmp_path, {"path": lora, "weight": 0.0}))
    once = drawn(tmp_path, {"path": lora})
    assert not np.array_equal(without, once)
    half = {"path": lora, "weight": 0.5}
    twice_half = drawn(tmp_path, half, half).astype(int)
    assert np.abs(twice_half - once.astype(int)).max() <= 1, "two LoRAs add up"


def test_each_prompt_has_its_picture_and_its_event(tmp_path: Path) -> None:
    job = new_job(tmp_path, PROMPT, "a fox --s 2 --w 64 --h 128 --d 2 --n blurry")
    pictures = draw_here(job)
    assert [picture.shape for picture in pictures] == [(64, 64, 3), (128, 64, 3)]
    samples = [event for event in read_events(job.events_file)[0] if event["event"] == "sample"]
    assert [(event["step"], event["prompt"], event["seed"]) for event in samples] == [(1, "a fox", 1), (2, "a fox", 2)]
    assert all(Path(event["path"]).is_file() for event in samples)


def test_a_stopped_job_goes_on_with_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = new_job(tmp_path, PROMPT, "a cat --s 2 --w 64 --h 64", "a dog --s 2 --w 64 --h 64")
    first = job.folder.parents[1] / "out" / f"{job.id}-01.png"
    monkeypatch.setattr(Job, "requested", lambda self, name: first.exists())
    with pytest.raises(StopRequested) as stopped:
        draw_here(job)
    monkeypatch.undo()
    assert stopped.value.step == 1
    before = first.stat().st_mtime_ns
    job.write(job.launch().model_copy(update={"resume": AUTOMATIC}))
    assert len(draw_here(job)) == 3
    assert first.stat().st_mtime_ns == before


def test_a_lora_for_another_size_of_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no LoRA of this model"):
        drawn(tmp_path, {"path": recorded("inspector/lora_sd15.safetensors")})
