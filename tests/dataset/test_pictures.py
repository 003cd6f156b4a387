"""Pictures of every kind are read upright and whole, or refused by name."""

import io
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from kohya_like.config.problems import InputError
from kohya_like.dataset.buckets import Fit
from kohya_like.dataset.pictures import fit_picture, has_transparency, picture_size, read_picture, read_rgba, resized
from tests.dataset.making import make_picture
from tests.reference.recorded import path

# A test sets its own filters, so that the module's does not act in it.
pytestmark = pytest.mark.filterwarnings("ignore:::PIL")

RESIZED = [case for case in json.loads(path("resize.json").read_text()) if case["resize_interpolation"] is None]
ARRAYS = np.load(path("resize.npz"))

FORMATS: list[tuple[str, dict[str, Any]]] = [
    ("PNG", {}),
    ("JPEG", {"quality": 95}),
    ("JPEG", {"progressive": True}),
    ("WEBP", {"lossless": True}),
    ("WEBP", {"quality": 80}),
    ("BMP", {}),
    ("TIFF", {"compression": "tiff_lzw"}),
    ("AVIF", {}),
    ("GIF", {}),
]


def scene(width: int = 60, height: int = 40) -> Image.Image:
    """A smooth picture whose corners differ, so that every turning shows."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.stack([x * 255 // width, y * 255 // height, (x + y) * 255 // (width + height)], axis=-1)
    return Image.fromarray(pixels.astype(np.uint8))


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def stored(folder: Path, data: bytes, name: str = "picture.png") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


@pytest.mark.parametrize(("kind", "options"), FORMATS, ids=str)
def test_every_kind_is_read_whatever_the_file_is_called(tmp_path: Path, kind: str, options: dict[str, Any]) -> None:
    file = stored(tmp_path, encoded(scene(), kind, **options))
    assert picture_size(file) == (60, 40)
    pixels = read_picture(file)
    assert pixels.shape == (40, 60, 3) and pixels.dtype == np.uint8
    assert np.abs(pixels.astype(int) - np.asarray(scene())).mean() < 4


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright(tmp_path: Path, kind: str, orientation: int) -> None:
    undo = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}  # The stored pixels are turned the other way.
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    turned = scene() if orientation == 1 else scene().transpose(turns[undo[orientation]])
    file = stored(tmp_path, encoded(turned, kind, exif=exif))
    assert picture_size(file) == (60, 40)
    assert np.abs(read_picture(file).astype(int) - np.asarray(scene())).mean() < 4


def test_an_orientation_that_does_not_exist_is_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 0
    assert picture_size(stored(tmp_path, encoded(scene(), "JPEG", exif=exif))) == (60, 40)


def test_sixteen_bits_become_eight(tmp_path: Path) -> None:
    levels = np.array([[0, 128, 257, 32768, 65279, 65535]], dtype=np.uint16)
    file = tmp_path / "grey.png"
    Image.fromarray(levels).save(file)
    assert read_picture(file)[0, :, 0].tolist() == [0, 0, 1, 128, 254, 255]
    assert (read_picture(file)[:, :, 1] == read_picture(file)[:, :, 0]).all()


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "YCbCr"])
def test_every_mode_becomes_red_green_and_blue(tmp_path: Path, mode: str) -> None:
    file = stored(tmp_path, encoded(scene().convert(mode), "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"))
    expected = np.asarray(scene().convert(mode).convert("RGB")).astype(int)
    assert np.abs(read_picture(file) - expected).mean() < 6


def test_transparency_is_blended_on_white(tmp_path: Path) -> None:
    colours = np.array([[[255, 0, 0, 255], [255, 0, 0, 128], [9, 9, 9, 0]]], dtype=np.uint8)
    expected = [[255, 0, 0], [255, 127, 127], [255, 255, 255]]
    assert read_picture(stored(tmp_path, encoded(Image.fromarray(colours), "PNG")))[0].tolist() == expected


def test_a_transparent_palette_colour_is_white(tmp_path: Path) -> None:
    palette = Image.new("P", (2, 1))
    palette.putpalette([10, 20, 30, 40, 50, 60])
    palette.putdata([0, 1])
    file = stored(tmp_path, encoded(palette, "PNG", transparency=1))
    assert read_picture(file)[0].tolist() == [[10, 20, 30], [255, 255, 255]]


def test_transparency_is_blended_on_any_colour(tmp_path: Path) -> None:
    colours = np.array([[[255, 0, 0, 255], [255, 0, 0, 128], [9, 9, 9, 0]]], dtype=np.uint8)
    file = stored(tmp_path, encoded(Image.fromarray(colours), "PNG"))
    assert read_picture(file, "black")[0].tolist() == [[255, 0, 0], [128, 0, 0], [0, 0, 0]]
    assert read_picture(file, "#0000ff")[0].tolist() == [[255, 0, 0], [128, 0, 127], [0, 0, 255]]


def test_transparency_is_kept_as_a_mask_with_the_colours_under_it(tmp_path: Path) -> None:
    colours = np.array([[[255, 0, 0, 255], [255, 0, 0, 128], [9, 8, 7, 0]]], dtype=np.uint8)
    file = stored(tmp_path, encoded(Image.fromarray(colours), "PNG"))
    assert has_transparency(file)
    assert read_rgba(file).tolist() == colours.tolist()


def test_what_is_not_transparent_is_opaque(tmp_path: Path) -> None:
    file = stored(tmp_path, encoded(Image.fromarray(np.array([[40, 700]], dtype=np.uint16)), "PNG"))
    assert not has_transparency(file)
    assert read_rgba(file)[0].tolist() == [[0, 0, 0, 255], [3, 3, 3, 255]]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_moving_pictures_the_first_is_read(tmp_path: Path, kind: str) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "lime")]
    moving = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    pixel = read_picture(stored(tmp_path, moving))[4, 4]
    assert pixel[0] > 240 and pixel[1] < 16 and pixel[2] < 16


@pytest.mark.parametrize(("kind", "options"), FORMATS, ids=str)
def test_a_cut_picture_is_never_read_in_part(tmp_path: Path, kind: str, options: dict[str, Any]) -> None:
    data = encoded(scene(), kind, **options)
    whole = read_picture(stored(tmp_path, data))
    refused = 0
    for length in range(0, len(data), max(1, len(data) // 40)):
        file = stored(tmp_path, data[:length])
        try:
            assert (read_picture(file) == whole).all()
        except InputError as error:
            assert str(file) in error.problems[0].text.en
            refused += 1
    assert refused >= 30


@given(st.sampled_from(FORMATS), st.data())
def test_wrong_bytes_give_a_picture_or_an_input_error(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[str, dict[str, Any]], data: st.DataObject
) -> None:
    content = bytearray(encoded(scene(12, 8), made[0], **made[1]))
    for place, byte in data.draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=8)
    ):
        content[place] = byte
    file = stored(tmp_path_factory.mktemp("wrong"), bytes(content))
    try:
        assert read_picture(file).shape[2] == 3
    except InputError as error:
        assert str(file) in error.problems[0].text.en


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "damaged"),
        (b"no picture at all", "damaged"),
        (encoded(Image.new("F", (4, 4)), "TIFF"), "damaged"),
        (encoded(scene(), "TGA"), "damaged"),
        (encoded(Image.new("1", (20_000, 20_000)), "PNG"), "too many pixels"),
    ],
    ids=["empty", "text", "floating point", "an unread kind", "a bomb"],
)
def test_what_is_not_read_is_refused_by_name(tmp_path: Path, content: bytes, said: str) -> None:
    file = stored(tmp_path, content)
    with pytest.raises(InputError) as raised:
        read_picture(file)
    assert said in raised.value.problems[0].text.en and str(file) in raised.value.problems[0].text.zh


def png_of(width: int, height: int) -> bytes:
    """The beginning of a picture that claims a size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">II", zlib.crc32(header), 9) + b"IDAT"


