"""Does the finished file draw what it is told?"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from PIL import Image
from safetensors.torch import load_file
from torch import nn

from kohya_like.demo.measures import Bytes, Sheet, score_backgrounds, score_concepts, with_article
from kohya_like.formats.layout_sd1 import VAE_ATTENTION_WEIGHTS, Component, component_name
from scripts.demo_model.files import atomic
from scripts.demo_model.networks import LATENT_CHANNELS, LATENT_SIZE, SCALING_FACTOR, autoencoder, text_model, unet
from scripts.demo_model.progress import report
from scripts.demo_model.tokens import rows
from scripts.demo_model.unet import BETA_END, BETA_START

NAME = "measures.json"
SHEET_NAME = "samples.png"
STEPS = 25
GUIDANCE = 3.0
AT_ONCE = 20
COLUMNS = 14


class Sampler:
    """Draws with the model of a single file: 25 DDIM steps, guidance 3."""

    def __init__(self, path: Path) -> None:
        self.unet, self.vae, self.text = unet(), autoencoder(), text_model()
        _load({"unet": self.unet, "vae": self.vae, "text_encoder": self.text}, path)
        self.scheduler = DDIMScheduler(
            beta_start=BETA_START,
            beta_end=BETA_END,
            beta_schedule="scaled_linear",
            clip_sample=False,
            set_alpha_to_one=False,
            steps_offset=1,
        )
        self.scheduler.set_timesteps(STEPS)

    def __call__(self, prompts: Sequence[str], seed: int) -> Bytes:
        """One picture for each prompt, [n, 64, 64, 3], with seeds counted up from `seed`."""
        starts = range(0, len(prompts), AT_ONCE)
        return np.concatenate([self._some(prompts[start : start + AT_ONCE], seed + start) for start in starts])

    @torch.no_grad()
    def _some(self, prompts: Sequence[str], seed: int) -> Bytes:
        states = self.text(rows([*[""] * len(prompts), *prompts])).last_hidden_state
        size = (LATENT_CHANNELS, LATENT_SIZE, LATENT_SIZE)
        seeds = range(seed, seed + len(prompts))
        latents = torch.stack([torch.randn(size, generator=torch.Generator().manual_seed(one)) for one in seeds])
        for step in self.scheduler.timesteps:
            plain, told = self.unet(torch.cat([latents, latents]), step, states).sample.chunk(2)
            latents = self.scheduler.step(plain + GUIDANCE * (told - plain), step, latents).prev_sample
        pictures = self.vae.decode(latents / SCALING_FACTOR).sample
        return np.asarray(((pictures.clamp(-1, 1) + 1) * 127.5).round().byte().movedim(1, -1))


def measure(path: Path, model: Path, sheet: Sheet) -> None:
    """Score the model, write the scores as JSON and beside them a sheet of what it draws."""
    draw = Sampler(model)
    scores = {"concepts": score_concepts(draw, sheet), "backgrounds": score_backgrounds(draw, sheet)}
    for name, score in scores.items():
        report(f"{name}: {score.right} of {score.total} right; wrong, at most ten: {score.wrong[:10]}")
    _write_samples(path.with_name(SHEET_NAME), draw, sheet)
    with atomic(path) as temporary:
        temporary.write_text(json.dumps({name: asdict(score) for name, score in scores.items()}, indent=2) + "\n")


def _load(parts: dict[Component, nn.Module], path: Path) -> None:
    """Fill the networks from the single file, in single precision; every weight must be there."""
    weights: dict[Component, dict[str, torch.Tensor]] = {part: {} for part in parts}
    for key, weight in load_file(path).items():
        if (found := component_name(key)) is not None:
            part, name = found
            weights[part][name] = (weight[:, :, 0, 0] if name in VAE_ATTENTION_WEIGHTS else weight).float()
    for part, network in parts.items():
        network.load_state_dict(weights[part])
        network.eval()


def _write_samples(path: Path, draw: Sampler, sheet: Sheet) -> None:
    """The taught pictures and, below each row of them, what the model draws; then concepts on each colour."""
    names = sheet.concepts
    taught = sheet.on("white")[: len(names)]
    drawn = draw([with_article(name) for name in names], 0)
    rows_of_pictures = []
    for start in range(0, len(names), COLUMNS):
        rows_of_pictures += [taught[start : start + COLUMNS], drawn[start : start + COLUMNS]]
    for colour in sheet.colours:
        prompts = [f"{with_article(name)} on a {colour} background" for name in names[:: len(names) // COLUMNS]]
        rows_of_pictures.append(draw(prompts[:COLUMNS], 1000))
    joined = np.concatenate([np.concatenate(list(row), axis=1) for row in rows_of_pictures])
    with atomic(path) as temporary:
        Image.fromarray(joined).save(temporary, "PNG")
