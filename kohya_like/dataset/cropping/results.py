"""The change of files that a job ends with: its results, their captions, and what they replace."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kohya_like.dataset.caption_files import USUAL_EXTENSIONS, caption_path
from kohya_like.dataset.cropping.made import FILE, made_in, remembered
from kohya_like.dataset.cropping.names import Names, stem_of
from kohya_like.dataset.edits import Edit, Put, Remove, print_of
from kohya_like.dataset.place import Place


@dataclass(frozen=True)
class Result:
    """One finished file, and the name that it gets."""

    name: str
    """Path from the output folder, with `/`."""
    original: str
    file: Path


@dataclass(frozen=True)
class Output:
    """The output folder as the job finds it."""

    folder: Path
    made: Mapping[str, str]
    """What earlier jobs made, with its originals."""
    seen: str | None
    """`print_of` the record of that."""
    place: Place
    leaving: frozenset[str]
    """Of `made`, what this job replaces: files of its own pictures, in any case those of pictures that are gone."""

    @classmethod
    def look(cls, folder: Path, source: Place, chosen: Sequence[str]) -> "Output":
        """The folder before a job of the chosen pictures. Raises InputError where it cannot be read."""
        seen, made = print_of(folder / FILE), made_in(folder)
        replaced = {*chosen, *(original for original in made.values() if original not in source.pictures)}
        leaving = frozenset(name for name, original in made.items() if original in replaced)
        return cls(folder, made, seen, Place(folder), leaving)

    def names(self, source: Place) -> Names:
        """Names for results that meet nobody else's file."""
        files = [self.place.name(path) for path in self.place.files] if self.folder.is_dir() else []
        leaving = {stem_of(name) for name in self.leaving}
        return Names(source.pictures, {stem for stem in map(stem_of, files) if stem not in leaving})

    def edits(self, source: Place, results: Sequence[Result]) -> list[Edit]:
        """Everything that changes: new files and captions, and the record; what is not made again goes away.

        A caption that lies beside an earlier result stays: somebody may have worked on it.
        """
        names = {result.name for result in results}
        stems = {stem_of(name) for name in names}
        edits: list[Edit] = [Put(self.folder / result.name, result.file) for result in results]
        edits += self._captions(source, results)
        edits += (edit for name in sorted(self.leaving - names) for edit in self._removed(name, stems))
        staying = {name: original for name, original in self.made.items() if name not in self.leaving}
        made = staying | {result.name: result.original for result in results}
        return [*edits, remembered(self.folder, made, self.seen)]

    def _captions(self, source: Place, results: Sequence[Result]) -> Iterator[Put]:
        for result in results:
            for extension in USUAL_EXTENSIONS:
                caption = caption_path(source.pictures[result.original], extension)
                target = caption_path(self.folder / result.name, extension)
                if caption in source.files and not target.exists():
                    with suppress(FileNotFoundError):  # It went away while the job ran.
                        yield Put(target, caption.read_bytes(), seen=None)

    def _removed(self, name: str, stems: set[str]) -> Iterator[Remove]:
        """A former result and its captions, unless they now belong to another one."""
        picture = self.folder / name
        captions = [caption_path(picture, extension) for extension in USUAL_EXTENSIONS]
        leaving = [picture, *(captions if stem_of(name) not in stems else [])]
        return (Remove(path) for path in leaving if path.exists())
