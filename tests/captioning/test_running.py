"""The job: what it writes and what it leaves alone, stopped, resumed, taken back, and beside somebody who edits."""

from pathlib import Path

import pytest

from kohya_like.captioning import running
from kohya_like.captioning.captioner import Described
from kohya_like.config.catalogue import Entry
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.history import History
from kohya_like.jobs.child import StopRequested
from tests.captioning.making import Instant, captions, new_job, run, said
from tests.dataset.making import make_picture

NAMES = ["a.png", "b.png", "c.png", "inner/d.png", "女孩 é.png"]


@pytest.fixture(autouse=True)
def instant(monkeypatch: pytest.MonkeyPatch) -> type[Instant]:
    """The captioner of every job here."""
    kind = type("Instant", (Instant,), {})
    monkeypatch.setattr(Entry, "load", lambda self: kind)
    return kind


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Five pictures of different sizes in a folder and one inside it."""
    folder = tmp_path / "pictures"
    for number, name in enumerate(NAMES):
        make_picture(folder / name, (30 + number, 20), seed=number)
    return folder


def test_every_picture_gets_its_caption_and_one_undo_takes_all_back(pictures: Path, tmp_path: Path) -> None:
    job = new_job(tmp_path, pictures, batch_size=2)
    run(job)
    assert (
        captions(pictures)
        == {
            "a.txt": "30x20 picture",
            "b.txt": "31x20 picture",
            "c.txt": "32x20 picture",
            "inner/d.txt": "33x20 picture",
            "女孩 é.txt": "34x20 picture",
        }
        | {}
    )
    assert said(job, "progress")[-1]["step"] == said(job, "progress")[-1]["total"] == 5
    History.of(pictures).undo()
    assert captions(pictures) == {}


def test_what_is_written_in_several_steps_is_taken_back_by_one_undo(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "WRITE_SECONDS", 0.0)
    run(new_job(tmp_path, pictures, batch_size=2))
    history = History.of(pictures)
    assert len(history.entries()) == 3
    history.undo()
    assert captions(pictures) == {}
    history.redo()
    assert len(captions(pictures)) == 5


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("skip", "old words"),
        ("overwrite", "sls 30x20 picture end"),
        ("append", "sls old words, 30x20 picture end"),
    ],
)
def test_captions_that_are_there(pictures: Path, tmp_path: Path, mode: str, expected: str) -> None:
    (pictures / "a.caption").write_text("old words\n", encoding="utf-8")
    run(new_job(tmp_path, pictures, mode=mode, caption_prefix="sls", caption_suffix="end"))
    assert captions(pictures)["a.caption"].strip() == expected
    assert captions(pictures)["b.txt"] == "sls 31x20 picture end"
    assert "a.txt" not in captions(pictures), "a picture has one caption"


def test_captions_of_an_extension_of_ones_own_are_left_alone_too(pictures: Path, tmp_path: Path) -> None:
    (pictures / "a.tags").write_text("by hand")
    run(new_job(tmp_path, pictures, caption_extension=".tags"))
    assert (pictures / "a.tags").read_text() == "by hand"
    assert (pictures / "b.tags").read_text() == "31x20 picture"
    with pytest.raises(InputError, match="All 5 pictures have a caption already"):
        new_job(tmp_path, pictures, caption_extension=".tags")


def test_only_the_chosen_pictures_under_the_chosen_extension(pictures: Path, tmp_path: Path) -> None:
    run(new_job(tmp_path, pictures, pictures=["b.png", "inner/d.png"], caption_extension=".caption"))
    assert list(captions(pictures)) == ["b.caption", "inner/d.caption"]


def test_damaged_pictures_and_captions_are_named_and_the_others_done(pictures: Path, tmp_path: Path) -> None:
    (pictures / "b.png").write_bytes(b"\x89PNG broken")
    (pictures / "c.txt").write_bytes("日本".encode("shift_jis"))
    job = new_job(tmp_path, pictures, mode="append")
    run(job)
    warnings = [event["message"] for event in said(job, "warning")]
    assert len(warnings) == 2
    assert any("b.png" in text for text in warnings)
    assert any("c.txt" in text for text in warnings)
    named = {path.name for path in pictures.rglob("*.txt") if ".kohya-like" not in path.parts}
    assert named == {"a.txt", "c.txt", "d.txt", "女孩 é.txt"}
    assert (pictures / "c.txt").read_bytes() == "日本".encode("shift_jis")


def test_a_stopped_job_keeps_what_it_has_and_goes_on_with_the_rest(
    pictures: Path, tmp_path: Path, instant: type[Instant]
) -> None:
    job = new_job(tmp_path, pictures, batch_size=2, mode="append", caption_prefix="sls")
    instant.before = staticmethod(lambda batch: job.request("stop") if batch == 1 else None)
    with pytest.raises(StopRequested) as stopped:
        run(job)
    assert stopped.value.step == len(captions(pictures)) == 2
    instant.before = staticmethod(lambda batch: None)
    run(job, resume=True)
    assert set(captions(pictures).values()) == {f"sls {30 + number}x20 picture" for number in range(5)}
    assert said(job, "progress")[1]["step"] == 4, "it counts from where it stopped"
    History.of(pictures).undo()
    assert captions(pictures) == {}


def test_what_was_taken_back_meanwhile_is_done_again(pictures: Path, tmp_path: Path, instant: type[Instant]) -> None:
    job = new_job(tmp_path, pictures, batch_size=2)
    instant.before = staticmethod(lambda batch: job.request("stop"))
    with pytest.raises(StopRequested):
        run(job)
    History.of(pictures).undo()
    instant.before = staticmethod(lambda batch: None)
    run(job, resume=True)
    assert len(captions(pictures)) == 5


def test_a_failure_keeps_what_was_described_before_it(pictures: Path, tmp_path: Path, instant: type[Instant]) -> None:
    def fail(batch: int) -> None:
        if batch == 2:
            raise MemoryError

    instant.before = staticmethod(fail)
    with pytest.raises(MemoryError):
        run(new_job(tmp_path, pictures, batch_size=2))
    assert list(captions(pictures)) == ["a.txt", "b.txt"]


def test_a_caption_that_somebody_changed_meanwhile_is_left_and_named(
    pictures: Path, tmp_path: Path, instant: type[Instant]
) -> None:
    (pictures / "a.txt").write_text("old")

    def edit(batch: int) -> None:
        (pictures / "a.txt").write_text("edited by hand")
        (pictures / "b.txt").write_text("written by hand")

    instant.before = staticmethod(edit)
    job = new_job(tmp_path, pictures, mode="overwrite")
    run(job)
    assert captions(pictures)["a.txt"] == "edited by hand"
    assert captions(pictures)["b.txt"] == "written by hand"
    assert captions(pictures)["c.txt"] == "32x20 picture"
    (warning,) = said(job, "warning")
    assert "a.txt, b.txt" in warning["message"]


def test_what_is_said_of_loading_becomes_a_warning(pictures: Path, tmp_path: Path, instant: type[Instant]) -> None:
    instant.warnings = (Text("Slower than it could be.", "较慢。"),)
    job = new_job(tmp_path, pictures)
    run(job)
    assert [event["message"] for event in said(job, "warning")] == ["Slower than it could be."]


def test_a_model_that_says_nothing_writes_nothing(pictures: Path, tmp_path: Path, instant: type[Instant]) -> None:
    (pictures / "a.txt").write_text("kept")
    instant.describe = lambda self, batch: [Described("") for _ in batch]  # type: ignore[method-assign]
    job = new_job(tmp_path, pictures, mode="overwrite")
    run(job)
    assert captions(pictures) == {"a.txt": "kept"}
    (warning,) = said(job, "warning")
    assert "nothing to say of 5 pictures (a.png, b.png, c.png, …)" in warning["message"]


def test_pictures_that_share_a_caption_are_named(pictures: Path, tmp_path: Path) -> None:
    make_picture(pictures / "a.webp", (99, 9))
    job = new_job(tmp_path, pictures)
    run(job)
    assert captions(pictures)["a.txt"] == "30x20 picture"
    (warning,) = said(job, "warning")
    assert "a.webp" in warning["message"]
    assert said(job, "progress")[-1]["step"] == 6
