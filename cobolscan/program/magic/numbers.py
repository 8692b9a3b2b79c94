"""Numeric literals whose meaning nothing names: what is left when grammar, names, comments and conventions have had their say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cobolscan.program import subjects
from cobolscan.program.magic import operands as literal_operands
from cobolscan.program.magic import wellknown
from cobolscan.program.magic.operands import NONE, Spot
from cobolscan.syntax.nodes import Literal, decimal_of, edge, operator_of

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
_ONE = frozenset("1 1.0 1.00 1,0 1,00".split())
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")
_ASKS = ("compare", "when")
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
        if self.kind == "arithmetic" and self.statement.shape[0] not in literal_operands.ARITHMETIC:
            return f"computed with {self.subject}"  # in a condition nothing is computed for good
        return f"{_DOES[self.kind]} {self.subject}"

    @property
    def factor(self) -> str:
        """What stands beside the amount: * .0825, / 1.19, * (1 + .05)."""
        spot, base, texts = self.found.spot, self.statement.base, self.statement.tree.tokens_.texts
        if spot.beside == NONE:
            return f"{spot.role} {self.literal.spelling}"
        first, last = sorted((spot.at, spot.beside))
        return f"* ({' '.join(texts[base + first : base + last + 1])})"

    @property
    def is_ordinal(self) -> bool:
        """One of a few cases that are numbered from one on: a menu, a row, a step."""
        return self.kind == "when" and self.number <= _ORDINALS and not self.is_telling

    @property
    def is_telling(self) -> bool:
        """Three digits and more, or not whole: nobody guesses what it means."""
        return abs(self.number) >= 100 or self.number != int(self.number)

    @property
    def is_pass(self) -> bool:
        """Asked of something that is counted up: the third pass, the second argument."""
        return self.kind == "compare" and self.number <= _ORDINALS and self.found.is_equality

    @property
    def is_weekly(self) -> bool:
        """Divided by for the remainder: weekdays, leap years, minutes, more often than not."""
        return self.found.spot.role == "/" and wellknown.is_parity(self.number) and "REMAINDER" in self.statement.words


class Numbers:
    """The unnamed numbers of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._last: tuple[Statement, list[str]] | None = None

    @cached_property
    def found(self) -> list[Found]:
        """Literal operands about a named item, in the order of the program: in conditions all, in arithmetic numbers but 0 and 1."""
        return list(self._named(literal_operands.spots(self._program.having("literals"))))

    def _named(self, places: Iterable[tuple[Statement, Spot]]) -> Iterator[Found]:
        texts = self._program.tree.tokens_.texts
        for statement, spot in places:
            base = statement.base
            text = texts[base + spot.at]
            if spot.kind not in _ASKS and (text in _TRIVIAL or spot.is_text):
                continue
            subject = texts[base + spot.subject] if spot.subject >= 0 else _evaluated(statement, spot)
            if subject:
                yield Found(statement, spot, f"LENGTH OF {subject}" if spot.length else subject, text)

    @cached_property
    def unnamed(self) -> list[Use]:
        """Numbers that are compared or computed with, that mean something and are not explained, in the order of the program."""
        explains = self._program.evidence.explains
        return [use for use in self._uses(self.found) if use.kind != "move" and not self._is_plain(use) and not explains(use.literal)]

    @cached_property
    def moved(self) -> list[Use]:
        """The same of numbers that are moved, where the receiver says that they mean something, or where they are moved over and over."""
        moves = list(self._uses(self._named(literal_operands.moves(self._program.having("moves")))))
        moves += [use for use in self._uses(self.found) if use.kind == "move"]
        times = Counter((use.subject, use.number) for use in moves)
        explains = self._program.evidence.explains
        plain = self._is_plain_move
        return [use for use in moves if not plain(use, times[use.subject, use.number]) and not explains(use.literal)]

    def _uses(self, among: Iterable[Found]) -> Iterator[Use]:
        comma = self._program.source.decimal_comma
        for found in among:
            spot = found.spot
            if spot.is_text or found.text in _TRIVIAL:
                continue
            number = value_of(found.text, comma)
            if number is None or number in _NOTHING:
                continue
            kind = "move" if spot.alone and "GIVING" in found.statement.words else spot.kind
            yield Use(found, kind, -number if _is_negated(spot) else number, self._is_rate(found, number))

    def _is_rate(self, found: Found, number: Decimal) -> bool:
        """A factor that is not whole, or so much in a hundred, or 1 and so much more or less, where amounts are computed."""
        spot = found.spot
        if spot.alone or not (spot.role in ("*", "/") or (spot.beside != NONE and self._spelt(found, spot.beside) in _ONE and number < 1)):
            return False
        hundredths = self._is_in_hundred(found)
        if number == int(number) and not (hundredths and number < 100):
            return False
        kinds = {kind for name in self._names(found.statement) for kind in subjects.about(name)}
        if spot.beside == NONE and (number == Decimal("0.5") or (wellknown.is_shifting(number) and not _is_tenth(spot, number))):
            return "rate" in kinds and number > Decimal("0.01")
        if _is_tenth(spot, number) or spot.beside != NONE:
            return bool(kinds & _PRICED)
        return bool(kinds & _PRICED) and not wellknown.is_conversion(number, self._names(found.statement))

    def _is_in_hundred(self, found: Found) -> bool:
        """* 7 / 100, * .01 * 7."""
        spot, comma = found.spot, self._program.source.decimal_comma
        if spot.over != NONE and self._spelt(found, spot.over) == "100":
            return True
        return any(at != spot.at and value_of(self._spelt(found, at), comma) == _HUNDREDTH for at in spot.factors)

    def _spelt(self, found: Found, token: int) -> str:
        return found.statement.tree.tokens_.texts[found.statement.base + token]

    def _names(self, statement: Statement) -> list[str]:
        """The names in a statement; those of the last one are kept, for a long expression asks for each of its numbers."""
        if self._last is None or self._last[0] is not statement:
            self._last = statement, self._names_in(statement)
        return self._last[1]

    def _names_in(self, statement: Statement) -> list[str]:
        texts = statement.tree.tokens_.texts
        return [texts[statement.base + at] for at in literal_operands.names(statement.shape)]

    # ---- what needs no name

    def _is_plain(self, use: Use) -> bool:
        if use.rate:
            return False
        if self._is_known(use):
            return True
        if use.kind in ("arithmetic", "step"):
            return self._is_conversion(use)
        number, kinds = use.number, subjects.about(use.subject)
        if number <= _ORDINALS and kinds & {"index", "choice"}:
            return True
        if use.subject in self.accepted and number <= _CHOICES and use.found.is_equality:
            return True  # what the person at the terminal chose: the screen says what it means
        return self._program.named_values.of(use.subject).has(number) or self._bounds(use)

    def _is_known(self, use: Use) -> bool:
        """What the subject tells: a place on a page or screen, a status of the platform, the calendar."""
        number, kinds = use.number, subjects.about(use.subject)
        if kinds & _PLACES or wellknown.is_place(use.subject):
            return True
        if wellknown.is_status(use.subject, number):
            return self._has_commands or not wellknown.is_response(use.subject)
        if use.kind in ("arithmetic", "step"):
            return False
        if "date" in kinds and abs(number) >= _DATES:
            return True  # a date in a condition: another family's
        return bool(kinds & {"date", "time", "age"}) and (2 <= number <= 31 or wellknown.is_calendar(number))

    def _is_plain_move(self, use: Use, times: int) -> bool:
        """A MOVE means something where the receiver says so, or where it is done over and over."""
        kinds = subjects.about(use.subject)
        if kinds & {"index", "size"} or set(use.found.text) == {"9"}:
            return True
        return (not kinds & _RECEIVERS and times < _REPEATED) or self._is_known(use)

    def _is_conversion(self, use: Use) -> bool:
        """Places on a screen; scaling, rounding, units. What is added converts nothing, unless the statement is about dates or times."""
        names = self._names(use.statement)
        if any("screen" in subjects.about(name) for name in names):
            return True
        if use.found.spot.role == "+" and (abs(use.number) == 2 or wellknown.is_rounding(use.found.text)):
            return use.number != int(use.number)
        if use.number >= 1000 and use.found.spot.role == "/" and "REMAINDER" in use.statement.words:
            return any(subjects.about(name) & {"date", "time"} for name in names)  # every so many, or the digits of a date
        return wellknown.is_conversion(use.number, names)

    @cached_property
    def _has_commands(self) -> bool:
        """Whether there is any EXEC: without it a RESP is no response of CICS."""
        return bool(self._program.having("exec_statement"))

    @cached_property
    def accepted(self) -> set[str]:
        """Names that a person fills in: ACCEPT without FROM."""
        accepts = (statement.words for statement in self._program.having("accept_statement"))
        return {words[1] for words in accepts if len(words) > 1 and "FROM" not in words}

    def _bounds(self, use: Use) -> bool:
        found = use.found
        return found.statement.base + found.spot.at in self._bounding

    @cached_property
    def _bounding(self) -> set[int]:
        judged = self._program.evidence.judged
        return {bound.token for bound, score in judged if score.points >= _BOUNDING and bound.token >= 0}


def _is_tenth(spot: Spot, number: Decimal) -> bool:
    """A tenth of an amount is a rate more often than a shift of its digits."""
    return spot.role == "*" and number == _TENTH


def _is_negated(spot: Spot) -> bool:
    return bool(spot.literal[0] == "sign_expression")


def _evaluated(statement: Statement, spot: Spot) -> str:
    """The name of the subject of the EVALUATE in which a case stands; "" for TRUE and for expressions."""
    header = statement.parent
    while header is not None and header.shape[0] != "evaluate_phrase":
        header = header.parent
    parts = literal_operands.subjects_of(header.shape) if header is not None else ()
    number = -2 - spot.subject
    part = parts[number] if 0 <= number < len(parts) else None
    return header.tree.tokens_.texts[edge(part, header.base, 1)] if header is not None and part is not None else ""


@lru_cache(maxsize=65536)
def value_of(text: str, decimal_comma: bool) -> Decimal | None:
    """The number that a spelling stands for; None for what is none (hexadecimal, floating-point with blanks)."""
    return decimal_of(text, decimal_comma)
