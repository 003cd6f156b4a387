"""The base models that the page offers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kohya_like.plan.advice import TINY
from kohya_like.plan.base_model import base_label
from kohya_like.plan.base_models import Candidate, find_models, look_at
from kohya_like.ui.answers import both
from kohya_like.ui.choices import DEMO
from kohya_like.ui.site import Site


def model_documents(site: Site) -> list[dict[str, Any]]:
    """Those that lie in the folders for them, those that can be trained first, the demo's last of those.

    `[{path, name, folder, bytes, base, native, demo, reason}]`: `reason` says why it cannot be trained.
    """
    found = find_models(_model_folders(site))
    demo = look_at(DEMO)
    if demo is not None and not any(_is_demo(candidate) for candidate in found):
        found.append(demo)
    found.sort(key=lambda candidate: (candidate.reason is not None, _is_demo(candidate)))
    return [_model_document(candidate) for candidate in found]


def _model_folders(site: Site) -> Iterator[Path]:
    """Where people keep base models: ours, those of the settings, and those of other programs."""
    settings = site.settings()
    yield site.root / "models"
    yield from settings.models_dirs
    if settings.webui_dir is not None:
        yield settings.webui_dir / "models" / "Stable-diffusion"
    if settings.comfyui_dir is not None:
        yield settings.comfyui_dir / "models" / "checkpoints"


def _is_demo(candidate: Candidate) -> bool:
    return candidate.path.name == DEMO.name and candidate.native <= TINY


def _model_document(candidate: Candidate) -> dict[str, Any]:
    return {
        "path": str(candidate.path),
        "name": candidate.path.stem,
        "folder": str(candidate.path.parent),
        "bytes": candidate.bytes,
        "base": None if candidate.base is None else base_label(candidate.base),
        "native": candidate.native,
        "demo": _is_demo(candidate),
        "reason": None if candidate.reason is None else both(candidate.reason),
    }
