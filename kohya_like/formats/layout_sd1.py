"""Names of Stable Diffusion 1 weights: the original single file against the diffusers and transformers components.

The original layout is that of CompVis/stable-diffusion (also called LDM): one file, one prefix for each component,
blocks numbered in the order they run. diffusers names the same layers by level and kind. The tables below pair the two
for the topology of SD 1 (four levels, two residual layers each, attention in three); nothing here depends on widths.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

Component = Literal["unet", "vae", "text_encoder"]
Pair = tuple[str, str]

PREFIXES: dict[Component, str] = {
    "unet": "model.diffusion_model.",
    "vae": "first_stage_model.",
    "text_encoder": "cond_stage_model.transformer.text_model.",
}

TEXT_PREFIX_BARE = "cond_stage_model.transformer."
"""Some early community files hold the text encoder without `text_model.`; they are read, never written."""

POSITION_IDS = "cond_stage_model.transformer.text_model.embeddings.position_ids"
"""0, 1, ..., 76 as int64 [1, 77]: in every original file, in no component since transformers 4.31."""

LEVELS = 4
LAYERS = 2

UNET_RESNET = (
    ("in_layers.0", "norm1"),
    ("in_layers.2", "conv1"),
    ("emb_layers.1", "time_emb_proj"),
    ("out_layers.0", "norm2"),
    ("out_layers.3", "conv2"),
    ("skip_connection", "conv_shortcut"),
)
VAE_RESNET = (
    ("norm1", "norm1"),
    ("conv1", "conv1"),
    ("norm2", "norm2"),
    ("conv2", "conv2"),
    ("nin_shortcut", "conv_shortcut"),
)
VAE_ATTENTION = (
    ("norm", "group_norm"),
    ("q", "to_q"),
    ("k", "to_k"),
    ("v", "to_v"),
    ("proj_out", "to_out.0"),
)
TEXT_MODULES = ("embeddings", "encoder", "final_layer_norm")

VAE_ATTENTION_WEIGHTS = frozenset(
    f"{half}.mid_block.attentions.0.{projection}.weight"
    for half in ("encoder", "decoder")
    for projection in ("to_q", "to_k", "to_v", "to_out.0")
)
"""Component names of the autoencoder weights that are [out, in] there and [out, in, 1, 1] in the original file."""


def original_name(component: Component, name: str) -> str:
    """The key in the original single file of a component's own key.

    Raises KeyError for a name that this component of SD 1 does not have.
    """
    return PREFIXES[component] + _translate(name, TO_ORIGINAL[component])


def component_name(original: str) -> tuple[Component, str] | None:
    """The component and its own key of a key in the original single file.

    None for what no component has: position ids, EMA copies, training state and keys of other architectures.
    """
    if original.endswith(".position_ids"):
        return None
    for component, prefix in _read_prefixes():
        if original.startswith(prefix):
            try:
                return component, _translate(original.removeprefix(prefix), TO_COMPONENT[component])
            except KeyError:
                continue
    return None


def _read_prefixes() -> Iterator[tuple[Component, str]]:
    yield from PREFIXES.items()
    yield "text_encoder", TEXT_PREFIX_BARE


def _translate(name: str, modules: dict[str, str]) -> str:
    """`name` with the longest of its leading modules that the table knows replaced; KeyError if it knows none."""
    end = name.rfind(".")
    while end > 0:
        if (module := modules.get(name[:end])) is not None:
            return module + name[end:]
        end = name.rfind(".", 0, end)
    raise KeyError(name)


def _within(original: str, ours: str, parts: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs of a module's parts, from the module's own pair."""
    return ((f"{original}.{theirs}", f"{ours}.{part}") for theirs, part in parts)


