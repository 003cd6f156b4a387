"""The set-up's decisions, with stand-ins for the programs that it starts."""

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts import install
from scripts.install import Environment, SetupFailed, Stamp

PROJECT = """
[build-system]
requires = []
[project]
name = "kohya-like"
dependencies = ["torch"]
[tool.ruff]
line-length = 120
"""

posix_only = pytest.mark.skipif(os.name == "nt", reason="the stand-in lays out an environment as on POSIX")


class Programs:
    """Stands in for venv, pip and git: notes each call, and does what the set-up relies on.

    `interrupted_at` is the number of the call that Ctrl-C hits; `pip_says` makes pip fail with these words in its log.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.interrupted_at = -1
        self.pip_says: str | None = None
        self.exit_code = 0

    def __call__(self, command: Sequence[str]) -> int:
        self.calls.append(" ".join(command[1:]))
        if len(self.calls) - 1 == self.interrupted_at:
            raise KeyboardInterrupt
        if "venv" in command:
            lay_out_environment(Path(command[-1]))
        if "--log" in command and self.pip_says is not None:
            Path(command[command.index("--log") + 1]).write_text(self.pip_says, encoding="utf-8")
            return 1
        return self.exit_code


def lay_out_environment(venv: Path) -> None:
    for folder in ("bin", "lib/python3.11/site-packages/pip-26.0.dist-info"):
        (venv / folder).mkdir(parents=True, exist_ok=True)
    (venv / "bin" / "python").touch()
    (venv / "pyvenv.cfg").write_text(f"command = python3 -m venv --clear {venv}\n", encoding="utf-8")
    (venv / "lib/python3.11/site-packages/pip-26.0.dist-info/RECORD").touch()


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with space, without a GPU, whose user reads English and has set nothing."""
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")
    monkeypatch.delenv("TORCH_INDEX_URL", raising=False)
    monkeypatch.setattr(install, "nvidia_gpu", lambda: None)
    monkeypatch.setattr(install, "free_gb", lambda folder: 100.0)


@pytest.fixture
def programs() -> Programs:
    return Programs()


@pytest.fixture
def environment(tmp_path: Path, programs: Programs) -> Environment:
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "constraints.txt").write_text("torch==2.14.1\n", encoding="utf-8")
    return Environment(tmp_path, programs)


@posix_only
def test_the_first_set_up_makes_the_environment_and_installs(environment: Environment, programs: Programs) -> None:
    assert install.main(environment, ["install", "test"]) == 0
    venv, pip = programs.calls
    assert venv == f"-m venv --clear {environment.venv}"
    assert pip.startswith(f"-m pip install -c {environment.root}/constraints.txt -e {environment.root}[test] --log")


@posix_only
def test_the_second_set_up_starts_no_program(environment: Environment, programs: Programs) -> None:
    install.main(environment, ["install", "test"])
    programs.calls.clear()
    assert install.main(environment, ["install"]) == 0
    assert install.main(environment, ["install", "test"]) == 0
    assert programs.calls == []


@posix_only
@pytest.mark.parametrize(
    ("file", "before", "after", "installs"),
    [
        ("constraints.txt", "2.14.1", "2.15.0", True),
        ("pyproject.toml", '["torch"]', '["torch", "numpy"]', True),
        ("pyproject.toml", "line-length = 120", "line-length = 100", False),
    ],
)
def test_only_changed_requirements_install_again(
    environment: Environment, programs: Programs, file: str, before: str, after: str, *, installs: bool
) -> None:
    install.main(environment, ["install"])
    programs.calls.clear()
    path = environment.root / file
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    install.main(environment, ["install"])
    assert bool(programs.calls) == installs


@posix_only
def test_an_extra_once_installed_stays(environment: Environment, programs: Programs) -> None:
    install.main(environment, ["install", "test"])
    (environment.root / "constraints.txt").write_text("torch==2.15.0\n", encoding="utf-8")
    install.main(environment, ["install"])
    assert f"{environment.root}[test] " in programs.calls[-1]


@posix_only
@pytest.mark.parametrize("call", [0, 1])
def test_an_interrupted_set_up_can_be_run_again(
    environment: Environment, programs: Programs, capsys: pytest.CaptureFixture[str], call: int
) -> None:
    programs.interrupted_at = call
    assert install.main(environment, ["install"]) == 130
    assert capsys.readouterr().out.endswith("Interrupted. Run it again: it goes on where it stopped.\n")
    assert not environment.is_ready([])
    programs.interrupted_at = -1
    assert install.main(environment, ["install"]) == 0
    assert environment.is_ready([])


