"""From the few things that the first page asks to a whole run: what is checked, advised and laid out."""

from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from kohya_like.config.names import safe_name
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.reading import parse_toml
from kohya_like.config.run import PARAMETERS
from kohya_like.config.text import Text
from kohya_like.dataset.doctor.amounts import FEW
from kohya_like.dataset.laying_out import lay_out
from kohya_like.dataset.listing import some_names
from kohya_like.dataset.projects import Project
from kohya_like.dataset.summary import Summary, summarise
from kohya_like.dataset.tokens import token_count
from kohya_like.demo.measures import FOLDER as DEMO_FOLDER
from kohya_like.demo.project import MODEL as DEMO_MODEL
from kohya_like.demo.project import lay_out_model
from kohya_like.jobs.job import Job
from kohya_like.jobs.machine import nvidia_gpus, runs_on_cpu
from kohya_like.jobs.status import PENDING
from kohya_like.plan.advice import Advice, Goal, Quality, Situation, advise, length
from kohya_like.plan.base_models import Candidate, check_model
from kohya_like.plan.trigger_words import Fields, word_problems
from kohya_like.ui.drafts import run_of
from kohya_like.ui.site import Site

PICTURES, BASE = "new.pictures", "new.base"
WORDS = Fields(trigger="new.trigger", class_word="new.class_word")
"""What the page calls its fields."""

REMEMBERED = 20_000
"""Captions whose length is kept in mind: all of them are looked at after every change of a field."""

DEFAULT_EXTENSION = PARAMETERS["caption_extension"].default

DEMO = DEMO_FOLDER / DEMO_MODEL
"""The demo's base model, where the program keeps it."""


