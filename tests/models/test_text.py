"""Text states against those that sd-scripts computed with the same small text model."""

import json

import numpy as np
import pytest
import torch

from kohya_like.models.text import END, START, chunk_ids, text_states
from tests.models import tiny
from tests.reference.recorded import path


def recorded_prompts() -> list[str]:
    prompts = json.loads(path("clip/tokens.json").read_text())["prompts"]
    return [prompts[index] for index in json.loads(path("clip/hidden_states.json").read_text())["prompt_indices"]]


@pytest.mark.parametrize("clip_skip", [None, 2, 3])
@pytest.mark.parametrize("length", [None, 150, 225])
def test_states_equal_those_of_sd_scripts(length: int | None, clip_skip: int | None) -> None:
    expected = np.load(path("clip/hidden_states.npz"))[f"sd1/len{length}/clip_skip{clip_skip}"]
    with torch.no_grad():
        states = text_states(tiny.text_encoder(), recorded_prompts(), length or 75, clip_skip)
    assert states.shape == expected.shape
    np.testing.assert_allclose(states.numpy(), expected, atol=2e-5)


def test_clip_skip_1_is_the_last_layer() -> None:
    model = tiny.text_encoder()
    with torch.no_grad():
        assert torch.equal(text_states(model, ["a cat"], 75, 1), text_states(model, ["a cat"], 75, None))


def test_a_caption_is_cut_at_the_limit_and_padded_to_whole_chunks() -> None:
    ids = chunk_ids("cat " * 200, 150)
    assert ids.shape == (2, 77)
    assert ids[:, 0].tolist() == [START, START]
    assert ids[:, -1].tolist() == [END, END]
    assert chunk_ids("", 75)[0].tolist() == [START] + [END] * 76
