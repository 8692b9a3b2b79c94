"""Century windows: a two-digit year that is compared with a pivot, and the century that each side gets.

`IF YY < 50 MOVE 20 TO CC ELSE MOVE 19 TO CC` takes 00 to 49 for 2000 to 2049. The window is fixed: a date of 2050 is read as 1950.
A pivot that is computed from the current year slides, and is no finding; but what it decides is no fixed century either.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from cobolscan.program.dates.calendar import CENTURIES, name_of, roles
from cobolscan.program.dates.centuries import Given, is_telling
from cobolscan.program.dates.literals import is_digits
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Compared, Statement

_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_FIRST, _LAST = 101, 1231  # as month and day
_GIVING = CENTURIES | {"100"}
_BEFORE = 200  # tokens in which a default is looked for
_BRANCHES = ("if_phrase", "when_phrase")


@dataclass(frozen=True, eq=False)
class Window:
    """Years below `pivot` are taken for those of the century `late`, the others for those of `early`.

    `literal` is the pivot as written (a date below 50 may say 49), `where` what holds it, `parts` the literals that give the centuries.
    """

    pivot: int
    early: int
    late: int
    subject: str
    literal: Literal
    where: Node
    parts: list[Given] = field(default_factory=list)
    test: Statement | None = None  # where the pivot is used, when it stands elsewhere

    @property
    def first_failing_year(self) -> int:
        return self.late * 100 + self.pivot

    @property
    def read_as(self) -> int:
        """What the first failing year is taken for."""
        return self.early * 100 + self.pivot


@dataclass(frozen=True, eq=False)
class _Test:
    """A condition on a two-digit year: true for years below `bound` (`below`) or from it on."""

    bound: int | None  # None: computed at run time
    below: bool
    literal: Literal | None
    subject: str


class Windows:
    """The century windows of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def _searched(self) -> tuple[list[Window], set[int]]:
        """The windows, and the first tokens of all statements whose century depends on a two-digit year."""
        windows: list[Window] = []
        decided: set[int] = set()
        for statement in self._branches():
            test = self._test(statement)
            if test is None:
                continue
            then, other = self._sides(statement)
            decided.update(given.statement.base for given in (*then, *other))
            window = self._window(statement, test, then, other)
            if window is not None:
                windows.append(window)
        return windows, decided

    @property
    def fixed(self) -> list[Window]:
        """Windows whose pivot is the same in every run."""
        return self._searched[0]

    @property
    def decided(self) -> set[int]:
        return self._searched[1]

    def _branches(self) -> Iterator[Statement]:
        """IF and WHEN phrases with a condition on a two-digit year."""
        if self._program.calendar.spelled.isdisjoint(_GIVING):
            return
        names = self._short_names
        if not names:
            return
        texts = self._program.tree.tokens_.texts
        for kind in _BRANCHES:
            for statement in self._program.having(kind):
                header = statement.enclosing("evaluate_phrase")[:1] if kind == "when_phrase" else []
                if any(not names.isdisjoint(texts[each.first_token : each.last_token + 1]) for each in (statement, *header)):
                    yield statement

    @cached_property
    def _short_names(self) -> frozenset[str]:
        """Names of two-digit years, of their condition-names, and of dates that begin with one."""
        calendar = self._program.calendar
        names = {item.name for item in calendar.named.get("year", ()) if calendar.is_short_year(item.name)}
        names |= {item.name for item in calendar.short_years}
        names |= self._short_dates
        names |= {condition.name for name in names for item in self._program.items_named(name) for condition in item.conditions}
        return frozenset(names - {""}) | self._undeclared

    @cached_property
    def _short_dates(self) -> frozenset[str]:
        """Names of dates of six digits that begin with the year."""
        return frozenset(item.name for item in self._program.calendar.short_dates)

    @cached_property
    def _undeclared(self) -> frozenset[str]:
        """Names that say so of items in copybooks that are missing."""
        if not any(copy.missing for copy in self._program.tree.copies):
            return frozenset()
        found = set()
        for statement in self._program.having("comparisons"):
            for compared in statement.facts.comparisons:
                for part in (compared.left, compared.right):
                    if part is not None and part[0] == "identifier":
                        name = statement.part(part).words[0]
                        if "year" in roles(name) and self._program.calendar.is_short_year(name):
                            found.add(name)
        return frozenset(found)

    # ---- the condition

    def _test(self, statement: Statement) -> _Test | None:
        for compared in statement.comparisons:
            test = self._compared(compared)
            if test is not None:
                return test
        for part in statement.all("when_range"):
            test = self._range(statement, part)
            if test is not None:
                return test
        return self._named_condition(statement)

    def _compared(self, compared: Compared) -> _Test | None:
        left, right, operator = compared.left, compared.right, compared.operator
        if left is None or operator not in _MIRRORED:
            return None
        if not self._is_short(left):
            left, right, operator = right, left, _MIRRORED[operator]
            if not self._is_short(left):
                return None
        subject, below = left.words[0], operator in ("<", "<=")
        literal = self._pivot(right)
        if literal is None:
            return _Test(None, below, None, subject) if isinstance(right, Reference) else None
        number = _of_date(literal, operator) if name_of(left) in self._short_dates else _two_digits(literal)
        if number is None:
            return None
        return _Test(number + (1 if operator in (">", "<=") else 0), below, literal, subject)

    def _is_short(self, operand: Node) -> bool:
        if isinstance(operand, Reference) and operand.modified:
            modifier = operand.child("reference_modifier")
            written = modifier.folded().replace(" ", "") if modifier is not None else ""
            return written == "(1:2)" and self._program.centuries.is_short(operand.data_name)
        return name_of(operand) in self._short_names

    def _pivot(self, operand: Node) -> Literal | None:
        """The literal of a pivot: here, or as the value of an item that nothing changes."""
        if isinstance(operand, Reference) and self._is_short(operand):
            return None
        known = self._program.values.at(operand)
        return known.literal if known is not None else None

    def _range(self, statement: Statement, part: Node) -> _Test | None:
        """WHEN 0 THRU 49 of EVALUATE YY."""
        header = next(iter(statement.enclosing("evaluate_phrase")), None)
        subject = header.children[0] if header and header.children else None
        if subject is None or not self._is_short(subject):
            return None
        return _of_range(part.children, subject.words[0])

    def _named_condition(self, statement: Statement) -> _Test | None:
        """IF YEAR-IS-2000S, an 88-level with a range."""
        for reference in statement.all("identifier"):
            for item in self._program.items_named(reference.words[0]):
                if item.level == 88 and item.parent is not None and len(item.values) == 2 and item.parent.name in self._short_names:
                    return _of_range(list(item.values), item.parent.name)
        return None

    # ---- what the branches do

    def _sides(self, statement: Statement) -> tuple[list[Given], list[Given]]:
        inside = self._program.children_of(statement)
        centuries = self._program.centuries
        if statement.shape[0] == "if_phrase":
            others = [s for s in inside if s.shape[0] == "else_phrase"]
            then = [s for s in inside if s.shape[0] != "else_phrase"]
            return centuries.in_branch(then), centuries.in_branch([s for other in others for s in self._program.children_of(other)])
        header = next(iter(statement.enclosing("evaluate_phrase")), None)
        whens = self._program.children_of(header) if header is not None else []
        behind = [s for when in whens if when.base > statement.base for s in self._program.children_of(when)]
        return centuries.in_branch(inside), centuries.in_branch(behind)

    def _window(self, statement: Statement, test: _Test, then: list[Given], other: list[Given]) -> Window | None:
        if test.bound is None or test.literal is None or not 0 < test.bound < 100:
            return None
        pair = self._pair(test, then, other)
        if pair is None:
            return None
        low, high = (pair if test.below else pair[::-1]) if pair[0] is not None and pair[1] is not None else self._completed(test, pair)
        if low is None or high is None or low != high + 1:
            return None
        parts = [*then, *other, *self._default(statement, then)]
        elsewhere = not statement.first_token <= test.literal.first_token <= statement.last_token
        where = self._holder(test.literal) if elsewhere else statement
        return Window(test.bound, high, low, test.subject, test.literal, where, parts, statement if elsewhere else None)

    def _pair(self, test: _Test, then: list[Given], other: list[Given]) -> tuple[int | None, int | None] | None:
        """The centuries of the two sides."""
        for given in (*then, *other):
            if given.how == "hundred" and given.target == test.subject and given in then:
                return (20, 19) if test.below else None
        first = [given for given in then if given.century and is_telling(given.target)]
        second = [given for given in other if given.century and is_telling(given.target)]
        if not first or (not second and not any(given.sure for given in first)):
            return None
        return first[0].century, second[0].century if second else None

    def _completed(self, test: _Test, pair: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
        """With one branch only: the years of the other side are those of the century next to it."""
        assert pair[0] is not None
        return (pair[0], pair[0] - 1) if test.below else (pair[0] + 1, pair[0])

    def _default(self, statement: Statement, then: list[Given]) -> list[Given]:
        """MOVE 19 TO CC in front of an IF that may make it 20."""
        targets = {given.target for given in then}
        earlier = [s for s in near(statement, _BEFORE, 0) if s.shape[0] == "move_statement"]
        return [given for s in earlier for given in self._program.centuries.of(s) if given.target in targets]

    def _holder(self, literal: Literal) -> Node:
        for item in self._program.items:
            if item.node.first_token <= literal.first_token <= item.node.last_token:
                return item.node
        return literal


def near(statement: Statement, before: int, behind: int) -> list[Statement]:
    """The other statements of the paragraph that begin at most so many tokens before or behind one."""
    around = statement.paragraph.statements if statement.paragraph is not None else []
    first = bisect_left(around, statement.base - before, key=attrgetter("base"))
    last = bisect_right(around, statement.base + behind, key=attrgetter("base"))
    return [other for other in around[first:last] if other is not statement]


def _of_range(ends: list[Node] | list[Literal], subject: str) -> _Test | None:
    literals = [end for end in ends if isinstance(end, Literal)]
    if len(literals) != 2:
        return None
    low, high = _two_digits(literals[0]), _two_digits(literals[1])
    if low is None or high is None:
        return None
    if low <= 1 and high < 99:
        return _Test(high + 1, True, literals[1], subject)
    return _Test(low, False, literals[0], subject) if high == 99 and low > 1 else None


def _two_digits(literal: Literal) -> int | None:
    """0 to 99 of a number or a text of digits."""
    text = literal.spelling.lstrip("+")
    if not is_digits(text) or len(text) > 3:
        return None
    number = Decimal(text)
    return int(number) if number < 100 else None


def _of_date(literal: Literal, operator: str) -> int | None:
    """The year of a date of six digits in which a window turns: 500101 with < , 491231 with >."""
    text = literal.spelling.lstrip("+")
    if len(text) != 6 or not is_digits(text):
        return None
    year, day = int(text[:2]), int(text[2:])
    if operator in ("<", ">="):
        return year if day <= _FIRST else None
    return year if day >= _LAST else None
