"""Pictures that need another package are read where it is installed, and otherwise named with it."""

import io
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from kohya_like.config.problems import InputError
from kohya_like.dataset import picture_plugins
from kohya_like.dataset.listing import PICTURE_SUFFIXES
from kohya_like.dataset.picture_plugins import HEIF, JXL, JXL_CONTAINER, PLUGINS, Plugin, is_installed, jxl_size
from kohya_like.dataset.pictures import picture_size, read_picture

HEIC_HEAD = struct.pack(">I4s4s", 24, b"ftyp", b"heic") + bytes(12)


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    is_installed.cache_clear()
    yield
    is_installed.cache_clear()


def jxl_header(width: int, height: int) -> bytes:
    """The beginning of a picture of this size: both sides written out in thirty bits."""
    fields = [(0, 1), (3, 2), (height - 1, 30), (0, 3), (3, 2), (width - 1, 30)]
    bits, place = 0, 0
    for value, length in fields:
        bits |= value << place
        place += length
    return b"\xff\x0a" + bits.to_bytes(16, "little")


@pytest.mark.parametrize(("plugin", "head"), [(HEIF, HEIC_HEAD), (JXL, jxl_header(8, 8)), (JXL, JXL_CONTAINER)])
def test_without_the_package_the_sentence_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plugin: Plugin, head: bytes
) -> None:
    for module in ("pillow_heif", "pillow_jxl"):
        monkeypatch.setitem(sys.modules, module, None)
    file = tmp_path / "photo.jpg"
    file.write_bytes(head + bytes(100))
    with pytest.raises(InputError) as caught:
        picture_size(file)
    (problem,) = caught.value.problems
    assert f"pip install {plugin.package}" in problem.text.en and str(file) in problem.text.zh


def test_a_claim_of_ten_thousand_million_pixels_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_plugins, "is_installed", lambda plugin: True)
    file = tmp_path / "huge.jxl"
    file.write_bytes(jxl_header(100_000, 100_000))
    with pytest.raises(InputError, match="too many pixels"):
        read_picture(file)


def test_the_size_in_a_header_of_every_form(tmp_path: Path) -> None:
    file = tmp_path / "a.jxl"
    small_square = (1 | (3 << 1) | (1 << 6)).to_bytes(8, "little")  # Small, (3 + 1) * 8 high, ratio 1.
    box = struct.pack(">I4s", 20, b"ftyp") + bytes(12)
    part = struct.pack(">I4sI", 99, b"jxlp", 0)
    for content, size in [
        (jxl_header(5000, 70), (5000, 70)),
        (b"\xff\x0a" + small_square, (32, 32)),
        (JXL_CONTAINER + box + part + jxl_header(3, 4), (3, 4)),
        (JXL_CONTAINER + box, None),
        (JXL_CONTAINER + bytes(8), None),
    ]:
        file.write_bytes(content)
        assert jxl_size(file) == size


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.kind)
def test_where_it_is_installed_its_pictures_are_read_upright(tmp_path: Path, plugin: Plugin) -> None:
    if not is_installed(plugin):
        pytest.skip(f"{plugin.package} is not installed")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 1
    colours = np.zeros((40, 60, 3), dtype=np.uint8)
    colours[:20, :30] = 200
    file = io.BytesIO()
    Image.fromarray(colours).save(file, plugin.kind, exif=exif.tobytes())
    path = tmp_path / f"a{plugin.suffixes[0]}"
    path.write_bytes(file.getvalue())
    assert picture_size(path) == (60, 40)
    assert np.abs(read_picture(path).astype(int) - colours).mean() < 4
    path.write_bytes(file.getvalue()[:-20])
    with pytest.raises(InputError):
        read_picture(path)


def test_their_names_are_listed_as_pictures() -> None:
    assert {suffix for plugin in PLUGINS for suffix in plugin.suffixes} <= PICTURE_SUFFIXES
