"""What belongs to the machine rather than to a run, kept in the workspace."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

FILE = "settings.json"


class Settings(BaseModel):
    """The settings of a workspace."""

    model_config = ConfigDict(extra="forbid")

    launch: dict[str, Any] = {}
    """Values of parameters of [launch] that every run of the page takes where its draft says nothing else."""

    allowed_folders: list[Path] | None = None
    """What the page may look into besides the workspace; None: home and mounted drives."""


def read_settings(root: Path) -> Settings:
    """The settings of the workspace `root`; the defaults where none were saved."""
    try:
        return Settings.model_validate_json((root / FILE).read_bytes())
    except FileNotFoundError:
        return Settings()
