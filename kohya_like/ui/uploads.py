"""Files that a browser uploaded."""

from pathlib import Path

from gradio.utils import get_upload_folder

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text


def uploaded_file(path: str, field: str = "") -> Path:
    """A file that this browser, or another, uploaded. Raises InputError for any other path of the machine."""
    resolved = Path(path).resolve()
    if not resolved.is_relative_to(Path(get_upload_folder()).resolve()) or not resolved.is_file():
        raise InputError.of(field, _NO_FILE.format(name=Path(path).name))
    return resolved


_NO_FILE = Text("{name} was not uploaded: add it again.", "{name} 未上传：请重新添加。")
