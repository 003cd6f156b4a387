"""What has to be so before Gradio is imported."""

import inspect
import os
import subprocess
import sys

import pytest

from kohya_like.ui.serving.environment import LOCAL, QUIET, prepare, without_stubs


def test_nothing_is_reported_and_no_proxy_stands_before_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*QUIET, "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "intranet.example,localhost")
    prepare()
    assert {name: os.environ[name] for name in QUIET} == QUIET
    assert os.environ["NO_PROXY"].split(",") == ["intranet.example", "localhost", "127.0.0.1", "::1"]
    assert os.environ["no_proxy"].split(",") == list(LOCAL)


def test_the_source_of_other_classes_is_still_found() -> None:
    find = inspect.getfile
    with without_stubs():
        assert inspect.getfile(test_the_source_of_other_classes_is_still_found) == __file__
        assert inspect.getfile(pytest.MonkeyPatch)
    assert inspect.getfile is find


def test_gradio_is_whole_without_its_stubs() -> None:
    program = (
        "import gradio_client, ast, collections; from unittest.mock import patch\n"
        "from kohya_like.ui.serving.environment import without_stubs\n"
        "parse = ast.parse\n"
        "with patch('ast.parse') as counted, without_stubs():\n"
        "    counted.side_effect = parse\n"
        "    import gradio\n"
        "print(gradio.HTML('x').value, gradio.Button('y').value, counted.call_count)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    html, button, parsed = done.stdout.split()
    assert (html, button) == ("x", "y")
    assert int(parsed) < 20  # One for each of some eighty components otherwise, twice.
