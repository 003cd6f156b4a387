"""Captions on the GPU, where there is one."""

from pathlib import Path

import numpy as np
import pytest
import torch

from kohya_like.config.caption import CaptionConfig
from kohya_like.config.choices import CAPTIONERS
from tests.captioning import tiny

pytestmark = [
    pytest.mark.cuda,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU"),
]


@pytest.mark.parametrize("precision", ["auto", "no", "fp16", "bf16"])
@pytest.mark.parametrize("beam_search", [True, False])
@pytest.mark.parametrize("name", ["blip", "git", "florence"])
def test_sentences_on_the_gpu(tmp_path: Path, *, name: str, beam_search: bool, precision: str) -> None:
    folder = getattr(tiny, name)(tmp_path / name)
    values = {"captioner": name, "train_data_dir": tmp_path, "beam_search": beam_search, "mixed_precision": precision}
    model = CAPTIONERS[name].load().load(folder, CaptionConfig.checked({**values, "max_length": 8}), "cuda")
    pictures = [np.full((40, 30, 3), grey, dtype=np.uint8) for grey in (0, 128, 255)]
    together = model.describe([model.prepare(rgb) for rgb in pictures])
    assert len(together) == 3
    assert all(each.text for each in together)
    if precision == "no":
        on_cpu = CAPTIONERS[name].load().load(folder, CaptionConfig.checked({**values, "max_length": 8}), "cpu")
        assert together == on_cpu.describe([on_cpu.prepare(rgb) for rgb in pictures])
