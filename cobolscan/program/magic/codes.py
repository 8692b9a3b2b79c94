"""Codes: items that are asked for one value and another, or set to them, and whose values nothing names.

A code tells one of a set of cases apart. What only looks like one is left out here, each kind for its reason: flags (yes and no name
themselves), platform codes (the manual names them), words (they say what they mean), characters of a text that is taken to pieces,
counts, indexes, the calendar, and what a person picks from a menu.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.program.magic import operands as literal_operands
from cobolscan.program.magic import wellknown
from cobolscan.program.magic.numbers import Found, value_of
from cobolscan.source.lazy import lazy
from cobolscan.syntax.nodes import Literal, Reference, edge

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.procedures import Paragraph
    from cobolscan.program.statements import Statement

Value = Decimal | str

_OFTEN = 3  # distinct values, or times that one value is asked for
_NOT_CODES = frozenset(
    ("line", "page", "screen", "date", "time", "age", "index", "counter", "size", "choice", "money", "percent", "rate", "retry")
)
_FLAGS = frozenset("Y N S T F J O V 0 1 YES NO ON OFF TRUE FALSE X".split()) | {Decimal(0), Decimal(1)}
_ENDS = frozenset(("A", "Z", "0", "9"))
_LONG = 12  # entries of a table of single characters
_WORD = lazy(r"[^\W\d_]{4}")
_CODE = lazy(r"\w(?:[\w .,/-]*\w)?")  # letters and digits, with what joins them
_QUOTED = lazy(r"""(?:[NGZLBU]|NX)?(['"])(.*)\1""", re.DOTALL)
_HEXADECIMAL = ("X'", 'X"', "H'", 'H"', "NX", "BX", "B'", 'B"')


@dataclass(frozen=True, eq=False)
class Code:
    """One place at which an item is asked for a value, or set to it. Strings in upper case, without quotes and blanks at the end."""

    value: Value
    literal: Literal
    statement: Statement
    is_set: bool = False


@dataclass(frozen=True, eq=False)
class CodeItem:
    """An item with the places at which it is asked for, and set to, values that have no name."""

    name: str
    asked: tuple[Code, ...]
    given: tuple[Code, ...] = ()

    @property
    def counts(self) -> dict[Value, int]:
        """How often each value is asked for (if it is never asked for, set), in the order of the program."""
        counts: dict[Value, int] = {}
        for code in self.asked or self.given:
            counts[code.value] = counts.get(code.value, 0) + 1
        return counts

    @property
    def paragraphs(self) -> int:
        """How many paragraphs ask."""
        found: set[Paragraph | None] = {code.statement.paragraph for code in self.asked}
        return len(found)


class Codes:
    """The codes of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def unnamed(self) -> list[CodeItem]:
        """Items that are asked for three values, or three times for one, without an 88-level; then those only set to such values."""
        asked = [self._item(name, found) for name, found in self._asked.items() if len(found) >= _OFTEN]
        items = [item for item in asked if item is not None]
        return items + self._only_set({item.name for item in items})

    # ---- asked for

    @cached_property
    def _asked(self) -> dict[str, list[Found]]:
        """Comparisons with one value, by the name of the item. A part of an item, and its length, is no code."""
        out: dict[str, list[Found]] = defaultdict(list)
        for found in self._program.numbers.found:
            spot = found.spot
            if spot.kind in ("compare", "when") and not spot.modified and not spot.length:
                out[found.subject].append(found)
        return out

    def _item(self, name: str, asked: list[Found]) -> CodeItem | None:
        if self._is_no_code(name):
            return None
        if any(item.children for item in self._program.items_named(name)):
            return None  # a group is put together of other items: what it is compared with is no code of its own
        told = [(found, self._value(found.literal)) for found in asked if found.is_equality or found.spot.role]
        values = [value for _, value in told if value is not None]
        if len(values) < _OFTEN or _is_text(told) or wellknown.are_file_statuses(values):
            return None
        # the ends of a range are two of many values
        codes = [
            Code(value, found.literal, found.statement)
            for found, value in told
            if value is not None and found.is_equality and found.spot.role != "range"
        ]
        item = CodeItem(name, self._without_names(name, codes))
        if not _is_often(item) or self._is_taken_apart(name, item) or _is_numbered(item):
            return None
        return CodeItem(name, item.asked, self._set(name))

    def _value(self, literal: Literal) -> Value | None:
        """The value of a literal; None for fractions, blanks, and hexadecimal, which stands for characters with names of their own."""
        text = literal.tree.tokens_.texts[literal.last_token]
        if literal.name != "string":
            number = value_of(text, self._program.source.decimal_comma)
            if number is None or number != int(number):
                return None  # so much of something
            return -number if literal.name == "sign_expression" else number
        if text.startswith(_HEXADECIMAL):
            return None
        # as it is written: 'b' is another code than 'B'
        return (literal.spelling.rstrip() or None) if _QUOTED.fullmatch(text) else None

    def _without_names(self, name: str, codes: list[Code]) -> tuple[Code, ...]:
        """Those that neither an 88-level nor a comment nor convention nor the word itself explains."""
        named, explains = self._program.named_values.of(name), self._program.evidence.explains
        left = (code for code in codes if not named.has(_folded(code.value)) and not _is_word(code.value))
        return tuple(code for code in left if not wellknown.is_returned(name, code.value) and not explains(code.literal))

    # ---- set

    def _set(self, name: str) -> tuple[Code, ...]:
        moves = self._program.values.literal_moves.get(name, ())
        codes = [(self._value(literal), literal, statement) for statement, literal in moves]
        told = [Code(value, literal, statement, True) for value, literal, statement in codes if value is not None and value not in _FLAGS]
        return self._without_names(name, told)

    def _only_set(self, known: set[str]) -> list[CodeItem]:
        """Items called a reason or a return code that get three numbers and more, for others to tell apart."""
        out = []
        for name, moves in self._program.values.literal_moves.items():
            if len(moves) < _OFTEN or name in known or not wellknown.is_reason(name) or self._is_no_code(name):
                continue
            given = [code for code in self._set(name) if isinstance(code.value, Decimal) or code.value.isdigit()]
            item = CodeItem(name, (), tuple(code for code in given if 10 <= int(code.value) < 10_000))
            if len(item.counts) >= _OFTEN:
                out.append(item)
        return out

    # ---- what is no code

    def _is_no_code(self, name: str) -> bool:
        kinds = subjects.about(name)
        if kinds & _NOT_CODES or ("status" in kinds and "return" not in kinds):
            return True
        if wellknown.is_platforms(name) or wellknown.is_word(name) or wellknown.is_count(name) or wellknown.is_place(name):
            return True
        return name in self._program.numbers.accepted or name in self._computed or name in self._file_statuses

    @cached_property
    def _computed(self) -> set[str]:
        """Names of what is computed or counted: results and numbers of passes, not codes."""
        texts = self._program.tree.tokens_.texts
        out = set(self._program.values.incremented)
        for statement in self._program.having_any(*literal_operands.ARITHMETIC):
            out |= {texts[edge(part, statement.base, 1)] for part in statement.facts.writes}
        return out

    @cached_property
    def _file_statuses(self) -> set[str]:
        """The items that SELECT gives for the file status."""
        texts = self._program.tree.tokens_.texts
        out = set()
        for item in self._program.syntax:
            if item.shape[0] == "select_entry":
                clauses = (part for part in item.shape[1:] if type(part) is not int and part[0] == "file_status_clause")
                out |= {texts[item.start + edge(name, 0, 1)] for clause in clauses for name in clause[1:] if type(name) is not int}
        return out

    def _is_taken_apart(self, name: str, item: CodeItem) -> bool:
        """Whether single characters of a text pass through the item: MOVE LINE (I:1) TO CHAR, or CHAR (I) over a long table."""
        if any(len(str(value)) > 1 for value in item.counts):
            return False
        return name in self._characters or any((data.occurs_maximum or 0) > _LONG for data in self._program.items_named(name))

    @cached_property
    def _characters(self) -> set[str]:
        """Names that a part of another item is moved to."""
        out = set()
        for statement in self._program.having("touched"):
            if statement.shape[0] == "move_statement":
                source = statement.children[0]
                if isinstance(source, Reference) and source.modified:
                    out |= {target.data_name for target in statement.written}
        return out


def _folded(value: Value) -> Value:
    """As the values of condition-names are kept."""
    return value.upper() if isinstance(value, str) else value


def _is_word(value: Value) -> bool:
    """A word of four letters and more says what it means."""
    return isinstance(value, str) and bool(_WORD.search(value))


def _is_text(told: list[tuple[Found, Value | None]]) -> bool:
    """Whether characters are told apart: punctuation, or ranges such as A to Z."""
    if any(isinstance(value, str) and not _CODE.fullmatch(value) for _, value in told):
        return True
    return any(found.spot.role == "range" and value in _ENDS for found, value in told)


def _is_often(item: CodeItem) -> bool:
    counts = item.counts
    telling = [value for value in counts if value not in _FLAGS]
    if not telling:
        return False
    return len(counts) >= _OFTEN or max(counts[value] for value in telling) >= _OFTEN


def _is_numbered(item: CodeItem) -> bool:
    """Cases counted from nought or one on, each asked for once: a row that was picked, the lines of a menu."""
    if "code" in subjects.about(item.name) or len(item.counts) != len(item.asked):
        return False
    numbers = sorted(int(value) for value in item.counts if str(value).isdigit())
    return len(numbers) == len(item.counts) and numbers[0] <= 1 and numbers[-1] - numbers[0] == len(numbers) - 1
