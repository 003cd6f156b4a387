"""Which folders the page may look into. Every path that comes from a browser is checked here before it is read."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import FILE_ATTRIBUTE_HIDDEN

import psutil

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.ui.settings import Settings

_SYSTEM = "/System /boot /dev /efi /etc /private /proc /run /snap /sys /tmp /usr /var"
SYSTEM_FOLDERS = tuple(PurePosixPath(folder) for folder in _SYSTEM.split())
"""Where Linux and macOS mount what is no drive: pseudo file systems, programs, single files in containers."""

REMOVABLE_DRIVES = PurePosixPath("/run/media")
"""Where some Linux desktops mount what is plugged in."""


@dataclass(frozen=True)
class Roots:
    """The allowed folders, absolute and without links; the workspace is the first of them.

    Hidden folders and files (dot-names; on Windows also those with the attribute) are closed below every root: keys,
    tokens and browsers' profiles lie there. A hidden folder can itself be a root.
    """

    folders: tuple[Path, ...]

    @property
    def workspace(self) -> Path:
        """The folder that relative paths start from."""
        return self.folders[0]

    def checked(self, path: Path | str, field: str = "") -> Path:
        """The path, absolute and with every link followed; it need not exist.

        A relative one starts at the workspace. Raises InputError at `field` if it lies outside every root or is hidden.
        """
        resolved = self._resolved(Path(path), field)
        around = [root for root in self.folders if resolved.is_relative_to(root)]
        if not around:
            raise InputError.of(field, _OUTSIDE.format(path=path))
        if all(is_hidden_below(root, resolved) for root in around):
            raise InputError.of(field, _HIDDEN.format(path=path))
        return resolved

    def allowed(self, path: Path | str) -> bool:
        """Whether `checked` would let the path through."""
        try:
            self.checked(path)
        except InputError:
            return False
        return True

    def _resolved(self, path: Path, field: str) -> Path:
        """Follow links. A Windows share that is no root is not even touched: it would be sent the user's password."""
        absolute = self.workspace / os.path.expanduser(path)
        if absolute.drive.lower() not in {root.drive.lower() for root in self.folders}:
            raise InputError.of(field, _OUTSIDE.format(path=path))
        try:
            return absolute.resolve()
        except (OSError, RuntimeError, ValueError) as error:  # A name that no system takes, links in a circle.
            raise InputError.of(field, _NO_PATH.format(path=repr(str(path)))) from error


def roots_of(workspace: Path, settings: Settings, *, exposed: bool) -> Roots:
    """What a page may look into: the workspace, the allowed folders, and where the settings say that models lie.

    Where no folders are named they are home and drives, or none where others can reach the page (`exposed`).
    """
    chosen = [*(settings.allowed_folders or []), settings.webui_dir, settings.comfyui_dir, *settings.models_dirs]
    named = [(workspace / folder).resolve() for folder in chosen if folder is not None]
    machine = [] if exposed or settings.allowed_folders is not None else machine_folders()
    return Roots(tuple(dict.fromkeys([workspace.resolve(), *machine, *named])))


def machine_folders() -> Iterator[Path]:
    """The user's home, and drives other than the one with the system (on Windows: every drive)."""
    home = Path.home()
    if home != Path(home.anchor):  # The home of a service may be "/".
        yield home.resolve()
    for partition in psutil.disk_partitions(all=True):  # Without `all`, network drives and those of WSL are missing.
        if is_drive(partition.mountpoint, partition.opts):
            yield Path(partition.mountpoint)


def is_drive(mount_point: str, options: str) -> bool:
    """Whether a person would call it a drive. Decided by its place: asking a network drive that is gone may hang."""
    if sys.platform == "win32":
        return "cdrom" not in options
    place = PurePosixPath(mount_point)
    if place.is_relative_to(REMOVABLE_DRIVES):
        return True
    system = place == PurePosixPath("/") or any(place.is_relative_to(folder) for folder in SYSTEM_FOLDERS)
    return not system and not any(part.startswith(".") for part in place.parts)


def is_hidden_below(root: Path, path: Path) -> bool:
    """Whether `path`, or a folder between it and `root`, is hidden."""
    parts = path.relative_to(root).parts
    return any(is_hidden(root.joinpath(*parts[: count + 1])) for count in range(len(parts)))


def is_hidden(path: Path) -> bool:
    """Whether this one name is hidden, by a dot or, on Windows, by its attribute."""
    if path.name.startswith("."):
        return True
    if sys.platform != "win32":
        return False
    try:
        return bool(path.stat().st_file_attributes & FILE_ATTRIBUTE_HIDDEN)
    except OSError:  # It does not exist, or may not be looked at: opening it says so.
        return False


_OUTSIDE = Text(
    "{path} is outside the folders that the page may look into: choose another, or allow its folder in Settings.",
    "{path} 不在网页允许访问的文件夹内：请选择其他位置，或在“设置”中允许该文件夹。",
)
_HIDDEN = Text(
    "{path} is hidden or lies in a hidden folder, which the page does not open: choose another.",
    "{path} 是隐藏的或位于隐藏文件夹中，网页不会打开：请选择其他位置。",
)
_NO_PATH = Text("{path} is no path on this machine: correct it.", "{path} 不是本机上的有效路径：请更正。")
