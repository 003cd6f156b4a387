"""The command line: `kohya-like <command>`."""

import io
import json
import os
import sys
from itertools import pairwise
from typing import get_args

import typer

from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import LANGUAGE_VARIABLE, Language
from kohya_like.jobs.failures import Failure, failure_of, sentences
from kohya_like.plan.document import problem_document

LANGUAGE_OPTION = "--lang"


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 unexpected, 2 wrong input, 3 stopped on request, 4 the machine could not."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # What lacks a character (cp1252 has no Chinese) shows its number.
        sys.stdout.reconfigure(errors="backslashreplace")
    choose_language(sys.argv[1:])
    from kohya_like.cli.commands import app  # Now that the language of its help is known.

    try:
        app()
    except (InputError, MachineError, OSError, MemoryError) as error:
        failure = failure_of(error)
        for sentence in sentences(failure):
            typer.echo(sentence, err=True)
        if "--json" in sys.argv:
            typer.echo(json.dumps(_document(failure), indent=1))
        sys.exit(failure.code)


def choose_language(arguments: list[str]) -> None:
    """Let `--lang` hold for everything that is said from now on, by the processes of jobs too.

    What it may be is said by the command line's own check, in the language that held before.
    """
    for option, value in pairwise([*arguments, ""]):
        chosen = value if option == LANGUAGE_OPTION else option.removeprefix(f"{LANGUAGE_OPTION}=")
        if option.startswith(LANGUAGE_OPTION) and chosen in get_args(Language):
            os.environ[LANGUAGE_VARIABLE] = chosen


def _document(failure: Failure) -> dict[str, object]:
    """The same for `--json`, named as in the document of a job that ended."""
    return {
        "code": failure.code,
        "message": failure.error.en,
        "message_zh": failure.error.zh,
        "problems": [problem_document(problem) for problem in failure.problems],
    }
