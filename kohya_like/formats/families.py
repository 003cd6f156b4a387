"""Which family a file belongs to, of those that can be trained."""

from kohya_like.config.choices import FAMILIES
from kohya_like.formats.model_file import ModelFile


def family_of(file: ModelFile) -> str | None:
    """The family's name; None for what is no complete base model of a known family."""
    if file.type == "checkpoint" and file.variant is None and file.base in FAMILIES:
        return file.base
    return None
