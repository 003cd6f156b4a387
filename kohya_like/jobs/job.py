"""A job is a folder: what runs, how it is started, what it said."""

import os
import re
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import ValidationError

from kohya_like.config.atomic import atomic_write
from kohya_like.config.names import new_folder
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.jobs.options import LaunchOptions
from kohya_like.jobs.records import Launch, Record
from kohya_like.jobs.workspace import jobs_folder

TITLE_LENGTH = 40
"""Characters of the title that go into the id: with Chinese titles too, the name stays below 255 bytes."""

Request = Literal["stop", "save", "sample"]
REQUESTS: tuple[Request, ...] = ("stop", "save", "sample")


CONSOLE_HEADER = "\n[attempt {attempt}]\n"
"""Written to the console before each start."""

AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass(frozen=True)
class Job:
    """The folder `<workspace>/jobs/<id>` and the names of what is in it."""

    folder: Path

    @classmethod
    def create(
        cls, root: Path, *, module: str, config_text: str, title: str, launch: LaunchOptions, resume: str | None = None
    ) -> "Job":
        """A new job in the workspace `root`, neither queued nor started. `module` is what `python -m` runs.

        Raises InputError for a configuration that no file can hold.
        """
        config, created = _encoded(config_text), time.time()
        record = Launch(module=module, title=title, created=created, options=launch, resume=resume)
        job = cls(new_folder(jobs_folder(root), _stem(title, created)))
        for folder in (job.requests, job.state_dir, job.samples_dir):
            folder.mkdir()
        atomic_write(job.config, config)
        job.write(record)  # Last, for a folder is a job once it holds this file.
        return job

    @classmethod
    def find(cls, root: Path, job_id: str) -> "Job":
        """The job with this id. Raises InputError if there is none."""
        job = cls(jobs_folder(root) / job_id)
        if Path(job_id).name != job_id or not (job.folder / Launch.file).is_file():
            raise InputError.of("", _NO_SUCH_JOB.format(id=job_id, folder=jobs_folder(root)))
        return job

    @classmethod
    def all(cls, root: Path) -> "list[Job]":
        """Every job of the workspace, the oldest first."""
        folder = jobs_folder(root)
        names = sorted(os.listdir(folder)) if folder.is_dir() else []
        return [job for job in map(cls, (folder / name for name in names)) if (job.folder / Launch.file).is_file()]

    @property
    def id(self) -> str:
        """`20261123-141503-name`: local time of creation, then what is left of the title."""
        return self.folder.name

    @property
    def root(self) -> Path:
        """The workspace."""
        return self.folder.parent.parent

    @property
    def config(self) -> Path:
        """The child's configuration."""
        return self.folder / "job.toml"

    @property
    def events_file(self) -> Path:
        """What the child says, all attempts one after the other."""
        return self.folder / "events.jsonl"

    @property
    def console_file(self) -> Path:
        """What the child prints, all attempts one after the other."""
        return self.folder / "console.log"

    @property
    def requests(self) -> Path:
        """One empty file for each request to the child."""
        return self.folder / "requests"

    @property
    def state_dir(self) -> Path:
        """What the child needs to go on where it stopped."""
        return self.folder / "state"

    @property
    def samples_dir(self) -> Path:
        """Previews."""
        return self.folder / "samples"

    def launch(self) -> Launch:
        """How the job is started. Raises InputError if the file is missing or damaged."""
        record = self.read(Launch)
        if record is None:
            raise InputError.of("", _NO_SUCH_JOB.format(id=self.id, folder=self.folder.parent))
        return record

    def read(self, record: type[AnyRecord]) -> AnyRecord | None:
        """One of the job's records; None if it was not written yet. Raises InputError if it is damaged."""
        path = self.folder / record.file
        try:
            return record.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError as error:
            raise InputError.of("", _DAMAGED.format(path=path)) from error

    def write(self, record: Record) -> None:
        """Write one of the job's records, or write it anew."""
        atomic_write(self.folder / record.file, record.model_dump_json(indent=1).encode("utf-8"))

    def request(self, name: Request) -> None:
        """Ask the child for something; it looks between two steps."""
        (self.requests / name).touch()

    def requested(self, name: Request) -> bool:
        """Whether a request stands."""
        return (self.requests / name).exists()

    def withdraw(self, name: Request) -> bool:
        """Take a request back, or take it up; False if there was none."""
        try:
            (self.requests / name).unlink()
        except FileNotFoundError:
            return False
        return True


def _encoded(config_text: str) -> bytes:
    try:
        return config_text.encode("utf-8")
    except UnicodeEncodeError as error:  # Linux allows any bytes in names; Python hands them on as surrogates.
        line = config_text.count("\n", 0, error.start)
        raise InputError.of("", _NOT_UNICODE.format(line=config_text.split("\n")[line])) from error


def _stem(title: str, created: float) -> str:
    name = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", title))[:TITLE_LENGTH].strip("-_")
    return time.strftime("%Y%m%d-%H%M%S", time.localtime(created)) + f"-{name or 'job'}"


_NOT_UNICODE = Text(
    "The name in {line} is not Unicode text: rename the file or folder.",
    "{line} 中的名称不是 Unicode 文本：请重命名该文件或文件夹。",
)
_NO_SUCH_JOB = Text(
    "There is no job {id} in {folder}: `kohya-like jobs list` shows those there are.",
    "{folder} 中没有任务 {id}：`kohya-like jobs list` 会列出现有的任务。",
)
_DAMAGED = Text(
    "{path} is damaged: restore it, or delete the job's folder.",
    "{path} 已损坏：请恢复该文件，或删除该任务的文件夹。",
)
