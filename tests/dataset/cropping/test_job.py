"""The job: what appears, under which names, and that nothing else is touched."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from kohya_like.config.crop import CropConfig
from kohya_like.config.problems import InputError
from kohya_like.dataset.cropping.drawing import write_picture
from kohya_like.dataset.cropping.job import crop, in_parallel
from kohya_like.dataset.cropping.made import FILE, made_in
from kohya_like.dataset.cropping.places import output_for, source_of
from kohya_like.dataset.cropping.starting import new_cropping
from kohya_like.dataset.history import History
from kohya_like.dataset.pictures import read_rgba
from kohya_like.dataset.projects import Project
from kohya_like.jobs.child import ChildJob, StopRequested
from kohya_like.jobs.events import EventLog, read_events
from kohya_like.jobs.job import Job
from kohya_like.jobs.launch import start
from kohya_like.jobs.status import PENDING, look
from tests.dataset.cropping.making import wide_with_portrait
from tests.dataset.making import make_picture
from tests.jobs.conftest import wait_until


@pytest.fixture
def heap(tmp_path: Path) -> Path:
    """Three pictures, two of them in a folder inside, with captions."""
    folder = tmp_path / "heap"
    make_picture(folder / "a.png", (120, 80), "a cat")
    make_picture(folder / "猫" / "b 1.jpg", (80, 120), "a dog", seed=1)
    make_picture(folder / "猫" / "c.webp", (64, 64), seed=2)
    return folder


def new_job(heap: Path, **values: Any) -> Job:
    config = {"folder": str(heap), "output": str(heap.parent / "out"), "size": "64", **values}
    return new_cropping(heap.parent / "workspace", CropConfig.checked(config))


def cropped(heap: Path, **values: Any) -> list[str]:
    """Crop in this process; the visible files of the output folder."""
    job = new_job(heap, **values)
    return visible(crop(ChildJob(job, EventLog(job.events_file))))


def visible(folder: Path) -> list[str]:
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in paths if not path.parts[0].startswith("."))


def warnings(job: Job) -> list[str]:
    return [event["message"] for event in read_events(job.events_file)[0] if event["event"] == "warning"]


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_copies_appear_with_their_captions_and_one_undo_removes_them(heap: Path) -> None:
    before = contents(heap)
    assert cropped(heap) == ["a.png", "a.txt", "猫/b 1.png", "猫/b 1.txt", "猫/c.png"]
    out = heap.parent / "out"
    assert {Image.open(path).size for path in out.rglob("*.png")} == {(64, 64)}
    assert (out / "猫" / "b 1.txt").read_text() == "a dog"
    assert contents(heap) == before
    History.of(out).undo()
    assert visible(out) == [] and made_in(out) == {}
    History.of(out).redo()
    assert len(visible(out)) == 5


def test_mirrored_copies_and_parts_have_captions_too(heap: Path, tmp_path: Path) -> None:
    make_picture(heap / "wide.png", (300, 64), "a road")
    files = cropped(heap, flip=True, split=True, overlap=0.0, pictures=["wide.png"])
    stems = ["wide-1", "wide-2", "wide-3", "wide-4", "wide-5"]
    assert files == sorted(
        f"{stem}{flip}.{kind}" for stem in stems for flip in ("", "-flip") for kind in ("png", "txt")
    )
    out = heap.parent / "out"
    plain, mirrored = (np.asarray(Image.open(out / f"wide-2{flip}.png")) for flip in ("", "-flip"))
    assert (plain[:, ::-1] == mirrored).all()


@pytest.mark.parametrize(
    ("values", "kind", "suffix"),
    [
        ({"output_format": "png"}, "PNG", ".png"),
        ({"output_format": "jpeg"}, "JPEG", ".jpg"),
        ({"output_format": "webp"}, "WEBP", ".webp"),
    ],
)
def test_formats(heap: Path, values: dict[str, Any], kind: str, suffix: str) -> None:
    cropped(heap, pictures=["a.png"], **values)
    assert Image.open(heap.parent / "out" / f"a{suffix}").format == kind


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_quality_acts(heap: Path, kind: str) -> None:
    sizes = []
    for quality in (20, 90):
        cropped(heap, pictures=["a.png"], output_format=kind, quality=quality)
        (file,) = (heap.parent / "out").glob("a.[jw]*")
        sizes.append(file.stat().st_size)
    assert sizes[0] < sizes[1] / 1.5


@pytest.mark.parametrize("values", [{"output_format": "png"}, {"output_format": "webp", "quality": 100}])
def test_transparency_is_kept_with_the_colours_under_it_or_blended(tmp_path: Path, values: dict[str, Any]) -> None:
    heap = tmp_path / "heap"
    heap.mkdir()
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 4), dtype=np.uint8)
    pixels[:, :32, 3] = 0
    Image.fromarray(pixels).save(heap / "a.png")
    out = tmp_path / "out"
    cropped(heap, keep_alpha=True, **values)
    (file,) = out.glob("a.*")
    assert (read_rgba(file) == pixels).all()
    cropped(heap, background="#102030", **values)
    assert Image.open(file).convert("RGB").getpixel((3, 3)) == (16, 32, 48)
    cropped(heap, keep_alpha=True, size="32", **values)
    assert (read_rgba(file)[:, :16, :3].std(axis=(0, 1)) > 20).all(), "hidden colours are resized by themselves"


def test_drawn_boxes_and_faces_decide_what_is_kept(tmp_path: Path) -> None:
    heap = tmp_path / "heap"
    for name in ("a.png", "b.png"):
        wide_with_portrait(heap / name, left=900)
    box = {"picture": "b.png", "left": 0, "top": 0, "right": 320, "bottom": 320}
    cropped(heap, size="256", focus="focal", boxes=[box])
    face, grey = (np.asarray(Image.open(tmp_path / "out" / name)) for name in ("a.png", "b.png"))
    assert face.std() > 30 and (grey == grey[0, 0]).all()


def test_damaged_and_small_pictures_are_named_and_left_out(heap: Path) -> None:
    (heap / "坏.png").write_bytes(b"no picture")
    job = new_job(heap, size="100x80", workers=1)
    crop(ChildJob(job, EventLog(job.events_file)))
    assert visible(heap.parent / "out") == ["a.png", "a.txt"]
    damaged, small = warnings(job)
    assert "坏.png is damaged" in damaged
    assert "left out: 2 (b 1.jpg, c.webp)" in small
    steps = [event["step"] for event in read_events(job.events_file)[0] if event["event"] == "progress"]
    assert steps == [1, 2, 3, 4]


def test_small_pictures_are_enlarged_where_that_is_asked_for(heap: Path) -> None:
    assert cropped(heap, size="100x80", upscale=True) == ["a.png", "a.txt", "猫/b 1.png", "猫/b 1.txt", "猫/c.png"]
    assert Image.open(heap.parent / "out" / "猫" / "c.png").size == (100, 80)


def test_a_missing_face_is_said(heap: Path) -> None:
    job = new_job(heap, focus="face")
    crop(ChildJob(job, EventLog(job.events_file)))
    (said,) = warnings(job)
    assert said.startswith("Pictures without a face that could be found: 3 (a.png, b 1.jpg, c.webp)")


def test_where_nothing_can_be_made_nothing_is_changed(heap: Path) -> None:
    with pytest.raises(InputError, match="nothing was changed"):
        cropped(heap, size="500")
    assert visible(heap.parent / "out") == []
    (heap.parent / "empty").mkdir()
    with pytest.raises(InputError, match="no picture in"):
        cropped(heap.parent / "empty")


def test_cropping_again_replaces_results_and_keeps_what_others_put_there(heap: Path) -> None:
    out = heap.parent / "out"
    cropped(heap, flip=True)
    (out / "a.txt").write_text("a cat, edited")
    make_picture(out / "mine.png", caption="mine")
    make_picture(out / "猫" / "d.png", seed=5)
    make_picture(heap / "mine.jpg", (90, 90), "other")
    assert cropped(heap, output_format="jpeg") == [
        *("a.jpg", "a.txt", "mine-2.jpg", "mine-2.txt", "mine.png", "mine.txt"),
        *("猫/b 1.jpg", "猫/b 1.txt", "猫/c.jpg", "猫/d.png"),
    ]
    assert (out / "a.txt").read_text() == "a cat, edited"
    History.of(out).undo()
    assert "a-flip.png" in visible(out) and "a.jpg" not in visible(out)


def test_cropping_one_picture_again_leaves_the_others(heap: Path) -> None:
    out = heap.parent / "out"
    cropped(heap, flip=True)
    other = (out / "猫" / "c.png").stat().st_mtime_ns
    files = cropped(heap, pictures=["a.png"], size="32")
    assert "a.png" in files and "a-flip.png" not in files and "猫/c-flip.png" in files
    assert (out / "猫" / "c.png").stat().st_mtime_ns == other
    assert set(made_in(out).values()) == {"a.png", "猫/b 1.jpg", "猫/c.webp"}


def test_results_of_pictures_that_are_gone_go_away(heap: Path) -> None:
    cropped(heap)
    (heap / "a.png").unlink()
    assert cropped(heap, pictures=["猫/c.webp"]) == ["猫/b 1.png", "猫/b 1.txt", "猫/c.png"]


def test_a_caption_that_goes_away_meanwhile_is_left_out(heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*arguments: Any) -> None:
        (heap / "a.txt").unlink(missing_ok=True)
        write_picture(*arguments)

    monkeypatch.setattr("kohya_like.dataset.cropping.job.write_picture", write)
    assert cropped(heap) == ["a.png", "猫/b 1.png", "猫/b 1.txt", "猫/c.png"]


def test_a_stop_leaves_everything_as_it_was(heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cropped(heap)
    before = contents(heap.parent / "out")
    job = new_job(heap, size="32")
    monkeypatch.setattr(Job, "requested", lambda self, name: True)
    with pytest.raises(StopRequested) as stopped:
        crop(ChildJob(job, EventLog(job.events_file)))
    assert stopped.value.step == 0
    assert contents(heap.parent / "out") == before


def test_of_two_jobs_at_once_the_second_is_refused(heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = new_job(heap, size="32", flip=True)
    other = iter([True])

    def meanwhile(self: Job, name: str) -> bool:
        if next(other, False):
            cropped(heap, size="64")
        return False

    monkeypatch.setattr(Job, "requested", meanwhile)
    with pytest.raises(InputError, match="Changed by another program"):
        crop(ChildJob(job, EventLog(job.events_file)))
    assert Image.open(heap.parent / "out" / "a.png").size == (64, 64)


@pytest.mark.parametrize("output", ["heap", "heap/out", "."])
def test_results_never_lie_among_the_originals(heap: Path, output: str) -> None:
    with pytest.raises(InputError, match="Choose a folder beside it"):
        new_job(heap, output=str(heap.parent / output))


def test_wrong_places_and_names_are_refused_before_anything_starts(heap: Path) -> None:
    for values, said in [
        ({"output": str(heap / "a.png" / ".." / ".." / "heap" / "a.png")}, "one holds the other"),
        ({"pictures": ["gone.png"]}, "No longer there: gone.png"),
        ({"boxes": [{"picture": "x", "left": 0, "top": 0, "right": 9, "bottom": 9}]}, "No longer there: x"),
    ]:
        with pytest.raises(InputError, match=said):
            new_job(heap, **values)
    (heap.parent / "file").touch()
    with pytest.raises(InputError, match="is a file"):
        new_job(heap, output=str(heap.parent / "file"))
    damaged = heap.parent / "out" / FILE
    damaged.parent.mkdir(parents=True)
    for content in ("{", "[1]", json.dumps({"a": 1})):
        damaged.write_text(content)
        with pytest.raises(InputError, match="is damaged"):
            new_job(heap)
    assert not (heap.parent / "workspace" / "jobs").exists()


def test_a_project_has_its_own_place(heap: Path) -> None:
    project = Project.create(heap.parent, "p", heap)
    for folder in (project.folder, Project.create(heap.parent, "q").own_pictures):
        assert output_for(folder) == (folder if folder == project.folder else folder.parent) / "cropped"
    assert source_of(project.folder) == heap
    assert output_for(heap) == heap.parent / "heap-cropped"
    with pytest.raises(InputError, match="There is no folder"):
        source_of(heap / "gone")
    cropped(heap, output=str(project.cropped))
    assert project.working() == project.cropped
    History.of(project.cropped).undo()
    assert project.working() == heap and not project.cropped.exists()


def test_the_child_crops(heap: Path) -> None:
    job = new_job(heap, enable_bucket=True, resolution="64", min_bucket_reso=32, bucket_reso_steps=16)
    start(job)
    wait_until(lambda: look(job).status not in PENDING)
    assert look(job).status == "finished"
    sizes = {Image.open(path).size for path in (heap.parent / "out").rglob("*.png")}
    assert sizes == {(80, 48), (48, 80), (64, 64)}


def test_answers_come_in_turn_and_never_far_ahead() -> None:
    begun = []

    def work(item: int) -> int:
        begun.append(item)
        return item * 2

    answers = in_parallel(work, range(100), 2)
    assert [next(answers) for _ in range(3)] == [0, 2, 4]
    assert len(begun) <= 7
    assert list(answers) == [item * 2 for item in range(3, 100)]
