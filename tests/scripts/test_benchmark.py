"""The benchmark's tables and verdicts; its figures are measured by hand."""

from pathlib import Path

import pytest

from scripts import benchmark
from scripts.benchmark import Measure, main, table


@pytest.mark.parametrize(
    ("value", "limit", "kept"), [(4.0, 4, True), (4.01, 4, False), (9.0, None, True), (1, 0, False)]
)
def test_a_limit_is_kept_or_not(value: float, limit: float | None, kept: bool) -> None:
    assert Measure("x", value, "s", limit).kept is kept


def test_the_table_says_what_is_not_kept() -> None:
    rows = table([Measure("a", 1.234, "s", 4), Measure("b", 300, "MB", 250), Measure("c", 1, "s")]).splitlines()
    assert rows[2:] == ["| a | 1.23 s | 4 s | yes |", "| b | 300.00 MB | 250 MB | **no** |", "| c | 1.00 s |  | yes |"]


@pytest.mark.parametrize(("value", "code"), [(1.0, 0), (5.0, 1)])
def test_the_exit_code_says_whether_every_limit_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: float, code: int
) -> None:
    def measured(root: Path, starts: int) -> list[Measure]:
        assert root.is_dir() and starts == 2
        return [Measure("start", value, "s", 4)]

    monkeypatch.setattr(benchmark, "measure_page", measured)
    assert main(["page", "--starts", "2"]) == code
    assert f"{value:.2f} s" in capsys.readouterr().out
