"""`kohya-like dataset build`: from pictures to the folders that a run reads."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from kohya_like.cli.options import AsJson
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.text import Text
from kohya_like.dataset.building.blueprint import Blueprint, blueprint
from kohya_like.dataset.building.building import HOWS, Built, How, build
from kohya_like.dataset.building.concepts import REG, TRAIN, Concept
from kohya_like.dataset.projects import FILE, Project
from kohya_like.plan.concept_words import add_word_problems

ABOUT = Text(
    'Make train/"10_sls 1girl" and reg/"1_1girl" from folders of pictures, or bring them up to date.',
    "由图片文件夹生成 train/“10_sls 1girl”和 reg/“1_1girl”等文件夹，或更新它们。",
)

Out = Annotated[
    Path,
    typer.Argument(
        metavar="OUT",
        help=str(
            Text(
                "Folder in which train and reg are made; a project makes its own concepts.",
                "在其中生成 train 和 reg 的文件夹；若为项目，则按项目中的概念生成。",
            )
        ),
    ),
]
Train = Annotated[
    list[str] | None,
    typer.Option(
        "--train",
        metavar='"10_sls 1girl=FOLDER"',
        help=str(
            Text(
                "One folder of training pictures: repeats, identifier, class, and where the pictures lie. The folder "
                "alone will do where its name says the rest.",
                "一个训练图片文件夹：重复次数、标识词、类别，以及图片所在位置。若文件夹名已写明，只给文件夹即可。",
            )
        ),
    ),
]
Reg = Annotated[
    list[str] | None,
    typer.Option(
        "--reg",
        metavar='"1_1girl=FOLDER"',
        help=str(Text("The same for regularisation pictures.", "同上，用于正则化图片。")),
    ),
]
HowToTake = Annotated[
    str,
    typer.Option(
        "--how",
        metavar="|".join(HOWS),
        help=str(
            Text(
                "link: another name of the same file, which takes no room (copied where the disk cannot); copy; move. "
                "What was built before and is unchanged stays as it is.",
                "link：同一文件的另一个名字，不占空间（磁盘不支持时复制）；copy：复制；move：移动。以前生成且未变的保持不变。",
            )
        ),
    ),
]
AddIdentifier = Annotated[
    bool,
    typer.Option(
        "--identifier/--no-identifier",
        help=str(
            Text(
                "Whether captions of training pictures get the identifier in front where they lack it.",
                "训练图片的标签缺少标识词时，是否在最前面加上。",
            )
        ),
    ),
]


def build_folders(
    out: Out,
    *,
    train: Train = None,
    reg: Reg = None,
    how: HowToTake = "link",
    add_identifier: AddIdentifier = True,
    as_json: AsJson = False,
) -> None:
    """Build; what was built there before and is not asked for any more is put into the history."""
    concepts, working = wanted(out, train or [], reg or [])
    chosen = _how(how)
    plan = blueprint(out.resolve(), working, concepts)
    add_word_problems(plan, concepts)
    plan.problems = [_named_problem(problem, concepts) for problem in plan.problems]
    built = build(plan, chosen, add_identifier=add_identifier)
    if as_json:
        typer.echo(json.dumps(document(plan, built), ensure_ascii=False, indent=1))
        return
    for line in _lines(plan, built):
        typer.echo(str(line))
    for problem in plan.problems:
        typer.echo(str(problem), err=True)


def wanted(out: Path, train: Sequence[str], reg: Sequence[str]) -> tuple[list[Concept], Path]:
    """The concepts that were named, or those of a project, and the folder from which their sources count.

    Raises InputError with every one that cannot be read.
    """
    if train or reg:
        return _named(train, reg), Path.cwd()
    if not (out / FILE).is_file():
        raise InputError.of("train", _NOTHING)
    project = Project(out.resolve())
    concepts = project.concepts()
    if not concepts:
        raise InputError.of("train", _NO_CONCEPTS.format(project=project.name))
    return concepts, project.working()


def document(plan: Blueprint, built: Built) -> dict[str, Any]:
    """What was built, for programs."""
    folders = [
        {
            "folder": str(planned.folder),
            "repeats": planned.concept.repeats,
            "pictures": len(planned.taken),
            "captions": planned.captions,
            "per_epoch": planned.per_epoch,
            "is_reg": planned.concept.is_reg,
        }
        for planned in plan.folders
    ]
    warnings = [{"message": problem.text.en, "message_zh": problem.text.zh} for problem in plan.problems]
    return {"out": str(plan.out), "folders": folders, **vars(built), "warnings": warnings}


def _named_problem(problem: Problem, concepts: Sequence[Concept]) -> Problem:
    """The problem at the name of its folder: a command line has no rows that could be counted."""
    _, _, place = problem.field.partition(".")
    number, _, _ = place.partition(".")
    return replace(problem, field=concepts[int(number)].name if number else TRAIN)


def _named(train: Sequence[str], reg: Sequence[str]) -> list[Concept]:
    concepts, problems = [], []
    for given, is_reg in [*((each, False) for each in train), *((each, True) for each in reg)]:
        try:
            concepts.append(_concept(given, is_reg))
        except InputError as error:
            problems += [Problem(REG if is_reg else TRAIN, problem.text) for problem in error.problems]
    if problems:
        raise InputError(problems)
    return concepts


def _concept(given: str, is_reg: bool) -> Concept:
    """`10_sls 1girl=FOLDER`, or a folder whose own name says it."""
    name, is_named, folder = given.partition("=")
    if is_named and not folder.strip():
        raise InputError.of("", _NO_FOLDER.format(given=given))
    source = Path(folder if is_named else given).expanduser().resolve()
    return Concept.named(name if is_named else source.name, str(source), is_reg)


def _how(given: str) -> How:
    for how in HOWS:
        if how == given:
            return how
    raise InputError.of("how", _NO_SUCH_WAY.format(given=given, ways=", ".join(HOWS)))


def _lines(plan: Blueprint, built: Built) -> Iterator[Text]:
    for planned in plan.folders:
        counts = {"pictures": len(planned.taken), "repeats": planned.concept.repeats, "epoch": planned.per_epoch}
        yield _FOLDER.format(folder=planned.folder, captions=planned.captions, **counts)
    yield _DONE.format(out=plan.out, **vars(built))
    if built.copied and built.linked:
        yield _COPIED.format(count=built.copied)


_NOTHING = Text(
    'There is nothing to build: name folders, such as --train "10_sls 1girl=FOLDER", or give a project.',
    "没有要生成的内容：请用 --train “10_sls 1girl=文件夹”指明，或给出一个项目。",
)
_NO_CONCEPTS = Text(
    "The project {project} does not say yet what its folders are: name them with --train and --reg, or on the Dataset "
    "page.",
    "项目 {project} 还没有写明各文件夹的内容：请用 --train 和 --reg 指明，或在“数据集”页填写。",
)
_NO_FOLDER = Text(
    '{given!r} names no folder: write the one with the pictures behind the "=".',
    "{given!r} 没有写明文件夹：请在“=”后面写上图片所在的文件夹。",
)
_NO_SUCH_WAY = Text("--how is {given!r}: it must be one of {ways}.", "--how 为 {given!r}：只能是 {ways} 之一。")
_FOLDER = Text(
    "{folder}: {pictures} pictures, {captions} captions, × {repeats} = {epoch} an epoch",
    "{folder}：{pictures} 张图片，{captions} 个标签，× {repeats} = 每轮 {epoch} 张",
)
_DONE = Text(
    "Linked {linked}, copied {copied}, moved {moved}, unchanged {unchanged}, put away {removed}. "
    "To take it back: kohya-like dataset undo {out}",
    "链接 {linked}，复制 {copied}，移动 {moved}，未变 {unchanged}，移走 {removed}。撤销：kohya-like dataset undo {out}",
)
_COPIED = Text(
    "{count} could not be linked and were copied: they lie on another disk, or belong to somebody else.",
    "有 {count} 张无法链接，已改为复制：它们在另一个磁盘上，或属于其他用户。",
)
