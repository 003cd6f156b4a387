"""Every route stands in the page with its islands, and the browser may call what is public."""

import re
from pathlib import Path

import pytest

from kohya_like.ui import page
from kohya_like.ui.page import FRAME, ROUTES, build, functions_of
from kohya_like.ui.site import Site
from kohya_like.ui.web import FOLDER

ISLANDS = {"shell", *(name for route in ROUTES for name in route.islands)}


class Panel:
    site = Path()

    def shown(self) -> int:
        return 1

    def _hidden(self) -> int:
        return 2


def test_public_methods_may_be_called() -> None:
    assert [(function.__name__, function()) for function in functions_of(Panel())] == [("shown", 1)]


@pytest.mark.parametrize("protected", [False, True])
def test_every_route_is_served_with_the_frame_and_its_islands(tmp_path: Path, protected: bool) -> None:
    config = build(Site(tmp_path, protected=protected)).get_config_file()
    assert [f"/{path}" for path, *_ in config["pages"]] == [route.path for route in ROUTES]
    for route in ROUTES:
        shown = {part["id"]: part["props"] for part in config["components"] if part["type"] == "html"}
        here = [shown[number] for number in config["page"][route.path.strip("/")]["components"] if number in shown]
        assert [props["elem_id"] for props in here] == ["shell", *route.islands]
        pages = [{"name": other.name, "path": other.path} for other in ROUTES]
        assert here[0]["props"] == {"pages": pages, "here": route.name, "protected": protected}


@pytest.mark.parametrize("name", sorted(ISLANDS))
def test_every_island_has_a_module_that_mounts_it(name: str) -> None:
    script = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
    assert re.search(r"^export (async )?function mount\(island\)", script, re.MULTILINE)


def test_no_two_panels_of_the_frame_share_a_name(tmp_path: Path) -> None:
    names = [function.__name__ for panel in page.FRAME for function in functions_of(panel(Site(tmp_path)))]
    assert len(names) == len(set(names)) > len(FRAME)
