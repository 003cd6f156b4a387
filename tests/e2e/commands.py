"""`kohya-like` as a user runs it: in this process, which is fast, or as a program of its own."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kohya_like.cli import main
from kohya_like.config.reading import to_toml
from kohya_like.demo.measures import FOLDER
from kohya_like.demo.project import MODEL
from tests.training import runs

DEMO_MODEL = FOLDER / MODEL
HERE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def sentences(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()


def called(*arguments: object) -> Ended:
    """Run a command in this process; an exception that `main` lets through fails the test."""
    out, err = io.StringIO(), io.StringIO()
    code: Any = 0
    command_line = patch.object(sys, "argv", ["kohya-like", *map(str, arguments)])
    with command_line, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    return Ended(code, out.getvalue(), err.getvalue())


def started(*arguments: object, folder: Path, before: Iterable[str] = ()) -> "subprocess.Popen[str]":
    """Start a command as a program in `folder`, in a session of its own as in a terminal; `before` is put before it."""
    return subprocess.Popen(
        [*before, sys.executable, "-m", "kohya_like.cli", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HERE), "PYTHONUTF8": "1"},
        start_new_session=True,
    )


def ended(program: "subprocess.Popen[str]", seconds: float = 180) -> Ended:
    """Wait for a program that was started."""
    out, err = program.communicate(timeout=seconds)
    return Ended(program.returncode, out, err)


def run_file(folder: Path, **sections: dict[str, Any]) -> Path:
    """The TOML file of a small run on the demo model, with its pictures beside it and changes by section."""
    file = folder / "run.toml"
    file.write_text(to_toml(runs.config(folder, **sections), changed_only=True), encoding="utf-8")
    return file


def settings(**values: object) -> list[str]:
    """`--set name=value` for each value."""
    return [part for name, value in values.items() for part in ("--set", f"{name}={value}")]


def content(folder: Path) -> dict[Path, int]:
    """Everything in a folder with the time of its last change, to see that nothing was written."""
    return {path: path.lstat().st_mtime_ns for path in [folder, *folder.rglob("*")]}
