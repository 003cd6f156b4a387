"""Catalogues: the choices of a kind, as strings, so that a page can list them without importing what they name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from kohya_like.config.text import Text


@dataclass(frozen=True)
class Entry:
    """One choice: its label, and where its implementation lives (`"package.module:Name"`; empty for a plain name)."""

    label: Text
    target: str = ""

    def load(self) -> Any:
        """Import what the entry names. Only child processes call this."""
        module, _, name = self.target.partition(":")
        return getattr(import_module(module), name)


class Catalogue(Mapping[str, Entry]):
    """The named choices of one kind, in the order in which people should see them."""

    def __init__(self, kind: str, entries: Mapping[str, Entry]) -> None:
        self.kind = kind
        self._entries = dict(entries)

    def suggestion(self, name: str) -> str | None:
        """The registered name most like a misspelt one, if any is close."""
        close = get_close_matches(name.lower(), [known.lower() for known in self], n=1)
        return next((known for known in self if close and known.lower() == close[0]), None)

    def __getitem__(self, name: str) -> Entry:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
