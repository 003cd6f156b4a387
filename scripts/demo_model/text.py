"""The text model comes first: two linear probes teach it to keep concept and background apart.

Trained together with the U-Net from nothing, the twelve layers collapse: the states of different nouns end up nearly
equal and the pictures ignore the noun. So the text model learns to tell its captions apart and is frozen from then on.
"""

from pathlib import Path
from random import Random

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import CLIPTextModel

from kohya_like.demo.measures import with_article
from scripts.demo_model.captions import caption
from scripts.demo_model.concepts import BACKGROUNDS, concepts
from scripts.demo_model.files import save_weights
from scripts.demo_model.fit import Plan, fit
from scripts.demo_model.networks import TEXT_WIDTH, TOKENS, text_model
from scripts.demo_model.progress import report
from scripts.demo_model.tokens import UnknownWords, ends, rows, taught

SEED = 5
PLAN = Plan(steps=700, rate=2e-3, warmup=30, hold=0.5, average=0.99, weight_decay=0.0)
"""No weight decay: rows that no caption teaches must stay exactly as the codebook has them."""

UNKNOWN_SHARE = 0.15
BACKGROUND_WEIGHT = 0.7
SHORT = 28
LONG_EVERY = 12
"""The mask is causal, so that most steps need only the tokens probed; now and then all 77 positions take part."""

NEAR_PADS = 6


class Probes(nn.Module):
    """Linear classifiers on text states: which concept, which background."""

    def __init__(self) -> None:
        super().__init__()
        self.concept = nn.Linear(TEXT_WIDTH, len(concepts()))
        self.background = nn.Linear(TEXT_WIDTH, len(BACKGROUNDS))

    def loss(self, states: Tensor, labels: "Labels") -> Tensor:
        """Cross entropy of states [n, 64]; of the concept only where the caption names it."""
        of_concept = functional.cross_entropy(self.concept(states)[labels.named], labels.concept[labels.named])
        return of_concept + BACKGROUND_WEIGHT * functional.cross_entropy(self.background(states), labels.background)


class Labels:
    """Captions of every concept on random backgrounds, and what the probes shall say of them."""

    def __init__(self, random: Random) -> None:
        known, colours = concepts(), list(BACKGROUNDS)
        drawn = [random.randrange(len(colours)) for _ in known]
        self.captions = [caption(concept, colours[index], random) for concept, index in zip(known, drawn, strict=True)]
        self.named = torch.tensor([known[i].name in text for i, text in enumerate(self.captions)])
        self.concept = torch.arange(len(known))
        self.background = torch.tensor(drawn)


def train(path: Path, scale: float) -> None:
    """Train the text model and write it."""
    torch.manual_seed(SEED)
    random = Random(SEED)
    model, probes = text_model(), Probes()
    unknown = UnknownWords(random, UNKNOWN_SHARE)
    train_only_rows(model, taught())

    def loss_of(step: int) -> Tensor:
        labels = Labels(random)
        ids = unknown.strewn(rows(labels.captions), SHORT - NEAR_PADS)
        length = TOKENS if step % LONG_EVERY == 0 else SHORT
        states = model(ids[:, :length]).last_hidden_state
        return torch.stack([probes.loss(at, labels) for at in _probed(states, ends(ids))]).mean()

    fit("text", [*model.parameters(), *probes.parameters()], loss_of, PLAN.scaled(scale))
    save_weights(model, path)
    _report(model.eval(), probes)


def train_only_rows(model: CLIPTextModel, words: list[int]) -> None:
    """Let gradients reach only these rows of the vocabulary."""
    weight = model.embeddings.token_embedding.weight
    mask = torch.zeros(len(weight), 1)
    mask[words] = 1
    weight.register_hook(lambda gradient: gradient * mask)


def _probed(states: Tensor, end: Tensor) -> list[Tensor]:
    """The states [n, 64] at the end mark, at one of the pads close behind, and at the last position."""
    row, last = torch.arange(len(states)), states.shape[1] - 1
    near = (end + 1 + torch.randint(0, NEAR_PADS, end.shape)).clamp_max(last)
    return [states[row, end], states[row, near], states[:, last]]


@torch.no_grad()
def _report(model: CLIPTextModel, probes: Probes) -> None:
    """How many concepts the probe tells apart, and how far the states of different nouns lie from their mean."""
    ids = rows([with_article(concept.name) for concept in concepts()])
    states = model(ids).last_hidden_state
    for position in (5, 10, 40, TOKENS - 1):
        at = states[:, position]
        right = (probes.concept(at).argmax(dim=1) == torch.arange(len(at))).sum().item()
        spread = ((at - at.mean(dim=0)).norm(dim=1).mean() / at.norm(dim=1).mean()).item()
        report(f"text position {position}: {right} of {len(at)} concepts told apart, spread {spread:.2f}")
