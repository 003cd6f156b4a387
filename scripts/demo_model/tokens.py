"""Captions as rows of token ids, and unknown words strewn in."""

from collections.abc import Iterable
from random import Random

import torch

from kohya_like.dataset.tokens import token_ids
from scripts.demo_model.captions import vocabulary
from scripts.demo_model.networks import END, START, TOKENS

FIRST_WORD = 256
"""Below stand the single bytes inside of words; from here on, whole words and their pieces."""


def rows(captions: Iterable[str]) -> torch.Tensor:
    """Token ids [n, 77]: start mark, the words, then end marks to the end."""
    filled = []
    for text in captions:
        words = token_ids(text)[: TOKENS - 2]
        filled.append([START, *words, *[END] * (TOKENS - 1 - len(words))])
    return torch.tensor(filled)


def taught() -> list[int]:
    """The rows of the vocabulary that training may change: every token of a caption, and the marks."""
    return sorted({START, END, *token_ids(vocabulary())})


def ends(ids: torch.Tensor) -> torch.Tensor:
    """The position [n] of each row's first end mark."""
    return (ids == END).int().argmax(dim=1)


class UnknownWords:
    """Words that no caption teaches. Met now and then, they teach the model to read past them."""

    def __init__(self, random: Random, share: float) -> None:
        known = set(taught())
        self.words = [word for word in range(FIRST_WORD, START) if word not in known]
        self.random = random
        self.share = share

    def strewn(self, ids: torch.Tensor, longest: int) -> torch.Tensor:
        """A copy of [n, 77] where a share of the rows, if shorter than `longest`, holds one more word somewhere."""
        ids = ids.clone()
        for row, end in zip(ids, ends(ids).tolist(), strict=True):
            if 1 < end < longest and self.random.random() < self.share:
                place = self.random.randint(1, end)
                row[place + 1 :] = row[place:-1].clone()
                row[place] = self.random.choice(self.words)
        return ids
