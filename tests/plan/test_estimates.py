"""What a run will take is said as far as it is known."""

from pathlib import Path

from kohya_like.plan.estimates import estimates, free_bytes
from kohya_like.plan.plan import make_plan
from tests.plan.making import make_run


def test_of_a_run_memory_and_disk_are_said_and_time_is_not(tmp_path: Path) -> None:
    config = make_run(tmp_path, launch={"device": "cpu"})
    plan = make_plan(config)
    found = estimates(plan, config, tmp_path)
    assert found["memory"]["total"] == sum(found["memory"][part] for part in ("base", "network", "activations"))
    assert found["memory"]["cpu"]
    assert found["disk"]["files"] == plan.bytes_per_file
    assert found["disk"]["cache"] == plan.cache_bytes > 0
    assert found["disk"]["state"] > 0
    assert found["time"] is None


def test_nothing_is_invented_where_the_base_model_is_missing(tmp_path: Path) -> None:
    config = make_run(tmp_path, model={"pretrained_model_name_or_path": None}, dataset={"cache_latents_to_disk": False})
    found = estimates(make_plan(config), config, tmp_path)
    assert found["memory"] is None
    assert found["disk"]["files"] is None
    assert found["disk"]["cache"] == 0


def test_the_drive_of_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    free = free_bytes(tmp_path / "a" / "b")
    assert free is not None
    assert free > 0
