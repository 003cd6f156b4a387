"""Pickles read as data: what they would build, with nothing imported and nothing called.

A pickle is a program for a stack machine, and two of its instructions can run any code on this computer: one fetches a
function by name, one calls it. The machine here has neither. A fetched name stays a name, and only names on a list get
that far; "calling" one notes down its arguments as a `Record`, except for the few functions by which torch describes
tensors, whose arguments are turned into shapes. Instructions are decoded by the standard library's `pickletools`, which
never reserves memory for a size that a file merely claims.
"""

import pickletools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar

from kohya_like.config.text import Text
from kohya_like.formats.header import Unreadable, quoted

MAX_INSTRUCTIONS = 1_000_000
"""An SDXL checkpoint needs 96,000."""

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Name:
    """A class or function that the pickle names; never the thing itself."""

    full: str


@dataclass(slots=True)
class Record:
    """An object as its pickle describes it: what would have been called, on what, and the state set afterwards."""

    of: Name
    arguments: tuple[object, ...]
    state: object = None


class Table(dict[object, object]):
    """Any kind of dict: torch sets attributes on its state dicts, which a plain dict does not allow."""


Call = Callable[[tuple[object, ...]], object]


@dataclass(frozen=True)
class Vocabulary:
    """What a pickle may name. `calls` are carried out by functions of ours; `inert` names only become Records.

    `persistent` turns a persistent id (how torch points at the numbers of a tensor) into what is known of it.
    """

    calls: Mapping[str, Call]
    inert: frozenset[str]
    persistent: Callable[[object], object]

    def name(self, full: str) -> Name:
        """The name, if it is on the list. Raises Unreadable otherwise."""
        if full in self.calls or full in self.inert:
            return Name(full)
        raise Unreadable(
            Text(
                "it names {name}, which could run a program and is not part of any model; nothing was run",
                "它引用了 {name}，这可能会运行程序且不属于任何模型；未运行任何内容",
            ).format(name=quoted(full)),
            Text(
                "Do not open it with other programs; look for a safetensors version.",
                "请勿用其他程序打开它；请寻找 safetensors 版本。",
            ),
        )

    def call(self, name: object, arguments: object) -> object:
        """What calling the name is taken to mean. Raises Unreadable for arguments that make no sense."""
        if not isinstance(name, Name) or not isinstance(arguments, tuple):
            raise not_a_pickle()
        function = self.calls.get(name.full)
        return Record(name, arguments) if function is None else function(arguments)


def read_pickle(stream: BinaryIO, vocabulary: Vocabulary) -> object:
    """What the pickle at the stream's position describes; the stream then stands behind it.

    The result consists of plain values, lists, tuples, Tables, Names, Records and what the vocabulary's functions
    return. Raises Unreadable for what is no pickle, is cut off, or uses a name or instruction that is not allowed.
    """
    machine = _Machine(vocabulary)
    try:
        for instruction, argument, _ in pickletools.genops(stream):
            if instruction.name != "STOP":  # the last one that genops yields
                machine.step(instruction.name, argument)
    except ValueError as error:  # genops met bytes that are no instruction, or too few of them
        raise not_a_pickle() from error
    return machine.pop()


def not_a_pickle() -> Unreadable:
    """The complaint about bytes that make no sense as a pickle."""
    return Unreadable(Text("it is no PyTorch file, or is damaged", "它不是 PyTorch 文件，或已损坏"))


class _Machine:
    """The stack machine: `step` carries out one instruction."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.stack: list[object] = []
        self.outer: list[list[object]] = []
        self.memo: dict[int, object] = {}
        self.steps = 0

    def step(self, instruction: str, argument: Any) -> None:
        self.steps += 1
        if self.steps > MAX_INSTRUCTIONS:
            raise Unreadable(Text("its table of contents is too long for a model", "其目录过长，不是正常的模型"))
        if instruction in LITERALS:
            self.push(argument)
        elif instruction in INSTRUCTIONS:
            INSTRUCTIONS[instruction](self, argument)
        else:
            raise not_a_pickle()

    def push(self, value: object) -> None:
        self.stack.append(value)

    def pop(self) -> object:
        return self.pop_last(1)[0]

    def pop_last(self, count: int) -> list[object]:
        if len(self.stack) < count:
            raise not_a_pickle()
        values = self.stack[-count:]
        del self.stack[-count:]
        return values

    def mark(self) -> None:
        self.outer.append(self.stack)
        self.stack = []

    def pop_marked(self) -> list[object]:
        """Everything pushed since the last mark."""
        if not self.outer:
            raise not_a_pickle()
        values, self.stack = self.stack, self.outer.pop()
        return values

    def top(self, kind: type[Kind]) -> Kind:
        """The value that an instruction is about to use or fill, which has to be of that kind."""
        if self.stack and isinstance(self.stack[-1], kind):
            return self.stack[-1]
        raise not_a_pickle()

    def recall(self, key: int) -> None:
        if key not in self.memo:
            raise not_a_pickle()
        self.push(self.memo[key])

    def remember(self, key: int) -> None:
        self.memo[key] = self.top(object)

    def extend(self, values: list[object]) -> None:
        self.top(list).extend(values)

    def set_items(self, values: list[object]) -> None:
        fill(self.top(Table), _pairs(values))

    def name(self, full: str) -> None:
        self.push(self.vocabulary.name(full))

    def call(self) -> None:
        function, arguments = self.pop_last(2)
        self.push(self.vocabulary.call(function, arguments))

    def build(self) -> None:
        """Set the state of the object below. That of a Table is only torch's bookkeeping of versions."""
        state = self.pop()
        target = self.top(object)
        if isinstance(target, Record):
            target.state = state
        elif not isinstance(target, Table):
            raise not_a_pickle()


