"""CLIP models with random weights, whole and as small as they get, in both published forms."""

import json
from pathlib import Path
from typing import Any

import open_clip
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.processors import TemplateProcessing
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, PreTrainedTokenizerFast

SIDE = 32
TEXT = {"context_length": 77, "vocab_size": 49408, "width": 16, "heads": 2, "layers": 1}
"""With the vocabulary of all CLIP models, so that open_clip's own tokenizer fits."""

OPEN_CLIP: dict[str, Any] = {
    "embed_dim": 8,
    "vision_cfg": {"image_size": SIDE, "layers": 1, "width": 32, "head_width": 16, "patch_size": 8},
    "text_cfg": TEXT,
}


def make_open_clip(folder: Path, seed: int = 0) -> Path:
    """A folder as open_clip publishes its models."""
    folder.mkdir(parents=True)
    torch.manual_seed(seed)
    model = open_clip.CLIP(**OPEN_CLIP)
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": OPEN_CLIP, "preprocess_cfg": {}}))
    save_file(model.state_dict(), folder / "open_clip_model.safetensors")
    return folder


def make_transformers_clip(folder: Path, seed: int = 0) -> Path:
    """A folder as transformers saves its models."""
    folder.mkdir(parents=True)
    torch.manual_seed(seed)
    small = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2}
    tokenizer = _letters()
    marks = {"bos_token_id": tokenizer.bos_token_id, "eos_token_id": tokenizer.eos_token_id}
    config = CLIPConfig(
        text_config={**small, **marks, "vocab_size": len(tokenizer), "max_position_embeddings": 24},
        vision_config={**small, "image_size": SIDE, "patch_size": 8},
        projection_dim=8,
    )
    CLIPModel(config).save_pretrained(folder)
    CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _letters() -> PreTrainedTokenizerFast:
    """A tokenizer that knows letters and no words."""
    marks = ("<|startoftext|>", "<|endoftext|>")
    vocabulary = {letter: number for number, letter in enumerate([*sorted(ByteLevel.alphabet()), *marks])}
    tokenizer = Tokenizer(BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    pairs = [(mark, vocabulary[mark]) for mark in marks]
    tokenizer.post_processor = TemplateProcessing(single=f"{marks[0]} $A {marks[1]}", special_tokens=pairs)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token=marks[0], eos_token=marks[1], pad_token=marks[1]
    )
