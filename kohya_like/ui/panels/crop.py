"""The step of the Dataset page that crops: what becomes of each picture, and the job that makes it."""

from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from kohya_like.config.crop import PARAMETERS, CropConfig, ManualBox
from kohya_like.config.describe import parameter_document
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.buckets import Size, Unfit
from kohya_like.dataset.cropping.drawing import seen
from kohya_like.dataset.cropping.focus import Focus, Look
from kohya_like.dataset.cropping.geometry import Cut
from kohya_like.dataset.cropping.made import made_in
from kohya_like.dataset.cropping.places import output_for
from kohya_like.dataset.cropping.rules import Fate, Rules
from kohya_like.dataset.cropping.starting import new_cropping
from kohya_like.dataset.pictures import picture_size
from kohya_like.dataset.place import Place
from kohya_like.plan.document import problem_document
from kohya_like.plan.outputs import wrong_place
from kohya_like.ui.answers import both
from kohya_like.ui.places import Chosen, folder_of, project_of
from kohya_like.ui.site import Site
from kohya_like.ui.thumbnails import drawn

MOST_DRAWN = 100
"""Pictures in one answer."""

OWN = ("folder", "output", "pictures", "boxes", "workers")
"""Parameters that have no field: the page knows them, or they say nothing about the result."""

Values = dict[str, Any]
Boxes = list[ManualBox]


