"""Holidays that are listed as literals: VALUE tables, condition-names, cases of an EVALUATE, pairs of month and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from cobolscan.program.dates.calendar import name_of, roles
from cobolscan.program.dates.literals import is_digits
from cobolscan.rules.dates._fixed import Fixed, decided_at
from cobolscan.source.lazy import lazy
from cobolscan.syntax.nodes import Literal, Reference

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Compared, Statement

_WITH_YEAR = lazy(r"(?:19|20)[0-9]{2}[-/.]?[0-9]{2}[-/.]?[0-9]{2}|[0-9]{2}[-/.][0-9]{2}[-/.](?:19|20)[0-9]{2}|[0-9]{4}(?:19|20)[0-9]{2}")
_WITHOUT_YEAR = lazy(r"[0-9][0-9][-/.]?[0-9][0-9]|[0-9]{3}")
_KNOWN = frozenset(("0101", "2512", "1225", "0501", "0105", "2612", "1226", "1224", "2412"))
_ENDS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEWEST = 3  # days of an EVALUATE without a name that says what they are


def holidays(program: Program) -> Iterator[Fixed]:
    """Lists of holidays: VALUE tables, cases of an EVALUATE, pairs of month and day."""
    named = program.calendar.named
    if "holiday" in named:
        yield from _tables(named["holiday"])
    yield from _conditions(named.get("holiday_condition", ()))
    if named.keys() & {"month", "day", "month_day", "date", "maybe_date"}:
        yield from _cases(program)
        yield from _pairs(program)


def _tables(items: Iterable[DataItem]) -> Iterator[Fixed]:
    done: set[int] = set()
    for item in items:
        top = item
        while top.parent is not None and "holiday" in roles(top.parent.name):
            top = top.parent
        if id(top) in done:
            continue
        done.add(id(top))
        literals = [literal for literal in _values_under(top) if _is_day(literal.spelling)]
        if len(literals) > 1 or any(len(literal.spelling) > 10 for literal in literals):
            yield Fixed("holidays", top.name, top.node, literals, any(_WITH_YEAR.match(literal.spelling) for literal in literals))


def _values_under(item: DataItem) -> list[Literal]:
    found, stack = [], [item]
    while stack:
        each = stack.pop()
        found += each.values
        stack.extend(reversed(each.children))
    return found


def _is_day(text: str) -> bool:
    """0101, 20240101, 2024-01-01, or several days in a row."""
    if _WITH_YEAR.fullmatch(text):
        return True
    if _WITHOUT_YEAR.fullmatch(text):
        return text.strip("0") != ""
    return is_digits(text) and len(text) >= 8 and len(text) % 4 == 0 and text.strip("0") != ""


def _conditions(items: Iterable[DataItem]) -> Iterator[Fixed]:
    """88 HOLIDAY VALUES 0101 1225."""
    for item in items:
        if len(item.values) > 1 and item.parent is not None:
            days = [literal for literal in item.values if _is_day(literal.spelling)]
            if len(days) > 1:
                yield Fixed("holidays", item.parent.name, item.node, days, bool(_WITH_YEAR.match(days[0].spelling)))


def _cases(program: Program) -> Iterator[Fixed]:
    """EVALUATE MMDD WHEN 0101 WHEN 1225, IF MMDD = 0101 OR 1225."""
    groups: dict[tuple[int, str], list[tuple[Compared, Literal]]] = defaultdict(list)
    texts = program.tree.tokens_.texts
    for statement in program.having("comparisons"):
        if not any(_may_be_day(texts[statement.base + c.right[1]]) for c in statement.facts.comparisons if type(c.right[1]) is int):
            continue
        for compared in statement.comparisons:
            literal, subject = compared.right, compared.left
            if (
                isinstance(literal, Literal)
                and isinstance(subject, Reference)
                and compared.operator == "="
                and _is_month_and_day(literal.spelling)
            ):
                groups[decided_at(statement), subject.data_name].append((compared, literal))
    for (_, subject), found in groups.items():
        literals = [literal for _, literal in found]
        known = sum(literal.spelling in _KNOWN for literal in literals)
        statement = found[0][0].statement
        fewest = _FEWEST if "month_day" not in roles(subject) else 2
        if (len(found) >= fewest and known >= 2) or (known and _is_called_so(program, statement)):
            yield Fixed("holidays", subject, statement, literals)


def _may_be_day(text: str) -> bool:
    return len(text) in (3, 4, 6, 7) and is_digits(text.strip("'\""))


def _is_month_and_day(text: str) -> bool:
    text = text.strip().zfill(4)
    return len(text) == 4 and is_digits(text) and (_is_pair(text[:2], text[2:]) or _is_pair(text[2:], text[:2]))


def _is_pair(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _is_called_so(program: Program, statement: Statement) -> bool:
    """The paragraph or what the branch sets has the name of holidays."""
    names = [statement.paragraph.name] if statement.paragraph is not None else []
    names += [word for inside in program.children_of(statement) for word in inside.words]
    return any("holiday" in roles(name) for name in names if name[0] not in "'\"")


def _pairs(program: Program) -> Iterator[Fixed]:
    """IF MM = 12 AND DD = 25: one finding for all such days of a paragraph."""
    groups: dict[int, list[tuple[Statement, list[Literal], tuple[int, int]]]] = defaultdict(list)
    for statement in program.having("comparisons"):
        if len(statement.facts.comparisons) > 1:
            for literals, pair in _pairs_of(statement):
                groups[statement.paragraph.number if statement.paragraph is not None else -1].append((statement, literals, pair))
    for found in groups.values():
        if not all(_is_edge(*pair) for _, _, pair in found):
            statement, literals, _ = found[0]
            subject = next(name_of(c.left) for c in statement.comparisons if c.right.first_token == literals[0].first_token)
            yield Fixed("holidays", subject, statement, [literal for _, of_pair, _ in found for literal in of_pair])


def _pairs_of(statement: Statement) -> Iterator[tuple[list[Literal], tuple[int, int]]]:
    """A month and a day that are equal to literals, next to each other."""
    listed = [_part_of(compared) for compared in statement.comparisons]
    taken = -1
    for number, (before, part) in enumerate(pairwise(listed)):
        if before is None or part is None or before[0] == part[0] or taken == number:
            continue
        around = (listed[number - 1] if number and taken != number - 1 else None, listed[number + 2] if number + 2 < len(listed) else None)
        if (around[0] is not None and around[0][0] == before[0]) or _goes_on(around[1], part, listed[number + 2 :]):
            continue  # MM = 4 OR 6 OR 9 OR 11 AND DD = 30: one of several months
        month, day = (before[1], part[1]) if before[0] == "month" else (part[1], before[1])
        yield [before[1], part[1]], (int(month.spelling), int(day.spelling))
        taken = number + 1


def _goes_on(after: tuple[str, Literal] | None, part: tuple[str, Literal], behind: list[tuple[str, Literal] | None]) -> bool:
    """DD = 30 AND MM = 4 OR 6 OR 9: more of the same kind behind, and no pair of its own."""
    if after is None or after[0] != part[0]:
        return False
    following = behind[1] if len(behind) > 1 else None
    return following is None or following[0] == part[0]


def _is_edge(month: int, day: int) -> bool:
    """The first or last day of a month: the end of a period, no holiday by itself."""
    return day == 1 or day >= _ENDS[month - 1] - (month == 2)


def _part_of(compared: Compared) -> tuple[str, Literal] | None:
    literal = compared.right
    if compared.operator != "=" or not isinstance(literal, Literal) or not is_digits(literal.spelling):
        return None
    kinds = roles(name_of(compared.left))
    for part, most in (("month", 12), ("day", 31)):
        if part in kinds and not kinds & ({"month", "day", "year"} - {part}) and 1 <= int(literal.spelling) <= most:
            return part, literal
    return None
