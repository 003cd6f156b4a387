"""The U-Net: epsilon prediction on the concepts' latents, with the text model frozen."""

from pathlib import Path
from random import Random

import torch
from torch import Tensor
from torch.nn import functional

from scripts.demo_model.autoencoder import latents, on_backgrounds
from scripts.demo_model.captions import caption
from scripts.demo_model.concepts import BACKGROUNDS, concepts
from scripts.demo_model.files import load_weights, save_weights
from scripts.demo_model.fit import Plan, fit
from scripts.demo_model.networks import SCALING_FACTOR, autoencoder, text_model, unet
from scripts.demo_model.pictures import Pictures
from scripts.demo_model.tokens import UnknownWords, rows

SEED = 100
PLAN = Plan(steps=4400, rate=1.2e-3, warmup=150, hold=0.35)
BATCH = 40

TIMESTEPS = 1000
BETA_START, BETA_END = 0.00085, 0.012
NOISY_HALF_SHARE = 0.4
"""Where the noise is strong the caption alone decides what the picture will be: those steps bind words to pictures."""

EMPTY_SHARE = 0.1
"""Captions left out, for classifier-free guidance."""

UNKNOWN_SHARE = 0.1
LONGEST = 60
JITTER = 0.03
WHITE_WEIGHT = 2


def kept() -> Tensor:
    """The share [1000] of the picture's variance left after each time step: SD 1's scaled-linear schedule."""
    betas = torch.linspace(BETA_START**0.5, BETA_END**0.5, TIMESTEPS) ** 2
    return torch.cumprod(1 - betas, dim=0)


class Deck:
    """Concept and background of each picture of a batch: every concept equally often, white twice as often."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.concepts = concepts()
        self.colours = list(BACKGROUNDS)
        self.weights = [WHITE_WEIGHT if colour == "white" else 1 for colour in self.colours]
        self.cards: list[int] = []

    def draw(self, count: int) -> tuple[list[int], list[int]]:
        """Indices of concepts and of backgrounds."""
        while len(self.cards) < count:
            self.cards += self.random.sample(range(len(self.concepts)), len(self.concepts))
        drawn, self.cards = self.cards[:count], self.cards[count:]
        return drawn, self.random.choices(range(len(self.colours)), self.weights, k=count)

    def caption(self, concept: int, colour: int) -> str:
        """A caption of the picture, or none at all."""
        if self.random.random() < EMPTY_SHARE:
            return ""
        return caption(self.concepts[concept], self.colours[colour], self.random)


def train(path: Path, text_path: Path, autoencoder_path: Path, pictures: Pictures, scale: float) -> None:
    """Train the U-Net and write it."""
    torch.manual_seed(SEED)
    random = Random(SEED)
    stored = latents(load_weights(autoencoder(), autoencoder_path), on_backgrounds(pictures.concepts)) * SCALING_FACTOR
    text = load_weights(text_model(), text_path).eval()
    model, shares, deck = unet(), kept(), Deck(random)
    unknown = UnknownWords(random, UNKNOWN_SHARE)

    def loss_of(_step: int) -> Tensor:
        chosen, colours = deck.draw(BATCH)
        ids = rows(deck.caption(*pair) for pair in zip(chosen, colours, strict=True))
        with torch.no_grad():
            states = text(unknown.strewn(ids, LONGEST)).last_hidden_state
        clean = stored[chosen, colours]
        clean = clean + JITTER * torch.randn_like(clean)
        noise, steps = torch.randn_like(clean), _timesteps(BATCH)
        share = shares[steps][:, None, None, None]
        noisy = share.sqrt() * clean + (1 - share).sqrt() * noise
        return functional.mse_loss(model(noisy, steps, states).sample, noise)

    fit("unet", model.parameters(), loss_of, PLAN.scaled(scale))
    save_weights(model, path)


def _timesteps(count: int) -> Tensor:
    """Time steps [count]: a share from the noisy half only, the others from all."""
    from_noisy_half = torch.rand(count) < NOISY_HALF_SHARE
    half = TIMESTEPS // 2
    return torch.where(from_noisy_half, torch.randint(half, TIMESTEPS, (count,)), torch.randint(0, TIMESTEPS, (count,)))
