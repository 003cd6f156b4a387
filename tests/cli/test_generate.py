"""`kohya-like generate`: what its options say, and wrong input in one sentence."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.cli.generate import weighted
from kohya_like.config.generate import PARAMETERS
from kohya_like.config.problems import InputError
from tests.e2e.commands import DEMO_MODEL, called, content
from tests.reference.recorded import path as recorded

INSPECTOR = recorded("inspector")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with one file in it that is no model."""
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")
    monkeypatch.delenv("KOHYA_LIKE_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text("no model")
    return tmp_path


@pytest.mark.parametrize(
    ("given", "path", "weight"),
    [
        ("cat.safetensors", "cat.safetensors", None),
        ("cat.safetensors:0.8", "cat.safetensors", 0.8),
        ("cat.safetensors:-1", "cat.safetensors", -1.0),
        ("cat.safetensors:0", "cat.safetensors", 0.0),
        ("2.5", "2.5", None),
        (":0.8", ":0.8", None),
        ("a:b:0.5", "a:b", 0.5),
        (r"C:\x.safetensors", r"C:\x.safetensors", None),
        (r"C:\x.safetensors:0.5", r"C:\x.safetensors", 0.5),
        ("C:/x.safetensors:1e-1", "C:/x.safetensors", 0.1),
        ("猫 'a'.safetensors:1", "猫 'a'.safetensors", 1.0),
    ],
)
def test_a_lora_and_its_weight(folder: Path, given: str, path: str, weight: float | None) -> None:
    expected = {"path": str(folder / path)} | ({} if weight is None else {"weight": weight})
    assert weighted(given) == expected


@given(st.text("ab/.:\\ -_").map(lambda name: f"x{name}x"), st.floats(allow_nan=False, allow_infinity=False))
def test_a_weight_never_takes_anything_from_the_path(name: str, weight: float) -> None:
    assert weighted(f"{name}:{weight}") == {"path": weighted(name)["path"], "weight": weight}


@pytest.mark.parametrize("weight", ["nan", "inf", "-inf"])
def test_a_weight_must_be_finite(weight: str) -> None:
    with pytest.raises(InputError, match="not finite"):
        weighted(f"cat.safetensors:{weight}")


def test_the_help_comes_from_the_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    page = " ".join(called("generate", "--help").out.replace("│", " ").split())
    for name in ("base", "clip_skip", "width", "sampler"):
        assert PARAMETERS[name].help.en.split(".")[0] in page
    assert "ddim|euler|euler_a|dpmsolver++" in page and "[default: 512]" in page


def refusal(*arguments: object) -> list[str]:
    """What the command says, having written nothing."""
    before = content(Path.cwd())
    end = called("generate", *arguments)
    assert (end.code, end.out) == (2, "")
    assert content(Path.cwd()) == before
    return end.sentences


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--sampler", "eular", 'sampler: sampler = "eular" is not one of ddim, euler, euler_a, dpmsolver++. Did you'),
        ("--device", "gpu", 'device = "gpu" is not one of auto, cuda, cpu.'),
        ("--width", "63", "width = 63 is impossible: it must be at least 64 and at most 8192 and a multiple of 8."),
        ("--height", "100", "a multiple of 8"),
        ("--seed", "-1", "seed = -1 is impossible"),
        ("--clip-skip", "0", "clip_skip = 0 is impossible"),
        ("--prompt", "a fox --q 1", "has an unknown option --q: known are --n, --w, --h, --s, --l, --d."),
        ("--prompt", "a fox --s 0", "--s is '0': it must be a whole number from 1 to 999."),
        ("--lora", "gone.safetensors:0.5", "gone.safetensors cannot be read: it does not exist."),
        ("--lora", "note.txt", "it is neither a safetensors nor a PyTorch file."),
        ("--lora", "note.txt:nan", "is not finite: give a number."),
        ("--lora", INSPECTOR / "lora_sdxl_no_metadata.safetensors", "was made for SDXL, but the base model is one of"),
        ("--lora", INSPECTOR / "loha_sd15.safetensors", "is a LoHa, not a LoRA: choose another file."),
        ("--lora", DEMO_MODEL, "is a base model, not a LoRA: choose another file."),
        ("--vae", INSPECTOR / "lora_sd15.safetensors", "is no VAE file: choose another one, or none."),
        ("--output", "note.txt", "is a file, so nothing can be saved in"),
        ("--workspace", "note.txt", "is a file, so nothing can be saved in"),
        ("--base", "gone.safetensors", "gone.safetensors cannot be read: it does not exist."),
        ("--base", "note.txt", "it is neither a safetensors nor a PyTorch file."),
        ("--base", INSPECTOR / "lora_sd15.safetensors", "is a LoRA, not a base model"),
        ("--base", INSPECTOR / "sdxl_checkpoint.safetensors", "is a model of SDXL, which cannot be used yet"),
    ],
)
def test_wrong_input_is_refused_in_one_sentence(option: str, value: object, said: str) -> None:
    given = {"--base": DEMO_MODEL, "--prompt": "a fox"} | {option: value}
    (sentence,) = refusal(*(part for pair in given.items() for part in pair))
    assert said in sentence


def test_every_problem_is_told_at_once() -> None:
    settings = ("--sampler", "eular", "--width", "63")
    assert len(refusal("--base", DEMO_MODEL, "--prompt", "a fox", *settings)) == 2
    files = ("--lora", "gone.safetensors", "--lora", "note.txt", "--vae", "gone.vae")
    assert len(refusal("--base", DEMO_MODEL, "--prompt", "a fox", *files)) == 3
