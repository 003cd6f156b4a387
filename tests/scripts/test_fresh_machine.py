"""The start as a newcomer meets it: a clean clone, real packages from the package index (gigabytes, some minutes)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(sys.platform == "win32", reason="gui.sh is for POSIX; Windows has gui.bat"),
]


def start(clone: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", "scripts/gui.sh", "--help"]
    return subprocess.run(
        command,
        cwd=clone,
        env=os.environ | {"KOHYA_LIKE_LANG": "en"} | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_clean_clone_starts_and_starts_again_without_network(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    first = start(clone)
    assert first.returncode == 0, first.stderr
    assert "kohya-like is set up." in first.stdout
    assert "Usage: kohya-like" in first.stdout

    unreachable = "http://127.0.0.1:9"
    again = start(clone, PIP_INDEX_URL=unreachable, HTTPS_PROXY=unreachable, HTTP_PROXY=unreachable)
    assert again.returncode == 0, again.stderr
    assert again.stdout.lstrip().startswith("Usage: kohya-like")

    checked = subprocess.run(
        [clone / ".venv/bin/python", "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
