"""What every parameter must say of itself."""

import re
from collections import Counter
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import BaseModel, Field

from kohya_like.config import choices
from kohya_like.config.catalogue import Catalogue
from kohya_like.config.run import DEFAULT_EPOCHS, PARAMETERS, RunConfig
from kohya_like.config.schema import KIND_OF_TYPE, Parameter, Section, param, parameters, sections
from kohya_like.config.text import Text

EVERY = list(parameters(RunConfig))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
every_parameter = pytest.mark.parametrize("parameter", EVERY, ids=lambda parameter: parameter.name)


def test_names_are_unique_over_all_sections():
    assert [name for name, count in Counter(parameter.name for parameter in EVERY).items() if count > 1] == []


def test_no_parameter_bears_the_name_of_a_section():
    assert not set(PARAMETERS) & set(RunConfig.model_fields)


@every_parameter
def test_has_a_label_and_help_in_both_languages(parameter: Parameter):
    assert parameter.label.en and parameter.label.zh
    assert not CHINESE.search(parameter.label.en + parameter.help.en)
    assert CHINESE.search(parameter.help.zh)
    assert parameter.help.en.endswith(".") and parameter.help.zh.endswith("。")
    assert parameter.help.en[0].isupper() and "  " not in parameter.help.en


@every_parameter
def test_optional_parameters_default_to_nothing_and_no_other_does(parameter: Parameter):
    """TOML has no null: a run could not say that an optional parameter with another default is not given."""
    assert parameter.optional == (parameter.default is None)


@every_parameter
def test_the_default_is_allowed(parameter: Parameter):
    if parameter.default is not None:
        run = RunConfig.model_validate({parameter.section: {parameter.name: parameter.default}})
        assert run.value(parameter.path) == parameter.default


@every_parameter
def test_conditions_name_parameters_and_their_values(parameter: Parameter):
    for name, values in parameter.only.items():
        assert name != parameter.name and values
        for value in values:
            RunConfig.model_validate({PARAMETERS[name].section: {name: value}})


@every_parameter
def test_choices_have_labels(parameter: Parameter):
    assert (parameter.kind == "choice") == bool(parameter.choices)
    assert all(label.en and label.zh for label in parameter.choices.values())


@every_parameter
def test_paths_can_be_given_as_text(parameter: Parameter):
    if parameter.kind == "path":
        run = RunConfig.model_validate({parameter.section: {parameter.name: "a folder"}})
        assert run.value(parameter.path) == Path("a folder")


def test_sections_have_titles_in_both_languages():
    assert all(kind.title.en and CHINESE.search(kind.title.zh) for kind in sections(RunConfig).values())


def test_help_states_the_number_of_epochs_that_a_run_has_by_default():
    described = PARAMETERS["max_train_epochs"].help
    assert f"{DEFAULT_EPOCHS} epochs" in described.en and f"{DEFAULT_EPOCHS} 轮" in described.zh


def catalogues() -> list[Catalogue]:
    return [value for value in vars(choices).values() if isinstance(value, Catalogue)]


@pytest.mark.parametrize("catalogue", catalogues(), ids=lambda catalogue: catalogue.kind)
def test_catalogue_entries_have_labels_and_well_formed_targets(catalogue: Catalogue):
    assert len(catalogue) > 0
    for name, entry in catalogue.items():
        assert name.strip() == name and entry.label.en and entry.label.zh
        assert entry.target == "" or re.fullmatch(r"[\w.]+:\w+", entry.target)


class Colours(Section):
    title: ClassVar[Text] = Text("Colours", "颜色")

    shade: int = param(3, "Shade", "深浅", zh="深浅。", ge=1, multiple_of=2)
    """How dark
    it is."""


def test_a_parameter_says_what_its_field_says():
    class Run(BaseModel):
        colours: Colours = Field(default_factory=Colours)

    (parameter,) = parameters(Run)
    assert (parameter.path, parameter.kind, parameter.default) == ("colours.shade", "integer", 3)
    assert parameter.help == Text("How dark it is.", "深浅。")
    assert parameter.limits == {"ge": 1, "multiple_of": 2}
    assert (parameter.level, parameter.only, parameter.choices, parameter.pattern) == ("basic", {}, {}, None)


class Undescribed(Section):
    title: ClassVar[Text] = Text("Undescribed", "无说明")

    shade: int = param(3, "Shade", "深浅", zh="深浅。")


class Bare(Section):
    title: ClassVar[Text] = Text("Bare", "无定义")

    shade: int = 3
    """How dark it is."""


@pytest.mark.parametrize("section", [Undescribed, Bare, int])
def test_a_field_that_is_no_full_parameter_is_refused(section: type):
    run = type("Run", (BaseModel,), {"__annotations__": {"colours": section}})
    with pytest.raises(TypeError, match="colours"):
        list(parameters(run))


def test_a_condition_reads_as_settings():
    assert PARAMETERS["min_bucket_reso"].condition() == Text(
        "enable_bucket = true and bucket_no_upscale = false", "enable_bucket = true 且 bucket_no_upscale = false"
    )
    assert PARAMETERS["gpu_ids"].condition().en == "device = auto or cuda"
    assert PARAMETERS["seed"].condition() == Text("", "")


def test_every_kind_but_choice_comes_from_a_type():
    assert {parameter.kind for parameter in EVERY} <= {*KIND_OF_TYPE.values(), "choice"}
