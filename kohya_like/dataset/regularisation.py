"""Regularisation pictures checked: whose class they show, how often training takes them, how many are missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.text import Text
from kohya_like.dataset.batches import evened
from kohya_like.dataset.building.blueprint import Blueprint
from kohya_like.dataset.building.concepts import split_words
from kohya_like.dataset.layout import is_subset, misplaced, repeats_and_words
from kohya_like.dataset.listing import list_folder, natural_order, some_names
from kohya_like.dataset.same_content import same_content


@dataclass(frozen=True)
class Group:
    """The pictures of one folder, as a run reads them."""

    repeats: int
    words: str
    """The folder's name without the repeats."""
    pictures: tuple[Path, ...]
    is_reg: bool

    @property
    def name(self) -> str:
        """The folder's name."""
        return f"{self.repeats}_{self.words}"

    @property
    def class_word(self) -> str:
        """What its pictures are; of a training folder with one word only, that word."""
        identifier, class_word = split_words(self.words)
        return self.words if self.is_reg else class_word or identifier

    @property
    def per_epoch(self) -> int:
        """Pictures times repeats."""
        return self.repeats * len(self.pictures)

    def shows(self, class_word: str) -> bool:
        """Whether a training folder is of a class, however many words its identifier has."""
        return f" {self.words}".casefold().endswith(f" {class_word}".casefold())


@dataclass(frozen=True)
class Use:
    """How an epoch takes the regularisation pictures of one folder."""

    group: Group
    used: int
    """How many of its pictures."""
    least: int
    most: int
    """How often each of those, at least and at most."""
    matches: bool
    """Whether something of its class is trained."""


@dataclass(frozen=True)
class Need:
    """What one class of the training pictures asks for."""

    class_word: str
    trained: int
    """Training pictures of it, repeats included."""
    present: int
    """Regularisation pictures of it, repeats included."""

    @property
    def missing(self) -> int:
        """How many more let each be taken once."""
        return max(0, self.trained - self.present)


@dataclass
class Report:
    """Everything that is known of the regularisation pictures of a data set."""

    trained: int
    """Pictures of the training folders that an epoch takes."""
    uses: list[Use] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    taken: int = 0
    """Regularisation pictures that an epoch takes."""

    @property
    def factor(self) -> float:
        """How many times the steps of training alone an epoch has."""
        return (self.trained + self.taken) / self.trained if self.trained else 1.0


def check_regularisation(groups: Sequence[Group]) -> Report:
    """What training will do with these folders, in their order. Reads only pictures of equal length."""
    train = [group for group in groups if not group.is_reg]
    reg = [group for group in groups if group.is_reg]
    report = Report(sum(group.per_epoch for group in train))
    counts = evened([group.repeats for group in reg for _ in group.pictures], report.trained)
    report.taken = sum(counts)
    report.uses = list(_uses(train, reg, iter(counts)))
    report.needs = list(_needs(train, reg))
    report.problems = [*_misfits(report), *_in_both(train, reg)]
    return report


def groups_of(plan: Blueprint) -> list[Group]:
    """The folders that there will be once a plan was built, in the order in which a run reads them."""
    groups: dict[tuple[bool, int, str], list[Path]] = {}
    for planned in plan.folders:
        concept = planned.concept
        if not concept.words:
            continue  # It has no name yet, so there will be no such folder.
        key = (concept.is_reg, concept.repeats, concept.words)
        groups.setdefault(key, []).extend(taken.picture for taken in planned.taken)
    for standing in plan.standing:
        groups.setdefault((standing.is_reg, standing.repeats, standing.words), []).extend(standing.pictures)
    made = [Group(repeats, words, tuple(paths), is_reg) for (is_reg, repeats, words), paths in groups.items()]
    places = {path: place for place, path in enumerate(natural_order([Path(group.name) for group in made]))}
    return sorted(made, key=lambda group: (group.is_reg, places[Path(group.name)]))


def groups_in(folder: Path, *, is_reg: bool) -> list[Group]:
    """The folders named "repeats_name" in a folder. Raises InputError where there is none, with the remedy."""
    try:
        outer = list_folder(folder)
        inner = [list_folder(path) for path in outer.folders]
    except OSError as error:
        raise InputError.of("", _NOT_LISTED.format(folder=folder, reason=error.strerror)) from error
    found = [listing for listing in inner if is_subset(listing)]
    if not found:
        raise InputError(Problem("", text) for text in misplaced(outer, inner))
    named = [(repeats_and_words(listing.folder), listing.pictures) for listing in found]
    return [Group(repeats or 0, words, pictures, is_reg) for (repeats, words), pictures in named]


def sentences(report: Report) -> Iterator[Text]:
    """How often pictures are taken, in plain words."""
    for use in report.uses:
        if use.used:
            often = _once_or_more(use)
            yield _USED.format(folder=use.group.name, used=use.used, present=len(use.group.pictures), often=often)
    if report.taken:
        double = report.taken == report.trained
        more = _DOUBLE if double else _TIMES.format(factor=f"{report.factor:.1f}")
        yield _STEPS.format(trained=report.trained, taken=report.taken, more=more)


