"""What the page with every setting asks for."""

from pathlib import Path
from typing import Any

import pytest

from kohya_like.config.problems import InputError
from kohya_like.ui.panels.train import Train
from kohya_like.ui.site import Site
from tests.plan.making import make_run


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def good(root: Path) -> dict[str, Any]:
    """Values of a run that can start."""
    config = make_run(root, save={"output_dir": root / "outputs"})
    return {
        "pretrained_model_name_or_path": str(config.model.pretrained_model_name_or_path),
        "train_data_dir": "train",
        "resolution": "64",
        "min_bucket_reso": 64,
        "device": "cpu",
        "max_train_epochs": 2,
    }


def problem_fields(answer: dict[str, Any]) -> list[str]:
    return [problem["field"] for problem in answer["problems"]]


def test_a_check_shows_what_differs_or_everything(site: Site) -> None:
    panel = Train(site)
    assert panel.check({"seed": 7}) == {"problems": [], "toml": "[train]\nseed = 7\n"}
    assert "network_dim = 16" in panel.check({"seed": 7}, whole=True)["toml"]


def test_a_check_names_every_mistake(site: Site) -> None:
    answer = Train(site).check({"network_dim": "x", "max_train_epochs": 1, "max_train_steps": 1})
    assert problem_fields(answer) == ["network.network_dim", "train.max_train_steps"]
    assert answer["problems"][0]["message_zh"]


def test_reading_a_file_names_what_its_values_do_together(site: Site) -> None:
    answer = Train(site).read("[train]\nmax_train_epochs = 1\nmax_train_steps = 1\nseed = 'x'\n")
    assert problem_fields(answer) == ["train.seed", "train.max_train_steps"]
    assert answer["values"] == {"max_train_epochs": 1, "max_train_steps": 1}


def test_a_plan_has_figures_estimates_and_no_problem(site: Site) -> None:
    answer = Train(site).plan(good(site.root))
    assert answer["problems"] == []
    assert answer["plan"]["total_steps"] == 24
    assert "Stable Diffusion 1.x" in answer["base"]["en"]
    assert answer["estimates"]["memory"]["total"] > 0


def test_a_plan_says_each_problem_once_and_one_for_a_field_that_cannot_be_read(site: Site) -> None:
    values = {**good(site.root), "train_data_dir": 5, "network_dim": "x", "keep_tokens": 1}
    assert sorted(problem_fields(Train(site).plan(values))) == [
        "caption.keep_tokens",
        "dataset.train_data_dir",
        "network.network_dim",
    ]


def test_a_start_queues_the_run_and_a_second_of_its_name_is_warned_of(site: Site) -> None:
    panel, values = Train(site), good(site.root)
    job = panel.start(values)
    assert [(summary.id, summary.status) for summary in site.jobs()] == [(job, "queued")]
    (problem,) = panel.plan(values)["problems"]
    assert (problem["field"], problem["severity"]) == ("save.output_name", "warning")
    assert panel.plan({**values, "output_name": "other"})["problems"] == []


def test_a_run_with_mistakes_is_not_queued(site: Site) -> None:
    panel = Train(site)
    with pytest.raises(InputError, match="network_dim"):
        panel.start({**good(site.root), "network_dim": "x"})
    with pytest.raises(InputError, match="base model"):
        panel.start({**good(site.root), "pretrained_model_name_or_path": None})
    assert site.jobs() == []
