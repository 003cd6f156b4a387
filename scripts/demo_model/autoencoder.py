"""The autoencoder: trained whole, its latents normalised, later its decoder tuned alone."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from torch import Tensor

from scripts.demo_model.concepts import BACKGROUNDS
from scripts.demo_model.files import load_weights, save_weights
from scripts.demo_model.fit import Plan, fit
from scripts.demo_model.networks import PICTURE_SIZE, SCALING_FACTOR, autoencoder, start_nearly_linear
from scripts.demo_model.pictures import Bytes, Floats, Pictures, composite
from scripts.demo_model.progress import report

SEED = 1
CROPS = Plan(steps=1200, rate=1.5e-3, warmup=60, hold=0.95, floor=0.5)
WHOLE = Plan(steps=3600, rate=1.5e-3, warmup=30, hold=0.3)
DECODER = Plan(steps=5000, rate=1e-3, warmup=50, hold=0.3)
CROP_SIZE, CROP_BATCH, BATCH = 32, 8, 4
AT_ONCE = 10

KL_WEIGHT = 2e-4
GRADIENT_WEIGHT = 0.5
LATENT_NOISE = 0.1
"""The decoder is tuned on latents with up to 10 % noise, about what the U-Net's own end states have."""

PLAIN_SHARE = 0.85
FLIP_SHARE = 0.3
SHIFT_SHARE = 0.3
LONGEST_SHIFT = 3


class Draws:
    """Random training pictures: concepts above all, then other emoji, so that latents serve more than the concepts."""

    def __init__(self, pictures: Pictures, random: Random) -> None:
        self.random = random
        self.groups = [pictures.concepts, pictures.subject, pictures.others, pictures.fluent]
        self.shares = [0.55, 0.10, 0.23, 0.12]

    def batch(self, count: int, size: int) -> Tensor:
        """Pictures [count, 3, size, size] in -1..1: random squares out of pictures of 64 pixels, on random colours."""
        return torch.stack([to_tensor(self._square(self._picture(), size)) for _ in range(count)])

    def _picture(self) -> Floats:
        group = self.random.choices(self.groups, self.shares)[0]
        picture = composite(self.random.choice(group), self._colour())
        if self.random.random() < FLIP_SHARE:
            picture = picture[:, ::-1]
        if self.random.random() < SHIFT_SHARE:
            shift = [self.random.randint(-LONGEST_SHIFT, LONGEST_SHIFT) for _ in range(2)]
            picture = np.roll(picture, shift, axis=(0, 1))
        return picture

    def _colour(self) -> tuple[int, int, int]:
        if self.random.random() < PLAIN_SHARE:
            return self.random.choice(list(BACKGROUNDS.values()))
        return self.random.randrange(256), self.random.randrange(256), self.random.randrange(256)

    def _square(self, picture: Floats, size: int) -> Floats:
        top, left = (self.random.randint(0, PICTURE_SIZE - size) for _ in range(2))
        return picture[top : top + size, left : left + size]


def to_tensor(picture: Floats) -> Tensor:
    """[..., h, w, 3] in 0..255 to [..., 3, h, w] in -1..1."""
    return torch.from_numpy(np.ascontiguousarray(picture)).movedim(-1, -3) / 127.5 - 1


def on_backgrounds(rgba: Bytes) -> Tensor:
    """Pictures [n, 64, 64, 4] on every background: [n, 5, 3, 64, 64] in -1..1."""
    return torch.stack([to_tensor(composite(rgba, colour)) for colour in BACKGROUNDS.values()], dim=1)


@torch.no_grad()
def latents(model: AutoencoderKL, pictures: Tensor) -> Tensor:
    """The means [..., 4, 8, 8] of pictures [..., 3, 64, 64], as the autoencoder has them (not scaled)."""
    parts = [model.encode(part).latent_dist.mean for part in pictures.flatten(0, -4).split(AT_ONCE)]
    means = torch.cat(parts)
    return means.view(*pictures.shape[:-3], *means.shape[1:])


