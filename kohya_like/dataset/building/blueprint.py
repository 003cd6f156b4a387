"""What building would make: every folder, with its pictures under the names that they get there."""

import filecmp
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kohya_like.config.names import name_mistake, numbered
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.text import Text
from kohya_like.dataset.building.concepts import REG, TRAIN, Concept, concept_problems, problem_field
from kohya_like.dataset.building.made import Made
from kohya_like.dataset.caption_files import USUAL_EXTENSIONS, caption_path
from kohya_like.dataset.layout import is_subset, repeats_and_words
from kohya_like.dataset.listing import PICTURE_SUFFIXES, Listing, list_folder, some_names, walk
from kohya_like.dataset.same_content import same_content


@dataclass(frozen=True)
class Taken:
    """One picture, and where it goes."""

    picture: Path
    target: Path
    caption: Path | None
    stays: bool = False
    """The target is there already and no building's: the picture itself, or the same one."""


@dataclass(frozen=True)
class Planned:
    """One folder with its pictures."""

    concept: Concept
    folder: Path
    taken: tuple[Taken, ...] = ()

    @property
    def captions(self) -> int:
        """How many of the pictures have one."""
        return sum(taken.caption is not None for taken in self.taken)

    @property
    def per_epoch(self) -> int:
        """Pictures times repeats."""
        return len(self.taken) * self.concept.repeats


@dataclass(frozen=True)
class Standing:
    """A folder that is there already, with pictures that building neither made nor changes."""

    folder: Path
    is_reg: bool
    repeats: int
    words: str
    pictures: tuple[Path, ...]


@dataclass
class Blueprint:
    """Everything that would be made in the folder `out`, and what stands against it."""

    out: Path
    folders: list[Planned] = field(default_factory=list)
    standing: list[Standing] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sets: tuple[str, ...] = (TRAIN, REG)
    """In which of these what was built before and is no longer wanted goes away."""

    @property
    def errors(self) -> list[Problem]:
        """The problems with which nothing can be built."""
        return [problem for problem in self.problems if problem.severity == "error"]


def blueprint(out: Path, working: Path, concepts: Sequence[Concept]) -> Blueprint:
    """What building these concepts in `out` would make, from pictures below the folder `working`.

    A concept takes every picture in its source and below, but for those in the source of another one. Nothing is
    changed; what is wrong is among the problems. Raises InputError where `out` itself cannot be used.
    """
    if out.exists() and not out.is_dir():
        raise InputError.of("out", _FILE.format(out=out))
    made = Made.read(out)
    found = Blueprint(out, problems=list(concept_problems(concepts, working)))
    sources = [concept.source_folder(working).resolve() for concept in concepts]
    for number, concept in enumerate(concepts):
        apart = [*(source for source in sources if source != sources[number]), *_built_in(out)]
        planned = Planned(concept, out / concept.folder)
        try:
            pictures = _pictures(sources[number], apart)
            if name_mistake(concept.name) is None:  # Else it may lead anywhere; the mistake is among the problems.
                planned = plan_folder(out, made, concept, pictures)
        except InputError as error:
            name = error.problems[0].field or "source"
            found.problems += [replace(each, field=problem_field(number, name)) for each in error.problems]
        found.folders.append(planned)
    found.standing = list(_standing(out, made, found.folders))
    found.problems += _in_both(found.folders)
    return found


def plan_folder(out: Path, made: Made, concept: Concept, pictures: Sequence[Path]) -> Planned:
    """The folder of one concept. Raises InputError where somebody else made a folder of training pictures there."""
    folder = out / concept.folder
    ours = made.folders.get(made.name_of(out, concept.folder))
    foreign = _foreign(folder, set(ours or ()))
    own = {picture for picture in pictures if picture.parent == folder}
    strange = [path for path in foreign if path.suffix.lower() in PICTURE_SUFFIXES and path not in own]
    if strange and not concept.is_reg and ours is None:
        raise InputError.of("class_word", _TAKEN.format(folder=folder))
    return Planned(concept, folder, tuple(_named(folder, pictures, foreign)))


def caption_of(picture: Path) -> Path | None:
    """The caption file of a picture, whichever usual extension it has; None where there is none."""
    paths = (caption_path(picture, extension) for extension in USUAL_EXTENSIONS)
    return next((path for path in paths if os.path.isfile(path)), None)  # Path's own raises for a name too long.


