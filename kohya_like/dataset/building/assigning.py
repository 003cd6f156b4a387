"""Pictures that are given to a concept: they are moved, with their captions, into the folder it takes them from."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kohya_like.config.names import name_mistake, numbered
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.building.concepts import HERE
from kohya_like.dataset.caption_files import USUAL_EXTENSIONS, caption_path
from kohya_like.dataset.edits import Move
from kohya_like.dataset.place import Place


def assign(place: Place, names: Iterable[str], source: str) -> int:
    """Move pictures of a place into its folder `source` (`.` is the place itself); how many were moved.

    One whose name is taken there gets a number, and its caption likewise. Raises InputError for a picture that is gone,
    and for a folder that lies elsewhere or cannot be made.
    """
    target = _target(place, source)
    leaving = [picture for picture in place.chosen(names) if picture.parent != target]
    moves = list(_moves(place, leaving, target))
    title = _TITLE.format(count=len(leaving), folder=target.name)
    place.history.apply(title, moves)
    return len(leaving)


def _target(place: Place, source: str) -> Path:
    if source == HERE:
        return place.folder
    for part in source.split("/"):
        mistake = name_mistake(part)
        if mistake is not None:
            raise InputError.of("source", mistake)
    return place.folder / source


def _moves(place: Place, leaving: Sequence[Path], target: Path) -> Iterator[Move]:
    taken = {path.stem.casefold() for path in place.files if path.parent == target}
    stems: dict[Path, str] = {}  # Pictures that share a caption go on sharing it.
    gone = set(leaving)
    staying = {path.with_suffix("") for path in place.pictures.values() if path not in gone}
    for picture in leaving:
        key = picture.with_suffix("")
        is_first = key not in stems
        if is_first:
            stems[key] = _free(picture.stem, taken)
            taken.add(stems[key].casefold())
        yield Move(picture, target / f"{stems[key]}{picture.suffix}")
        if is_first and key not in staying:
            for extension in USUAL_EXTENSIONS:
                caption = caption_path(picture, extension)
                if caption in place.files:
                    yield Move(caption, target / f"{stems[key]}{extension}")


def _free(stem: str, taken: set[str]) -> str:
    free, number = stem, 1
    while free.casefold() in taken:
        number += 1
        free = numbered(stem, number)
    return free


_TITLE = Text("Move {count} pictures to {folder}", "将 {count} 张图片移到 {folder}")
