"""The answer to "what is this file?"."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kohya_like.config.text import Text


@dataclass(frozen=True)
class ModelFile:
    """What a file was found to be. `type` is "error" with `error` set, or "unknown" for a sound file of no known kind.

    `base` is sd1, sd2, sdxl, sd3 or flux, where the kind has one and it can be told. `layout` says in whose naming the
    file is, `vectors` counts an embedding's tokens, `sizes` are a hypernetwork's widths.
    """

    path: str
    type: str
    base: str | None = None
    variant: str | None = None
    rank: int | None = None
    error: Text | None = None
    layout: str | None = None
    vectors: int | None = None
    sizes: tuple[int, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict, repr=False)
