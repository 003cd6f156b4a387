"""What the bar of presets is told, and what it may do."""

import json
from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.ui.panels.presets import Presets
from kohya_like.ui.site import Site


@pytest.fixture
def presets(tmp_path: Path) -> Presets:
    return Presets(Site(tmp_path))


def _rows(presets: Presets, preset: str, values: dict) -> dict:
    return {row["name"]: (row["now"], row["preset"]) for row in presets.preview(preset, values)["rows"]}


def test_the_list_has_the_shipped_ones_and_ours(presets: Presets):
    presets.save("mine", " for cats ", {"network_dim": 4})
    listed = {entry["id"]: entry for entry in presets.presets()}
    assert listed["shipped/style"]["title"] == {"en": "Style", "zh": "画风"}
    assert listed["shipped/style"]["goal"] == "style" and not listed["shipped/style"]["own"]
    mine = listed["own/mine"]
    assert (mine["name"], mine["own"], mine["damaged"]) == ("mine", True, None)
    assert mine["when"] == {"en": "for cats", "zh": "for cats"}


def test_a_preview_has_only_what_differs(presets: Presets):
    presets.save("mine", "", {"network_dim": 4, "clip_skip": 2, "output_name": "cat"})
    assert _rows(presets, "own/mine", {}) == {"network_dim": (16, 4), "clip_skip": (None, 2)}
    assert _rows(presets, "own/mine", {"network_dim": 4, "clip_skip": 2, "seed": None}) == {}
    assert _rows(presets, "own/mine", {"network_dim": 4, "clip_skip": "two", "train_batch_size": 8}) == {
        "clip_skip": ("two", 2),
        "train_batch_size": (8, 1),
    }


def test_a_preview_says_what_is_not_taken(presets: Presets):
    preset = presets.take_in("theirs", json.dumps({"LoRA_type": "Standard", "xformers": "sdpa", "masked_loss": True}))
    left_out = {each["key"]: each for each in presets.preview(preset, {})["left_out"]}
    assert left_out["masked_loss"]["value"] == "true"
    assert left_out["masked_loss"]["reason"] == {"en": "It is not implemented here.", "zh": "这里尚未实现。"}


def test_only_what_was_ticked_is_applied_and_the_value_comes_from_the_preset(presets: Presets):
    presets.save("mine", "", {"network_dim": 4, "clip_skip": 2})
    draft = {"output_name": "cat", "train_batch_size": 8, "seed": 7}
    applied = presets.applied("own/mine", draft, ["network_dim", "train_batch_size"])
    assert applied == {"output_name": "cat", "seed": 7, "network_dim": 4}
    assert draft == {"output_name": "cat", "train_batch_size": 8, "seed": 7}


@pytest.mark.parametrize("name", ["output_name", "train_data_dir", "device", "nonsense"])
def test_nothing_else_can_be_applied(presets: Presets, name: str):
    with pytest.raises(InputError) as caught:
        presets.applied("shipped/style", {}, [name])
    assert name in str(caught.value)


def test_a_draft_with_a_mistake_is_not_saved(presets: Presets):
    with pytest.raises(InputError) as caught:
        presets.save("mine", "", {"network_dim": "many"})
    assert caught.value.problems[0].field == "network.network_dim"
    assert all(not entry["own"] for entry in presets.presets())


def test_shipped_presets_stay(presets: Presets):
    for act in (presets.delete, lambda preset: presets.rename(preset, "mine")):
        with pytest.raises(InputError) as caught:
            act("shipped/style")
        assert "stay" in str(caught.value)
    assert "shipped/style" in [entry["id"] for entry in presets.presets()]


def test_a_file_that_is_no_preset_is_not_kept(presets: Presets):
    with pytest.raises(InputError) as caught:
        presets.take_in("bad", "{")
    assert str(caught.value) == "preset: The file is not valid JSON."
    assert all(not entry["own"] for entry in presets.presets())


def test_no_secret_of_a_file_reaches_the_workspace(presets: Presets, tmp_path: Path):
    presets.take_in(
        "theirs", json.dumps({"LoRA_type": "Standard", "wandb_api_key": "secret", "output_dir": "/home/me"})
    )
    kept = (tmp_path / "presets" / "theirs.json").read_text()
    assert "secret" not in kept and "/home/me" not in kept


def test_what_is_given_out_can_be_taken_in(presets: Presets):
    given = presets.give_out("shipped/style")
    assert given["name"] == "style.json"
    preset = presets.take_in("style", given["text"])
    assert presets.give_out(preset) == given
    assert _rows(presets, preset, {}) == _rows(presets, "shipped/style", {})


def test_renaming_and_deleting(presets: Presets):
    preset = presets.rename(presets.save("one", "", {}), "two")
    assert preset == "own/two"
    presets.delete(preset)
    assert all(not entry["own"] for entry in presets.presets())


def test_a_damaged_file_is_listed_with_what_is_wrong(presets: Presets, tmp_path: Path):
    presets.save("one", "", {})
    (tmp_path / "presets" / "one.json").write_text("{")
    entry = presets.presets()[-1]
    assert (entry["id"], entry["damaged"]["en"]) == ("own/one", "The file is not valid JSON.")
