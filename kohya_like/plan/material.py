"""The pictures of a run, read from their folders, and everything that is wrong with them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.rules import problems_of
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.dataset.batches import Item, items_of
from kohya_like.dataset.buckets import Buckets
from kohya_like.dataset.folders import Picture, Subset, read_subsets
from kohya_like.dataset.listing import some_names
from kohya_like.dataset.pictures import read_picture
from kohya_like.dataset.same_content import same_content
from kohya_like.plan.caption_checks import caption_problems

RESOLUTION = "dataset.resolution"

READERS = 4
"""Threads that decode pictures; PIL works outside Python's lock."""


@dataclass
class Folder:
    """One of the folders that a run names, as far as it could be read."""

    parameter: str
    """Which parameter names it."""
    path: Path | None
    subsets: list[Subset] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def pictures(self) -> list[Picture]:
        """The pictures of all its subsets."""
        return [picture for subset in self.subsets for picture in subset.pictures]


@dataclass
class Material:
    """What a run trains on and is measured with."""

    train: Folder
    reg: Folder
    validation: Folder
    items: list[Item] = field(default_factory=list)
    held_out: list[Item] = field(default_factory=list)
    """Never trained on; numbered after `items`."""
    problems: list[Problem] = field(default_factory=list)


def read_material(config: RunConfig, *, decode: bool) -> Material:
    """Read every folder of a run; with `decode`, every picture is decoded too, as only that shows all damage."""
    found = Material(
        train=_read(config, "train_data_dir"),
        reg=_read(config, "reg_data_dir"),
        validation=_read(config, "validation_data_dir"),
    )
    if found.train.path is None:
        text = Text(
            "There is no folder of training pictures: set train_data_dir.",
            "没有训练图片文件夹：请设置 train_data_dir。",
        )
        found.problems.append(Problem(found.train.parameter, text))
    for folder in (found.train, found.reg, found.validation):
        found.problems += folder.problems
        if decode:
            found.problems += _undecodable(folder)
    found.problems += caption_problems(config, found.train.pictures + found.reg.pictures)
    found.problems += [*_trained_too(found.train, found.reg), *_trained_too(found.train, found.validation)]
    _place(config, found)
    return found


def _read(config: RunConfig, name: str) -> Folder:
    folder = Folder(f"dataset.{name}", getattr(config.dataset, name))
    if folder.path is not None:
        is_reg = name == "reg_data_dir"
        folder.subsets, folder.problems = read_subsets(folder.path, config.caption, is_reg, field=folder.parameter)
    return folder


def _place(config: RunConfig, found: Material) -> None:
    """Give every picture its bucket. Where the resolution allows for none, the configuration's rules have said so."""
    if any(problem.field == RESOLUTION for problem in problems_of(config)):
        return
    try:
        buckets = Buckets.from_config(config)
        found.items = items_of(found.train.subsets, found.reg.subsets, buckets)
        held_out = items_of(found.validation.subsets, [], buckets)
    except InputError as error:
        found.problems += error.problems
    else:
        found.held_out = [replace(item, index=len(found.items) + item.index) for item in held_out]


def _undecodable(folder: Folder) -> Iterator[Problem]:
    with ThreadPoolExecutor(READERS) as readers:
        for problems in readers.map(_decoding_problems, folder.pictures):
            yield from (replace(problem, field=folder.parameter) for problem in problems)


def _decoding_problems(picture: Picture) -> list[Problem]:
    try:
        read_picture(picture.path)
    except InputError as error:
        return error.problems
    return []


def _trained_too(train: Folder, other: Folder) -> Iterator[Problem]:
    common = same_content([p.path for p in train.pictures], [p.path for p in other.pictures])
    if common:
        text = Text(
            "Training pictures that lie in {folder} too: {count} ({names}); remove them there.",
            "{folder} 中也有训练图片：{count} 张（{names}）；请把它们从那里移除。",
        )
        values = {"folder": other.path, "count": len(common), "names": some_names(common)}
        yield Problem(other.parameter, text.format(**values), "warning")
