"""Who may import what: import-linter holds the rooms apart; a fresh interpreter shows that the page needs no torch."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
HEAVY = {"torch", "torchvision", "diffusers", "transformers", "accelerate", "onnxruntime"}


def contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["name"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def test_the_page_and_the_command_line_start_without_torch() -> None:
    program = f"import sys, app, kohya_like.cli.commands; print(*sorted({HEAVY!r} & set(sys.modules)))"
    imported = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert imported.stdout.split() == []


def test_every_room_is_a_child_or_is_kept_from_torch() -> None:
    layers = contracts()["Imports point down"]["layers"]
    rooms = {room.strip("() ") for layer in layers for room in layer.split("|")}
    children = contracts()["The page and the command line start children by name"]["forbidden_modules"]
    light = contracts()["Only children import torch"]["source_modules"]
    assert set(contracts()["Only children import torch"]["forbidden_modules"]) == HEAVY
    assert sorted([*children, *light]) == sorted(f"*.{room}" for room in rooms)


def test_every_room_but_the_page_is_kept_from_gradio() -> None:
    every_room = {
        *contracts()["The page and the command line start children by name"]["forbidden_modules"],
        *contracts()["Only children import torch"]["source_modules"],
    }
    assert set(contracts()["Only the page imports gradio"]["source_modules"]) == every_room - {"*.ui"}
