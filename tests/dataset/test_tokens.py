"""Tokens are those of CLIP's own tokenizer."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.problems import MachineError
from kohya_like.dataset import tokens
from kohya_like.dataset.tokens import clean, clip_tokenizer, token_count, token_ids
from tests.reference.recorded import path

RECORDED = json.loads(path("clip/tokens.json").read_text(encoding="utf-8"))
CHUNK, END = 75, 49407
WORDS = {id_: word for word, id_ in clip_tokenizer().get_vocab().items()}


@pytest.mark.parametrize("length", ["75", "150", "225"])
@pytest.mark.parametrize("number", range(len(RECORDED["prompts"])))
def test_ids_are_the_recorded_ones(length: str, number: int) -> None:
    chunks = RECORDED["tokens"][length]["sd1_ids"][number]
    recorded = [id_ for chunk in chunks for id_ in chunk[1 : CHUNK + 1]]
    ids = token_ids(RECORDED["prompts"][number])[: int(length)]
    assert ids + [END] * (int(length) - len(ids)) == recorded


def test_the_vocabulary_is_complete() -> None:
    assert clip_tokenizer().get_vocab_size() == 49408
    assert clip_tokenizer().token_to_id("<|endoftext|>") == END


@given(st.text())
def test_any_text_has_tokens_and_keeps_its_letters(text: str) -> None:
    assert token_count(text) == len(token_ids(text))
    spelt = "".join(WORDS[id_].removesuffix("</w>") for id_ in token_ids(text))
    letters = {letter: byte for byte, letter in zip(byte_values(), tokens._byte_letters(), strict=True)}
    assert bytes(letters[letter] for letter in spelt).decode() == clean(text).replace(" ", "")


@given(st.text(max_size=40), st.integers(0, 6))
def test_a_text_is_cut_where_it_has_more_tokens_than_are_read(text: str, limit: int) -> None:
    read, cut = tokens.cut_at(text, limit)
    assert (read + cut).lower() == clean(text)
    assert bool(cut) == (token_count(text) > limit)


@given(st.lists(st.sampled_from(["Cat", "1girl,", "smile", "photorealistic", "b&w", "ñandú"])), st.integers(0, 12))
def test_what_is_read_has_as_many_tokens_as_are_read(words: list[str], limit: int) -> None:
    read, cut = tokens.cut_at("  ".join(words), limit)
    assert not cut or token_count(read) >= limit  # More only where a word is cut in two.
    assert read + cut == " ".join(words)


def byte_values() -> list[int]:
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return printable + [byte for byte in range(256) if byte not in printable]


def test_no_heavy_package_is_imported() -> None:
    program = "import sys; from kohya_like.dataset.tokens import token_count; token_count('a'); print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"torch", "open_clip", "transformers"} & set(imported.stdout.split())


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "find_spec", lambda name: None)
    with pytest.raises(MachineError, match="open_clip_torch"):
        tokens._vocabulary_path()
