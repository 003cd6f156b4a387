"""The first step of the Dataset page: pictures come, go, and are looked at by the doctor."""

from pathlib import Path
from typing import Any

from kohya_like.config.check import PARAMETERS, CheckConfig
from kohya_like.config.describe import parameter_document
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.doctor.catalogue import CHECKS
from kohya_like.dataset.doctor.job import new_check
from kohya_like.dataset.doctor.mending import mend
from kohya_like.dataset.doctor.moving import with_captions
from kohya_like.dataset.doctor.report import Finding, Report, read_report
from kohya_like.dataset.doctor.subject import survey
from kohya_like.dataset.edits import Remove
from kohya_like.dataset.incoming import REMOVED, Incoming, Staged, in_folders, take_in
from kohya_like.dataset.listing import PICTURE_SUFFIXES
from kohya_like.dataset.projects import Project
from kohya_like.ui.answers import both
from kohya_like.ui.places import Chosen, folder_of, place_of, project_of
from kohya_like.ui.site import Site
from kohya_like.ui.thumbnails import data_url
from kohya_like.ui.uploads import uploaded_file

MOST_DRAWN = 24
"""Files in one answer."""
THUMBNAIL = 160
"""Pixels of the longer side."""


class Pictures:
    """What the step asks for."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def fields(self) -> list[dict[str, Any]]:
        """The parameters of a check that are asked for, as `config.describe` writes them."""
        return [parameter_document(PARAMETERS[name]) for name in ("goal", "resolution")]

    def pictures(self, chosen: Chosen) -> dict[str, Any]:
        """What there is: `{names, takes, cropped}`.

        `takes` says whether files can be added, `cropped` whether these are the cropped copies of what came.
        """
        project = project_of(self._site, chosen)
        place = place_of(self._site, chosen)
        return {
            "names": list(place.pictures),
            "takes": project is not None and project.has_own_pictures(),
            "cropped": project is not None and place.folder == project.cropped.resolve(),
        }

    def add(self, chosen: Chosen, uploads: list[dict[str, str]]) -> dict[str, Any]:
        """Put files that were uploaded (`[{path, name}]`) into the chosen project: one change that can be taken back.

        `{added, known, captions, refused}`: numbers, and a sentence for each file that was left out.
        """
        project = self._own_project(chosen)
        files = [Incoming(uploaded_file(upload["path"]), upload["name"]) for upload in uploads]
        history = place_of(self._site, chosen).history
        with history.making() as folder:
            store = Staged(folder)
            taken = take_in(project.own_pictures, in_folders(files), store)
            history.apply(_ADDED.format(count=len(taken.added)), store.edits())
        for file in files:
            file.path.unlink(missing_ok=True)
        return {
            "added": len(taken.added),
            "known": taken.known,
            "captions": taken.captions,
            "refused": [both(text) for text in taken.refused],
        }

    def remove(self, chosen: Chosen, names: list[str]) -> dict[str, str] | None:
        """Take pictures out, with their captions; what was done. The history keeps them."""
        place = place_of(self._site, chosen)
        leaving = dict.fromkeys(
            each for path, captions in with_captions(place.chosen(names)) for each in (path, *captions)
        )
        entry = place.history.apply(REMOVED.format(count=len(names)), map(Remove, leaving))
        return None if entry is None else both(entry.title)

    def check(self, chosen: Chosen, values: dict[str, Any]) -> str:
        """Start a check with these values of `fields`; the id of its job."""
        reg = {"reg": str(self._site.roots().checked(str(values["reg"]), "reg"))} if values.get("reg") else {}
        config = CheckConfig.checked({**values, **reg, "folder": str(self._checked_folder(chosen))})
        return self._site.queued(new_check(self._site.root, config))

    def report(self, chosen: Chosen) -> dict[str, Any] | None:
        """What the last check came to; null before.

        `{time, stale, pictures, reg_pictures, goal, resolution, findings}`; files were changed since where it is stale.
        A finding is `{code, severity, title, message, files, fixable, fix}`: numbers of all its files and of those that
        `fix`, the name of its fix or null, changes.
        """
        report = read_report(self._site.root, self._checked_folder(chosen))
        if report is None:
            return None
        document = report.document()
        return {
            **{key: document[key] for key in ("time", "pictures", "reg_pictures", "goal", "resolution")},
            "stale": survey(report.folder, report.reg).print != report.print,
            "findings": [_finding_document(finding) for finding in report.findings],
        }

    def files(self, chosen: Chosen, time: float, finding: int, start: int) -> list[dict[str, Any]]:
        """The next files of a finding, which is named by its place in the report of that time, after `start` others.

        `[{path, name, fixable, drawn}]`; `drawn` is a small picture, or null for what cannot be drawn.
        """
        report = self._report_of(chosen, time)
        found = _finding(report, finding)
        spare, roots = set(found.spare), self._site.roots()
        return [
            {
                "path": str(path),
                "name": path.relative_to(report.folder).as_posix() if _is_inside(path, report.folder) else str(path),
                "fixable": path in spare,
                "drawn": data_url(path, THUMBNAIL) if _is_picture(path) and roots.allowed(path) else None,
            }
            for path in found.files[max(0, start) :][:MOST_DRAWN]
        ]

    def fix(self, chosen: Chosen, time: float, finding: int, leave: list[str]) -> dict[str, Any]:
        """Mend what was found, but for the files in `leave`; `{title, files}`: what was done, and to how many.

        Raises InputError where nothing could be done.
        """
        report, roots = self._report_of(chosen, time), self._site.roots()
        found, left = _finding(report, finding), set(leave)
        files = [path for path in found.spare if str(path) not in left and roots.allowed(path)]
        entries = mend(report, found.code, files)
        if not entries:
            raise InputError.of("", _NOTHING_MENDED.format(check=CHECKS[found.code].title))
        return {"title": both(entries[0].title), "files": sum(len(entry.steps) for entry in entries)}

    def _report_of(self, chosen: Chosen, time: float) -> Report:
        """The report that somebody looks at. Raises InputError where there is another one by now."""
        report = read_report(self._site.root, self._checked_folder(chosen))
        if report is None or report.time != time:
            raise InputError.of("", _CHECKED_ANEW)
        return report

    def _checked_folder(self, chosen: Chosen) -> Path:
        """What a check looks at: the whole project, with its regularisation pictures and its layout."""
        folder = folder_of(self._site, chosen)
        project = project_of(self._site, chosen)
        return folder if project is None else project.folder.resolve()

    def _own_project(self, chosen: Chosen) -> Project:
        project = project_of(self._site, chosen)
        if project is None or not project.has_own_pictures():
            raise InputError.of("", _NOT_OWN.format(folder=folder_of(self._site, chosen)))
        return project


def _finding_document(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "title": both(CHECKS[finding.code].title),
        "message": both(finding.message),
        "files": len(finding.files),
        "fixable": len(finding.spare),
        "fix": None if finding.fix is None else both(finding.fix),
    }


def _finding(report: Report, number: int) -> Finding:
    if not 0 <= number < len(report.findings):
        raise InputError.of("", _CHECKED_ANEW)
    return report.findings[number]


def _is_inside(path: Path, folder: Path) -> bool:
    return path != folder and path.is_relative_to(folder)


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in PICTURE_SUFFIXES


_ADDED = Text("Added {count} pictures", "添加 {count} 张图片")
_NOT_OWN = Text(
    "The pictures lie in {folder}: add them there, or create a project that holds its own.",
    "图片位于 {folder}：请直接在那里添加，或新建一个自带图片的项目。",
)
_CHECKED_ANEW = Text(
    "The pictures were checked anew meanwhile: reload the page and look again.",
    "图片已被重新检查：请刷新页面后再看。",
)
_NOTHING_MENDED = Text(
    "{check}: nothing was changed. The files are gone, or have to be mended by hand; check again.",
    "{check}：未作任何更改。文件已不存在，或需要手动处理；请重新检查。",
)
