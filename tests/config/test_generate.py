"""What a drawing job may be told, and that its file gives back what was written."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.choices import SAMPLERS
from kohya_like.config.generate import PARAMETERS, GenerateConfig
from kohya_like.config.problems import InputError

NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)
PATHS = NAMES.map(lambda name: Path("/models") / name.replace("/", "-"))
SIDES = st.integers(8, 1024).map(lambda eighth: eighth * 8)
CONFIGS = st.fixed_dictionaries(
    {"base": PATHS, "prompts": st.lists(NAMES, min_size=1), "output": PATHS},
    optional={
        "loras": st.lists(st.fixed_dictionaries({"path": PATHS, "weight": st.floats(-10, 10)})),
        "vae": PATHS,
        "clip_skip": st.integers(1, 12),
        "width": SIDES,
        "height": SIDES,
        "seed": st.integers(0, 2**63 - 1),
        "sampler": st.sampled_from(list(SAMPLERS)),
        "device": st.sampled_from(["auto", "cuda", "cpu"]),
    },
)


def values(**changes: Any) -> dict[str, Any]:
    return {"base": "/models/a.safetensors", "prompts": ["a fox"], "output": "/pictures", **changes}


@given(CONFIGS)
def test_a_file_gives_back_what_was_written(tmp_path_factory: pytest.TempPathFactory, given: dict[str, Any]) -> None:
    config = GenerateConfig(**given)
    file = tmp_path_factory.mktemp("job") / "job.toml"
    file.write_text(config.to_toml(), encoding="utf-8")
    assert GenerateConfig.from_toml(file) == config


def test_every_wrong_value_is_named_once() -> None:
    with pytest.raises(InputError) as caught:
        GenerateConfig.checked(values(width=63, sampler="eular", seed=-1))
    assert [problem.field for problem in caught.value.problems] == ["width", "seed", "sampler"]
    assert all(problem.text.en != problem.text.zh for problem in caught.value.problems)


def test_a_path_with_a_line_break_is_refused_and_shown_as_text() -> None:
    with pytest.raises(InputError, match="control character"):
        GenerateConfig.checked(values(base="/models/a\nb"))
    with pytest.raises(InputError, match="control character"):
        GenerateConfig.checked(values(loras=[{"path": "/models/a\nb", "weight": 1.0}]))


def test_every_prompt_that_cannot_be_read_is_named() -> None:
    with pytest.raises(InputError) as caught:
        GenerateConfig.checked(values(prompts=["a fox --q 1", "a cat", "a dog --w 9"]))
    assert [problem.field for problem in caught.value.problems] == ["prompts", "prompts"]


def test_prompts_take_size_and_seed_from_the_configuration() -> None:
    first, second = GenerateConfig.checked(values(prompts=["a", "b --w 64 --d 7"], width=128, seed=3)).parsed_prompts()
    assert (first.width, first.height, first.seed) == (128, PARAMETERS["height"].default, 3)
    assert (second.width, second.seed) == (64, 7)
