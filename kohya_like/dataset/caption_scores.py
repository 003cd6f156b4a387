"""How well captions say what is in their pictures, as CLIP sees it: kept beside the history, read without a model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kohya_like.config.atomic import atomic_write
from kohya_like.config.problems import InputError, Problem
from kohya_like.dataset.caption_files import read_caption
from kohya_like.dataset.edits import digest
from kohya_like.dataset.embeddings import print_of_picture
from kohya_like.dataset.history import HIDDEN, History
from kohya_like.dataset.place import Place

FILE = "caption-scores.json"


@dataclass(frozen=True)
class Captioned:
    """A picture with its caption as it is now."""

    picture: Path
    caption: str


@dataclass(frozen=True)
class Scored:
    """A caption and how well it fits."""

    picture: str
    """The name of the picture in its place."""
    caption: str
    score: float
    """The cosine of picture and caption; those of CLIP are mostly between 0.1 and 0.4."""


class _Entry(BaseModel):
    """What was found of one picture: valid while the picture and its caption are the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    picture: str
    seen: str
    """Tells the picture from an earlier one of its name."""
    caption: str
    """The digest of the caption."""
    score: float


class _Content(BaseModel):
    """What the file holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = ""
    entries: tuple[_Entry, ...] = ()


@dataclass(frozen=True)
class Scores:
    """What is known of the captions of a place."""

    model: str
    """What computed them: scores of two models cannot be compared."""
    of: Mapping[Path, float]
    """The cosine of each picture and its caption, where neither was changed since."""


def captioned(place: Place) -> tuple[list[Captioned], list[Problem]]:
    """Every picture that has a caption, in their order, and what is wrong with captions that cannot be read."""
    found: list[Captioned] = []
    problems: list[Problem] = []
    for picture in place.pictures.values():
        file = place.caption_file(picture)
        try:
            text = "" if file is None else read_caption(file)
        except InputError as error:
            problems += error.problems
            continue
        if text:
            found.append(Captioned(picture, text))
    return found, problems


def scores_file(folder: Path) -> Path:
    """The file with the scores of a folder's captions: one for a whole project."""
    return History.of(folder).root / HIDDEN / FILE


def read_scores(folder: Path, captions: Iterable[Captioned]) -> Scores:
    """What is known of these captions; nothing where no model has looked at them, or the file is damaged."""
    content, root = _read(folder), History.of(folder).root
    known = {(entry.picture, entry.caption): entry for entry in content.entries}
    found = {}
    for one in captions:
        entry = known.get(_key(one, root))
        if entry is not None and entry.seen == print_of_picture(one.picture):
            found[one.picture] = entry.score
    return Scores(content.model, found)


def lowest_first(place: Place) -> list[Scored]:
    """The captions of a place that have a score, those that fit their pictures least before the others."""
    if not scores_file(place.folder).is_file():  # Reading thousands of captions would be for nothing.
        return []
    captions, _ = captioned(place)
    known = read_scores(place.folder, captions).of
    scored = [
        Scored(place.name(one.picture), one.caption, known[one.picture]) for one in captions if one.picture in known
    ]
    return sorted(scored, key=lambda one: one.score)


def write_scores(folder: Path, model: str, scores: Mapping[Captioned, float]) -> None:
    """Keep scores, beside those of other pictures that the same model gave."""
    root, before = History.of(folder).root, _read(folder)
    entries = {entry.picture: entry for entry in before.entries if before.model == model}
    for one, score in scores.items():
        picture, caption = _key(one, root)
        seen = print_of_picture(one.picture)
        if seen is not None:
            entries[picture] = _Entry(picture=picture, seen=seen, caption=caption, score=score)
    file = scores_file(folder)
    file.parent.mkdir(exist_ok=True)
    atomic_write(file, _Content(model=model, entries=tuple(entries.values())).model_dump_json().encode())


def _key(one: Captioned, root: Path) -> tuple[str, str]:
    return one.picture.relative_to(root).as_posix(), str(digest(one.caption.encode()))


def _read(folder: Path) -> _Content:
    try:
        return _Content.model_validate_json(scores_file(folder).read_bytes())
    except (OSError, ValidationError):
        return _Content()  # They are computed again.
