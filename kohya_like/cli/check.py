"""`kohya-like check`: every problem of a run and its plan, without training."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from kohya_like.cli.options import AsJson, Assignments, Workspace
from kohya_like.config.choices import FAMILIES
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.reading import read_run
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.formats.header import quoted
from kohya_like.plan.document import plan_document, problem_document, uses_by_folder
from kohya_like.plan.plan import Plan, make_plan

WRONG_INPUT = 2
LONGEST_LINE = 4096
STEPS_SHOWN = 6
MEGABYTE = 10**6

FOLDER_HEADINGS = (
    Text("Folder", "文件夹"),
    Text("Pictures", "图片"),
    Text("Repeats", "次数"),
    Text("Per epoch", "每轮"),
    Text("Captions", "标签"),
    Text("Use", "用途"),
)
PARTS = {"unet": Text("U-Net", "U-Net"), "text_encoder": Text("text encoder", "文本编码器")}


def check(
    run: Annotated[Path, typer.Argument(help=str(Text("The run's TOML file.", "训练配置的 TOML 文件。")))],
    assignments: Assignments = None,
    root: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Read everything, then print; exit with 2 if a problem is an error."""
    plan: Plan | None = None
    try:
        _, plan, problems = planned(run, assignments or [], root)
    except InputError as error:
        problems = error.problems
    if as_json:
        document = {
            "problems": [problem_document(problem) for problem in problems],
            "plan": None if plan is None else plan_document(plan),
        }
        typer.echo(json.dumps(document, indent=1))
    else:
        _print(plan, problems)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(WRONG_INPUT)


def planned(run: Path, assignments: Sequence[str], root: Path | None) -> tuple[RunConfig, Plan, list[Problem]]:
    """A run, its plan and every problem, each once; all pictures are decoded. Nothing is written.

    Raises InputError where the file cannot be read at all.
    """
    draft = read_run(run, assignments)
    with Console(stderr=True).status(str(_READING)):
        plan = make_plan(draft.config, decode=True, root=root)
    return draft.config, plan, list(dict.fromkeys([*draft.problems, *plan.problems]))


def _print(plan: Plan | None, problems: Sequence[Problem]) -> None:
    """The plan as tables, then the problems: what matters most stands last, where the eye is."""
    console = Console(markup=False, emoji=False, highlight=False)
    if plan is not None:
        if plan.subsets:
            console.print(_folders(plan))
        console.print(_facts(plan))
    for problem in problems:
        label = Text("Error", "错误") if problem.severity == "error" else Text("Warning", "警告")
        console.print(quoted(f"{label}: {problem}", LONGEST_LINE), soft_wrap=True)
    if not problems:
        console.print(str(Text("No problem was found.", "没有发现问题。")))


def _folders(plan: Plan) -> Table:
    table = Table(box=box.SIMPLE)
    for heading in FOLDER_HEADINGS:
        table.add_column(str(heading), overflow="fold")
    uses = uses_by_folder(plan)
    for subset in plan.subsets:
        use = Text("regularisation", "正则化") if subset.is_reg else Text("training", "训练")
        captions = sum(picture.caption_path is not None for picture in subset.pictures)
        numbers = (len(subset.pictures), subset.repeats, uses[subset.folder], captions)
        table.add_row(quoted(subset.folder.name, LONGEST_LINE), *map(str, numbers), str(use))
    return table


def _facts(plan: Plan) -> Table:
    table = Table(box=box.SIMPLE, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in _rows(plan):
        table.add_row(str(label), quoted(str(value), LONGEST_LINE))
    return table


def _rows(plan: Plan) -> Iterator[tuple[Text, object]]:
    yield Text("Base model", "底模"), _base(plan)
    yield Text("Buckets", "分桶"), ", ".join(f"{w}x{h}: {count}" for (w, h), count in plan.buckets.items())
    if plan.held_out:
        yield Text("Held-out pictures", "验证图片"), len(plan.held_out)
    length = Text("{total}, in {epochs} epochs of {steps}", "{total}，共 {epochs} 轮，每轮 {steps} 步")
    yield (
        Text("Steps", "步数"),
        length.format(total=plan.total_steps, epochs=plan.epochs, steps=plan.steps_per_epoch),
    )
    yield Text("Copies after step", "另存于第几步"), _steps(plan.saves)
    yield Text("Previews after step", "预览于第几步"), _steps(plan.previews)
    rates = ", ".join(f"{PARTS[part]} {rate:g}" for part, rate in plan.learning_rates.items())
    yield Text("Learning rates", "学习率"), rates
    yield Text("Output folder", "输出文件夹"), plan.output_folder
    yield Text("Files", "文件"), _files(plan)
    yield Text("Encoded pictures", "编码后的图片"), _megabytes(plan.cache_bytes)


def _base(plan: Plan) -> str:
    if plan.base is None:
        return "-"
    known = FAMILIES.get(plan.base.base or "")
    return f"{Path(plan.base.path).name} ({known.label if known else plan.base.base or plan.base.type})"


def _steps(steps: Sequence[int]) -> str:
    shown = ", ".join(map(str, steps[:STEPS_SHOWN])) or "-"
    return shown if len(steps) <= STEPS_SHOWN else f"{shown}, … ({len(steps)})"


def _files(plan: Plan) -> str:
    return str(plan.files) if plan.bytes_per_file is None else f"{plan.files} x {_megabytes(plan.bytes_per_file)}"


def _megabytes(count: int) -> str:
    return f"{count / MEGABYTE:.1f} MB"


_READING = Text("Reading every picture…", "正在读取所有图片…")
