"""Preview prompts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.prompts import OPTIONS, Prompt, parse_prompt
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text

DEFAULTS = Prompt("", width=512, height=768, seed=7)
WORDS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
    .map(str.strip)
    .filter(lambda text: "--" not in text and not text.endswith("-"))
)


def test_a_prompt_without_options_takes_the_defaults():
    assert parse_prompt("a cat, sitting", DEFAULTS) == Prompt("a cat, sitting", width=512, height=768, seed=7)


def test_every_option_is_read():
    line = "a cat --n blurry, text --w 256 --h 320 --s 12 --l 4.5 --d 99"
    assert parse_prompt(line, DEFAULTS) == Prompt("a cat", "blurry, text", 256, 320, steps=12, scale=4.5, seed=99)


def test_options_alone_are_an_empty_prompt():
    assert parse_prompt("--n blurry", DEFAULTS) == Prompt("", "blurry", 512, 768, seed=7)


@given(WORDS, WORDS, st.integers(8, 1024).map(lambda side: side * 8), st.floats(0, 100), st.integers(0, 2**63 - 1))
def test_what_is_written_reads_back(text: str, negative: str, width: int, scale: float, seed: int):
    line = f"{text} --n {negative} --w {width} --l {scale} --d {seed}"
    assert parse_prompt(line, DEFAULTS) == Prompt(text, negative, width, 768, scale=scale, seed=seed)


@given(st.text(max_size=60), st.lists(st.sampled_from([*OPTIONS, "n", "x", ""]), max_size=3), st.text(max_size=10))
def test_any_line_is_read_or_explained(text: str, letters: list[str], value: str):
    prompt = parse_prompt(text + "".join(f" --{letter} {value}" for letter in letters), DEFAULTS)
    assert isinstance(prompt, Prompt) or (prompt.en != prompt.zh and prompt.en and prompt.zh)


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("x 3", "The prompt 'a cat --x 3' has an unknown option --x: known are --n, --w, --h, --s, --l, --d."),
        ("w 100", "In the prompt 'a cat --w 100', --w is '100': it must be a multiple of 8 from 64 to 8192."),
        ("h 32", "In the prompt 'a cat --h 32', --h is '32': it must be a multiple of 8 from 64 to 8192."),
        ("s 2.5", "In the prompt 'a cat --s 2.5', --s is '2.5': it must be a whole number from 1 to 999."),
        ("s 0", "In the prompt 'a cat --s 0', --s is '0': it must be a whole number from 1 to 999."),
        ("l nan", "In the prompt 'a cat --l nan', --l is 'nan': it must be a number from 0 to 100."),
        ("d -1", f"In the prompt 'a cat --d -1', --d is '-1': it must be a whole number from 0 to {2**63 - 1}."),
        ("w", "In the prompt 'a cat --w', --w is '': it must be a multiple of 8 from 64 to 8192."),
    ],
)
def test_a_wrong_option_gets_its_sentence(option: str, sentence: str):
    wrong = parse_prompt(f"a cat --{option}", DEFAULTS)
    assert isinstance(wrong, Text) and wrong.en == sentence and wrong.zh != wrong.en


def test_a_run_draws_at_its_own_size_and_seed():
    run = RunConfig.model_validate(
        {"dataset": {"resolution": "130,512"}, "train": {"seed": 3}, "sample": {"sample_prompts": ["a cat", "b --d 1"]}}
    )
    assert run.prompts() == [
        Prompt("a cat", width=128, height=512, seed=3),
        Prompt("b", width=128, height=512, seed=1),
    ]