def bmp_of(width: int, height: int) -> bytes:
    """The same of another kind."""
    return b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("made", [png_of, bmp_of])
def test_a_claim_of_ten_thousand_million_pixels_is_refused_unread(
    tmp_path: Path, made: Callable[[int, int], bytes]
) -> None:
    file = stored(tmp_path, made(100_000, 100_000))
    for read in (picture_size, read_picture, read_rgba, has_transparency):
        with pytest.raises(InputError, match="too many pixels"):
            read(file)


def test_a_large_picture_is_read_without_a_warning(tmp_path: Path) -> None:
    file = stored(tmp_path, encoded(Image.new("1", (10_000, 9_500)), "PNG"))
    program = f"from kohya_like.dataset.pictures import *; print(picture_size(Path({str(file)!r})))"
    read = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (read.stdout, read.stderr) == ("(10000, 9500)\n", "")


def test_memory_that_runs_out_is_not_blamed_on_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(image: Image.Image) -> None:
        raise MemoryError

    file = make_picture(tmp_path / "a.png")
    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", load)
    with pytest.raises(MemoryError):
        read_picture(file)


def test_a_missing_file_is_named_with_the_systems_reason(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        picture_size(tmp_path / "gone.png")


@pytest.mark.parametrize("case", RESIZED, ids=str)
def test_resizing_gives_the_recorded_pixels(case: dict[str, Any]) -> None:
    assert (resized(ARRAYS["source"], tuple(case["size"])) == ARRAYS[case["array"]]).all()


def test_a_picture_is_resized_and_then_cut(tmp_path: Path) -> None:
    pixels = read_picture(make_picture(tmp_path / "a.png", (90, 60)))
    fit = Fit(bucket=(32, 40), resized=(60, 40), crop=(14, 0, 46, 40))
    fitted = fit_picture(pixels, fit)
    assert fitted.shape == (40, 32, 3)
    assert (fitted == resized(pixels, (60, 40))[:, 14:46]).all()


def test_a_picture_of_the_right_size_is_left_alone(tmp_path: Path) -> None:
    pixels = read_picture(make_picture(tmp_path / "a.png", (64, 48)))
    assert (fit_picture(pixels, Fit((64, 48), (64, 48), (0, 0, 64, 48))) == pixels).all()
