"""What was found out about pictures before, in one small database of the workspace: looking again takes no decoding.

It is kept there, not beside the pictures: a check writes nothing into their folder, and works where nothing can be
written.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import astuple, fields
from pathlib import Path

from kohya_like.config.atomic import full_disk_named
from kohya_like.dataset.doctor.facts import Facts

FOLDER = "checks"
FILE = "pictures.sqlite"

VERSION = 1
"""To be raised with every change of how something is measured: what an earlier one measured is then forgotten."""

WAIT_SECONDS = 30.0

COLUMNS = tuple(field.name for field in fields(Facts))
KEYS = ("path", "size", "changed")
"""A file of another size, or written at another time, is another file."""

Print = tuple[int, int]
"""(bytes, time of the last change in nanoseconds)."""


class Memory:
    """What is known of picture files. A damaged database is begun anew: everything in it can be measured again."""

    def __init__(self, root: Path) -> None:
        self.file = root / FOLDER / FILE

    def recall(self, prints: Mapping[Path, Print]) -> dict[Path, Facts]:
        """What is known of those among these files that did not change since."""
        question = f"SELECT {', '.join(COLUMNS)} FROM pictures WHERE path = ? AND size = ? AND changed = ?"
        with self._opened() as database:
            answers = ((path, database.execute(question, (os.fsencode(path), *seen))) for path, seen in prints.items())
            return {path: Facts(*row) for path, answer in answers for row in answer}

    def keep(self, found: Iterable[tuple[Path, Print, Facts]]) -> None:
        """Remember facts instead of what was known of these files before."""
        rows = [(os.fsencode(path), *seen, *astuple(facts)) for path, seen, facts in found]
        places = ", ".join("?" * (len(KEYS) + len(COLUMNS)))
        with self._opened() as database, database:
            database.executemany(f"INSERT OR REPLACE INTO pictures VALUES ({places})", rows)

    def forget_gone(self, folder: Path, present: Iterable[Path]) -> None:
        """Forget pictures of a folder that are no longer there."""
        there = {os.fsencode(path) for path in present}
        inside = os.fsencode(folder / "_")[:-1]
        with self._opened() as database, database:
            known = database.execute("SELECT path FROM pictures WHERE substr(path, 1, ?) = ?", (len(inside), inside))
            gone = [(path,) for (path,) in known.fetchall() if path not in there]
            database.executemany("DELETE FROM pictures WHERE path = ?", gone)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        try:
            database = self._connected()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            self.file.unlink()
            database = self._connected()
        with full_disk_named(self.file), closing(database):
            yield database

    def _connected(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.file, timeout=WAIT_SECONDS)
        try:
            database.execute("PRAGMA synchronous = OFF")  # A power cut costs what was remembered, and nothing else.
            if database.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                database.executescript(
                    f"DROP TABLE IF EXISTS pictures; CREATE TABLE pictures (path BLOB PRIMARY KEY, "
                    f"{', '.join((*KEYS[1:], *COLUMNS))}) WITHOUT ROWID; PRAGMA user_version = {VERSION}"
                )
        except sqlite3.DatabaseError:
            database.close()
            raise
        return database
