"""Make .venv and install kohya-like into it: the first time, and whenever what it needs has changed.

    install.py install [EXTRA]...         set up, with the named extras of pyproject.toml
    install.py start [--update] [ARG]...  set up, then start `kohya-like ARG...`; --update pulls the newest first

Standard library only, since it runs before anything is installed. It can be interrupted at any moment and run again.
Exit codes are those of kohya-like: 2 for wrong arguments, 4 when the machine could not do it (said in one sentence).
"""

import hashlib
import json
import locale
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent

# PyPI's torch for Windows has no CUDA. This is PyTorch's own index, for the CUDA that PyPI's torch for Linux has.
WINDOWS_CUDA_INDEX = "https://download.pytorch.org/whl/cu130"

# What pip's log says when the disk is full or the package index cannot be reached: the system's and urllib3's words.
DISK_IS_FULL = ("No space left on device", "Disk quota exceeded", "There is not enough space on the disk")
NO_NETWORK = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ReadTimeoutError", "ProxyError")

TORCH_PROBE = "import torch; print(torch.version.cuda, torch.cuda.is_available())"

Runner = Callable[[Sequence[str]], int]


def in_language(en: str, zh: str) -> str:
    """The sentence for this user, by the same variable as kohya-like, else the system's language."""
    names = (os.environ.get(name) for name in ("KOHYA_LIKE_LANG", "LC_ALL", "LANG"))
    wanted = next(filter(None, names), None) or locale.getlocale()[0] or "en"
    return zh if wanted.lower().startswith(("zh", "chinese")) else en


class SetupFailed(Exception):
    """The machine could not do it; the message says so plainly, in the user's language."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(in_language(en, zh))


def say(en: str, zh: str) -> None:
    """Print one line at once, so that it stands before the output of the next program."""
    print(in_language(en, zh), flush=True)


@dataclass(frozen=True)
class Stamp:
    """What the last set-up installed; `fingerprint` is empty when it did not come to its end."""

    fingerprint: str
    extras: list[str]
    torch_index: str
    """Where torch came from; empty for pip's own index."""


def fingerprint(root: Path) -> str:
    """A hash of what decides what is installed: the project's requirements, the exact versions, and the folder."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    requirements = json.dumps([project["build-system"], project["project"], str(root)], sort_keys=True)
    return hashlib.sha256(requirements.encode() + (root / "constraints.txt").read_bytes()).hexdigest()


@dataclass(frozen=True)
class Environment:
    """The virtual environment of one checkout. `run` starts a program and returns its exit code."""

    root: Path
    run: Runner = subprocess.call

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def log(self) -> Path:
        return self.venv / "setup.log"

    @property
    def stamp_file(self) -> Path:
        return self.venv / "setup.json"

    def program(self, name: str) -> Path:
        """The path of a program of the environment, whether or not it is there."""
        return self.venv / "Scripts" / f"{name}.exe" if os.name == "nt" else self.venv / "bin" / name

    def site_packages(self) -> list[Path]:
        """The folder of the installed packages (none before there is an environment)."""
        return [*self.venv.glob("lib/python*/site-packages"), *self.venv.glob("Lib/site-packages")]

    def stamp(self) -> Stamp | None:
        """What the last set-up left, or None when there was none or its word cannot be read."""
        try:
            return Stamp(**json.loads(self.stamp_file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write_stamp(self, stamp: Stamp) -> None:
        """Replace the stamp as a whole: an interruption leaves the old one or the new one."""
        beside = self.stamp_file.with_suffix(".new")
        beside.write_text(json.dumps(asdict(stamp)), encoding="utf-8")
        beside.replace(self.stamp_file)

    def mark_unfinished(self) -> None:
        """Make the next set-up install again, remembering what was asked for so far."""
        stamp = self.stamp()
        if stamp is not None:
            self.write_stamp(replace(stamp, fingerprint=""))

    def is_ready(self, extras: Sequence[str]) -> bool:
        """Whether nothing has to be installed. Needs no network and starts no program."""
        stamp = self.stamp()
        return (
            stamp is not None
            and stamp.fingerprint == fingerprint(self.root)
            and set(extras) <= set(stamp.extras)
            and (os.environ.get("TORCH_INDEX_URL") or stamp.torch_index) == stamp.torch_index
            and self.program("python").exists()
        )

    def is_whole(self) -> bool:
        """Whether packages can be installed: it was made in this place (its programs name it), has Python and pip."""
        settings = self.venv / "pyvenv.cfg"
        if not settings.exists() or f" {self.venv}\n" not in settings.read_text(encoding="utf-8"):
            return False
        has_pip = any(next(site.glob("pip-*.dist-info/RECORD"), None) for site in self.site_packages())
        return has_pip and self.program("python").exists()

    def make(self) -> None:
        """Make the environment, or keep a whole one."""
        if self.is_whole():
            return
        if not self.venv.exists():
            check_space(self.root)
        if self.run([sys.executable, "-m", "venv", "--clear", str(self.venv)]) != 0:
            raise SetupFailed(
                f"Python could not make the environment {self.venv}. Free some disk space if the disk is full; on "
                f"Debian and Ubuntu, install the missing part with: sudo apt install python3-venv",
                f"Python 无法创建环境 {self.venv}。如果磁盘已满，请先释放空间；在 Debian 和 Ubuntu 上，"
                f"请安装缺少的部分：sudo apt install python3-venv",
            )

    def drop_half_installed(self) -> None:
        """Forget packages whose installation was cut off: pip writes RECORD last, but takes them for installed."""
        for site in self.site_packages():
            for info in site.glob("*.dist-info"):
                if not (info / "RECORD").exists():
                    shutil.rmtree(info)

    def pip(self, *arguments: str) -> None:
        """Run the environment's pip with its own progress display; a failure is explained in one sentence."""
        options = ["--log", str(self.log), "--disable-pip-version-check", "--no-input"]
        if self.run([str(self.program("python")), "-m", "pip", *arguments, *options]) != 0:
            raise why_pip_failed(self.log)

    def install(self, wanted: Sequence[str]) -> None:
        """Bring the environment up to date: `wanted` extras, and those that it has already."""
        before = self.stamp() or Stamp(fingerprint="", extras=[], torch_index="")
        gpu = nvidia_gpu()
        index = torch_index(gpu, before)
        extras = sorted({*wanted, *before.extras, *(["xformers"] if gpu else [])})
        self.mark_unfinished()
        self.make()
        self.drop_half_installed()
        self.log.unlink(missing_ok=True)
        versions = ["-c", str(self.root / "constraints.txt")]
        if index != before.torch_index:
            # pip takes another build of the same version for the one that is wanted.
            self.pip("uninstall", "--yes", "torch", "torchvision")
        if index:
            self.pip("install", "--no-deps", "--index-url", index, *versions, "torch", "torchvision")
        # pip refuses an empty pair of brackets.
        self.pip("install", *versions, "-e", f"{self.root}[{','.join(extras)}]" if extras else str(self.root))
        if gpu:
            say(*cuda_verdict(gpu, self.torch_cuda()))
        self.write_stamp(Stamp(fingerprint(self.root), extras, index))
        self.log.unlink(missing_ok=True)  # 30 MB that only a failure needs.

    def torch_cuda(self) -> tuple[str, bool]:
        """The CUDA version that the installed torch was built for ("None" without CUDA), and whether it works here."""
        probe = [str(self.program("python")), "-c", TORCH_PROBE]
        answer = subprocess.run(probe, stdout=subprocess.PIPE, text=True, check=False)
        if answer.returncode != 0:
            raise SetupFailed(
                "The installed torch does not start, for the reason above. Delete the folder .venv and run this again.",
                "已安装的 torch 无法启动，原因见上方。请删除 .venv 文件夹后重新运行。",
            )
        build, works = answer.stdout.split()
        return build, works == "True"


