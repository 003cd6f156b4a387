"""Settings for people who say only what should be learned, from what, and how well."""

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.problems import Problem
from kohya_like.config.reading import with_values
from kohya_like.config.rules import problems_of
from kohya_like.config.run import RunConfig
from kohya_like.plan.advice import EPOCHS, GIGABYTE, USES, Goal, Quality, Situation, advise, are_tags, length

SITUATION = Situation(goal="character", quality="good", sizes=[(1024, 1024)] * 20, trigger="sls", class_word="1girl")
GOALS, QUALITIES = tuple(USES), tuple(EPOCHS)


def values(situation: Situation) -> dict[str, object]:
    return {advice.name: advice.value for advice in advise(situation)}


@pytest.mark.parametrize(
    ("goal", "quality", "native", "memory"),
    list(itertools.product(GOALS, QUALITIES, (64, 512), (None, 6 * GIGABYTE, 24 * GIGABYTE))),
)
def test_all_advice_makes_a_run_without_a_problem(
    goal: Goal, quality: Quality, native: int, memory: int | None
) -> None:
    captions = ["hat, smiling, long hair"] * 20
    situation = replace(SITUATION, goal=goal, quality=quality, native=native, memory=memory, captions=captions)
    given_values = {name: value for name, value in values(situation).items() if name != "repeats"}
    draft = with_values(given_values, over=RunConfig(), folder=Path.cwd())
    problems: list[Problem] = [*draft.problems, *problems_of(draft.config)]
    assert problems == []


@given(
    st.integers(1, 3000),
    st.sampled_from(GOALS),
    st.sampled_from(QUALITIES),
    st.one_of(st.none(), st.integers(1, 10**5)),
)
def test_every_run_has_about_the_length_of_its_goal(
    count: int, goal: Goal, quality: Quality, per_epoch: int | None
) -> None:
    situation = replace(SITUATION, goal=goal, quality=quality, sizes=[(512, 512)] * count, per_epoch=per_epoch)
    found = length(situation)
    uses = (per_epoch or count * found.repeats) * found.epochs
    wanted = USES[goal][quality]
    assert found.repeats >= 1 and 1 <= found.epochs <= 100
    assert uses <= max(wanted * 1.5, per_epoch or count)
    assert uses >= wanted / 2 or found.epochs == 100


def test_every_goal_and_quality_differs() -> None:
    lengths = [USES[goal][quality] for goal in GOALS for quality in QUALITIES]
    assert len(set(lengths)) == len(lengths)


def test_folders_with_repeats_get_epochs_only() -> None:
    found = values(replace(SITUATION, per_epoch=200))
    assert "repeats" not in found
    assert found["max_train_epochs"] == 8


def test_batches_grow_with_memory_but_not_beyond_the_pictures() -> None:
    sizes = {memory: values(replace(SITUATION, memory=memory))["train_batch_size"] for memory in (None, 8 * GIGABYTE)}
    assert sizes == {None: 1, 8 * GIGABYTE: 1}
    large = replace(SITUATION, memory=24 * GIGABYTE)
    assert values(large)["train_batch_size"] == 4
    assert values(replace(large, sizes=[(512, 512)] * 3))["train_batch_size"] == 3


def test_the_learning_rate_grows_with_the_root_of_the_batch() -> None:
    found = values(replace(SITUATION, memory=24 * GIGABYTE))
    assert (found["unet_lr"], found["text_encoder_lr"]) == (2e-4, 1e-4)


def test_little_memory_is_saved() -> None:
    assert values(replace(SITUATION, memory=6 * GIGABYTE))["gradient_checkpointing"] is True
    assert "gradient_checkpointing" not in values(replace(SITUATION, memory=12 * GIGABYTE))


def test_detail_is_kept_where_there_is_some_and_room_for_it() -> None:
    best = replace(SITUATION, quality="best", memory=24 * GIGABYTE)
    assert values(best)["resolution"] == "768"
    assert values(replace(best, sizes=[(512, 512)] * 20))["resolution"] == "512"
    assert values(replace(best, memory=8 * GIGABYTE))["resolution"] == "512"


def test_small_pictures_are_not_enlarged() -> None:
    found = advise(replace(SITUATION, sizes=[(1024, 1024), (300, 300)]))
    (small,) = [advice for advice in found if advice.name == "bucket_no_upscale"]
    assert small.value is True and "1" in small.reason.en


def test_tags_are_shuffled_behind_the_trigger_word_and_sentences_are_not() -> None:
    tags = values(replace(SITUATION, captions=["hat, smiling, long hair"]))
    assert (tags["shuffle_caption"], tags["keep_tokens"]) == (True, 1)
    sentences = values(replace(SITUATION, captions=["a girl with a hat, who smiles at the camera on a beach"]))
    assert "shuffle_caption" not in sentences


def test_one_long_caption_raises_the_limit() -> None:
    assert values(replace(SITUATION, longest_caption=100))["max_token_length"] == 150
    assert values(replace(SITUATION, longest_caption=200))["max_token_length"] == 225


def test_previews_show_the_trigger_word_and_the_class_without_it() -> None:
    prompts = values(SITUATION)["sample_prompts"]
    assert isinstance(prompts, list)
    assert [prompt.split(" --")[0] for prompt in prompts] == ["sls 1girl", "sls 1girl, on a beach", "1girl"]
    without = values(replace(SITUATION, class_word=""))["sample_prompts"]
    assert isinstance(without, list) and len(without) == 2


def test_every_reason_is_said_in_both_languages() -> None:
    for goal, quality, native in itertools.product(GOALS, QUALITIES, (64, 512)):
        for advice in advise(replace(SITUATION, goal=goal, quality=quality, native=native, captions=["a, b, c"])):
            assert advice.reason.en and advice.reason.zh and "{" not in advice.reason.en + advice.reason.zh


@pytest.mark.parametrize(
    ("captions", "expected"),
    [([], False), (["hat, smiling, 1girl"], True), (["a cat"], False), (["hat, a, b", "a photo of a cat"], False)],
)
def test_tags_are_told_from_sentences(captions: list[str], expected: bool) -> None:
    assert are_tags(captions) is expected


def test_the_demo_model_takes_longer_for_better_too() -> None:
    lengths = [length(replace(SITUATION, native=64, quality=quality)) for quality in QUALITIES]
    uses = [found.repeats * found.epochs for found in lengths]
    assert uses == sorted(set(uses))
