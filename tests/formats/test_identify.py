"""What a file is: the recorded stand-ins, a sample for every rule, and every kind of evidence for the base."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.formats.header import Header, TensorInfo
from kohya_like.formats.identify import ModelFile, identify, identify_header
from kohya_like.formats.keys import Keys
from kohya_like.formats.rules import RULES
from tests.formats.making import header, zeros
from tests.reference.recorded import path as recorded

STAND_INS: dict[str, dict[str, Any]] = json.loads(recorded("inspector/expected.json").read_text())["files"]


@pytest.mark.parametrize("name", STAND_INS)
def test_a_stand_in_is_what_it_was_made_to_be(name: str) -> None:
    expected = STAND_INS[name]
    found = identify(recorded("inspector") / name)
    told = {"type": found.type, "base": found.base, "variant": found.variant, "vectors": found.vectors}
    told |= {"sizes": list(found.sizes), "rank_in_metadata": found.rank}
    assert found.path.endswith(name)
    assert {key: told[key] for key in expected if key in told} == {
        key: expected[key] for key in expected if key in told
    }
    assert (found.error is not None) is (expected["type"] == "error")


@pytest.mark.parametrize("name", [name for name, expected in STAND_INS.items() if "flag" in expected])
def test_a_hostile_stand_in_is_not_run(name: str) -> None:
    flag = Path(STAND_INS[name]["flag"])
    flag.unlink(missing_ok=True)
    error = identify(recorded("inspector") / name).error
    assert error is not None and "nothing was run" in error.en
    assert not flag.exists()


UNET = "model.diffusion_model.input_blocks."
DOWN = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k"
XL = "lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k"


@dataclass(frozen=True)
class Sample:
    """The header of a file of some kind, and what is to be found out from it."""

    shapes: Mapping[str, Sequence[int]]
    type: str
    base: str | None = None
    variant: str | None = None
    rank: int | None = None
    layout: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


SAMPLES = [
    Sample({"string_to_param.*": (4, 1024)}, "textual_inversion", "sd2", layout="AUTOMATIC1111"),
    Sample({"emb_params": (4, 768)}, "textual_inversion", "sd1", layout="sd-scripts"),
    Sample({"clip_g": (4, 1280)}, "textual_inversion", "sdxl", layout="sd-scripts"),
    Sample({"clip_l": (4, 768), "clip_g": (4, 1280)}, "textual_inversion", "sdxl", layout="sd-scripts"),
    Sample({"<cat-toy>": (768,)}, "textual_inversion", "sd1", layout="diffusers"),
    Sample({"<cat-toy>": (2, 1280)}, "textual_inversion", "sdxl", layout="diffusers"),
    Sample({"768.0.linear.0.weight": (1536, 768)}, "hypernetwork", layout="AUTOMATIC1111"),
    Sample({"320.1.linear1.weight": (640, 320)}, "hypernetwork", layout="AUTOMATIC1111"),
    Sample(
        {"lllite_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q.up.0.weight": (8, 8)},
        "controlnet_lllite",
        "sdxl",
    ),
    Sample({"lora_controlnet": (), "label_emb.0.0.down": (8, 8), "label_emb.0.0.up": (8, 8)}, "control_lora", "sdxl"),
    Sample({f"{DOWN}.lora_down.weight": (8, 768), f"{DOWN}.alpha": ()}, "lora", "sd1", rank=8, layout="kohya"),
    Sample({f"{DOWN}.lora_down.weight": (8, 1024)}, "lora", "sd2", rank=8, layout="kohya"),
    Sample({f"{XL}.lora_down.weight": (8, 2048), f"{XL}.dora_scale": (640, 1)}, "lora", "sdxl", "DoRA", 8, "kohya"),
    Sample({"unet.mid_block.attn2.to_k.lora_A.weight": (4, 2048)}, "lora", "sdxl", None, 4, "diffusers"),
    Sample({"unet.mid_block.attn2.to_k.lora.down.weight": (4, 768)}, "lora", "sd1", None, 4, "diffusers"),
    Sample({"mid_block.attn2.processor.to_k_lora.down.weight": (4, 1024)}, "lora", "sd2", None, 4, "diffusers"),
    Sample({"lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight": (4, 3072)}, "lora", "flux", None, 4, "kohya"),
    Sample(
        {"transformer.single_transformer_blocks.0.attn.to_q.lora_A.weight": (4, 9)},
        "lora",
        "flux",
        None,
        4,
        "diffusers",
    ),
    Sample({"lora_unet_joint_blocks_0_x_block_attn_qkv.lora_down.weight": (4, 1536)}, "lora", "sd3", None, 4, "kohya"),
    Sample(
        {f"{DOWN}.lora_down.weight": (8, 768), "lora_unet_x.lora_down.weight": (4, 9, 3, 3)},
        "locon",
        "sd1",
        None,
        8,
        "kohya",
    ),
    Sample(
        {f"{DOWN}.lora_mid.weight": (8, 8, 3, 3), f"{DOWN}.lora_down.weight": (8, 768)},
        "locon",
        "sd1",
        "Tucker",
        8,
        "kohya",
    ),
    Sample({"lora_unet_mid_block_resnets_0_time_emb_proj.lora_down.weight": (2, 9)}, "locon", "sd1", None, 2, "kohya"),
    Sample({f"{DOWN}.hada_w1_a": (320, 8), f"{DOWN}.hada_w1_b": (8, 1024)}, "loha", "sd2", None, 8, "kohya"),
    Sample(
        {f"{XL}.lokr_w1": (8, 8), f"{XL}.lokr_w2_a": (40, 16), f"{XL}.lokr_w2_b": (16, 256)},
        "lokr",
        "sdxl",
        None,
        16,
        "kohya",
    ),
    Sample({f"{DOWN}.lokr_w1": (16, 24), f"{DOWN}.lokr_w2": (20, 32)}, "lokr", "sd1", None, None, "kohya"),
    Sample(
        {
            f"{DOWN}.a1.weight": (768, 8),
            f"{DOWN}.a2.weight": (8, 768),
            f"{DOWN}.b1.weight": (9, 8),
            f"{DOWN}.b2.weight": (8, 768),
        },
        "glora",
        "sd1",
        None,
        8,
        "kohya",
    ),
    Sample({f"{DOWN}.weight": (320,), f"{DOWN}.on_input": ()}, "ia3", "sd1", None, None, "kohya"),
    Sample({"oft_unet_down_blocks_0_attn1_to_q.oft_blocks": (8, 40, 40)}, "oft", "sd1", None, None, "kohya"),
    Sample({f"{DOWN}.oft_blocks": (6, 32, 10, 10)}, "boft", "sd1", None, None, "kohya"),
    Sample({f"{XL}.oft_blocks": (40, 8, 8)}, "diag-oft", "sdxl", None, None, "kohya"),
    Sample({f"{DOWN}.diff": (320, 1024)}, "full", "sd2", None, None, "kohya"),
    Sample(
        {"lora_unet_down_blocks_0_norm1.w_norm": (320,), "lora_unet_down_blocks_0_norm1.b_norm": (320,)},
        "norm",
        "sd1",
        None,
        None,
        "kohya",
    ),
    Sample({"control_model.input_blocks.1.1.proj_in.weight": (9, 9)}, "controlnet", "sd2", layout="original"),
    Sample(
        {"controlnet_cond_embedding.conv_in.weight": (9, 3, 3, 3), "add_embedding.linear_1.weight": (9, 9)},
        "controlnet",
        "sdxl",
        layout="diffusers",
    ),
    Sample({"body.0.in_conv.weight": (9, 9, 1, 1)}, "t2i_adapter", layout="original"),
    Sample(
        {
            f"{UNET}0.0.weight": (9, 4, 3, 3),
            "first_stage_model.decoder.conv_in.bias": (9,),
            f"{UNET}1.1.attn2.to_k.weight": (9, 768),
        },
        "checkpoint",
        "sd1",
        layout="original",
    ),
    Sample(
        {f"{UNET}0.0.weight": (9, 9, 3, 3), "conditioner.embedders.1.model.ln_final.weight": (9,)},
        "checkpoint",
        "sdxl",
        "inpainting (9 input channels)",
        layout="original",
    ),
    Sample(
        {f"{UNET}0.0.weight": (9, 5, 3, 3), "cond_stage_model.model.ln_final.weight": (9,)},
        "checkpoint",
        "sd2",
        "depth (5 input channels)",
        layout="original",
    ),
    Sample(
        {f"{UNET}4.1.attn2.to_k.weight": (9, 1280), "conditioner.embedders.0.model.ln_final.weight": (9,)},
        "checkpoint",
        "sdxl",
        "refiner",
        layout="original",
    ),
    Sample(
        {f"{UNET}0.0.weight": (9, 4, 3, 3), "cond_stage_model.model.x": (9,), "v_pred": ()},
        "checkpoint",
        "sd2",
        "v-prediction",
        layout="original",
    ),
    Sample(
        {f"{UNET}0.0.weight": (9, 8, 3, 3)},
        "diffusion_model",
        "sd1",
        "instruct-pix2pix (8 input channels)",
        layout="original",
    ),
    Sample(
        {"input_blocks.0.0.weight": (9, 4, 3, 3), "label_emb.0.0.weight": (9, 2816)},
        "diffusion_model",
        "sdxl",
        layout="original",
    ),
    Sample(
        {"double_blocks.0.img_attn.norm.key_norm.scale": (9,), "img_in.weight": (9, 384)},
        "diffusion_model",
        "flux",
        "fill",
        layout="original",
    ),
    Sample({"joint_blocks.0.context_block.attn.qkv.weight": (9, 9)}, "diffusion_model", "sd3", layout="original"),
    Sample(
        {"time_embedding.linear_1.weight": (9, 9), "down_blocks.0.attn2.to_k.weight": (9, 1024)},
        "diffusion_model",
        "sd2",
        layout="diffusers",
    ),
    Sample(
        {"encoder.down.0.block.0.norm1.weight": (9,), "decoder.conv_in.weight": (9, 4, 3, 3)},
        "vae",
        layout="original (LDM)",
    ),
    Sample(
        {"decoder.up.0.block.0.norm1.weight": (9,), "decoder.conv_in.weight": (9, 16, 3, 3)},
        "vae",
        None,
        "16 latent channels",
        layout="original (LDM)",
    ),
    Sample({"decoder.up_blocks.0.resnets.0.norm1.weight": (9,)}, "vae", layout="diffusers"),
    Sample({"taesd_decoder.1.weight": (9, 4, 3, 3)}, "vae", None, "TAESD", layout="TAESD"),
    Sample(
        {
            "text_model.encoder.layers.0.self_attn.q_proj.weight": (768, 768),
            "text_model.embeddings.token_embedding.weight": (9, 768),
        },
        "text_encoder",
        None,
        "CLIP-L",
    ),
    Sample({"encoder.block.0.layer.0.SelfAttention.q.weight": (9, 9)}, "text_encoder", None, "T5"),
    Sample({"params_ema.body.0.rdb1.conv1.weight": (9, 9, 3, 3)}, "upscaler"),
    Sample({"something.else": (3, 3), "entirely": (9,)}, "unknown"),
    Sample({}, "unknown"),
]


@pytest.mark.parametrize(
    "sample", SAMPLES, ids=lambda sample: f"{sample.type}-{next(iter(sample.shapes), 'nothing')}"[:70]
)
def test_a_sample_is_recognised(sample: Sample) -> None:
    found = identify_header(header(sample.shapes, sample.metadata), "a path")
    told = (found.type, found.base, found.variant, found.rank, found.layout)
    assert told == (sample.type, sample.base, sample.variant, sample.rank, sample.layout)
    assert found.path == "a path" and found.error is None


def test_every_rule_has_a_sample() -> None:
    first = [next((rule for rule in RULES if rule.test(Keys(header(sample.shapes)))), None) for sample in SAMPLES]
    assert [rule for rule in RULES if rule not in first] == []


@pytest.mark.parametrize(
    ("names", "metadata", "base"),
    [
        (["lora_te_text_model_encoder_layers_12_mlp_fc1.lora_up.weight"], {}, "sd2"),
        (["lora_te_text_model_encoder_layers_11_mlp_fc1.lora_up.weight"], {}, "sd1"),
        (["lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_up.weight"], {}, "sdxl"),
        (["text_encoder_2.text_model.encoder.layers.0.mlp.fc1.lora_A.weight"], {}, "sdxl"),
        (["lora_unet_down_blocks_1_attentions_0_transformer_blocks_1_x.lora_up.weight"], {}, "sdxl"),
        (["lora_unet_mid_block_x.lora_up.weight"], {"ss_base_model_version": "sdxl_base_v1-0"}, "sdxl"),
        (["lora_unet_mid_block_x.lora_up.weight"], {"ss_base_model_version": "sd_v2_768_v"}, "sd2"),
        (["lora_unet_mid_block_x.lora_up.weight"], {"ss_v2": "True"}, "sd2"),
        (["lora_unet_mid_block_x.lora_up.weight"], {"modelspec.architecture": "stable-diffusion-v2-512/lora"}, "sd2"),
        (["lora_unet_mid_block_x.lora_up.weight"], {}, "sd1"),
        (["somebody_elses_x.lora_up.weight"], {"modelspec.architecture": "flux-1-dev/lora"}, "flux"),
        (["somebody_elses_x.lora_up.weight"], {}, None),
    ],
)
def test_the_base_of_a_network_without_telling_shapes(
    names: list[str], metadata: dict[str, str], base: str | None
) -> None:
    assert identify_header(header(names, metadata)).base == base


def test_the_text_encoders_width_tells_the_base() -> None:
    name = "lora_te_text_model_encoder_layers_0_self_attn_q_proj.lora_down.weight"
    assert identify_header(header({name: (8, 1024)})).base == "sd2"


def test_the_rank_is_the_named_one_else_the_most_frequent() -> None:
    shapes = {f"{DOWN}{index}.lora_down.weight": (rank, 9) for index, rank in enumerate((4, 8, 8, 16))}
    assert identify_header(header(shapes)).rank == 8
    assert identify_header(header(shapes, {"ss_network_dim": "32"})).rank == 32
    assert identify_header(header(shapes, {"ss_network_dim": "Dynamic"})).rank == 8
    assert identify_header(header({f"{DOWN}.lora_down.weight": (4, 9, 1, 1)})).rank == 4


def test_modelspec_tells_v_prediction() -> None:
    sample = header([f"{UNET}0.0.weight", "cond_stage_model.model.x"], {"modelspec.prediction_type": "v"})
    assert identify_header(sample).variant == "v-prediction"


def test_an_embedding_counts_its_tokens_and_a_hypernetwork_its_widths() -> None:
    assert identify_header(header({"emb_params": (5, 768)})).vectors == 5
    assert identify_header(header({"<token>": (768,)})).vectors == 1
    names = ["768.0.linear.0.weight", "320.1.linear.0.weight", "768.1.linear.0.weight"]
    assert identify_header(header(names)).sizes == (320, 768)


def test_the_metadata_is_passed_on(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(zeros({"emb_params": (1, 768)}, {"author": "me"}))
    assert identify(str(path)) == ModelFile(
        str(path), "textual_inversion", "sd1", layout="sd-scripts", vectors=1, metadata={"author": "me"}
    )


NETWORK_PARTS = ["lora_unet", "lora_te1", "lora_down", "lokr_w1", "lokr_w2_b", "oft_blocks", "attn2", "to_k", "weight"]
MODEL_PARTS = ["input_blocks", "double_blocks", "conv_in", "model.diffusion_model", "first_stage_model", "emb_params"]
parts = st.sampled_from([*NETWORK_PARTS, *MODEL_PARTS, "string_to_param", "0", "768", "\n", ".", "_"])


@given(
    st.dictionaries(
        st.lists(parts, max_size=6).map(".".join), st.lists(st.integers(0, 2048), max_size=5).map(tuple), max_size=5
    )
)
def test_no_header_is_too_strange(shapes: dict[str, tuple[int, ...]]) -> None:
    tensors = {name: TensorInfo("F16", shape) for name, shape in shapes.items()}
    assert identify_header(Header(tensors=tensors)).type
