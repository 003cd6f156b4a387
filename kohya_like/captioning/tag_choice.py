"""Which of a tagger's tags become the caption, in which order and spelling: pure functions of its probabilities."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from kohya_like.config.caption import CaptionConfig
from kohya_like.config.tag_replacements import parse_replacements
from kohya_like.dataset.tags.rewriting import spaced

Kind = Literal["general", "character", "rating"]
Chosen = tuple[str, float]
"""A tag as it is written, and its probability."""

SERIES = re.compile(r"(?P<name>.+?)_?\((?P<series>[^()]+)\)$")
"""`hatsune_miku_(vocaloid)`; of several brackets, the last one has the series."""

BRACKETS = re.compile(r"([\\()])")


@dataclass(frozen=True)
class Tag:
    """One output of a tagger."""

    name: str
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class TagRules:
    """What the options say, ready to be applied. Names are compared as `plain` gives them."""

    general_threshold: float = 0.35
    character_threshold: float = 0.35
    rating: Literal["first", "last"] | None = None
    characters_first: bool = False
    expand_characters: bool = False
    remove_underscore: bool = True
    escape_brackets: bool = False
    undesired: frozenset[str] = frozenset()
    always_first: tuple[str, ...] = ()
    replacements: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, config: CaptionConfig) -> Self:
        """The rules of a job. Raises InputError for aliases that cannot be read."""
        place: Literal["first", "last"] = "last" if config.use_rating_tags_as_last_tag else "first"
        return cls(
            general_threshold=config.general_threshold,
            character_threshold=config.character_threshold,
            rating=place if config.use_rating_tags else None,
            characters_first=config.character_tags_first,
            expand_characters=config.character_tag_expand,
            remove_underscore=config.remove_underscore,
            escape_brackets=config.escape_brackets,
            undesired=frozenset(_listed(config.undesired_tags)),
            always_first=tuple(_listed(config.always_first_tags)),
            replacements={plain(old): new for old, new in parse_replacements(config.tag_replacement).items()},
        )

    def threshold(self, kind: Kind) -> float:
        """From which probability on a tag is taken; ratings are not taken by theirs."""
        return {"general": self.general_threshold, "character": self.character_threshold, "rating": np.inf}[kind]


class TagChoice:
    """Makes captions of the probabilities of one tagger's tags, in their order."""

    def __init__(self, tags: Sequence[Tag], rules: TagRules) -> None:
        self.tags = tags
        self.rules = rules
        self._thresholds = np.array([rules.threshold(tag.kind) for tag in tags])
        self._ratings = np.array([place for place, tag in enumerate(tags) if tag.kind == "rating"], dtype=int)

    def __call__(self, probabilities: NDArray[np.floating]) -> list[Chosen]:
        """The tags of one picture as they are written, none of them twice."""
        places = np.flatnonzero(probabilities >= self._thresholds)
        found = [(self.tags[place], float(probabilities[place])) for place in places.tolist()]
        found.sort(key=lambda one: (self._is_behind(one[0]), -one[1]))
        written = self._written(self._with_rating(found, probabilities))
        return [(self._escaped(name), probability) for name, probability in self._first_ones_first(written)]

    def _is_behind(self, tag: Tag) -> bool:
        return self.rules.characters_first and tag.kind != "character"

    def _with_rating(
        self, found: list[tuple[Tag, float]], probabilities: NDArray[np.floating]
    ) -> list[tuple[Tag, float]]:
        """With the likeliest rating at its end of the list, where ratings are wanted and the tagger gives them."""
        if self.rules.rating is None or not len(self._ratings):
            return found
        place = int(self._ratings[probabilities[self._ratings].argmax()])
        rating = [(self.tags[place], float(probabilities[place]))]
        return rating + found if self.rules.rating == "first" else found + rating

    def _written(self, found: Iterable[tuple[Tag, float]]) -> list[Chosen]:
        """Spelled out, without what is undesired; of two that are spelled the same, the first one stays."""
        written: dict[str, Chosen] = {}
        for tag, probability in found:
            for name in self._names(tag):
                if plain(name) not in self.rules.undesired and plain(tag.name) not in self.rules.undesired:
                    written.setdefault(plain(name), (name, probability))
        return list(written.values())

    def _names(self, tag: Tag) -> list[str]:
        """How a tag is written; a character may be two tags, its name and its series."""
        match = SERIES.match(tag.name) if self.rules.expand_characters and tag.kind == "character" else None
        names = [match["name"], match["series"]] if match else [tag.name]
        return [self._spelled(name) for name in names]

    def _spelled(self, name: str) -> str:
        name = self.rules.replacements.get(plain(name), name)
        return spaced(name) if self.rules.remove_underscore else name

    def _escaped(self, name: str) -> str:
        return BRACKETS.sub(r"\\\1", name) if self.rules.escape_brackets else name

    def _first_ones_first(self, written: list[Chosen]) -> list[Chosen]:
        order = {name: place for place, name in enumerate(self.rules.always_first)}
        return sorted(written, key=lambda one: order.get(plain(one[0]), len(order)))


def plain(name: str) -> str:
    """A tag as it is compared, however it is spelled: with blanks, in lower case."""
    return name.replace("_", " ").strip().lower()


def _listed(text: str) -> list[str]:
    return [plain(tag) for tag in text.split(",") if tag.strip()]
