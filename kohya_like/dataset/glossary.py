"""What tags mean in Chinese, for those who read captions without reading English.

`glossary.csv` beside this file was written for this project and has its licence. A reader's own file stands before it:
`glossary.csv` in the workspace, with lines of `tag,中文`, as lists of tags for completion in web UIs have them.
"""

import csv
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text

FILE = "glossary.csv"
"""Of the reader's own words in a workspace."""

OURS = Path(__file__).with_name(FILE)
ENCODINGS = ("utf-8-sig", "gb18030")
"""The second one is what Excel writes in China."""

COMMENT = "# "
ADJECTIVE = "的"
"""The end of a gloss that says how something is, so that what follows may be glossed by itself: 蓝色的 + 裙子."""


def gloss(tag: str, extra: Path | None = None) -> str | None:
    """What a tag means in Chinese; None where no glossary has it. `extra` is a file that may not be there.

    Raises InputError where it is there and cannot be read.
    """
    words = _plain(tag)
    for glossary in (_read_own(extra), _read(OURS, 0)):
        found = glossary.get(words) or _composed(words, glossary)
        if found is not None:
            return found
    return None


def glosses(tags: Iterable[str], extra: Path | None = None) -> dict[str, str]:
    """The tags that a glossary has, with what they mean. Raises InputError as `gloss` does."""
    found = ((tag, gloss(tag, extra)) for tag in tags)
    return {tag: meaning for tag, meaning in found if meaning is not None}


def _composed(words: str, glossary: Mapping[str, str]) -> str | None:
    """`blue skirt` from its parts, the longest adjective first."""
    parts = words.split()
    for cut in range(len(parts) - 1, 0, -1):
        how, what = glossary.get(" ".join(parts[:cut]), ""), glossary.get(" ".join(parts[cut:]))
        if how.endswith(ADJECTIVE) and what is not None:
            return how + what
    return None


def _plain(tag: str) -> str:
    """A tag as glossaries have it, however a caption spells it."""
    return " ".join(tag.replace("\\", "").replace("_", " ").split()).lower()


def _read_own(path: Path | None) -> Mapping[str, str]:
    try:
        return {} if path is None else _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError.of("", _UNREADABLE.format(path=path)) from error


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Mapping[str, str]:
    """A glossary as it was when it was last changed; of two lines for one tag, the first one counts."""
    rows = csv.reader(_decoded(path.read_bytes()).splitlines())
    found: dict[str, str] = {}
    for row in rows:
        if len(row) >= 2 and row[1].strip() and not row[0].startswith(COMMENT):
            found.setdefault(_plain(row[0]), row[1].strip())
    return found


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS[:-1]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode(ENCODINGS[-1])


_UNREADABLE = Text(
    "The glossary {path} cannot be read: save it as UTF-8 text with lines of tag,中文.",
    "无法读取词汇表 {path}：请保存为 UTF-8 文本，每行写“标签,中文”。",
)
