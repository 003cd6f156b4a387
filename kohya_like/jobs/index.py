"""jobs.sqlite: what is known of every job, so that a long history is listed without reading it.

An index only. The folders of the jobs are the truth: a row counts as long as the files it was made from are unchanged,
and a database that is lost, damaged or of another version is made anew. One that cannot be read or written at the
moment costs time, not correctness.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.jobs.events import ENCODING, TERMINAL, Event, last_events, lifecycle_events
from kohya_like.jobs.job import Job
from kohya_like.jobs.outcome import outcome_of
from kohya_like.jobs.records import Exit, Launch, Place, Process
from kohya_like.jobs.status import LIVE, Look, Status, look

VERSION = 3
"""Version of the rows; another one in the file means that the database is made anew."""

BUSY_SECONDS = 5.0
"""How long to wait for another process that is writing."""

PREVIEWS = 4
"""As many are shown beside a job."""

CREATE = "CREATE TABLE IF NOT EXISTS jobs (id TEXT PRIMARY KEY, signature TEXT NOT NULL, summary TEXT NOT NULL)"


class Summary(BaseModel):
    """A job in one row."""

    model_config = ConfigDict(frozen=True)

    id: str
    status: Status
    title: str
    module: str = ""
    created: float = 0.0
    """Unix seconds."""

    devices: tuple[str, ...] = ()
    attempt: int = 0
    alive: bool = False
    """Whether it occupies its devices."""

    order: int | None = None
    """Place in the queue: smaller comes first."""

    progress: tuple[int, int] | None = None
    """(step, total), while it runs."""

    reached: tuple[int, int] | None = None
    """(step, total) of the newest progress, also when it has ended."""

    loss: float | None = None
    """The newest average loss."""

    worked: float = 0.0
    """Seconds that its attempts took, without one that still goes on."""

    since: float | None = None
    """Begin of the attempt that goes on (Unix seconds)."""

    previews: tuple[str, ...] = ()
    """The newest preview of each of its first prompts: names of files in its samples."""

    ended: float | None = None
    """Time of the last word (Unix seconds)."""

    message: str = ""
    message_zh: str = ""
    """How it ended."""

    path: str | None = None
    """Its result."""

    @property
    def text(self) -> Text:
        """How it ended."""
        return Text(self.message, self.message_zh)

    @property
    def settled(self) -> bool:
        """Whether nothing but its files can change it."""
        return not self.alive and self.status not in LIVE


class Index:
    """The jobs of a workspace. Any number of processes may use it at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "jobs.sqlite"

    def jobs(self) -> list[Summary]:
        """Every job as it is now, the newest first."""
        known = self._stored()
        current = {job.id: self._current(job, known.get(job.id)) for job in Job.all(self.root)}
        changed = {job_id: row for job_id, row in current.items() if row != known.get(job_id)}
        if changed or current.keys() != known.keys():
            self._store(changed, known.keys() - current.keys())
        summaries = [summary for _, summary in current.values()]
        return sorted(summaries, key=lambda summary: (summary.created, summary.id), reverse=True)

    def waiting(self) -> list[Summary]:
        """The queue, the next job first."""
        return in_order(self.jobs())

    def _current(self, job: Job, row: tuple[str, Summary] | None) -> tuple[str, Summary]:
        signature = _signature(job)
        if row is not None and row[0] == signature and row[1].settled:
            return row
        return signature, summarise(job)

    def _stored(self) -> dict[str, tuple[str, Summary]]:
        with suppress(sqlite3.OperationalError, ValidationError), self._database() as database:
            rows = database.execute("SELECT id, signature, summary FROM jobs")
            return {name: (signature, Summary.model_validate_json(text)) for name, signature, text in rows}
        return {}

    def _store(self, changed: dict[str, tuple[str, Summary]], removed: set[str]) -> None:
        rows = [(name, signature, summary.model_dump_json()) for name, (signature, summary) in changed.items()]
        with suppress(sqlite3.OperationalError), self._database() as database:
            database.executemany("INSERT OR REPLACE INTO jobs VALUES (?, ?, ?)", rows)
            database.executemany("DELETE FROM jobs WHERE id = ?", [(name,) for name in removed])

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        """The database in one transaction; removed when it is damaged."""
        try:
            with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as database, database:
                if database.execute("PRAGMA user_version").fetchone() != (VERSION,):
                    _clear(database)
                database.execute(CREATE)
                yield database
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            with suppress(OSError):  # On Windows another process may have it open; then that one removes it.
                self.path.unlink(missing_ok=True)
                self.path.with_name(self.path.name + "-journal").unlink(missing_ok=True)
            raise sqlite3.OperationalError(f"{self.path} was damaged and is made anew") from error


