"""What belongs to the machine rather than to a run, kept in the workspace."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from kohya_like.config.atomic import atomic_write, rename
from kohya_like.config.text import Text
from kohya_like.jobs.workspace import locks_folder

FILE = "settings.json"
ASIDE = "settings-damaged-{word}.json"
LARGEST_FILE = 1 << 20
"""Bytes. Settings take a few hundred; what is larger was put there by mistake."""


class Settings(BaseModel):
    """The settings of a workspace. Never holds a secret: the file is copied and shown around."""

    model_config = ConfigDict(extra="forbid")

    launch: dict[str, Any] = {}
    """Values of the machine's parameters that every run of the page takes where its draft says nothing else."""

    allowed_folders: list[Path] | None = None
    """What the page may look into besides the workspace; None: home and mounted drives."""

    webui_dir: Path | None = None
    """Where AUTOMATIC1111's WebUI or Forge is installed."""

    comfyui_dir: Path | None = None
    """Where ComfyUI is installed."""

    models_dirs: list[Path] = []
    """Further folders with base models."""

    hf_endpoint: str | None = None
    """Address from which jobs download instead of huggingface.co; None: what the environment says."""

    def environment(self) -> dict[str, str]:
        """What jobs are told through environment variables."""
        return {} if self.hf_endpoint is None else {"HF_ENDPOINT": self.hf_endpoint}


@dataclass(frozen=True)
class Stored:
    """The settings of a workspace as its file has them."""

    settings: Settings
    damage: Text | None = None
    """Why the file could not be read, so that `settings` are the defaults."""


def load(root: Path) -> Stored:
    """What was saved in the workspace `root`, the defaults where nothing was. A damaged file is left as it is."""
    path = root / FILE
    try:
        with path.open("rb") as file:
            return Stored(Settings.model_validate_json(file.read(LARGEST_FILE)))
    except FileNotFoundError:
        return Stored(Settings())
    except ValidationError as error:
        return Stored(Settings(), _DAMAGED.format(path=path, reason=_first(error)))
    except OSError as error:
        return Stored(Settings(), _UNREADABLE.format(path=path, reason=error.strerror))


def read_settings(root: Path) -> Settings:
    """The settings of the workspace `root`: the defaults where none were saved or the file is damaged (see `load`)."""
    return load(root).settings


def settings_lock(root: Path) -> FileLock:
    """Held from reading the settings to writing them, so that two tabs or two servers do not undo each other's."""
    folder = locks_folder(root)
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / "settings.lock")


def write_settings(root: Path, settings: Settings) -> None:
    """Replace the settings of a workspace; a damaged file is kept aside. Raises MachineError when the disk is full."""
    path = root / FILE
    if load(root).damage is not None:
        rename(path, root / ASIDE.format(word=secrets.token_hex(4)))
    root.mkdir(parents=True, exist_ok=True)
    atomic_write(path, settings.model_dump_json(indent=1, exclude_defaults=True).encode("utf-8"))


def _first(error: ValidationError) -> str:
    """The first thing that is wrong, in pydantic's words."""
    detail = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in detail["loc"])
    return f"{place}: {detail['msg']}" if place else detail["msg"]


_DAMAGED = Text(
    "{path} is damaged ({reason}), so the defaults hold: correct the file, or save here; it is then kept aside.",
    "{path} 已损坏（{reason}），目前使用默认设置：请修正该文件，或在此保存，原文件会另存保留。",
)
_UNREADABLE = Text(
    "{path} cannot be read ({reason}), so the defaults hold: make it readable.",
    "无法读取 {path}（{reason}），目前使用默认设置：请检查其权限。",
)
