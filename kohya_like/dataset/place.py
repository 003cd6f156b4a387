"""A folder of pictures that is worked on: the pictures in it and below it, each known by its name from there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.caption_files import USUAL_EXTENSIONS, caption_path
from kohya_like.dataset.history import History
from kohya_like.dataset.listing import Listing, some_names, walk
from kohya_like.dataset.projects import FILE, Project


@dataclass(frozen=True)
class Place:
    """The folder as it was when it was looked at; make a new one to look again. A picture's name is its path from the
    folder, with `/` on every system."""

    folder: Path
    project: Project | None = field(default=None, compare=False)
    """Whose pictures these are."""

    @classmethod
    def at(cls, folder: Path) -> "Place":
        """What a folder that somebody names means: of a project the pictures that are worked on, else its own."""
        return cls.of(Project(folder)) if (folder / FILE).is_file() else cls(folder)

    @classmethod
    def of(cls, project: Project) -> "Place":
        """The pictures of a project that are worked on."""
        return cls(project.working(), project)

    @cached_property
    def listings(self) -> tuple[Listing, ...]:
        """The folder and those inside it. Raises InputError where it cannot be listed."""
        try:
            return tuple(walk(self.folder))
        except OSError as error:
            raise InputError.of("", _NOT_LISTED.format(folder=self.folder, reason=error.strerror)) from error

    @cached_property
    def pictures(self) -> dict[str, Path]:
        """Every picture by its name, in natural order."""
        return {self.name(path): path for listing in self.listings for path in listing.pictures}

    @cached_property
    def files(self) -> frozenset[Path]:
        """Every file."""
        return frozenset(path for listing in self.listings for path in listing.files)

    @property
    def history(self) -> History:
        """What changes of these files belong to."""
        return History.of(self.folder)

    @property
    def histories(self) -> tuple[History, ...]:
        """That, and of a project whose pictures lie elsewhere its own, which has the folders that were built."""
        own = [] if self.project is None else [History.of(self.project.folder)]
        return tuple({history.store: history for history in (self.history, *own)}.values())

    def name(self, path: Path) -> str:
        """What a file below the folder is called."""
        return path.relative_to(self.folder).as_posix()

    def picture(self, name: str) -> Path:
        """The picture with this name. Raises InputError if there is none (any more)."""
        return self.chosen([name])[0]

    def chosen(self, names: Iterable[str]) -> list[Path]:
        """The pictures with these names. Raises InputError if one is not there (any more)."""
        wanted = list(dict.fromkeys(names))
        gone = [Path(name) for name in wanted if name not in self.pictures]
        if gone:
            raise InputError.of("", _GONE.format(names=some_names(gone)))
        return [self.pictures[name] for name in wanted]

    def caption_file(self, picture: Path, *more: str) -> Path | None:
        """The caption of a picture, which may also have one of `more` extensions; None where it has none."""
        paths = (caption_path(picture, extension) for extension in (*USUAL_EXTENSIONS, *more))
        return next((path for path in paths if path in self.files), None)

    def caption_place(self, picture: Path) -> Path:
        """Where the caption of a picture lies, or where a new one is to be written."""
        return self.caption_file(picture) or caption_path(picture, self._usual_extension)

    @cached_property
    def _usual_extension(self) -> str:
        """That of most captions here, since a run reads captions of one kind only."""
        found = (self.caption_file(picture) for picture in self.pictures.values())
        counts = Counter(path.suffix for path in found if path is not None)
        return max(USUAL_EXTENSIONS, key=counts.__getitem__)


_NOT_LISTED = Text("The folder {folder} cannot be read: {reason}.", "无法读取文件夹 {folder}：{reason}。")
_GONE = Text("No longer there: {names}.", "以下图片已不存在：{names}。")