def in_order(summaries: list[Summary]) -> list[Summary]:
    """Those that wait, the next one first."""
    waiting = [summary for summary in summaries if summary.order is not None]
    return sorted(waiting, key=lambda summary: (summary.order, summary.created, summary.id))


def summarise(job: Job) -> Summary:
    """Read the files of a job. One with a damaged file is shown as such, so that the others can still be listed."""
    try:
        launch, found = job.launch(), look(job)
        end = outcome_of(job, found)
    except InputError as error:
        text = error.problems[0].text
        return Summary(id=job.id, status="damaged", title=job.id, message=text.en, message_zh=text.zh)
    over = end.code is not None
    recent = last_events(job.events_file)
    reached = _reached(recent)
    worked, since = _times(job, found, recent)
    return Summary(
        id=job.id,
        status=found.status,
        title=launch.title,
        module=launch.module,
        created=launch.created,
        devices=launch.options.devices(),
        attempt=found.attempt,
        alive=found.alive,
        order=found.place.order if found.place is not None else None,
        progress=reached if found.status in LIVE else None,
        reached=reached,
        loss=next((event["loss_average"] for event in recent if event.get("loss_average") is not None), None),
        worked=worked,
        since=since,
        previews=_newest_previews(job),
        ended=found.last_word["time"] if found.last_word is not None else None,
        message=end.text.en if over else "",
        message_zh=end.text.zh if over else "",
        path=end.path,
    )


def _reached(recent: list[Event]) -> tuple[int, int] | None:
    """The newest progress (step, total) of the job itself, from its newest events, the newest first."""
    newest = next((event for event in recent if event["event"] == "progress"), None)
    if newest is None or newest.get("phase") == ENCODING:
        return None
    return newest["step"], newest["total"]


def _times(job: Job, found: Look, recent: list[Event]) -> tuple[float, float | None]:
    """Seconds that the finished attempts took, and when the one that goes on began."""
    worked, began = 0.0, None
    for event in lifecycle_events(job.events_file):
        if event["event"] == "started":
            began = event["time"]
        elif event["event"] in TERMINAL and began is not None:
            worked, began = worked + event["time"] - began, None
    if began is not None and found.status not in LIVE:  # Interrupted: its last line is the last that is known of it.
        return worked + recent[0]["time"] - began, None
    return worked, began


def _newest_previews(job: Job) -> tuple[str, ...]:
    """Previews are named after step and prompt, so that the newest come last."""
    names = sorted(path.name for path in job.samples_dir.glob("*.png"))
    step = names[-1].partition("-")[0] if names else ""
    return tuple(name for name in names if name.startswith(f"{step}-"))[:PREVIEWS]


def _clear(database: sqlite3.Connection) -> None:
    database.execute("BEGIN IMMEDIATE")
    database.execute("DROP TABLE IF EXISTS jobs")
    database.execute(f"PRAGMA user_version = {VERSION}")


def _signature(job: Job) -> str:
    """Changes whenever a file does from which the summary is made."""
    names = [record.file for record in (Launch, Process, Exit, Place)]
    return ";".join(_stamp(path) for path in (job.events_file, *(job.folder / name for name in names)))


def _stamp(path: Path) -> str:
    try:
        status = path.stat()
    except FileNotFoundError:
        return "-"
    return f"{status.st_mtime_ns}:{status.st_size}"
