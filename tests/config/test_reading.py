"""Reading a run: every mistake gets its sentence, all at once."""

from pathlib import Path

import pytest

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.reading import Draft, parse_toml, read_run, sd_scripts_arguments, with_assignments
from kohya_like.config.run import PARAMETERS, RunConfig


@pytest.fixture
def write(tmp_path: Path):
    def write(content: str | bytes) -> Path:
        path = tmp_path / "run.toml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def errors(draft: Draft) -> list[Problem]:
    return [problem for problem in draft.problems if problem.severity == "error"]


def only(draft: Draft) -> Problem:
    (problem,) = errors(draft)
    return problem


WRONG_CONTENT = [
    ("[network]\nfoo = 1", "network.foo", "foo is unknown: remove it."),
    ("[zebra]\na = 1", "zebra", "zebra is unknown: remove it."),
    (
        "[train]\ntrain_batch_siz = 3",
        "train.train_batch_siz",
        "train_batch_siz is unknown; did you mean train_batch_size?",
    ),
    ("[netwrok]\nnetwork_dim = 8", "netwrok", "netwrok is unknown; did you mean network?"),
    ("[train]\nnetwork_dim = 8", "train.network_dim", "network_dim belongs into [network]."),
    ("network_dim = 8", "network_dim", "network_dim belongs into [network]."),
    (
        "[train]\nlowram = true",
        "train.lowram",
        "lowram is a parameter of sd-scripts that is not implemented here: remove it.",
    ),
    ("dataset = 3", "dataset", "dataset is a table: write [dataset] on a line."),
    ("[[dataset]]\nflip_aug = true", "dataset", "dataset is a table: write [dataset] on a line."),
    (
        '[network]\nnetwork_dim = "16"',
        "network.network_dim",
        'network_dim = "16" is not a whole number: write it without quotes.',
    ),
    ("[network]\nnetwork_dim = 16.0", "network.network_dim", "network_dim = 16.0 is not a whole number."),
    ("[network]\nnetwork_dim = true", "network.network_dim", "network_dim = true is not a whole number."),
    ("[network]\nnetwork_dim = 2026-11-23", "network.network_dim", "network_dim = 2026-11-23 is not a whole number."),
    ("[network.network_dim]\na = 1", "network.network_dim", "network_dim = {...} is not a whole number."),
    ("[optimizer]\nlearning_rate = nan", "optimizer.learning_rate", "learning_rate = nan is not a number."),
    ("[optimizer]\nmax_grad_norm = inf", "optimizer.max_grad_norm", "max_grad_norm = inf is not a number."),
    (
        '[optimizer]\nlearning_rate = "1e-4"',
        "optimizer.learning_rate",
        'learning_rate = "1e-4" is not a number: write it without quotes.',
    ),
    (
        '[dataset]\nflip_aug = "true"',
        "dataset.flip_aug",
        'flip_aug = "true" is not true or false: write it without quotes.',
    ),
    ("[dataset]\nflip_aug = 1", "dataset.flip_aug", "flip_aug = 1 is not true or false."),
    ("[save]\noutput_name = 7", "save.output_name", "output_name = 7 is not a text: put it in quotes."),
    ("[save]\noutput_name = [7]", "save.output_name", "output_name = [7] is not a text."),
    ("[dataset]\ntrain_data_dir = 7", "dataset.train_data_dir", "train_data_dir = 7 is not a path: put it in quotes."),
    (
        '[sample]\nsample_prompts = "a cat"',
        "sample.sample_prompts",
        'sample_prompts = "a cat" is not a list of texts: put it in square brackets.',
    ),
    (
        '[sample]\nsample_prompts = ["a cat", 3, 4]',
        "sample.sample_prompts",
        'sample_prompts = ["a cat", 3, 4] is not a list of texts.',
    ),
    (
        '[network]\nnetwork_type = "locno"',
        "network.network_type",
        'network_type = "locno" is not one of lora, locon. Did you mean locon?',
    ),
    ("[network]\nnetwork_type = 3", "network.network_type", "network_type = 3 is not one of lora, locon."),
    ("[model]\nmax_token_length = 100", "model.max_token_length", "max_token_length = 100 is not one of 75, 150, 225."),
    (
        "[network]\nnetwork_dim = 5000",
        "network.network_dim",
        "network_dim = 5000 is impossible: it must be at least 1 and at most 1024.",
    ),
    (
        "[network]\nnetwork_dropout = 1",
        "network.network_dropout",
        "network_dropout = 1 is impossible: it must be at least 0 and below 1.",
    ),
    (
        "[dataset]\nbucket_reso_steps = 12",
        "dataset.bucket_reso_steps",
        "bucket_reso_steps = 12 is impossible: it must be at least 8 and at most 512 and a multiple of 8.",
    ),
    (
        '[dataset]\nresolution = "big"',
        "dataset.resolution",
        'resolution = "big" has the wrong form. Size to train at, in pixels: '
        "one number (512) or width,height (512,768).",
    ),
    ('[save]\noutput_name = ""', "save.output_name", "output_name is empty: give it a value."),
    (
        '[dataset]\ntrain_data_dir = "C:\\new"',
        "dataset.train_data_dir",
        'The path train_data_dir = "C:\\new" has a control character in it: write "/" for "\\", '
        "or put it in single quotes.",
    ),
    (
        "[train]\nmax_train_epochs = 3\nmax_train_steps = 100",
        "train.max_train_steps",
        "Both max_train_epochs and max_train_steps are given, and only one can hold: remove one of them.",
    ),
]


