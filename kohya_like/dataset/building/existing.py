"""What the folders that are there already say of themselves, however they are laid out."""

from pathlib import Path

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.building.concepts import HERE, REG, TRAIN, Concept, split_words
from kohya_like.dataset.layout import MAX_REPEATS, repeats_and_words
from kohya_like.dataset.listing import Listing, walk

REG_NAMES = frozenset({REG, "regs", "regularisation", "regularization", "class", "classes"})
"""Folders of these names hold ordinary pictures of a class."""

UNKNOWN = 0
"""Repeats of a folder whose name does not say them."""


def concepts_in(folder: Path) -> list[Concept]:
    """One concept for each folder with pictures: the folder itself, those inside it, and those inside these.

    Where there is a folder `train`, only it and `reg` count, as in a project; others beside them (held-out pictures,
    say) are no part of training. Raises InputError where the folder cannot be listed.
    """
    try:
        listings = [listing for listing in walk(folder) if listing.pictures]
    except OSError as error:
        raise InputError.of("", _NOT_LISTED.format(folder=folder, reason=error.strerror)) from error
    laid_out = [listing for listing in listings if _top(folder, listing) in (TRAIN, REG)]
    is_laid_out = any(_top(folder, listing) == TRAIN for listing in laid_out)
    return [_concept(folder, listing) for listing in (laid_out if is_laid_out else listings)]


def _top(folder: Path, listing: Listing) -> str:
    """The name of the folder directly inside, in which a listing lies."""
    parts = listing.folder.relative_to(folder).parts
    return parts[0].casefold() if parts else ""


def _concept(folder: Path, listing: Listing) -> Concept:
    inside = listing.folder.relative_to(folder)
    is_reg = any(part.casefold() in REG_NAMES for part in inside.parts)
    repeats, words = repeats_and_words(listing.folder)
    if repeats is None or not 0 < repeats <= MAX_REPEATS:
        repeats, words = UNKNOWN, inside.name  # A heap's own name says where it came from, hardly what it shows.
    identifier, class_word = ("", words.strip()) if is_reg else split_words(words)
    if class_word.casefold() in REG_NAMES and is_reg:
        class_word = ""
    source = inside.as_posix() if inside.parts else HERE
    return Concept(repeats=repeats, identifier=identifier, class_word=class_word, source=source, is_reg=is_reg)


_NOT_LISTED = Text("The folder {folder} cannot be read: {reason}.", "无法读取文件夹 {folder}：{reason}。")