class Crop:
    """What the step asks for. `values` are those of parameters that differ from their defaults; names of pictures are
    paths from the folder of the originals."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def form(self) -> list[dict[str, Any]]:
        """The parameters that have a field."""
        return [parameter_document(parameter) for name, parameter in PARAMETERS.items() if name not in OWN]

    def originals(self, chosen: Chosen) -> dict[str, Any]:
        """`{folder, output, pictures: [{name, width, height}], damaged, made}`: what can be cropped, a sentence for
        each picture that cannot be read, and how many results there are already."""
        place, output = self._place(chosen), self._output(chosen)
        sizes, damaged = _sizes(place)
        pictures = [{"name": name, "width": width, "height": height} for name, (width, height) in sizes.items()]
        return {
            "folder": str(place.folder),
            "output": str(output),
            "pictures": pictures,
            "damaged": [both(text) for text in damaged],
            "made": len(made_in(output)),
        }

    def drawn(
        self, chosen: Chosen, names: list[str], side: Annotated[int, Field(ge=16, le=2048)] = 256
    ) -> list[str | None]:
        """Originals made small, as addresses of their own content; None for what cannot be drawn."""
        place = self._place(chosen)
        return drawn(self._site.roots(), map(place.pictures.get, names[:MOST_DRAWN]), side)

    def outlook(self, chosen: Chosen, values: Values, boxes: Boxes) -> dict[str, Any]:
        """What a job would make: `{problems, pictures, left, files, small, strips, buckets, shape}`.

        `buckets` are `[{width, height, names, lost}]`, `lost` being the share that is cut away, without looking into
        pictures; `small` are pictures that would be enlarged or left out, `strips` those too narrow to be cut, `left`
        is how many are left out, and `shape` the size that all results have, if they have one.
        """
        try:
            config = self._config(chosen, values, boxes)
        except InputError as error:
            return {"problems": [problem_document(problem) for problem in error.problems]}
        return {"problems": [], **_outlook(config, _sizes(self._place(chosen))[0])}

    def fate(self, chosen: Chosen, values: Values, boxes: Boxes, name: str) -> dict[str, Any]:
        """What becomes of one picture: `{cuts: [{kept, width, height}], lost, enlarges, means, face}`.

        `kept` and `face` are (left, top, right, bottom) in its pixels; `means` says by what a place was found (null:
        nothing had to be looked for). Raises InputError for a picture that cannot be cropped.
        """
        config = self._config(chosen, values, boxes)
        path = self._picture(chosen, name)
        return _fate_document(_fate(config, path, config.box_of(name)))

    def box(self, chosen: Chosen, values: Values, name: str, focus: Focus) -> dict[str, Any]:
        """A box for one picture: `{box, means}`, what would be kept of it with another focus."""
        config = self._config(chosen, {**values, "focus": focus, "split": False}, [])
        fate = _fate(config, self._picture(chosen, name), None)
        left, top, right, bottom = (int(side + 0.5) for side in fate.cuts[0].kept)
        return {
            "box": {"picture": name, "left": left, "top": top, "right": right, "bottom": bottom},
            "means": None if fate.found is None else fate.found.means,
        }

    def start(self, chosen: Chosen, values: Values, boxes: Boxes, names: list[str]) -> str:
        """Queue a job for these pictures, for all where none are named; its id."""
        config = self._config(chosen, {**values, "pictures": names}, boxes)
        if (wrong := wrong_place(config.output)) is not None:
            raise InputError.of("output", wrong)
        return self._site.queued(new_cropping(self._site.root, config))

    def _config(self, chosen: Chosen, values: Values, boxes: Boxes) -> CropConfig:
        place, output = self._place(chosen), self._output(chosen)
        drawn = [box.model_dump() for box in boxes if box.picture in place.pictures]
        return CropConfig.checked({**values, "folder": str(place.folder), "output": str(output), "boxes": drawn})

    def _place(self, chosen: Chosen) -> Place:
        project = project_of(self._site, chosen)
        folder = folder_of(self._site, chosen) if project is None else project.source()
        return Place(self._site.roots().checked(folder))

    def _output(self, chosen: Chosen) -> Path:
        project = project_of(self._site, chosen)
        output = output_for(folder_of(self._site, chosen)) if project is None else project.cropped
        return self._site.roots().checked(output)

    def _picture(self, chosen: Chosen, name: str) -> Path:
        return self._site.roots().checked(self._place(chosen).picture(name))


def _outlook(config: CropConfig, sizes: dict[str, Size]) -> dict[str, Any]:
    rules, files = Rules(config), 0
    small, strips = [], []
    buckets: defaultdict[Size, list[tuple[str, float]]] = defaultdict(list)
    for name, size in sizes.items():
        try:
            fate = rules.fate(size, config.box_of(name), None)
        except Unfit:
            strips.append(name)
            continue
        if fate.enlarges:
            small.append(name)
            if not config.upscale:
                continue
        files += len(fate.cuts) * (2 if config.flip else 1)
        buckets[fate.cuts[0].size].append((name, fate.lost))
    documents = [
        {
            "width": bucket[0],
            "height": bucket[1],
            "names": [name for name, _ in members],
            "lost": sum(lost for _, lost in members) / len(members),
        }
        for bucket, members in sorted(buckets.items())
    ]
    return {
        "pictures": len(sizes),
        "left": len(strips) + (0 if config.upscale else len(small)),
        "files": files,
        "small": small,
        "strips": strips,
        "buckets": documents,
        "shape": None if config.enable_bucket else config.target(),
    }


def _fate(config: CropConfig, path: Path, box: ManualBox | None) -> Fate:
    size = _size(path, _changed(path))
    try:
        return Rules(config).fate(size, box, lambda: _look(path, _changed(path), config.background))
    except Unfit as error:
        raise InputError.of("", error.text.format(path=path, width=size[0], height=size[1])) from error


def _fate_document(fate: Fate) -> dict[str, Any]:
    found = fate.found
    return {
        "cuts": [_cut_document(cut) for cut in fate.cuts],
        "lost": fate.lost,
        "enlarges": fate.enlarges,
        "means": None if found is None else found.means,
        "face": None if found is None else found.face,
    }


def _cut_document(cut: Cut) -> dict[str, Any]:
    return {"kept": cut.kept, "width": cut.size[0], "height": cut.size[1]}


def _sizes(place: Place) -> tuple[dict[str, Size], list[Text]]:
    """The size of each picture that can be read, and a sentence for each other one."""
    sizes, damaged = {}, []
    for name, path in place.pictures.items():
        try:
            sizes[name] = _size(path, _changed(path))
        except InputError as error:
            damaged.append(error.problems[0].text)
    return sizes, damaged


@lru_cache(maxsize=20_000)
def _size(path: Path, changed: int) -> Size:
    """`changed` tells whether the file is still the same: all are asked for after every change of a field."""
    return picture_size(path)


@lru_cache(maxsize=1)
def _look(path: Path, changed: int, background: str) -> Look:
    """The picture that is worked on, with the faces that were found in it."""
    return Look(seen(path, background))


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # A link to nothing; reading it says so.
        return 0
