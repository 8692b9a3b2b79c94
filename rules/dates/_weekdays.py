"""Tests of the day of the week by its number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cobolscan.program.dates.calendar import name_of
from cobolscan.program.dates.literals import is_digits
from cobolscan.rules.dates._fixed import Fixed, decided_at
from cobolscan.syntax.nodes import Literal

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Compared, Statement

_DAYS_OF_WEEK = 8
_TOLD = frozenset(("DAY-OF-WEEK", "INTEGER-OF-DATE", "INTEGER-OF-DAY"))


def weekdays(program: Program) -> Iterator[Fixed]:
    """Tests of the day of the week, one for each condition or EVALUATE."""
    if program.calendar.spelled.isdisjoint(_TOLD):
        return
    names = _weekday_names(program)
    if not names:
        return
    groups: dict[int, list[tuple[Compared, Literal]]] = defaultdict(list)
    for statement in program.having("comparisons"):
        for compared in statement.comparisons:
            literal = _number_of(compared)
            if literal is not None and (name_of(compared.left) in names or name_of(compared.right) in names):
                groups[decided_at(statement)].append((compared, literal))
    for found in groups.values():
        statements = {compared.statement.base: compared.statement for compared, _ in found}
        if len(statements) < len(found) or not all(_only_names(program, statement) for statement in statements.values()):
            compared, literal = found[0]
            subject = name_of(compared.left) or name_of(compared.right)
            yield Fixed("weekday", subject, compared.statement, [literal for _, literal in found])
    for name in sorted(names):
        yield from _weekday_conditions(program, name)


def _weekday_conditions(program: Program, name: str) -> Iterator[Fixed]:
    """88 WEEKEND VALUE 6 THRU 7. A name for each day is good code."""
    for item in program.items_named(name):
        for condition in item.conditions:
            if len(condition.values) > 1:
                yield Fixed("weekday", name, condition.node, list(condition.values))


def _weekday_names(program: Program) -> set[str]:
    """What ACCEPT FROM DAY-OF-WEEK fills, what is computed as a rest by seven of a day, and what these are moved to."""
    accepted: dict[bool, set[str]] = {True: set(), False: set()}
    for statement in program.having("accept_statement"):
        accepted["DAY-OF-WEEK" in statement.words].update(reference.data_name for reference in statement.written)
    names = accepted[True] - accepted[False]
    for statement in program.having("compute_statement"):
        if {"INTEGER-OF-DATE", "INTEGER-OF-DAY"} & set(statement.words) and "7" in statement.words:
            names |= {reference.data_name for reference in statement.written}
    for statement in program.having("move_statement") if names else ():
        source = statement.children[0] if statement.children else None
        if name_of(source) in names:
            names |= {reference.data_name for reference in statement.written}
    return names


def _number_of(compared: Compared) -> Literal | None:
    for side in (compared.right, compared.left):
        if isinstance(side, Literal) and is_digits(side.spelling.lstrip("+")) and int(side.spelling) < _DAYS_OF_WEEK:
            return side
    return None


def _only_names(program: Program, statement: Statement) -> bool:
    """A branch that only says what the day is called."""
    inside = [s for s in program.children_of(statement) if s.shape[0] not in ("else_phrase", "when_phrase")]
    return bool(inside) and all(_says_a_name(s) for s in inside)


def _says_a_name(statement: Statement) -> bool:
    first = statement.children[0] if statement.children else None
    if statement.shape[0] == "display_statement":
        return True
    return statement.shape[0] == "move_statement" and first is not None and first.name == "string" and len(first.words[0]) > 4
