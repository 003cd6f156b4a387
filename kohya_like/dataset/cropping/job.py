"""The job: every picture is read, cut and written beside the others, and then all of them appear at once."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np

from kohya_like.config.crop import CropConfig
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.text import Text
from kohya_like.dataset.buckets import Unfit
from kohya_like.dataset.cropping.drawing import drawn, read_original, write_picture
from kohya_like.dataset.cropping.names import SUFFIXES
from kohya_like.dataset.cropping.places import refuse_overlap
from kohya_like.dataset.cropping.results import Output, Result
from kohya_like.dataset.cropping.rules import Fate, Rules
from kohya_like.dataset.history import History
from kohya_like.dataset.listing import some_names
from kohya_like.dataset.place import Place
from kohya_like.jobs.child import ChildJob, StopRequested

MOST_WORKERS = 16
"""Of those that are not asked for: each holds a picture or two in memory."""
MOST_NAMED = 20
"""Damaged pictures that get a sentence each."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass
class Report:
    """What people should know of the pictures that did not go as the others."""

    damaged: list[Text] = field(default_factory=list)
    small: list[Path] = field(default_factory=list)
    faceless: list[Path] = field(default_factory=list)

    def note(self, config: CropConfig, done: "Done") -> None:
        """Remember a picture that did not go as the others."""
        if done.wrong is not None:
            self.damaged.append(done.wrong)
        elif not done.files:
            self.small.append(done.picture)
        elif config.focus == "face" and done.fate is not None and (found := done.fate.found) and found.face is None:
            self.faceless.append(done.picture)

    def sentences(self) -> Iterator[Text]:
        """One for each kind; for damaged pictures one each, while they are few."""
        yield from self.damaged[:MOST_NAMED]
        if len(self.damaged) > MOST_NAMED:
            yield _MORE.format(count=len(self.damaged) - MOST_NAMED)
        if self.small:
            yield _SMALL.format(count=len(self.small), names=some_names(self.small))
        if self.faceless:
            yield _FACELESS.format(count=len(self.faceless), names=some_names(self.faceless))


@dataclass(frozen=True)
class Done:
    """What came of one picture: finished files by number of the cut and whether mirrored, or the reason for none."""

    picture: Path
    fate: Fate | None = None
    files: dict[tuple[int, bool], Path] = field(default_factory=dict)
    wrong: Text | None = None


def crop(job: ChildJob) -> Path:
    """Crop, and return the output folder. Stopped, nothing appears: results come all at once or not at all."""
    import cv2

    cv2.setNumThreads(1)  # Several pictures are worked on at once instead.
    config = CropConfig.from_toml(job.config)
    refuse_overlap(config.folder, config.output)
    source = Place(config.folder)
    names = [source.name(path) for path in source.chosen(config.pictures or source.pictures)]
    source.chosen(box.picture for box in config.boxes)
    if not names:
        raise InputError.of("folder", _NOTHING.format(folder=config.folder))
    output = Output.look(config.output, source, names)
    history = History.of(config.output)
    job.events.phase("crop", Text("Cropping", "裁剪图片"))
    with history.making() as folder:
        report = Report()
        results = list(_results(job, _Work(config, source, folder), names, output, report))
        for sentence in report.sentences():
            job.events.warning(sentence)
        if not results:
            raise InputError([Problem("folder", _NONE), *(Problem("", text) for text in report.sentences())])
        job.events.phase("save", Text("Putting the pictures in place", "保存结果"))
        title = _TITLE.format(count=len({result.original for result in results}))
        history.apply(title, output.edits(source, results), group=job.job.id)
    return config.output


@dataclass(frozen=True)
class _Work:
    """What is done with one picture. Its calls may come from any thread."""

    config: CropConfig
    source: Place
    folder: Path
    """For finished files."""

    def __call__(self, numbered: tuple[int, str]) -> Done:
        number, name = numbered
        picture = self.source.pictures[name]
        try:
            original = read_original(picture, self.config)
            fate = Rules(self.config).fate(original.look.size, self.config.box_of(name), lambda: original.look)
        except InputError as error:
            return Done(picture, wrong=error.problems[0].text)
        except Unfit as error:
            width, height = original.look.size
            return Done(picture, wrong=error.text.format(path=picture, width=width, height=height))
        if fate.enlarges and not self.config.upscale:
            return Done(picture, fate)
        files = {}
        for place, each in enumerate(fate.cuts):
            pixels = drawn(original.pixels, each)
            for flipped in (False, True) if self.config.flip else (False,):
                file = self.folder / f"{number}-{place}{'f' * flipped}{SUFFIXES[self.config.output_format]}"
                write_picture(np.fliplr(pixels) if flipped else pixels, file, self.config)
                files[place, flipped] = file
        return Done(picture, fate, files)


def _results(job: ChildJob, work: _Work, names: Sequence[str], output: Output, report: Report) -> Iterator[Result]:
    """Every finished file with its name; what went otherwise is noted in the report."""
    free = output.names(work.source)
    done_in_turn = in_parallel(work, list(enumerate(names)), work.config.workers)
    for number, (name, done) in enumerate(zip(names, done_in_turn, strict=True), start=1):
        if job.requested("stop"):
            raise StopRequested(number - 1)
        report.note(work.config, done)
        if done.fate is not None and done.files:
            for place, flipped, stem in free.of(name, len(done.fate.cuts), flip=work.config.flip):
                file = done.files[place, flipped]
                yield Result(stem + file.suffix, name, file)
        job.events.progress(number, len(names))


def in_parallel(work: Callable[[Item], Answer], items: Sequence[Item], workers: int | None = None) -> Iterator[Answer]:
    """The answers in the order of the items, of which only some are worked on at a time."""
    count = workers or min(os.cpu_count() or 1, MOST_WORKERS)
    waiting: deque[Future[Answer]] = deque()
    with ThreadPoolExecutor(count) as pool:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) >= 2 * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_TITLE = Text("Cropped pictures: {count}", "裁剪图片：{count} 张")
_NOTHING = Text("There is no picture in {folder}: choose another folder.", "{folder} 中没有图片：请另选文件夹。")
_NONE = Text(
    "No picture could be cropped, so nothing was changed.",
    "没有任何图片可以裁剪，因此未作任何更改。",
)
_SMALL = Text(
    "Smaller than what they were to become, and left out: {count} ({names}). Choose a smaller size, or enlarge them.",
    "小于目标尺寸而未裁剪：{count} 张（{names}）。请选择更小的尺寸，或允许放大。",
)
_FACELESS = Text(
    "Pictures without a face that could be found: {count} ({names}). They were cut around what stands out; draw boxes "
    "where it matters.",
    "{count} 张图片中没有找到脸（{names}）：已按显著处裁剪。重要的图片请手动画框。",
)
_MORE = Text("{count} more pictures could not be read or cropped.", "另有 {count} 张图片无法读取或裁剪。")
