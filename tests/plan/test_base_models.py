"""Which base models lie in folders."""

from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.demo.measures import FOLDER
from kohya_like.plan import base_models
from kohya_like.plan.base_models import check_model, find_models, look_at
from tests.plan.making import TEXT_ENCODER, UNET, make_base


def test_those_that_can_be_trained_come_first(tmp_path: Path) -> None:
    (tmp_path / "deep" / ".hidden").mkdir(parents=True)
    make_base(tmp_path / "a-without-vae.safetensors", UNET | TEXT_ENCODER)
    make_base(tmp_path / "deep" / "z.safetensors")
    make_base(tmp_path / "deep" / ".hidden" / "h.safetensors")
    (tmp_path / "broken.safetensors").write_bytes(b"nothing")
    (tmp_path / "notes.txt").touch()
    found = find_models([tmp_path, tmp_path / "deep", tmp_path / "gone"])
    assert [candidate.path.name for candidate in found] == ["z.safetensors", "a-without-vae.safetensors"]
    assert found[0].reason is None and found[0].base == "sd1" and found[0].native == 512
    assert found[1].reason is not None and "VAE" in found[1].reason.en


def test_what_is_no_checkpoint_is_not_listed(tmp_path: Path) -> None:
    lora = {"lora_unet_down_blocks_0_attentions_0_proj_in.lora_down.weight": (4, 320, 1, 1)}
    make_base(tmp_path / "lora.safetensors", lora)
    assert find_models([tmp_path]) == []


def test_the_demo_says_at_which_size_it_was_made() -> None:
    demo = look_at(FOLDER / "demo-sd1.safetensors")
    assert demo is not None and demo.native == 64


def test_a_header_is_read_once_until_the_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = make_base(tmp_path / "m.safetensors")
    reads: list[Path] = []
    read = base_models._read
    monkeypatch.setattr(base_models, "_read", lambda path: (reads.append(path), read(path))[1])
    assert look_at(model) == look_at(model)
    assert len(reads) == 1
    make_base(model, UNET | TEXT_ENCODER)
    changed = look_at(model)
    assert changed is not None and changed.reason is not None


@pytest.mark.parametrize(("name", "sentence"), [("gone.safetensors", "does not exist"), ("lora.safetensors", "a LoRA")])
def test_a_chosen_file_that_is_none_says_why(tmp_path: Path, name: str, sentence: str) -> None:
    make_base(tmp_path / "lora.safetensors", {"lora_unet_mid_block_proj_in.lora_down.weight": (4, 320)})
    with pytest.raises(InputError, match=sentence):
        check_model(tmp_path / name)


def test_a_list_never_grows_endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_models, "MOST_FILES", 2)
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
        make_base(tmp_path / folder / "m.safetensors")
    assert len(find_models([tmp_path])) == 2
