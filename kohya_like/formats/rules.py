"""The kinds of model files and how their names tell them: one row each, tried from the top.

The names are those that the programs of this field write: sd-scripts and LyCORIS for networks, AUTOMATIC1111 for
embeddings and hypernetworks, the original and the diffusers layout for whole models. Rows with names that only one kind
has come first.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kohya_like.formats.bases import EMBEDDING_WIDTHS, base_of, embedding_base
from kohya_like.formats.keys import Keys
from kohya_like.formats.variants import (
    checkpoint_variant,
    network_layout,
    network_rank,
    network_variant,
    text_encoder_variant,
    vae_variant,
)

Test = Callable[[Keys], bool]


def nothing(keys: Keys) -> None:
    """The answer of kinds that lack a property."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One kind of file: how to know it, and how to find out the rest."""

    type: str
    test: Test
    base: Callable[[Keys], str | None] = nothing
    variant: Callable[[Keys], str | None] = nothing
    rank: Callable[[Keys], int | None] = nothing
    layout: Callable[[Keys], str | None] = nothing


def names(*patterns: str) -> Test:
    """A test: for each pattern there is a name with it."""
    return lambda keys: keys.has(*patterns)


def written_by(layout: str) -> Callable[[Keys], str | None]:
    """The layout of a kind that is recognised by it."""
    return lambda keys: layout


def embedding(test: Test, layout: str) -> Rule:
    """A row for an embedding (textual inversion)."""
    return Rule(type="textual_inversion", test=test, base=embedding_base, layout=written_by(layout))


def network(kind: str, test: Test) -> Rule:
    """A row for LoRA or one of its relatives."""
    return Rule(type=kind, test=test, base=base_of, variant=network_variant, rank=network_rank, layout=network_layout)


def model(kind: str, test: Test, layout: str) -> Rule:
    """A row for something with a U-Net or transformer of its own."""
    return Rule(type=kind, test=test, base=base_of, variant=checkpoint_variant, layout=written_by(layout))


def vae(test: Test, layout: str) -> Rule:
    """A row for an autoencoder. Those of SD 1 and SDXL have the same names and shapes, so there is no base."""
    return Rule(type="vae", test=test, variant=vae_variant, layout=written_by(layout))


def has_butterflies(keys: Keys) -> bool:
    """BOFT has blocks of four dimensions, diagonal OFT of three."""
    return keys.usual_size(r"\.oft_blocks$", dimension=0, of=4) is not None


def has_convolutions(keys: Keys) -> bool:
    """Whether a LoRA also changes layers outside the transformer blocks (3x3 convolutions and what comes with them)."""
    down = keys.shapes(r"\.lora_down\.weight$|\.lora_A(\.default)?\.weight$|[._]lora\.down\.weight$")
    return any(len(shape) == 4 and shape[-1] > 1 for shape in down) or keys.has(OUTSIDE_TRANSFORMERS)


def is_single_embedding(keys: Keys) -> bool:
    """As diffusers saves one: a single tensor [tokens, width] or [width], named by its placeholder."""
    shapes = keys.shapes("")
    return len(shapes) == 1 and len(shapes[0]) in (1, 2) and shapes[0][-1] in EMBEDDING_WIDTHS


OUTSIDE_TRANSFORMERS = r"\.lora_mid\.|[._]resnets[._]\d|[._](in|out|emb)_layers[._]\d|[._](op|skip_connection)\."
LORA = r"\.lora_(down|up|A|B)\.|[._]lora\.(down|up)\."
DIFFUSION_MODEL = r"^model\.diffusion_model\."
OTHER_PARTS = r"^(first_stage_model|vae|cond_stage_model|conditioner|text_encoders)\."

RULES = (
    embedding(names(r"^string_to_param\."), "AUTOMATIC1111"),
    embedding(names(r"^emb_params$"), "sd-scripts"),
    embedding(names(r"^clip_[lg]$"), "sd-scripts"),
    Rule(type="hypernetwork", test=names(r"^\d+\.[01]\.linear\d*\."), layout=written_by("AUTOMATIC1111")),
    Rule(type="controlnet_lllite", test=names(r"^lllite_unet"), base=base_of),
    Rule(type="control_lora", test=names(r"^lora_controlnet$"), base=base_of),
    network("loha", names(r"\.hada_w1_a$")),
    network("lokr", names(r"\.lokr_w[12](_a)?$")),
    network("glora", names(r"\.a1\.weight$", r"\.b1\.weight$")),
    network("ia3", names(r"\.on_input$")),
    network("oft", names(r"^oft_unet_.*\.oft_blocks$")),
    network("boft", has_butterflies),
    network("diag-oft", names(r"\.oft_blocks$")),
    network("locon", lambda keys: keys.has(LORA) and has_convolutions(keys)),
    network("lora", names(LORA)),
    network("full", names(r"^lora_.*\.diff(_b)?$")),
    network("norm", names(r"\.w_norm$")),
    model("controlnet", names(r"^control_model\.|(^|\.)input_hint_block\.0\.weight$|(^|\.)zero_convs\."), "original"),
    model("controlnet", names(r"^controlnet_cond_embedding\.|^controlnet_blocks\.0\.weight$"), "diffusers"),
    model("t2i_adapter", names(r"^(adapter\.)?body\.0\.(in_conv|block1|resnets)\b"), "original"),
    model("checkpoint", names(DIFFUSION_MODEL, OTHER_PARTS), "original"),
    model("diffusion_model", names(DIFFUSION_MODEL), "original"),
    model("diffusion_model", names(r"^(input_blocks\.0\.0\.weight|double_blocks\.0|joint_blocks\.0)\b"), "original"),
    model("diffusion_model", names(r"^time_embedding\.linear_1\.weight$", r"^down_blocks\.0"), "diffusers"),
    vae(names(r"^(first_stage_model\.|vae\.)?(encoder\.down|decoder\.up)\.\d+\.block\."), "original (LDM)"),
    vae(names(r"^(encoder\.down|decoder\.up)_blocks\.\d+\."), "diffusers"),
    vae(names(r"^taesd_(en|de)coder\.|^(en|de)coder\.layers\.\d+\.conv\."), "TAESD"),
    Rule(
        type="text_encoder",
        test=names(r"(^|\.)encoder\.layers\.\d+\.self_attn\.|^encoder\.block\.0\.layer\.0\.SelfAttention\."),
        variant=text_encoder_variant,
    ),
    Rule(type="upscaler", test=names(r"(^|\.)body\.0\.rdb1\.conv1\.weight$|\.sub\.0\.RDB1\.conv1\.")),
    embedding(is_single_embedding, "diffusers"),
)
