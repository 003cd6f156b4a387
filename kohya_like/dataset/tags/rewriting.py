"""Operations that take tags out, or write them in another way."""

import re
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Literal

from kohya_like.config.problems import InputError
from kohya_like.config.schema import FileOrFolder, param
from kohya_like.config.text import Text
from kohya_like.dataset.tags.caption import Tags, distinct, key, keys, listed
from kohya_like.dataset.tags.matching import Matcher
from kohya_like.dataset.tags.operation import LONGEST_LIST, Operation, shortened

LETTERS = re.compile(r"[^\W_]{2}")
"""Two letters or digits in a row. A tag without them (`^_^`, `0_0`, `(o)_(o)`) is a face, its underscore the mouth."""

BRACKET = re.compile(r"(?<!\\)([()\[\]])")
ESCAPED = re.compile(r"\\([()\[\]])")


class Replace(Operation):
    """Tags give way to others."""

    name: ClassVar[str] = "replace"
    title: ClassVar[Text] = Text("Replace", "替换")
    about: ClassVar[Text] = Text(
        "The new tags stand where the first of the old ones stood, each once.",
        "新标签放在第一个旧标签的位置，各出现一次。",
    )
    lists: ClassVar[tuple[str, ...]] = ("old", "new")

    old: str = param(..., "Old tags", "旧标签", zh="要替换的标签，用分隔符隔开。", max_length=LONGEST_LIST)
    """The tags to replace, separated as in captions."""

    new: str = param(..., "New tags", "新标签", zh="取代它们的标签，用分隔符隔开。", max_length=LONGEST_LIST)
    """The tags that come in their place, separated as in captions."""

    def apply(self, tags: Tags) -> Tags:
        old, new = keys(self.tags_of("old")), self.tags_of("new")
        place = next((place for place, tag in enumerate(tags) if key(tag) in old), None)
        if place is None:
            return tags
        unwanted = old | keys(new)
        before, after = (tuple(t for t in part if key(t) not in unwanted) for part in (tags[:place], tags[place:]))
        return (*before, *new, *after)


class Remove(Operation):
    """Tags are taken out."""

    name: ClassVar[str] = "remove"
    title: ClassVar[Text] = Text("Remove", "删除")
    about: ClassVar[Text] = Text("Takes tags out of captions.", "从标签文件中删除标签。")
    lists: ClassVar[tuple[str, ...]] = ("tags",)

    tags: str = param(..., "Tags", "标签", zh="要删除的标签，用分隔符隔开。", max_length=LONGEST_LIST)
    """The tags to remove, separated as in captions."""

    def apply(self, tags: Tags) -> Tags:
        unwanted = keys(self.tags_of("tags"))
        return tuple(tag for tag in tags if key(tag) not in unwanted)


class Blacklist(Operation):
    """Whatever a list names is taken out."""

    name: ClassVar[str] = "blacklist"
    title: ClassVar[Text] = Text("Blacklist", "黑名单")
    about: ClassVar[Text] = Text(
        "Takes out every tag of a list, or of a file with such a list; * stands for anything: *hair.",
        "删除列表或列表文件中的所有标签；* 代表任意字符：*hair。",
    )
    may_list: ClassVar[tuple[str, ...]] = ("tags",)

    tags: str = param(
        "",
        "Unwanted tags",
        "不要的标签",
        zh="不要的标签，用分隔符隔开；* 代表任意字符。",
        max_length=LONGEST_LIST,
    )
    """The unwanted tags, separated as in captions; * stands for any characters."""

    file: FileOrFolder | None = param(
        None, "Text file", "文本文件", zh="列出不要的标签的文本文件（UTF-8），每行一个或用分隔符隔开。"
    )
    """A text file (UTF-8) that lists unwanted tags, one a line or separated as in captions."""

    def model_post_init(self, context: Any) -> None:
        """Refuse a list that names nothing."""
        super().model_post_init(context)
        if not self._unwanted.patterns:
            raise InputError.of("tags", _NOTHING_UNWANTED)

    @cached_property
    def _unwanted(self) -> Matcher:
        lines = [self.tags, *(() if self.file is None else _lines(self.file))]
        return Matcher(distinct(tag for line in lines for tag in listed(line, self.separator)))

    def apply(self, tags: Tags) -> Tags:
        return tuple(tag for tag in tags if not self._unwanted.fits(tag))

    def done(self) -> Text:
        """As for every operation."""
        said = shortened(", ".join(self._unwanted.patterns))
        return Text(f"{self.title.en}: {said}", f"{self.title.zh}：{said}")