@pytest.mark.parametrize(("content", "field", "sentence"), WRONG_CONTENT, ids=lambda value: str(value)[:40])
def test_a_mistake_in_the_file_gets_its_sentence(write, content: str, field: str, sentence: str):
    problem = only(read_run(write(content)))
    assert problem.field == field
    assert problem.text.en.startswith(sentence)
    assert problem.text.zh and problem.text.zh != problem.text.en


def test_every_mistake_is_named_at_once_with_the_file(write):
    path = write('[network]\nfoo = 1\nnetwork_dim = "a"\nnetwork_type = "x"\n[save]\noutput_name = 3\n')
    problems = read_run(path, ["seed=x"]).problems
    fields = [problem.field for problem in problems]
    assert fields == ["network.foo", "network.network_type", "network.network_dim", "save.output_name", "train.seed"]
    in_file = [str(path) in problem.text.en and str(path) in problem.text.zh for problem in problems]
    assert in_file == [True, True, True, True, False]


def test_a_wrong_value_stands_at_its_default_and_the_others_hold(write):
    draft = read_run(write('[network]\nnetwork_dim = "a"\nnetwork_alpha = 4\n'))
    assert (draft.config.network.network_dim, draft.config.network.network_alpha) == (16, 4.0)


def test_a_run_with_errors_is_refused_and_one_with_warnings_is_not(write):
    with pytest.raises(InputError, match="network_dim"):
        read_run(write("[network]\nnetwork_dim = 0\n")).checked()
    draft = read_run(write('[sample]\nsample_prompts = ["a cat"]\n'))
    assert [problem.severity for problem in draft.problems] == ["warning"]
    assert draft.checked() == draft.config


UNREADABLE = [
    (b"a = ", "is not valid TOML"),
    (b"a = 1\na = 2", "is not valid TOML"),
    (b"a = " + b"[" * 100_000, "is not valid TOML"),
    (b'[dataset]\ntrain_data_dir = "C:\\pictures"', 'write paths with "/", or in single quotes.'),
    (b'output_name = "\xff\xfe"', "is not UTF-8 text: save it with the encoding UTF-8."),
    ("中文 = 1".encode("gbk"), "is not UTF-8 text"),
    (b"#" * (1 << 20) + b"\n", "is too large for a run file."),
]


