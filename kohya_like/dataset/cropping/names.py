"""What the results are called: as their originals, with a number or a word where several come of one."""

import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

SUFFIXES = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}
FLIPPED = "-flip"

LONGEST = 240
"""Bytes of UTF-8 in a name with its suffix: file systems take 255, and what is unfinished has a longer name."""


class Names:
    """The names of all results, none twice. They are paths from the folder, with `/`, and have no suffix yet.

    Names that differ in case or spelling of accents alone count as equal, as they do on some systems.
    """

    def __init__(self, pictures: Iterable[str], taken: Iterable[str] = ()) -> None:
        """`pictures` are all of the folder, so that it does not matter of which of them results are made; `taken` are
        names of other files where the results will lie."""
        self._used = {_key(name) for name in taken}
        self._bases = {picture: self._free(stem_of(picture)) for picture in pictures}

    def of(self, picture: str, cuts: int, *, flip: bool) -> list[tuple[int, bool, str]]:
        """(number of the cut, whether mirrored, name) of everything that comes of one picture. To be asked once.

        `a.png` and `a.jpg` give `a` and `a-2`; three cuts of `a.png` give `a-1`, `a-2` and `a-3`, and mirrored copies
        `a-flip`.
        """
        base = self._bases[picture]
        names = []
        for number in range(cuts):
            own = base if cuts == 1 else f"{base}-{number + 1}"
            names.append((number, False, base if cuts == 1 else self._free(own)))
            if flip:
                names.append((number, True, self._free(own + FLIPPED)))
        return names

    def _free(self, name: str) -> str:
        """The name, shortened if it is too long for a file, with a number where it is used. It is used from now on."""
        number, free = 1, _short(name, "")
        while _key(free) in self._used:
            number += 1
            free = _short(name, f"-{number}")
        self._used.add(_key(free))
        return free


def stem_of(name: str) -> str:
    """A name without its suffix."""
    return str(PurePosixPath(name).with_suffix(""))


def _short(name: str, end: str) -> str:
    path = PurePosixPath(name)
    room = LONGEST - len(end) - max(map(len, SUFFIXES.values()))
    return str(path.with_name(path.name.encode(errors="surrogateescape")[:room].decode(errors="ignore") + end))


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
