"""Where presets lie: those that come with the program, and those of a workspace."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from kohya_like.config.atomic import atomic_write, rename
from kohya_like.config.names import name_mistake
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text

SUFFIX = ".json"

IN_WHEEL = Path(str(files("kohya_like"))) / "presets"
IN_REPOSITORY = Path(__file__).resolve().parents[3] / "presets"


def shipped() -> "Shelf":
    """The presets that come with the program, wherever it was installed."""
    return Shelf(IN_WHEEL if IN_WHEEL.is_dir() else IN_REPOSITORY)


def of_workspace(root: Path) -> "Shelf":
    """The presets of a workspace's users."""
    return Shelf(root / "presets")


@dataclass(frozen=True)
class Shelf:
    """A folder of presets, each called by its file's name without extension."""

    folder: Path

    def names(self) -> list[str]:
        """Every name, in alphabetical order; none where the folder is missing."""
        found = (path.stem for path in self.folder.glob(f"*{SUFFIX}") if path.is_file() and path.name[0] != ".")
        return sorted(found, key=str.casefold)

    def text(self, name: str) -> str:
        """The content of a preset's file. Raises InputError if it is missing or no text."""
        try:
            return self._path(self._standing(name)).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            text = Text("The preset {name} cannot be read.", "无法读取预设 {name}。")
            raise InputError.of("preset", text.format(name=name)) from error

    def save(self, name: str, text: str, *, replace: bool = False) -> str:
        """Keep a preset; the name under which it lies now. Raises InputError for a wrong name, or one that is taken."""
        name = checked_name(name)
        if (taken := self._taken(name)) and not replace:
            raise _taken_already(taken)
        self.folder.mkdir(parents=True, exist_ok=True)
        atomic_write(self._path(taken or name), text.encode())
        return taken or name

    def rename(self, old: str, new: str) -> str:
        """Call a preset otherwise; its new name. Raises InputError as `save` does, and if there is no such preset."""
        old, new = self._standing(old), checked_name(new)
        if (taken := self._taken(new)) and taken != old:
            raise _taken_already(taken)
        rename(self._path(old), self._path(new))
        return new

    def delete(self, name: str) -> None:
        """Remove a preset. Raises InputError if there is none."""
        self._path(self._standing(name)).unlink()

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{SUFFIX}"

    def _standing(self, name: str) -> str:
        """The name, if a preset has exactly this one: so a name can never lead out of the folder."""
        if name not in self.names():
            text = Text("There is no preset {name}.", "没有预设 {name}。")
            raise InputError.of("preset", text.format(name=name))
        return name

    def _taken(self, name: str) -> str | None:
        """Windows and macOS do not tell upper from lower case in names of files."""
        return next((other for other in self.names() if other.casefold() == name.casefold()), None)


def checked_name(name: str) -> str:
    """A name that every system takes for a file. Raises InputError with what is wrong with it."""
    name = name.strip()
    mistake = name_mistake(name)
    if mistake is not None:
        raise _wrong_name(mistake)
    return name


def _wrong_name(text: Text) -> InputError:
    return InputError.of("name", text)


def _taken_already(name: str) -> InputError:
    return _wrong_name(Text("There is a preset {name} already.", "已有预设 {name}。").format(name=name))
