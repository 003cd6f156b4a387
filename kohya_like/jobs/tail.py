"""Read a growing file of lines piece by piece, so that watching it costs what was added, not what is there."""

from io import BufferedReader
from pathlib import Path

REMEMBERED = 256
"""Bytes before the place to go on from, by which the file is recognised. Its lines begin with a time, so no two files
agree in as many."""


class Tail:
    """The lines of a file, each given once; all of them again when another file or a shorter one took its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0
        self._before = b""

    def read(self) -> tuple[bytes, bool]:
        """The whole lines that are new, and whether they are the first of the file (so: forget what was read before).

        An unfinished last line is left for the next call; a file that is not there is empty.
        """
        try:
            with self.path.open("rb") as file:
                known = self._recognised(file)
                if not known:
                    self._offset, self._before = 0, b""
                    file.seek(0)
                whole, newline, _ = file.read().rpartition(b"\n")
        except FileNotFoundError:
            known = self._offset == 0
            self._offset, self._before = 0, b""
            return b"", not known
        first = not known or self._offset == 0
        lines = whole + newline
        self._offset += len(lines)
        self._before = (self._before + lines[-REMEMBERED:])[-REMEMBERED:]
        return lines, first

    def _recognised(self, file: BufferedReader) -> bool:
        """Whether what was read before still stands there; leaves the file at the place to go on from."""
        file.seek(self._offset - len(self._before))
        return file.read(len(self._before)) == self._before
