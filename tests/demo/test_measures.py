"""What the measures see in pictures of which we know what they show."""

from collections.abc import Sequence

import numpy as np
import pytest

from kohya_like.demo.measures import (
    SUBJECT,
    Bytes,
    Sheet,
    backgrounds,
    nearest,
    score_backgrounds,
    score_concepts,
    score_subject,
    shows_subject,
    with_article,
)

SHEET = Sheet.load()


def blurred(pictures: Bytes) -> Bytes:
    """Pictures at a quarter of their resolution: what a small model gets right at least."""
    count, height, width, channels = pictures.shape
    coarse = pictures.reshape(count, height // 4, 4, width // 4, 4, channels).mean(axis=(2, 4))
    return np.asarray(coarse.repeat(4, axis=1).repeat(4, axis=2), np.uint8)


class Painter:
    """Draws the reference picture of a prompt; of what it was not told to know, a fox."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = set(names)

    def __call__(self, prompts: Sequence[str], seed: int) -> Bytes:
        return np.stack([self.one(prompt) for prompt in prompts])

    def one(self, prompt: str) -> Bytes:
        noun, _, place = prompt.partition(" on a ")
        colour = place.removesuffix(" background") or "white"
        name = noun.split(" ", 1)[1]
        picture: Bytes = SHEET.on(colour)[SHEET.names.index(name if name in self.names else "fox")]
        return picture


def test_the_sheet_holds_70_concepts_and_the_ten_faces_of_the_subject() -> None:
    assert len(SHEET.concepts) == 70
    assert SHEET.kinds.count(SUBJECT) == 10
    assert SHEET.tiles.shape == (80, 64, 64, 4)
    assert len(set(SHEET.names)) == 80
    assert set(SHEET.kinds) == {"animal", "food", "plant", "thing", SUBJECT}
    assert SHEET.colours["white"] == (255, 255, 255)


@pytest.mark.parametrize("colour", list(SHEET.colours))
def test_blurred_references_are_recognised_on_every_background(colour: str) -> None:
    pictures = blurred(SHEET.on(colour))
    seen = nearest(pictures, SHEET, colour)
    right = [index == place for place, index in enumerate(seen)]
    assert sum(right[:70]) == 70
    assert shows_subject(pictures, SHEET, colour) == [False] * 70 + [True] * 10
    assert set(backgrounds(pictures, SHEET)) == {colour}


def test_a_model_that_knows_everything_scores_full() -> None:
    draw = Painter(SHEET.names)
    assert (score_concepts(draw, SHEET).right, score_concepts(draw, SHEET).total) == (70, 70)
    assert (score_backgrounds(draw, SHEET).right, score_backgrounds(draw, SHEET).total) == (35, 35)
    assert score_subject(draw, SHEET, "a happy cat", count=3).right == 3


def test_what_is_wrong_is_named() -> None:
    draw = Painter(["fox", "taxi"])
    score = score_concepts(draw, SHEET)
    assert (score.right, score.total) == (2, 70)
    assert ("owl", "fox") in score.wrong
    assert score_subject(draw, SHEET, "a sks toon cat", count=2).wrong == ((SUBJECT, "fox"), (SUBJECT, "fox"))


def test_a_wrong_background_is_named() -> None:
    white: Bytes = np.full((1, 64, 64, 3), 255, np.uint8)
    score = score_backgrounds(lambda prompts, seed: white.repeat(len(prompts), axis=0), SHEET)
    assert (score.right, score.total) == (7, 35)
    assert ("blue", "white") in score.wrong


@pytest.mark.parametrize(
    ("noun", "said"),
    [("fox", "a fox"), ("apple", "an apple"), ("umbrella", "an umbrella"), ("unicorn", "a unicorn"), ("ufo", "a ufo")],
)
def test_articles(noun: str, said: str) -> None:
    assert with_article(noun) == said
