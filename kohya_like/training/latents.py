"""Latents of every picture, encoded once, each alone, and always read back from where they are kept."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from kohya_like.config.atomic import atomic_write
from kohya_like.config.problems import MachineError
from kohya_like.config.text import Text
from kohya_like.dataset.batches import Item
from kohya_like.dataset.pictures import fit_picture, read_picture
from kohya_like.formats.headers import explained
from kohya_like.models.family import Family

FORMAT = "latents-1"
"""Part of every key; a change in how latents are made or kept gets a new number."""
READERS = 4
"""Threads that decode and resize pictures ahead of the encoder."""


class Latents:
    """The latents of a set of pictures, on disk or in memory. The key is the content: of picture, size and VAE."""

    def __init__(self, family: Family, folder: Path | None, mirrored: bool) -> None:
        self.family = family
        self.folder = folder
        self.sides = (False, True) if mirrored else (False,)
        self._encoder = digest_of_weights(family.vae)
        self._keys: dict[tuple[Path, bool], str] = {}
        self._memory: dict[str, Tensor] = {}

    def fill(self, items: Sequence[Item]) -> Iterator[int]:
        """Encode what is not kept yet; yields how many items are done.

        Raises InputError for a picture that cannot be read, MachineError for one whose latents are not finite.
        """
        done = 0
        with ThreadPoolExecutor(READERS) as readers:
            for start in range(0, len(items), 2 * READERS):
                part = items[start : start + 2 * READERS]
                for item, picture in zip(part, readers.map(self._picture_if_missing, part), strict=True):
                    if picture is not None:
                        self._encode(item, picture)
                    done += 1
                    yield done

    def of(self, item: Item, mirrored: bool = False) -> Tensor:
        """The latents [4, h/8, w/8] of a picture."""
        key = self._keys[item.picture.path, mirrored]
        if self.folder is None:
            return self._memory[key]
        return safetensors.torch.load_file(self._file(key))["latents"]

    def fingerprint(self) -> str:
        """A digest of all latents' keys: the same for the same pictures, sizes and encoder."""
        return sha256("".join(sorted(self._keys.values())).encode()).hexdigest()

    def _picture_if_missing(self, item: Item) -> NDArray[np.uint8] | None:
        """The fitted picture [h, w, 3], unless its latents are kept already."""
        with explained(item.picture.path):
            content = sha256(item.picture.path.read_bytes()).hexdigest()
        keys = [self._key(content, item, side) for side in self.sides]
        self._keys |= {(item.picture.path, side): key for side, key in zip(self.sides, keys, strict=True)}
        if all(self._has(key) for key in keys):
            return None
        return fit_picture(read_picture(item.picture.path), item.fit)

    def _encode(self, item: Item, picture: NDArray[np.uint8]) -> None:
        pixels = torch.from_numpy(np.array(picture)).permute(2, 0, 1).float() / 127.5 - 1
        for mirrored in self.sides:
            latents = self.family.encode_picture(pixels.flip(-1) if mirrored else pixels).cpu()
            if not torch.isfinite(latents).all():
                text = Text(
                    "The VAE gives no finite numbers for {path}: choose another VAE.",
                    "VAE 对 {path} 给出了非有限的数值：请换一个 VAE。",
                )
                raise MachineError(text.format(path=item.picture.path))
            self._keep(self._keys[item.picture.path, mirrored], latents)

    def _key(self, content: str, item: Item, mirrored: bool) -> str:
        parts = (FORMAT, content, item.fit, mirrored, self._encoder)
        return sha256(repr(parts).encode()).hexdigest()

    def _has(self, key: str) -> bool:
        return key in self._memory if self.folder is None else self._file(key).exists()

    def _keep(self, key: str, latents: Tensor) -> None:
        if self.folder is None:
            self._memory[key] = latents
        else:
            atomic_write(self._file(key), safetensors.torch.save({"latents": latents.contiguous()}))

    def _file(self, key: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{key}.safetensors"


def digest_of_weights(module: nn.Module) -> str:
    """A digest of all weights of a module."""
    digest = sha256()
    for name, tensor in sorted(module.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.cpu().contiguous().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def cache_folder(train_data_dir: Path) -> Path | None:
    """Where the latents of a folder of pictures are kept: beside them, in a folder that every scan leaves out.

    None where nothing can be written there.
    """
    folder = train_data_dir / ".kohya-like" / "latents"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".try").touch()
        (folder / ".try").unlink(missing_ok=True)  # Another process of this run may have been as fast.
    except OSError:
        return None
    return folder
