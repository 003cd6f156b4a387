"""Captions from a model: which models there are, what they say of a few pictures, and the run over all of them."""

from collections.abc import Sequence
from typing import Any

from kohya_like.config.caption import PARAMETERS
from kohya_like.config.choices import CAPTIONERS
from kohya_like.config.describe import parameter_document
from kohya_like.config.text import Text
from kohya_like.dataset.caption_import import import_captions, words_of_folders
from kohya_like.dataset.glossary import FILE as GLOSSARY
from kohya_like.dataset.glossary import glosses
from kohya_like.formats.captioning_models import NEEDS, Found, found_models, models_folder
from kohya_like.jobs.answers import Answer, Answers
from kohya_like.jobs.child import AUTOMATIC
from kohya_like.jobs.follow import wait_for_exit
from kohya_like.plan.captioning import checked_captioning, checked_trying, new_captioning, new_download, new_trying
from kohya_like.ui.answers import both
from kohya_like.ui.places import Chosen, place_of
from kohya_like.ui.site import Site

ELSEWHERE = ("captioner", "model", "train_data_dir", "pictures")
"""Parameters that have a place of their own on the page."""

MOST_TRIED = 12
"""Pictures in one trial."""

Document = dict[str, Any]


class Captioning:
    """What the page asks for. `values` are values of parameters by name, as they differ from their defaults."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def parameters(self) -> list[Document]:
        """The parameters of the form, those of every captioner."""
        return [parameter_document(parameter) for name, parameter in PARAMETERS.items() if name not in ELSEWHERE]

    def captioners(self) -> list[Document]:
        """Every captioner: `[{name, label, models: [{name, folder}], files, folder, published}]`.

        `files` are those that a model needs, of which `folder` is to have one folder each; `published` are
        `{name, gigabytes}`.
        """
        found = list(found_models(self._site.root))
        return [self._captioner(name, [model for model in found if model.captioner == name]) for name in CAPTIONERS]

    def pictures(self, chosen: Chosen) -> Document:
        """`{names, without}`: every picture, and those without a caption."""
        place = place_of(self._site, chosen)
        without = [name for name, path in place.pictures.items() if place.caption_file(path) is None]
        return {"names": list(place.pictures), "without": without}

    def start(self, chosen: Chosen, values: Document, pictures: list[str]) -> str:
        """Queue a run over these pictures, all where none is named; the id of its job."""
        config = checked_captioning(self._site.root, self._values(chosen, values, pictures))
        return self._site.queued(new_captioning(self._site.root, config))

    def resume(self, job: str) -> None:
        """Queue a run again that was stopped or ended otherwise; pictures that it captioned are left out."""
        found = self._site.job(job)
        wait_for_exit(found)
        self._site.queued(found, AUTOMATIC)

    def attempt(self, chosen: Chosen, values: Document, pictures: list[str], every: bool = False) -> str:
        """Queue a trial with a few pictures, through the captioner of the values or every one; the id of its job."""
        given = self._values(chosen, values, pictures[:MOST_TRIED])
        captioners = list(CAPTIONERS) if every else [str(values.get("captioner"))]
        return self._site.queued(new_trying(self._site.root, checked_trying(self._site.root, given, captioners)))

    def answers(self, job: str) -> list[Document]:
        """What a trial has brought so far: `[{picture, captioner, model, caption, tags, error}]`.

        `tags` are `[{tag, probability, gloss}]`, the gloss being Chinese or null.
        """
        read = self._site.job(job).read(Answers) or Answers()
        return [self._answer(answer) for answer in read.answers]

    def download(self, captioner: str, model: str | None = None) -> str:
        """Queue the download of a published model, of null the recommended one; the id of its job."""
        return self._site.queued(new_download(self._site.root, captioner, model))

    def write_words(self, chosen: Chosen, words: str) -> int:
        """Give every picture without a caption these words, of none those of its folder's name; how many got them."""
        place = place_of(self._site, chosen)
        done = import_captions(place, words_of_folders(place, words.strip() or None), "skip", title=_WORDS)
        return len(done.written)

    def _captioner(self, name: str, models: Sequence[Found]) -> Document:
        needs = NEEDS[name]
        return {
            "name": name,
            "label": both(CAPTIONERS[name].label),
            "models": [{"name": model.name, "folder": str(model.folder)} for model in models],
            "files": [" / ".join(names) for names in needs.files],
            "folder": str(models_folder(self._site.root)),
            "published": [{"name": each.name, "gigabytes": each.gigabytes} for each in needs.published],
        }

    def _values(self, chosen: Chosen, values: Document, pictures: list[str]) -> Document:
        """The values with paths that the page may look into. Raises InputError for another one."""
        model = values.get("model")
        known = {str(found.folder) for found in found_models(self._site.root)}
        if isinstance(model, str) and model not in known:
            model = str(self._site.roots().checked(model, "model"))
        folder = str(place_of(self._site, chosen).folder)
        return {**values, "model": model, "train_data_dir": folder, "pictures": pictures}

    def _answer(self, answer: Answer) -> Document:
        meanings = glosses((tag for tag, _ in answer.tags), self._site.root / GLOSSARY)
        return {
            "picture": answer.picture,
            "captioner": both(CAPTIONERS[answer.captioner].label),
            "model": answer.model,
            "caption": answer.caption,
            "tags": [
                {"tag": tag, "probability": probability, "gloss": meanings.get(tag)} for tag, probability in answer.tags
            ],
            "error": None if answer.error is None else both(answer.error),
        }


_WORDS = Text("Captions from words", "用文字写入标签")