class Spaces(Operation):
    """Underscores become spaces."""

    name: ClassVar[str] = "spaces"
    title: ClassVar[Text] = Text("Underscores to spaces", "下划线变空格")
    about: ClassVar[Text] = Text(
        "long_hair becomes long hair; faces such as ^_^ stay as they are.",
        "long_hair 变为 long hair；^_^ 这类颜文字保持不变。",
    )
    may_list: ClassVar[tuple[str, ...]] = ("keep",)

    keep: str = param(
        "*_group*",
        "Except",
        "例外",
        zh="保持不变的标签，用分隔符隔开；* 代表任意字符。",
        level="expert",
        max_length=LONGEST_LIST,
    )
    """Tags that stay as they are, separated as in captions; * stands for any characters."""

    def apply(self, tags: Tags) -> Tags:
        kept = Matcher(self.tags_of("keep"))
        return tuple(tag if kept.fits(tag) else spaced(tag) for tag in tags)


class Escape(Operation):
    """Brackets with or without backslashes before them."""

    name: ClassVar[str] = "escape"
    title: ClassVar[Text] = Text("Escape brackets", "转义括号")
    about: ClassVar[Text] = Text(
        "saber (fate) becomes saber \\(fate\\), or the other way round: brackets mean weights in prompts.",
        "saber (fate) 变为 saber \\(fate\\)，或反过来：括号在提示词中表示权重。",
    )

    direction: Literal["escape", "unescape"] = param(
        "escape",
        "Direction",
        "方向",
        zh="在括号前加上反斜杠，或去掉反斜杠。",
        labels={
            "escape": Text("Put backslashes before brackets", "加上反斜杠"),
            "unescape": Text("Take the backslashes away", "去掉反斜杠"),
        },
    )
    """Put backslashes before brackets, or take them away."""

    def apply(self, tags: Tags) -> Tags:
        if self.direction == "escape":
            return tuple(BRACKET.sub(r"\\\1", tag) for tag in tags)
        return tuple(ESCAPED.sub(r"\1", tag) for tag in tags)


def spaced(tag: str) -> str:
    """A tag with spaces for underscores, unless it is a face."""
    return tag.replace("_", " ").strip() if LETTERS.search(tag) else tag


def _lines(path: Path) -> list[str]:
    """The lines of a text file. Raises InputError where it is none."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(LONGEST_LIST + 1)
    except UnicodeDecodeError:
        raise InputError.of("file", _NO_TEXT.format(path=path)) from None
    except OSError as error:
        raise InputError.of("file", _NOT_READ.format(path=path, reason=error.strerror)) from error
    if len(text) > LONGEST_LIST:
        raise InputError.of("file", _TOO_LONG.format(path=path, most=LONGEST_LIST))
    return text.splitlines()


_TOO_LONG = Text(
    "The list {path} is longer than {most} characters: shorten it.", "列表文件 {path} 超过 {most} 个字符：请缩短。"
)
_NO_TEXT = Text(
    "The list {path} is not UTF-8 text: save it again with that encoding.",
    "列表文件 {path} 不是 UTF-8 编码：请用该编码重新保存。",
)
_NOT_READ = Text("The list {path} cannot be read: {reason}.", "无法读取列表文件 {path}：{reason}。")
_NOTHING_UNWANTED = Text(
    "The list names no tag: write one, or give a file that lists some.",
    "列表中没有标签：请填写标签，或指定列出标签的文件。",
)
