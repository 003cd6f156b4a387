"""Imports packages and says what came of it. A process of its own: such an import may take long, or end the process.

    python -m kohya_like.jobs.probe torch diffusers

prints one JSON object a line for each package: its name, the error of the import or null, and facts about it.
"""

import json
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

Facts = dict[str, Any]


def main(names: list[str]) -> None:
    """Import every package in turn, and print what came of it before the next one is tried."""
    for name in names:
        print(json.dumps(examine(name)), flush=True)


def examine(name: str) -> Facts:
    """Import one package; an error becomes its first line."""
    try:
        package = import_module(name)
        facts = FACTS.get(name, _no_facts)(package)
    except Exception as error:  # A broken package raises anything at all.
        first_line = (str(error).splitlines() or [""])[0]
        return {"name": name, "error": f"{type(error).__name__}: {first_line}", "facts": {}}
    return {"name": name, "error": None, "facts": facts}


def _no_facts(package: Any) -> Facts:
    return {}


def _torch_facts(torch: Any) -> Facts:
    """The CUDA version it was built for (None: built for the CPU), the GPUs that it sees, and why it sees none."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        available = torch.cuda.is_available()
    return {
        "cuda": torch.version.cuda,
        "gpus": [torch.cuda.get_device_name(index) for index in range(torch.cuda.device_count())] if available else [],
        "bf16": available and torch.cuda.is_bf16_supported(including_emulation=False),
        "warnings": [str(warning.message).splitlines()[0] for warning in caught],
    }


def _onnxruntime_facts(onnxruntime: Any) -> Facts:
    return {"providers": onnxruntime.get_available_providers()}


FACTS: dict[str, Callable[[Any], Facts]] = {"torch": _torch_facts, "onnxruntime": _onnxruntime_facts}


if __name__ == "__main__":
    main(sys.argv[1:])
