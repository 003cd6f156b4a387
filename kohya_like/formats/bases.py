"""For which Stable Diffusion a file is made: `sd1`, `sd2`, `sdxl`, `sd3`, `flux`.

The evidence, the most reliable first: names that only one architecture has, the width of the text that
cross-attention takes in, names that differ between the text encoders, what the metadata says, the form of the
projections, and last what is the rule where nothing spoke against it.
"""

from collections.abc import Iterable, Mapping

from kohya_like.formats.keys import Keys

CONTEXT_WIDTHS = {768: "sd1", 1024: "sd2", 2048: "sdxl", 1280: "sdxl"}
"""Width of the text encoders' output; 1280 is that of the SDXL refiner."""

ARCHITECTURES = (
    (r"(^|[._])double_blocks[._]\d+[._]img_attn|(^|[._])single_transformer_blocks[._]\d", "flux"),
    (r"(^|[._])joint_blocks[._]\d|^transformer\.transformer_blocks\.\d+\.attn\.add_q_proj", "sd3"),
)
ENCODERS = (
    (r"^conditioner\.|^lora_te[12]_|^text_encoder_2\.", "sdxl"),
    (r"(^|[._])label_emb[._]|(^|[._])add_embedding[._]", "sdxl"),
    (r"^(lora|oft|lllite)_unet_(input|middle|output)_block", "sdxl"),
    (r"[._]\d+[._]transformer_blocks[._][1-9]", "sdxl"),  # SD 1 and 2 have one transformer block per layer
    (r"^cond_stage_model\.model\.", "sd2"),
    (r"^(lora_te_|text_encoder\.)text_model[._]encoder[._]layers[._](1[2-9]|2\d)[._]", "sd2"),  # SD 1 has 12 layers
    (r"^cond_stage_model\.", "sd1"),
)
RULE = (
    (r"^(lora|oft|lllite)_unet_|^lora_te_|^(unet|text_encoder)\.", "sd1"),
    (r"(^|\.)(input_blocks|down_blocks|zero_convs)\.", "sd1"),
)
METADATA = (
    ("ss_base_model_version", {"sdxl": "sdxl", "sd_v1": "sd1", "sd_v2": "sd2", "sd3": "sd3", "flux": "flux"}),
    (
        "modelspec.architecture",
        {
            "stable-diffusion-xl": "sdxl",
            "stable-diffusion-v1": "sd1",
            "stable-diffusion-v2": "sd2",
            "stable-diffusion-3": "sd3",
            "flux": "flux",
        },
    ),
    ("ss_v2", {"True": "sd2", "False": "sd1"}),
)
"""Metadata keys of sd-scripts and of ModelSpec, and how their values begin."""

DOWN = r"((\.lora_down|\.lora_A(\.default)?|[._]lora\.down|\.b2)?\.weight|\.hada_w1_b|\.diff)$"
"""A Linear's own weight or its full change [out, in], or the factor of its change that has its inputs [rank, in]."""

EMBEDDING_WIDTHS = {1280: "sdxl", 1024: "sd2", 768: "sd1"}
"""Widths of single vectors. An SDXL embedding has one for each encoder (768 and 1280), hence the order."""


def base_of(keys: Keys) -> str | None:
    """The base of a checkpoint, U-Net, ControlNet or network (LoRA and relatives); None when nothing tells it."""
    return (
        _named(keys, ARCHITECTURES)
        or _by_context_width(keys)
        or _named(keys, ENCODERS)
        or _by_metadata(keys.header.metadata)
        or _by_projections(keys)
        or _named(keys, RULE)
    )


def embedding_base(keys: Keys) -> str | None:
    """The base of an embedding, by the widths of its vectors."""
    widths = {shape[-1] for shape in keys.shapes("") if shape}
    return next((base for width, base in EMBEDDING_WIDTHS.items() if width in widths), None)


def _named(keys: Keys, table: Iterable[tuple[str, str]]) -> str | None:
    return next((base for pattern, base in table if keys.has(pattern)), None)


def _by_context_width(keys: Keys) -> str | None:
    """By the input width of cross-attention's keys, or for want of those, of the text encoder's own projections."""
    for module in (r"attn2[._](processor\.)?to_k", r"^lora_te_.*_[qkv]_proj"):
        width = keys.usual_size(module + DOWN, dimension=1, of=2) or _kronecker_width(keys, module)
        if width in CONTEXT_WIDTHS:
            return CONTEXT_WIDTHS[width]
    return None


def _kronecker_width(keys: Keys, module: str) -> int:
    """The input width of a LoKr: the product of those of its two factors, each a matrix or the second of two."""
    first = keys.usual_size(module + r"\.lokr_w1(_b)?$", dimension=1, of=2)
    second = keys.usual_size(module + r"\.lokr_w2(_b)?$", dimension=1, of=2)
    return (first or 0) * (second or 0)


def _by_metadata(metadata: Mapping[str, str]) -> str | None:
    for key, beginnings in METADATA:
        for beginning, base in beginnings.items():
            if metadata.get(key, "").startswith(beginning):
                return base
    return None


def _by_projections(keys: Keys) -> str | None:
    """SD 2 has Linear layers where SD 1 has 1x1 convolutions around its transformer blocks."""
    matrices = keys.usual_size(r"(blocks|middle_block|mid_block)\..*proj_(in|out)\.weight$", dimension=0, of=2)
    return "sd2" if matrices is not None else None
