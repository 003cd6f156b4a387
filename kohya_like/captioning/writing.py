"""What is written beside a picture: the caption with its prefix and suffix, beside what stands there already."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kohya_like.captioning.captioner import Described
from kohya_like.captioning.tag_choice import plain
from kohya_like.config.caption import CaptionConfig
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.caption_files import caption_path, read_caption
from kohya_like.dataset.edits import Put, print_of
from kohya_like.dataset.history import Entry
from kohya_like.dataset.place import Place

BLANK = " "


@dataclass(frozen=True)
class Standing:
    """A picture, and its caption when it was looked at."""

    picture: Path
    caption: Path
    seen: str | None
    """As `Put.seen`."""

    def is_one_of(self, written: frozenset[Path]) -> bool:
        """Whether its caption is among these, which are paths without links."""
        return self.caption.resolve() in written


@dataclass(frozen=True)
class Captions:
    """The captions of a dataset, as a job writes them: all of its entries are one in the history."""

    place: Place
    config: CaptionConfig
    job: str

    def chosen(self) -> list[Path]:
        """The pictures that the job is about. Raises InputError if one is gone."""
        names = self.config.pictures or self.place.pictures
        pictures = self.place.chosen(names)
        if self.config.mode != "skip":
            return pictures
        written = self.written()
        return [path for path in pictures if self._has_none(path) or self.standing(path).is_one_of(written)]

    def written(self) -> frozenset[Path]:
        """The captions that this job has written, so far as that was not taken back."""
        entries = self.place.history.entries()
        return frozenset(path for entry in entries if self._is_ours(entry) for path in entry.files())

    def standing(self, picture: Path) -> Standing:
        """A picture with its caption as it is now."""
        extension = self.config.caption_extension
        caption = self.place.caption_file(picture, extension) or caption_path(picture, extension)
        return Standing(picture, caption, print_of(caption))

    def waiting(self, chosen: Iterable[Path], done: frozenset[Path]) -> tuple[list[Standing], list[Path]]:
        """The pictures whose caption is none of these, and those that share their caption with one before them."""
        first: dict[Path, Standing] = {}
        sharing = []
        for standing in map(self.standing, chosen):
            if standing.is_one_of(done):
                continue
            if first.setdefault(standing.caption, standing) is not standing:
                sharing.append(standing.picture)
        return list(first.values()), sharing

    def put(self, standing: Standing, described: Described) -> Put | None:
        """What is to be written for a picture; None where that is nothing.

        Raises InputError where it is to be appended to what cannot be read.
        """
        old = ""
        if self.config.mode == "append" and standing.seen is not None:
            old = read_caption(standing.caption)
        text = caption_text(old, described, self.config)
        return Put(standing.caption, text.encode(), standing.seen) if text else None

    def write(self, puts: Iterable[Put]) -> list[Path]:
        """Write captions; those that somebody changed since they were looked at stay, and are given back."""
        waiting, changed = list(puts), list[Path]()
        while True:
            found = [put.path for put in waiting if print_of(put.path) != put.seen]
            waiting = [put for put in waiting if put.path not in found]
            changed += found
            try:
                self.place.history.apply(_TITLE.format(count=len(waiting)), waiting, group=self.job)
                return changed
            except InputError:
                if all(print_of(put.path) == put.seen for put in waiting):
                    raise  # For another reason than one that was changed just now.

    def _has_none(self, picture: Path) -> bool:
        return self.place.caption_file(picture, self.config.caption_extension) is None

    def _is_ours(self, entry: Entry) -> bool:
        return entry.group == self.job and entry.state == "done"


def caption_text(old: str, described: Described, config: CaptionConfig) -> str:
    """The caption of a picture that had the caption `old`."""
    separator = config.caption_separator
    new = described.text
    if old and described.tags:
        known = {plain(tag) for tag in old.split(separator.strip() or separator)}
        new = separator.join(tag for tag in new.split(separator) if plain(tag) not in known)
    body = separator.join(part for part in (old, new) if part)
    glue = separator if described.tags else BLANK
    return with_ends(body, config.caption_prefix, config.caption_suffix, glue)


def with_ends(body: str, prefix: str, suffix: str, glue: str) -> str:
    """A caption between prefix and suffix, each of which it may have already."""
    edge = glue.strip() + BLANK
    before, after = prefix.strip(edge), suffix.strip(edge)
    if before and not (body.startswith(before) and _ends_there(body[len(before) :], glue)):
        body = glue.join(part for part in (before, body) if part)
    if after and not (body.endswith(after) and _ends_there(body[: -len(after)][::-1], glue[::-1])):
        body = glue.join(part for part in (body, after) if part)
    return body


def _ends_there(rest: str, glue: str) -> bool:
    """Whether a tag ends where this follows it; in a sentence, whether a word does."""
    mark = glue.strip()
    return not rest or (rest.lstrip().startswith(mark) if mark else not (rest[0].isalnum() or rest[0] in "_-"))


_TITLE = Text("Captions from a model ({count})", "模型打标（{count}）")
