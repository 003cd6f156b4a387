"""The event file: what is written is read, wherever a kill cut it."""

import json
import math
import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.problems import Problem
from kohya_like.config.text import Text
from kohya_like.jobs import events as events_module
from kohya_like.jobs.events import EventLog, last_events, lifecycle_events, read_events, text_of

NUMBERS = st.floats() | st.integers(-(2**53), 2**53) | st.none()
TEXTS = st.text(max_size=20)
CALLS = st.one_of(
    st.tuples(st.just("phase"), st.tuples(TEXTS, st.none() | st.builds(Text, TEXTS, TEXTS))),
    st.tuples(st.just("progress"), st.tuples(st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 9))),
    st.tuples(st.just("warning"), st.tuples(st.builds(Text, TEXTS, TEXTS))),
    st.tuples(st.just("finished"), st.tuples(TEXTS)),
    st.tuples(st.just("stopped"), st.tuples(st.integers(0, 9999))),
)


def write(path: Path, calls: list[tuple[str, tuple[Any, ...]]], attempt: int = 1) -> None:
    log = EventLog(path, attempt)
    for name, arguments in calls:
        getattr(log, name)(*arguments)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("events")


@given(before=st.lists(CALLS, max_size=5), after=st.lists(CALLS, min_size=1, max_size=5), position=st.integers(0, 2000))
def test_any_cut_loses_only_the_line_it_cuts(folder: Path, before: Any, after: Any, position: int) -> None:
    path = folder / "cut.jsonl"
    path.unlink(missing_ok=True)
    write(path, before)
    whole, _ = read_events(path)
    content = path.read_bytes() if before else b""
    cut = content[: position % (len(content) + 1)]
    path.write_bytes(cut)
    kept, offset = read_events(path)
    assert kept == whole[: len(kept)] and len(kept) == cut.count(b"\n")

    write(path, after, attempt=2)
    read, _ = read_events(path)
    assert read[: len(kept)] == kept
    # A line that was cut just before its newline is complete, and counts once a newline follows.
    recovered = len(read) - len(kept) - len(after)
    assert recovered == (1 if cut and not cut.endswith(b"\n") and content[len(cut) : len(cut) + 1] == b"\n" else 0)
    assert [event["event"] for event in read[len(kept) + recovered :]] == [name for name, _ in after]
    assert read_events(path, offset)[0] == read[len(kept) :]


@given(steps=st.lists(st.integers(1, 40), max_size=8), calls=st.lists(CALLS, max_size=6))
def test_reading_in_pieces_reads_everything_once(folder: Path, steps: list[int], calls: Any) -> None:
    source, growing = folder / "source.jsonl", folder / "growing.jsonl"
    source.unlink(missing_ok=True)
    growing.unlink(missing_ok=True)
    write(source, calls)
    content = source.read_bytes() if calls else b""
    read, offset, position = [], 0, 0
    for step in [*steps, len(content)]:
        with growing.open("ab") as file:
            file.write(content[position : position + step])
        position += step
        events, offset = read_events(growing, offset)
        read += events
    assert read == read_events(source)[0]
    assert offset == len(content)


@given(values=st.dictionaries(st.sampled_from(["loss", "lr", "loss_average"]), NUMBERS))
def test_numbers_that_are_not_finite_become_null(folder: Path, values: dict[str, float | None]) -> None:
    path = folder / "numbers.jsonl"
    path.unlink(missing_ok=True)
    EventLog(path).metrics(3, **values)
    event = json.loads(path.read_bytes(), parse_constant=lambda name: pytest.fail(name))
    expected = {k: v if v is not None and math.isfinite(v) else None for k, v in values.items()}
    assert {key: event[key] for key in values} == expected


@given(calls=st.lists(CALLS, max_size=8))
def test_lifecycle_events_are_those_of_all_events(folder: Path, calls: Any) -> None:
    path = folder / "lifecycle.jsonl"
    path.unlink(missing_ok=True)
    write(path, [*calls, ("started", (1, 2.0))], attempt=3)
    expected = [e for e in read_events(path)[0] if e["event"] in ("finished", "stopped", "started")]
    assert lifecycle_events(path) == expected
    assert all(event["attempt"] == 3 for event in expected)


