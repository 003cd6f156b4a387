"""Texts of the page on which a run begins."""

from kohya_like.config.text import Text

WORDS = {
    "new.demo": Text("Train the demo", "训练演示"),
}
