"""The parameters as the page sees them."""

import json
import subprocess
import sys

from kohya_like.config.describe import describe, parameter_document
from kohya_like.config.generate import PARAMETERS as GENERATE
from kohya_like.config.run import PARAMETERS, RunConfig


def test_every_section_and_parameter_is_described_in_order():
    described = describe()
    assert [section["name"] for section in described] == list(RunConfig.model_fields)
    assert [parameter["name"] for section in described for parameter in section["parameters"]] == list(PARAMETERS)


def test_the_description_is_json_and_reads_back_the_same():
    assert json.loads(json.dumps(describe(), allow_nan=False)) == describe()


def test_a_required_parameter_has_no_default():
    document = parameter_document(GENERATE["base"])
    assert document["default"] is None and not document["optional"] and json.dumps(document)


def test_a_parameter_says_all_the_form_needs():
    (network,) = [section for section in describe() if section["name"] == "network"]
    by_name = {parameter["name"]: parameter for parameter in network["parameters"]}
    assert network["title"] == {"en": "Network", "zh": "网络"}
    assert by_name["network_type"]["choices"][0]["value"] == "lora"
    assert by_name["network_type"]["choices"][0]["label"]["en"] == "LoRA: attention and MLP layers"
    assert by_name["network_dim"]["limits"] == {"ge": 1, "le": 1024}
    described = {name: value for name, value in by_name["conv_dim"].items() if name not in ("label", "help")}
    assert described == {
        "section": "network",
        "name": "conv_dim",
        "kind": "integer",
        "default": None,
        "optional": True,
        "level": "basic",
        "only": {"network_type": ["locon"]},
        "choices": [],
        "limits": {"ge": 1, "le": 512},
        "pattern": None,
    }


def test_the_form_could_offer_the_default():
    for section in describe():
        for parameter in section["parameters"]:
            values = [choice["value"] for choice in parameter["choices"]]
            assert not values or parameter["default"] in values


def test_describing_needs_neither_torch_nor_gradio():
    code = "import sys, kohya_like.config.describe; print(*{'torch', 'gradio'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""
