"""The page as a whole, in a program of its own: what it loads, and whom it asks."""

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import json, socket, sys
from pathlib import Path
from unittest.mock import patch

asked = []
with patch.object(socket.socket, "connect", lambda self, address: asked.append(str(address))):
    from kohya_like.ui.serving.environment import prepare, without_stubs
    prepare()
    with without_stubs():
        from kohya_like.ui.serving.application import application
    from kohya_like.ui.site import Site
    from starlette.testclient import TestClient
    app = application(Site(Path(sys.argv[1])), port=1, names={"127.0.0.1"}, account=None, language="zh")
    with TestClient(app, base_url="http://127.0.0.1") as client:
        answers = {path: client.get(path).status_code for path in sys.argv[2:]}
        page = client.get("/").text
heavy = sorted({"torch", "diffusers", "transformers", "accelerate", "onnxruntime"} & sys.modules.keys())
print(json.dumps({"asked": asked, "heavy": heavy, "answers": answers, "page": page}))
"""
PATHS = ["/", "/train", "/runs", "/settings", "/config", "/gradio_api/info", "/theme.css"]


def test_the_page_asks_nobody_and_loads_nothing_heavy(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), *PATHS]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    found = json.loads(done.stdout)
    assert found["asked"] == [] and found["heavy"] == []
    assert found["answers"] == dict.fromkeys(PATHS, 200)
    assert '<meta name="kohya-like-language" content="zh">' in found["page"]
    assert "Warning" not in done.stderr
