"""The unpickler that runs nothing: plain data survives, everything else is refused or noted down."""

import importlib
import io
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.formats import pickle_machine
from kohya_like.formats.header import Unreadable
from kohya_like.formats.pickle_machine import Name, Record, Vocabulary, read_pickle

VOCABULARY = Vocabulary(
    calls={"test.pair": lambda arguments: [arguments]},
    inert=frozenset({"some.Class"}),
    persistent=lambda identifier: ("pointed at", identifier),
)


def read(content: bytes) -> object:
    return read_pickle(io.BytesIO(content), VOCABULARY)


def reason(content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(content)
    assert caught.value.reason.zh
    return caught.value.reason.en


def containers(leaves: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.lists(inner, max_size=4).map(tuple)
            | st.dictionaries(st.text() | st.integers() | st.none(), inner, max_size=4)
        ),
        max_leaves=20,
    )


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


@given(value=containers(plain), protocol=st.integers(0, pickle.HIGHEST_PROTOCOL))
def test_plain_values_survive(value: object, protocol: int) -> None:
    assert repr(read(pickle.dumps(value, protocol))) == repr(value)  # repr, because 1 == True


@given(value=containers(plain | st.binary()), protocol=st.integers(3, pickle.HIGHEST_PROTOCOL))
def test_bytes_survive(value: object, protocol: int) -> None:
    assert repr(read(pickle.dumps(value, protocol))) == repr(value)


@given(value=st.sets(st.integers(), max_size=5), protocol=st.integers(4, pickle.HIGHEST_PROTOCOL))
def test_sets_are_lists(value: set[int], protocol: int) -> None:
    for kind in (set, frozenset):
        found = read(pickle.dumps(kind(value), protocol))
        assert isinstance(found, list) and set(found) == value


def test_shared_and_circular_values_are_kept() -> None:
    value: list[object] = [1]
    value.append(value)
    found = read(pickle.dumps(value))
    assert isinstance(found, list) and found[1] is found


class Calling:
    """Pickles as a call of any function."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.call


PAYLOADS: dict[str, Callable[[str], Calling]] = {
    ".mkdir": lambda flag: Calling(os.mkdir, flag),
    ".system": lambda flag: Calling(os.system, f"mkdir {flag}"),
    ".Popen": lambda flag: Calling(subprocess.Popen, ["mkdir", flag]),
    ".eval": lambda flag: Calling(eval, f"__import__('os').mkdir({flag!r})"),
    ".exec": lambda flag: Calling(exec, f"import os; os.mkdir({flag!r})"),
    ".open": lambda flag: Calling(open, flag, "w"),
    ".loads": lambda flag: Calling(pickle.loads, pickle.dumps(Calling(os.mkdir, flag))),
    ".import_module": lambda flag: Calling(importlib.import_module, "antigravity"),
}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("name", PAYLOADS)
def test_nothing_is_run(name: str, protocol: int, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    content = pickle.dumps({"weights": PAYLOADS[name](str(flag))}, protocol)
    assert f"{name}, which could run a program" in reason(content)
    assert not flag.exists()
    assert "antigravity" not in sys.modules


def test_the_payloads_of_these_tests_are_live(tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    pickle.loads(pickle.dumps({"weights": PAYLOADS[".mkdir"](str(flag))}))
    assert flag.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"(S'x'\nios\nsystem\n.",  # INST: fetch and call in one instruction
        b"(cos\nsystem\nS'x'\no.",  # OBJ: the same from the stack
        b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x01x\x85R.",  # the name from the stack
        b"\x80\x02csome\nClass\n)}\x92.",  # NEWOBJ_EX
        b"\x80\x02\x82\x01.",  # EXT1: a name from the registry of this interpreter
        b"\x80\x05\x97.",  # a buffer from elsewhere
        b"Pname\n.",  # a persistent id that is only text
    ],
)
def test_other_ways_to_reach_code_are_refused(content: bytes) -> None:
    assert reason(content)


def test_allowed_names_stay_names_and_calls_are_noted_down() -> None:
    record = read(b"\x80\x02csome\nClass\nK\x01\x85R}X\x01\0\0\0aK\x02sb.")
    assert record == Record(Name("some.Class"), (1,), {"a": 2})
    assert read(b"\x80\x02csome\nClass\n.") == Name("some.Class")
    assert read(b"\x80\x02csome\nClass\n)\x81.") == Record(Name("some.Class"), ())
    assert read(b"\x80\x02ctest\npair\nK\x01K\x02\x86R.") == [(1, 2)]
    assert read(b"\x80\x02K\x07Q.") == ("pointed at", 7)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b".",
        b"hello",
        b"\x80\x02",
        b"\x80\x02N",
        b"\x80\x02t.",  # TUPLE without a mark
        b"\x80\x02\x86.",  # TUPLE2 of nothing
        b"\x80\x02K\x01K\x02a.",  # APPEND to a number
        b"\x80\x02K\x01K\x02K\x03s.",  # SETITEM of a number
        b"\x80\x02}(K\x01u.",  # SETITEMS with half a pair
        b"\x80\x02}]K\x01s.",  # a list as a key
        b"\x80\x02}K\x01\x85K\x01s.",  # a tuple as a key
        b"\x80\x02K\x01)R.",  # calling a number
        b"\x80\x02csome\nClass\nK\x01R.",  # calling with something else than a tuple
        b"\x80\x02K\x01K\x02b.",  # the state of a number
        b"\x80\x02h\x05.",  # GET of what was never put
        b"\x80\x02q\x05.",  # PUT of nothing
        b"\x80\x022.",  # DUP of nothing
        b"\x80\x02X\xff\xff\xff\x7fshort.",  # 2 GB of text announced
        b"\x80\x05\x96\xff\xff\xff\xff\xff\xff\x00\x00.",  # 281 TB of bytes announced
        b"\x80\x02\x8b\xff\xff\xff\x7f1.",  # an endless number announced
    ],
)
def test_nonsense_is_called_by_name(content: bytes) -> None:
    assert "no PyTorch file, or is damaged" in reason(content)


def test_a_far_memo_takes_no_memory() -> None:
    assert read(b"\x80\x02K\x01r\xff\xff\xff\x7f0j\xff\xff\xff\x7f.") == 1


def test_deep_nesting_does_not_overflow_the_stack() -> None:
    found = read(b"\x80\x02K\x01" + b"\x85" * 50_000 + b".")
    assert isinstance(found, tuple)


def test_an_endless_program_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickle_machine, "MAX_INSTRUCTIONS", 1000)
    assert "too long" in reason(b"\x80\x02" + b"N0" * 1000 + b"N.")


SOUND = pickle.dumps({"a": [1, 2.5, "x"], "b": ({"c": None}, b"bytes")}, 2)


@given(st.binary(max_size=80))
def test_random_bytes_never_crash(content: bytes) -> None:
    for start in (b"", b"\x80\x02", b"\x80\x04}("):
        try:
            read(start + content)
        except Unreadable as error:
            assert error.reason.en


@given(position=st.integers(0, len(SOUND) - 1), byte=st.integers(0, 255), length=st.integers(0, len(SOUND)))
def test_damage_never_crashes(position: int, byte: int, length: int) -> None:
    damaged = bytearray(SOUND)
    damaged[position] = byte
    for content in (bytes(damaged), SOUND[:length]):
        try:
            read(content)
        except Unreadable as error:
            assert error.reason.en
