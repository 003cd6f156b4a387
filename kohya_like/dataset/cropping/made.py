"""What an earlier job made in its output folder: only that is replaced, everything else there belongs to others.

<output>/.kohya-like/cropped.json    {name of a result: name of its original}
"""

import json
from collections.abc import Mapping
from pathlib import Path

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.edits import Put
from kohya_like.dataset.history import HIDDEN

FILE = Path(HIDDEN) / "cropped.json"


def made_in(output: Path) -> dict[str, str]:
    """The original of each result in a folder. Raises InputError where the record is damaged."""
    path = output / FILE
    try:
        found = json.loads(path.read_bytes())
        if isinstance(found, dict) and all(isinstance(original, str) for original in found.values()):
            return found
    except FileNotFoundError:
        return {}
    except ValueError:
        pass
    raise InputError.of("output", _DAMAGED.format(path=path))


def remembered(output: Path, made: Mapping[str, str], seen: str | None) -> Put:
    """The change that writes the record; it is refused where another job did so since it was `seen`."""
    return Put(output / FILE, json.dumps(made, ensure_ascii=True, indent=0).encode(), seen)


_DAMAGED = Text(
    "{path} is damaged: delete it, or choose another output folder.", "{path} 已损坏：请删除它，或另选输出文件夹。"
)
