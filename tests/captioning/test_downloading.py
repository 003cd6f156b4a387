"""Downloads: from a hub of our own that speaks as Hugging Face does, and from one that is not there."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from kohya_like.captioning.downloading import require_space
from kohya_like.config.problems import MachineError
from kohya_like.formats.captioning_models import NEEDS, find_model
from kohya_like.jobs.follow import follow
from kohya_like.jobs.launch import start
from kohya_like.jobs.outcome import outcome
from kohya_like.plan.captioning import new_download

NAME = "someone/tagger"
FILES = {"model.onnx": b"a graph" * 1000, "selected_tags.csv": b"tag_id,name,category,count\n", "README.md": b"About"}
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub(BaseHTTPRequestHandler):
    """As much of Hugging Face as a download asks for."""

    def __init__(self, asked: list[str], *arguments: object) -> None:
        self.asked = asked
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with what a model has, or with one of its files."""
        self.asked.append(f"{self.command} {self.path}")
        name = self.path.rpartition("/")[2].partition("?")[0]
        if self.path.startswith(f"/api/models/{NAME}"):
            siblings = [{"rfilename": file, "size": len(data)} for file, data in FILES.items()]
            self._answer(json.dumps({"id": NAME, "sha": COMMIT, "siblings": siblings}).encode())
        elif self.path.startswith(f"/{NAME}/resolve/") and name in FILES:
            self._answer(FILES[name])
        else:
            self.send_response(404)
            self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()

    do_HEAD = do_GET

    def _answer(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{sha1(content).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """What the hub is asked, which HF_ENDPOINT names."""
    found: list[str] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Hub, found)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        yield found
        server.shutdown()


def downloaded(root: Path, captioner: str, model: str) -> tuple[int | None, str]:
    """Exit code and sentence of a download, with what helps."""
    job = new_download(root, captioner, model)
    start(job)
    for _ in follow(job):
        pass
    end = outcome(job)
    return end.code, f"{end.text.en} {end.hint.en if end.hint else ''}"


def test_the_files_that_are_needed_come_from_the_mirror(asked: list[str], tmp_path: Path) -> None:
    code, said = downloaded(tmp_path, "wd14", NAME)
    assert code == 0, said
    folder = tmp_path / "models" / "captioning" / "tagger"
    visible = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert visible == {name: FILES[name] for name in ("model.onnx", "selected_tags.csv")}
    assert NEEDS["wd14"].missing(folder) == []
    assert find_model("wd14", NAME, tmp_path) == folder
    assert any(line.startswith("GET") and "model.onnx" in line for line in asked)


def test_a_model_of_another_kind_or_none_is_a_sentence(asked: list[str], tmp_path: Path) -> None:
    code, said = downloaded(tmp_path, "blip", NAME)
    assert code == 2
    assert "holds no such model (it has README.md, model.onnx, selected_tags.csv)" in said
    code, said = downloaded(tmp_path, "wd14", "someone/nothing")
    assert code == 2
    assert "There is no model someone/nothing at http://127.0.0.1" in said


def test_without_a_network_the_sentence_names_the_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    code, said = downloaded(tmp_path, "wd14", NAME)
    assert code == 4
    assert said.startswith("Nothing could be downloaded from http://127.0.0.1:9: ")
    folder = tmp_path / "models" / "captioning" / "tagger"
    assert f"copy the files model.onnx, selected_tags.csv from another computer into {folder}." in said


def test_only_what_is_not_there_yet_needs_space(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=len(FILES["selected_tags.csv"])))
    folder = tmp_path / "models" / "captioning" / "tagger"
    sizes = {name: len(FILES[name]) for name in ("model.onnx", "selected_tags.csv")}
    with pytest.raises(MachineError, match="MB free"):
        require_space(folder, sizes)
    assert not folder.exists(), "no folder of a model that is not there"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(FILES["model.onnx"])
    require_space(folder, sizes)
