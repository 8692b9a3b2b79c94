"""Comparisons of a date with a literal that spells one, pairs that admit a range taken together."""

from __future__ import annotations

import calendar as days
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.program.dates.calendar import roles, width
from cobolscan.program.dates.literals import DateLiteral, is_digits, read
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_LITERALS = ("number", "string")
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_STAMP = 27  # positions of the longest timestamp, with one to spare
_LOWER = (">", ">=")
_UPPER = ("<", "<=")
_SOMETHING_ELSE = frozenset(("number", "money", "counter", "size", "rate", "screen", "line"))


@dataclass(frozen=True, eq=False)
class Dated:
    """A date in a condition. `operator` has the subject on its left. `sure`: more than the look of the literal says that it is one."""

    subject: str
    operator: str
    literal: Literal
    date: DateLiteral
    statement: Node
    sure: bool
    named: str = ""  # the item or condition-name that holds the literal

    @property
    def says(self) -> str:
        return f"{self.date.says} ({self.literal.spelling})" if self.date.says not in ("", self.literal.spelling) else self.literal.spelling


Unit = tuple[Dated, ...]
"""One date, or the two ends of a range."""


def by_subject(program: Program) -> dict[str, list[Unit]]:
    """The dates in conditions, by what is compared with them, in the order of the program."""
    found: dict[str, dict[int, list[Dated]]] = defaultdict(lambda: defaultdict(list))
    for dated in _compared(program):
        found[dated.subject][dated.statement.base].append(dated)
    return {subject: [unit for group in groups.values() for unit in _units(group)] for subject, groups in found.items()}


def _compared(program: Program) -> Iterator[Dated]:
    """Cheap first: the spelling of the literal, then what it is compared with."""
    texts, division = program.tree.tokens_.texts, program.procedure_division
    for base, facts, found in division.each("comparisons"):
        for comparison in facts.comparisons:
            side = comparison.right if comparison.right[0] in _LITERALS else comparison.left
            if side is None or side[0] not in _LITERALS or type(side[1]) is not int:
                continue
            text = texts[base + side[1]]
            date = read(text.strip("'\"")) if len(text) > 3 else None
            if date is not None:
                yield from _dated(program, division.statement(*found), side, date)
    yield from _ranges(program)


def _dated(program: Program, statement: Statement, side: tuple[object, ...], date: DateLiteral) -> Iterator[Dated]:
    for compared in statement.comparisons:
        literal = statement.part(side)
        on_right = compared.comparison.right is side
        if not isinstance(literal, Literal) or not (on_right or compared.comparison.left is side):
            continue
        subject = compared.left if on_right else compared.right
        if subject is None:
            return
        operator = compared.operator if on_right else _MIRRORED.get(compared.operator, compared.operator)
        sure = _evidence(program, subject, date)
        if sure is not None:
            yield Dated(_name(subject), operator, literal, date, statement, sure)
        return


def _ranges(program: Program) -> Iterator[Dated]:
    """WHEN 20010101 THRU 20011231."""
    for statement in program.having("when_phrase"):
        for part in statement.all("when_range") if len(statement.shape) > 1 else ():
            header = next(iter(statement.enclosing("evaluate_phrase")), None)
            subject = header.children[0] if header and header.children else None
            for end, operator in zip(part.children, (">=", "<="), strict=False):
                date = read(end.spelling) if isinstance(end, Literal) else None
                sure = _evidence(program, subject, date) if subject is not None and date is not None else None
                if sure is not None and date is not None and subject is not None:
                    assert isinstance(end, Literal)
                    yield Dated(_name(subject), operator, end, date, statement, sure)


# ---- dates with a name


def named(program: Program) -> Iterator[Unit]:
    """Dates that items hold in every run and that dates are compared with, and those of 88-levels of dates: each once."""
    yield from _held(program)
    for item in program.items:
        if item.level == 88 and item.parent is not None and item.name and "holiday" not in roles(item.name):
            yield from _of_condition(program, item)


def _held(program: Program) -> Iterator[Unit]:
    held = {}
    for item in program.items:
        if item.level != 88 and item.name and len(item.values) == 1 and (date := read(item.values[0].spelling)) is not None:
            held[item.name] = date
    texts, told = program.tree.tokens_.texts, set()
    for statement in program.having("comparisons") if held else ():
        if held.keys().isdisjoint(texts[statement.first_token : statement.last_token + 1]):
            continue
        for compared in statement.comparisons:
            sides = (
                (compared.left, compared.right, compared.operator),
                (compared.right, compared.left, _MIRRORED.get(compared.operator, "")),
            )
            for subject, other, operator in sides:
                name = other.data_name if isinstance(other, Reference) else ""
                known = program.values.at(other) if other is not None and name in held.keys() - told else None
                if subject is None or known is None or known.how == "move" or not _evidence(program, subject, held[name]):
                    continue
                told.add(name)
                operator = operator or compared.operator
                yield (Dated(_name(subject), operator, known.literal, held[name], statement, True, name),)


