"""Numeric literals whose meaning nothing names: what is left when grammar, names, comments and conventions have had their say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cobolscan.program import operands, subjects, wellknown
from cobolscan.program.operands import NONE, Spot
from cobolscan.syntax.nodes import Literal, edge, operator_of

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_DOES = {
    "arithmetic": "used to compute",
    "step": "added to or taken from",
    "compare": "compared with",
    "when": "a case of",
    "move": "moved to",
}
KINDS = tuple(_DOES)
_TRIVIAL = frozenset("0 1 -1 +1 +0 -0 00 01 000 001 0000 0001 00000 00001 0.0 0.00 1.0 1.00 .0 .00 0,0 0,00".split())
_NOTHING = frozenset(map(Decimal, (0, 1, -1)))
_ORDINALS = 12
_CHOICES = 99
_DATES = 10000  # from here on a number in an item called a date is one
_PLACES = frozenset(("line", "page", "screen"))  # where something is printed or shown
_RECEIVERS = frozenset(("rate", "percent", "limit", "duration", "money", "code", "status", "number", "age", "time", "retry"))
_PRICED = frozenset(("rate", "money", "percent"))
_BOUNDING = 2  # points of evidence from which a literal belongs to the limits
_REPEATED = 3


class Found(NamedTuple):
    """A literal operand of a statement, with the name that it is about and its own spelling (upper case, strings in quotes)."""

    statement: Statement
    spot: Spot
    subject: str
    text: str

    @property
    def literal(self) -> Literal:
        return Literal(self.statement.tree, self.statement.base, self.spot.literal)

    @property
    def is_equality(self) -> bool:
        """Whether the item is asked for just this value."""
        first, last = self.spot.operator
        if first == NONE:
            return self.spot.kind == "when" or not self.spot.role
        base, texts = self.statement.base, self.statement.tree.tokens_.texts
        if first == last and texts[base + first] == "=":
            return True
        return operator_of(texts[base + first : base + last + 1]) in ("=", "<>")


class Use:
    """A number that stands for something. `kind`: arithmetic, step (ADD, SUBTRACT), compare, when (a bare case of an EVALUATE), move.

    `rate`: a factor or divisor of an amount, such as a tax, or a percentage.
    """

    __slots__ = ("found", "kind", "number", "rate")

    def __init__(self, found: Found, kind: str, number: Decimal, rate: bool) -> None:
        self.found = found
        self.kind = kind
        self.number = number
        self.rate = rate

    @property
    def literal(self) -> Literal:
        return self.found.literal

    @property
    def subject(self) -> str:
        return self.found.subject

    @property
    def statement(self) -> Statement:
        return self.found.statement

    @property
    def does(self) -> str:
        """What the number does, in words."""
        return f"{_DOES[self.kind]} {self.subject}"

    @property
    def is_ordinal(self) -> bool:
        """One of a few cases that are numbered from one on: a menu, a row, a step."""
        return self.kind == "when" and self.number <= _ORDINALS and not self.is_telling

    @property
    def is_telling(self) -> bool:
        """Three digits and more, or not whole: nobody guesses what it means."""
        return abs(self.number) >= 100 or self.number != int(self.number)

    @property
    def is_weekly(self) -> bool:
        """Divided by for the remainder: a weekday or a leap year, more often than not."""
        return self.found.spot.role == "/" and wellknown.is_parity(self.number) and "REMAINDER" in self.statement.words


class Numbers:
    """The unnamed numbers of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def found(self) -> list[Found]:
        """Literal operands about a named item, in the order of the program: in conditions all, elsewhere numbers but 0 and 1."""
        out: list[Found] = []
        texts = self._program.tree.tokens_.texts
        for statement in self._program.statements:
            for spot in operands.spots(statement.shape, statement.facts):
                text = texts[statement.base + spot.at]
                if (text in _TRIVIAL or spot.is_text) and spot.kind not in ("compare", "when"):
                    continue
                subject = texts[statement.base + spot.subject] if spot.subject >= 0 else _evaluated(statement, spot)
                if subject:
                    out.append(Found(statement, spot, f"LENGTH OF {subject}" if spot.length else subject, text))
        return out

    @cached_property
    def unnamed(self) -> list[Use]:
        """Uses of numbers that mean something and are not explained, in the order of the program."""
        evidence = self._program.evidence
        return [use for use in self._uses() if not self._is_plain(use) and not evidence.explains(use.literal)]

    def _uses(self) -> Iterator[Use]:
        comma = self._program.source.decimal_comma
        for found in self.found:
            spot = found.spot
            if spot.is_text or found.text in _TRIVIAL:
                continue
            number = value_of(found.text, comma)
            if number is None or number in _NOTHING:
                continue
            kind = "move" if spot.alone and "GIVING" in found.statement.words else spot.kind
            yield Use(found, kind, -number if _is_negated(spot) else number, self._is_rate(found, number))

    def _is_rate(self, found: Found, number: Decimal) -> bool:
        """A factor that is not whole, or so much in a hundred, where amounts are computed."""
        spot = found.spot
        if spot.role not in ("*", "/") or spot.alone:
            return False
        hundredths = spot.over != NONE and self._is_hundred(found)
        if number == int(number) and not (hundredths and number < 100):
            return False
        kinds = {kind for name in self._names(found.statement) for kind in subjects.about(name)}
        if wellknown.is_shifting(number) or number == Decimal("0.5"):
            return "rate" in kinds and number > Decimal("0.01")
        return bool(kinds & _PRICED) and not wellknown.is_conversion(number, self._names(found.statement))

    def _is_hundred(self, found: Found) -> bool:
        return found.statement.tree.tokens_.texts[found.statement.base + found.spot.over] == "100"

    def _names(self, statement: Statement) -> list[str]:
        texts = statement.tree.tokens_.texts
        return [texts[statement.base + at] for at in operands.names(statement.shape)]

    # ---- what needs no name

    def _is_plain(self, use: Use) -> bool:
        number, kinds = use.number, subjects.about(use.subject)
        if use.rate:
            return False
        if kinds & _PLACES or wellknown.is_place(use.subject) or wellknown.is_status(use.subject, number):
            return True
        if use.kind in ("arithmetic", "step"):
            return self._is_conversion(use)
        if "date" in kinds and abs(number) >= _DATES:
            return True  # a date in a condition: another family's
        if kinds & {"date", "time", "age"} and (2 <= number <= 31 or wellknown.is_calendar(number)):
            return True
        if use.kind == "move":
            return self._is_plain_move(use, kinds)
        if number <= _ORDINALS and kinds & {"index", "choice"}:
            return True
        if use.subject in self.accepted and number <= _CHOICES and use.found.is_equality:
            return True  # what the person at the terminal chose: the screen says what it means
        return self._has_condition(use) or self._bounds(use)

    def _is_conversion(self, use: Use) -> bool:
        """Scaling, rounding, units. What is added converts nothing, unless the statement is about dates or times."""
        if use.found.spot.role == "+" and abs(use.number) == 2:
            return False
        if use.number >= 1000 and use.found.spot.role == "/" and "REMAINDER" in use.statement.words:
            return any(subjects.about(name) & {"date", "time"} for name in self._names(use.statement))  # every so many, or digits of a date
        return wellknown.is_conversion(use.number, self._names(use.statement))

    def _is_plain_move(self, use: Use, kinds: frozenset[str]) -> bool:
        """A MOVE means something where the receiver says so, or where it is done over and over."""
        if kinds & {"index", "size"} or set(use.found.text) == {"9"}:
            return True
        return not kinds & _RECEIVERS and self._moved[use.subject, use.number] < _REPEATED

    @cached_property
    def _moved(self) -> Counter[tuple[str, Decimal]]:
        comma = self._program.source.decimal_comma
        moves = ((found.subject, value_of(found.text, comma), found.spot) for found in self.found if found.spot.kind == "move")
        return Counter((subject, -number if _is_negated(spot) else number) for subject, number, spot in moves if number is not None)

    @cached_property
    def accepted(self) -> set[str]:
        """Names that a person fills in: ACCEPT without FROM."""
        accepts = (statement.words for statement in self._program.statements if statement.shape[0] == "accept_statement")
        return {words[1] for words in accepts if len(words) > 1 and "FROM" not in words}

    def _has_condition(self, use: Use) -> bool:
        """An 88-level names the value."""
        return self._program.named_values.of(use.subject).has(use.number)

    def _bounds(self, use: Use) -> bool:
        found = use.found
        return found.statement.base + found.spot.at in self._bounding

    @cached_property
    def _bounding(self) -> set[int]:
        judged = self._program.evidence.judged
        return {bound.token for bound, score in judged if score.points >= _BOUNDING and bound.token >= 0}


def _is_negated(spot: Spot) -> bool:
    return bool(spot.literal[0] == "sign_expression")


def _evaluated(statement: Statement, spot: Spot) -> str:
    """The name of the subject of the EVALUATE in which a case stands; "" for TRUE and for expressions."""
    header = statement.parent
    while header is not None and header.shape[0] != "evaluate_phrase":
        header = header.parent
    parts = operands.subjects_of(header.shape) if header is not None else ()
    number = -2 - spot.subject
    part = parts[number] if 0 <= number < len(parts) else None
    return header.tree.tokens_.texts[edge(part, header.base, 1)] if header is not None and part is not None else ""


@lru_cache(maxsize=65536)
def value_of(text: str, decimal_comma: bool) -> Decimal | None:
    """The number that a spelling stands for; None for what is none (hexadecimal, floating-point with blanks)."""
    try:
        return Decimal(text.replace(",", ".") if decimal_comma else text)
    except InvalidOperation:
        return None
