"""A public address, or one sentence."""

import threading
from collections.abc import Callable

import pytest

from kohya_like.config.text import Text
from kohya_like.ui.serving import tunnel


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    def share(setup: Callable[..., str]) -> list[str]:
        monkeypatch.setattr("gradio.networking.setup_tunnel", setup)
        lines: list[str] = []
        whole = threading.Event()

        def say(line: Text | str) -> None:
            lines.append(line.en if isinstance(line, Text) else line)
            if len(lines) == 2:
                whole.set()

        tunnel.share("127.0.0.1", 7860, say)
        assert whole.wait(20)
        return lines

    return share


def test_the_address_is_said_with_encryption(said: Callable[..., list[str]]) -> None:
    asked: list[object] = []

    def setup(*arguments: object) -> str:
        asked.extend(arguments)
        return "http://abc.gradio.live"

    assert said(setup)[1] == "https://abc.gradio.live"
    assert asked[:2] == ["127.0.0.1", 7860]


def test_no_network_is_one_sentence(said: Callable[..., list[str]]) -> None:
    def setup(*arguments: object) -> str:
        raise RuntimeError("Could not get share link from Gradio API Server.")

    assert said(setup)[1].startswith("No public address")


def test_a_tunnel_that_hangs_is_one_sentence(said: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr(tunnel, "SECONDS", 0.1)
    assert said(lambda *arguments: str(never.wait(60)))[1].startswith("No public address")
    never.set()
