"""From what went wrong to one plain sentence: exceptions in a child, and the ways in which processes end."""

import errno
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass

from kohya_like.config.problems import InputError, MachineError, Problem
from kohya_like.config.text import Text

UNEXPECTED, WRONG_INPUT, MACHINE = 1, 2, 4
"""Exit codes of `kohya-like`."""


@dataclass(frozen=True)
class Failure:
    """What people are told about a failure."""

    code: int
    error: Text
    hint: Text | None = None
    problems: tuple[Problem, ...] = ()


def failure_of(error: BaseException) -> Failure:
    """What to say about an exception that ended a job."""
    for cause in _causes(error):
        known = _known(cause)
        if known is not None:
            return known
    text = Text("Unexpected error: {name}: {message}", "意外错误：{name}：{message}")
    return Failure(UNEXPECTED, text.format(name=type(error).__name__, message=error), _SEE_LOG)


def sentences(failure: Failure) -> list[str]:
    """What to say of a failure outside of any job: every problem, or the error with its hint."""
    if failure.problems:
        return [str(problem) for problem in failure.problems]
    hint = None if failure.code == UNEXPECTED else failure.hint  # That one tells of the log of a job.
    return [" ".join(map(str, filter(None, (failure.error, hint))))]


def failure_without_word(code: int | None, console: str) -> Failure:
    """Why a process ended without a last word: from its exit code (None: unknown; negative: a signal) and its console.

    A launcher's own code is always 1; what it says of the processes below it stands in the console, in the words of
    `subprocess.CalledProcessError` or, where there are several, of torch's `ChildFailedError`. A child that fails
    before its work begins, e.g. while it imports torch, leaves its exception there as well.
    """
    exceptions = [line for line in _EXCEPTION.findall(console) if not _LAUNCHERS_WORD.match(line)]
    if exceptions:
        return _known_words(exceptions[-1]) or Failure(UNEXPECTED, _BEFORE_WORK.format(line=exceptions[-1]), _SEE_LOG)
    below = _code_below(console) if code in (None, 1) else None
    return Failure(UNEXPECTED, _by_code(code if below is None else below), _SEE_LOG)


def _code_below(console: str) -> int | None:
    """How the process below a launcher ended, of several the first to fail; None where the console does not say."""
    causes = _ROOT_CAUSE.findall(console)
    if causes:
        return int(causes[-1])
    below = _CALLED_PROCESS.findall(console)
    if not below:
        return None
    name, number = below[-1]
    return -_signal_number(name) if name else int(number)


def _by_code(code: int | None) -> Text:
    if code is None:
        return _NO_WORD
    if code < 0:
        text = _OUT_OF_RAM if code == -_SIGKILL else _BY_SIGNAL
        return text.format(name=_signal_name(-code))
    status = code & 0xFFFFFFFF
    known = _WINDOWS_CODES.get(status)
    return known.format(code=f"0x{status:08X}") if known else _BY_CODE.format(code=code)


def _known_words(line: str) -> Failure | None:
    """What to say about a line `ClassName: message`, if it is one of those that are known."""
    return next((failure for pattern, failure in _MACHINE_ERRORS if pattern.search(line)), None)


