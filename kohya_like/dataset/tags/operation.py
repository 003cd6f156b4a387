"""What every operation on tags has: parameters, what it makes of the tags of one caption, and a name in the history."""

from abc import abstractmethod
from typing import Any, ClassVar

from kohya_like.config.job_config import JobConfig
from kohya_like.config.problems import InputError
from kohya_like.config.schema import param
from kohya_like.config.text import Text
from kohya_like.dataset.tags.caption import SEPARATOR, Tags, listed

LONGEST_LIST = 100_000
"""Characters of tags that somebody types."""
SHOWN = 60
"""Characters of a list of tags that a title shows."""


class Splitting(JobConfig):
    """How captions are taken apart."""

    title: ClassVar[Text] = Text("Tags", "标签")

    separator: str = param(
        SEPARATOR,
        "Separator",
        "分隔符",
        zh="标签之间的分隔符，应与训练时的 caption_separator 相同。",
        level="expert",
        min_length=1,
        max_length=8,
        pattern=r"^[^\r\n]+$",
    )
    """What stands between two tags; the same as caption_separator in training."""


class Operation(Splitting):
    """A change of tags: a pure function of the tags of one caption. Tags are compared as CLIP reads them, without case.

    Made by `checked`, which raises InputError for parameters that are wrong.
    """

    name: ClassVar[str]
    """On the command line, and in the page."""
    about: ClassVar[Text]
    lists: ClassVar[tuple[str, ...]] = ()
    """The parameters that must name a tag, or several."""
    single: ClassVar[tuple[str, ...]] = ()
    """The parameters that must name exactly one."""
    may_list: ClassVar[tuple[str, ...]] = ()
    """The parameters that may name tags, or none."""

    def model_post_init(self, _: Any) -> None:
        """Refuse lists of tags that name none, or several where one is wanted."""
        for name in (*self.lists, *self.single):
            tags = self.tags_of(name)
            if not tags:
                raise InputError.of(name, _NO_TAG.format(name=self.parameters()[name].label))
            if name in self.single and len(tags) > 1:
                raise InputError.of(name, _SEVERAL.format(name=self.parameters()[name].label, tags=", ".join(tags)))

    def tags_of(self, name: str) -> Tags:
        """The tags that a parameter lists."""
        return listed(getattr(self, name), self.separator)

    @abstractmethod
    def apply(self, tags: Tags) -> Tags:
        """The tags of a caption afterwards. A picture without a caption has none, and gets one if this adds some."""

    def done(self) -> Text:
        """What was done, for the history."""
        said = " → ".join(shortened(", ".join(self.tags_of(name))) for name in (*self.lists, *self.single))
        return Text(f"{self.title.en}: {said}", f"{self.title.zh}：{said}") if said else self.title


def shortened(text: str) -> str:
    """A text as far as a title has room for it."""
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


_NO_TAG = Text("{name} names no tag: write at least one.", "“{name}”中没有标签：请至少填写一个。")
_SEVERAL = Text("{name} takes one tag, and {tags} are several.", "“{name}”只接受一个标签，而 {tags} 不止一个。")
