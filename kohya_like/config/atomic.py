"""Files that are either the old one or the new one, whatever happens while they are written."""

import errno
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kohya_like.config.problems import MachineError
from kohya_like.config.text import Text

Write = Callable[[Path], object]
"""Writes a whole file at the path it is given, e.g. `lambda path: save_file(tensors, path)`."""

RENAME_ATTEMPTS = 7
FIRST_PAUSE = 0.05
"""Seconds. The pause doubles each time, so a virus scanner has about three seconds to let go of a file on Windows."""

FULL_DISK = (errno.ENOSPC, errno.EDQUOT)
FULL_DISK_WORDS = (os.strerror(errno.ENOSPC), "(os error 112)")
"""safetensors quotes the system and gives no number; 112 is Windows' ERROR_DISK_FULL, worded in the user's language."""
NEARLY_NOTHING = 1 << 20
"""Bytes. torch reports a full disk as a RuntimeError without an error number; free space below this tells it apart."""


def atomic_write(path: Path | str, data: bytes | Write) -> None:
    """Put `data` at `path` so that a kill at any instant leaves the old file or the new one, never a part of either.

    `data` is the content, or a function that writes it to the temporary path it is given (a hidden name beside the
    target, with the target's suffix). The folder must exist. Raises MachineError when the disk is full; any other error
    passes through. In both cases the old file stands and the temporary one is removed.
    """
    target = Path(path).resolve()  # a link stays a link: the file it names is replaced
    temporary = target.with_name(f".{target.stem}.{secrets.token_hex(4)}{target.suffix}")
    try:
        with full_disk_named(target):
            _write(temporary, data)
            _synchronise(temporary)
        rename(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    _synchronise_folder(target.parent)


def _write(path: Path, data: bytes | Write) -> None:
    if callable(data):
        data(path)
    else:
        path.write_bytes(data)


def _synchronise(path: Path) -> None:
    """Wait until the file is on the disk: renaming first could leave an empty file after a power cut."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _synchronise_folder(folder: Path) -> None:
    """Wait until the new name is on the disk. Windows cannot open folders, and its renames need no such step."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename(source: Path, target: Path) -> None:
    """Replace the target, again and again while another program holds it open (a sharing violation on Windows)."""
    pause = FIRST_PAUSE
    for _ in range(RENAME_ATTEMPTS - 1):
        try:
            source.replace(target)
            return
        except PermissionError:
            time.sleep(pause)
            pause *= 2
    source.replace(target)


@contextmanager
def full_disk_named(target: Path) -> Iterator[None]:
    """Turn the many ways in which writers report a full disk into the one sentence that says so."""
    try:
        yield
    except Exception as error:
        if not _is_full_disk(error, target.parent):
            raise
        raise MachineError(
            Text("The disk is full: {path} was not written.", "磁盘已满：未能写入 {path}。").format(path=target),
            hint=Text(
                "Free some space on that disk, or choose another folder.", "请清理该磁盘的空间，或选择其他文件夹。"
            ),
        ) from error


def _is_full_disk(error: BaseException, folder: Path) -> bool:
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in FULL_DISK
    quoted = any(words in str(error) for words in FULL_DISK_WORDS)
    return quoted or shutil.disk_usage(folder).free < NEARLY_NOTHING
