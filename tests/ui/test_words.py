"""Every text that the scripts show exists in both languages, and none is left over."""

import pkgutil
import re
from importlib import import_module

import pytest

from kohya_like.config.text import Text
from kohya_like.ui import words
from kohya_like.ui.page import ROUTES
from kohya_like.ui.web import FOLDER
from kohya_like.ui.words import STATUS, WORDS

FILES = [module.name for module in pkgutil.iter_modules(words.__path__)]
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.js"))}

COMPOSED = (
    "crop.box.",
    "crop.means.",
    "captioning.scope.",
    "captions.mode.",
    "captions.show.",
    "captions.source.",
    "dataset.state.",
    "dataset.step.",
    "folders.how.",
    "folders.how_about.",
    "new.goal.",
    "new.quality.",
    "pictures.lights.",
    "pictures.severity.",
    "plan.rate_",
    "settings.state.",
    "shell.page.",
    "shell.theme.",
    "status.",
)
"""Families of keys of which the scripts write the last part as a variable."""

COMPOSED_KEYS = {
    *("browse.any", "browse.file", "browse.folder"),
    *("regularise.class", "regularise.needed", "regularise.there", "regularise.missing"),
    *("train.all", "train.changed", "train.relevant"),
}
"""The same where only the panel's name is written, which says too little to stand for a family."""

BARE = {f"{key.partition('.')[0]}." for key in COMPOSED_KEYS} | {"new."}

SPACED = {"train.and", "train.or"}
"""Texts that stand between others."""

IN_CHINESE = {"login.language"}
"""Names of languages, which are written in these."""

NAMES = re.compile(r"accelerate config")
"""Commands, which are written alike in every language."""

ROOT = rf"(?:{'|'.join([*FILES, 'status'])})"
KEY = re.compile(rf'"({ROOT}\.\w[\w.]*)"')
PREFIX = re.compile(rf"`({ROOT}\.[\w.]*)\$\{{")
SENTENCE = re.compile(r'"([A-Z][a-z]+ [a-z]+[^"]*)"')
COMMENT = re.compile(r"(?m)(?:^|\s)//.*$")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")
UNITS = re.compile(r"[\W\d_]*(?:[A-Za-z][\w-]{0,9}[\W\d_]*)?")
"""What may be the same in Chinese: numbers and signs, and one unit or name."""


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_text_exists(name: str) -> None:
    assert sorted(set(KEY.findall(SCRIPTS[name])) - WORDS.keys()) == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_composed_keys_are_of_a_known_family(name: str) -> None:
    assert sorted(set(PREFIX.findall(SCRIPTS[name])) - set(COMPOSED) - BARE) == []


def test_every_text_is_used() -> None:
    used = {key for script in SCRIPTS.values() for key in KEY.findall(script)}
    assert sorted(key for key in WORDS.keys() - used - COMPOSED_KEYS if not key.startswith(COMPOSED)) == []


def test_every_family_is_used() -> None:
    used = {prefix for script in SCRIPTS.values() for prefix in PREFIX.findall(script)}
    assert (set(COMPOSED) | BARE) - used == set()
    assert WORDS.keys() >= COMPOSED_KEYS


def test_every_page_has_its_name() -> None:
    assert {key for key in WORDS if key.startswith("shell.page.")} == {f"shell.page.{route.name}" for route in ROUTES}


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_hold_no_sentences(name: str) -> None:
    assert SENTENCE.findall(COMMENT.sub("", SCRIPTS[name])) == []


@pytest.mark.parametrize("name", FILES)
def test_keys_begin_with_the_name_of_their_file(name: str) -> None:
    texts: dict[str, Text] = import_module(f"{words.__name__}.{name}").WORDS
    assert [key for key in texts if not key.startswith(f"{name}.")] == []
    assert texts.items() <= WORDS.items()


def test_a_key_defined_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"status\.running"):
        words._merged(STATUS, {"status.running": Text("a", "b")})


def test_both_languages_are_there() -> None:
    assert [key for key, text in WORDS.items() if not (text.en.strip() and text.zh.strip())] == []
    assert [key for key, text in WORDS.items() if key not in SPACED and not is_stripped(text)] == []


def test_both_languages_take_the_same_values() -> None:
    assert [key for key, text in WORDS.items() if placeholders(text.en) != placeholders(text.zh)] == []


def test_english_is_english() -> None:
    assert [key for key, text in WORDS.items() if key not in IN_CHINESE and CHINESE.search(text.en)] == []


def test_chinese_is_chinese() -> None:
    assert [key for key, text in WORDS.items() if not is_chinese(text.zh)] == []


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("排队中", True),
        ("{count} MB", True),
        ("U-Net {rate}", True),
        ("Stop and keep", False),
        ("停止 and keep", False),
        ("相当于 accelerate config。", True),
    ],
)
def test_what_counts_as_chinese(text: str, is_so: bool) -> None:
    assert is_chinese(text) == is_so


def is_chinese(text: str) -> bool:
    bare = NAMES.sub("", PLACEHOLDER.sub("", text))
    return bool(CHINESE.search(bare) or UNITS.fullmatch(bare)) and not ENGLISH.search(bare)


def is_stripped(text: Text) -> bool:
    return (text.en.strip(), text.zh.strip()) == (text.en, text.zh)


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))
