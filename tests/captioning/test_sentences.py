"""Models of sentences in their real formats: that they load, describe, and that each choice of words acts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from kohya_like.captioning.sentences import SentenceModel
from kohya_like.config.caption import CaptionConfig
from kohya_like.config.choices import CAPTIONERS
from kohya_like.config.problems import InputError
from kohya_like.dataset.pictures import Pixels
from kohya_like.formats.captioning_models import NEEDS
from tests.captioning import tiny

BUILDERS: dict[str, Callable[[Path], Path]] = {"blip": tiny.blip, "git": tiny.git, "florence": tiny.florence}
SHORT = {"min_length": 4, "max_length": 8}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One model of each kind."""
    root = tmp_path_factory.mktemp("models")
    return {name: build(root / name) for name, build in BUILDERS.items()}


@pytest.fixture(params=list(BUILDERS))
def name(request: pytest.FixtureRequest) -> str:
    """Each kind in turn."""
    return str(request.param)


def loaded(name: str, folder: Path, **values: Any) -> SentenceModel:
    config = CaptionConfig.checked({"captioner": name, "train_data_dir": folder, **SHORT, **values})
    model: SentenceModel = CAPTIONERS[name].load().load(folder, config, "cpu")
    return model


def pictures() -> list[Pixels]:
    random = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    return [random, np.full((50, 3, 3), 200, dtype=np.uint8), random[:, ::-1].copy()]


def texts(model: SentenceModel) -> list[str]:
    return [each.text for each in model.describe([model.prepare(rgb) for rgb in pictures()])]


def tokens(model: SentenceModel, text: str) -> list[int]:
    return list(model.processor.tokenizer(text, add_special_tokens=False)["input_ids"])


def distinct(model: SentenceModel) -> int:
    """How many different tokens its sentences have."""
    return sum(len(set(tokens(model, text))) for text in texts(model))


def test_its_folder_has_what_it_needs(name: str, folders: dict[str, Path]) -> None:
    assert NEEDS[name].missing(folders[name]) == []
    others = [other for other in BUILDERS if other != name]
    assert all(NEEDS[other].missing(folders[name]) for other in others), "and is no other kind"


def test_a_batch_says_what_each_picture_says_alone(name: str, folders: dict[str, Path]) -> None:
    model = loaded(name, folders[name])
    together = texts(model)
    assert together == [model.describe([model.prepare(rgb)])[0].text for rgb in pictures()]
    assert len(set(together)) > 1, "and another picture something else"
    assert model.describe([model.prepare(pictures()[0])])[0].tags == ()


def test_draws_depend_on_seed_and_picture_alone(name: str, folders: dict[str, Path]) -> None:
    model = loaded(name, folders[name], beam_search=False, seed=1)
    drawn = texts(model)
    assert drawn == texts(model)
    assert drawn == [model.describe([model.prepare(rgb)])[0].text for rgb in pictures()]
    assert drawn != texts(loaded(name, folders[name], beam_search=False, seed=2))
    likeliest = texts(loaded(name, folders[name], num_beams=1))
    assert texts(loaded(name, folders[name], beam_search=False, top_p=1e-6)) == likeliest


def test_each_choice_of_words_acts(name: str, folders: dict[str, Path]) -> None:
    long = {"min_length": 20, "max_length": 40}
    one = loaded(name, folders[name], num_beams=1, **long)
    assert texts(loaded(name, folders[name], num_beams=8, **long)) != texts(one)
    assert distinct(loaded(name, folders[name], num_beams=1, repetition_penalty=5.0, **long)) > distinct(one)


def test_lengths_hold(folders: dict[str, Path]) -> None:
    def said(shortest: int, longest: int, end: int | None = None) -> list[int]:
        """The tokens for one picture; `end` is the one with which a sentence ends."""
        model = loaded("git", folders["git"], num_beams=1, min_length=shortest, max_length=longest)
        tokenizer = model.processor.tokenizer
        tokenizer.sep_token_id = tokenizer.sep_token_id if end is None else end
        with patch.object(tokenizer, "batch_decode", side_effect=lambda found, **_: ["" for _ in found]) as decode:
            model.describe([model.prepare(pictures()[0])])
        return list(decode.call_args.args[0][0].tolist())[1:]

    endless = said(0, 12)
    assert len(endless) == 12
    end = endless[5]
    assert len(said(0, 12, end)) == endless.index(end) + 1
    assert len(said(9, 12, end)) >= 9


def test_more_tokens_than_the_model_has_places_for_are_refused(folders: dict[str, Path]) -> None:
    assert texts(loaded("blip", folders["blip"], max_length=511, num_beams=1))
    for name in ("blip", "florence"):
        with pytest.raises(InputError, match="max_length is 512, and this model says at most 511 tokens"):
            loaded(name, folders[name], max_length=512)


def test_florence_is_asked_for_detail(folders: dict[str, Path]) -> None:
    assert texts(loaded("florence", folders["florence"], detail="brief")) != texts(
        loaded("florence", folders["florence"], detail="very_detailed")
    )


def test_half_precision_on_the_cpu_is_replaced_and_said(folders: dict[str, Path]) -> None:
    model = loaded("git", folders["git"], mixed_precision="fp16")
    assert "100 times slower" in model.warnings[0].en
    assert texts(model)


def test_weights_that_lack_a_part_are_refused(tmp_path: Path) -> None:
    folder = tiny.git(tmp_path / "git")
    weights = load_file(folder / "model.safetensors")
    del weights[next(name for name in weights if "attention" in name)]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(InputError, match="lack 1 parts"):
        loaded("git", folder)


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "tokenizer.json", "processor_config.json"])
def test_a_damaged_file_is_one_sentence(file: str, tmp_path: Path) -> None:
    folder = tiny.git(tmp_path / "git")
    (folder / file).write_text("{ broken")
    with pytest.raises(InputError, match="cannot be loaded"):
        loaded("git", folder)
