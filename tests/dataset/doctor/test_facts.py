"""What is found out about a picture by decoding it."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from kohya_like.dataset.doctor import facts as module
from kohya_like.dataset.doctor.facts import Facts, look_at
from tests.dataset.doctor.making import PHOTOGRAPHS, photograph, scene, write


def bits_apart(one: Facts, other: Facts) -> int:
    return bin(int.from_bytes(one.outline, "big") ^ int.from_bytes(other.outline, "big")).count("1")


def claiming(width: int, height: int) -> bytes:
    """A PNG file that claims a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"x")) + chunk(b"IEND", b"")


def test_a_photograph_is_fine(tmp_path: Path) -> None:
    found = look_at(photograph(tmp_path, "tower.jpg"))
    assert (found.state, found.width, found.height, found.kind) == ("fine", 377, 600, "JPEG")


def test_size_is_as_the_picture_is_seen(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (3000, 2000), "red").save(tmp_path / "a.jpg", exif=exif)
    found = look_at(tmp_path / "a.jpg")
    assert (found.width, found.height) == (2000, 3000)


@pytest.mark.parametrize("mode", ["L", "P", "LA", "RGBA", "CMYK", "1", "I;16"])
def test_every_mode_that_is_trained_is_fine(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("a.tif" if mode == "CMYK" else "a.png")
    Image.new(mode, (40, 30)).save(path)
    assert look_at(path).state == "fine"


def test_what_cannot_be_read_says_how(tmp_path: Path) -> None:
    whole = photograph(tmp_path, "cheetah.jpg").read_bytes()
    Image.fromarray(np.ones((4, 4), dtype=np.float32)).save(tmp_path / "float.tif")
    files = {
        "cut off": write(tmp_path / "cut.jpg", whole[: len(whole) // 2]),
        "unreadable": write(tmp_path / "text.png", "no picture"),
        "huge": write(tmp_path / "huge.png", claiming(100_000, 100_000)),
        "32 bits": tmp_path / "float.tif",
        "gone": tmp_path / "gone.png",
    }
    assert {state: look_at(path).state for state, path in files.items()} == {state: state for state in files}
    assert look_at(files["cut off"]).kind == "JPEG"
    assert look_at(write(tmp_path / "empty.png", b"")).state == "unreadable"


def test_a_link_to_nothing_and_a_folder_are_no_pictures(tmp_path: Path) -> None:
    (tmp_path / "link.png").symlink_to(tmp_path / "nowhere.png")
    (tmp_path / "folder.png").mkdir()
    assert look_at(tmp_path / "link.png").state == "gone"
    assert look_at(tmp_path / "folder.png").state == "unreadable"


def test_a_file_that_changes_all_the_time_is_said_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scene(tmp_path / "a.png", 1)
    looked_at, content = module._looked_at, path.read_bytes()

    def while_written(path: Path) -> Facts:
        facts = looked_at(path)
        path.write_bytes(path.read_bytes() + b"more")
        return facts

    monkeypatch.setattr(module, "_looked_at", while_written)
    assert look_at(path).state == "changing"
    assert path.read_bytes() == content + b"moremore"


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_copies_look_alike_and_others_do_not(tmp_path: Path, name: str) -> None:
    path = photograph(tmp_path, name)
    original = look_at(path)
    image = Image.open(path)
    image.resize((image.width * 2, image.height * 2)).save(tmp_path / "large.webp", quality=50)
    image.filter(ImageFilter.GaussianBlur(1)).save(tmp_path / "soft.png")
    assert bits_apart(original, look_at(tmp_path / "large.webp")) <= 4
    assert bits_apart(original, look_at(tmp_path / "soft.png")) <= 4
    others = [look_at(photograph(tmp_path, other)) for other in PHOTOGRAPHS if other != name]
    assert min(bits_apart(original, other) for other in others) > 16


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_blur_is_seen(tmp_path: Path, name: str) -> None:
    path = photograph(tmp_path, name)
    image = Image.open(path)
    image.filter(ImageFilter.GaussianBlur(max(2, max(image.size) / 256))).save(tmp_path / "blurred.png")
    assert look_at(path).sharpness > 400
    assert look_at(tmp_path / "blurred.png").sharpness < 40


def test_a_sharp_face_before_a_blurred_background_is_sharp(tmp_path: Path) -> None:
    image = Image.open(photograph(tmp_path)).resize((512, 512))
    blurred = image.filter(ImageFilter.GaussianBlur(8))
    blurred.paste(image.crop((150, 50, 350, 250)), (150, 50))
    blurred.save(tmp_path / "portrait.png")
    assert look_at(tmp_path / "portrait.png").sharpness > 100


@pytest.mark.parametrize("size", [(1, 1), (2, 700), (700, 2), (3, 3)])
def test_pictures_of_hardly_any_pixels_are_measured_too(tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("RGB", size, "blue").save(tmp_path / "a.png")
    found = look_at(tmp_path / "a.png")
    assert (found.state, found.width, found.height) == ("fine", *size)
    assert (len(found.outline), len(found.colours)) == (8, 192)


def test_a_photograph_with_a_second_one_behind_is_a_jpeg_file(tmp_path: Path) -> None:
    both = io.BytesIO()
    image = Image.new("RGB", (64, 48), "red")
    image.save(both, "MPO", save_all=True, append_images=[image])
    assert look_at(write(tmp_path / "a.jpg", both.getvalue())).kind == "JPEG"