def _of_condition(program: Program, item: DataItem) -> Iterator[Unit]:
    """88 OLD-RULES VALUES 20100101 THRU 20151231: the first range or date of it."""
    ends = next((part.children for part in item.node.all("value_item")), [])
    literals = [end for end in ends if isinstance(end, Literal)]
    dates = [(end, read(end.spelling)) for end in literals]
    if item.parent is None or not dates or len(literals) != len(ends):
        return
    name, first = item.parent.name, dates[0][1]
    if first is not None and first.digits == 4 and any(date is None for _, date in dates):
        return  # 1950 THRU 2099: what a year may be at all
    if first is None or _is_something_else(name) or not _fits(program, name, first):
        return
    if not (program.calendar.is_long_year(name) if first.digits == 4 else program.calendar.is_date(name) and first.form != "YYDDD"):
        return
    operators = ("=",) if len(dates) == 1 else (">=", "<=")
    ends_of = zip(dates, operators, strict=False)
    yield tuple(Dated(name, op, end, date, item.node, True, item.name) for (end, date), op in ends_of if date is not None)


# ---- is it a date?


def _name(subject: Node) -> str:
    if isinstance(subject, Reference):
        return subject.data_name
    return next((word for word in subject.words if word != "FUNCTION"), "")


def _evidence(program: Program, subject: Node, date: DateLiteral) -> bool | None:
    """Whether something says that the subject is a date: True by name, picture, group or assignment; False by the literal alone; None."""
    if subject.name == "function_call":
        return True if "CURRENT-DATE" in subject.words[:2] else None
    if not isinstance(subject, Reference):
        return None
    name = subject.data_name
    if subject.modified:
        return _of_part(program, subject, date)
    if date.digits == 4:
        return True if program.calendar.is_long_year(name) else None
    if _is_something_else(name) or not _fits(program, name, date):
        return None
    if program.calendar.is_date(name):
        return None if date.form == "YYDDD" and "julian" not in roles(name) else True
    return False if "-" in date.form and date.clear else None


def _of_part(program: Program, subject: Reference, date: DateLiteral) -> bool | None:
    """CURRENT-DATE (1:8), WS-DATE (1:4) and the like."""
    modifier = subject.child("reference_modifier")
    lengths = [int(text) for text in (modifier.words[-2:-1] if modifier is not None else []) if is_digits(text)]
    if lengths != [date.digits] and not (date.digits == 8 and lengths == [10]):
        return None
    name = subject.data_name
    if date.form == "YYDDD" and "julian" not in roles(name):
        return None
    return (
        True
        if roles(name) & {"date", "julian"}
        or any(width(item) < _STAMP for item in program.items_named(name) if program.calendar.is_date(name))
        else None
    )


def _is_something_else(name: str) -> bool:
    """A number of something, an amount, a count: unless the name says date as well, CLAIM-NO-DATE."""
    return bool(subjects.about(name) & _SOMETHING_ELSE) and not roles(name) & {"date", "julian"}


def _fits(program: Program, name: str, date: DateLiteral) -> bool:
    """Whether the item is as wide as the date, where its picture is known."""
    widths = {width(item) for item in program.items_named(name)} - {0}
    written = 10 if "-" in date.form or (date.form.count("/") == 2 and date.digits == 8) else 8 if "/" in date.form else date.digits
    return not widths or any(written <= found <= max(written + 1, 26 if written > 8 else 0) for found in widths)


# ---- pairs


def _units(group: list[Dated]) -> Iterator[Unit]:
    """In one condition a lower and an upper end belong together: >= A AND <= B, and < A OR > B."""
    waiting: Dated | None = None
    for dated in group:
        if waiting is not None and {waiting.operator, dated.operator} & {*_LOWER} and {waiting.operator, dated.operator} & {*_UPPER}:
            yield waiting, dated
            waiting = None
            continue
        if waiting is not None:
            yield (waiting,)
        waiting = dated if dated.operator in (*_LOWER, *_UPPER) else None
        if waiting is None:
            yield (dated,)
    if waiting is not None:
        yield (waiting,)


def only_month(unit: Unit) -> str:
    """The one month that a range admits, as YYYY-MM; "" when it is none or longer."""
    if len(unit) != 2 or any(dated.date.form != "YYYYMMDD" and dated.date.form != "YYYY-MM-DD" for dated in unit):
        return ""
    low, high = sorted(unit, key=lambda dated: (dated.date.year, dated.date.month, dated.date.day))
    first, last = _edge(low, 1), _edge(high, -1)
    whole = first[:2] == last[:2] and first[2] <= 1 and last[2] >= _length(last)
    return f"{first[0]}-{first[1]:02}" if whole else ""


def _length(edge: tuple[int, int, int]) -> int:
    return days.monthrange(edge[0], edge[1])[1]


def _edge(dated: Dated, step: int) -> tuple[int, int, int]:
    """The first (1) or last (-1) day that lies in the range: an end that is left out moves it by a day."""
    date = dated.date
    year, month, day = date.year, date.month, date.day
    within = (dated.operator in (">=", "<=")) or day == 0 or day > 31
    outside = (dated.operator == "<" and step == 1) or (dated.operator == ">" and step == -1)  # < A OR > B: A and B lie in what is left
    if within or outside:
        return year, max(1, min(month, 12)), day
    if step == 1:
        return (year, month, day + 1) if day < _length((year, max(1, min(12, month)), 1)) else _next_month(year, month)
    return (year, max(1, month), day - 1) if day > 1 else _previous_month(year, month)


def _next_month(year: int, month: int) -> tuple[int, int, int]:
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


def _previous_month(year: int, month: int) -> tuple[int, int, int]:
    year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return year, month, days.monthrange(year, month)[1]