@posix_only
def test_an_interrupted_change_is_not_taken_for_done_when_it_is_taken_back(
    environment: Environment, programs: Programs
) -> None:
    install.main(environment, ["install", "test"])
    (environment.root / "constraints.txt").write_text("torch==2.15.0\n", encoding="utf-8")
    programs.interrupted_at = len(programs.calls)
    assert install.main(environment, ["install"]) == 130
    (environment.root / "constraints.txt").write_text("torch==2.14.1\n", encoding="utf-8")
    assert not environment.is_ready(["test"])


@posix_only
def test_a_package_cut_off_in_the_middle_is_installed_again(environment: Environment) -> None:
    lay_out_environment(environment.venv)
    site = environment.site_packages()[0]
    (site / "torch-2.14.1.dist-info").mkdir()
    (site / "torch-2.14.1.dist-info" / "METADATA").touch()
    install.main(environment, ["install"])
    assert [info.name for info in site.glob("*.dist-info")] == ["pip-26.0.dist-info"]


@posix_only
@pytest.mark.parametrize(
    "missing", ["bin/python", "pyvenv.cfg", "lib/python3.11/site-packages/pip-26.0.dist-info/RECORD"]
)
def test_a_broken_environment_is_made_anew(environment: Environment, programs: Programs, missing: str) -> None:
    install.main(environment, ["install"])
    programs.calls.clear()
    (environment.venv / missing).unlink()
    environment.mark_unfinished()
    install.main(environment, ["install"])
    assert programs.calls[0] == f"-m venv --clear {environment.venv}"


@posix_only
def test_a_moved_checkout_gets_a_new_environment(environment: Environment, programs: Programs, tmp_path: Path) -> None:
    install.main(environment, ["install"])
    moved = Environment(environment.root.rename(tmp_path.with_name("moved")), programs)
    programs.calls.clear()
    install.main(moved, ["install"])
    assert programs.calls[0] == f"-m venv --clear {moved.venv}"


@posix_only
@pytest.mark.parametrize(
    ("pip_says", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("WARNING: Retrying after NewConnectionError('[Errno 111]')", "The package index cannot be reached."),
        ("ERROR: Failed building wheel for dadaptation", "pip could not install the packages: its last lines above"),
    ],
)
def test_a_failing_pip_is_explained_in_a_sentence(
    environment: Environment, programs: Programs, capsys: pytest.CaptureFixture[str], pip_says: str, sentence: str
) -> None:
    programs.pip_says = pip_says
    assert install.main(environment, ["install"]) == 4
    assert capsys.readouterr().err.startswith(sentence)
    assert not environment.is_ready([])


def test_a_python_without_venv_is_explained(
    environment: Environment, programs: Programs, capsys: pytest.CaptureFixture[str]
) -> None:
    programs.exit_code = 1
    assert install.main(environment, ["install"]) == 4
    assert "sudo apt install python3-venv" in capsys.readouterr().err


