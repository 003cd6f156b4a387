"""What the Folders and the Regularise step work on: pictures, where folders are made of them, and of which concepts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kohya_like.config.problems import InputError, Problem
from kohya_like.dataset.building.blueprint import Blueprint, blueprint
from kohya_like.dataset.building.concepts import REG, TRAIN, Concept, problem_field
from kohya_like.dataset.building.existing import UNKNOWN, concepts_in
from kohya_like.dataset.layout import is_subset
from kohya_like.dataset.listing import list_folder
from kohya_like.dataset.projects import FOLDER, Project
from kohya_like.plan.advice import Goal
from kohya_like.plan.concept_words import add_word_problems
from kohya_like.plan.repeats import advised_repeats
from kohya_like.ui.places import Chosen, folder_of, project_of
from kohya_like.ui.site import Site

NOT_YET = ".new"
"""Where the folders of a plain folder would be made: it becomes a project only when it is built."""


@dataclass(frozen=True)
class Bench:
    """What was chosen."""

    project: Project | None
    working: Path
    """The folder whose pictures are meant."""
    out: Path
    """Where `train` and `reg` are made."""


@dataclass(frozen=True)
class Ready:
    """The folders that a run can be given as they stand now; None where there is no such."""

    train: Path | None
    reg: Path | None


def bench_of(site: Site, chosen: Chosen) -> Bench:
    """What was chosen. Raises InputError if nothing was, it is gone, or it is not allowed."""
    project = project_of(site, chosen)
    working = folder_of(site, chosen)
    out = site.root / FOLDER / NOT_YET if project is None else project.folder
    return Bench(project, working, out.resolve())


def concepts_of(bench: Bench, goal: Goal) -> list[Concept]:
    """The concepts of a project, or those that the folders with pictures suggest, with advised repeats."""
    kept = [] if bench.project is None else bench.project.concepts()
    return kept or [_with_repeats(bench.working, concept, goal) for concept in concepts_in(bench.working)]


def plan_of(site: Site, bench: Bench, concepts: Sequence[Concept]) -> Blueprint:
    """What building these concepts would make. A source that the page may not look into is a problem at its field."""
    outside = [
        replace(problem, field=problem_field(number, "source"))
        for number, concept in enumerate(concepts)
        for problem in _path_problems(site, concept.source_folder(bench.working))
    ]
    if outside:
        return Blueprint(bench.out, problems=outside)
    plan = blueprint(bench.out, bench.working, concepts)
    add_word_problems(plan, concepts)
    return plan


def adopt(site: Site, bench: Bench, concepts: Sequence[Concept]) -> Project:
    """The project of what was chosen; of a plain folder a new one is made, which leaves the folder as it is."""
    project = bench.project or Project.create(site.root, bench.working.name, bench.working)
    project.remember_concepts(concepts)
    return project


def ready(bench: Bench) -> Ready:
    """What of it can be trained as it stands."""
    around = bench.working if bench.project is None else bench.out
    train, reg = around / TRAIN, around / REG
    if bench.project is None and not _has_subsets(train):
        train = around
    return Ready(train if _has_subsets(train) else None, reg if _has_subsets(reg) else None)


def _with_repeats(working: Path, concept: Concept, goal: Goal) -> Concept:
    if concept.repeats != UNKNOWN:
        return concept
    count = len(list_folder(concept.source_folder(working)).pictures)
    return concept.model_copy(update={"repeats": 1 if concept.is_reg else advised_repeats(count, goal).value})


def _path_problems(site: Site, path: Path) -> list[Problem]:
    try:
        site.roots().checked(path)
    except InputError as error:
        return error.problems
    return []


def _has_subsets(folder: Path) -> bool:
    try:
        return any(is_subset(list_folder(inner)) for inner in list_folder(folder).folders)
    except OSError:
        return False
