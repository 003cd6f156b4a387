"""Where a run begins: from pictures to a start in a few clicks."""

from typing import Any

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.batches import items_of
from kohya_like.dataset.buckets import Buckets
from kohya_like.dataset.folders import Picture, Subset
from kohya_like.dataset.incoming import Incoming, take_in, take_out
from kohya_like.dataset.layout import repeats_and_words
from kohya_like.dataset.projects import Project
from kohya_like.dataset.summary import Summary
from kohya_like.demo.project import lay_out
from kohya_like.formats.headers import read_header
from kohya_like.jobs.workspace import workspace
from kohya_like.plan.advice import Advice, length
from kohya_like.plan.document import problem_document
from kohya_like.plan.network_size import file_bytes
from kohya_like.plan.outputs import files_kept
from kohya_like.plan.speed import measured_speed
from kohya_like.plan.times import times_of
from kohya_like.ui.answers import both
from kohya_like.ui.choices import PICTURES, Choices, Outlook, material, outlook, prepare, settle
from kohya_like.ui.drafts import run_of
from kohya_like.ui.models import model_documents
from kohya_like.ui.site import Site
from kohya_like.ui.starting import start_file, start_run
from kohya_like.ui.thumbnails import drawn
from kohya_like.ui.uploads import uploaded_file

THUMBNAIL = 160
"""Pixels of the longer side."""
MOST_THUMBNAILS = 48
"""In one answer."""


class New:
    """What the first page asks for."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def demo(self) -> str:
        """Lay the demo out and queue it; the id of its job."""
        return start_file(self.site, lay_out(self.site.root)).id

    def models(self) -> list[dict[str, Any]]:
        """The base models that lie in the folders for them, those that can be trained first, the demo's last of those.

        `[{path, name, folder, bytes, base, native, demo, reason}]`: `reason` says why it cannot be trained.
        """
        return model_documents(self.site)

    def add(self, uploads: list[dict[str, str]], name: str, project: str | None = None) -> dict[str, Any]:
        """Put files that were uploaded (`[{path, name}]`) into a project, or into a new one of that name.

        `{project, added, known, captions, refused}`: numbers, and a sentence for each file that was left out.
        """
        files = [Incoming(uploaded_file(upload["path"], PICTURES), upload["name"]) for upload in uploads]
        target = Project.create(self.site.root, name) if project is None else _own_project(self.site, project)
        taken = take_in(target.own_pictures, files)
        for file in files:
            file.path.unlink(missing_ok=True)
        return {
            "project": target.name,
            "added": len(taken.added),
            "known": taken.known,
            "captions": taken.captions,
            "refused": [both(text) for text in taken.refused],
        }

    def remove(self, project: str, names: list[str]) -> None:
        """Take pictures that were uploaded out of a project again, with their captions."""
        take_out(_own_project(self.site, project).own_pictures, names)

    def pictures(self, choices: Choices) -> dict[str, Any]:
        """What was chosen: `{folder, own, count, captions, smallest, largest, words, laid_out, names}`.

        Sizes are (width, height) in pixels; `words` are what folders' names give as trigger and class, where they do,
        and `laid_out` the folders that a run can read as they are.
        """
        summary = material(self.site, choices)
        sizes = sorted((picture.size for picture in summary.pictures), key=lambda size: size[0] * size[1])
        return {
            "folder": str(summary.folder),
            "own": choices.project is not None and _is_own(Project.find(self.site.root, choices.project)),
            "count": len(summary.pictures),
            "captions": len(summary.captions),
            "smallest": sizes[0] if sizes else None,
            "largest": sizes[-1] if sizes else None,
            "words": _words_of(summary),
            "laid_out": [subset.folder.name for subset in summary.subsets],
            "names": [picture.path.name for picture in summary.pictures],
        }

    def thumbnails(self, choices: Choices, start: int) -> list[str | None]:
        """The next small pictures after `start` others, in the order of `pictures`; None for what cannot be drawn."""
        pictures = material(self.site, choices).pictures[max(0, start) :][:MOST_THUMBNAILS]
        return drawn(self.site.roots(), (picture.path for picture in pictures), THUMBNAIL)

    def advise(self, choices: Choices) -> dict[str, Any]:
        """The settings for what was chosen, each with its reason: `{problems, advice, plan}`."""
        found = outlook(self.site, choices)
        return {
            "problems": [problem_document(problem) for problem in found.problems],
            "advice": [_advice_document(advice) for advice in found.advice],
            "plan": _plan(self.site, found),
        }

    def settle(self, choices: Choices) -> str | None:
        """The name of the project that `details` and `start` are then to be given; None if pictures lie ready.

        Asked for first, so that the page knows the name whatever comes of them. Raises InputError with every error.
        """
        project = settle(self.site, outlook(self.site, choices))
        return None if project is None else project.name

    def details(self, choices: Choices) -> dict[str, Any]:
        """Lay the pictures out, and give the values of the run's parameters to go on with elsewhere."""
        return prepare(self.site, outlook(self.site, choices))

    def start(self, choices: Choices) -> str:
        """Lay the pictures out and queue the run; the id of its job. Raises InputError with every error."""
        values = prepare(self.site, outlook(self.site, choices))
        return start_run(self.site, run_of(self.site, values).checked()).id


