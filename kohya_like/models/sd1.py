"""Stable Diffusion 1: one U-Net, one CLIP text encoder, one autoencoder, epsilon prediction."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

import torch
from accelerate import init_empty_weights
from diffusers import AutoencoderKL, DDPMScheduler, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor2_0
from diffusers.models.downsampling import Downsample2D
from diffusers.models.resnet import ResnetBlock2D
from diffusers.models.transformers.transformer_2d import Transformer2DModel
from diffusers.models.upsampling import Upsample2D
from torch import Tensor, nn
from transformers import CLIPTextModel

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.formats.layout_sd1 import VAE_ATTENTION_WEIGHTS, Component, component_name
from kohya_like.models.family import Layer, Placement
from kohya_like.models.sd1_shapes import build_text_encoder, build_unet, build_vae
from kohya_like.models.text import text_states
from kohya_like.models.weights import Weights, read_weights

Module = TypeVar("Module", bound=nn.Module)

LATENT_SCALE = 0.18215
"""Latents are multiplied by this (CompVis' first stage), so that they vary by about 1."""

ATTENTION_LAYERS = (nn.Linear, nn.Conv2d)


@dataclass
class SD1:
    """A loaded SD 1.x model. The autoencoder stays in float32: half precision overflows in it."""

    base_version: ClassVar[str] = "sd_v1"
    architecture: ClassVar[str] = "stable-diffusion-v1"

    unet: UNet2DConditionModel
    text_encoder: CLIPTextModel
    vae: AutoencoderKL
    placement: Placement
    clip_skip: int | None = None
    max_token_length: int = 75

    def __post_init__(self) -> None:
        schedule = DDPMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
        self.alphas_cumprod: Tensor = schedule.alphas_cumprod.to(self.placement.device)
        dtype = self.placement.dtype
        for part, number_format in ((self.unet, dtype), (self.text_encoder, dtype), (self.vae, torch.float32)):
            # torch's own `to`: that of diffusers warns of a list of modules to spare, which is empty.
            nn.Module.to(part.requires_grad_(False).eval(), self.placement.device, number_format)

    @classmethod
    def load(cls, path: Path, vae: Path | None, placement: Placement) -> "SD1":
        """Read a single-file checkpoint in the original layout, with another file's VAE if one is named."""
        parts = split_components(read_weights(path))
        if vae is not None:
            parts["vae"] = vae_weights(vae)
        missing = [component for component in ("unet", "vae", "text_encoder") if not parts.get(component)]
        if missing:
            text = Text(
                "{path} has no {parts}, so it is no complete Stable Diffusion 1 checkpoint: choose another base model.",
                "{path} 缺少 {parts}，不是完整的 Stable Diffusion 1 检查点：请换一个底模。",
            )
            field = "model.pretrained_model_name_or_path"
            raise InputError.of(field, text.format(path=path, parts=", ".join(missing)))
        return cls(
            unet=_filled(build_unet, parts["unet"], path),
            text_encoder=_filled(build_text_encoder, parts["text_encoder"], path),
            vae=_filled(build_vae, parts["vae"], vae or path),
            placement=placement,
        )

    @torch.no_grad()
    def encode_picture(self, pixels: Tensor) -> Tensor:
        """Latents [4, h/8, w/8] float32, scaled: the mean of what the encoder gives, so that they can be cached."""
        batch = pixels[None].to(self.placement.device, torch.float32)
        with self._full_precision():
            mean: Tensor = self.vae.encode(batch).latent_dist.mean[0]
        return mean * LATENT_SCALE

    @torch.no_grad()
    def decode(self, latents: Tensor) -> Tensor:
        """Pictures [n, 3, h, w] in 0..1."""
        with self._full_precision():
            pixels: Tensor = self.vae.decode(latents.float() / LATENT_SCALE).sample
        return (pixels / 2 + 0.5).clamp(0, 1)

    def _full_precision(self) -> torch.autocast:
        """Brings the autoencoder to the device and keeps autocast away from it."""
        self.vae.to(self.placement.device)
        return torch.autocast(self.placement.device.type, enabled=False)

    def set_aside_vae(self) -> None:
        """Move the autoencoder to the CPU; encoding and decoding bring it back."""
        self.vae.to("cpu")

    def encode_text(self, captions: Sequence[str]) -> Tensor:
        """Text states [n, tokens + 2, width]."""
        return text_states(self.text_encoder, captions, self.max_token_length, self.clip_skip)

    def predict(self, noisy: Tensor, timesteps: Tensor, text_states: Tensor) -> Tensor:
        """The noise [n, 4, h, w] that the U-Net sees in noisy latents."""
        dtype = self.placement.dtype
        prediction: Tensor = self.unet(noisy.to(dtype), timesteps, text_states.to(dtype), return_dict=False)[0]
        return prediction

    def layers(self) -> Iterator[Layer]:
        """Text encoder first, then the U-Net, as kohya's files have them."""
        for name, module in self.text_encoder.named_modules():
            if isinstance(module, nn.Linear):
                yield Layer("text_encoder", _kohya("lora_te_text_model", name), module, "attention")
        yield from self._unet_layers(Transformer2DModel, "attention")
        for kind in (ResnetBlock2D, Downsample2D, Upsample2D):
            yield from self._unet_layers(kind, "convolution")

    def _unet_layers(self, kind: type[nn.Module], block: str) -> Iterator[Layer]:
        for outer, parent in self.unet.named_modules():
            if not isinstance(parent, kind):
                continue
            for inner, module in parent.named_modules():
                if isinstance(module, ATTENTION_LAYERS):
                    yield Layer("unet", _kohya("lora_unet", f"{outer}.{inner}"), module, block)  # type: ignore[arg-type]

    def set_attention(self, implementation: str) -> None:
        """SDPA unless told otherwise. Raises InputError when xformers cannot be used here."""
        if implementation == "sliced":
            self.unet.set_attention_slice("auto")
        elif implementation == "xformers":
            self._use_xformers()
        else:
            self.unet.set_attn_processor(AttnProcessor2_0())

    def _use_xformers(self) -> None:
        try:
            self.unet.enable_xformers_memory_efficient_attention()
        except (ImportError, ModuleNotFoundError, NotImplementedError, ValueError) as error:
            text = Text(
                "xformers cannot be used here ({error}): set attention to 'auto', which is as fast.",
                "此处无法使用 xformers（{error}）：请把 attention 设为 'auto'，速度相当。",
            )
            raise InputError.of("train.attention", text.format(error=str(error).splitlines()[0])) from error

    def enable_gradient_checkpointing(self) -> None:
        """Recompute the blocks of U-Net and text encoder in the backward pass; both must be in training mode for it."""
        self.unet.enable_gradient_checkpointing()
        self.text_encoder.activation_checkpointing_enable({"use_reentrant": False})
        self.unet.train()
        self.text_encoder.train()


def split_components(weights: Weights) -> dict[Component, Weights]:
    """The tensors of a single file, sorted into components under their own names."""
    parts: dict[Component, Weights] = {}
    for original, tensor in weights.items():
        found = component_name(original)
        if found is not None:
            component, name = found
            squeezed = tensor[:, :, 0, 0] if name in VAE_ATTENTION_WEIGHTS and tensor.dim() == 4 else tensor
            parts.setdefault(component, {})[name] = squeezed
    return parts


def vae_weights(path: Path) -> Weights:
    """The autoencoder in a VAE file (bare names) or in a whole checkpoint. Raises InputError when there is none."""
    weights = read_weights(path)
    if not any(name.startswith("first_stage_model.") for name in weights):
        weights = {f"first_stage_model.{name}": tensor for name, tensor in weights.items()}
    found = split_components(weights).get("vae")
    if not found:
        text = Text(
            "There is no VAE in {path}: choose another file, or none.", "{path} 中没有 VAE：请换一个文件，或留空。"
        )
        raise InputError.of("model.vae", text.format(path=path))
    return found


def _filled(build: Callable[[Weights], Module], weights: Weights, path: Path) -> Module:
    """The module that the weights describe, with all of them in it and no others."""
    try:
        with init_empty_weights():  # Filling a real one with random numbers first would take longer than the rest.
            module = build(weights)
        module.load_state_dict({name: tensor.float() for name, tensor in weights.items()}, assign=True)
    except (RuntimeError, KeyError) as error:
        text = Text(
            "{path} does not have the layers of a Stable Diffusion 1 model: {error}",
            "{path} 的层与 Stable Diffusion 1 模型不符：{error}",
        )
        reason = str(error).splitlines()[-1].strip()[:200]
        raise InputError.of("model.pretrained_model_name_or_path", text.format(path=path, error=reason)) from error
    return module


def _kohya(prefix: str, name: str) -> str:
    return f"{prefix}_{name.replace('.', '_')}"
