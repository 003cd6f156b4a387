"""The folder of pictures that the Dataset page works on."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.text import Text
from kohya_like.dataset.place import Place
from kohya_like.dataset.projects import Project
from kohya_like.ui.site import Site


class Chosen(BaseModel):
    """What the reader works on: a project, or a folder of this machine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    project: str | None = None
    """Name of a project."""
    folder: str | None = None
    """A folder, where there is no project."""


def project_of(site: Site, chosen: Chosen) -> Project | None:
    """The chosen project; None for a folder. Raises InputError if it is gone."""
    return None if chosen.project is None else Project.find(site.root, chosen.project)


def place_of(site: Site, chosen: Chosen) -> Place:
    """The pictures that are worked on. Raises InputError if nothing is chosen, it is gone, or it is not allowed."""
    project = project_of(site, chosen)
    if project is None and not chosen.folder:
        raise InputError.of("dataset", _NOTHING)
    place = Place(Path(str(chosen.folder))) if project is None else Place.of(project)
    return Place(site.roots().checked(place.folder), project)


def folder_of(site: Site, chosen: Chosen) -> Path:
    """The folder of `place_of`."""
    return place_of(site, chosen).folder


def outside(site: Site, files: Iterable[Path]) -> dict[Path, list[Problem]]:
    """The files that lie out of the allowed folders, with what to say. Only links are followed: it takes time."""
    roots = site.roots()
    files = list(files)
    folders = {folder: roots.allowed(folder) for folder in {file.parent for file in files}}
    found = {}
    for file in files:
        if file.is_symlink() or not folders[file.parent]:
            try:
                roots.checked(file)
            except InputError as error:
                found[file] = error.problems
    return found


_NOTHING = Text("Choose a project or a folder first.", "请先选择一个项目或文件夹。")