def train(path: Path, pictures: Pictures, scale: float) -> None:
    """Train the autoencoder on small squares, then on whole pictures; normalise its latents, and write it."""
    torch.manual_seed(SEED)
    model = autoencoder()
    start_nearly_linear(model)
    draws = Draws(pictures, Random(SEED))
    on_squares = _whole_loss(model, draws, CROP_BATCH, CROP_SIZE)
    on_pictures = _whole_loss(model, draws, BATCH, PICTURE_SIZE)
    fit("autoencoder, squares", model.parameters(), on_squares, CROPS.scaled(scale))
    fit("autoencoder, pictures", model.parameters(), on_pictures, WHOLE.scaled(scale))
    normalise_latents(model, latents(model, on_backgrounds(pictures.concepts)))
    save_weights(model, path)
    report_quality(model, pictures)


def tune_decoder(path: Path, start: Path, pictures: Pictures, scale: float) -> None:
    """Tune the decoder of the trained autoencoder, whose latents stay as they are, and write the final autoencoder."""
    torch.manual_seed(SEED + 1)
    model = load_weights(autoencoder(), start)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith(("decoder.", "post_quant_conv.")))
    draws = Draws(pictures, Random(SEED + 1))

    def loss_of(_step: int) -> Tensor:
        batch = draws.batch(BATCH, PICTURE_SIZE)
        clean = latents(model, batch)
        strength = LATENT_NOISE / SCALING_FACTOR * torch.rand(BATCH, 1, 1, 1)
        return picture_loss(model.decode(clean + strength * torch.randn_like(clean)).sample, batch)

    fit("decoder", model.parameters(), loss_of, DECODER.scaled(scale))
    save_weights(model, path)
    report_quality(model, pictures)


def _whole_loss(model: AutoencoderKL, draws: Draws, count: int, size: int) -> Callable[[int], Tensor]:
    def loss_of(_step: int) -> Tensor:
        batch = draws.batch(count, size)
        posterior = model.encode(batch).latent_dist
        divergence: Tensor = posterior.kl().mean() / posterior.mean[0].numel()
        return picture_loss(model.decode(posterior.sample()).sample, batch) + KL_WEIGHT * divergence

    return loss_of


def picture_loss(made: Tensor, real: Tensor) -> Tensor:
    """L1 plus MSE plus half the L1 of the differences between neighbouring pixels, which keeps edges sharp."""
    error = made - real
    across = (error[..., 1:] - error[..., :-1]).abs().mean()
    down = (error[..., 1:, :] - error[..., :-1, :]).abs().mean()
    return error.abs().mean() + error.square().mean() + GRADIENT_WEIGHT * (across + down)


@torch.no_grad()
def normalise_latents(model: AutoencoderKL, seen: Tensor) -> None:
    """Fold into the 1 x 1 convolutions around the latents that those seen get mean 0 and deviation 1 / 0.18215.

    `seen`: [..., 4, 8, 8]. Exact: encoding and decoding together stay what they were. Whoever uses the model then
    scales its latents by the 0.18215 of SD 1.
    """
    channels = seen.movedim(-3, 0).flatten(1)
    mean = channels.mean(dim=1)
    scale = 1 / (SCALING_FACTOR * channels.std(dim=1))
    weights = dict(model.named_parameters())
    means, log_variances = weights["quant_conv.bias"].chunk(2)
    weights["quant_conv.weight"][: len(mean)] *= scale[:, None, None, None]
    means.sub_(mean).mul_(scale)
    log_variances.add_(2 * scale.log())
    decode = weights["post_quant_conv.weight"]
    weights["post_quant_conv.bias"].add_(decode.flatten(1) @ mean)
    decode.div_(scale[None, :, None, None])


@torch.no_grad()
def report_quality(model: AutoencoderKL, pictures: Pictures) -> None:
    """Report the peak signal-to-noise ratio in dB on concepts, on the subject and on pictures never seen."""
    groups = {"concepts": pictures.concepts[::4], "subject": pictures.subject, "unseen": pictures.unseen}
    for name, rgba in groups.items():
        real = on_backgrounds(rgba)
        codes = latents(model, real).flatten(0, 1)
        made = torch.cat([model.decode(part).sample for part in codes.split(AT_ONCE)])
        error = (made - real.flatten(0, 1)).square().mean().item()
        report(f"autoencoder on {name}: {10 * np.log10(4 / error):.2f} dB")