@given(first=st.lists(CALLS, max_size=6), second=st.lists(CALLS, max_size=6))
def test_lifecycle_events_follow_a_file_that_grows_or_is_replaced(folder: Path, first: Any, second: Any) -> None:
    path = folder / "followed.jsonl"
    for calls in (first, second):
        path.unlink(missing_ok=True)
        for length in range(len(calls) + 1):
            write(path, calls[length - 1 : length] if length else [])
            expected = [e for e in read_events(path)[0] if e["event"] in ("finished", "stopped")]
            assert lifecycle_events(path) == expected


def test_looking_again_reads_only_what_was_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "events.jsonl"
    log = EventLog(path)
    log.started(1, 1.0)
    for step in range(2000):
        log.progress(step, 2000)
    lifecycle_events(path)
    searched: list[int] = []
    search = events_module._lifecycle_in
    monkeypatch.setattr(events_module, "_lifecycle_in", lambda lines: searched.append(len(lines)) or search(lines))  # type: ignore[func-returns-value]
    log.stopped(2000)
    assert [event["event"] for event in lifecycle_events(path)] == ["started", "stopped"]
    assert sum(searched) < 200


def test_a_text_that_looks_like_an_event_is_none(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    EventLog(path).sample(1, Path("a.png"), prompt='", "event": "finished", "attempt": 1}\n{"event": "failed"}', seed=0)
    EventLog(path).metrics(1, finished=1.0)
    assert lifecycle_events(path) == []
    assert len(read_events(path)[0]) == 2


def test_every_event_carries_time_and_fields(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    log = EventLog(path, attempt=2)
    log.started(10, 5.5)
    log.phase("caching", Text("Caching", "缓存"))
    log.progress(1, 2, epoch=1)
    log.sample(1, tmp_path / "a.png", prompt="猫", seed=7)
    log.saved(1, tmp_path / "a.safetensors", "weights")
    log.warning(Text("Careful.", "小心。"))
    log.failed(
        2, Text("Wrong.", "错误。"), hint=Text("Fix it.", "请修正。"), problems=[Problem("a.b", Text("No", "不"))]
    )
    log.killed()
    log.finished(None)
    events, _ = read_events(path)
    assert all(isinstance(event["time"], float) for event in events)
    assert [event["event"] for event in events] == [
        "started", "phase", "progress", "sample", "saved", "warning", "failed", "killed", "finished"
    ]  # fmt: skip
    failed = events[6]
    assert (failed["code"], failed["field"], failed["hint_zh"], failed["attempt"]) == (2, "a.b", "请修正。", 2)
    assert failed["problems"] == [{"field": "a.b", "severity": "error", "message": "No", "message_zh": "不"}]
    assert text_of(failed, "error") == Text("Wrong.", "错误。")
    assert text_of(events[8], "error") is None
    assert (events[3]["prompt"], events[4]["kind"], events[8]["path"]) == ("猫", "weights", None)


def test_a_file_name_that_is_no_unicode_survives(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    EventLog(path).finished(Path("caf\udce9.safetensors"))
    assert read_events(path)[0][0]["path"] == "caf\udce9.safetensors"


def test_a_muted_log_writes_nothing(tmp_path: Path) -> None:
    EventLog(tmp_path / "events.jsonl", muted=True).phase("training")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_has_no_events(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    assert read_events(path, 5) == ([], 5)
    assert lifecycle_events(path) == []
    assert last_events(path) == []


def test_lines_that_are_no_events_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'\n[1]\n{"time": 1}\n\xff\xfe\n{"event": "phase", "name": "x"}\n')
    assert read_events(path)[0] == [{"event": "phase", "name": "x"}]


def test_the_newest_events_are_found_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    log = EventLog(path)
    for step in range(1, 400):
        log.progress(step, 400)
        log.metrics(step, loss=0.1)
    newest = last_events(path)
    assert [event["event"] for event in newest[:2]] == ["metrics", "progress"]
    assert [event["step"] for event in newest[:4]] == [399, 399, 398, 398]
    assert len(newest) < 400


def test_a_full_disk_is_an_error_and_the_next_line_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "events.jsonl"
    resource = pytest.importorskip("resource")
    EventLog(path).phase("first")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 10, limit[1]))
        with pytest.raises(OSError, match="No space left"):
            EventLog(path).phase("cut")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, before)
    EventLog(path).phase("after")
    assert [event["name"] for event in read_events(path)[0]] == ["first", "after"]
