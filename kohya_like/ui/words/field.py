"""Texts of one parameter's row in a form."""

from kohya_like.config.text import Text

WORDS = {
    "field.default": Text("Default: {value}", "默认：{value}"),
    "field.empty": Text("Not set", "未设置"),
    "field.reset": Text("Back to the default", "恢复默认值"),
    "field.reset_one": Text("Back to the default: {name}", "恢复默认值：{name}"),
}
