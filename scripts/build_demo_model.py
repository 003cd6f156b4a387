"""Build the embedded demo base model from nothing: some hours on two CPU cores.

Run it from the top folder: `python -m scripts.build_demo_model WORK --emoji EMOJI_JSON --fluent ASSETS`.

It needs three sources of pictures, none of which is packaged with this program:

- the font NotoColorEmoji.ttf (SIL OFL 1.1 and Apache-2.0): `apt-get install fonts-noto-color-emoji`;
- emoji.json of emoji-datasource-google 16.0.0 (MIT): `npm pack emoji-datasource-google@16.0.0`, then unpack it;
- the folder assets of @lobehub/fluent-emoji-3d 1.1.0 (MIT): `npm pack @lobehub/fluent-emoji-3d@1.1.0`, then unpack it.

Each stage leaves one file in the work folder and is skipped when that file is there, so that an interrupted build goes
on with the stage it was in. To have a stage done again, remove its file and those of the stages that use it.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from kohya_like.demo.measures import Sheet
from scripts.demo_model import autoencoder, export, measure, text, unet
from scripts.demo_model.pictures import Pictures, Sources, render
from scripts.demo_model.progress import report

DEBIAN_FONT = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")


@dataclass(frozen=True)
class Stage:
    """One file of the work folder and what makes it."""

    file: Path
    make: Callable[[Path], None]

    def run(self) -> None:
        """Make the file unless it is there."""
        if self.file.exists():
            report(f"{self.file.name} is there")
            return
        report(f"{self.file.name} begins")
        self.make(self.file)
        report(f"{self.file.name} is done")


def stages(work: Path, sources: Sources, scale: float) -> list[Stage]:
    """All stages in order, each using the files of those before it."""
    pictures, words = work / "pictures.npz", work / "text.safetensors"
    first, vae, noise = work / "autoencoder.safetensors", work / "vae.safetensors", work / "unet.safetensors"

    def seen() -> Pictures:
        return Pictures.load(pictures)

    return [
        Stage(pictures, lambda path: render(sources).save(path)),
        Stage(words, lambda path: text.train(path, scale)),
        Stage(first, lambda path: autoencoder.train(path, seen(), scale)),
        Stage(noise, lambda path: unet.train(path, words, first, seen(), scale)),
        Stage(vae, lambda path: autoencoder.tune_decoder(path, first, seen(), scale)),
        Stage(work / export.NAME, lambda path: export.write(path, export.Parts(text=words, vae=vae, unet=noise))),
        Stage(work / measure.NAME, lambda path: measure.measure(path, work / export.NAME, Sheet.load())),
    ]


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path, help="folder for the stages' files, created if missing")
    parser.add_argument("--font", type=Path, default=DEBIAN_FONT, help="NotoColorEmoji.ttf (default: %(default)s)")
    parser.add_argument("--emoji", type=Path, required=True, help="emoji.json of emoji-datasource-google")
    parser.add_argument("--fluent", type=Path, required=True, help="folder assets of @lobehub/fluent-emoji-3d")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the training steps; 0.01 for a quick trial")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads (default: %(default)s)")
    return parser.parse_args()


def main() -> None:
    """Run every stage that is not done."""
    options = arguments()
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    sources = Sources(font=options.font, emoji=options.emoji, fluent=options.fluent)
    for missing in (path for path in vars(sources).values() if not path.exists()):
        raise SystemExit(f"{missing} does not exist; `python -m scripts.build_demo_model --help` says where to get it.")
    for stage in stages(options.work, sources, options.scale):
        stage.run()


if __name__ == "__main__":
    main()
