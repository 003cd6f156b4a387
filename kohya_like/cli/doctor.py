"""`kohya-like doctor`: what this machine has, each yes, no or why."""

import json
from dataclasses import asdict
from typing import Any

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kohya_like.cli.options import AsJson, Workspace
from kohya_like.config.text import Text
from kohya_like.formats.header import quoted
from kohya_like.jobs.diagnosis import MODULES, Finding, State, findings
from kohya_like.jobs.machine import Machine, examine
from kohya_like.jobs.workspace import workspace

MACHINE_CANNOT = 4
LONGEST_LINE = 1000

STATES: dict[State, tuple[Text, str]] = {
    "yes": (Text("yes", "是"), "green"),
    "no": (Text("no", "否"), "yellow"),
    "problem": (Text("problem", "问题"), "red"),
}
"""How a state is said, and in which colour."""

LOOKING = Text("Looking at this machine and its packages...", "正在检查本机和各软件包……")
SETTINGS = Text("Settings", "环境变量")
NO_SETTINGS = Text(
    "Settings: no mirror, proxy or KOHYA_LIKE_* variable.", "环境变量：没有镜像、代理或 KOHYA_LIKE_* 变量。"
)


def doctor(root: Workspace = None, as_json: AsJson = False) -> None:
    """Show what this machine has for training, each yes, no or why; exit with 4 if something essential is missing."""
    with Console(stderr=True).status(str(LOOKING)):  # Where there is no terminal it shows nothing.
        machine = examine(workspace(root), MODULES)
    found = findings(machine)
    if as_json:
        typer.echo(json.dumps(_document(machine, found), ensure_ascii=False, indent=2))
    else:
        _print(machine, found)
    if not _can_train(found):
        raise typer.Exit(MACHINE_CANNOT)


def _can_train(found: list[Finding]) -> bool:
    return all(finding.state == "yes" for finding in found if finding.essential)


def _document(machine: Machine, found: list[Finding]) -> dict[str, Any]:
    return {
        "can_train": _can_train(found),
        "findings": [
            {
                "name": finding.name,
                "state": finding.state,
                "message": finding.text.en,
                "message_zh": finding.text.zh,
                "essential": finding.essential,
            }
            for finding in found
        ],
        "machine": asdict(machine),
    }


def _print(machine: Machine, found: list[Finding]) -> None:
    table = Table(box=box.SIMPLE, show_header=False)
    for finding in found:
        word, colour = STATES[finding.state]
        table.add_row(f"[{colour}]{word}[/]", finding.name, escape(quoted(str(finding.text), LONGEST_LINE)))
    console = Console(emoji=False, highlight=False)
    console.print(table)
    if not machine.settings:
        console.print(str(NO_SETTINGS))
        return
    console.print(f"{SETTINGS}:")
    for name, value in machine.settings.items():
        console.print(f"  {name}={escape(quoted(value, LONGEST_LINE))}", soft_wrap=True)
