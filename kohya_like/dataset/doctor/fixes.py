"""How to mend what the checks find: each gives the changes of files for the history, and leaves what it cannot mend."""

import codecs
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from kohya_like.config.names import safe_name
from kohya_like.config.problems import InputError
from kohya_like.dataset.caption_files import MAX_BYTES, caption_path
from kohya_like.dataset.captions import EAST_ASIAN
from kohya_like.dataset.doctor.facts import kind_of
from kohya_like.dataset.doctor.moving import Free, aside, renamed
from kohya_like.dataset.doctor.names import is_portable
from kohya_like.dataset.edits import Edit, Move, Put, Remove, digest, is_free
from kohya_like.dataset.layout import MAX_REPEATS, repeats_and_words
from kohya_like.dataset.listing import list_folder
from kohya_like.dataset.pictures import FORMATS, UNREAD_MODES, opened

SUFFIXES = {
    "PNG": ".png",
    "JPEG": ".jpg",
    "WEBP": ".webp",
    "BMP": ".bmp",
    "GIF": ".gif",
    "TIFF": ".tif",
    "AVIF": ".avif",
    "HEIF": ".heic",
    "JXL": ".jxl",
}
"""What the name of each kind of picture ends in."""

OTHER_KINDS = ("TGA", "PSD")
"""Of the kinds that are not trained on, those that PIL decodes."""

USUAL_REPEATS = 10


def move_aside(files: Sequence[Path], root: Path) -> list[Edit]:
    """Out of the set, to where no scan looks."""
    return list(aside((path for path in files if path.exists()), root))


def true_extension(files: Sequence[Path], root: Path) -> list[Edit]:
    """Named as what they are."""
    targets = [path.with_suffix(SUFFIXES.get(_kind(path), path.suffix)) for path in files]
    return list(renamed(files, targets))


def portable_name(files: Sequence[Path], root: Path) -> list[Edit]:
    """Named so that every system takes it."""
    wrong = [path for path in files if not is_portable(path.name)]
    targets = [path.with_name(f"{safe_name(path.stem) or 'picture'}{path.suffix.lower()}") for path in wrong]
    return list(renamed(wrong, targets))


def as_png(files: Sequence[Path], root: Path) -> list[Edit]:
    """As PNG pictures of 8 bits beside them; what they were is kept in the history."""
    free = Free()
    edits: list[Edit] = []
    for path in files:
        content = _png(path)
        if content is not None:
            target = path if path.suffix.lower() == ".png" else free.picture(path.with_suffix(".png"), path, [])
            edits += [Put(target, content), *([Remove(path)] if target != path else [])]
    return edits


def one_extension(files: Sequence[Path], root: Path) -> list[Edit]:
    """Captions with the extension of the others; where there is such a caption too, only if both say the same."""
    edits: dict[Path, Edit] = {}
    for path in files:
        target = caption_path(path, ".txt" if path.suffix != ".txt" else ".caption")
        if target in edits:
            continue  # Of three captions of one picture the last is looked at another time.
        if is_free(target, path):
            edits[target] = Move(path, target)
        elif target.read_bytes() == path.read_bytes():
            edits[target] = Remove(path)
    return list(edits.values())


def as_utf8(files: Sequence[Path], root: Path) -> list[Edit]:
    """Captions in UTF-8, read in the encoding that they are most likely in."""
    edits: list[Edit] = []
    for path in files:
        content = path.read_bytes()
        text = _decoded(content) if len(content) <= MAX_BYTES else None
        if text is not None:
            edits.append(Put(path, text.encode(), seen=digest(content)))
    return edits


def with_repeats(folders: Sequence[Path], root: Path) -> list[Edit]:
    """Folders named `10_name`."""
    return _with_names({folder: f"{USUAL_REPEATS}_{repeats_and_words(folder)[1]}" for folder in folders})


def moved_up(folders: Sequence[Path], root: Path) -> list[Edit]:
    """Pictures of the folders inside these, moved into them."""
    edits: list[Edit] = []
    for folder in folders:
        deep = [path for inner in list_folder(folder).folders for path in list_folder(inner).pictures]
        edits += renamed(deep, [folder / path.name for path in deep])
    return edits


def into_folder(folders: Sequence[Path], root: Path) -> list[Edit]:
    """Pictures that lie beside folders named "repeats_name", moved into one that is named after the folder around."""
    edits: list[Edit] = []
    for folder in folders:
        target = folder / f"{USUAL_REPEATS}_{folder.name}"
        loose = list_folder(folder).pictures
        edits += renamed(loose, [target / path.name for path in loose])
    return edits


def balanced(folders: Sequence[Path], root: Path) -> list[Edit]:
    """Folders renamed with repeats that make all of them be seen about as often as the one that is seen most."""
    counts = {folder: len(list_folder(folder).pictures) for folder in folders}
    most = max(count * (repeats_and_words(folder)[0] or 1) for folder, count in counts.items())
    repeats = {folder: min(MAX_REPEATS, max(1, round(most / max(1, count)))) for folder, count in counts.items()}
    return _with_names({folder: f"{times}_{repeats_and_words(folder)[1]}" for folder, times in repeats.items()})


def _with_names(names: Mapping[Path, str]) -> list[Edit]:
    """Folders renamed, where nothing has the name; of several that would get the same one, the first."""
    moves: dict[Path, Edit] = {}
    for folder, name in names.items():
        target = folder.with_name(name)
        if not target.exists():
            moves.setdefault(target, Move(folder, target))
    return list(moves.values())


def _kind(path: Path) -> str:
    """What PIL calls the content of a picture; empty where that cannot be said."""
    try:
        with opened(path) as image:
            return kind_of(image)
    except InputError:
        return ""


def _png(path: Path) -> bytes | None:
    """The picture as a PNG file; None for what cannot be decoded."""
    try:
        with Image.open(path, formats=(*FORMATS, *OTHER_KINDS)) as image:
            plain = _eight_bits(image)
    except Exception:  # What a damaged picture raises depends on its format; it stays as it is.
        return None
    png = io.BytesIO()
    plain.save(png, "PNG")
    return png.getvalue()


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode not in UNREAD_MODES:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    numbers = np.nan_to_num(np.asarray(image, dtype=np.float64))
    low, high = float(numbers.min()), float(numbers.max())  # Black and white, for want of anything better.
    return Image.fromarray(((numbers - low) * (255 / max(high - low, 1e-12))).round().astype(np.uint8))


def _decoded(content: bytes) -> str | None:
    """The text in the first encoding that can be it."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(content, "utf-16")
    chinese = _strictly(content, "gb18030")
    if chinese is not None and EAST_ASIAN.search(chinese):
        return chinese
    return _strictly(content, "cp1252")


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
