"""The trained file in diffusers' hands: its own loader takes it, and draws what the trainer drew."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline
from PIL import Image
from safetensors import safe_open
from transformers import CLIPTokenizer

from kohya_like.dataset.tokens import clip_tokenizer, merges
from kohya_like.demo.measures import FOLDER
from kohya_like.demo.project import MODEL
from kohya_like.jobs.job import Job
from tests.reference.recorded import path as recorded
from tests.training import runs

PROMPT = "a sks toon cat on a blue background"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, Path]:
    """A LoRA in fp16, trained enough to change pictures, with a preview after the last step."""
    folder = tmp_path_factory.mktemp("trained")
    run = runs.config(
        folder,
        train={"max_train_steps": 4},
        optimizer={"learning_rate": 5e-3, "lr_scheduler": "constant", "lr_warmup_steps": 0},
        save={"save_precision": "fp16"},
        sample={"sample_prompts": [f"{PROMPT} --n blurry --s 8 --l 3 --d 7"], "sample_every_n_steps": 4},
    )
    job = runs.new_job(folder, run)
    return job, runs.train_here(job, run)


@pytest.fixture(scope="module")
def pipeline() -> StableDiffusionPipeline:
    """diffusers' own pipeline on the demo model; its configuration folder lacks only the tokenizer, which is large."""
    return StableDiffusionPipeline.from_single_file(
        FOLDER / MODEL,
        config=str(Path(__file__).parent / "demo_config"),
        tokenizer=CLIPTokenizer(vocab=clip_tokenizer().get_vocab(), merges=merges(), model_max_length=77),
        local_files_only=True,
        safety_checker=None,
        torch_dtype=torch.float32,
    )


def draw(pipeline: StableDiffusionPipeline) -> np.ndarray:
    picture = pipeline(
        PROMPT,
        negative_prompt="blurry",
        num_inference_steps=8,
        guidance_scale=3.0,
        height=64,
        width=64,
        generator=torch.Generator().manual_seed(7),
        output_type="np",
    ).images[0]
    return (picture * 255).round().astype(np.int16)


def test_diffusers_draws_the_trainers_picture(
    trained: tuple[Job, Path], pipeline: StableDiffusionPipeline, caplog: pytest.LogCaptureFixture
) -> None:
    job, lora = trained
    without = draw(pipeline)
    pipeline.load_lora_weights(str(lora.parent), weight_name=lora.name)
    loaded = {key for part in (pipeline.unet, pipeline.text_encoder) for key in part.peft_config}
    assert loaded, "nothing was loaded"
    assert not [record for record in caplog.records if "key" in record.message.lower()], caplog.text
    [sample] = runs.events(job, "sample")
    ours = np.asarray(Image.open(sample["path"])).astype(np.int16)
    assert np.abs(draw(pipeline) - ours).max() <= 2
    assert np.abs(without - ours).max() > 20, "the LoRA changes nothing, so this test would prove nothing"


def test_the_header_has_what_sd_scripts_writes(trained: tuple[Job, Path]) -> None:
    expected = json.loads(recorded("network_keys/metadata/meta_basic.json").read_text())["metadata"]
    with safe_open(trained[1], "pt") as file:
        header = file.metadata()
    training = {name for name in expected if name.startswith(("ss_", "sshs_"))}
    never = {name for name in training if "valid" in name or name in OF_NO_CONCERN}
    assert training - never <= header.keys()
    assert header["ss_network_dim"] == "2"
    assert header["ss_network_module"] == "networks.lora"
    assert header["ss_base_model_version"] == "sd_v1"
    assert json.loads(header["ss_tag_frequency"])["2_sks toon cat"]["a sks toon cat"] == 4
    assert json.loads(header["ss_dataset_dirs"]) == {"2_sks toon cat": {"n_repeats": 2, "img_count": 5}}
    assert header["modelspec.architecture"] == "stable-diffusion-v1/lora"
    assert header["modelspec.title"] == "tiny"


OF_NO_CONCERN = {"ss_huber_c", "ss_huber_scale", "ss_huber_schedule", "ss_resize_interpolation"}
"""Settings of a loss and a resize option that do not exist here; sd-scripts writes them whatever the loss is."""
