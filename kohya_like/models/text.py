"""Captions to text states with a CLIP text encoder, in chunks of 75 tokens."""

from collections.abc import Sequence

import torch
from torch import Tensor
from transformers import CLIPTextModel

from kohya_like.dataset.tokens import token_ids

START, END = 49406, 49407
CHUNK = 75
"""Tokens a chunk holds besides its start and end mark; the text model reads 77 positions."""


def chunk_ids(caption: str, max_tokens: int) -> Tensor:
    """Token ids [max_tokens / 75, 77] of a caption: cut at `max_tokens`, each chunk with marks and padded with END.

    Chunks are cut every 75 tokens wherever that falls, as sd-scripts does.
    """
    ids = token_ids(caption)[:max_tokens]
    chunks = []
    for start in range(0, max_tokens, CHUNK):
        part = ids[start : start + CHUNK]
        chunks.append([START, *part, END, *[END] * (CHUNK - len(part))])
    return torch.tensor(chunks)


def text_states(model: CLIPTextModel, captions: Sequence[str], max_tokens: int, clip_skip: int | None) -> Tensor:
    """Text states [n, tokens + 2, width]: of the n-th layer from the end, after the final layer norm.

    Of several chunks only the first start and the last end mark are kept, as in sd-scripts' files.
    """
    ids = torch.stack([chunk_ids(caption, max_tokens) for caption in captions]).to(model.device)
    count, chunks, length = ids.shape
    output = model(ids.view(-1, length), output_hidden_states=True)
    states = output.last_hidden_state
    if clip_skip is not None and clip_skip > 1:
        states = model.final_layer_norm(output.hidden_states[-clip_skip])
    states = states.view(count, chunks, length, -1)
    middle = states[:, :, 1:-1].flatten(1, 2)
    return torch.cat([states[:, 0, :1], middle, states[:, -1, -1:]], dim=1)
