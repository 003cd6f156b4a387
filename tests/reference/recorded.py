"""Where the recorded facts lie: what the programs of this field do, as data."""

import os
from pathlib import Path

COPIES = Path(__file__).parent / "data"


def path(name: str) -> Path:
    """A recorded file or folder, e.g. `"inspector/expected.json"`.

    From the folder that KOHYA_LIKE_REFERENCE names, so that the same tests run on other recordings; else a copy.
    """
    return Path(os.environ.get("KOHYA_LIKE_REFERENCE") or COPIES) / name
