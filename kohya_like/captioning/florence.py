"""Florence-2: a sentence or a paragraph for each picture."""

from typing import Any

from transformers import Florence2ForConditionalGeneration

from kohya_like.captioning.sentences import SentenceModel

TASKS = {"brief": "<CAPTION>", "detailed": "<DETAILED_CAPTION>", "very_detailed": "<MORE_DETAILED_CAPTION>"}
"""What the model calls each value of `detail`."""


class Florence(SentenceModel):
    """`florence-community/Florence-2-*`: the form of these models that needs no code of their own."""

    kind = Florence2ForConditionalGeneration

    def prompt(self, count: int) -> dict[str, Any]:
        """The question, after places for the picture."""
        question = self.processor.task_prompts_without_inputs[TASKS[self.config.detail]]
        tokenizer = self.processor.tokenizer
        image = tokenizer.image_token * self.processor.num_image_tokens
        text = f"{image}{tokenizer.bos_token}{question}{tokenizer.eos_token}"
        tokens = tokenizer(text, return_tensors="pt", add_special_tokens=False)
        return {
            name: tokens[name].expand(count, -1).to(self.compute.device) for name in ("input_ids", "attention_mask")
        }
