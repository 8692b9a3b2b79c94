"""What a node of a statement says of its children: the vocabulary of `roles.py`, `io_roles.py` and `data_roles.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from cobolscan.syntax.driver import Shape


class Given(NamedTuple):
    """What a parent says of a child: see `operands.Operand`."""

    how: str
    through: str = "direct"
    role: str = "data"


Told = Iterator[tuple[Any, Given]]  # a child, or the number of a token, with what it is
Word = Callable[[int], str]
Rule = Callable[[Shape, Given, Word], Told]

READ, WRITE, BOTH = Given("read"), Given("write"), Given("both")
KEY = Given("read", "key")
ADDRESS = Given("both", "address")
FILE = Given("", "direct", "file")
MNEMONIC = Given("", "direct", "mnemonic")
COMMUNICATION = Given("both", "direct", "communication")
REPORT = Given("", "direct", "report")


def nodes(shape: Shape) -> list[Shape]:
    """The child nodes. What could not be read of a statement says nothing of what it does."""
    return [child for child in shape[1:] if type(child) is not int and child[0] != "opaque"]


def tokens(shape: Shape) -> list[int]:
    return [child for child in shape[1:] if type(child) is int]


def word_at(shape: Shape, index: int, word: Word) -> str:
    """The keyword that is one child; "" when it is a node, or the statement was not read so far."""
    return word(shape[index]) if index < len(shape) and type(shape[index]) is int else ""


def words_of(shape: Shape, word: Word) -> list[str]:
    return [word(number) for number in tokens(shape)]


def inherit(shape: Shape, given: Given, word: Word) -> Told:
    return ((child, given) for child in nodes(shape))


def all_are(what: Given) -> Rule:
    """Every child that is a node is this."""
    return lambda shape, given, word: ((child, what) for child in nodes(shape))


def first_is(what: Given) -> Rule:
    """The first child that is a node is this."""
    return lambda shape, given, word: ((child, what) for child in nodes(shape)[:1])


def names_from(first: int, what: Given) -> Rule:
    """The tokens from the first-th on are names."""
    return lambda shape, given, word: ((number, what) for number in tokens(shape)[first:])


def name_at(index: int, what: Given) -> Rule:
    """One token is a name."""
    return lambda shape, given, word: ((number, what) for number in tokens(shape)[index : index + 1])


def identifiers_are(what: Given) -> Rule:
    return lambda shape, given, word: ((child, what) for child in nodes(shape) if child[0] in ("identifier", "qualified"))
