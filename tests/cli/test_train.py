"""`kohya-like train` with wrong input: one plain sentence, exit code 2, and nothing written."""

import math
import shutil
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import tomlkit

from kohya_like.cli.train import state_folder
from kohya_like.config.problems import InputError
from kohya_like.jobs.training import STATE_FACTS
from tests.dataset.making import make_picture
from tests.e2e.commands import called, content, run_file, settings
from tests.reference.recorded import path as recorded

BASE = "pretrained_model_name_or_path"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound run in the working folder, which is empty otherwise."""
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")
    monkeypatch.delenv("KOHYA_LIKE_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    return run_file(tmp_path)


def refusal(*arguments: object) -> list[str]:
    """What the command says, having written nothing."""
    before = content(Path.cwd())
    end = called("train", *arguments)
    assert (end.code, end.out) == (2, "")
    assert content(Path.cwd()) == before
    return end.sentences


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = = 3", "is not valid TOML"),
        ("train = 3", "train is a table"),
        ('[model]\nvae = "C:\\models\\x.vae"', 'write paths with "/", or in single quotes.'),
        ("\x00\x01", "is not valid TOML"),
    ],
)
def test_a_file_that_is_no_run_is_refused_in_one_sentence(run: Path, text: str, said: str) -> None:
    run.write_text(text)
    sentence = refusal(run)[0]
    assert said in sentence and str(run) in sentence


@pytest.mark.parametrize(
    ("section", "key", "value", "said"),
    [
        ("trian", "seed", 1, "did you mean train?"),
        ("network", "netwrk_dim", 4, "did you mean network_dim?"),
        ("network", "foo", 1, "foo is unknown: remove it."),
        ("train", "lowram", True, "lowram is a parameter of sd-scripts that is not implemented here"),
        ("train", "network_dim", 4, "network_dim belongs into [network]."),
        ("network", "network_dim", "4", "is not a whole number: write it without quotes."),
        ("network", "network_dim", 0, "it must be at least 1"),
        ("optimizer", "learning_rate", math.nan, "is not a number"),
        ("dataset", "resolution", 512, "is not a text: put it in quotes"),
        ("train", "max_train_epochs", 2, "Both max_train_epochs and max_train_steps are given"),
    ],
)
def test_a_wrong_key_or_value_is_refused_in_one_sentence(
    run: Path, section: str, key: str, value: object, said: str
) -> None:
    tables = tomllib.loads(run.read_text(encoding="utf-8"))
    tables.setdefault(section, {})[key] = value
    run.write_text(tomlkit.dumps(tables), encoding="utf-8")
    (sentence,) = refusal(run)
    assert said in sentence


@pytest.mark.parametrize(("name", "said"), [("gone.toml", "There is no file gone.toml."), (".", ". is a folder")])
def test_a_file_that_cannot_be_read_is_named(run: Path, name: str, said: str) -> None:
    (sentence,) = refusal(name)
    assert sentence.startswith(said)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("learning_rate=-1", "it must be above 0"),
        ("max_train_steps=0", "it must be at least 1"),
        ("max_train_steps=some", "is not a whole number"),
        ("max_train_epochs=2", "Both max_train_epochs and max_train_steps are given"),
        ("learning-rate=1", "learning-rate is unknown; did you mean learning_rate?"),
        ("optimizer_type=adamw8", "Did you mean AdamW?"),
        ("network_dim", "is not of the form name=value."),
        ("output_name=a/b", "cannot be a file name"),
        (f"{BASE}=", "There is no base model"),
        (f"{BASE}=gone.safetensors", "gone.safetensors cannot be read: it does not exist."),
        (f"{BASE}=run.toml", "it is neither a safetensors nor a PyTorch file."),
        (f"{BASE}=.", "is a folder: choose a checkpoint file."),
        ("vae=run.toml", "it is neither a safetensors nor a PyTorch file."),
        ("output_dir=run.toml/out", "run.toml is a file, so nothing can be saved in"),
        ("train_data_dir=", "There is no folder of training pictures"),
        ("train_data_dir=gone", "gone: create it or choose another one."),
        ("train_data_dir=run.toml", "run.toml is a file: choose the folder"),
        ("train_data_dir=train/2_sks toon cat", "is itself a folder of pictures: give the one that holds it"),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(run: Path, setting: str, said: str) -> None:
    (sentence,) = refusal(run, "--set", setting)
    assert said in sentence


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lora_sd15.safetensors", "is a LoRA, not a base model"),
        ("sdxl_checkpoint.safetensors", "is a model of SDXL, which cannot be used yet"),
        ("nasty_text.safetensors", "it is neither a safetensors nor a PyTorch file."),
        ("nasty_pickle_zip.pt", "nothing was run."),
    ],
)
def test_a_file_that_is_no_base_model_is_called_what_it_is(run: Path, name: str, said: str) -> None:
    (sentence,) = refusal(run, *settings(**{BASE: recorded(f"inspector/{name}")}))
    assert said in sentence


def empty(folder: Path) -> None:
    folder.mkdir()


def empty_inside(folder: Path) -> None:
    (folder / "3_cat").mkdir(parents=True)


def pictures_directly(folder: Path) -> None:
    make_picture(folder / "a.png")


def without_repeats(folder: Path) -> None:
    make_picture(folder / "cat" / "a.png")


def damaged(folder: Path) -> None:
    picture = make_picture(folder / "3_cat" / "broken.png", size=(256, 256), caption="a cat")
    picture.write_bytes(picture.read_bytes()[:-5000])


def half_written_caption(folder: Path) -> None:
    make_picture(folder / "3_cat" / "a.png").with_suffix(".txt").write_bytes(b"\xff\xfe\xfa a cat")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (empty, 'put some into a folder inside it that is named like "10_sls 1girl"'),
        (empty_inside, "There is no picture in"),
        (pictures_directly, "Pictures lie directly in"),
        (without_repeats, 'rename it, for example to "10_cat"'),
        (damaged, "broken.png is damaged, incomplete or of an unknown kind: replace it or remove it."),
        (half_written_caption, "a.txt"),
    ],
)
def test_wrong_pictures_are_refused_in_one_sentence(run: Path, make: Callable[[Path], None], said: str) -> None:
    make(Path("pictures"))
    (sentence,) = refusal(run, *settings(train_data_dir="pictures"))
    assert said in sentence


def test_every_problem_is_told_at_once(run: Path) -> None:
    said = refusal(run, *settings(train_data_dir="gone", learning_rate=0, netwrk_dim=1, vae="gone.pt"))
    assert len(said) == len(set(said)) == 4


def test_a_workspace_that_is_a_file_is_refused(run: Path) -> None:
    (sentence,) = refusal(run, "--workspace", run)
    assert sentence == f"workspace: {run} is a file, so nothing can be saved in {run}: choose another folder."


@pytest.mark.parametrize(
    ("resume", "said"),
    [
        ("auto", "There is no unfinished job of this run in"),
        ("gone", "There is no state of a run in"),
        ("train", "There is no state of a run in"),
        ("run.toml", "There is no state of a run in"),
    ],
)
def test_nothing_to_resume_is_said(run: Path, resume: str, said: str) -> None:
    (sentence,) = refusal(run, "--resume", resume)
    assert sentence.startswith(f"resume: {said}")


def test_a_state_is_named_by_itself_or_by_the_folder_that_holds_it(tmp_path: Path) -> None:
    state = tmp_path / "state" / "step-00000003"
    state.mkdir(parents=True)
    with pytest.raises(InputError, match="no state"):
        state_folder(str(state))
    (state / STATE_FACTS).touch()
    assert state_folder(str(state)) == str(state)
    assert state_folder(str(state.parent)) == str(state.parent)
    with pytest.raises(InputError, match="no state"):
        state_folder(str(tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode there")
def test_a_name_that_is_no_unicode_is_refused(run: Path) -> None:
    Path("train").rename("caf\udce9")
    (sentence,) = refusal(run, *settings(train_data_dir="caf\udce9"))
    assert "is not Unicode text: rename the file or folder." in sentence and "train_data_dir = " in sentence


def test_chinese_is_spoken(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "zh")
    shutil.rmtree("train")
    (sentence,) = refusal(run)
    assert "没有文件夹" in sentence
