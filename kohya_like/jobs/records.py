"""The small JSON files in the folder of a job."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from kohya_like.jobs.options import LaunchOptions


class Record(BaseModel):
    """A file with one object; always written whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: ClassVar[str]


class Launch(Record):
    """All that is needed to start the job again. Never a secret: those stay in the environment."""

    file = "launch.json"

    module: str = Field(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")
    title: str
    created: float
    """Unix seconds."""

    options: LaunchOptions
    resume: str | None = None
    """Saved state to go on from: None begins anew, `auto` takes the job's own `state/`, anything else is a folder."""


class Process(Record):
    """The process of the last start: the launcher where there is one."""

    file = "process.json"

    attempt: int
    """Starts so far, this one included; the first is 1."""

    pid: int
    create_time: float
    """Unix seconds."""

    mark: str
    """Random word that every process of this start carries in its environment."""


class Exit(Record):
    """How that process ended, as far as whoever started it lived to see it."""

    file = "exit.json"

    attempt: int
    code: int
    """Exit code; a negative number is a signal."""


class Place(Record):
    """The place of the job in the queue."""

    file = "queue.json"

    attempt: int
    """The start it waits for; once there was such a start, the file means nothing any more."""

    order: int
    """Smaller comes first."""
