"""Operations that bring tags in, or put them in another order."""

from typing import ClassVar, Literal

from kohya_like.config.schema import param
from kohya_like.config.text import Text
from kohya_like.dataset.tags.caption import Tags, distinct, key, keys
from kohya_like.dataset.tags.operation import LONGEST_LIST, Operation

FIRST = Text("First", "最前")
LAST = Text("Last", "最后")
AFTER_TRIGGER = Text("After the trigger", "触发词之后")


class Merge(Operation):
    """Several tags become one trigger."""

    name: ClassVar[str] = "merge"
    title: ClassVar[Text] = Text("Merge", "合并")
    about: ClassVar[Text] = Text(
        "Every listed tag that is there is removed, and the trigger stands first, once.",
        "删除所列标签中出现的每一个，并在最前面加上一个触发词。",
    )
    lists: ClassVar[tuple[str, ...]] = ("tags",)
    single: ClassVar[tuple[str, ...]] = ("into",)

    tags: str = param(
        ..., "Tags", "要合并的标签", zh="要合并的标签，用分隔符隔开，如 1boy, facial hair。", max_length=LONGEST_LIST
    )
    """The tags to merge, separated as in captions: 1boy, facial hair."""

    into: str = param(..., "Trigger", "触发词", zh="取代它们的触发词。", max_length=LONGEST_LIST)
    """The tag that replaces them."""

    present: Literal["any", "all"] = param(
        "any",
        "Merge if",
        "合并条件",
        zh="标签中只要有任意一个，还是必须全部都有，才进行合并。",
        labels={
            "any": Text("Any of them is there", "含其中任意一个"),
            "all": Text("All of them are there", "含其中全部"),
        },
    )
    """Whether any of the tags must be there, or all of them."""

    def apply(self, tags: Tags) -> Tags:
        wanted = keys(self.tags_of("tags"))
        found = wanted & keys(tags)
        if not found or (self.present == "all" and found != wanted):
            return tags
        (trigger,) = self.tags_of("into")
        return (trigger, *_without(tags, wanted | {key(trigger)}))


class Group(Operation):
    """Related pictures get a common tag."""

    name: ClassVar[str] = "group"
    title: ClassVar[Text] = Text("Group", "分组")
    about: ClassVar[Text] = Text(
        "Ties the chosen pictures together by a common tag, such as Smith_group1; pictures that have it stay as they "
        "are.",
        "用同一个标签（如 Smith_group1）把所选图片归为一组；已有该标签的图片不变。",
    )
    single: ClassVar[tuple[str, ...]] = ("tag",)

    tag: str = param(
        ..., "Group's tag", "分组标签", zh="这一组图片共有的标签，如 Smith_group1。", max_length=LONGEST_LIST
    )
    """The tag that the pictures of the group share, such as Smith_group1."""

    position: Literal["after_trigger", "first", "last"] = param(
        "after_trigger",
        "Position",
        "位置",
        zh="放在哪里；触发词是第一个标签。",
        labels={"after_trigger": AFTER_TRIGGER, "first": FIRST, "last": LAST},
    )
    """Where it goes; the trigger is the first tag."""

    def apply(self, tags: Tags) -> Tags:
        (tag,) = self.tags_of("tag")
        if key(tag) in keys(tags):
            return tags
        place = {"after_trigger": 1, "first": 0, "last": len(tags)}[self.position]
        return (*tags[:place], tag, *tags[place:])


class Add(Operation):
    """Captions get more tags."""

    name: ClassVar[str] = "add"
    title: ClassVar[Text] = Text("Add", "添加")
    about: ClassVar[Text] = Text(
        "Adds the tags that are not there yet; pictures without a caption get one.",
        "添加尚未出现的标签；没有标签文件的图片会新建一个。",
    )
    lists: ClassVar[tuple[str, ...]] = ("tags",)

    tags: str = param(..., "Tags", "标签", zh="要添加的标签，用分隔符隔开。", max_length=LONGEST_LIST)
    """The tags to add, separated as in captions."""

    position: Literal["first", "after_trigger", "last"] = param(
        "last",
        "Position",
        "位置",
        zh="放在哪里；触发词是第一个标签。",
        labels={"after_trigger": AFTER_TRIGGER, "first": FIRST, "last": LAST},
    )
    """Where they go; the trigger is the first tag."""

    def apply(self, tags: Tags) -> Tags:
        new = _without(self.tags_of("tags"), keys(tags))
        place = {"after_trigger": 1, "first": 0, "last": len(tags)}[self.position]
        return (*tags[:place], *new, *tags[place:])


class Front(Operation):
    """Tags move to the front."""

    name: ClassVar[str] = "front"
    title: ClassVar[Text] = Text("Move to front", "移到最前")
    about: ClassVar[Text] = Text(
        "The listed tags that are there stand first, in the order of the list.",
        "所列标签中已有的，按所列顺序移到最前面。",
    )
    lists: ClassVar[tuple[str, ...]] = ("tags",)

    tags: str = param(..., "Tags", "标签", zh="要移到最前面的标签，用分隔符隔开。", max_length=LONGEST_LIST)
    """The tags to move, separated as in captions."""

    def apply(self, tags: Tags) -> Tags:
        wanted = [key(tag) for tag in self.tags_of("tags")]
        moved = tuple(tag for each in wanted for tag in tags if key(tag) == each)
        return (*moved, *_without(tags, frozenset(wanted)))


class Sort(Operation):
    """Tags in alphabetical order."""

    name: ClassVar[str] = "sort"
    title: ClassVar[Text] = Text("Sort", "排序")
    about: ClassVar[Text] = Text("Puts tags in alphabetical order.", "按字母顺序排列标签。")

    keep_first: int = param(1, "Stay in front", "保留在前", zh="开头的多少个标签留在原处（触发词）。", ge=0, le=1000)
    """How many tags at the beginning stay where they are: the trigger."""

    def apply(self, tags: Tags) -> Tags:
        return (*tags[: self.keep_first], *sorted(tags[self.keep_first :], key=key))


class Dedupe(Operation):
    """Every tag stands once."""

    name: ClassVar[str] = "dedupe"
    title: ClassVar[Text] = Text("Remove duplicates", "去重")
    about: ClassVar[Text] = Text(
        "Of tags that stand several times, in whatever case, the first one stays.",
        "同一标签出现多次时（不区分大小写），只保留第一个。",
    )

    def apply(self, tags: Tags) -> Tags:
        return distinct(tags)


def _without(tags: Tags, unwanted: frozenset[str]) -> Tags:
    return tuple(tag for tag in tags if key(tag) not in unwanted)
