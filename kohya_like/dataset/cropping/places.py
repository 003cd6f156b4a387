"""Where results go: never among the pictures that they are made of."""

from pathlib import Path

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.projects import FILE, Project


def source_of(folder: Path) -> Path:
    """The pictures that a folder means: a project's, or its own. Raises InputError where there is no such folder."""
    if not folder.is_dir():
        raise InputError.of("folder", _NO_FOLDER.format(folder=folder))
    return Project(folder).source() if (folder / FILE).is_file() else folder


def output_for(folder: Path) -> Path:
    """Where results go if nobody says so: a project's own place, else a folder beside the pictures."""
    for project in (folder, folder.parent):
        if (project / FILE).is_file() and Project(project).source().resolve() == source_of(folder).resolve():
            return Project(project).cropped
    return folder.with_name(f"{folder.name}-cropped")


def refuse_overlap(folder: Path, output: Path) -> None:
    """Raise InputError where results would lie among the pictures, or the pictures among results."""
    source, target = folder.resolve(), output.resolve()
    if source == target or source in target.parents or target in source.parents:
        raise InputError.of("output", _OVERLAP.format(folder=folder, output=output))
    if target.exists() and not target.is_dir():
        raise InputError.of("output", _FILE.format(output=output))


_NO_FOLDER = Text("There is no folder {folder}: check the path.", "没有文件夹 {folder}：请检查路径。")
_OVERLAP = Text(
    "The results cannot lie in {output}: of it and {folder} one holds the other. Choose a folder beside it.",
    "结果不能放在 {output}：它与 {folder} 互相包含。请选择与之并列的文件夹。",
)
_FILE = Text("{output} is a file: choose a folder.", "{output} 是文件：请选择文件夹。")
