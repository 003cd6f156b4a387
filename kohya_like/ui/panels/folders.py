"""The step in which folders are made of pictures: concepts, what will come of them, and the way to training."""

from collections import Counter
from pathlib import PurePosixPath
from typing import Any, Literal

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.building.assigning import assign
from kohya_like.dataset.building.blueprint import Blueprint, Planned, Standing
from kohya_like.dataset.building.building import build
from kohya_like.dataset.building.concepts import Concept
from kohya_like.dataset.place import Place
from kohya_like.dataset.projects import Project
from kohya_like.dataset.regularisation import check_regularisation, groups_of
from kohya_like.plan.advice import Goal
from kohya_like.plan.document import problem_document
from kohya_like.plan.repeats import advised_repeats
from kohya_like.ui.answers import both
from kohya_like.ui.choices import is_needed
from kohya_like.ui.concepts import Bench, adopt, bench_of, concepts_of, plan_of, ready
from kohya_like.ui.places import Chosen
from kohya_like.ui.site import Site

Concepts = list[Concept]


class Folders:
    """What the step asks for."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def concepts(self, chosen: Chosen, goal: Goal) -> dict[str, Any]:
        """`{concepts, names, sources, project, fixed}`: what is there to begin with.

        `names` are all pictures, `sources` the folders that they lie in, `fixed` whether pictures cannot be moved.
        """
        bench = bench_of(self._site, chosen)
        names = list(Place(bench.working).pictures)
        folders = Counter(str(PurePosixPath(name).parent) for name in names)
        return {
            "concepts": [concept.model_dump() for concept in concepts_of(bench, goal)],
            "names": names,
            "sources": list(folders),
            "project": None if bench.project is None else bench.project.name,
            "fixed": _is_fixed(bench),
        }

    def preview(self, chosen: Chosen, concepts: Concepts, seen: Concepts, goal: Goal) -> dict[str, Any]:
        """What building would make, and what is wrong: `{problems, rows, folders, trained, taken, factor, ready}`.

        The concepts of a project are kept in it; `seen` are those that the browser knew it to have. `rows` are
        `{pictures, captions, advised, reason}`, one a concept. Raises InputError where another page changed them.
        """
        bench = bench_of(self._site, chosen)
        _keep(bench.project, concepts, seen)
        plan = plan_of(self._site, bench, concepts)
        report = check_regularisation(groups_of(plan))
        as_they_stand = ready(bench)
        return {
            "problems": [problem_document(problem) for problem in plan.problems],
            "rows": [_row(planned, goal) for planned in plan.folders],
            "folders": _tree(plan),
            "trained": report.trained,
            "taken": report.taken,
            "factor": report.factor,
            "ready": {
                "train": None if as_they_stand.train is None else str(as_they_stand.train),
                "reg": None if as_they_stand.reg is None else str(as_they_stand.reg),
            },
        }

    def assign(self, chosen: Chosen, names: list[str], source: str) -> int:
        """Move pictures into the folder of a concept; how many were moved."""
        bench = bench_of(self._site, chosen)
        if _is_fixed(bench):
            raise InputError.of("source", _FIXED.format(folder=bench.working))
        return assign(Place(bench.working), names, source)

    def build(
        self, chosen: Chosen, concepts: Concepts, how: Literal["link", "copy", "move"], add_identifier: bool
    ) -> dict[str, Any]:
        """Make the folders, or bring them up to date: `{project, linked, copied, moved, unchanged, removed}`.

        A plain folder becomes a project of that name. Raises InputError with every error.
        """
        bench = bench_of(self._site, chosen)
        if bench.project is not None and is_needed(self._site, bench.project):
            raise InputError.of("", _NEEDED)
        if how == "move" and _is_fixed(bench, also_folders=True):
            raise InputError.of("", _FIXED.format(folder=bench.working))
        plan = plan_of(self._site, bench, concepts)
        if plan.errors:
            raise InputError(plan.errors)
        project = adopt(self._site, bench, concepts)
        if bench.project is None:
            plan = plan_of(self._site, Bench(project, bench.working, project.folder.resolve()), concepts)
        built = build(plan, how, add_identifier=add_identifier)
        return {"project": project.name, **vars(built)}


def _keep(project: Project | None, concepts: Concepts, seen: Concepts) -> None:
    """Write the concepts of a project down. Raises InputError where others than those `seen` stand there by now."""
    kept = concepts if project is None else project.concepts()
    if project is None or kept == concepts:
        return
    if kept and kept != seen:
        raise InputError.of("concepts", _OTHERS)
    project.remember_concepts(concepts)


def _is_fixed(bench: Bench, *, also_folders: bool = False) -> bool:
    """Whether the pictures stay where they are: those of a project that lie elsewhere are only read."""
    if bench.project is None:
        return also_folders
    return not bench.working.is_relative_to(bench.project.folder.resolve())


def _row(planned: Planned, goal: Goal) -> dict[str, Any]:
    count = len(planned.taken)
    facts = {"pictures": count, "captions": planned.captions}
    if planned.concept.is_reg:
        return {**facts, "advised": 1, "reason": both(_REG_REPEATS)}
    advice = advised_repeats(count, goal)
    return {**facts, "advised": advice.value if count else None, "reason": both(advice.reason)}


def _tree(plan: Blueprint) -> list[dict[str, Any]]:
    """Every folder that a run will read, in its order; `stands`: it is there already and stays as it is."""
    found = [*map(_planned, plan.folders), *map(_standing, plan.standing)]
    return sorted(found, key=lambda each: (each["set"] == "reg", each["name"].casefold(), each["stands"]))


def _planned(planned: Planned) -> dict[str, Any]:
    concept = planned.concept
    return {
        "set": concept.folder.partition("/")[0],
        "name": concept.name,
        "repeats": concept.repeats,
        "pictures": len(planned.taken),
        "captions": planned.captions,
        "per_epoch": planned.per_epoch,
        "stands": False,
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "set": standing.folder.parent.name,
        "name": standing.folder.name,
        "repeats": standing.repeats,
        "pictures": len(standing.pictures),
        "captions": None,
        "per_epoch": standing.repeats * len(standing.pictures),
        "stands": True,
    }


_FIXED = Text(
    "The pictures lie in {folder}, which is only read: copy them into a project to sort them, or sort them there.",
    "图片位于 {folder}，本程序只读取它：请把图片复制到项目中再整理，或直接在那里整理。",
)
_OTHERS = Text(
    "Another page changed these rows meanwhile: they are shown as they are now.",
    "另一个页面刚刚修改了这些行：现已显示最新内容。",
)
_NEEDED = Text(
    "A run that waits or goes on reads these folders: build again when it has ended, or stop it on Runs.",
    "有训练正在等待或进行，需要读取这些文件夹：请在其结束后重新生成，或在“训练记录”中停止它。",
)
_REG_REPEATS = Text(
    "Ordinary pictures are taken once; when there are too few, training takes them again by itself.",
    "普通图片每张用一次即可；数量不足时，训练会自动重复使用。",
)
