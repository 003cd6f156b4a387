"""`kohya-like dataset regularise`: check the regularisation pictures, and draw those that are missing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from kohya_like.cli.options import AsJson, Workspace, flag_of, option, takes, writable_workspace
from kohya_like.cli.progress import follow_to_end, print_outcome
from kohya_like.config.class_pictures import PARAMETERS, ClassPicturesConfig
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.text import Text
from kohya_like.dataset.building.blueprint import blueprint
from kohya_like.dataset.building.concepts import REG, TRAIN
from kohya_like.dataset.class_pictures import next_seed
from kohya_like.dataset.projects import FILE, Project
from kohya_like.dataset.regularisation import (
    Group,
    Report,
    check_regularisation,
    groups_in,
    groups_of,
    missing_sentences,
    report_document,
    sentences,
)
from kohya_like.jobs.generating import new_class_pictures
from kohya_like.jobs.outcome import Outcome
from kohya_like.jobs.queue import Queue
from kohya_like.plan.base_models import check_model
from kohya_like.plan.drawing import class_picture_problems

ABOUT = Text(
    "Check regularisation pictures: class, counts, no picture in both sets. With --generate, draw what is missing; "
    "exits with 2 where there is an error.",
    "检查正则化图片：类别、数量、是否与训练图片重复。加 --generate 则绘制缺少的图片；有错误时以 2 退出。",
)
GENERATE = "--generate"

FLAGS = {"class_word": "--class"}
"""Options that are not called as their parameters."""

FOUND_OUT = ("width", "height", "seed")
"""Parameters that follow from the model and from what is there, unless they are given."""

OPTIONS = [
    replace(parameter, default=None) if name in FOUND_OUT else parameter
    for name, parameter in PARAMETERS.items()
    if name != "reg_dir"
]

Folder = Annotated[
    Path,
    typer.Argument(
        metavar="DIR",
        help=str(
            Text(
                "A project, a folder with train and reg in it, or one with folders such as 10_sls 1girl.",
                "项目、含有 train 和 reg 的文件夹，或含有形如 10_sls 1girl 的文件夹的文件夹。",
            )
        ),
    ),
]
Generate = Annotated[
    bool, typer.Option(GENERATE, help=str(Text("Draw the missing class pictures.", "绘制缺少的类别图片。")))
]


@dataclass(frozen=True)
class Checked:
    """What was looked at."""

    report: Report
    reg_dir: Path | None
    """Where class pictures belong; None where that is not known."""


@takes(OPTIONS, FLAGS)
def regularise(
    folder: Folder,
    *,
    reg: Annotated[Path | None, option(PARAMETERS, "reg_dir", flag="--reg", form="FOLDER")] = None,
    generate: Generate = False,
    root: Workspace = None,
    as_json: AsJson = False,
    **options: Any,
) -> None:
    """Check, and draw if asked to; the exit code is that of the last job."""
    values = {name: value for name, value in options.items() if value is not None}
    if values and not generate:
        raise InputError(Problem(name, _NOT_DRAWN.format(flag=flag_of(name, FLAGS))) for name in values)
    checked = look(folder, reg)
    if not generate:
        _print(checked.report, as_json)
        raise typer.Exit(2 if any(problem.severity == "error" for problem in checked.report.problems) else 0)
    values |= {name: str(Path(values[name]).expanduser().resolve()) for name in ("base", "vae") if name in values}
    jobs = configurations(checked, values.pop("class_word", None), values.pop("count", None), values)
    raise typer.Exit(_draw(writable_workspace(root), jobs, as_json=as_json))


def look(folder: Path, reg: Path | None) -> Checked:
    """The regularisation pictures of a project (as its concepts will be built), or of folders as they stand."""
    place = folder.resolve()
    if (place / FILE).is_file():
        project = Project(place)
        concepts = project.concepts()
        if concepts:
            plan = blueprint(place, project.working(), concepts)
            if plan.errors:
                raise InputError(plan.errors)
            return Checked(check_regularisation(groups_of(plan)), project.reg)
    is_laid_out = (place / TRAIN).is_dir()
    train = place / TRAIN if is_laid_out else place
    reg_dir = reg.resolve() if reg is not None else place / REG if is_laid_out else None
    groups = groups_in(train, is_reg=False) + _reg_groups(reg_dir, given=reg is not None)
    return Checked(check_regularisation(groups), reg_dir)


def configurations(
    checked: Checked, class_word: str | None, count: int | None, values: dict[str, Any]
) -> list[ClassPicturesConfig]:
    """One job for each class of which pictures are missing, or for the one that was named.

    Raises InputError with everything that is wrong.
    """
    if checked.reg_dir is None:
        raise InputError.of("reg_dir", _NO_REG)
    if "base" not in values:
        raise InputError.of("base", _NO_BASE)
    missing = {need.class_word: need.missing for need in checked.report.needs if need.missing}
    if class_word is not None:
        missing = {class_word: missing.get(class_word, 0)}
    if count is not None and len(missing) > 1:
        raise InputError.of("count", _WHICH_CLASS.format(classes=", ".join(missing)))
    native = _native(Path(values["base"]))
    found = [
        ClassPicturesConfig.checked(
            {
                "width": native,
                "height": native,
                "seed": next_seed(checked.reg_dir, word),
                **values,
                "class_word": word,
                "count": count or wanted,
                "reg_dir": str(checked.reg_dir),
            }
        )
        for word, wanted in missing.items()
        if count or wanted
    ]
    problems = [problem for config in found for problem in class_picture_problems(config)]
    if problems:
        raise InputError(problems)
    return found


def _native(base: Path) -> int:
    """Pixels of a side of the pictures that the model draws best."""
    try:
        return check_model(base).native
    except InputError as error:
        raise InputError(replace(problem, field="base") for problem in error.problems) from error


def _reg_groups(folder: Path | None, *, given: bool) -> list[Group]:
    """None where there is no such folder yet: they are optional, and drawing makes it."""
    if folder is None or not folder.is_dir():
        return []
    try:
        return groups_in(folder, is_reg=True)
    except InputError:
        if given:
            raise
        return []


def _draw(root: Path, configs: list[ClassPicturesConfig], *, as_json: bool) -> int:
    """Draw one class after the other, until one fails; the exit code."""
    if not configs:
        typer.echo(json.dumps({"jobs": []}) if as_json else str(_ENOUGH))
        return 0
    documents: list[dict[str, Any]] = []
    code = 0
    for config in configs:
        job = new_class_pictures(root, config)
        Queue(root).enqueue(job)
        end: Outcome = follow_to_end(job)
        code = end.code or 0
        drawn = [str(config.place(seed)) for seed in config.seeds() if config.place(seed).exists()]
        documents.append({"job": job.id, **end.document(), "class": config.class_word, "pictures": drawn})
        if not as_json:
            print_outcome(job, end, as_json=False)
            values = {"class_word": config.class_word, "folder": config.folder, "reg_dir": config.reg_dir}
            typer.echo(str(_DRAWN.format(count=len(drawn), **values)))
        if code:
            break
    if as_json:
        typer.echo(json.dumps({"jobs": documents}, ensure_ascii=False, indent=1))
    return code


def _print(report: Report, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report_document(report), ensure_ascii=False, indent=1))
        return
    for text in _lines(report):
        typer.echo(str(text))
    for problem in report.problems:
        typer.echo(str(problem.text), err=True)


def _lines(report: Report) -> Iterator[Text]:
    if not report.uses:
        yield _NONE
    yield from sentences(report)
    yield from missing_sentences(report)


_NONE = Text(
    "There are no regularisation pictures. They are optional: they keep the class as it was, and double the steps.",
    "没有正则化图片。这不是必需的：它们让类别保持原样，但步数会翻倍。",
)
_NOT_DRAWN = Text(
    "{flag} does nothing without --generate: add that, or leave it out.",
    "没有 --generate 时，{flag} 不起作用：请加上它，或去掉此选项。",
)
_NO_REG = Text("Say where class pictures belong: add --reg FOLDER.", "请指明类别图片的位置：加上 --reg 文件夹。")
_NO_BASE = Text("Say which model draws them: add --base FILE.", "请指明用哪个底模绘制：加上 --base 文件。")
_WHICH_CLASS = Text(
    "Pictures of several classes are missing ({classes}): say with --class which one --count is for.",
    "缺少多个类别的图片（{classes}）：请用 --class 指明 --count 对应哪一个。",
)
_ENOUGH = Text("No class pictures are missing.", "没有缺少的类别图片。")
_DRAWN = Text(
    "{count} pictures of {class_word} in {folder}. To take them back: kohya-like dataset undo {reg_dir}",
    "{class_word} 的 {count} 张图片在 {folder}。撤销：kohya-like dataset undo {reg_dir}",
)
