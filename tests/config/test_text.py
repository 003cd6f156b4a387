"""Texts in two languages, and which one a process speaks."""

import locale

import pytest

from kohya_like.config.text import LANGUAGE_VARIABLES, Text, language

TEXT = Text("{count} pictures", "{count} 张图片")


@pytest.fixture(autouse=True)
def _no_language(monkeypatch: pytest.MonkeyPatch):
    for name in LANGUAGE_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"KOHYA_LIKE_LANG": "zh"}, "zh"),
        ({"KOHYA_LIKE_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"KOHYA_LIKE_LANG": "", "LANG": "zh_CN"}, "zh"),
        ({"KOHYA_LIKE_LANG": "fr"}, "en"),
    ],
)
def test_the_first_variable_that_names_a_language_decides(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language() == expected


@pytest.mark.parametrize(("setting", "expected"), [("Chinese (Simplified)_China", "zh"), ("en_US", "en"), (None, "en")])
def test_without_variables_the_system_decides(monkeypatch: pytest.MonkeyPatch, setting: str | None, expected: str):
    monkeypatch.setattr(locale, "getlocale", lambda: (setting, "936"))
    assert language() == expected


def test_a_text_reads_in_the_language_of_the_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KOHYA_LIKE_LANG", "zh")
    assert str(TEXT.format(count=3)) == "3 张图片"
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")
    assert str(TEXT.format(count=3)) == "3 pictures"


def test_a_text_in_a_text_goes_in_by_language():
    outer = Text("I see {what}.", "我看到{what}。")
    assert outer.format(what=TEXT.format(count=2)) == Text("I see 2 pictures.", "我看到2 张图片。")


def test_braces_in_a_value_stay_as_they_are():
    assert Text("{name} is unknown.", "没有 {name}。").format(name="{x}").en == "{x} is unknown."
