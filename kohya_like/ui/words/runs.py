"""Texts of the list of runs and of one run."""

from kohya_like.config.text import Text

WORDS = {
    "runs.title": Text("Runs", "训练记录"),
    "runs.none": Text("No run yet.", "还没有训练记录。"),
    "runs.stop": Text("Stop and keep", "停止并保存"),
}