@pytest.mark.parametrize(("content", "sentence"), UNREADABLE, ids=[sentence[:20] for _, sentence in UNREADABLE])
def test_a_file_that_is_no_toml_is_refused(write, content: bytes, sentence: str):
    path = write(content)
    with pytest.raises(InputError) as caught:
        read_run(path)
    (problem,) = caught.value.problems
    assert sentence in problem.text.en and str(path) in problem.text.en and str(path) in problem.text.zh
    assert problem.text.en != problem.text.zh


def test_only_a_backslash_brings_the_hint_about_backslashes(write):
    with pytest.raises(InputError) as caught:
        read_run(write("a = "))
    assert "single quotes" not in caught.value.problems[0].text.en


def test_a_missing_file_is_refused(tmp_path: Path):
    path = tmp_path / "{run}.toml"
    with pytest.raises(InputError) as caught:
        read_run(path)
    assert caught.value.problems[0].text.en == f"There is no file {path}."


def test_a_folder_is_refused(tmp_path: Path):
    with pytest.raises(InputError) as caught:
        read_run(tmp_path)
    assert caught.value.problems[0].text.en == f"{tmp_path} is a folder: name the TOML file in it."


def test_a_file_that_may_not_be_read_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    def refuse(self: Path, mode: str):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError) as caught:
        read_run(tmp_path / "run.toml")
    assert caught.value.problems[0].text.en == f"{tmp_path / 'run.toml'} cannot be read: Permission denied."


def test_a_byte_order_mark_and_windows_line_ends_are_read(write):
    assert read_run(write(b"\xef\xbb\xbf[network]\r\nnetwork_dim = 4\r\n")).checked().network.network_dim == 4


