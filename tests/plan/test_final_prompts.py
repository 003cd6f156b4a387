"""What is shown beforehand is what training trains."""

from pathlib import Path
from typing import Any

import pytest
import torch

from kohya_like.config.problems import InputError
from kohya_like.config.run import RunConfig
from kohya_like.plan.final_prompts import rehearse
from kohya_like.training.batches import Batches
from kohya_like.training.team import Team
from tests.dataset.making import make_picture

TAGS = "sks, hat, {red|green|blue} coat, smile, tree"


class NoLatents:
    """Stands for the latents of a run."""

    def of(self, item: object, mirrored: bool = False) -> torch.Tensor:
        return torch.zeros(4, 8, 8)


def run(folder: Path, **sections: dict[str, Any]) -> RunConfig:
    caption = {"shuffle_caption": True, "keep_tokens": 1, "caption_dropout_rate": 0.3, "enable_wildcard": True}
    values = {"caption": caption, "train": {"train_batch_size": 2, "gradient_accumulation_steps": 2}, **sections}
    values["dataset"] = {"train_data_dir": folder, "resolution": "64", "min_bucket_reso": 64}
    return RunConfig.model_validate(values)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, size in enumerate([(64, 64), (128, 64), (64, 128), (64, 64), (70, 64)]):
        make_picture(tmp_path / f"{1 + number % 2}_sls 1girl" / f"{number}.png", size, TAGS if number else None)
    return tmp_path


def test_the_texts_are_those_that_training_takes(folder: Path) -> None:
    config = run(folder)
    rehearsal = rehearse(config, folder)
    batches = Batches(config, rehearsal.items, NoLatents(), Team(), pinned=False)  # type: ignore[arg-type]
    trained: dict[Path, list[tuple[int, int, str]]] = {}
    for step in batches.steps(0, 20):
        for batch in step.batches:
            for place, caption in zip(batch.places, batch.captions, strict=True):
                path = rehearsal.items[place[0]].picture.path
                trained.setdefault(path, []).append((step.index + 1, step.epoch, caption))
    drawn = rehearsal.draws(set(trained), 4)
    assert len(drawn) == 5 and rehearsal.laid_out
    for path, draws in drawn.items():
        assert [(draw.step, draw.epoch, draw.text) for draw in draws] == trained[path][:4]


def test_a_picture_without_caption_has_the_words_of_its_folder(folder: Path) -> None:
    config = run(folder, caption={"caption_prefix": "photo of"})
    bare = folder / "1_sls 1girl" / "0.png"
    (draw,) = rehearse(config, folder).draws([bare], 1)[bare]
    assert draw.text == "photo of sls 1girl"


def test_a_folder_that_is_not_laid_out_is_taken_as_it_lies(tmp_path: Path) -> None:
    path = make_picture(tmp_path / "heap" / "a.png")
    rehearsal = rehearse(RunConfig(), tmp_path / "heap", "sls 1girl")
    assert not rehearsal.laid_out
    assert [draw.text for draw in rehearsal.draws([path], 3)[path]] == ["sls 1girl"] * 3
    assert rehearse(RunConfig(), tmp_path / "heap").draws([path], 1)[path][0].text == "heap"


def test_what_lies_beyond_the_limit_is_shown_as_cut(tmp_path: Path) -> None:
    path = make_picture(tmp_path / "a.png", caption="Sks,  " + "dog " * 80)
    (draw,) = rehearse(RunConfig(), tmp_path).draws([path], 1)[path]
    assert draw.tokens == 82 and draw.cut.split() == ["dog"] * 7
    (draw,) = rehearse(RunConfig.model_validate({"model": {"max_token_length": 150}}), tmp_path).draws([path], 1)[path]
    assert draw.cut == ""


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        rehearse(RunConfig(), tmp_path / "nowhere")