def _known(error: BaseException) -> Failure | None:
    if isinstance(error, InputError):
        return Failure(WRONG_INPUT, _joined(error.problems), problems=tuple(error.problems))
    if isinstance(error, MachineError):
        return Failure(MACHINE, error.text, error.hint)
    if isinstance(error, MemoryError):
        return Failure(MACHINE, _NO_RAM, _SAVE_RAM)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        where = _DISK_FULL_AT.format(path=error.filename) if error.filename else _DISK_FULL
        return Failure(MACHINE, where, _FREE_SPACE)
    return _known_words(f"{type(error).__name__}: {error}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, then those it was raised from."""
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen:
        seen.append(cause)
        yield cause
        cause = cause.__cause__


def _joined(problems: list[Problem]) -> Text:
    return Text(
        " ".join(f"{p.field}: {p.text.en}" if p.field else p.text.en for p in problems),
        "".join(f"{p.field}：{p.text.zh}" if p.field else p.text.zh for p in problems),
    )


def _signal_number(name: str) -> int:
    return int(signal.Signals[name]) if name in signal.Signals.__members__ else int(name)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


_SIGKILL = 9
_EXCEPTION = re.compile(r"^(?:\w+\.)*(\w*(?:Error|Exception)(?:: .*)?)$", re.MULTILINE)
"""The last line of a traceback, without the module of the class."""

_LAUNCHERS_WORD = re.compile(r"CalledProcessError|ChildFailedError")
_ROOT_CAUSE = re.compile(r"^Root Cause .*?^  exitcode +: (-?\d+)", re.MULTILINE | re.DOTALL)

_CALLED_PROCESS = re.compile(r"(?:died with (?:<Signals\.|unknown signal )(\w+)|returned non-zero exit status (\d+))")

_SEE_LOG = Text("The whole error stands in console.log of the job.", "完整的错误信息在该任务的 console.log 中。")
_DISK_FULL = Text("The disk is full.", "磁盘已满。")
_DISK_FULL_AT = Text("The disk is full: {path} was not written.", "磁盘已满：未能写入 {path}。")
_FREE_SPACE = Text("Free some space, then resume the job.", "请清理磁盘空间，然后继续该任务。")
_NO_RAM = Text("The computer's memory (RAM) is full.", "电脑内存不足。")
_SAVE_RAM = Text(
    "Close other programs, or let the encoded pictures be kept on disk (cache_latents_to_disk).",
    "请关闭其他程序，或把编码后的图片存盘（cache_latents_to_disk）。",
)
_NO_VRAM = Text("The GPU's memory is full.", "显存不足。")
_SAVE_VRAM = Text(
    "Use a smaller batch or resolution, turn on gradient checkpointing, or end other programs that use the GPU.",
    "请减小批次大小或分辨率，开启梯度检查点，或结束其他占用显卡的程序。",
)
_NO_PAGE_FILE = Text("Windows' page file is too small.", "Windows 的页面文件太小。")
_MORE_PAGE_FILE = Text("Let Windows manage its size, then restart.", "请让 Windows 自动管理其大小，然后重启。")
_OLD_DRIVER = Text("The NVIDIA driver is too old for this PyTorch.", "NVIDIA 驱动程序对当前 PyTorch 来说太旧。")
_NEW_DRIVER = Text("Install the newest driver, then restart.", "请安装最新的驱动程序，然后重启。")
_OLD_GPU = Text("This PyTorch has no code for this GPU.", "当前 PyTorch 不支持这块显卡。")
_OTHER_TORCH = Text(
    "Install a PyTorch build for this GPU; `kohya-like doctor` shows which it is.",
    "请安装支持这块显卡的 PyTorch；`kohya-like doctor` 会显示显卡型号。",
)
_PEER_GONE = Text(
    "Another process of this run is gone, and this one cannot go on alone.",
    "本次训练的另一个进程已消失，无法单独继续。",
)
_SEE_PEER = Text(
    "Most often its memory ran out; what it said last stands in console.log, on another machine in that of its job.",
    "最常见的原因是内存耗尽；其最后的输出见 console.log（在另一台机器上时，见该机器的任务）。",
)
_COMPILERS_ERRORS = (
    "BackendCompilerFailed",
    "CppCompileError",
    "CUDACompileError",
    "FailOnRecompileLimitHit",
    "GPUTooOldForTriton",
    "InductorError",
    "InternalTorchDynamoError",
    "InvalidBackend",
    "InvalidCxxCompiler",
    "LoweringException",
    "TorchRuntimeError",
    "TritonMissing",
    "TritonUnavailableError",
    "Unsupported",
)
"""Of torch._dynamo.exc and torch._inductor.exc."""
_NO_COMPILER = Text("torch.compile failed on this machine.", "torch.compile 在本机上失败。")
_DO_NOT_COMPILE = Text(
    "Set dynamo_backend to 'no', and dynamo_use_fullgraph to off; the compiler's words stand in console.log.",
    "请将 dynamo_backend 设为 'no'，并关闭 dynamo_use_fullgraph；编译器的信息见 console.log。",
)

_MACHINE_ERRORS = tuple(
    (re.compile(pattern, re.IGNORECASE), Failure(MACHINE, error, hint))
    for pattern, error, hint in (
        # Class names and messages of torch 2.14, of the CUDA runtime and of Windows; torch itself is not imported here.
        (r"paging file is too small|WinError 1455", _NO_PAGE_FILE, _MORE_PAGE_FILE),
        (r"DefaultCPUAllocator|not enough memory: you tried to allocate", _NO_RAM, _SAVE_RAM),
        (r"^OutOfMemoryError|(CUDA|MPS|HIP|XPU)\b.*out of memory|CUBLAS_STATUS_ALLOC_FAILED", _NO_VRAM, _SAVE_VRAM),
        (r"driver version is insufficient|driver on your system is too old", _OLD_DRIVER, _NEW_DRIVER),
        (r"no kernel image is available", _OLD_GPU, _OTHER_TORCH),
        (r"(?s)gloo.*(closed|reset|refused|timed out|time ?out)|NCCL.*remote process exited", _PEER_GONE, _SEE_PEER),
        (rf"^({'|'.join(_COMPILERS_ERRORS)})\b", _NO_COMPILER, _DO_NOT_COMPILE),
        (r"no space left on device|os error 112\b", _DISK_FULL, _FREE_SPACE),
    )
)

_NO_WORD = Text("Its process is gone without a last word.", "其进程已消失，没有留下任何信息。")
_BEFORE_WORK = Text("It failed before its work began: {line}", "任务在开始之前就失败了：{line}")
_BY_CODE = Text(
    "Its process ended with code {code} and without a last word.", "其进程以代码 {code} 结束，没有留下任何信息。"
)
_BY_SIGNAL = Text("Its process was ended by signal {name}.", "其进程被信号 {name} 终止。")
_OUT_OF_RAM = Text(
    "Its process was ended by signal {name}: the system does that when memory (RAM) runs out.",
    "其进程被信号 {name} 终止：内存耗尽时系统会这样做。",
)
_WINDOWS_CODES = {
    # NTSTATUS values, [MS-ERREF] 2.3.1.
    0xC0000005: Text(
        "Its process crashed (access violation, {code}): update the GPU driver and run `kohya-like doctor`.",
        "其进程崩溃（访问冲突，{code}）：请更新显卡驱动，并运行 `kohya-like doctor`。",
    ),
    0xC0000017: Text("Its process ended because memory ran out ({code}).", "其进程因内存耗尽而结束（{code}）。"),
    0xC000012D: Text(
        "Its process ended because memory and page file ran out ({code}).",
        "其进程因内存和页面文件耗尽而结束（{code}）。",
    ),
    0xC000013A: Text(
        "Its process was ended by Ctrl-C or by closing its window ({code}).",
        "其进程因 Ctrl-C 或窗口关闭而结束（{code}）。",
    ),
    0xC0000409: Text("Its process crashed (fail-fast, {code}).", "其进程崩溃（fail-fast，{code}）。"),
}
