"""The command line: `kohya-like <command>`."""

import sys

import typer

from kohya_like.cli import jobs, model
from kohya_like.cli.check import check
from kohya_like.cli.demo import demo

from kohya_like.cli.generate import generate
from kohya_like.cli.train import train
from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text

ABOUT = Text(
    "From a folder of pictures to a fine-tuned Stable Diffusion model.", "从一个图片文件夹到微调好的 Stable Diffusion 模型。"
)

app = typer.Typer(name="kohya-like", help=str(ABOUT), no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(demo)
app.command()(check)
app.command()(train)
app.command()(generate)

app.add_typer(model.app, name="model")
app.add_typer(jobs.app, name="jobs")


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 unexpected failure, 2 wrong input, 3 stopped on request, 4 the machine could not."""
    try:
        app()
    except InputError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        sys.exit(2)
    except MachineError as error:
        typer.echo(" ".join(map(str, filter(None, (error.text, error.hint)))), err=True)
        sys.exit(4)