def _unet_pairs() -> Iterator[Pair]:
    yield from (
        ("time_embed.0", "time_embedding.linear_1"),
        ("time_embed.2", "time_embedding.linear_2"),
        ("input_blocks.0.0", "conv_in"),
        ("out.0", "conv_norm_out"),
        ("out.2", "conv_out"),
        ("middle_block.1", "mid_block.attentions.0"),
    )
    yield from _within("middle_block.0", "mid_block.resnets.0", UNET_RESNET)
    yield from _within("middle_block.2", "mid_block.resnets.1", UNET_RESNET)
    for level in range(LEVELS):
        yield from _unet_down(level)
        yield from _unet_up(level)


def _unet_down(level: int) -> Iterator[Pair]:
    """One level on the way down: its layers, then its downsampler, are input blocks; block 0 is `conv_in`."""
    first = 1 + level * (LAYERS + 1)
    has_attention = level < LEVELS - 1
    for layer in range(LAYERS):
        block = f"input_blocks.{first + layer}"
        yield from _within(f"{block}.0", f"down_blocks.{level}.resnets.{layer}", UNET_RESNET)
        if has_attention:
            yield f"{block}.1", f"down_blocks.{level}.attentions.{layer}"
    if level < LEVELS - 1:
        yield f"input_blocks.{first + LAYERS}.0.op", f"down_blocks.{level}.downsamplers.0.conv"


def _unet_up(level: int) -> Iterator[Pair]:
    """One level on the way up, deepest first: one layer more than down; the upsampler shares the last layer's block."""
    first = level * (LAYERS + 1)
    has_attention = level > 0
    for layer in range(LAYERS + 1):
        block = f"output_blocks.{first + layer}"
        yield from _within(f"{block}.0", f"up_blocks.{level}.resnets.{layer}", UNET_RESNET)
        if has_attention:
            yield f"{block}.1", f"up_blocks.{level}.attentions.{layer}"
    if level < LEVELS - 1:
        position = 2 if has_attention else 1
        yield f"output_blocks.{first + LAYERS}.{position}.conv", f"up_blocks.{level}.upsamplers.0.conv"


def _vae_pairs() -> Iterator[Pair]:
    yield from (("quant_conv", "quant_conv"), ("post_quant_conv", "post_quant_conv"))
    for half in ("encoder", "decoder"):
        yield f"{half}.conv_in", f"{half}.conv_in"
        yield f"{half}.norm_out", f"{half}.conv_norm_out"
        yield f"{half}.conv_out", f"{half}.conv_out"
        yield from _within(f"{half}.mid.block_1", f"{half}.mid_block.resnets.0", VAE_RESNET)
        yield from _within(f"{half}.mid.attn_1", f"{half}.mid_block.attentions.0", VAE_ATTENTION)
        yield from _within(f"{half}.mid.block_2", f"{half}.mid_block.resnets.1", VAE_RESNET)
    for level in range(LEVELS):
        yield from _vae_level(level)


def _vae_level(level: int) -> Iterator[Pair]:
    """One resolution of both halves. The original counts the decoder's from the finest, diffusers from the deepest."""
    down, up = f"encoder.down_blocks.{level}", f"decoder.up_blocks.{LEVELS - 1 - level}"
    for layer in range(LAYERS):
        yield from _within(f"encoder.down.{level}.block.{layer}", f"{down}.resnets.{layer}", VAE_RESNET)
    for layer in range(LAYERS + 1):
        yield from _within(f"decoder.up.{level}.block.{layer}", f"{up}.resnets.{layer}", VAE_RESNET)
    if level < LEVELS - 1:
        yield f"encoder.down.{level}.downsample.conv", f"{down}.downsamplers.0.conv"
    if level > 0:
        yield f"decoder.up.{level}.upsample.conv", f"{up}.upsamplers.0.conv"


TO_COMPONENT: dict[Component, dict[str, str]] = {
    "unet": dict(_unet_pairs()),
    "vae": dict(_vae_pairs()),
    "text_encoder": {module: module for module in TEXT_MODULES},
}
TO_ORIGINAL: dict[Component, dict[str, str]] = {
    component: {ours: original for original, ours in modules.items()} for component, modules in TO_COMPONENT.items()
}