def _own_project(site: Site, name: str) -> Project:
    """A project with pictures of its own. Raises InputError for one whose pictures lie elsewhere or were cropped."""
    project = Project.find(site.root, name)
    if not project.has_own_pictures():
        raise InputError.of(PICTURES, _NOT_OWN.format(folder=project.source()))
    if not _is_own(project):
        raise InputError.of(PICTURES, _CROPPED)
    return project


def _is_own(project: Project) -> bool:
    """Whether what is trained are the very pictures that were given to the project."""
    return project.working() == project.own_pictures


def _words_of(summary: Summary) -> list[str]:
    """Trigger and class as the name of the folder, or of the first one inside, gives them (`10_sls 1girl`)."""
    folder = summary.subsets[0].folder if summary.subsets else summary.folder
    repeats, words = repeats_and_words(folder)
    return words.split(maxsplit=1) if repeats is not None else []


def _advice_document(advice: Advice) -> dict[str, Any]:
    return {"name": advice.name, "value": advice.value, "reason": both(advice.reason)}


def _plan(site: Site, found: Outlook) -> dict[str, Any] | None:
    """Pictures x repeats x epochs / batch = steps, and the files; None while something is missing."""
    if found.summary is None or found.base is None or found.situation is None or found.errors:
        return None
    values = {advice.name: advice.value for advice in found.advice if advice.name != "repeats"}
    config = run_of(site, values).config
    repeats = length(found.situation).repeats
    subsets = found.summary.subsets or [_as_subset(found.summary, repeats)]
    try:
        times = times_of(config, items_of(subsets, [], Buckets.from_config(config)))
    except InputError:
        return None  # Starting says it, with every other error of the whole plan.
    files = files_kept(config.save, times)
    speed = measured_speed(site.root, config)
    return {
        "pictures": len(found.summary.pictures),
        "repeats": None if found.summary.subsets else repeats,
        "epochs": times.epochs,
        "batch": config.train.train_batch_size,
        "steps": times.total_steps,
        "files": files,
        "bytes": files * file_bytes(read_header(found.base.path), config),
        "folder": str(config.save.output_dir or workspace(site.root) / "outputs"),
        "seconds": None if speed is None else speed.seconds * times.total_steps,
        "cpu": found.situation.memory is None,
        "tiny": found.situation.is_tiny,
    }


def _as_subset(summary: Summary, repeats: int) -> Subset:
    """The pictures as they will be laid out."""
    pictures = tuple(Picture(found.path, found.size, found.caption or "", None) for found in summary.pictures)
    return Subset(summary.folder, repeats, "", is_reg=False, pictures=pictures)


_NOT_OWN = Text(
    "These pictures lie in {folder}, which stays as it is: add them there, or begin anew.",
    "这些图片位于 {folder}，不会被改动：请在那里添加，或重新开始。",
)
_CROPPED = Text(
    "The cropped copies of these pictures are trained: add or remove pictures on the Dataset page, and crop again.",
    "训练使用的是裁剪后的副本：请在“数据集”页添加或移除图片，然后重新裁剪。",
)
