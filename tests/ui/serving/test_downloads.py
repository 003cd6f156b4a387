"""Files that a browser may fetch."""

from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from kohya_like.ui.serving.downloads import ADDRESS, Downloads
from kohya_like.ui.site import Site

PICTURE = b"\x89PNG not really"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "work space"
    (folder / ".hidden").mkdir(parents=True)
    (folder / ".hidden" / "key").write_text("secret")
    (folder / "a.png").write_bytes(PICTURE)
    (folder / "图.png").write_bytes(PICTURE)
    (folder / "page.html").write_text("<script>")
    (folder / "drawing.svg").write_text("<svg>")
    (folder / "lora.safetensors").write_bytes(bytes(range(100)))
    (tmp_path / "outside.png").write_bytes(PICTURE)
    return folder


@pytest.fixture
def client(root: Path) -> TestClient:
    return TestClient(Downloads(PlainTextResponse("gradio"), Site(root, exposed=True)))


def address(path: Path | str) -> str:
    return ADDRESS + quote(str(path))


@pytest.mark.parametrize("name", ["a.png", "图.png"])
def test_a_picture_is_shown(client: TestClient, root: Path, name: str) -> None:
    for path in (root / name, name):  # A relative path starts at the workspace.
        answer = client.get(address(path))
        assert answer.content == PICTURE
        assert answer.headers["content-type"] == "image/png"
        assert "content-disposition" not in answer.headers


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "lora.safetensors"])
def test_all_else_is_downloaded_under_its_name(client: TestClient, root: Path, name: str) -> None:
    answer = client.get(address(root / name))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'


def test_a_download_can_be_taken_up_again(client: TestClient, root: Path) -> None:
    answer = client.get(address(root / "lora.safetensors"), headers={"range": "bytes=90-"})
    assert (answer.status_code, answer.content) == (206, bytes(range(90, 100)))


@pytest.mark.parametrize("path", ["../outside.png", "/etc/passwd", ".hidden/key", "", "gone.png", ".", "a\0b", "~/x"])
def test_what_may_not_be_seen_is_left_to_gradio_which_serves_its_uploads_only(client: TestClient, path: str) -> None:
    assert client.get(address(path)).text == "gradio"


def test_a_link_out_of_the_workspace_is_not_followed(client: TestClient, root: Path) -> None:
    (root / "link.png").symlink_to(root.parent / "outside.png")
    assert client.get(address(root / "link.png")).text == "gradio"


def test_nothing_is_written(client: TestClient, root: Path) -> None:
    assert client.post(address(root / "a.png"), content=b"new").text == "gradio"
    assert (root / "a.png").read_bytes() == PICTURE
