"""What there is to say about a file beyond its kind and base: variant, rank, layout, sizes."""

import re

from kohya_like.formats.keys import Keys

INPUT_CHANNELS = {
    5: "depth (5 input channels)",
    8: "instruct-pix2pix (8 input channels)",
    9: "inpainting (9 input channels)",
}
"""U-Nets that see more than the four channels of the noisy latents."""

FLUX_FILL_WIDTH = 384
LATENT_CHANNELS = 4

RANK = (
    r"\.lora_down\.weight$",
    r"\.lora_A(\.default)?\.weight$",
    r"[._]lora\.down\.weight$",
    r"\.hada_w1_b$",
    r"\.lokr_w[12]_b$",
    r"\.a2\.weight$",
)
"""Factors of shape [rank, inputs], one row for each way of writing them."""


def checkpoint_variant(keys: Keys) -> str | None:
    """Extra input channels, the refiner, and v-prediction where the file says so (the weights do not tell)."""
    channels = keys.usual_size(r"(^|\.)(input_blocks\.0\.0|conv_in)\.weight$", dimension=1, of=4)
    found = [
        INPUT_CHANNELS.get(channels or 0),
        "refiner" if keys.usual_size(r"attn2\.to_k\.weight$", dimension=1, of=2) == 1280 else None,
        "fill" if keys.usual_size(r"(^|\.)img_in\.weight$", dimension=1, of=2) == FLUX_FILL_WIDTH else None,
        "v-prediction" if _predicts_velocity(keys) else None,
    ]
    return _joined(found)


def _predicts_velocity(keys: Keys) -> bool:
    """As ModelSpec metadata or the empty marker tensor that ComfyUI looks for say it."""
    prediction = keys.header.metadata.get("modelspec.prediction_type", "")
    return prediction.startswith("v") or keys.has(r"^v_pred$")


def network_variant(keys: Keys) -> str | None:
    """Decompositions beyond the kind of network."""
    return _joined(
        [
            "DoRA" if keys.has(r"\.dora_scale$|\.lora_magnitude_vector") else None,
            "Tucker" if keys.has(r"\.(lora_mid\.weight|hada_t1|lokr_t2)$") else None,
        ]
    )


def vae_variant(keys: Keys) -> str | None:
    """The tiny autoencoder, or one with other latents than Stable Diffusion's."""
    if keys.has(r"^taesd_|^(encoder|decoder)\.layers\.\d"):
        return "TAESD"
    channels = keys.usual_size(r"(^|\.)decoder\.conv_in\.weight$", dimension=1, of=4)
    return None if channels in (None, LATENT_CHANNELS) else f"{channels} latent channels"


def text_encoder_variant(keys: Keys) -> str | None:
    """Which text encoder, by the width of its tokens."""
    if keys.has(r"SelfAttention\."):
        return "T5"
    width = keys.usual_size(r"token_embedding\.weight$", dimension=1, of=2)
    return {768: "CLIP-L", 1024: "OpenCLIP-H", 1280: "OpenCLIP-G"}.get(width or 0)


def network_rank(keys: Keys) -> int | None:
    """The rank that the metadata names, else the most frequent one of the Linear layers; None for kinds without."""
    named = keys.header.metadata.get("ss_network_dim", "")
    if named.isdecimal():
        return int(named)
    for pattern in RANK:
        found = keys.usual_size(pattern, dimension=0, of=2) or keys.usual_size(pattern, dimension=0, of=4)
        if found is not None:
            return found
    return None


def network_layout(keys: Keys) -> str:
    """sd-scripts' flat names, or dotted paths as diffusers and PEFT write them."""
    return "kohya" if keys.has(r"^(lora|oft)_\w+\.") else "diffusers"


def embedding_vectors(keys: Keys) -> int | None:
    """Tokens that the embedding stands for: rows of its first tensor, whose shape is [tokens, width] or [width]."""
    shapes = [shape for shape in keys.shapes("") if shape]
    return (shapes[0][0] if len(shapes[0]) > 1 else 1) if shapes else None


def hypernetwork_sizes(keys: Keys) -> tuple[int, ...]:
    """The widths of the attention inputs that a hypernetwork changes, ascending."""
    names = (re.match(r"(\d+)\.", name) for name in keys.header.tensors)
    return tuple(sorted({int(match[1]) for match in names if match}))


def _joined(found: list[str | None]) -> str | None:
    return ", ".join(part for part in found if part) or None
