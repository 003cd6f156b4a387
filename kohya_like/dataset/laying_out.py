"""From the pictures that New was given to the folder that a run reads: what the Folders step builds, of one concept."""

from pathlib import Path

from kohya_like.config.names import safe_name
from kohya_like.dataset.building.blueprint import Blueprint, plan_folder
from kohya_like.dataset.building.building import build
from kohya_like.dataset.building.concepts import TRAIN, Concept
from kohya_like.dataset.building.made import Made
from kohya_like.dataset.projects import Project


def lay_out(project: Project, pictures: list[Path], repeats: int, words: tuple[str, str]) -> Path:
    """Make `train/<repeats>_<trigger> <class>/` of a project hold these pictures and their captions; the folder.

    `words` are trigger and class. The originals are only read. What was built before in `train` is put away, so nothing
    is ever trained twice; other folders there stay. Raises InputError for an unreadable caption, and where a folder of
    that name was made by somebody else.
    """
    identifier, class_word = map(safe_name, words)
    concept = Concept(repeats=repeats, identifier=identifier, class_word=class_word)
    planned = plan_folder(project.folder, Made.read(project.folder), concept, pictures)
    build(Blueprint(project.folder, [planned], sets=(TRAIN,)))
    return planned.folder
