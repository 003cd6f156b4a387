"""Small pictures for lists."""

import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from kohya_like.ui.thumbnails import SIDE, data_url


def opened(url: str | None) -> Image.Image:
    assert url is not None
    head, _, data = url.partition(",")
    assert head == "data:image/webp;base64"
    return Image.open(io.BytesIO(base64.b64decode(data)))


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_a_picture_is_made_small(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (800, 400), "red").save(tmp_path / name)
    small = opened(data_url(tmp_path / name))
    assert small.size == (SIDE, SIDE // 2)
    red, green, blue = small.convert("RGB").getpixel((10, 10))
    assert red > 200 and green < 60 and blue < 60


def test_it_is_upright_and_keeps_transparency(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # A quarter turn.
    Image.new("RGB", (800, 400)).save(tmp_path / "turned.jpg", exif=exif)
    assert opened(data_url(tmp_path / "turned.jpg")).size == (SIDE // 2, SIDE)
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    assert opened(data_url(tmp_path / "clear.png")).convert("RGBA").getpixel((5, 5))[3] == 0


def test_what_is_no_picture_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "text.png").write_text("no picture")
    whole = io.BytesIO()
    Image.effect_noise((64, 64), 50).save(whole, "PNG")
    (tmp_path / "cut.png").write_bytes(whole.getvalue()[:200])
    Image.new("RGB", (50, 50)).save(tmp_path / "huge.png")
    monkeypatch.setattr("kohya_like.ui.thumbnails.MOST_PIXELS", 100)
    assert [data_url(tmp_path / name) for name in ("text.png", "cut.png", "huge.png", "none.png", ".")] == [None] * 5