def test_paths_are_relative_to_the_file_and_those_of_assignments_to_the_working_folder(
    write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    path = write('[dataset]\ntrain_data_dir = "train"\nreg_data_dir = "/reg"\n')
    run = read_run(path, ["output_dir=out", "vae=~/vae.pt"]).checked()
    assert run.dataset.train_data_dir == tmp_path / "train"
    assert run.dataset.reg_data_dir == Path("/reg").resolve()
    assert run.save.output_dir == elsewhere / "out"
    assert run.model.vae == Path.home() / "vae.pt"


def test_an_empty_text_means_not_given(write):
    assert read_run(write('[model]\nvae = ""\n[caption]\ncaption_prefix = ""\n')).checked() == RunConfig()


ASSIGNMENTS = [
    ("network_dim=8", "network.network_dim", 8),
    ("network.network_dim=8", "network.network_dim", 8),
    (" network_dim = 8 ", "network.network_dim", 8),
    ("learning_rate=1e-3", "optimizer.learning_rate", 1e-3),
    ("network_alpha=4", "network.network_alpha", 4.0),
    ("flip_aug=true", "dataset.flip_aug", True),
    ("enable_bucket=false", "dataset.enable_bucket", False),
    ("output_name=my cat = best", "save.output_name", "my cat = best"),
    ("output_name=12", "save.output_name", "12"),
    ("network_type=locon", "network.network_type", "locon"),
    ("max_token_length=150", "model.max_token_length", 150),
    ("mixed_precision=no", "train.mixed_precision", "no"),
    ("clip_skip=2", "model.clip_skip", 2),
    ('sample_prompts=["a cat --d 1", "a dog"]', "sample.sample_prompts", ["a cat --d 1", "a dog"]),
    ("sample_prompts=a cat\n\n a dog\n", "sample.sample_prompts", ["a cat", "a dog"]),
    ("sample_prompts=[cat], portrait", "sample.sample_prompts", ["[cat], portrait"]),
    ("sample_prompts=", "sample.sample_prompts", []),
    ("optimizer_args=betas=0.9,0.99", "optimizer.optimizer_args", ["betas=0.9,0.99"]),
    ("caption_prefix=", "caption.caption_prefix", None),
]


@pytest.mark.parametrize(("assignment", "path", "value"), ASSIGNMENTS, ids=[text for text, _, _ in ASSIGNMENTS])
def test_assignments_of_every_kind(assignment: str, path: str, value: object):
    run = with_assignments(RunConfig(), [assignment])
    assert errors(run) == []
    assert run.config.value(path) == value and type(run.config.value(path)) is type(value)


def test_an_empty_assignment_takes_an_optional_value_back():
    run = RunConfig.model_validate({"model": {"clip_skip": 2}})
    assert with_assignments(run, ["clip_skip="]).checked().model.clip_skip is None


def test_the_last_assignment_wins_over_the_file(write):
    path = write("[network]\nnetwork_dim = 8\n")
    assert read_run(path, ["network_dim=4", "network_dim=2"]).checked().network.network_dim == 2


WRONG_ASSIGNMENTS = [
    ("network_dim", "", '"network_dim" is not of the form name=value.'),
    ("network_dim=", "network.network_dim", 'network_dim = "" is not a whole number.'),
    ("network_dim=abc", "network.network_dim", 'network_dim = "abc" is not a whole number.'),
    ("network_dim=8.5", "network.network_dim", 'network_dim = "8.5" is not a whole number.'),
    (
        "network_dim=0",
        "network.network_dim",
        'network_dim = "0" is impossible: it must be at least 1 and at most 1024.',
    ),
    ("learning_rate=nan", "optimizer.learning_rate", 'learning_rate = "nan" is not a number.'),
    ("flip_aug=maybe", "dataset.flip_aug", 'flip_aug = "maybe" is not true or false.'),
    ("max_token_length=100", "model.max_token_length", 'max_token_length = "100" is not one of 75, 150, 225.'),
    ("sample_prompts=[1, 2]", "sample.sample_prompts", "sample_prompts = [1, 2] is not a list of texts."),
    ("netwrk_dim=8", "netwrk_dim", "netwrk_dim is unknown; did you mean network_dim?"),
    ("train.network_dim=8", "train.network_dim", "network_dim belongs into [network]."),
    ("lowram=true", "lowram", "lowram is a parameter of sd-scripts that is not implemented here: remove it."),
    ("=8", "", '"=8" is not of the form name=value.'),
]


@pytest.mark.parametrize(
    ("assignment", "field", "sentence"), WRONG_ASSIGNMENTS, ids=[a for a, _, _ in WRONG_ASSIGNMENTS]
)
def test_a_wrong_assignment_gets_its_sentence(assignment: str, field: str, sentence: str):
    problem = only(with_assignments(RunConfig(), [assignment]))
    assert (problem.field, problem.text.en) == (field, sentence)
    assert problem.text.zh and problem.text.zh != problem.text.en


def test_a_long_value_is_cut(write):
    problem = only(read_run(write(f'[network]\nnetwork_dim = "{"9x" * 5000}"\n')))
    assert len(problem.text.en) < 200 + len(str(write("")))


def test_sd_scripts_arguments_are_names_and_hold_those_that_are_ours():
    names = sd_scripts_arguments()
    assert all(name.isidentifier() for name in names)
    assert {"network_dim", "max_train_steps", "lowram", "min_snr_gamma"} <= names
    assert set(PARAMETERS) - names == {"family", "kind", "network_type", "conv_dim", "conv_alpha", "attention"} | {
        "validation_data_dir",
        "device",
        "gpu_ids",
        "num_cpu_threads_per_process",
        "num_processes",
        "num_machines",
        "machine_rank",
        "main_process_ip",
        "main_process_port",
        "dynamo_mode",
        "dynamo_use_fullgraph",
        "dynamo_use_dynamic",
    }


def test_toml_of_any_content_is_read(write):
    assert parse_toml(write('title = "中文"\n[a.b]\nc = [1, 2.5, true]\n')) == {
        "title": "中文",
        "a": {"b": {"c": [1, 2.5, True]}},
    }
