"""BLIP: a sentence for each picture."""

from typing import Any

from transformers import BlipForConditionalGeneration

from kohya_like.captioning.sentences import SentenceModel


class Blip(SentenceModel):
    """`Salesforce/blip-image-captioning-*` and its kin."""

    kind = BlipForConditionalGeneration

    def prompt(self, count: int) -> dict[str, Any]:
        """Nothing: it begins each sentence by itself."""
        return {}
