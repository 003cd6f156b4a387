"""The command line: `kohya-like <command>`."""

import sys

import typer

from kohya_like.cli import jobs, model
from kohya_like.cli.check import check
from kohya_like.cli.demo import demo
from kohya_like.cli.doctor import doctor
from kohya_like.cli.generate import generate
from kohya_like.cli.train import train
from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text
from kohya_like.jobs.failures import failure_of

ABOUT = Text(
    "From a folder of pictures to a fine-tuned Stable Diffusion model.",
    "从一个图片文件夹到微调好的 Stable Diffusion 模型。",
)

app = typer.Typer(name="kohya-like", help=str(ABOUT), pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def help_without_command(context: typer.Context) -> None:
    """Without a command, say what there is."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command()(demo)
app.command()(check)
app.command()(train)
app.command()(generate)
app.command()(doctor)

app.add_typer(model.app, name="model")
app.add_typer(jobs.app, name="jobs")


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 unexpected, 2 wrong input, 3 stopped on request, 4 the machine could not."""
    try:
        app()
    except InputError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        sys.exit(2)
    except (MachineError, OSError, MemoryError) as error:
        failure = failure_of(error)
        typer.echo(" ".join(map(str, filter(None, (failure.error, failure.hint)))), err=True)
        sys.exit(failure.code)
