"""The size of a trained file is known from the base model's header."""

import gzip
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from kohya_like.config.run import RunConfig
from kohya_like.formats.header import Header, TensorInfo
from kohya_like.plan.network_size import file_bytes, trained_layers
from tests.reference.recorded import path


def recorded(name: str) -> Any:
    return json.loads(gzip.decompress(path(name).read_bytes()))


def sd15() -> Header:
    shapes = recorded("checkpoint_keys/sd15.json.gz")["single_file_keys"]
    return Header(tensors={name: TensorInfo("F16", tuple(shape)) for name, shape in shapes.items()})


CASES = {
    "sd15__lora_d8_a4": {"network_dim": 8},
    "sd15__lora_d8_a4_conv4_2": {"network_dim": 8, "network_type": "locon", "conv_dim": 4},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("precision", "width"), [("fp16", np.float16), ("float", np.float32)])
def test_the_size_is_that_of_the_recorded_network(
    tmp_path: Path, case: str, precision: str, width: type[np.floating[Any]]
) -> None:
    modules = recorded(f"network_keys/{case}.json.gz")["modules"]
    tensors = {
        f"{module}.{name}": np.zeros(shape if isinstance(shape, list) else (), dtype=width)
        for module, parts in modules.items()
        for name, shape in parts.items()
    }
    save_file(tensors, tmp_path / "network.safetensors")
    config = RunConfig.model_validate({"network": CASES[case], "save": {"save_precision": precision}})
    assert len(list(trained_layers(sd15(), config.network))) == len(modules)
    assert math.isclose(file_bytes(sd15(), config), (tmp_path / "network.safetensors").stat().st_size, rel_tol=0.01)


@pytest.mark.parametrize("part", ["text_encoder", "unet"])
def test_a_part_that_is_not_trained_takes_no_room(part: str) -> None:
    switch = f"network_train_{part}_only"
    found = recorded("network_keys/sd15__lora_d8_a4.json.gz")
    only = RunConfig.model_validate({"network": {switch: True}}).network
    assert len(list(trained_layers(sd15(), only))) == found[f"num_{part}_modules"]


def test_other_models_have_no_trained_layers() -> None:
    header = Header(tensors={"double_blocks.0.img_attn.qkv.weight": TensorInfo("F16", (9216, 3072))})
    assert file_bytes(header, RunConfig()) == 0