def nvidia_gpu() -> str | None:
    """Name and driver of the first NVIDIA GPU ("NVIDIA H100, 580.95.05"), or None where no driver answers."""
    query = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    try:
        answer = subprocess.run(query, capture_output=True, text=True, timeout=60, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return next(iter(answer.splitlines()), None)


def torch_index(gpu: str | None, before: Stamp) -> str:
    """Where torch comes from: what the user names, else as before, else what the GPU needs; empty for pip's index."""
    needed = WINDOWS_CUDA_INDEX if gpu and sys.platform == "win32" else ""
    return os.environ.get("TORCH_INDEX_URL") or before.torch_index or needed


def cuda_verdict(gpu: str, cuda: tuple[str, bool]) -> tuple[str, str]:
    """Whether the installed torch uses the GPU, and what to do where it does not; in English and Chinese."""
    build, works = cuda
    if works:
        return f"torch uses the GPU: {gpu}.", f"torch 使用 GPU：{gpu}。"
    if build == "None":
        return (
            f"There is a GPU ({gpu}), but this torch was built for the CPU only, so training would be very slow. Set "
            f"TORCH_INDEX_URL to an index with CUDA builds of torch and run this again.",
            f"检测到 GPU（{gpu}），但当前 torch 仅支持 CPU，训练会非常慢。"
            f"请将 TORCH_INDEX_URL 设为提供 CUDA 版 torch 的软件源，然后重新运行。",
        )
    return (
        f"There is a GPU ({gpu}), but torch, built for CUDA {build}, cannot use it. Most likely its driver is too old: "
        f"update it, or set TORCH_INDEX_URL to an index with builds for an older CUDA and run this again.",
        f"检测到 GPU（{gpu}），但为 CUDA {build} 构建的 torch 无法使用它。最可能的原因是驱动过旧："
        f"请更新驱动，或将 TORCH_INDEX_URL 设为提供旧版 CUDA 构建的软件源，然后重新运行。",
    )


def why_pip_failed(log: Path) -> SetupFailed:
    """What pip's log says of the reason, and what to do."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    if any(words in text for words in DISK_IS_FULL):
        here, temporary = log.parent, Path(tempfile.gettempdir())
        return SetupFailed(
            f"The disk is full: {here} has {free_gb(here):.1f} GB free, {temporary} {free_gb(temporary):.1f} GB. Free "
            f"some space, or set TMPDIR to a folder with more, and run this again.",
            f"磁盘已满：{here} 剩余 {free_gb(here):.1f} GB，{temporary} 剩余 {free_gb(temporary):.1f} GB。"
            f"请释放一些空间，或将 TMPDIR 设为空间更大的文件夹，然后重新运行。",
        )
    if any(words in text for words in NO_NETWORK):
        return SetupFailed(
            "The package index cannot be reached. Check the network, or set PIP_INDEX_URL to a mirror, and run this "
            "again: it goes on where it stopped.",
            "无法连接软件包源。请检查网络，或将 PIP_INDEX_URL 设为镜像源，然后重新运行：安装会从中断处继续。",
        )
    return SetupFailed(
        f"pip could not install the packages: its last lines above say why, and all of them are in {log}.",
        f"pip 无法安装软件包：原因见上方最后几行，完整日志在 {log}。",
    )


def free_gb(folder: Path) -> float:
    """Free space of the disk that holds the folder, in GB of 10^9 bytes."""
    return shutil.disk_usage(folder).free / 1e9


def check_space(root: Path) -> None:
    """Refuse a first set-up that would fill the disk."""
    # Measured on Linux, where PyPI's torch brings CUDA's libraries: 3 GB of downloads, which pip caches, and 7 GB here.
    needed = 11 if sys.platform == "linux" and "TORCH_INDEX_URL" not in os.environ else 5
    if free_gb(root) < needed:
        raise SetupFailed(
            f"kohya-like needs {needed} GB of disk for its packages, and {root} has {free_gb(root):.1f} GB free. Free "
            f"some space and run this again.",
            f"kohya-like 的软件包需要 {needed} GB 磁盘空间，而 {root} 仅剩 {free_gb(root):.1f} GB。"
            f"请释放一些空间后重新运行。",
        )


def try_lock(file: IO[str]) -> bool:
    """Take the lock that the system frees when this process ends, however it ends; False when another has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Wait until no other set-up runs in this checkout."""
    with path.open("a") as file:
        if not try_lock(file):
            say("Another set-up is at work here: waiting for it.", "另一个安装正在进行：等待其完成。")
            while not try_lock(file):
                time.sleep(0.5)
        yield


def ensure(environment: Environment, extras: Sequence[str]) -> None:
    """Set up what is missing; at once when nothing is."""
    if environment.is_ready(extras):
        return
    with one_at_a_time(environment.root / ".venv.lock"):
        if environment.is_ready(extras):
            return
        say(
            f"Setting up kohya-like in {environment.venv}. The first time takes minutes and about 3 GB of network.",
            f"正在 {environment.venv} 中安装 kohya-like。首次安装需要几分钟，并下载约 3 GB。",
        )
        environment.install(extras)
        say("kohya-like is set up.", "kohya-like 安装完成。")


def update(environment: Environment) -> None:
    """Pull the newest version, and have the next set-up install again."""
    try:
        pulled = environment.run(["git", "-C", str(environment.root), "pull", "--ff-only"]) == 0
    except OSError:
        pulled = False
    if not pulled:
        raise SetupFailed(
            f"git could not bring the newest version to {environment.root}; nothing was changed. This needs git, the "
            f"network, and a folder made by `git clone` without changed files.",
            f"git 无法将最新版本更新到 {environment.root}；未做任何更改。"
            f"更新需要 git、网络，以及由 `git clone` 创建且没有改动过文件的文件夹。",
        )
    environment.mark_unfinished()


def start(program: Path, arguments: Sequence[str]) -> int:
    """Become kohya-like; on Windows, where exec would leave the console behind, wait for it instead."""
    command = [str(program), *arguments]
    if sys.platform == "win32":
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for kohya-like, which ends when it has saved.
        return subprocess.call(command)
    os.execv(command[0], command)


def carry_out(environment: Environment, arguments: Sequence[str]) -> int:
    """Do what the arguments say, and return the exit code."""
    match list(arguments):
        case ["install", *extras]:
            ensure(environment, extras)
            return 0
        case ["start", "--update", *rest]:
            update(environment)
            # The pulled version of this file goes on.
            return environment.run([sys.executable, str(environment.root / "scripts" / "install.py"), "start", *rest])
        case ["start", *rest]:
            ensure(environment, [])
            return start(environment.program("kohya-like"), rest)
        case _:
            print(__doc__, file=sys.stderr)
            return 2


def main(environment: Environment, arguments: Sequence[str]) -> int:
    """As `carry_out`, with failures and interruptions said plainly."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # So that pip ends too, and the lock with it.
    try:
        return carry_out(environment, arguments)
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return 4
    except OSError as error:
        print(in_language(f"The set-up cannot go on: {error}", f"安装无法继续：{error}"), file=sys.stderr)
        return 4
    except KeyboardInterrupt:
        say("Interrupted. Run it again: it goes on where it stopped.", "已中断。重新运行即可从中断处继续。")
        return 130


if __name__ == "__main__":
    sys.exit(main(Environment(ROOT), sys.argv[1:]))
