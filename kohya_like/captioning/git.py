"""GIT: a short sentence for each picture."""

from typing import Any

import torch
from transformers import GitForCausalLM

from kohya_like.captioning.sentences import SentenceModel


class Git(SentenceModel):
    """`microsoft/git-*` models that were trained on captions."""

    kind = GitForCausalLM

    def prompt(self, count: int) -> dict[str, Any]:
        """The token that every sentence begins with; by their numbers, since not every such model names them."""
        tokenizer = self.processor.tokenizer
        first = torch.full((count, 1), tokenizer.cls_token_id, device=self.compute.device)
        return {
            "input_ids": first,
            "attention_mask": torch.ones_like(first),
            "eos_token_id": tokenizer.sep_token_id,
            "pad_token_id": tokenizer.pad_token_id,
        }