def fill(table: Table, pairs: Iterable[tuple[object, object]]) -> Table:
    """Put the pairs into the table. Keys that are no plain values raise Unreadable: hashing them could overflow."""
    for key, value in pairs:
        if not isinstance(key, str | bytes | int | float | Name | None):
            raise not_a_pickle()
        table[key] = value
    return table


def _pairs(values: list[object]) -> Iterable[tuple[object, object]]:
    if len(values) % 2:
        raise not_a_pickle()
    return zip(values[::2], values[1::2], strict=True)


NUMBERS = {"INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"}
STRINGS = {"STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"}
BYTES = {"BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"}
LITERALS = NUMBERS | STRINGS | BYTES
"""Instructions that push their argument."""

INSTRUCTIONS: dict[str, Callable[[_Machine, Any], None]] = {
    "PROTO": lambda machine, version: None,
    "FRAME": lambda machine, length: None,
    "NONE": lambda machine, _: machine.push(None),
    "NEWTRUE": lambda machine, _: machine.push(True),
    "NEWFALSE": lambda machine, _: machine.push(False),
    "MARK": lambda machine, _: machine.mark(),
    "POP": lambda machine, _: machine.pop_last(1).clear(),
    "POP_MARK": lambda machine, _: machine.pop_marked().clear(),
    "DUP": lambda machine, _: machine.push(machine.top(object)),
    "EMPTY_TUPLE": lambda machine, _: machine.push(()),
    "TUPLE1": lambda machine, _: machine.push(tuple(machine.pop_last(1))),
    "TUPLE2": lambda machine, _: machine.push(tuple(machine.pop_last(2))),
    "TUPLE3": lambda machine, _: machine.push(tuple(machine.pop_last(3))),
    "TUPLE": lambda machine, _: machine.push(tuple(machine.pop_marked())),
    "EMPTY_LIST": lambda machine, _: machine.push([]),
    "LIST": lambda machine, _: machine.push(machine.pop_marked()),
    "APPEND": lambda machine, _: machine.extend(machine.pop_last(1)),
    "APPENDS": lambda machine, _: machine.extend(machine.pop_marked()),
    "EMPTY_SET": lambda machine, _: machine.push([]),
    "ADDITEMS": lambda machine, _: machine.extend(machine.pop_marked()),
    "FROZENSET": lambda machine, _: machine.push(machine.pop_marked()),
    "EMPTY_DICT": lambda machine, _: machine.push(Table()),
    "DICT": lambda machine, _: machine.push(fill(Table(), _pairs(machine.pop_marked()))),
    "SETITEM": lambda machine, _: machine.set_items(machine.pop_last(2)),
    "SETITEMS": lambda machine, _: machine.set_items(machine.pop_marked()),
    "GET": _Machine.recall,
    "BINGET": _Machine.recall,
    "LONG_BINGET": _Machine.recall,
    "PUT": _Machine.remember,
    "BINPUT": _Machine.remember,
    "LONG_BINPUT": _Machine.remember,
    "MEMOIZE": lambda machine, _: machine.remember(len(machine.memo)),
    "GLOBAL": lambda machine, pair: machine.name(pair.replace(" ", ".", 1)),
    "STACK_GLOBAL": lambda machine, _: machine.name(".".join(map(str, machine.pop_last(2)))),
    "REDUCE": lambda machine, _: machine.call(),
    "NEWOBJ": lambda machine, _: machine.call(),
    "BUILD": lambda machine, _: machine.build(),
    "BINPERSID": lambda machine, _: machine.push(machine.vocabulary.persistent(machine.pop())),
}
"""Sets are lists here: their members need not be hashed, and nothing that is wanted lies in one."""
