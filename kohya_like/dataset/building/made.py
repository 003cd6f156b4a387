"""What building made before: files that may be brought up to date, unlike those that somebody put there by hand."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.edits import Put
from kohya_like.dataset.history import HIDDEN

FILE = "built.json"


class Made(BaseModel):
    """The folders that building made in one place, and the files in them that are links or copies of others."""

    model_config = ConfigDict(extra="ignore")

    folders: dict[str, list[str]] = {}
    """Names of files by folder, such as `train/10_sls 1girl`. What was moved there is no longer building's own."""

    @classmethod
    def read(cls, out: Path) -> "Made":
        """What was made in the folder `out`. Raises InputError where the file that says so is damaged."""
        file = out / HIDDEN / FILE
        try:
            return cls.model_validate_json(file.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return cls()
        except ValidationError as error:
            raise InputError.of("", _DAMAGED.format(path=file)) from error

    def name_of(self, out: Path, folder: str) -> str:
        """The name by which a folder is known here: Windows takes `SLS` and `sls` for one folder."""
        for name in self.folders:
            if name != folder and name.casefold() == folder.casefold() and _is_one(out / name, out / folder):
                return name
        return folder

    def written(self, out: Path) -> Put:
        """The change of files that remembers this."""
        return Put(out / HIDDEN / FILE, self.model_dump_json(indent=1).encode())


def _is_one(one: Path, other: Path) -> bool:
    return one.is_dir() and other.is_dir() and one.samefile(other)


_DAMAGED = Text(
    "{path} is damaged: delete it, and move away what was built before.",
    "{path} 已损坏：请删除它，并移走以前生成的文件夹。",
)
