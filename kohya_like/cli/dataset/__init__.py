"""kohya-like dataset: pictures, from a heap to what a run reads. Each command is a file beside this one."""

import typer

from kohya_like.cli.dataset import history
from kohya_like.config.text import Text

app = typer.Typer(
    no_args_is_help=True,
    help=str(Text("Pictures: from a heap to what a run reads.", "图片：从一堆图片到可供训练的数据集。")),
)

history.register(app)
