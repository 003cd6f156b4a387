"""Captioning models with random weights, in the real formats and as small as they get."""

from pathlib import Path
from typing import Any

import torch
from tokenizers.pre_tokenizers import ByteLevel
from transformers import (
    BartTokenizerFast,
    BertTokenizerFast,
    BlipConfig,
    BlipForConditionalGeneration,
    BlipImageProcessor,
    BlipProcessor,
    CLIPImageProcessor,
    Florence2Config,
    Florence2ForConditionalGeneration,
    Florence2Processor,
    GitConfig,
    GitForCausalLM,
    GitProcessor,
)

_WORDS = "a photo of the cat dog fox in on red green blue big small and with sky tree house sits runs looks far"
WORDS = _WORDS.split()
SIDE = 32
SPACE = "\u0120"
"""What a blank is called among byte-level pieces."""
WIDE: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "initializer_range": 1.0,  # So that a picture changes what is said of it.
}


def _bert(folder: Path) -> BertTokenizerFast:
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[DEC]", *WORDS]
    file = folder / "vocab.txt"
    file.write_text("\n".join(vocabulary))
    return BertTokenizerFast(vocab=str(file), bos_token="[DEC]")


def blip(folder: Path, seed: int = 0) -> Path:
    """A BLIP."""
    torch.manual_seed(seed)
    folder.mkdir(parents=True)
    tokenizer = _bert(folder)
    marks = {"bos_token_id": 5, "eos_token_id": 3, "pad_token_id": 0, "sep_token_id": 3}
    text = {**WIDE, "vocab_size": len(tokenizer), "encoder_hidden_size": 32, **marks}
    config = BlipConfig(text_config=text, vision_config={**WIDE, "image_size": SIDE, "patch_size": 8})
    BlipForConditionalGeneration(config).save_pretrained(folder)
    BlipProcessor(BlipImageProcessor(size={"height": SIDE, "width": SIDE}), tokenizer).save_pretrained(folder)
    return folder


def git(folder: Path, seed: int = 0) -> Path:
    """A GIT."""
    torch.manual_seed(seed)
    folder.mkdir(parents=True)
    tokenizer = _bert(folder)
    vision = {**WIDE, "image_size": SIDE, "patch_size": 8}
    config = GitConfig(vision_config=vision, vocab_size=len(tokenizer), bos_token_id=2, eos_token_id=3, **WIDE)
    GitForCausalLM(config).save_pretrained(folder)
    images = CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    GitProcessor(images, tokenizer).save_pretrained(folder)
    return folder


def _bart() -> BartTokenizerFast:
    pieces = [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        "<mask>",
        *sorted(ByteLevel.alphabet()),
        *(f"\u0120{word}" for word in WORDS),
    ]
    vocabulary = {piece: place for place, piece in enumerate(pieces)}
    return BartTokenizerFast(vocab=vocabulary, merges=[], extra_special_tokens={"image_token": "<image>"})


def florence(folder: Path, seed: int = 0) -> Path:
    """A Florence-2."""
    torch.manual_seed(seed)
    folder.mkdir(parents=True)
    tokenizer = _bart()
    text = {"vocab_size": len(tokenizer), "d_model": 32, "max_position_embeddings": 512, "init_std": 1.0}
    for side in ("encoder", "decoder"):
        text |= {f"{side}_layers": 1, f"{side}_attention_heads": 2, f"{side}_ffn_dim": 64}
    widths = (8, 8, 16, 16)
    vision = {"depths": (1, 1, 1, 1), "embed_dim": widths, "num_heads": (1, 1, 2, 2), "num_groups": (1, 1, 2, 2)}
    config = Florence2Config(
        text_config={"model_type": "bart", **text},
        vision_config={**vision, "window_size": 2, "projection_dim": 32, "initializer_range": 1.0},
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
    )
    Florence2ForConditionalGeneration(config).save_pretrained(folder)
    images = CLIPImageProcessor(size={"height": 64, "width": 64}, do_center_crop=False, image_seq_length=5)
    Florence2Processor(images, tokenizer).save_pretrained(folder)
    return folder
