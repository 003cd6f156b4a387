"""An island is one component that Gradio never draws again."""

import gradio as gr

from kohya_like.ui.island import ON_LOAD, island
from kohya_like.ui.web import WEB


def load() -> str:
    return "loaded"


def change(to: str) -> str:
    return to


def test_functions_carry_the_name_of_the_island() -> None:
    made = island("part", [load, change], here="runs")
    assert made.elem_id == "part"
    assert made.part_load(None) == {"value": "loaded"}
    assert made.part_change({"to": "x"}) == {"value": "x"}
    assert [function.__name__ for function in (load, change)] == ["load", "change"]


def test_no_event_of_the_component_is_hidden() -> None:
    plain, made = gr.HTML(), island("part", [load, change])
    assert made.load.__qualname__ == plain.load.__qualname__
    assert made.change.__qualname__ == plain.change.__qualname__


def test_the_template_does_not_depend_on_the_value() -> None:
    assert "{" not in island("part").html_template


def test_the_module_is_loaded_from_the_folder_that_names_its_content() -> None:
    made = island("part")
    assert made.js_on_load == ON_LOAD.format(folder=WEB, name="part")
    assert f"'{WEB}/part.js'" in made.js_on_load
