"""A plan says what a run will do, and everything that is wrong, without ever raising."""

import json
import subprocess
import sys
from pathlib import Path

from kohya_like.config.run import RunConfig
from kohya_like.plan.document import plan_document, problem_document
from kohya_like.plan.plan import make_plan
from tests.dataset.making import make_picture
from tests.plan.making import make_run


def test_a_sound_run_is_planned_without_problems(tmp_path: Path) -> None:
    config = make_run(
        tmp_path,
        train={"train_batch_size": 2, "max_train_epochs": 3},
        optimizer={"learning_rate": 1e-4, "text_encoder_lr": 5e-5},
        save={"save_every_n_epochs": 1},
    )
    plan = make_plan(config, decode=True)
    assert plan.problems == []
    assert plan.base is not None and plan.base.base == "sd1"
    assert [(subset.name, len(subset.pictures)) for subset in plan.subsets] == [("cat", 6)]
    assert plan.buckets == {(64, 64): 12}
    assert (plan.batches_per_epoch, plan.steps_per_epoch, plan.total_steps, plan.epochs) == (6, 6, 18, 3)
    assert (plan.saves, plan.previews, plan.files) == ([6, 12], [], 3)
    assert plan.learning_rates == {"unet": 1e-4, "text_encoder": 5e-5}
    assert plan.cache_bytes == 6 * 8 * 8 * 4 * 4
    assert plan.output_folder == tmp_path / "out"


def test_mirrored_pictures_are_encoded_twice(tmp_path: Path) -> None:
    assert make_plan(make_run(tmp_path, dataset={"flip_aug": True})).cache_bytes == 2 * 6 * 8 * 8 * 4 * 4


def test_a_part_that_is_not_trained_has_no_learning_rate(tmp_path: Path) -> None:
    config = make_run(tmp_path, network={"network_train_unet_only": True})
    assert list(make_plan(config).learning_rates) == ["unet"]


def test_outputs_go_into_the_workspace_unless_told_otherwise(tmp_path: Path) -> None:
    config = make_run(tmp_path, save={"output_dir": None})
    assert make_plan(config, root=tmp_path / "space").output_folder == tmp_path / "space/outputs"


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    config = make_run(
        tmp_path,
        model={"pretrained_model_name_or_path": tmp_path / "gone.safetensors"},
        dataset={"reg_data_dir": tmp_path / "gone"},
        train={"max_train_epochs": 1, "max_train_steps": 1},
        save={"output_dir": tmp_path / "file"},
    )
    make_picture(tmp_path / "train/2_cat/9.png").write_bytes(b"")
    plan = make_plan(config)
    assert [problem.field for problem in plan.errors] == [
        "train.max_train_steps",
        "model.pretrained_model_name_or_path",
        "dataset.train_data_dir",
        "dataset.reg_data_dir",
        "save.output_dir",
    ]


def test_an_empty_configuration_is_planned_too() -> None:
    plan = make_plan(RunConfig())
    assert {problem.field for problem in plan.errors} == {
        "model.pretrained_model_name_or_path",
        "dataset.train_data_dir",
    }
    assert (plan.total_steps, plan.bytes_per_file) == (0, None)


def test_the_document_is_json_with_everything_in_it(tmp_path: Path) -> None:
    plan = make_plan(make_run(tmp_path))
    document = json.loads(json.dumps(plan_document(plan)))
    assert document["base"]["type"] == "checkpoint"
    assert document["buckets"] == [{"width": 64, "height": 64, "per_epoch": 12}]
    (subset,) = document["subsets"]
    assert (subset["pictures"], subset["repeats"], subset["per_epoch"], subset["captioned"]) == (6, 2, 12, 6)
    assert document["total_steps"] == plan.total_steps
    missing = set(vars(plan)) - set(document)
    assert missing == {"items", "problems"}


def test_a_problem_is_told_in_both_languages() -> None:
    document = problem_document(make_plan(RunConfig()).errors[0])
    assert list(document) == ["field", "message", "message_zh", "severity"]
    assert document["message"] != document["message_zh"]


def test_planning_needs_no_torch(tmp_path: Path) -> None:
    make_run(tmp_path)
    program = f"""
import sys
from pathlib import Path
from kohya_like.config.run import RunConfig
from kohya_like.plan.plan import make_plan
config = RunConfig()
config.dataset.train_data_dir = Path({str(tmp_path / "train")!r})
assert make_plan(config, decode=True).total_steps
print("torch" in sys.modules)
"""
    planned = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert planned.stdout.strip() == "False"
