"""What this machine has: plain facts, gathered without importing anything heavy into this process."""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil

SMI_SECONDS = 30.0
PROBE_SECONDS = 300.0
"""For one process; on a cold disk torch alone may take a minute."""

MEBIBYTE = 1 << 20

SETTING = re.compile(
    r"KOHYA_LIKE_\w+|HF_\w+|(HTTPS?|ALL|NO)_PROXY|PIP_(EXTRA_)?INDEX_URL|TORCH_INDEX_URL|CUDA_VISIBLE_DEVICES"
    r"|OMP_NUM_THREADS",
    re.IGNORECASE,
)
"""Environment variables that change what is downloaded, from where, and on what a run computes."""

SECRET = re.compile(r"TOKEN|AUTH|PASSWORD|SECRET|KEY", re.IGNORECASE)
CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")


@dataclass(frozen=True)
class Gpu:
    """A GPU as the NVIDIA driver describes it; memory in bytes, None where the driver does not say."""

    name: str
    driver: str
    memory: int | None
    free: int | None


@dataclass(frozen=True)
class Gpus:
    """The NVIDIA GPUs, or why there are none: `error` is the driver's own words, empty where there is no driver."""

    gpus: tuple[Gpu, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Imported:
    """What came of importing a package: the error if there was one, else facts about it (see `probe`)."""

    error: str | None
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Machine:
    """The facts about one machine. Sizes in bytes."""

    python: str
    executable: str
    system: str
    cores: int
    threads: int
    memory: int
    memory_available: int
    workspace: str
    disk_free: int
    nvidia: Gpus
    versions: Mapping[str, str]
    """Installed distributions of those asked for, with their versions."""
    imported: Mapping[str, Imported]
    """The modules asked for whose distribution is installed."""
    settings: Mapping[str, str]


def examine(workspace: Path, modules: Mapping[str, str | None]) -> Machine:
    """Look at this machine.

    `modules` maps distributions to the module to import in a child process, or to None where the version is enough.
    """
    memory = psutil.virtual_memory()
    versions = installed(modules)
    return Machine(
        python=platform.python_version(),
        executable=sys.executable,
        system=platform.platform(),
        cores=psutil.cpu_count(logical=False) or os.cpu_count() or 1,
        threads=os.cpu_count() or 1,
        memory=memory.total,
        memory_available=memory.available,
        workspace=str(workspace),
        disk_free=shutil.disk_usage(_existing(workspace)).free,
        nvidia=nvidia_gpus(),
        versions=versions,
        imported=probe(dict.fromkeys(module for name, module in modules.items() if name in versions and module)),
        settings=settings(os.environ),
    )


def installed(distributions: Iterable[str]) -> dict[str, str]:
    """The versions of those distributions that are installed."""
    found = {}
    for name in distributions:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def nvidia_gpus() -> Gpus:
    """The GPUs that `nvidia-smi` lists."""
    query = ["nvidia-smi", "--query-gpu=name,driver_version,memory.total,memory.free", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(query, capture_output=True, text=True, errors="replace", timeout=SMI_SECONDS)
    except FileNotFoundError:
        return Gpus()
    except (OSError, subprocess.TimeoutExpired) as error:
        return Gpus(error=str(error))
    lines = answer.stdout.strip().splitlines()
    if answer.returncode or any(line.count(",") < 3 for line in lines):  # "No devices were found" is no error to it.
        said = [*lines, *answer.stderr.strip().splitlines(), f"exit code {answer.returncode}"]
        return Gpus(error=said[0])
    return Gpus(tuple(_gpu(line) for line in lines))


def runs_on_cpu(device: str) -> bool:
    """Whether a run whose device is `auto`, `cuda` or `cpu` goes to the processor on this machine."""
    return device == "cpu" or (device == "auto" and not nvidia_gpus().gpus)


def probe(modules: Iterable[str]) -> dict[str, Imported]:
    """Import modules in child processes.

    One that ends its process or takes too long has that as its error, and the others are tried in a new one.
    """
    waiting, results = list(modules), {}
    while waiting:
        done, reason = _probe_once(waiting)
        results.update(done)
        waiting = waiting[len(done) :]
        if waiting:
            results[waiting.pop(0)] = Imported(reason, {})
    return results


def settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment variables that matter, without secrets."""
    chosen = {name: value for name, value in sorted(environment.items()) if SETTING.fullmatch(name)}
    return {name: "***" if SECRET.search(name) else CREDENTIALS.sub("***@", value) for name, value in chosen.items()}


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _gpu(line: str) -> Gpu:
    name, driver, memory, free = (part.strip() for part in line.rsplit(",", 3))
    return Gpu(name, driver, _bytes(memory), _bytes(free))


def _bytes(mebibytes: str) -> int | None:
    return int(mebibytes) * MEBIBYTE if mebibytes.isdecimal() else None


def _probe_once(modules: Sequence[str]) -> tuple[dict[str, Imported], str]:
    """Results of one child, in the order of the modules, and why there is none for the next."""
    command = [sys.executable, "-m", "kohya_like.jobs.probe", *modules]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    try:
        answer = subprocess.run(command, capture_output=True, timeout=PROBE_SECONDS, env=environment)
        output, reason = answer.stdout, f"the process ended with code {answer.returncode}"
    except subprocess.TimeoutExpired as error:
        output, reason = error.stdout or b"", f"no answer after {PROBE_SECONDS:g} seconds"
    return {name: Imported(error, facts) for name, error, facts in _answers(output)}, reason


def _answers(output: bytes) -> Iterable[tuple[str, str | None, dict[str, Any]]]:
    """The lines of the probe; packages may print others among them."""
    for line in output.decode("utf-8", "replace").splitlines():
        try:
            document = json.loads(line)
            yield document["name"], document["error"], document["facts"]
        except (ValueError, KeyError, TypeError):
            continue
