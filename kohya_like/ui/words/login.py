"""Texts of the login."""

from kohya_like.config.text import Text

WORDS = {
    "login.title": Text("Sign in", "登录"),
    "login.user": Text("Name", "用户名"),
    "login.password": Text("Password", "密码"),
    "login.enter": Text("Sign in", "登录"),
    "login.language": Text("中文", "English"),
}