class Choices(BaseModel):
    """What the page sends."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    goal: Goal
    quality: Quality
    kind: str = "lora"
    project: str | None = None
    """Name of a project whose pictures are meant."""
    folder: str | None = None
    """A folder of pictures of this machine, where there is no project."""
    trigger: str = ""
    class_word: str = ""
    base: str = ""
    """Path of the base model."""


@dataclass
class Outlook:
    """What the choices come to, as far as they go, and what is wrong with them."""

    choices: Choices
    summary: Summary | None = None
    base: Candidate | None = None
    situation: Situation | None = None
    advice: list[Advice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """The problems with which the run cannot start."""
        return [problem for problem in self.problems if problem.severity == "error"]


def outlook(site: Site, choices: Choices) -> Outlook:
    """Look at everything that was chosen. What is wrong is among the problems; nothing is changed."""
    found = Outlook(choices)
    try:
        found.summary = material(site, choices)
        found.problems += _picture_problems(found.summary, choices.goal)
    except InputError as error:
        found.problems += at_field(PICTURES, error.problems)
    found.problems += word_problems(choices.trigger.strip(), choices.class_word.strip(), WORDS)
    try:
        found.base = chosen_base(site, choices.base)
    except InputError as error:
        found.problems += at_field(BASE, error.problems)
    if found.summary is not None and found.summary.pictures:
        found.situation = _situation(site, choices, found.summary, found.base)
        found.advice = advise(found.situation)
    return found


def material(site: Site, choices: Choices) -> Summary:
    """The pictures that were chosen. Raises InputError where there are none."""
    if choices.project is not None:
        pictures = Project.find(site.root, choices.project).working()
        return summarise(site.roots().checked(pictures))
    if choices.folder:
        return summarise(site.roots().checked(choices.folder))
    raise InputError.of(PICTURES, _NO_PICTURES)


def chosen_base(site: Site, path: str) -> Candidate:
    """The base model at a path. Raises InputError where there is none, or it cannot be trained."""
    if not path:
        raise InputError.of(BASE, _NO_BASE)
    return check_model(DEMO if path == str(DEMO) else site.roots().checked(path))


def settle(site: Site, found: Outlook) -> Project | None:
    """The project in which the pictures will be laid out, under the name of the trigger word; None if they lie so.

    A folder elsewhere gets one, and so does a project of which a waiting or running job still needs what is laid out.
    Raises InputError with every error.
    """
    choices, trigger = found.choices, found.choices.trigger.strip()
    if found.errors or found.summary is None:
        raise InputError(found.problems)
    if found.summary.subsets:
        return None
    if choices.project is None:
        return Project.create(site.root, trigger, found.summary.folder)
    project = Project.find(site.root, choices.project)
    if is_needed(site, project):
        return Project.create(site.root, trigger, project.working())
    return project.renamed(trigger)


def prepare(site: Site, found: Outlook) -> dict[str, Any]:
    """Lay the pictures out where `settle` said, and give the values of the run's parameters.

    Raises InputError with every error.
    """
    project = settle(site, found)
    choices, summary, base = found.choices, found.summary, found.base
    assert summary is not None and base is not None and found.situation is not None, "there are no errors"
    trigger = choices.trigger.strip()
    train = summary.folder
    if project is not None:
        pictures = [project.working() / picture.path.name for picture in summary.pictures]
        lay_out(project, pictures, length(found.situation).repeats, (trigger, choices.class_word.strip()))
        train = project.train
    model = lay_out_model(site.root) if base.path == DEMO else base.path
    values = {advice.name: advice.value for advice in found.advice if advice.name != "repeats"}
    if summary.subsets and summary.caption_extension != DEFAULT_EXTENSION:
        values["caption_extension"] = summary.caption_extension
    return values | {
        "kind": choices.kind,
        "train_data_dir": str(train),
        "pretrained_model_name_or_path": str(model),
        "output_name": free_name(site, trigger),
        "training_comment": f"trigger word: {trigger}",
    }


def free_name(site: Site, trigger: str) -> str:
    """A name of which the workspace has no trained file, and no run that will write one."""
    name = safe_name(trigger)
    taken = {job.title for job in site.jobs()} | {path.stem for path in (site.root / "outputs").glob("*.safetensors")}
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def at_field(name: str, problems: list[Problem]) -> list[Problem]:
    """The problems at a field of the page."""
    return [Problem(name, problem.text, problem.severity) for problem in problems]


def is_needed(site: Site, project: Project) -> bool:
    """Whether a run that waits or goes on reads what is laid out."""
    pending = [site.job(job.id) for job in site.jobs() if job.status in PENDING]
    return any(_training_folder(job) == str(project.train) for job in pending)


def _training_folder(job: Job) -> str | None:
    folder: str | None = parse_toml(job.config).get("dataset", {}).get("train_data_dir")
    return folder


def _situation(site: Site, choices: Choices, summary: Summary, base: Candidate | None) -> Situation:
    captions = summary.captions
    return Situation(
        goal=choices.goal,
        quality=choices.quality,
        sizes=[picture.size for picture in summary.pictures],
        trigger=choices.trigger.strip(),
        class_word=choices.class_word.strip(),
        captions=captions,
        longest_caption=max(map(_tokens, captions), default=0),
        native=Situation.native if base is None else base.native,
        memory=_memory(run_of(site, {}).config.launch.device),
        per_epoch=summary.per_epoch,
    )


@cache
def _memory(device: str) -> int | None:
    """Bytes of the first GPU, None where a run on this device goes to the CPU. A machine does not change meanwhile."""
    if runs_on_cpu(device):
        return None
    return next((gpu.memory for gpu in nvidia_gpus().gpus), None)


@lru_cache(maxsize=REMEMBERED)
def _tokens(caption: str) -> int:
    return token_count(caption)


def _picture_problems(summary: Summary, goal: Goal) -> list[Problem]:
    problems = [Problem(PICTURES, text, "warning") for text in summary.problems]
    count = len(summary.pictures)
    if not count:
        return [Problem(PICTURES, text) for text in (*summary.problems, _NONE_READABLE)]
    if count < FEW[goal]:
        problems.append(Problem(PICTURES, _TOO_FEW.format(count=count, few=FEW[goal]), "warning"))
    small = [picture.path for picture in summary.pictures if min(picture.size) < SMALLEST]
    if small:
        text = _SMALL.format(count=len(small), names=some_names(small), side=SMALLEST)
        problems.append(Problem(PICTURES, text, "warning"))
    return problems


SMALLEST = 64
"""Pixels. No bucket is shorter, so a picture with a side below this is always enlarged."""

_NO_PICTURES = Text("There are no pictures yet: drop some, or choose a folder.", "还没有图片：请拖入图片或选择文件夹。")
_NONE_READABLE = Text("None of this can be trained: add pictures.", "这里没有可以训练的图片：请添加图片。")
_NO_BASE = Text("There is no base model: choose one.", "没有底模：请选择一个。")
_TOO_FEW = Text(
    "Only {count}: with fewer than about {few}, the pictures are learned by heart rather than what they show.",
    "只有 {count} 张：少于约 {few} 张时，模型容易死记图片，而不是学会其中的内容。",
)
_SMALL = Text(
    "Smaller than {side} pixels on a side: {count} ({names}). They would be enlarged and blurred.",
    "有 {count} 张图片的边长小于 {side} 像素（{names}）：会被放大而变得模糊。",
)
