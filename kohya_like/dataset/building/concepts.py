"""What one folder of a data set is about: how often its pictures are trained, what they show, where they lie."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kohya_like.config.names import UNSAFE, name_mistake
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.text import Text
from kohya_like.dataset.layout import MAX_REPEATS, repeats_and_words

TRAIN, REG = "train", "reg"
"""The folders that hold those of the concepts, as a run is given them."""

HERE = "."
"""The source of pictures that lie in the working folder itself."""


class Concept(BaseModel):
    """One folder to be made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repeats: int
    """How often an epoch takes each picture."""
    identifier: str = ""
    """The word that is made up for it; regularisation pictures have none."""
    class_word: str = ""
    """The ordinary word for what it is, which regularisation pictures share."""
    source: str = HERE
    """Folder of its pictures: from the working folder, or absolute."""
    is_reg: bool = False

    @classmethod
    def named(cls, name: str, source: str, is_reg: bool) -> "Concept":
        """What the name of a folder says, `10_sls 1girl` or `1_1girl`. Raises InputError where it names no repeats."""
        repeats, words = repeats_and_words(Path(name))
        if repeats is None:
            raise InputError.of("", _NO_REPEATS.format(name=name))
        identifier, class_word = ("", words.strip()) if is_reg else split_words(words)
        return cls(repeats=repeats, identifier=identifier, class_word=class_word, source=source, is_reg=is_reg)

    @property
    def words(self) -> str:
        """Identifier and class, as the folder's name has them."""
        return " ".join(filter(None, (self.identifier.strip(), self.class_word.strip())))

    @property
    def name(self) -> str:
        """The name of the folder to be made, such as `10_sls 1girl`."""
        return f"{self.repeats}_{self.words}"

    @property
    def folder(self) -> str:
        """Where it is made, such as `train/10_sls 1girl`."""
        return f"{REG if self.is_reg else TRAIN}/{self.name}"

    def source_folder(self, working: Path) -> Path:
        """Where its pictures lie."""
        return working / self.source


def split_words(words: str) -> tuple[str, str]:
    """Identifier and class of the words in a folder's name: the first word, and all others."""
    identifier, _, class_word = words.strip().partition(" ")
    return identifier, class_word.strip()


def problem_field(number: int, name: str) -> str:
    """What problems call a field of the concept with this number, counted from 0."""
    return f"concepts.{number}.{name}"


def concept_problems(concepts: Sequence[Concept], working: Path) -> Iterator[Problem]:
    """What stands against concepts of a working folder as they are written down, each at its field."""
    if not any(not concept.is_reg for concept in concepts):
        yield Problem("concepts", _NONE)
    folders = Counter(concept.folder.casefold() for concept in concepts)
    places = [concept.source_folder(working).resolve() for concept in concepts]  # However they are spelt.
    sources = Counter(places)
    for number, concept in enumerate(concepts):
        yield from _own_problems(number, concept)
        if folders[concept.folder.casefold()] > 1:
            yield Problem(problem_field(number, "class_word"), _SAME_FOLDER.format(folder=concept.folder))
        if sources[places[number]] > 1:
            yield Problem(problem_field(number, "source"), _SAME_SOURCE.format(source=concept.source))


def _own_problems(number: int, concept: Concept) -> Iterator[Problem]:
    if not 0 < concept.repeats <= MAX_REPEATS:
        yield Problem(problem_field(number, "repeats"), _REPEATS.format(limit=MAX_REPEATS))
    if concept.is_reg and concept.identifier.strip():
        yield Problem(problem_field(number, "identifier"), _REG_IDENTIFIER)
    if not concept.words:
        yield Problem(problem_field(number, "class_word"), _NO_WORDS)
        return
    mistake = name_mistake(concept.name)
    if mistake is not None:
        by_identifier = UNSAFE.search(concept.identifier) or not concept.class_word.strip()
        yield Problem(problem_field(number, "identifier" if by_identifier else "class_word"), mistake)


_NONE = Text(
    "There is nothing to train yet: add a row for what is to be learned.", "还没有训练内容：请为要学习的内容添加一行。"
)
_NO_REPEATS = Text(
    'The name {name} does not say how often the pictures are used: write it like "10_sls 1girl".',
    "名称 {name} 没有写明图片的重复次数：请写成“10_sls 1girl”这样的形式。",
)
_REPEATS = Text("Repeats are a whole number from 1 to {limit}.", "重复次数必须是 1 到 {limit} 的整数。")
_NO_WORDS = Text(
    "The folder needs a name: fill in the class, such as 1girl, or the identifier.",
    "文件夹需要名称：请填写类别（如 1girl）或标识词。",
)
_REG_IDENTIFIER = Text(
    "Regularisation pictures show the class without the identifier: remove it here.",
    "正则化图片只表示类别，不带标识词：请在此删除。",
)
_SAME_FOLDER = Text(
    "Two rows would make the folder {folder}: give one of them another word.",
    "有两行会生成同一个文件夹 {folder}：请修改其中一行的词。",
)
_SAME_SOURCE = Text(
    "Two rows take their pictures from {source}, which would train them twice: remove one, or choose another folder.",
    "有两行都取用 {source} 中的图片，会重复训练：请删除一行或另选文件夹。",
)
