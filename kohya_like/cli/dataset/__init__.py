"""kohya-like dataset: pictures, from a heap to what a run reads. Each command is a file beside this one."""

import typer

from kohya_like.cli.dataset import build, captions_from, check, crop, history, prompts, regularise, scores
from kohya_like.config.text import Text

app = typer.Typer(
    no_args_is_help=True,
    help=str(Text("Pictures: from a heap to what a run reads.", "图片：从一堆图片到可供训练的数据集。")),
)

app.command(
    help=str(
        Text(
            "Check pictures and captions before training; exits with 2 where there is an error.",
            "训练前检查图片和标签；有错误时以 2 退出。",
        )
    )
)(check.check)
app.command(
    help=str(
        Text(
            "Make cropped copies of pictures, at one size or in aspect-ratio buckets.",
            "按统一尺寸或分桶裁剪图片，保存为副本。",
        )
    )
)(crop.crop)
app.command(help=str(captions_from.ABOUT))(captions_from.captions_from)
app.command(help=str(prompts.ABOUT))(prompts.prompts)
app.command("build", help=str(build.ABOUT))(build.build_folders)
app.command(help=str(regularise.ABOUT))(regularise.regularise)
app.command(help=str(scores.ABOUT))(scores.scores)
history.register(app)
