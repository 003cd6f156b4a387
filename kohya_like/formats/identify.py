"""What a model file is (checkpoint, VAE, LoRA and relatives, embedding, hypernetwork, ...), and for which base."""

import os
from pathlib import Path

from kohya_like.config.problems import InputError
from kohya_like.formats.diffusers_folder import identify_folder
from kohya_like.formats.header import Header
from kohya_like.formats.headers import explained, read_header
from kohya_like.formats.keys import Keys
from kohya_like.formats.model_file import ModelFile
from kohya_like.formats.rules import RULES
from kohya_like.formats.variants import embedding_vectors, hypernetwork_sizes

__all__ = ["ModelFile", "identify", "identify_header"]


def identify(path: Path | str) -> ModelFile:
    """What the file or diffusers folder at `path` is. Never raises for bad content: the answer then is an error."""
    path = Path(path)
    try:
        if os.path.isdir(path):  # Path.is_dir raises where looking is not allowed.
            with explained(path):
                return identify_folder(path)
        return identify_header(read_header(path), str(path))
    except InputError as error:
        return ModelFile(path=str(path), type="error", error=error.problems[0].text)


def identify_header(header: Header, path: str = "") -> ModelFile:
    """What a file with this header is; `path` is only passed on."""
    keys = Keys(header)
    rule = next((rule for rule in RULES if rule.test(keys)), None)
    if rule is None:
        return ModelFile(path=path, type="unknown", metadata=header.metadata)
    return ModelFile(
        path=path,
        type=rule.type,
        base=rule.base(keys),
        variant=rule.variant(keys),
        rank=rule.rank(keys),
        layout=rule.layout(keys),
        vectors=embedding_vectors(keys) if rule.type == "textual_inversion" else None,
        sizes=hypernetwork_sizes(keys) if rule.type == "hypernetwork" else (),
        metadata=header.metadata,
    )
