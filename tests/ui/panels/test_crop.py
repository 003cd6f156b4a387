"""The functions of the crop step: what would become of pictures, boxes that the server finds, and the job."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kohya_like.config.crop import PARAMETERS, ManualBox
from kohya_like.config.problems import InputError
from kohya_like.config.reading import parse_toml
from kohya_like.dataset.cropping.job import crop as run_crop
from kohya_like.dataset.projects import Project
from kohya_like.jobs.child import ChildJob
from kohya_like.jobs.events import EventLog
from kohya_like.ui.answers import answering
from kohya_like.ui.panels.crop import OWN, Crop
from kohya_like.ui.places import Chosen
from kohya_like.ui.site import Site
from tests.dataset.cropping.making import wide_with_portrait
from tests.dataset.making import make_picture

P = Chosen(project="p")
SMALL = {"size": "64"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project.create(tmp_path / "workspace", "p")
    make_picture(project.own_pictures / "a.png", (200, 100), "a cat")
    make_picture(project.own_pictures / "猫" / "b.jpg", (80, 120), seed=1)
    make_picture(project.own_pictures / "tiny.png", (20, 20), seed=2)
    return project


@pytest.fixture
def crop(project: Project) -> Crop:
    return Crop(Site(project.folder.parents[1]))


def box(name: str, *sides: int) -> ManualBox:
    return ManualBox(picture=name, left=sides[0], top=sides[1], right=sides[2], bottom=sides[3])


def run_here(crop: Crop, job: str) -> Path:
    found = crop._site.job(job)
    return run_crop(ChildJob(found, EventLog(found.events_file)))


def test_every_parameter_that_says_something_of_the_result_has_a_field(crop: Crop) -> None:
    assert [document["name"] for document in crop.form()] == [name for name in PARAMETERS if name not in OWN]


def test_originals_with_their_sizes(crop: Crop, project: Project) -> None:
    (project.own_pictures / "broken.png").write_bytes(b"no picture")
    found = crop.originals(P)
    assert found["pictures"] == [
        {"name": "a.png", "width": 200, "height": 100},
        {"name": "tiny.png", "width": 20, "height": 20},
        {"name": "猫/b.jpg", "width": 80, "height": 120},
    ]
    assert found["output"] == str(project.cropped) and found["made"] == 0
    (damaged,) = found["damaged"]
    assert "broken.png is damaged" in damaged["en"] and "broken.png" in damaged["zh"]


def test_originals_are_drawn_although_there_are_cropped_ones(crop: Crop, project: Project) -> None:
    make_picture(project.cropped / "a.png", (64, 64))
    assert project.working() == project.cropped
    drawn = crop.drawn(P, ["a.png", "gone.png", "猫/b.jpg"], 64)
    assert [address is not None for address in drawn] == [True, False, True]
    assert len(crop.originals(P)["pictures"]) == 3


def test_an_outlook_in_one_size(crop: Crop) -> None:
    found = crop.outlook(P, {**SMALL, "flip": True}, [])
    assert (found["pictures"], found["left"], found["files"]) == (3, 1, 4)
    assert found["small"] == ["tiny.png"] and found["shape"] == (64, 64)
    (bucket,) = found["buckets"]
    assert bucket["names"] == ["a.png", "猫/b.jpg"]
    assert bucket["lost"] == pytest.approx((1 / 2 + 1 / 3) / 2, abs=0.01)


def test_an_outlook_in_buckets(crop: Crop) -> None:
    values = {"enable_bucket": True, "resolution": "64", "min_bucket_reso": 32, "bucket_reso_steps": 16}
    found = crop.outlook(P, {**values, "upscale": True}, [box("猫/b.jpg", 0, 0, 80, 80)])
    sizes = {(bucket["width"], bucket["height"]): bucket["names"] for bucket in found["buckets"]}
    assert sizes == {(64, 64): ["tiny.png", "猫/b.jpg"], (80, 48): ["a.png"]}
    assert (found["left"], found["files"], found["small"], found["shape"]) == (0, 3, ["tiny.png"], None)


def test_wrong_options_are_said_at_their_fields(crop: Crop) -> None:
    (problem,) = crop.outlook(P, {"size": "1"}, [])["problems"]
    assert problem["field"] == "size" and "impossible" in problem["message"]


def test_the_fate_of_one_picture(crop: Crop, project: Project) -> None:
    wide_with_portrait(project.own_pictures / "wide.png", left=900)
    found = crop.fate(P, {"size": "256"}, [], "wide.png")
    (cut,) = found["cuts"]
    assert found["means"] == "face" and (cut["width"], cut["height"]) == (256, 256)
    assert cut["kept"][0] < found["face"][0] < found["face"][2] < cut["kept"][2]
    boxed = crop.fate(P, SMALL, [box("a.png", 10, 20, 74, 84)], "a.png")
    assert boxed["cuts"] == [{"kept": (10, 20, 74, 84), "width": 64, "height": 64}] and not boxed["enlarges"]
    assert len(crop.fate(P, {**SMALL, "split": True}, [], "a.png")["cuts"]) == 3


def test_the_server_finds_a_box(crop: Crop, project: Project) -> None:
    wide_with_portrait(project.own_pictures / "wide.png", left=900)
    around = crop.box(P, {"size": "100", "face_margin": 0.0}, "wide.png", "face")
    assert around["means"] == "face" and 960 < around["box"]["left"] < around["box"]["right"] < 1100
    focal = crop.box(P, {"size": "256"}, "wide.png", "focal")
    assert focal["box"]["right"] - focal["box"]["left"] == 320
    middle = crop.box(P, {**SMALL, "split": True}, "a.png", "centre")
    assert middle == {"box": {"picture": "a.png", "left": 50, "top": 0, "right": 150, "bottom": 100}, "means": None}


def test_a_job_crops_and_the_frame_can_take_it_back(crop: Crop, project: Project) -> None:
    job = crop.start(P, SMALL, [box("a.png", 0, 0, 70, 70), box("gone.png", 0, 0, 9, 9)], [])
    table = parse_toml(crop._site.job(job).config)
    assert [each["picture"] for each in table["boxes"]] == ["a.png"], "boxes of pictures that are gone are left out"
    assert run_here(crop, job) == project.cropped
    assert Image.open(project.cropped / "a.png").size == (64, 64)
    assert crop.originals(P)["made"] == 2
    run_here(crop, crop.start(P, {"size": "32"}, [], ["猫/b.jpg"]))
    sizes = [Image.open(project.cropped / name).size for name in ("a.png", "猫/b.png")]
    assert sizes == [(64, 64), (32, 32)]


def test_a_folder_has_its_results_beside_it(crop: Crop, project: Project) -> None:
    folder = project.folder.parents[1] / "heap"
    make_picture(folder / "a.png")
    chosen = Chosen(folder=str(folder))
    assert crop.originals(chosen)["output"] == str(folder.with_name("heap-cropped"))
    run_here(crop, crop.start(chosen, {"size": "32"}, [], []))
    assert (folder.with_name("heap-cropped") / "a.png").is_file()


def test_where_nothing_can_be_written_no_job_is_started(crop: Crop, project: Project) -> None:
    project.cropped.write_text("in the way")
    with pytest.raises(InputError, match="is a file"):
        crop.start(P, SMALL, [], [])
    assert crop._site.jobs() == []


@pytest.mark.parametrize("name", ["../project.toml", "/etc/passwd", "gone.png"])
def test_only_pictures_of_the_folder_are_looked_at(crop: Crop, name: str) -> None:
    for ask in (lambda: crop.fate(P, {}, [], name), lambda: crop.box(P, {}, name, "face")):
        with pytest.raises(InputError, match="No longer there"):
            ask()
    assert crop.drawn(P, [name]) == [None]


def test_links_out_of_the_allowed_folders_are_not_looked_at(crop: Crop, project: Project, tmp_path: Path) -> None:
    make_picture(tmp_path / "elsewhere" / "secret.png")
    (project.own_pictures / "link.png").symlink_to(tmp_path / "elsewhere" / "secret.png")
    with pytest.raises(InputError, match="outside"):
        Crop(Site(crop._site.root, exposed=True)).fate(P, {}, [], "link.png")


def test_a_strip_is_named(crop: Crop, project: Project) -> None:
    make_picture(project.own_pictures / "strip.png", (4000, 1))
    values = {"size": "8192", "upscale": True}
    assert crop.outlook(P, values, [])["strips"] == ["strip.png"]
    with pytest.raises(InputError, match=r"strip\.png .*too long and narrow"):
        crop.fate(P, values, [], "strip.png")


def test_the_browser_sends_boxes_as_objects(crop: Crop) -> None:
    ask: dict[str, Any] = {"chosen": {"project": "p"}, "values": SMALL, "name": "a.png"}
    good = {"picture": "a.png", "left": 0, "top": 0, "right": 70, "bottom": 70}
    assert "value" in answering(crop.fate)({**ask, "boxes": [good]})
    assert "error" in answering(crop.fate)({**ask, "boxes": [{**good, "left": "x"}]})
