"""Texts of the frame around every page."""

from kohya_like.config.text import Text

WORDS = {
    "shell.new": Text("New", "新建"),
    "shell.runs": Text("Runs", "训练记录"),
    "shell.jobs": Text("Jobs", "任务"),
    "shell.no_jobs": Text("Nothing runs or waits.", "没有正在运行或排队的任务。"),
    "shell.language": Text("中文", "English"),
    "shell.theme": Text("Light or dark", "浅色或深色"),
    "shell.sidebar": Text("Show or hide the sidebar", "显示或隐藏侧栏"),
}
