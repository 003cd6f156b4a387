"""What a check came to, as a document that the page, the command line and the next fix read."""

import json
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from kohya_like.config.atomic import atomic_write
from kohya_like.config.check import CheckConfig
from kohya_like.config.text import Text
from kohya_like.dataset.doctor.catalogue import CHECKS
from kohya_like.dataset.doctor.finding import Severity
from kohya_like.dataset.doctor.memory import FOLDER
from kohya_like.dataset.doctor.subject import Subject

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Finding:
    """One thing that was found."""

    code: str
    severity: Severity
    message: Text
    files: tuple[Path, ...]
    spare: tuple[Path, ...]
    """Those of the files that its fix changes."""

    @property
    def fix(self) -> Text | None:
        """What its fix is called; None where there is none, or nothing to be changed."""
        fix = CHECKS[self.code].fix
        return fix.label if fix is not None and self.spare else None

    def document(self) -> dict[str, Any]:
        """As JSON."""
        title, fix = CHECKS[self.code].title, self.fix
        return {
            "code": self.code,
            "severity": self.severity,
            "title": title.en,
            "title_zh": title.zh,
            "message": self.message.en,
            "message_zh": self.message.zh,
            "files": [str(path) for path in self.files],
            "spare": [str(path) for path in self.spare],
            "fix": None if fix is None else fix.en,
            "fix_zh": None if fix is None else fix.zh,
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Finding":
        """Read back what `document` gave."""
        return cls(
            document["code"],
            document["severity"],
            Text(document["message"], document["message_zh"]),
            tuple(map(Path, document["files"])),
            tuple(map(Path, document["spare"])),
        )


@dataclass(frozen=True)
class Report:
    """Everything that was found."""

    folder: Path
    reg: Path | None
    resolution: int
    goal: str
    pictures: int
    """To train on; for regularisation."""
    reg_pictures: int
    time: float
    """Unix seconds."""
    print: str
    """`Sets.print` of what was looked at."""
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        """Whether a run must not start like this."""
        return any(finding.severity == "error" for finding in self.findings)

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "folder": str(self.folder),
            "reg": None if self.reg is None else str(self.reg),
            "resolution": self.resolution,
            "goal": self.goal,
            "pictures": self.pictures,
            "reg_pictures": self.reg_pictures,
            "time": self.time,
            "print": self.print,
            "findings": [finding.document() for finding in self.findings],
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Report":
        """Read back what `document` gave."""
        plain = {key: document[key] for key in ("resolution", "goal", "pictures", "reg_pictures", "time", "print")}
        reg = document["reg"]
        return cls(
            folder=Path(document["folder"]),
            reg=None if reg is None else Path(reg),
            findings=tuple(map(Finding.of, document["findings"])),
            **plain,
        )


def judged(subject: Subject, config: CheckConfig) -> Report:
    """The report on a subject: errors first, then warnings and hints."""
    found = sorted(_findings(subject), key=lambda finding: ("error", "warning", "hint").index(finding.severity))
    return Report(
        folder=config.folder,
        reg=config.reg,
        resolution=config.resolution,
        goal=config.goal,
        pictures=len(subject.train),
        reg_pictures=len(subject.reg),
        time=time.time(),
        print=subject.sets.print,
        findings=tuple(found),
    )


def report_file(root: Path, folder: Path) -> Path:
    """Where the workspace `root` keeps the last report on a folder."""
    return root / FOLDER / f"{blake2b(os.fsencode(folder.resolve()), digest_size=16).hexdigest()}.json"


def write_report(root: Path, report: Report) -> Path:
    """Keep a report instead of the one before; its file."""
    file = report_file(root, report.folder)
    file.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(file, json.dumps(report.document()).encode())  # ASCII, which holds names that are no Unicode too.
    return file


def read_report(root: Path, folder: Path) -> Report | None:
    """The last report on a folder; None where there is none, or it was written by an earlier version of the program."""
    try:
        return Report.of(json.loads(report_file(root, folder).read_bytes()))
    except (OSError, ValueError, KeyError):
        return None


def _findings(subject: Subject) -> Iterator[Finding]:
    for code, check in CHECKS.items():
        for found in check.find(subject):
            spare: Sequence[Path] = found.files if found.spare is None else found.spare
            severity, message = found.severity or check.severity, _printable(found.message)
            yield Finding(code, severity, message, tuple(found.files), tuple(spare))


def _printable(text: Text) -> Text:
    """With "?" for what names hold that is no Unicode, and without control characters, which a terminal obeys."""
    return Text(*(CONTROL.sub("?", each.encode(errors="replace").decode()) for each in (text.en, text.zh)))