def missing_sentences(report: Report) -> Iterator[Text]:
    """What each class still lacks, in plain words."""
    for need in report.needs:
        if need.missing:
            yield _MISSING.format(
                class_word=need.class_word, trained=need.trained, present=need.present, missing=need.missing
            )


def report_document(report: Report) -> dict[str, Any]:
    """The report for programs."""
    return {
        "trained": report.trained,
        "taken": report.taken,
        "factor": report.factor,
        "folders": [_use_document(use) for use in report.uses],
        "classes": [{**vars(need), "missing": need.missing} for need in report.needs],
        "problems": [
            {"folder": each.field, "severity": each.severity, "message": each.text.en, "message_zh": each.text.zh}
            for each in report.problems
        ],
    }


def _use_document(use: Use) -> dict[str, Any]:
    counts = {"used": use.used, "least": use.least, "most": use.most, "matches": use.matches}
    return {"folder": use.group.name, "class_word": use.group.class_word, "present": len(use.group.pictures), **counts}


def _uses(train: Sequence[Group], reg: Sequence[Group], counts: Iterator[int]) -> Iterator[Use]:
    for group in reg:
        taken = [count for count in (next(counts) for _ in group.pictures) if count]
        matches = any(each.shows(group.class_word) for each in train)
        yield Use(group, len(taken), min(taken, default=0), max(taken, default=0), matches)


def _needs(train: Sequence[Group], reg: Sequence[Group]) -> Iterator[Need]:
    """One for each class. A class that a regularisation folder names counts as that, else the words say it."""
    named = {group.class_word for group in reg}
    trained: dict[str, int] = {}
    for group in train:
        fitting = [word for word in named if group.shows(word)]
        word = max(fitting, key=len) if fitting else group.class_word
        trained[word] = trained.get(word, 0) + group.per_epoch
    for word, count in trained.items():
        present = sum(group.per_epoch for group in reg if group.class_word.casefold() == word.casefold())
        yield Need(word, count, present)


def _misfits(report: Report) -> Iterator[Problem]:
    classes = ", ".join(need.class_word for need in report.needs)
    for use in report.uses:
        name = use.group.name
        if not use.matches:
            text = _NO_MATCH.format(folder=name, class_word=use.group.class_word, classes=classes)
            yield Problem(name, text, "warning")
        if not use.used and report.trained:
            yield Problem(name, _UNUSED.format(folder=name, trained=report.trained), "warning")


def _in_both(train: Sequence[Group], reg: Sequence[Group]) -> Iterator[Problem]:
    trained = [picture for group in train for picture in group.pictures]
    for group in reg:
        common = same_content(trained, group.pictures)
        if common:
            text = _IN_BOTH.format(folder=group.name, count=len(common), names=some_names(common))
            yield Problem(group.name, text)


def _once_or_more(use: Use) -> Text:
    if use.most == 1:
        return _ONCE
    if use.least == use.most:
        return _OFTEN.format(times=use.most)
    return _UNEVEN.format(least=use.least, most=use.most)


_NOT_LISTED = Text("The folder {folder} cannot be read: {reason}.", "无法读取文件夹 {folder}：{reason}。")
_USED = Text("{folder}: {used} of {present} used, {often}.", "{folder}：{present} 张中使用 {used} 张，{often}。")
_ONCE = Text("each once", "每张一次")
_OFTEN = Text("each {times} times", "每张 {times} 次")
_UNEVEN = Text("each {least} to {most} times", "每张 {least} 到 {most} 次")
_STEPS = Text(
    "An epoch takes {trained} training pictures (repeats included) and {taken} regularisation pictures: {more}.",
    "每轮使用 {trained} 张训练图片（含重复）和 {taken} 张正则化图片：{more}。",
)
_DOUBLE = Text("steps double", "步数翻倍")
_TIMES = Text("{factor} times the steps", "步数为原来的 {factor} 倍")
_MISSING = Text(
    "Class {class_word}: {missing} pictures missing. {trained} are needed (pictures × repeats) for each to be used "
    "once; there are {present}.",
    "类别 {class_word}：缺少 {missing} 张。需要 {trained} 张（图片数 × 重复次数）才能每张只用一次；现有 {present} 张。",
)
_NO_MATCH = Text(
    "{folder} shows the class {class_word}, of which nothing is trained (trained: {classes}): rename it, or take it "
    "out.",
    "{folder} 的类别是 {class_word}，但训练内容中没有这个类别（训练的类别：{classes}）：请重命名或移除它。",
)
_UNUSED = Text(
    "None of {folder} is used: the folders before it already make up the {trained} pictures of an epoch. Take some out "
    "there.",
    "{folder} 完全不会被使用：排在前面的文件夹已凑足每轮的 {trained} 张。请从那里移除一些。",
)
_IN_BOTH = Text(
    "In {folder} lie pictures that are trained too: {count} ({names}). Remove them from one of the two.",
    "{folder} 中有同时用于训练的图片：{count} 张（{names}）。请从其中一处移除。",
)
