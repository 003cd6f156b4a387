"""What the browser loads from us: addresses, caching, scripts that hold together, colours that can be read."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kohya_like.ui import web
from kohya_like.ui.web import FOLDER, HEAD, WEB, made_modules, routes

SCRIPTS = sorted(FOLDER.glob("*.js"))
SHEETS = sorted(FOLDER.glob("*.css"))
IMPORT = re.compile(r"""(?:from|^import)\s*\(?\s*["']\./([\w.-]+)["']""", re.MULTILINE)
OTHER_HOST = re.compile(r"""(?:https?:)?//[a-z0-9-]+\.[a-z]""", re.IGNORECASE)
NAMED = re.compile(r'http://www\.w3\.org/|example: "https://hf-mirror\.com"')
"""Addresses that no browser asks: a name space, and an example beside a field."""

PARSE = """
for (const path of process.argv.slice(1)) new vm.SourceTextModule(fs.readFileSync(path, "utf8"), { identifier: path });
"""

CONTRAST = 4.5
"""What WCAG 2 asks at level AA for text of ordinary size."""

READ = [
    *[
        (ink, ground)
        for ink in ("ink", "ink-soft", "ink-faint")
        for ground in ("ground", "surface", "raised", "sunken")
    ],
    *[(tone, ground) for tone in ("accent", "good", "warn", "bad") for ground in ("ground", "surface", f"{tone}-soft")],
    ("accent-ink", "accent"),
]
"""Text colours on what they stand on."""


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=routes()))


@pytest.mark.parametrize("address", re.findall(r'(?:href|src)="([^"]+)"', HEAD))
def test_what_the_document_loads_is_served(client: TestClient, address: str) -> None:
    assert client.get(f"/{address}").status_code == 200


@pytest.mark.parametrize("name", [*(path.name for path in FOLDER.iterdir()), *made_modules()])
def test_files_are_kept_for_ever(client: TestClient, name: str) -> None:
    answer = client.get(f"/{WEB}/{name}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    if name.endswith(".js"):
        assert answer.headers["content-type"].startswith("text/javascript")


def test_what_is_missing_is_not_kept(client: TestClient) -> None:
    answer = client.get(f"/{WEB}/missing.js")
    assert answer.status_code == 404
    assert "cache-control" not in answer.headers


def test_the_address_changes_with_the_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "FOLDER", tmp_path)
    (tmp_path / "a.js").write_text("1", encoding="utf-8")
    before = web._version()
    assert web._version() == before
    (tmp_path / "a.js").write_text("2", encoding="utf-8")
    assert web._version() != before


def test_the_head_comes_before_what_is_drawn() -> None:
    assert HEAD.startswith('<script src="web/')
    assert HEAD.index("/style.css") < min(HEAD.index(f"/{path.name}") for path in SHEETS if path.name != "style.css")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_imports_exist(path: Path) -> None:
    imported = IMPORT.findall(path.read_text(encoding="utf-8"))
    assert set(imported) <= {script.name for script in SCRIPTS} | made_modules().keys()


@pytest.mark.parametrize("path", [*SCRIPTS, *SHEETS, *FOLDER.glob("*.svg")], ids=lambda path: path.name)
def test_no_other_host_is_named(path: Path) -> None:
    text = NAMED.sub("", path.read_text(encoding="utf-8"))
    assert OTHER_HOST.findall(text) == []


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed; a browser reads the scripts anyway")
def test_scripts_can_be_parsed() -> None:
    command = ["node", "--no-warnings", "--experimental-vm-modules", "-e", PARSE, *map(str, SCRIPTS)]
    parsed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (parsed.returncode, parsed.stderr) == (0, "")


@pytest.mark.parametrize("theme", [":root", "body.dark"])
@pytest.mark.parametrize(("text", "ground"), READ)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    colours = tokens(theme)
    lighter, darker = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= CONTRAST


def tokens(theme: str) -> dict[str, str]:
    sheet = (FOLDER / "style.css").read_text(encoding="utf-8")
    rule = sheet.split(f"\n{theme} {{")[1].split("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rule))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
