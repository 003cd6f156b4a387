"""The editor of captions in the captioning step, and what training will see of them."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.caption_edits import Caption, Change, read_captions_of, write_captions
from kohya_like.dataset.caption_import import Imported, Mode, import_captions, offered_by, words_of_folders
from kohya_like.dataset.caption_scores import lowest_first
from kohya_like.dataset.place import Place
from kohya_like.dataset.tags.caption import split_tags
from kohya_like.dataset.tokens import cut_at, token_count
from kohya_like.plan.document import problem_document
from kohya_like.plan.final_prompts import Drawn, rehearse
from kohya_like.ui.answers import both
from kohya_like.ui.drafts import run_of
from kohya_like.ui.places import Chosen, outside, place_of, project_of
from kohya_like.ui.site import Site

MOST_READ = 200
"""Captions in one answer."""
MOST_TAGS = 2000
MOST_DRAWS = 50

Document = dict[str, Any]
Show = Literal["all", "without", "containing", "unfit"]
Source = Literal["file", "folder", "folder_names", "text"]


class Wanted(BaseModel):
    """What a caption is to say."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str
    seen: str | None


class Captions:
    """What the editor asks for."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def names(self, chosen: Chosen, show: Show = "all", text: str = "") -> list[str]:
        """The pictures that are shown: all, those without a caption, or those whose caption contains a text.

        "unfit" are those whose captions were compared with them, the ones that fit least first.
        """
        place = place_of(self._site, chosen)
        if show == "all":
            return list(place.pictures)
        if show == "without":
            return [name for name, path in place.pictures.items() if place.caption_file(path) is None]
        if show == "unfit":
            return [row.picture for row in lowest_first(place)]
        wanted = text.casefold()
        found = self._read(place, place.pictures)
        return [name for name, caption in found.items() if wanted in caption.text.casefold()]

    def read(self, chosen: Chosen, names: list[str]) -> dict[str, Document]:
        """Captions by name: `{text, seen, tokens, readings, problem}`. Pictures that are gone are left out."""
        found = self._read(place_of(self._site, chosen), names[:MOST_READ])
        return {name: _document(caption) for name, caption in found.items()}

    def write(self, chosen: Chosen, changes: dict[str, Wanted], group: str | None = None) -> Document:
        """Write captions, given with the `seen` with which they were read: `{saved: {name: seen}, conflicts, refused}`.

        `conflicts` are captions that somebody else changed meanwhile, as `read` has them; `refused` are reasons.
        """
        place = place_of(self._site, chosen)
        closed = self._closed(place, changes)
        wanted = {name: Change(change.text, change.seen) for name, change in changes.items() if name not in closed}
        written = write_captions(place, wanted, group=group)
        return {
            "saved": written.saved,
            "conflicts": {name: _document(now) for name, now in written.conflicts.items()},
            "refused": {name: both(text) for name, text in (closed | written.refused).items()},
        }

    def count(self, text: str) -> int:
        """How many tokens a text takes."""
        return token_count(text)

    def tags(self, chosen: Chosen) -> list[str]:
        """The tags of the captions, the most frequent first."""
        place = place_of(self._site, chosen)
        texts = [caption.text for caption in self._read(place, place.pictures).values()]
        counts = Counter(tag for text in texts for tag in split_tags(text))
        return [tag for tag, _ in counts.most_common(MOST_TAGS)]

    def prompts(
        self,
        chosen: Chosen,
        name: str,
        values: Document,
        draws: Annotated[int, Field(ge=1, le=MOST_DRAWS)] = 5,
        words: str | None = None,
    ) -> Document:
        """What a run with these values sees of a picture: `{draws: [{step, epoch, read, cut, tokens}], limit,
        laid_out, words, problems}`. `words` are what a picture without caption has where nothing is laid out."""
        place = place_of(self._site, chosen)
        path = place.picture(name)
        self._open(place, [name])
        words = words or self._words(chosen, place, path)
        draft = run_of(self._site, values)
        wrong = [problem for problem in draft.problems if problem.field.startswith("caption.")]
        rehearsal = rehearse(draft.config, place.folder, words)
        limit = draft.config.model.max_token_length
        found = rehearsal.draws({path}, draws).get(path, [])
        return {
            "draws": [_drawn(draw, limit) for draw in found],
            "limit": limit,
            "laid_out": rehearsal.laid_out,
            "words": words,
            "problems": [problem_document(problem) for problem in [*wrong, *rehearsal.problems]],
        }

    def take(self, chosen: Chosen, source: Source, given: str = "", mode: Mode = "skip") -> Document:
        """Captions from a metadata file, a folder of captions, the names of folders, or one text for all.

        `{written, kept, unmatched, problems}`: numbers, the keys that no picture has, and what could not be read.
        """
        place = place_of(self._site, chosen)
        self._open(place, place.pictures)
        if source in ("file", "folder"):
            path = self._site.roots().checked(given)
            title = _FROM.format(name=path.name)
            return _imported(import_captions(place, offered_by(path), mode, title=title))
        offered = words_of_folders(place, given if source == "text" else None)
        return _imported(import_captions(place, offered, mode, title=_FROM_WORDS))

    def _read(self, place: Place, names: Iterable[str]) -> dict[str, Caption]:
        """As `read_captions_of`; a caption that is a link out of the allowed folders is one that cannot be read."""
        names = list(names)
        closed = self._closed(place, names)
        inside = read_captions_of(place, (name for name in names if name not in closed))
        there = {name: Caption("", None, problem=text) for name, text in closed.items()} | inside
        return {name: there[name] for name in names if name in there}

    def _open(self, place: Place, names: Iterable[str]) -> None:
        """Raises InputError where the caption of one of these pictures is a link out of the allowed folders."""
        for text in self._closed(place, names).values():
            raise InputError.of("", text)

    def _closed(self, place: Place, names: Iterable[str]) -> dict[str, Text]:
        """The pictures whose captions are links out of the allowed folders, with what to say."""
        files = {name: place.caption_file(place.pictures[name]) for name in names if name in place.pictures}
        found = outside(self._site, (file for file in files.values() if file is not None))
        return {name: found[file][0].text for name, file in files.items() if file in found}

    def _words(self, chosen: Chosen, place: Place, picture: Path) -> str | None:
        """What a picture of a project shows: the words of its concept, the project's name before there are any."""
        project = project_of(self._site, chosen)
        if project is None:
            return None
        sources = {
            concept.source_folder(place.folder): concept.words for concept in project.concepts() if not concept.is_reg
        }
        around = [folder for folder in sources if picture.is_relative_to(folder)]
        return sources[max(around, key=lambda folder: len(folder.parts))] if around else project.name


def _document(caption: Caption) -> Document:
    return {
        "text": caption.text,
        "seen": caption.seen,
        "tokens": token_count(caption.text),
        "readings": dict(caption.readings),
        "problem": None if caption.problem is None else both(caption.problem),
    }


def _drawn(draw: Drawn, limit: int) -> Document:
    read, cut = cut_at(draw.text, limit)
    return {"step": draw.step, "epoch": draw.epoch, "read": read, "cut": cut, "tokens": draw.tokens}


def _imported(done: Imported) -> Document:
    return {
        "written": len(done.written),
        "kept": len(done.kept),
        "unmatched": done.unmatched[:MOST_READ],
        "problems": [problem_document(problem) for problem in done.problems],
    }


_FROM = Text("Captions from {name}", "导入标签：{name}")
_FROM_WORDS = Text("Captions from words", "用文字写入标签")
