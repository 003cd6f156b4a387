"""A picture classifier in ONNX: its layout, size and batch read from the graph, run by the GPU or the CPU."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text
from kohya_like.dataset.pictures import Pixels

PROVIDERS = {"cuda": "CUDAExecutionProvider", "cpu": "CPUExecutionProvider"}
NUMBERS = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
QUIET = 4
"""Log level: what goes wrong is said here, in a sentence."""

FAILURES = tuple(
    getattr(onnxruntime.capi.onnxruntime_pybind11_state, name)
    for name in (
        "Fail",
        "InvalidArgument",
        "InvalidGraph",
        "InvalidProtobuf",
        "NoSuchFile",
        "NotImplemented",
        "RuntimeException",
    )
)
"""What ONNX Runtime raises over a file; they have no common ancestor."""


class OnnxModel:
    """A loaded graph from pictures to one row of numbers each."""

    def __init__(self, path: Path, device: str, *, usual_size: int) -> None:
        """Load it for "cuda" or "cpu"; `usual_size` is the side of pictures where the graph leaves it open.

        Raises InputError for a file that is no such graph and MachineError where CUDA cannot be used.
        """
        self.path = path
        self._session = _session(path, device)
        (graph_input, *more) = self._session.get_inputs()
        shape = graph_input.shape
        if more or len(shape) != 4 or 3 not in (shape[1], shape[3]) or graph_input.type not in NUMBERS:
            raise InputError.of("model", _NO_CLASSIFIER.format(path=path))
        self._name, self._numbers = graph_input.name, NUMBERS[graph_input.type]
        self.channels_last = shape[3] == 3
        side = shape[1] if self.channels_last else shape[2]
        self.size: int = side if isinstance(side, int) else usual_size
        self.batch: int | None = shape[0] if isinstance(shape[0], int) else None
        """How many pictures the graph takes at once, no more and no fewer; None: any number."""
        self.outputs = self._tried()
        """How many numbers it gives for a picture."""

    def __call__(self, pictures: Sequence[Pixels | NDArray[np.floating]]) -> NDArray[np.float32]:
        """[pictures, outputs] for pictures of [size, size, 3]."""
        step = self.batch or len(pictures)
        rows = [self._run(pictures[start : start + step], step) for start in range(0, len(pictures), step)]
        return np.concatenate(rows)

    def _tried(self) -> int:
        """What one black picture gives: not every graph says it, and what cannot run fails here."""
        try:
            found = self([np.zeros((self.size, self.size, 3), dtype=np.uint8)])
        except FAILURES as error:
            raise _damaged(self.path, error) from error
        return int(found.shape[-1])

    def _run(self, pictures: Sequence[Any], step: int) -> NDArray[np.float32]:
        """One pass; a graph of a fixed batch gets black pictures to fill it up."""
        taken = np.zeros((step, self.size, self.size, 3), dtype=self._numbers)
        taken[: len(pictures)] = pictures
        if not self.channels_last:
            taken = np.ascontiguousarray(taken.transpose(0, 3, 1, 2))
        (found, *_) = self._session.run(None, {self._name: taken})
        return np.asarray(found[: len(pictures)], dtype=np.float32)


def _session(path: Path, device: str) -> Any:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = QUIET
    # Its threads would wait for the next batch in a loop, and take the cores from those that read its pictures.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if device == "cuda":
        onnxruntime.preload_dlls()  # Of torch's CUDA packages: without them ONNX Runtime finds none on most machines.
    usable = [name for name in (PROVIDERS[device],) if name in onnxruntime.get_available_providers()]
    providers = list(dict.fromkeys([*usable, PROVIDERS["cpu"]]))
    try:
        session = onnxruntime.InferenceSession(path, options, providers=providers)
    except FAILURES as error:
        raise _damaged(path, error) from error
    if session.get_providers()[0] != PROVIDERS[device]:  # It would go on with the CPU and say nothing.
        raise MachineError(_NO_CUDA, hint=_USE_CPU)
    return session


def _damaged(path: Path, error: BaseException) -> InputError:
    return InputError.of("model", _DAMAGED.format(path=path, error=str(error).splitlines()[0]))


_DAMAGED = Text(
    "{path} is damaged or is no ONNX model: copy it again. ({error})",
    "{path} 已损坏或不是 ONNX 模型：请重新复制。（{error}）",
)
_NO_CLASSIFIER = Text(
    "{path} is an ONNX model, but takes no pictures of three colours: choose the model.onnx of a tagger.",
    "{path} 是 ONNX 模型，但输入不是三通道图片：请选择打标模型的 model.onnx。",
)
_NO_CUDA = Text(
    "ONNX Runtime cannot use the NVIDIA GPU: its CUDA libraries are missing or of another version.",
    "ONNX Runtime 无法使用 NVIDIA 显卡：缺少 CUDA 运行库或其版本不符。",
)
_USE_CPU = Text(
    "Set device to 'cpu', or see `kohya-like doctor`.", "请将 device 设为 'cpu'，或查看 `kohya-like doctor`。"
)
