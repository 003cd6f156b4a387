"""What this machine has, looked at in the background: packages are imported in other processes, which takes seconds."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kohya_like.config.text import Text
from kohya_like.jobs.diagnosis import MODULES, Finding, findings
from kohya_like.jobs.failures import failure_of
from kohya_like.jobs.machine import Machine, examine
from kohya_like.ui.answers import both

Look = Callable[[], Machine]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen:
    """What came of a look, at `time` (Unix seconds): a machine, or why it could not be looked at."""

    time: float
    machine: Machine | None = None
    error: Text | None = None


class Checkup:
    """The last look at this machine. Its methods may be called from any thread."""

    def __init__(self, workspace: Path, look: Look | None = None) -> None:
        self._look = look or (lambda: examine(workspace, MODULES))
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._seen: Seen | None = None

    def begin(self) -> None:
        """Look again, unless a look goes on."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="checkup", daemon=True)
                self._thread.start()

    def document(self) -> dict[str, Any]:
        """`{checking, time, error, findings: [{name, state, text, essential}], environment: {variable: value}}`."""
        with self._lock:
            seen, checking = self._seen, self._thread is not None
        machine = seen.machine if seen else None
        return {
            "checking": checking,
            "time": seen.time if seen else None,
            "error": both(seen.error) if seen and seen.error else None,
            "findings": [_document(finding) for finding in findings(machine)] if machine else [],
            "environment": dict(machine.settings) if machine else {},
        }

    def _run(self) -> None:
        try:
            seen = Seen(time.time(), machine=self._look())
        except Exception as error:  # A disk that is gone, say. The page shows why, and can ask again.
            log.exception("this machine could not be looked at")
            seen = Seen(time.time(), error=failure_of(error).error)
        with self._lock:
            self._seen, self._thread = seen, None


def _document(finding: Finding) -> dict[str, Any]:
    text = both(finding.text)
    return {"name": finding.name, "state": finding.state, "text": text, "essential": finding.essential}
