"""Captions that CLIP cannot read are counted and named."""

from pathlib import Path

import pytest

from kohya_like.config.run import RunConfig
from kohya_like.dataset.folders import Picture
from kohya_like.plan.caption_checks import caption_problems


def pictures(*captions: str) -> list[Picture]:
    return [Picture(Path(f"{place}.png"), (64, 64), caption, None) for place, caption in enumerate(captions)]


def test_ordinary_captions_have_no_problem() -> None:
    assert list(caption_problems(RunConfig(), pictures("1girl, naïve café", "", "a cat 🐱"))) == []


@pytest.mark.parametrize("caption", ["一只猫", "1girl, 红色", "ねこ", "고양이"])
def test_other_scripts_are_a_warning(caption: str) -> None:
    (problem,) = caption_problems(RunConfig(), pictures("a cat", caption))
    assert problem.severity == "warning" and "1 (1.png)" in problem.text.en


@pytest.mark.parametrize(("length", "said"), [(75, "2 (1.png, 2.png)"), (150, "1 (2.png)")])
def test_captions_longer_than_the_limit_are_a_warning(length: int, said: str) -> None:
    config = RunConfig.model_validate({"model": {"max_token_length": length}})
    (problem,) = caption_problems(config, pictures("cat " * 75, "cat " * 76, "cat " * 151))
    assert problem.severity == "warning" and said in problem.text.en and str(length) in problem.text.zh


def test_a_prefix_counts_too() -> None:
    config = RunConfig.model_validate({"caption": {"caption_prefix": "sks"}})
    assert len(list(caption_problems(config, pictures("cat " * 75)))) == 1


def test_a_prefix_on_one_line_of_several_is_a_warning() -> None:
    config = RunConfig.model_validate({"caption": {"caption_prefix": "sks", "enable_wildcard": True}})
    (problem,) = caption_problems(config, pictures("a cat", "a cat\na dog"))
    assert (problem.severity, problem.field) == ("warning", "caption.enable_wildcard")
    assert "1 (1.png)" in problem.text.en
