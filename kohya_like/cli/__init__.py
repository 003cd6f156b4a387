"""The command line: `kohya-like <command>`."""

import io
import json
import sys

import typer

from kohya_like.cli import check, demo, doctor, generate, jobs, model, page, train
from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text
from kohya_like.jobs.failures import UNEXPECTED, Failure, failure_of
from kohya_like.plan.document import problem_document

ABOUT = Text(
    "From a folder of pictures to a fine-tuned Stable Diffusion model.",
    "从一个图片文件夹到微调好的 Stable Diffusion 模型。",
)

COMMANDS = (
    (
        demo.demo,
        Text(
            "Train the embedded demo: a LoRA, pictures before and after, and what it learned, in figures.",
            "训练内置演示：得到一个 LoRA、训练前后的对比图，以及用数字表示的学习效果。",
        ),
    ),
    (
        check.check,
        Text(
            "Show every problem of a run and its plan; nothing is trained or written.",
            "显示训练配置的所有问题和计划；不训练，也不写入任何文件。",
        ),
    ),
    (train.train, Text("Train what a TOML file says.", "按 TOML 文件进行训练。")),
    (generate.generate, Text("Draw pictures with a base model and LoRA files.", "用底模和 LoRA 文件绘制图片。")),
    (
        doctor.doctor,
        Text(
            "Show what this machine has for training, each yes, no or why; exit with 4 if something essential is "
            "missing.",
            "显示本机的训练条件：有、没有或原因；缺少必需条件时以 4 退出。",
        ),
    ),
)

app = typer.Typer(name="kohya-like", help=str(ABOUT), pretty_exceptions_enable=False)


app.callback(invoke_without_command=True)(page.page)

for command, about in COMMANDS:
    app.command(help=str(about))(command)
app.add_typer(model.app, name="model")
app.add_typer(jobs.app, name="jobs")


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 unexpected, 2 wrong input, 3 stopped on request, 4 the machine could not."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # What lacks a character (cp1252 has no Chinese) shows its number.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except (InputError, MachineError, OSError, MemoryError) as error:
        failure = failure_of(error)
        for sentence in _sentences(failure):
            typer.echo(sentence, err=True)
        if "--json" in sys.argv:
            typer.echo(json.dumps(_document(failure), indent=1))
        sys.exit(failure.code)


def _sentences(failure: Failure) -> list[str]:
    """What to print of a failure outside of any job: every problem, or the error with its hint."""
    if failure.problems:
        return [str(problem) for problem in failure.problems]
    hint = None if failure.code == UNEXPECTED else failure.hint  # That one tells of the log of a job.
    return [" ".join(map(str, filter(None, (failure.error, hint))))]


def _document(failure: Failure) -> dict[str, object]:
    """The same for `--json`, named as in the document of a job that ended."""
    return {
        "code": failure.code,
        "message": failure.error.en,
        "message_zh": failure.error.zh,
        "problems": [problem_document(problem) for problem in failure.problems],
    }
