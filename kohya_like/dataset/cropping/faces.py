"""Faces in photographs, found with the Haar cascades that OpenCV's Python package carries.

They were made from photographs of people: drawn faces are mostly not found, and no package carries a cascade for them.
"""

import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kohya_like.dataset.cropping.geometry import Box

Grey = NDArray[np.uint8]
"""[height, width]."""

FRONTAL, PROFILE = "haarcascade_frontalface_alt2.xml", "haarcascade_profileface.xml"
SCALE_STEP = 1.1
NEIGHBOURS = 5
"""How often a face must be found, a little moved or scaled, to count: fewer see faces in foliage."""
LEAST_PART = 0.08
"""Of the picture's shorter side: smaller faces are those of bystanders, or none."""

_local = threading.local()


def faces(grey: Grey) -> list[Box]:
    """The faces in a picture, the largest first; those seen from the side only where none looks at us."""
    import cv2

    even = np.asarray(cv2.equalizeHist(grey), dtype=np.uint8)
    found = _found(even, FRONTAL) or _found(even, PROFILE) or _mirrored(_found(even[:, ::-1], PROFILE), grey.shape[1])
    return sorted(found, key=lambda box: -box.size[0])


def _found(grey: Grey, name: str) -> list[Box]:
    least = max(24, int(min(grey.shape) * LEAST_PART))
    places = _cascade(name).detectMultiScale(np.ascontiguousarray(grey), SCALE_STEP, NEIGHBOURS, minSize=(least, least))
    return [Box(int(x), int(y), int(x + width), int(y + height)) for x, y, width, height in places]


def _mirrored(boxes: list[Box], width: int) -> list[Box]:
    return [Box(width - box.right, box.top, width - box.left, box.bottom) for box in boxes]


def _cascade(name: str) -> Any:
    """The detector of this thread: one cannot be used by two."""
    known = _local.__dict__.setdefault("cascades", {})
    if name not in known:
        from cv2.data import haarcascades

        known[name] = _loaded(Path(haarcascades) / name)
    return known[name]


def _loaded(path: Path) -> Any:
    """Through memory: OpenCV opens no path that has a letter of another language in it on Windows."""
    import cv2

    storage = cv2.FileStorage(path.read_text(encoding="utf-8"), cv2.FILE_STORAGE_READ | cv2.FILE_STORAGE_MEMORY)
    cascade = cv2.CascadeClassifier()
    if not cascade.read(storage.getFirstTopLevelNode()):
        raise RuntimeError(f"{path} is no cascade")
    return cascade
