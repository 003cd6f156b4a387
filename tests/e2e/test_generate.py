"""`kohya-like generate` from end to end: accelerate starts a real child on the demo model."""

import json
import os
import signal
import sys
from pathlib import Path

import pytest
from PIL import Image

from kohya_like.jobs.events import read_events
from kohya_like.jobs.job import Job
from tests.e2e.commands import DEMO_MODEL, ended, started
from tests.jobs.conftest import wait_until


@pytest.mark.skipif(sys.platform == "win32", reason="a session of its own takes no Ctrl-C there")
def test_a_stop_keeps_what_is_drawn_and_prints_one_document(tmp_path: Path, root: Path) -> None:
    size = ("--width", 64, "--height", 128, "--json")
    prompts = ("--prompt", "a fox --s 2", "--prompt", "a cat --s 999")
    program = started("generate", "--base", DEMO_MODEL, *prompts, *size, folder=tmp_path)

    def drawn() -> list[str]:
        return [e["path"] for job in Job.all(root) for e in read_events(job.events_file)[0] if e["event"] == "sample"]

    wait_until(drawn, seconds=120)
    os.killpg(program.pid, signal.SIGINT)
    end = ended(program)
    document = json.loads(end.out)
    assert (end.code, document["status"], document["path"]) == (3, "stopped", None), end.err
    assert document["pictures"] == drawn()
    (picture,) = document["pictures"]
    assert Path(picture).parent == root / "outputs" / "pictures"
    with Image.open(picture) as image:
        assert image.size == (64, 128)
