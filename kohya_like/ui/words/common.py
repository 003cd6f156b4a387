"""Texts of several panels."""

from kohya_like.config.text import Text

WORDS = {
    "common.lost": Text("The server does not answer.", "服务器没有响应。"),
    "common.close": Text("Close", "关闭"),
    "common.cancel": Text("Cancel", "取消"),
    "common.copied": Text("Copied.", "已复制。"),
    "common.not_copied": Text("The browser does not allow copying.", "浏览器不允许复制。"),
    "common.not_set": Text("Not set", "未设置"),
    "common.on": Text("On", "开"),
    "common.off": Text("Off", "关"),
    "common.seconds": Text("{s} s", "{s} 秒"),
    "common.minutes_seconds": Text("{m} min {s} s", "{m} 分 {s} 秒"),
    "common.minutes": Text("{m} min", "{m} 分钟"),
    "common.hours": Text("{h} h {m} min", "{h} 小时 {m} 分"),
    "common.seconds_per_step": Text("{n} s/step", "{n} 秒/步"),
    "common.steps_per_second": Text("{n} steps/s", "{n} 步/秒"),
}
