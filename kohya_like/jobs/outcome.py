"""How a job ended: the exit code of `kohya-like` and the sentence for people."""

import re
from dataclasses import dataclass
from typing import Any

from kohya_like.config.text import Text
from kohya_like.jobs.events import Event, text_of
from kohya_like.jobs.failures import MACHINE, UNEXPECTED, WRONG_INPUT, failure_without_word
from kohya_like.jobs.job import CONSOLE_HEADER, Job
from kohya_like.jobs.records import Exit
from kohya_like.jobs.status import PENDING, Look, Status, look

DONE, STOPPED = 0, 3
CONSOLE_LINES = 40
CONSOLE_BYTES = 64 * 1024
"""As much of the end of console.log as is looked at."""


@dataclass(frozen=True)
class Outcome:
    """How a job ended, or that it has not."""

    status: Status
    code: int | None
    """Exit code; None while the job has not ended."""

    text: Text
    hint: Text | None = None
    path: str | None = None
    """The result of a finished job."""

    log: tuple[str, ...] = ()
    """The last lines of the console, where they may say more than the sentence."""

    def document(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "status": self.status,
            "code": self.code,
            "path": self.path,
            "message": self.text.en,
            "message_zh": self.text.zh,
            "hint": self.hint.en if self.hint else None,
            "hint_zh": self.hint.zh if self.hint else None,
        }


def outcome(job: Job) -> Outcome:
    """How the last attempt ended. Its last word decides; without one, what is left of the process is examined."""
    return outcome_of(job, look(job))


def outcome_of(job: Job, found: Look) -> Outcome:
    """The same for a job that was looked at already."""
    if found.status in PENDING:
        return Outcome(found.status, None, _NOT_OVER.format(id=job.id))
    if found.status == "created":
        return Outcome("created", STOPPED, _NOT_STARTED.format(id=job.id), _RESUME.format(id=job.id))
    if found.last_word is None:
        return _without_word(job, found)
    return _by_last_word(job, found.last_word)


def last_lines(job: Job, lines: int = CONSOLE_LINES) -> tuple[str, ...]:
    """The end of console.log; of a progress bar only its last state."""
    text = _console_end(job)
    return tuple(line.rpartition("\r")[2] for line in text.split("\n")[-lines:]) if text else ()


def _by_last_word(job: Job, word: Event) -> Outcome:
    match word["event"]:
        case "finished":
            path = word.get("path")
            return Outcome("finished", DONE, _FINISHED.format(path=path or job.folder), path=path)
        case "stopped":
            step = word.get("step")
            text = _STOPPED.format(step=step) if step else _STOPPED_EARLY
            return Outcome("stopped", STOPPED, text, _RESUME.format(id=job.id))
        case "killed":
            return Outcome("killed", UNEXPECTED, _KILLED, _RESUME.format(id=job.id))
    code = word.get("code")
    known = code if code in (WRONG_INPUT, MACHINE) else UNEXPECTED
    log = last_lines(job) if known == UNEXPECTED else ()
    return Outcome("failed", known, text_of(word, "error") or _NO_REASON, text_of(word, "hint"), log=log)


def _without_word(job: Job, found: Look) -> Outcome:
    end = job.read(Exit)
    code = end.code if end is not None and end.attempt == found.attempt else None
    failure = failure_without_word(code, _console_end(job))
    return Outcome("interrupted", failure.code, failure.error, failure.hint, log=last_lines(job))


def _console_end(job: Job) -> str:
    """What the last attempt printed, as far as it is within the last bytes of the file."""
    try:
        with job.console_file.open("rb") as file:
            file.seek(max(0, job.console_file.stat().st_size - CONSOLE_BYTES))
            text = file.read().decode("utf-8", errors="replace").replace("\r\n", "\n")
    except FileNotFoundError:
        return ""
    return _HEADER.split(text)[-1].strip("\n")


_HEADER = re.compile(re.escape(CONSOLE_HEADER).replace(r"\{attempt\}", r"\d+"))
_NOT_OVER = Text("Job {id} has not ended.", "任务 {id} 尚未结束。")
_NOT_STARTED = Text("Job {id} was not started and waits in no queue.", "任务 {id} 尚未启动，也不在队列中。")
_FINISHED = Text("Finished: {path}", "已完成：{path}")
_STOPPED = Text("Stopped after step {step}; its state is saved.", "已在第 {step} 步后停止，状态已保存。")
_STOPPED_EARLY = Text("Stopped before the first step.", "已在第一步之前停止。")
_KILLED = Text("Ended by force; the last saved state is kept.", "已强制结束；上次保存的状态仍然保留。")
_RESUME = Text("`kohya-like jobs resume {id}` goes on.", "运行 `kohya-like jobs resume {id}` 可继续。")
_NO_REASON = Text("It failed without giving a reason.", "任务失败，但没有给出原因。")
