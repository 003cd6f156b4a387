"""Pictures of a class that were drawn: which seeds are taken, and how a finished one joins the data set."""

import re
from pathlib import Path

from kohya_like.config.class_pictures import ClassPicturesConfig, class_folder, name_stem
from kohya_like.config.text import Text
from kohya_like.dataset.caption_files import caption_path
from kohya_like.dataset.edits import Put
from kohya_like.dataset.history import History
from kohya_like.dataset.listing import list_folder


def next_seed(reg_dir: Path, class_word: str) -> int:
    """The first seed above all those of the pictures that were drawn of a class: an equal one would draw it twice."""
    folder = reg_dir / class_folder(class_word)
    if not folder.is_dir():
        return 1
    name = re.compile(rf"{re.escape(name_stem(class_word))}([0-9]+)(-[0-9]+)?")
    matches = (name.fullmatch(path.stem) for path in list_folder(folder).pictures)
    return max((int(match[1]) for match in matches if match), default=0) + 1


def add_drawn(config: ClassPicturesConfig, drawn: Path, seed: int, group: str) -> None:
    """Put a finished picture into the folder of its class, with its caption; a `group` is taken back at once."""
    target = config.place(seed)
    caption = Put(caption_path(target, ".txt"), config.class_word.strip().encode())
    title = _TITLE.format(class_word=config.class_word)
    History.of(config.reg_dir).apply(title, [Put(target, drawn, seen=None), caption], group=group)


_TITLE = Text("Draw a picture of {class_word}", "绘制类别图片：{class_word}")
