"""Read the header of a model file in any of the forms in which they circulate."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.formats.header import Header, TensorInfo, Unreadable
from kohya_like.formats.safetensors_header import LENGTH_BYTES, read_safetensors
from kohya_like.formats.torch_file import ZIP_MAGIC, read_torch

__all__ = ["Header", "TensorInfo", "explained", "is_safetensors", "read_header"]

PICKLE_MAGIC = b"\x80"
"""The first instruction (PROTO) of every pickle that torch ever wrote."""


def read_header(path: Path | str) -> Header:
    """What the file at `path` says about itself: metadata, names, shapes, dtypes. No weight is loaded, nothing is run.

    Understands safetensors and both forms of torch.save, told apart by content: many a `.ckpt` is a safetensors file.
    Raises InputError when the file is missing, damaged, of another kind, or holds a pickle that names anything unsafe.
    """
    path = Path(path)
    with explained(path), path.open("rb") as file:
        return _read(file)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the ways in which reading a model can fail into one sentence about `path`: an InputError."""
    try:
        yield
    except Unreadable as error:
        raise _input_error(path, error.reason, error.remedy) from error
    except FileNotFoundError as error:
        reason, remedy = Text("it does not exist", "它不存在"), Text("Check its name.", "请检查名称。")
        raise _input_error(path, reason, remedy) from error
    except OSError as error:
        reason = Text("the system says: {why}", "系统提示：{why}").format(why=error.strerror)
        remedy = Text("Check that it is a file that you may read.", "请检查它是否为您有权读取的文件。")
        raise _input_error(path, reason, remedy) from error


def _input_error(path: Path, reason: Text, remedy: Text) -> InputError:
    en = f"{path} cannot be read: {reason.en}. {remedy.en}"
    zh = f"无法读取 {path}：{reason.zh}。{remedy.zh}"
    return InputError.of("", Text(en, zh))


def is_safetensors(path: Path) -> bool:
    """Whether a file is in safetensors rather than a form of torch.save, judged by its first bytes.

    Raises InputError when it is in neither.
    """
    with explained(path), path.open("rb") as file:
        return _is_safetensors(file)


def _read(file: BinaryIO) -> Header:
    return read_safetensors(file) if _is_safetensors(file) else read_torch(file)


def _is_safetensors(file: BinaryIO) -> bool:
    beginning = file.read(LENGTH_BYTES + 1)
    if not beginning:
        raise Unreadable(Text("it is empty", "它是空文件"))
    if beginning.endswith(b"{"):
        return True
    if beginning.startswith((ZIP_MAGIC, PICKLE_MAGIC)):
        return False
    raise Unreadable(
        Text("it is neither a safetensors nor a PyTorch file", "它既不是 safetensors 文件也不是 PyTorch 文件")
    )
