"""How well captions fit their pictures: `accelerate launch -m kohya_like.captioning.scores --config job.toml`.

Pictures and captions that were looked at before, by the same model, are not looked at again.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kohya_like.captioning.pictures import batches
from kohya_like.config.scores import ScoresConfig
from kohya_like.config.text import Text
from kohya_like.dataset.caption_scores import Captioned, captioned, read_scores, scores_file, write_scores
from kohya_like.dataset.edits import digest
from kohya_like.dataset.embeddings import Vector, print_of_picture, read_embeddings, write_embeddings
from kohya_like.dataset.place import Place
from kohya_like.formats.clip_models import clip_weights, find_clip
from kohya_like.jobs.child import ChildJob, StopRequested, run_child

if TYPE_CHECKING:
    from kohya_like.captioning.clip import Clip

WRITE_SECONDS = 10.0
"""How often what was seen is kept, so that a kill loses no more."""

Item = TypeVar("Item")


def score(job: ChildJob) -> Path:
    """Score the captions of a folder and return the file with the scores."""
    config = ScoresConfig.from_toml(job.config)
    model = find_clip(config.model, job.job.root)
    run = _Run(job, config, Place(config.folder), model_name(model))
    run.look()
    if run.pictures or run.captions:
        job.events.phase("load", Text("Loading the model", "加载模型"))
        clip = _loaded(job, model, config.device)
        job.events.phase("look", Text("Looking at pictures", "查看图片"))
        run.see(clip)
        job.events.phase("compare", Text("Comparing captions", "比对标签"))
        run.compare(clip)
    return scores_file(config.folder)


def model_name(folder: Path) -> str:
    """What vectors and scores are kept under: the name of the model's folder, and what tells its weights apart."""
    weights = clip_weights(folder)
    seen = "" if weights is None else print_of_picture(weights) or ""
    return f"{folder.name} {str(digest(seen.encode()))[:8]}"


@dataclass
class _Run:
    """The pictures and captions of a job that no model has looked at."""

    job: ChildJob
    config: ScoresConfig
    place: Place
    model: str
    pictures: list[Path] = field(default_factory=list)
    captions: list[Captioned] = field(default_factory=list)
    vectors: dict[Path, Vector] = field(default_factory=dict)
    step: int = 0

    @property
    def total(self) -> int:
        """Pictures and captions that are to be looked at."""
        return len(self.pictures) + len(self.captions)

    def look(self) -> None:
        """Find out what is to be done."""
        captions, problems = captioned(self.place)
        for problem in problems:
            self.job.events.warning(problem.text)
        scores, before = read_scores(self.config.folder, captions), read_embeddings(self.config.folder)
        self.vectors = dict(before.vectors) if before.model == self.model else {}
        known = scores.of if scores.model == self.model else {}
        self.pictures = [path for path in self.place.pictures.values() if path not in self.vectors]
        self.captions = [one for one in captions if one.picture not in known]

    def see(self, clip: "Clip") -> None:
        """Look at the pictures."""
        read = batches(self.pictures, clip.prepare, self.config.batch_size, self.config.max_data_loader_n_workers)
        fresh: dict[Path, Vector] = {}
        for batch in self._kept(read, lambda: write_embeddings(self.config.folder, self.model, fresh)):
            whole = [ready for ready in batch if ready.wrong is None]
            rows = clip.of_pictures([ready.prepared for ready in whole]) if whole else ()
            fresh.update(zip((ready.path for ready in whole), rows, strict=True))
            for problem in (problem for ready in batch if ready.wrong for problem in ready.wrong.problems):
                self.job.events.warning(problem.text)
        self.vectors |= fresh

    def compare(self, clip: "Clip") -> None:
        """Compare the captions of pictures that could be read."""
        size = self.config.batch_size
        rest = [self.captions[start : start + size] for start in range(0, len(self.captions), size)]
        fresh: dict[Captioned, float] = {}
        for batch in self._kept(rest, lambda: write_scores(self.config.folder, self.model, fresh)):
            seen = [one for one in batch if one.picture in self.vectors]
            texts = clip.of_texts([one.caption for one in seen]) if seen else ()
            fresh.update((one, float(self.vectors[one.picture] @ text)) for one, text in zip(seen, texts, strict=True))

    def _kept(self, work: Iterable[Sequence[Item]], keep: Callable[[], None]) -> Iterator[Sequence[Item]]:
        """The batches of some work. What came of them is kept now and then, and at the end, whatever ends it."""
        written = time.monotonic()
        try:
            for batch in work:
                yield batch
                self.step += len(batch)
                self.job.events.progress(self.step, self.total)
                if time.monotonic() - written > WRITE_SECONDS:
                    keep()
                    written = time.monotonic()
                if self.job.requested("stop"):
                    raise StopRequested(self.step)
        finally:
            keep()


def _loaded(job: ChildJob, model: Path, device: str) -> "Clip":
    from kohya_like.captioning.clip import load_clip  # Late, for torch takes seconds to import.
    from kohya_like.models.device import choose_compute

    compute = choose_compute(device, "no")
    for warning in compute.warnings:
        job.events.warning(warning)
    return load_clip(model, compute.device.type)


if __name__ == "__main__":
    run_child(score)
