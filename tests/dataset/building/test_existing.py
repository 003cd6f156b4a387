"""Layouts of every kind say what they are about."""

from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.dataset.building.existing import concepts_in

SLS, CPC, GIRL = "10_sls 1girl", "5_cpc 1girl", "1_1girl"

LAYOUTS: list[tuple[list[str], str, list[tuple[str, str]]]] = [
    ([SLS], SLS, [(f"train/{SLS}", ".")]),
    (["heap"], "heap", [("train/0_", ".")]),
    ([f"set/{SLS}", f"set/{CPC}"], "set", [(f"train/{CPC}", CPC), (f"train/{SLS}", SLS)]),
    (
        [f"p/train/{SLS}", f"p/reg/{GIRL}", "p/held_out/1_sls 1girl"],
        "p",
        [(f"reg/{GIRL}", f"reg/{GIRL}"), (f"train/{SLS}", f"train/{SLS}")],
    ),
    ([f"n/deep/img/{SLS}"], "n", [(f"train/{SLS}", f"deep/img/{SLS}")]),
    (
        ["s/sls", "s/regularization/woman"],
        "s",
        [("reg/0_woman", "regularization/woman"), ("train/0_sls", "sls")],
    ),
    (["r", "r/reg"], "r", [("train/0_", "."), ("reg/0_", "reg")]),
]
"""Folders with a picture each, the one that is looked at, and the folders that come of it with their sources."""


@pytest.mark.parametrize(("folders", "folder", "expected"), LAYOUTS)
def test_every_layout_is_read(tmp_path: Path, folders: list[str], folder: str, expected: list[tuple[str, str]]) -> None:
    for each in folders:
        (tmp_path / each).mkdir(parents=True, exist_ok=True)
        (tmp_path / each / "a.png").touch()
    assert [(concept.folder, concept.source) for concept in concepts_in(tmp_path / folder)] == expected


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        concepts_in(tmp_path / "gone")
