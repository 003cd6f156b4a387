"""Names of files and folders."""

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.names import FORBIDDEN, LONGEST_SAFE, LONGEST_STEM, name_mistake, new_folder, numbered, safe_name


@pytest.mark.parametrize("name", ["", "a/b", "a\\b", "a:b", "a\n", "a.", ".a", " a", "a ", "con", "COM1.v2", "猫" * 67])
def test_names_that_some_system_does_not_take_have_a_mistake(name: str) -> None:
    mistake = name_mistake(name)
    assert mistake is not None and mistake.en != mistake.zh


@pytest.mark.parametrize("stem", ["a", "x" * 255, "猫" * 85, os.fsdecode(b"caf\xe9")])
def test_a_number_behind_a_name_makes_no_name_that_is_too_long(stem: str) -> None:
    name = numbered(stem, 12)
    assert name.endswith("-12") and stem.startswith(name.removesuffix("-12"))
    assert len(os.fsencode(name)) <= LONGEST_STEM
    assert name == f"{stem}-12" or len(os.fsencode(name)) > LONGEST_STEM - 3


@pytest.mark.parametrize("name", ["a", "我的 LoRA", "v1.5", "console", "猫" * 66])
def test_all_others_are_fine(name: str) -> None:
    assert name_mistake(name) is None


@given(st.text(max_size=200) | st.text("猫🐱.con", max_size=200))
def test_safe_names_can_be_names_everywhere(text: str) -> None:
    name = safe_name(text)
    assert not name or name_mistake(name) is None
    assert Path(name).name == name and len(name) <= LONGEST_SAFE
    assert safe_name(name) == name


def test_what_can_stay_of_a_text_stays() -> None:
    assert safe_name(f" my{FORBIDDEN}girl. ") == "my girl"
    assert safe_name("con") == "_con"


def test_a_half_of_a_surrogate_pair_is_left_out() -> None:
    assert safe_name("a\ud800b") == "ab"


def test_new_folders_are_new_whoever_else_makes_some(tmp_path: Path) -> None:
    made: list[Path] = []
    threads = [threading.Thread(target=lambda: made.append(new_folder(tmp_path / "in", "a"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8
    assert sorted(path.name for path in made)[:2] == ["a", "a-2"]
