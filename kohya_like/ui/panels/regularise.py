"""The step that looks after regularisation pictures: their counts, adding some, drawing those that are missing."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from kohya_like.config.class_pictures import PARAMETERS, ClassPicturesConfig, class_folder
from kohya_like.config.describe import parameter_document
from kohya_like.config.names import name_mistake
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.building.blueprint import caption_of
from kohya_like.dataset.building.concepts import Concept
from kohya_like.dataset.class_pictures import next_seed
from kohya_like.dataset.edits import Edit, Remove
from kohya_like.dataset.history import History
from kohya_like.dataset.incoming import Incoming, Staged, take_in
from kohya_like.dataset.listing import list_folder
from kohya_like.dataset.projects import Project
from kohya_like.dataset.regularisation import check_regularisation, groups_of, report_document, sentences
from kohya_like.demo.project import lay_out_model
from kohya_like.jobs.generating import new_class_pictures
from kohya_like.plan.document import problem_document
from kohya_like.plan.drawing import class_picture_problems
from kohya_like.ui.answers import both
from kohya_like.ui.choices import DEMO, chosen_base
from kohya_like.ui.concepts import adopt, bench_of, concepts_of, plan_of
from kohya_like.ui.models import model_documents
from kohya_like.ui.places import Chosen, project_of
from kohya_like.ui.site import Site
from kohya_like.ui.thumbnails import drawn
from kohya_like.ui.uploads import uploaded_file

ASKED = ("count", "prompt", "negative_prompt", "width", "height", "steps", "scale", "sampler", "seed")
"""Parameters of drawing that the step shows; class, base model and place are chosen in their own ways."""

MOST_DRAWN = 100
"""Pictures in one answer."""


class Regularise:
    """What the step asks for."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def parameters(self) -> list[dict[str, Any]]:
        """The parameters of drawing that the step shows."""
        return [parameter_document(PARAMETERS[name]) for name in ASKED]

    def models(self) -> list[dict[str, Any]]:
        """The base models that can draw, as New lists them."""
        return [model for model in model_documents(self._site) if model["reason"] is None]

    def look(self, chosen: Chosen) -> dict[str, Any]:
        """What there is, and what training will do with it.

        `{project, sentences, problems, trained, taken, factor, folders, classes}`: as in `report_document`, with the
        `names` of the pictures that lie in each folder of class pictures; `project` is null for a plain folder.
        """
        bench = bench_of(self._site, chosen)
        concepts = concepts_of(bench, "character")
        plan = plan_of(self._site, bench, concepts)
        report = check_regularisation(groups_of(plan))
        is_begun = any(concept.words for concept in concepts)  # Before, Folders is to be filled in: nothing is wrong.
        lying = {} if bench.project is None else _lying(bench.project.reg)
        document = report_document(report)
        return {
            **document,
            "project": None if bench.project is None else bench.project.name,
            "sentences": [both(text) for text in sentences(report)],
            "problems": [problem_document(each) for each in [*plan.errors, *report.problems] if is_begun],
            "folders": [{**folder, "names": lying.get(folder["folder"], [])} for folder in document["folders"]],
        }

    def drawn(
        self, chosen: Chosen, folder: str, names: list[str], side: Annotated[int, Field(ge=16, le=2048)] = 256
    ) -> list[str | None]:
        """Class pictures drawn small, as addresses of their own content; None for what cannot be drawn."""
        place = self._class_place(chosen, folder)
        known = {path.name: path for path in list_folder(place).pictures}
        return drawn(self._site.roots(), map(known.get, names[:MOST_DRAWN]), side)

    def adopt(self, chosen: Chosen) -> str:
        """Make a project of a plain folder, which stays as it is; the project's name."""
        bench = bench_of(self._site, chosen)
        return adopt(self._site, bench, concepts_of(bench, "character")).name

    def add_folder(self, chosen: Chosen, folder: str, class_word: str) -> None:
        """Take class pictures from a folder of this machine: it becomes a concept, built with the others."""
        project = self._project(chosen)
        source = self._site.roots().checked(folder, "folder")
        concept = Concept(repeats=1, class_word=_class(class_word), source=str(source), is_reg=True)
        bench = bench_of(self._site, chosen)
        concepts = [*concepts_of(bench, "character"), concept]
        plan = plan_of(self._site, bench, concepts)
        errors = [problem for problem in plan.errors if problem.field.startswith(f"concepts.{len(concepts) - 1}.")]
        if errors:
            raise InputError.of("folder", errors[0].text)
        project.remember_concepts(concepts)

    def add(self, chosen: Chosen, uploads: list[dict[str, str]], class_word: str) -> dict[str, Any]:
        """Put files that were uploaded (`[{path, name}]`) to the pictures of a class: `{added, refused}`."""
        reg = self._project(chosen).reg
        folder = self._site.roots().checked(reg / class_folder(_class(class_word)))
        files = [Incoming(uploaded_file(upload["path"]), upload["name"]) for upload in uploads]
        history = History.of(folder)
        with history.making() as staging:
            store = Staged(staging)
            taken = take_in(folder, files, store)
            history.apply(_ADDED.format(count=len(taken.added), folder=folder.name), store.edits())
        for file in files:
            file.path.unlink(missing_ok=True)
        return {"added": len(taken.added), "refused": [both(text) for text in taken.refused]}

    def remove(self, chosen: Chosen, folder: str, names: list[str]) -> int:
        """Take class pictures out, with their captions; how many. The history keeps them."""
        place = self._class_place(chosen, folder)
        leaving = [path for path in list_folder(place).pictures if path.name in names]
        captions = [caption for path in leaving if (caption := caption_of(path)) is not None]
        edits: list[Edit] = [Remove(path) for path in dict.fromkeys([*leaving, *captions])]
        History.of(place).apply(_REMOVED.format(count=len(leaving), folder=folder), edits)
        return len(leaving)

    def defaults(self, chosen: Chosen, class_word: str, base: str) -> dict[str, Any]:
        """What drawing begins with: `{seed, width, height}` for the class and the base model."""
        found: dict[str, Any] = {"seed": next_seed(self._project(chosen).reg, class_word)}
        if base:
            native = chosen_base(self._site, base).native
            found |= {"width": native, "height": native}
        return found

    def generate(self, chosen: Chosen, class_word: str, base: str, values: dict[str, Any]) -> str:
        """Queue the drawing of class pictures; the id of the job. Raises InputError with every error."""
        project = self._project(chosen)
        model = chosen_base(self._site, base).path
        given = {name: value for name, value in values.items() if name in ASKED and value is not None}
        config = ClassPicturesConfig.checked(
            {
                "seed": next_seed(project.reg, class_word),
                **given,
                "class_word": class_word.strip(),
                "base": str(lay_out_model(self._site.root) if model == DEMO else model),
                "reg_dir": str(project.reg),
            }
        )
        problems = list(class_picture_problems(config))
        if problems:
            raise InputError(problems)
        return self._site.queued(new_class_pictures(self._site.root, config))

    def _class_place(self, chosen: Chosen, name: str) -> Path:
        """A folder of class pictures. Raises InputError if there is none of this name, or a link that leads out."""
        reg = self._project(chosen).reg
        folders = list_folder(reg).folders if reg.is_dir() else ()
        found = next((folder for folder in folders if folder.name == name), None)
        if found is None:
            raise InputError.of("", _GONE.format(folder=name))
        return self._site.roots().checked(found)

    def _project(self, chosen: Chosen) -> Project:
        """The chosen project. Raises InputError for a plain folder."""
        project = project_of(self._site, chosen)
        if project is None:
            raise InputError.of("", _NO_PROJECT)
        return project


def _class(word: str) -> str:
    """The class as it names a folder. Raises InputError where it cannot."""
    stripped = word.strip()
    mistake = name_mistake(class_folder(stripped) if stripped else "")
    if mistake is not None:
        raise InputError.of("class_word", mistake)
    return stripped


def _lying(reg: Path) -> dict[str, list[str]]:
    """The names of the pictures in each folder of class pictures."""
    if not reg.is_dir():
        return {}
    listings = map(list_folder, list_folder(reg).folders)
    return {each.folder.name: [path.name for path in each.pictures] for each in listings if each.pictures}


_NO_PROJECT = Text(
    "This is a plain folder, which stays as it is: make a project of it first.",
    "这是普通文件夹，不会被改动：请先用它建立项目。",
)
_GONE = Text("There is no folder {folder} any more.", "文件夹 {folder} 已不存在。")
_ADDED = Text("Add {count} class pictures to {folder}", "向 {folder} 添加 {count} 张类别图片")
_REMOVED = Text("Take {count} class pictures out of {folder}", "从 {folder} 移出 {count} 张类别图片")
