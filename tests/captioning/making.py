"""Captioning jobs for tests, run in this process, with an instant captioner where the model does not matter."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from kohya_like.captioning.captioner import Described
from kohya_like.captioning.running import caption
from kohya_like.config.caption import CaptionConfig
from kohya_like.config.text import Text
from kohya_like.dataset.caption_files import USUAL_EXTENSIONS
from kohya_like.dataset.listing import walk
from kohya_like.dataset.pictures import Pixels
from kohya_like.jobs.child import AUTOMATIC, ChildJob
from kohya_like.jobs.events import EventLog, read_events
from kohya_like.jobs.job import Job
from kohya_like.plan.captioning import new_captioning


class Instant:
    """Says how large and how bright each picture is."""

    warnings: tuple[Text, ...] = ()
    before: Callable[[int], object] = staticmethod(lambda batch: None)
    """Called with the number of each batch, from 1, before it is described."""

    def __init__(self, config: CaptionConfig) -> None:
        self.config = config
        self.batches = 0

    @classmethod
    def load(cls, model: Path, config: CaptionConfig, device: str) -> Self:
        """An instant one."""
        return cls(config)

    def prepare(self, rgb: Pixels) -> Pixels:
        """The picture itself."""
        return rgb

    def describe(self, batch: Sequence[Pixels]) -> list[Described]:
        """Two words for each picture."""
        self.batches += 1
        type(self).before(self.batches)
        return [Described(f"{rgb.shape[1]}x{rgb.shape[0]} picture") for rgb in batch]


def model_folder(folder: Path) -> Path:
    """What passes for the folder of a BLIP as long as nobody reads its weights."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"model_type": "blip"}')
    for name in ("preprocessor_config.json", "tokenizer.json", "model.safetensors"):
        (folder / name).write_text("{}")
    return folder


def new_job(root: Path, folder: Path, **values: Any) -> Job:
    """A captioning job in the workspace `root`."""
    model = root / "models" / "captioning" / "any"
    if not model.exists():
        model_folder(model)
    given = {"captioner": "blip", "model": str(model), "train_data_dir": folder, "device": "cpu", **values}
    return new_captioning(root, CaptionConfig.checked(given))


def run(job: Job, *, resume: bool = False) -> None:
    """Run the job in this process."""
    if resume:
        job.write(job.launch().model_copy(update={"resume": AUTOMATIC}))
        job.withdraw("stop")
    caption(ChildJob(job, EventLog(job.events_file)))


def said(job: Job, event: str) -> list[dict[str, Any]]:
    """The events of one kind."""
    return [each for each in read_events(job.events_file)[0] if each["event"] == event]


def captions(folder: Path) -> dict[str, str]:
    """Every caption by the name of its file from the folder."""
    files = [file for listing in walk(folder) for file in listing.files if file.suffix in USUAL_EXTENSIONS]
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files}
