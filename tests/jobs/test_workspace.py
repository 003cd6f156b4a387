"""Where the workspace is."""

from pathlib import Path

import pytest

from kohya_like.jobs.workspace import workspace


def test_the_named_one_goes_before_the_environment_and_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KOHYA_LIKE_WORKSPACE", raising=False)
    assert workspace() == tmp_path.resolve() / "workspace"
    monkeypatch.setenv("KOHYA_LIKE_WORKSPACE", str(tmp_path / "other"))
    assert workspace() == tmp_path.resolve() / "other"
    assert workspace(Path("named")) == tmp_path.resolve() / "named"
    assert list(tmp_path.iterdir()) == []


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert workspace(Path("~/trainings")) == tmp_path.resolve() / "trainings"
