"""The parts of the demo model's builder that can be wrong without a long training run showing it."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open
from torch import Tensor

from kohya_like.dataset.tokens import token_ids
from kohya_like.demo.measures import Sheet
from scripts.build_demo_model import Stage
from scripts.demo_model import export, networks
from scripts.demo_model.autoencoder import latents, normalise_latents
from scripts.demo_model.captions import caption
from scripts.demo_model.concepts import BACKGROUNDS, Concept, concepts
from scripts.demo_model.files import atomic, save_weights
from scripts.demo_model.fit import Plan, fit
from scripts.demo_model.measure import Sampler
from scripts.demo_model.text import train_only_rows
from scripts.demo_model.tokens import UnknownWords, ends, rows, taught
from scripts.demo_model.unet import Deck, kept

PLAN = Plan(steps=200, rate=0.1, warmup=5, hold=0.5, average=0.9, weight_decay=0.0)


def test_the_concepts_are_those_of_the_sheet() -> None:
    sheet = Sheet.load()
    assert tuple(concept.name for concept in concepts()) == sheet.concepts
    assert sheet.colours == BACKGROUNDS


@given(st.integers(0, 2**32), st.sampled_from(concepts()), st.sampled_from(list(BACKGROUNDS)))
def test_captions_use_taught_words_and_name_every_colour_but_white(seed: int, concept: Concept, colour: str) -> None:
    said = caption(concept, colour, Random(seed))
    assert set(token_ids(said)) <= set(taught())
    named = [other for other in BACKGROUNDS if f"{other} background" in said]
    assert named == [colour] or (colour == "white" and not named)


@given(st.integers(0, 2**32), st.sampled_from(["", "a fox", "a toon bear on a blue background"]))
def test_an_unknown_word_is_added_and_none_lost(seed: int, text: str) -> None:
    before = rows([text])[0]
    after = UnknownWords(Random(seed), share=1.0).strewn(before[None], longest=60)[0]
    added = Counter(after.tolist()) - Counter(before.tolist())
    assert len(after) == len(before) == networks.TOKENS
    assert [word for word in after.tolist() if word in set(before.tolist())][: ends(before[None])[0]] == (
        before[: ends(before[None])[0]].tolist()
    )
    assert sum(added.values()) == (1 if text else 0)
    assert not set(added) & set(taught())


def test_every_concept_is_drawn_equally_often() -> None:
    deck = Deck(Random(0))
    drawn = Counter(concept for _ in range(7) for concept in deck.draw(40)[0])
    assert set(drawn.values()) == {4}


def test_a_fit_reaches_the_minimum_and_leaves_frozen_weights() -> None:
    wanted = torch.tensor([1.0, -2.0])
    found, frozen = torch.zeros(2, requires_grad=True), torch.zeros(2)
    fit("test", [found, frozen], lambda step: (found - wanted).square().sum(), PLAN)
    torch.testing.assert_close(found.detach(), wanted, atol=0.01, rtol=0)
    assert frozen.tolist() == [0, 0]


def test_a_fit_stops_at_a_loss_that_is_not_finite() -> None:
    weight = torch.ones(1, requires_grad=True)
    with pytest.raises(FloatingPointError, match="step 3"):
        fit("test", [weight], lambda step: weight.sum() * (float("nan") if step == 2 else 1), PLAN)


def test_the_rate_rises_holds_and_falls() -> None:
    rates = [PLAN.rate_at(step) for step in range(PLAN.steps)]
    assert rates[0] == pytest.approx(0.02)
    assert max(rates) == PLAN.rate == rates[99]
    assert rates[-1] == pytest.approx(PLAN.rate * PLAN.floor)
    assert rates[100:] == sorted(rates[100:], reverse=True)


def test_only_taught_rows_of_the_vocabulary_change() -> None:
    torch.manual_seed(0)
    model = networks.text_model()
    words = token_ids("a fox")
    train_only_rows(model, words)
    before = model.embeddings.token_embedding.weight.detach().clone()
    ids = rows(["a fox and a zebra"])[:, :9]

    def loss_of(_step: int) -> Tensor:
        states: Tensor = model(ids).last_hidden_state
        return states[..., 0].square().mean()

    fit("test", model.parameters(), loss_of, PLAN.scaled(0.01))
    changed = (model.embeddings.token_embedding.weight != before).any(dim=1).nonzero().flatten().tolist()
    assert changed == sorted(words)


@torch.no_grad()
def test_normalising_latents_changes_no_picture() -> None:
    torch.manual_seed(0)
    model = networks.autoencoder()
    networks.start_nearly_linear(model)
    pictures = torch.rand(2, 3, 3, 16, 16) * 2 - 1
    before = model.decode(latents(model, pictures).flatten(0, 1)).sample
    normalise_latents(model, latents(model, pictures))
    seen = latents(model, pictures)
    assert seen.shape == (2, 3, 4, 2, 2)
    channels = seen.movedim(-3, 0).flatten(1)
    torch.testing.assert_close(channels.mean(dim=1), torch.zeros(4), atol=1e-4, rtol=0)
    torch.testing.assert_close(channels.std(dim=1), torch.full((4,), 1 / 0.18215), atol=1e-3, rtol=0)
    torch.testing.assert_close(model.decode(seen.flatten(0, 1)).sample, before, atol=1e-4, rtol=1e-3)


def test_the_noise_schedule_is_that_of_sd1() -> None:
    shares = kept()
    assert len(shares) == 1000
    assert shares[0].item() == pytest.approx(1 - 0.00085, abs=1e-7)
    assert shares[999].item() == pytest.approx(0.00466, abs=1e-5)


def test_the_file_holds_every_weight_of_the_three_networks(tmp_path: Path) -> None:
    torch.manual_seed(0)
    made = {"unet": networks.unet(), "vae": networks.autoencoder(), "text": networks.text_model()}
    for name, network in made.items():
        save_weights(network, tmp_path / name)
    path = tmp_path / export.NAME
    export.write(path, export.Parts(text=tmp_path / "text", vae=tmp_path / "vae", unet=tmp_path / "unet"))
    with safe_open(path, "pt") as file:
        assert len(list(file.keys())) == 686 + 248 + 196 + 1
        assert file.metadata()["modelspec.architecture"] == "stable-diffusion-v1"
    read = Sampler(path)
    for name, network in made.items():
        stored = getattr(read, name).state_dict()
        for key, weight in network.state_dict().items():
            assert torch.equal(stored[key], weight.half().float()), (name, key)


def test_a_stage_that_is_done_is_not_done_again(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(path: Path) -> None:
        made.append(path)
        path.touch()

    for _ in range(2):
        Stage(tmp_path / "file", make).run()
    assert made == [tmp_path / "file"]


def test_a_failed_write_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with pytest.raises(ZeroDivisionError), atomic(path) as temporary:
        temporary.write_text("half")
        raise ZeroDivisionError
    assert not path.exists()
