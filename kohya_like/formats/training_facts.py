"""What the metadata of a LoRA (or a relative) tells a person about its training, in the vocabulary of sd-scripts."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

TOP_TAGS = 10
FOLDER = re.compile(r"(\d+)_(.*)")
ABSENT = ("", "None")
"""How an option that was not given stands in the metadata."""


@dataclass(frozen=True)
class TrainingFacts:
    """Facts for people, as far as they are there; text from the file, so it may say anything.

    `folders` are the names of the picture folders without their repeats ("sls 1girl"): the identifier and class that a
    prompt needs. `tags` are the most frequent ones with their counts.
    """

    name: str | None = None
    base_model: str | None = None
    resolution: str | None = None
    steps: str | None = None
    epochs: str | None = None
    folders: tuple[str, ...] = ()
    tags: tuple[tuple[str, int], ...] = ()


Count = Annotated[int, Field(ge=0, lt=1 << 53)]
TagFrequency = dict[str, dict[str, Count]]
"""How often each tag stands in the captions of each folder."""


class _Dataset(BaseModel):
    """What is used of an entry of `ss_datasets`."""

    resolution: tuple[Count, Count] | None = None
    tag_frequency: TagFrequency = Field(default_factory=dict)


DATASETS = TypeAdapter(list[_Dataset])
TAG_FREQUENCY = TypeAdapter(TagFrequency)


def training_facts(metadata: Mapping[str, str]) -> TrainingFacts:
    """The facts in a file's metadata. An entry that is absent or malformed yields no fact: it is not ours to judge."""
    datasets = _datasets(metadata)
    frequencies = [dataset.tag_frequency for dataset in datasets] or [_tag_frequency(metadata)]
    tags: Counter[str] = Counter()
    for frequency in frequencies:
        for counts in frequency.values():
            tags.update(counts)
    return TrainingFacts(
        name=_first(metadata, "ss_output_name", "modelspec.title"),
        base_model=_first(metadata, "ss_sd_model_name"),
        resolution=_resolution(metadata, datasets),
        steps=_first(metadata, "ss_steps", "ss_max_train_steps"),
        epochs=_first(metadata, "ss_epoch", "ss_num_epochs"),
        folders=tuple(dict.fromkeys(_without_repeats(folder) for frequency in frequencies for folder in frequency)),
        tags=tuple(tags.most_common(TOP_TAGS)),
    )


def _first(metadata: Mapping[str, str], *keys: str) -> str | None:
    return next((metadata[key] for key in keys if metadata.get(key, "") not in ABSENT), None)


def _datasets(metadata: Mapping[str, str]) -> list[_Dataset]:
    """The datasets of a run that was described by a dataset configuration; the folder form has none."""
    try:
        return DATASETS.validate_json(metadata.get("ss_datasets", "[]"))
    except ValidationError:
        return []


def _tag_frequency(metadata: Mapping[str, str]) -> TagFrequency:
    try:
        return TAG_FREQUENCY.validate_json(metadata.get("ss_tag_frequency", "{}"))
    except ValidationError:
        return {}


def _resolution(metadata: Mapping[str, str], datasets: list[_Dataset]) -> str | None:
    """As "512x768", of each dataset. sd-scripts writes "(512, 768)", others "512,768"."""
    sizes = ["{}x{}".format(*dataset.resolution) for dataset in datasets if dataset.resolution is not None]
    if not sizes:
        numbers = re.findall("[0-9]+", metadata.get("ss_resolution", ""))
        sizes = [f"{numbers[0]}x{numbers[-1]}"] if len(numbers) in (1, 2) else []
    return ", ".join(dict.fromkeys(sizes)) or None


def _without_repeats(folder: str) -> str:
    match = FOLDER.fullmatch(folder)
    return match[2] if match else folder