def test_too_small_a_disk_is_refused_before_anything_is_made(
    environment: Environment,
    programs: Programs,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(install, "free_gb", lambda folder: 2.5)
    assert install.main(environment, ["install"]) == 4
    assert "has 2.5 GB free" in capsys.readouterr().err
    assert programs.calls == []


def test_a_folder_without_permission_is_explained(
    environment: Environment, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refused)
    assert install.main(environment, ["install"]) == 4
    assert capsys.readouterr().err.startswith("The set-up cannot go on: [Errno 13] Permission denied: ")


def test_wrong_arguments_show_the_usage(environment: Environment, capsys: pytest.CaptureFixture[str]) -> None:
    assert install.main(environment, ["instal"]) == 2
    assert "install.py start [--update]" in capsys.readouterr().err


@posix_only
def test_update_pulls_and_lets_the_pulled_set_up_install_again(environment: Environment, programs: Programs) -> None:
    install.main(environment, ["install", "test"])
    programs.calls.clear()
    assert install.main(environment, ["start", "--update", "demo"]) == 0
    assert programs.calls == [
        f"-C {environment.root} pull --ff-only",
        f"{environment.root}/scripts/install.py start demo",
    ]
    assert not environment.is_ready([])
    assert environment.stamp() == Stamp(fingerprint="", extras=["test"], torch_index="")


@posix_only
def test_a_failing_pull_changes_nothing(
    environment: Environment, programs: Programs, capsys: pytest.CaptureFixture[str]
) -> None:
    install.main(environment, ["install"])
    programs.exit_code = 1
    assert install.main(environment, ["start", "--update"]) == 4
    assert "git could not bring the newest version" in capsys.readouterr().err
    assert environment.is_ready([])


@posix_only
def test_a_named_torch_index_is_used_for_torch_alone_and_remembered(
    environment: Environment, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCH_INDEX_URL", "https://example.invalid/cpu")
    install.main(environment, ["install"])
    _, removed, torch, rest = programs.calls
    assert removed.startswith("-m pip uninstall --yes torch torchvision")
    assert torch.startswith("-m pip install --no-deps --index-url https://example.invalid/cpu -c ")
    assert "--index-url" not in rest
    monkeypatch.delenv("TORCH_INDEX_URL")
    assert environment.is_ready([])
    monkeypatch.setenv("TORCH_INDEX_URL", "")
    assert environment.is_ready([])
    monkeypatch.setenv("TORCH_INDEX_URL", "https://example.invalid/cu126")
    assert not environment.is_ready([])


@posix_only
def test_an_nvidia_gpu_brings_xformers_and_a_word_on_torch(
    environment: Environment,
    programs: Programs,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(install, "nvidia_gpu", lambda: "NVIDIA H100, 580.95.05")
    monkeypatch.setattr(Environment, "torch_cuda", lambda self: ("None", False))
    install.main(environment, ["install"])
    assert f"{environment.root}[xformers] " in programs.calls[-1]
    assert "this torch was built for the CPU only" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("platform", "gpu", "index"),
    [
        ("win32", "NVIDIA", install.WINDOWS_CUDA_INDEX),
        ("win32", None, ""),
        ("linux", "NVIDIA", ""),
        ("linux", None, ""),
    ],
)
def test_only_windows_with_a_gpu_needs_another_torch_index(
    monkeypatch: pytest.MonkeyPatch, platform: str, gpu: str | None, index: str
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert install.torch_index(gpu, Stamp(fingerprint="", extras=[], torch_index="")) == index


@pytest.mark.parametrize(
    ("cuda", "words"),
    [
        (("13.0", True), "torch uses the GPU"),
        (("None", False), "built for the CPU only"),
        (("13.0", False), "built for CUDA 13.0, cannot use it"),
    ],
)
def test_the_verdict_on_the_gpu(cuda: tuple[str, bool], words: str) -> None:
    english, chinese = install.cuda_verdict("NVIDIA H100, 580.95.05", cuda)
    assert words in english
    assert "NVIDIA H100" in chinese


@posix_only
def test_a_torch_that_does_not_start_is_said(environment: Environment) -> None:
    lay_out_environment(environment.venv)
    python = environment.program("python")
    python.unlink()
    python.symlink_to("/bin/false")
    with pytest.raises(SetupFailed, match="does not start"):
        environment.torch_cuda()


@posix_only
@pytest.mark.parametrize(
    ("script", "gpu"),
    [
        ("#!/bin/sh\necho 'NVIDIA H100, 580.95.05'\necho 'NVIDIA T4, 580.95.05'\n", "NVIDIA H100, 580.95.05"),
        ("#!/bin/sh\necho 'driver does not answer' >&2\nexit 9\n", None),
        (None, None),
    ],
)
def test_the_gpu_is_what_nvidia_smi_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, gpu: str | None
) -> None:
    monkeypatch.undo()
    if script is not None:
        (tmp_path / "nvidia-smi").write_text(script, encoding="utf-8")
        (tmp_path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert install.nvidia_gpu() == gpu


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"KOHYA_LIKE_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, "zh"),
        ({"KOHYA_LIKE_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"KOHYA_LIKE_LANG": "", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_users(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str) -> None:
    for name in ("KOHYA_LIKE_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert install.in_language("en", "zh") == language


def test_a_damaged_stamp_means_a_new_set_up(environment: Environment) -> None:
    environment.venv.mkdir()
    for text in ("", "[]", '{"fingerprint": "x"}', "\ufffd"):
        environment.stamp_file.write_text(text, encoding="utf-8")
        assert environment.stamp() is None


def test_free_space_is_counted_in_gigabytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=2.5e9))
    assert install.free_gb(tmp_path) == 2.5