def _pictures(source: Path, apart: Sequence[Path]) -> list[Path]:
    """Every picture in a folder and below, but for those in folders that stand apart."""
    around = [folder for folder in apart if not source.is_relative_to(folder)]
    try:
        listings = list(walk(source))
    except FileNotFoundError as error:
        raise InputError.of("source", _MISSING.format(folder=source)) from error
    except OSError as error:
        raise InputError.of("source", _NO_SOURCE.format(folder=source, reason=error.strerror)) from error
    inside = [each for each in listings if not any(each.folder.is_relative_to(folder) for folder in around)]
    pictures = [picture for listing in inside for picture in listing.pictures]
    if not pictures:
        raise InputError.of("source", _NO_PICTURES.format(folder=source))
    return pictures


def _built_in(out: Path) -> tuple[Path, ...]:
    return (out / TRAIN).resolve(), (out / REG).resolve()


def _foreign(folder: Path, ours: set[str]) -> list[Path]:
    """The files that building did not make there."""
    return [path for path in list_folder(folder).files if path.name not in ours] if folder.is_dir() else []


def _standing(out: Path, made: Made, folders: Sequence[Planned]) -> Iterator[Standing]:
    """What a run reads besides the planned pictures."""
    counted = {taken.target for planned in folders for taken in planned.taken if taken.stays}
    for name in (TRAIN, REG):
        for listing in _subsets(out / name):
            ours = set(made.folders.get(f"{name}/{listing.folder.name}", ()))
            pictures = tuple(path for path in listing.pictures if path.name not in ours and path not in counted)
            repeats, words = repeats_and_words(listing.folder)
            if pictures and repeats is not None:
                yield Standing(listing.folder, name == REG, repeats, words, pictures)


def _subsets(folder: Path) -> list[Listing]:
    try:
        listings = [list_folder(path) for path in list_folder(folder).folders]
    except OSError:  # There is none yet.
        return []
    return [listing for listing in listings if is_subset(listing)]


def _named(folder: Path, pictures: Sequence[Path], foreign: Sequence[Path]) -> Iterator[Taken]:
    """Where each picture goes. Those of one name from several folders get numbers, and their captions likewise."""
    there: defaultdict[str, list[Path]] = defaultdict(list)
    for path in foreign:
        there[path.stem.casefold()].append(path)
    homes: dict[str, Path] = {}
    for picture in pictures:
        if picture.parent == folder:
            yield Taken(picture, picture, caption_of(picture), stays=True)
            continue
        stem, number = picture.stem, 1
        while not _is_free(f"{stem}{picture.suffix}", picture, homes, there.get(stem.casefold(), ())):
            number += 1
            stem = numbered(picture.stem, number)
        homes[stem.casefold()] = picture.parent
        target = folder / f"{stem}{picture.suffix}"
        yield Taken(picture, target, caption_of(picture), stays=stem.casefold() in there)


def _is_free(name: str, picture: Path, homes: dict[str, Path], there: Sequence[Path]) -> bool:
    """Whether a picture can have a name: nothing has it without the suffix, or the very same picture does."""
    if there:
        return any(path.name == name and filecmp.cmp(path, picture, shallow=False) for path in there)
    return homes.get(Path(name).stem.casefold(), picture.parent) == picture.parent


def _in_both(folders: Sequence[Planned]) -> Iterator[Problem]:
    """An error for every regularisation folder that holds a training picture."""
    train = [taken.picture for planned in folders if not planned.concept.is_reg for taken in planned.taken]
    for number, planned in enumerate(folders):
        if planned.concept.is_reg:
            common = same_content(train, [taken.picture for taken in planned.taken])
            if common:
                text = _IN_BOTH.format(count=len(common), names=some_names(common))
                yield Problem(problem_field(number, "source"), text)


_FILE = Text("{out} is a file: give a folder.", "{out} 是文件：请给出文件夹。")
_MISSING = Text(
    "There is no folder {folder} yet: move pictures there, or choose another one.",
    "还没有文件夹 {folder}：请将图片移到那里，或另选文件夹。",
)
_NO_SOURCE = Text("The folder {folder} cannot be read: {reason}.", "无法读取文件夹 {folder}：{reason}。")
_NO_PICTURES = Text(
    "There is no picture in {folder}: put some there, or choose another folder.",
    "{folder} 中没有图片：请放入图片或另选文件夹。",
)
_TAKEN = Text(
    "{folder} was made by somebody else, and would be trained too: rename it, or choose other words.",
    "{folder} 不是由本程序创建的，也会被训练：请将其重命名，或换用其他词。",
)
_IN_BOTH = Text(
    "Pictures that are trained too: {count} ({names}). A picture cannot be in both sets: remove it from one.",
    "其中有训练图片：{count} 张（{names}）。同一张图片不能同时属于两个集合：请从其中一个移除。",
)
