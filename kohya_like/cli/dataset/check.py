"""`kohya-like dataset check`: everything that is wrong with a set of pictures, and fixes that can be taken back."""

import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from kohya_like.cli.options import AsJson, Workspace, option, writable_workspace
from kohya_like.cli.progress import follow_to_end, print_outcome
from kohya_like.config.check import PARAMETERS, CheckConfig
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.doctor.catalogue import CHECKS
from kohya_like.dataset.doctor.job import new_check
from kohya_like.dataset.doctor.mending import mend, require_fixes
from kohya_like.dataset.doctor.report import Finding, Report, read_report
from kohya_like.dataset.history import Entry
from kohya_like.jobs.queue import Queue

_option = partial(option, PARAMETERS)

FIX = Text(
    "Mend what this check found; may be given several times. `kohya-like dataset undo` takes it back.",
    "修复该检查项发现的问题；可多次使用。可用 `kohya-like dataset undo` 撤销。",
)
SEVERITIES = {
    "error": Text("error", "错误"),
    "warning": Text("warning", "警告"),
    "hint": Text("hint", "提示"),
}


def check(
    *,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=str(PARAMETERS["folder"].help))],
    reg: Annotated[Path | None, _option("reg", form="FOLDER")] = None,
    resolution: Annotated[int, _option("resolution")] = PARAMETERS["resolution"].default,
    goal: Annotated[str, _option("goal")] = PARAMETERS["goal"].default,
    fix: Annotated[list[str] | None, typer.Option("--fix", metavar="CODE", help=str(FIX))] = None,
    root: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Check as a job; with fixes, mend and check again. Exits with 2 where an error was found (and is left)."""
    place = writable_workspace(root)
    require_fixes(fix or ())
    config = CheckConfig.checked(
        {
            "folder": _folder("folder", folder),
            "reg": None if reg is None else _folder("reg", reg),
            "resolution": resolution,
            "goal": goal,
        }
    )
    report, mended = _mended(place, config, list(dict.fromkeys(fix or ())), as_json)
    if as_json:
        fixed = [{"code": code, "files": [str(path) for path in entry.files()]} for code, entry in mended]
        typer.echo(json.dumps({**report.document(), "fixed": fixed}, indent=1))
    else:
        for _, entry in mended:
            typer.echo(str(_MENDED.format(title=entry.title, files=len(entry.steps))))
        _print(report)
    raise typer.Exit(2 if report.has_errors else 0)


def _mended(root: Path, config: CheckConfig, codes: list[str], as_json: bool) -> tuple[Report, list[tuple[str, Entry]]]:
    """The report once the fixes are made, and what they changed.

    One fix renames or moves what another one was to change, so they are tried again while they change something.
    """
    report, done = _checked(root, config, as_json), list[tuple[str, Entry]]()
    for _ in codes:
        now = [(code, entry) for code in codes if _is_fixable(report, code) for entry in mend(report, code)]
        if not now:
            break
        done += now
        report = _checked(root, config, as_json)
    return report, done


def _checked(root: Path, config: CheckConfig, as_json: bool) -> Report:
    """The report of a check that has run to its end. Exits with the job's code where it has not."""
    job = new_check(root, config)
    Queue(root).enqueue(job)
    end = follow_to_end(job)
    report = None if end.code else read_report(root, config.folder)
    if report is None:
        print_outcome(job, end, as_json=as_json)
        raise typer.Exit(end.code or 1)
    return report


def _is_fixable(report: Report, code: str) -> bool:
    return any(finding.code == code and finding.fix is not None for finding in report.findings)


def _folder(field: str, path: Path) -> str:
    """The folder, absolute. Raises InputError where there is none."""
    absolute = path.expanduser().resolve()
    if not absolute.is_dir():
        raise InputError.of(field, _NO_FOLDER.format(folder=path))
    return str(absolute)


def _print(report: Report) -> None:
    for finding in report.findings:
        typer.echo(_line(finding))
    counts = {name: sum(each.severity == name for each in report.findings) for name in SEVERITIES}
    typer.echo(str(_SUMMARY.format(pictures=report.pictures, reg=report.reg_pictures, **counts)))


def _line(finding: Finding) -> str:
    fix = f" [--fix {finding.code}: {finding.fix}]" if finding.fix is not None else ""
    return f"{SEVERITIES[finding.severity]}: {CHECKS[finding.code].title}: {finding.message}{fix}"


_NO_FOLDER = Text("There is no folder {folder}: check the path.", "没有文件夹 {folder}：请检查路径。")
_MENDED = Text("Mended: {title} ({files} files)", "已修复：{title}（{files} 个文件）")
_SUMMARY = Text(
    "{pictures} pictures, {reg} for regularisation: {error} errors, {warning} warnings, {hint} hints",
    "{pictures} 张图片，{reg} 张正则化图片：{error} 个错误，{warning} 个警告，{hint} 个提示",
)
