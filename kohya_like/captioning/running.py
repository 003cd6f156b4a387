"""Run a captioner over a dataset: pictures are read while the model works, and captions written as they come."""

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kohya_like.captioning.captioner import Captioner
from kohya_like.captioning.pictures import Ready, batches
from kohya_like.captioning.writing import Captions, Standing
from kohya_like.config.caption import CaptionConfig
from kohya_like.config.choices import CAPTIONERS
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.edits import Put
from kohya_like.dataset.listing import some_names
from kohya_like.dataset.place import Place
from kohya_like.formats.captioning_models import find_model
from kohya_like.jobs.child import ChildJob, StopRequested
from kohya_like.jobs.events import EventLog

WRITE_SECONDS = 3.0
"""How often captions are written: each time is an entry in the history, and a kill loses at most what came since."""


def caption(job: ChildJob) -> Path:
    """Caption the pictures of a job and return their folder. Resumed, pictures that it has captioned are left out."""
    config = CaptionConfig.from_toml(job.config)
    captions = Captions(Place(config.train_data_dir), config, job.job.id)
    chosen = captions.chosen()
    done = captions.written() if job.resume else frozenset()
    waiting, sharing = captions.waiting(chosen, done)
    if sharing:
        job.events.warning(_SHARED.format(names=some_names(sharing)))
    run = Run(job, captions, len(chosen), step=len(chosen) - len(waiting))
    if waiting:
        job.events.phase("load", Text("Loading the model", "加载模型"))
        model = find_model(config.captioner, config.model, job.job.root)
        captioner = load_captioner(config.captioner, model, config, job.events)
        job.events.phase("caption", Text("Captioning", "打标"))
        run.all(captioner, waiting)
    return config.train_data_dir


def load_captioner(name: str, model: Path, config: CaptionConfig, events: EventLog) -> Captioner:
    """The captioner of the catalogue, loaded onto the device of the configuration."""
    from kohya_like.models.device import choose_compute  # Late, for torch takes seconds to import.

    compute = choose_compute(config.device, "auto")
    kind: type[Captioner] = CAPTIONERS[name].load()
    captioner = kind.load(model, config, compute.device.type)
    for warning in (*compute.warnings, *captioner.warnings):
        events.warning(warning)
    return captioner


@dataclass
class Run:
    """The pictures of a job on their way through the model."""

    job: ChildJob
    captions: Captions
    total: int
    step: int
    """Pictures that are done."""
    puts: list[Put] = field(default_factory=list)
    """What is still to be written."""
    speechless: list[Path] = field(default_factory=list)
    """Pictures of which the model said nothing."""
    written: float = field(default_factory=time.monotonic)
    """When captions were written last."""

    def all(self, captioner: Captioner, waiting: Sequence[Standing]) -> None:
        """Describe these pictures and write their captions. Raises StopRequested where that was asked for."""
        config = self.captions.config
        standing = {each.picture: each for each in waiting}
        read = batches(standing, captioner.prepare, config.batch_size, config.max_data_loader_n_workers)
        try:
            with closing(read):
                for batch in read:
                    self._batch(captioner, batch, standing)
                    if self.job.requested("stop"):
                        raise StopRequested(self.step)
        finally:
            self._write()
        if self.speechless:
            self.job.events.warning(_NOTHING.format(count=len(self.speechless), names=some_names(self.speechless)))

    def _batch(self, captioner: Captioner, batch: Sequence[Ready], standing: dict[Path, Standing]) -> None:
        self._describe(captioner, batch, standing)
        self.step += len(batch)
        self.job.events.progress(self.step, self.total)
        if time.monotonic() - self.written > WRITE_SECONDS:
            self._write()

    def _describe(self, captioner: Captioner, batch: Sequence[Ready], standing: dict[Path, Standing]) -> None:
        for ready in batch:
            if ready.wrong is not None:
                self._warn(ready.wrong)
        whole = [ready for ready in batch if ready.wrong is None]
        prepared: list[Any] = [ready.prepared for ready in whole]
        for ready, described in zip(whole, captioner.describe(prepared) if prepared else [], strict=True):
            try:
                put = self.captions.put(standing[ready.path], described)
            except InputError as error:
                self._warn(error)
            else:
                self.puts += [put] if put else []
                self.speechless += [] if put else [ready.path]

    def _write(self) -> None:
        self.written = time.monotonic()
        if not self.puts:
            return
        changed = self.captions.write(self.puts)
        self.puts = []
        if changed:
            self.job.events.warning(_CHANGED.format(names=some_names(changed)))

    def _warn(self, error: InputError) -> None:
        for problem in error.problems:
            self.job.events.warning(problem.text)


_CHANGED = Text(
    "Changed by somebody else meanwhile, and left as they are: {names}.",
    "以下标签文件在此期间被他人修改，保持不变：{names}。",
)
_NOTHING = Text(
    "The model found nothing to say of {count} pictures ({names}): they got no caption. Lower the thresholds, or give "
    "a prefix.",
    "模型对 {count} 张图片（{names}）没有给出任何内容，未写入标签文件：请降低阈值，或填写前缀。",
)
_SHARED = Text(
    "These pictures have the same name as another one but for its ending, and share its caption: {names}. Rename them.",
    "以下图片与另一张图片仅扩展名不同，共用同一个标签文件：{names}。请重命名。",
)
