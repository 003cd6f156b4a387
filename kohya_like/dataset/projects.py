"""Projects: a folder for each thing that is trained, from its pictures as they came to the folders that a run reads.

<workspace>/projects/<name>/project.toml    what it is about
                            source/         pictures and captions as they came
                            cropped/        the same, cut to what is trained, once there is such
                            train/<repeats>_<identifier> <class>/    what a run reads, made from them
                            reg/<repeats>_<class>/    ordinary pictures of the class
                            history/        every change of these files, to be taken back
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit
from pydantic import BaseModel, ConfigDict, ValidationError

from kohya_like.config.atomic import atomic_write
from kohya_like.config.names import new_folder, safe_name
from kohya_like.config.problems import InputError
from kohya_like.config.reading import parse_toml
from kohya_like.config.text import Text
from kohya_like.dataset.building.concepts import Concept

FOLDER = "projects"
FILE = "project.toml"
UNNAMED = "untitled"


class About(BaseModel):
    """What `project.toml` says."""

    model_config = ConfigDict(extra="ignore")

    pictures: Path | None = None
    """Folder of the pictures, where they are not the project's own. Training only reads it; on the
    Dataset page and by its commands it is changed as any other folder is."""

    concepts: list[Concept] = []
    """What the folders that a run reads are made of, as it was written down last."""


@dataclass(frozen=True)
class Project:
    """One folder of `<workspace>/projects`."""

    folder: Path

    @classmethod
    def find(cls, root: Path, name: str) -> "Project":
        """The project with this name. Raises InputError if there is none."""
        project = cls(root / FOLDER / name)
        if Path(name).name != name or not (project.folder / FILE).is_file():
            raise InputError.of("", _NO_PROJECT.format(name=name))
        return project

    @classmethod
    def create(cls, root: Path, name: str, pictures: Path | None = None) -> "Project":
        """A new project under this name, or the name with a number where it is taken.

        `pictures` is a folder that stays where it is; without one the project has its own.
        """
        project = cls(new_folder(root / FOLDER, safe_name(name) or UNNAMED))
        if pictures is None:
            project.own_pictures.mkdir()
        project._write(About(pictures=pictures))
        return project

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def own_pictures(self) -> Path:
        """Where pictures lie that were given to the project."""
        return self.folder / "source"

    @property
    def train(self) -> Path:
        """What a run is given as `train_data_dir`."""
        return self.folder / "train"

    def source(self) -> Path:
        """The folder of the pictures as they came. Raises InputError where project.toml is damaged."""
        return self._read().pictures or self.own_pictures

    @property
    def cropped(self) -> Path:
        """Where cropped copies of the pictures lie, once there are any."""
        return self.folder / "cropped"

    @property
    def reg(self) -> Path:
        """What a run is given as `reg_data_dir`."""
        return self.folder / "reg"

    def working(self) -> Path:
        """The folder whose pictures are captioned, tagged and laid out: the cropped ones where there are any."""
        return self.cropped if _has_something(self.cropped) else self.source()

    def has_own_pictures(self) -> bool:
        """Whether pictures can be added and taken out. Raises InputError where project.toml is damaged."""
        return self.source() == self.own_pictures

    def renamed(self, name: str) -> "Project":
        """The project under another name, or that name with a number where it is taken.

        Only before its first run: what was laid out is named in the configuration of that run, and stays.
        """
        wanted = safe_name(name) or UNNAMED
        if self.train.exists() or re.fullmatch(re.escape(wanted) + r"(-\d+)?", self.name):
            return self
        target = new_folder(self.folder.parent, wanted)
        target.rmdir()  # Only the name was wanted; Windows moves onto nothing that exists.
        return Project(self.folder.rename(target))

    def concepts(self) -> list[Concept]:
        """What the folders that a run reads are to be made of; none before. Raises InputError as `source` does."""
        return self._read().concepts

    def remember_concepts(self, concepts: Sequence[Concept]) -> None:
        """Keep them in `project.toml`."""
        self._write(self._read().model_copy(update={"concepts": list(concepts)}))

    def _read(self) -> About:
        file = self.folder / FILE
        try:
            return About.model_validate(parse_toml(file))
        except ValidationError as error:
            raise InputError.of("", _DAMAGED.format(path=file)) from error

    def _write(self, about: About) -> None:
        atomic_write(self.folder / FILE, tomlkit.dumps(about.model_dump(mode="json", exclude_none=True)).encode())


def _has_something(folder: Path) -> bool:
    """Whether anything visible lies in a folder; what cropping remembers there stays behind when it is taken back."""
    return folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir())


_NO_PROJECT = Text(
    "There is no project {name}: its folder was moved or deleted.", "没有项目 {name}：它的文件夹已被移动或删除。"
)
_DAMAGED = Text(
    "{path} is damaged: restore it, or delete it with its project.", "{path} 已损坏：请恢复该文件，或删除整个项目。"
)
