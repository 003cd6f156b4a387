"""Fixes of a report carried out: changes of files that can be taken back."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.doctor.catalogue import CHECKS
from kohya_like.dataset.doctor.finding import Fix
from kohya_like.dataset.doctor.report import Report
from kohya_like.dataset.history import PROJECT, Entry, History
from kohya_like.dataset.projects import Project


def require_fixes(codes: Iterable[str]) -> None:
    """Raises InputError for a code that no check has, or whose check offers no fix."""
    for code in codes:
        _fix_of(code)


def mend(report: Report, code: str, files: Sequence[Path] | None = None) -> list[Entry]:
    """Fix what a check found, or only some of its files; what was changed, in each history that is concerned.

    Nothing where files are gone by now, or cannot be mended. Raises InputError where the check offers no fix.
    """
    fix = _fix_of(code)
    found = [path for finding in report.findings if finding.code == code for path in finding.spare]
    chosen = set(found if files is None else files)
    wanted = [path for path in found if path in chosen and path.exists()]
    title = _TITLE.format(fix=fix.label, check=CHECKS[code].title)
    entries = [_mend(fix, title, history, own) for history, own in _by_history(report, wanted).items()]
    return [entry for entry in entries if entry is not None]


def _mend(fix: Fix, title: Text, root: Path, files: Sequence[Path]) -> Entry | None:
    return History.of(root).apply(title, fix.edits(files, root))


def _by_history(report: Report, files: Iterable[Path]) -> dict[Path, list[Path]]:
    """The files by the folder whose history they belong to: that of the set they lie in."""
    sets = [report.folder, *([report.reg] if report.reg is not None else [])]
    if (report.folder / PROJECT).is_file():
        sets.append(Project(report.folder).source())  # Which may lie elsewhere, with a history of its own.
    found: dict[Path, list[Path]] = {}
    for path in files:
        around = next((each for each in sets if path.is_relative_to(each)), path.parent)
        found.setdefault(History.of(around).root, []).append(path)
    return found


def _fix_of(code: str) -> Fix:
    check = CHECKS.get(code)
    if check is None:
        raise InputError.of("fix", _UNKNOWN.format(code=code, codes=", ".join(_fixable())))
    if check.fix is None:
        raise InputError.of("fix", _NO_FIX.format(code=code, check=check.title, codes=", ".join(_fixable())))
    return check.fix


def _fixable() -> list[str]:
    return [code for code, check in CHECKS.items() if check.fix is not None]


_TITLE = Text("{fix}: {check}", "{fix}：{check}")
_UNKNOWN = Text("There is no check {code}: use one of {codes}.", "没有检查项 {code}：可用 {codes}。")
_NO_FIX = Text(
    "What {code} finds ({check}) has to be mended by hand; others can be mended: {codes}.",
    "{code}（{check}）需要手动处理；可自动修复的有：{codes}。",
)
