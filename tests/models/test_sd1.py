"""Loading Stable Diffusion 1 files."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from kohya_like.config.problems import InputError
from kohya_like.demo.measures import FOLDER, Sheet
from kohya_like.demo.project import MODEL
from kohya_like.formats.layout_sd1 import original_name
from kohya_like.models.load import load_family
from kohya_like.models.sd1 import LATENT_SCALE, SD1, vae_weights
from kohya_like.models.weights import read_weights
from tests.models.tiny import CPU


@pytest.fixture(scope="module")
def tensors() -> dict[str, Tensor]:
    return load_file(FOLDER / MODEL)


def test_every_weight_of_the_file_is_in_the_model(tensors: dict[str, Tensor]) -> None:
    family = SD1.load(FOLDER / MODEL, None, CPU)
    parts = {"unet": family.unet, "text_encoder": family.text_encoder, "vae": family.vae}
    back = {
        original_name(component, name): tensor  # type: ignore[arg-type]
        for component, module in parts.items()
        for name, tensor in module.state_dict().items()
    }
    assert back.keys() | {"cond_stage_model.transformer.text_model.embeddings.position_ids"} == tensors.keys()
    for name, tensor in back.items():
        assert torch.equal(tensor.flatten(), tensors[name].float().flatten()), name


def test_a_pickled_checkpoint_gives_the_same_model(tensors: dict[str, Tensor], tmp_path: Path) -> None:
    path = tmp_path / "demo.ckpt"
    torch.save({"state_dict": tensors, "global_step": 5}, path)
    one, other = load_family(path, "auto", None, CPU), SD1.load(FOLDER / MODEL, None, CPU)
    assert torch.equal(one.encode_text(["a fox"]), other.encode_text(["a fox"]))


def test_latents_are_scaled_and_decode_to_the_picture() -> None:
    family = SD1.load(FOLDER / MODEL, None, CPU)
    pixels = torch.from_numpy(Sheet.load().on("blue")[1]).permute(2, 0, 1) / 127.5 - 1
    latents = family.encode_picture(pixels)
    assert latents.shape == (4, 8, 8)
    assert torch.equal(latents, family.vae.encode(pixels[None]).latent_dist.mean[0] * LATENT_SCALE)
    assert (family.decode(latents[None])[0] - (pixels + 1) / 2).abs().mean() < 0.05


def test_another_vae_replaces_the_models_own(tensors: dict[str, Tensor], tmp_path: Path) -> None:
    prefix = "first_stage_model."
    bare = {name.removeprefix(prefix): 2 * tensor for name, tensor in tensors.items() if name.startswith(prefix)}
    save_file(bare, tmp_path / "vae.safetensors")
    family = SD1.load(FOLDER / MODEL, tmp_path / "vae.safetensors", CPU)
    own = SD1.load(FOLDER / MODEL, None, CPU)
    assert torch.equal(family.vae.quant_conv.weight, 2 * own.vae.quant_conv.weight)
    assert torch.equal(family.unet.conv_in.weight, own.unet.conv_in.weight)


def test_a_file_without_a_vae_is_no_vae(tensors: dict[str, Tensor], tmp_path: Path) -> None:
    save_file({"a": torch.zeros(1)}, tmp_path / "no.safetensors")
    with pytest.raises(InputError, match="no VAE"):
        vae_weights(tmp_path / "no.safetensors")


@pytest.mark.parametrize("component", ["model.diffusion_model", "first_stage_model", "cond_stage_model"])
def test_a_file_without_a_part_says_which(tensors: dict[str, Tensor], tmp_path: Path, component: str) -> None:
    save_file({name: t for name, t in tensors.items() if not name.startswith(component)}, tmp_path / "part.safetensors")
    missing = {"model.diffusion_model": "unet", "first_stage_model": "vae", "cond_stage_model": "text_encoder"}
    with pytest.raises(InputError, match=f"has no {missing[component]}"):
        SD1.load(tmp_path / "part.safetensors", None, CPU)


def test_a_file_with_a_layer_missing_says_so(tensors: dict[str, Tensor], tmp_path: Path) -> None:
    cut = {name: tensor for name, tensor in tensors.items() if not name.endswith("output_blocks.5.1.norm.weight")}
    save_file(cut, tmp_path / "cut.safetensors")
    with pytest.raises(InputError, match="does not have the layers"):
        SD1.load(tmp_path / "cut.safetensors", None, CPU)


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "bad.safetensors").write_bytes(b"nothing of the kind")
    (tmp_path / "bad.ckpt").write_bytes(b"nothing of the kind")
    for name in ("bad.safetensors", "bad.ckpt"):
        with pytest.raises(InputError, match=name):
            SD1.load(tmp_path / name, None, CPU)


def test_attention_can_be_sliced_and_xformers_says_why_it_cannot() -> None:
    family = SD1.load(FOLDER / MODEL, None, CPU)
    inputs = torch.randn(1, 4, 8, 8), torch.tensor([500]), family.encode_text(["a fox"])
    expected = family.predict(*inputs)
    for implementation in ("auto", "sdpa", "sliced"):
        family.set_attention(implementation)
        assert torch.allclose(family.predict(*inputs), expected, atol=1e-5)
    with pytest.raises(InputError, match="xformers cannot be used"):
        family.set_attention("xformers")


def test_a_file_is_read_by_its_content_whatever_its_name(tensors: dict[str, Tensor], tmp_path: Path) -> None:
    save_file(tensors, tmp_path / "safetensors.ckpt")
    save_file(tensors, tmp_path / "no-suffix")
    torch.save(tensors, tmp_path / "zip.safetensors")
    torch.save(tensors, tmp_path / "legacy.ckpt", _use_new_zipfile_serialization=False)
    for path in tmp_path.iterdir():
        assert read_weights(path).keys() == tensors.keys(), path.name
