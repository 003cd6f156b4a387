"""`kohya-like generate`: draw pictures with a base model and LoRA files."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from kohya_like.cli.options import AsJson, Workspace
from kohya_like.cli.progress import follow_to_end, print_outcome
from kohya_like.config.generate import GenerateConfig, WeightedFile
from kohya_like.config.text import Text
from kohya_like.jobs.generating import new_generating
from kohya_like.jobs.queue import Queue
from kohya_like.jobs.workspace import workspace


def generate(
    *,
    base: Annotated[Path, typer.Option(help=str(Text("The base model.", "底模文件。")))],
    prompt: Annotated[
        list[str],
        typer.Option(
            help=str(
                Text(
                    "What to draw, with options as in previews (--n --w --h --s --l --d). May be given several times.",
                    "提示词，可像预览提示词那样带选项（--n --w --h --s --l --d）。可多次使用。",
                )
            )
        ),
    ],
    lora: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE[:WEIGHT]", help=str(Text("A LoRA and its weight.", "LoRA 文件及其权重。"))),
    ] = None,
    vae: Annotated[Path | None, typer.Option(help=str(Text("Another VAE.", "使用另外的 VAE。")))] = None,
    width: Annotated[int, typer.Option(help=str(Text("Width in pixels.", "宽（像素）。")))] = 512,
    height: Annotated[int, typer.Option(help=str(Text("Height in pixels.", "高（像素）。")))] = 512,
    seed: Annotated[int, typer.Option(help=str(Text("Seed.", "随机种子。")))] = 42,
    sampler: Annotated[str, typer.Option(help=str(Text("Sampler.", "采样器。")))] = "ddim",
    clip_skip: Annotated[int | None, typer.Option(help=str(Text("Clip skip.", "Clip skip（跳过层数）。")))] = None,
    device: Annotated[
        Literal["auto", "cuda", "cpu"], typer.Option(help=str(Text("Where to draw.", "在哪里绘制。")))
    ] = "auto",
    output: Annotated[
        Path | None,
        typer.Option(help=str(Text("Folder for the pictures.", "图片存放的文件夹。"))),
    ] = None,
    root: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Draw pictures."""
    place = workspace(root)
    config = GenerateConfig(
        base=base.resolve(),
        loras=[weighted(given) for given in lora or []],
        vae=vae.resolve() if vae else None,
        clip_skip=clip_skip,
        prompts=prompt,
        width=width,
        height=height,
        seed=seed,
        sampler=sampler,
        device=device,
        output=(output or place / "outputs" / "pictures").resolve(),
    )
    config.check()
    job = new_generating(place, config)
    Queue(place).enqueue(job)
    end = follow_to_end(job)
    print_outcome(job, end, as_json=as_json)
    raise typer.Exit(end.code or 0)


def weighted(given: str) -> WeightedFile:
    """`FILE:0.8` or `FILE`; a colon that no number follows (`C:\\x.safetensors`) belongs to the path."""
    path, colon, weight = given.rpartition(":")
    try:
        return WeightedFile(path=Path(path).resolve(), weight=float(weight)) if colon else _plain(given)
    except ValueError:
        return _plain(given)


def _plain(given: str) -> WeightedFile:
    return WeightedFile(path=Path(given).resolve())
