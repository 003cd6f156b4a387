"""Sentences for what goes wrong."""

import errno

import pytest

from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text
from kohya_like.jobs.failures import failure_of, failure_without_word


class SafetensorError(Exception):
    """Named as safetensors names it."""


class InvalidCxxCompiler(RuntimeError):
    """Named as torch names it."""


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (RuntimeError("CUDA error: out of memory"), 4, "GPU's memory"),
        (RuntimeError("MPS backend out of memory (MPS allocated: 9.05 GB)"), 4, "GPU's memory"),
        (RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"), 4, "GPU's memory"),
        (RuntimeError("[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory"), 4, "RAM"),
        (OSError("[WinError 1455] The paging file is too small for this operation to complete"), 4, "page file"),
        (OSError(errno.EDQUOT, "Disk quota exceeded", "/out"), 4, "disk is full: /out"),
        (SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)"), 4, "disk"),
        (RuntimeError("CUDA driver version is insufficient for CUDA runtime version"), 4, "driver"),
        (RuntimeError("CUDA error: no kernel image is available for execution on the device"), 4, "this GPU"),
        (RuntimeError("[gloo/transport/tcp/pair.cc:561] Connection closed by peer [127.0.0.1]:44228."), 4, "process"),
        (RuntimeError("NCCL error: remote process exited or there was a network error"), 4, "Another process"),
        (InvalidCxxCompiler("No working C++ compiler found"), 4, "torch.compile"),
        (OSError(errno.EACCES, "Permission denied", "/out"), 1, "Permission denied"),
        (ValueError("memory of an elephant"), 1, "ValueError: memory of an elephant"),
    ],
)
def test_known_errors_have_a_sentence_and_a_remedy(error: BaseException, code: int, words: str) -> None:
    failure = failure_of(error)
    assert failure.code == code and words in failure.error.en
    assert failure.hint is not None and failure.hint.en != failure.hint.zh


def test_the_cause_of_an_error_is_what_is_told() -> None:
    try:
        try:
            raise MachineError(Text("The disk is full.", "磁盘已满。"))
        except MachineError as cause:
            raise RuntimeError("a worker failed") from cause
    except RuntimeError as error:
        assert failure_of(error).error.en == "The disk is full."


def test_causes_that_run_in_a_circle_end() -> None:
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    assert "first" in failure_of(first).error.en


def test_a_sentence_with_braces_is_left_as_it_is() -> None:
    assert "{'a': 1} {x}" in failure_of(KeyError("{'a': 1} {x}")).error.en
    problem = InputError.of("a.b", Text("Not {this}.", "不是 {这个}。"))
    assert failure_of(problem).error == Text("a.b: Not {this}.", "a.b：不是 {这个}。")


LAUNCHER = """\
Traceback (most recent call last):
  File "<frozen runpy>", line 198, in _run_module_as_main
  File ".../accelerate/commands/launch.py", line 1231, in simple_launcher
    raise subprocess.CalledProcessError(returncode=process.returncode, cmd=cmd)
subprocess.CalledProcessError: Command '['python', '-m', 'x']' {ending}.
"""


SEVERAL = """\
torch.distributed.elastic.multiprocessing.errors.ChildFailedError:{space}
============================================================
kohya_like.training FAILED
Failures:
[1]:
  rank      : 0 (local_rank: 0)
  exitcode  : -15 (pid: 21477)  (SIGTERM)
------------------------------------------------------------
Root Cause (first observed failure):
[0]:
  rank      : 1 (local_rank: 1)
  exitcode  : {code} (pid: 21478)
============================================================
"""


@pytest.mark.parametrize(
    ("code", "console", "words"),
    [
        (None, "", "gone without a last word"),
        (-9, "", "signal SIGKILL: the system does that when memory"),
        (-11, "", "signal SIGSEGV"),
        (-99, "", "signal 99"),
        (3221225477, "", "access violation, 0xC0000005"),
        (-1073741819 & 0xFFFFFFFF, "", "access violation"),
        (5, "", "code 5"),
        (1, LAUNCHER.format(ending="died with <Signals.SIGKILL: 9>"), "SIGKILL: the system does that"),
        (None, LAUNCHER.format(ending="died with <Signals.SIGSEGV: 11>"), "SIGSEGV"),
        (1, LAUNCHER.format(ending="died with unknown signal 50"), "signal"),
        (1, LAUNCHER.format(ending="returned non-zero exit status 3221226505"), "fail-fast, 0xC0000409"),
        (1, SEVERAL.format(code=-9, space=" "), "SIGKILL: the system does that"),
        (None, SEVERAL.format(code=3221225477, space=" "), "access violation, 0xC0000005"),
        (1, "ModuleNotFoundError: No module named 'torch'\n", "No module named 'torch'"),
        (1, "torch.OutOfMemoryError: CUDA out of memory.\n" + LAUNCHER.format(ending="x"), "GPU's memory"),
        (1, "OSError: [WinError 1455] The paging file is too small\n", "page file"),
    ],
)
def test_an_end_without_a_word_is_read_from_the_traces(code: int | None, console: str, words: str) -> None:
    failure = failure_without_word(code, console)
    assert words in failure.error.en
    assert failure.error.en != failure.error.zh


def test_the_words_of_the_launcher_are_those_that_python_uses() -> None:
    import subprocess

    for code, words in ((-9, "SIGKILL"), (-50, "50"), (3221225477, "0xC0000005")):
        console = f"subprocess.CalledProcessError: {subprocess.CalledProcessError(code, ['python'])}\n"
        assert words in failure_without_word(1, console).error.en
