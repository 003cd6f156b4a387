"""Where captioning models are found, and what is said where one is missing."""

from pathlib import Path

import pytest

from kohya_like.config.choices import CAPTIONERS
from kohya_like.config.problems import InputError
from kohya_like.formats.captioning_models import NEEDS, find_model, found_models, models_folder
from tests.captioning.making import model_folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of Hugging Face of our own."""
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "hf" / "hub"


def tagger(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "model.onnx").touch()
    (folder / "selected_tags.csv").touch()
    return folder


def cached(cache: Path, name: str) -> Path:
    place = cache / f"models--{name.replace('/', '--')}"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text("abc123")
    return tagger(place / "snapshots" / "abc123")


def test_every_captioner_says_what_it_needs() -> None:
    assert NEEDS.keys() == CAPTIONERS.keys()
    assert all(needs.files for needs in NEEDS.values())


def test_what_is_in_the_workspace_is_found_before_the_cache(tmp_path: Path, cache: Path) -> None:
    left = cached(cache, "SmilingWolf/wd-vit-tagger-v3")
    own = tagger(models_folder(tmp_path) / "mine")
    blip = model_folder(models_folder(tmp_path) / "b")
    (models_folder(tmp_path) / "empty").mkdir()
    found = [(each.captioner, each.name, each.folder) for each in found_models(tmp_path)]
    assert found == [
        ("wd14", "mine", own),
        ("wd14", "SmilingWolf/wd-vit-tagger-v3", left),
        ("blip", "b", blip),
    ]
    assert find_model("wd14", None, tmp_path) == own


@pytest.mark.parametrize("given", ["mine", "someone/mine", "{root}/models/captioning/mine", "models/captioning/mine"])
def test_a_model_by_name_path_and_hub_name(tmp_path: Path, given: str) -> None:
    own = tagger(models_folder(tmp_path) / "mine")
    assert find_model("wd14", given.format(root=tmp_path), tmp_path) == own


def test_a_hub_name_finds_the_cache(tmp_path: Path, cache: Path) -> None:
    folder = cached(cache, "any/tagger")
    assert find_model("wd14", "any/tagger", tmp_path) == folder


def test_the_cache_lies_where_the_system_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HOME")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    folder = cached(tmp_path / "caches" / "huggingface" / "hub", "any/tagger")
    assert find_model("wd14", "any/tagger", tmp_path) == folder


def test_a_missing_model_is_told_with_its_files_and_places(tmp_path: Path) -> None:
    with pytest.raises(InputError) as none:
        find_model("wd14", None, tmp_path)
    text = none.value.problems[0].text
    assert all(part in text.en for part in ("model.onnx", "selected_tags.csv", str(models_folder(tmp_path))))
    with pytest.raises(InputError) as named:
        find_model("wd14", "SmilingWolf/wd-vit-tagger-v3", tmp_path)
    text = named.value.problems[0].text
    assert str(models_folder(tmp_path) / "wd-vit-tagger-v3") in text.en
    assert "model.onnx, selected_tags.csv" in text.zh
    assert list(tmp_path.iterdir()) == [], "looking writes nothing"


def test_a_folder_that_lacks_a_file_is_told_which(tmp_path: Path) -> None:
    folder = tagger(tmp_path / "half")
    (folder / "selected_tags.csv").unlink()
    with pytest.raises(InputError, match=r"it lacks selected_tags\.csv"):
        find_model("wd14", str(folder), tmp_path)
    with pytest.raises(InputError, match=r'it lacks config\.json .*"git"'):
        find_model("git", str(model_folder(tmp_path / "blip")), tmp_path)


def test_what_is_downloaded_of_a_published_model() -> None:
    tagger_files = ["README.md", "model.onnx", "model.safetensors", "selected_tags.csv", "sub/model.onnx"]
    assert NEEDS["wd14"].wanted(tagger_files) == ["model.onnx", "selected_tags.csv"]
    assert NEEDS["wd14"].wanted(["model.safetensors", "config.json"]) == []
    both = ["README.md", "config.json", "preprocessor_config.json", "vocab.txt", "tokenizer.json", "tf_model.h5"]
    weights = ["model.safetensors", "pytorch_model.bin"]
    wanted = ["config.json", "model.safetensors", "preprocessor_config.json", "tokenizer.json", "vocab.txt"]
    assert NEEDS["blip"].wanted([*both, *weights]) == wanted
    assert "pytorch_model.bin" in NEEDS["blip"].wanted([*both, weights[1]])
    parts = [
        *both,
        "model.safetensors.index.json",
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
    ]
    assert len([name for name in NEEDS["blip"].wanted(parts) if name.startswith("model-")]) == 2
