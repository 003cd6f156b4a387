"""Texts of several panels."""

from kohya_like.config.text import Text

WORDS = {
    "common.lost": Text("The server does not answer.", "服务器没有响应。"),
    "common.close": Text("Close", "关闭"),
    "common.cancel": Text("Cancel", "取消"),
}
