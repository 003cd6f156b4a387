"""Captions as CLIP counts them. The vocabulary is the file that open_clip brings along."""

import gzip
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import ftfy
from tokenizers import Regex, Tokenizer, pre_tokenizers
from tokenizers.models import BPE

from kohya_like.config.problems import MachineError
from kohya_like.config.text import Text

VOCABULARY = "bpe_simple_vocab_16e6.txt.gz"
WORD_END = "</w>"
MARKS = ("<|startoftext|>", "<|endoftext|>")
MERGES = 49152 - 256 - len(MARKS)
"""CLIP's vocabulary: 256 bytes, the same at the end of a word, then one entry for each merge, then the two marks."""

WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
"""What CLIP takes as one word before merging: endings after an apostrophe, letters, single digits, other signs."""


@cache
def clip_tokenizer() -> Tokenizer:
    """The byte-pair encoding of CLIP ViT-L/14, for text that `clean` has been through; it adds no marks.

    Raises MachineError when open_clip is missing.
    """
    pairs = merges()
    letters = [*_byte_letters(), *(letter + WORD_END for letter in _byte_letters())]
    words = [*letters, *("".join(merge) for merge in pairs), *MARKS]
    vocabulary = {word: number for number, word in enumerate(words)}
    tokenizer = Tokenizer(BPE(vocab=vocabulary, merges=pairs, end_of_word_suffix=WORD_END))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(WORDS), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    return tokenizer


def clean(text: str) -> str:
    """The text as CLIP reads it: mojibake, HTML entities and full-width letters mended, one space, lower case."""
    return _mended(text).lower()


def _mended(text: str) -> str:
    return " ".join(ftfy.fix_text(text).split())


def token_ids(text: str) -> list[int]:
    """The ids of a text, of any length, without start and end marks."""
    ids: list[int] = clip_tokenizer().encode(clean(text)).ids
    return ids


def cut_at(text: str, limit: int) -> tuple[str, str]:
    """What CLIP reads of a text when only `limit` tokens are, and the rest; with single blanks, as it sees them."""
    mended = _mended(text)
    encoded = clip_tokenizer().encode(mended.lower())
    if len(encoded.ids) <= limit:
        return mended, ""
    shown = mended if len(mended.lower()) == len(mended) else mended.lower()  # İ, lower, is two characters.
    end = encoded.offsets[limit][0]
    return shown[:end], shown[end:]


def token_count(text: str) -> int:
    """How many tokens a text takes, without start and end marks."""
    return len(token_ids(text))


def merges() -> list[tuple[str, str]]:
    """The merges of CLIP's byte-pair encoding, in their order. The file goes on with merges that CLIP never used."""
    with gzip.open(_vocabulary_path(), "rt", encoding="utf-8") as file:
        lines = file.read().split("\n")[1 : MERGES + 1]
    pairs = (line.split() for line in lines)
    return [(first, second) for first, second in pairs]


def _vocabulary_path() -> Path:
    """Where the vocabulary lies. The package is located, not imported: importing it would load torch."""
    package = find_spec("open_clip")
    if package is None or package.origin is None:
        raise MachineError(
            Text("The package open_clip_torch is not installed.", "没有安装软件包 open_clip_torch。"),
            hint=Text("Run the installation again.", "请重新运行安装。"),
        )
    return Path(package.origin).with_name(VOCABULARY)


def _byte_letters() -> list[str]:
    """The letter that stands for each of the 256 bytes, in the order of CLIP's vocabulary: printable ones first."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = 256 - len(printable)
    return [chr(code) for code in printable] + [chr(256 + number) for number in range(others)]
