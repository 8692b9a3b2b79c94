"""Century windows: a two-digit year that is compared with a pivot, and the century that each side gets.

`IF YY < 50 MOVE 20 TO CC ELSE MOVE 19 TO CC` takes 00 to 49 for 2000 to 2049. The window is fixed: a date of 2050 is read as 1950.
A pivot that is computed from the current year slides, and is no finding; but what it decides is no fixed century either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.dates.calendar import CENTURIES, name_of, roles
from cobolscan.program.dates.centuries import Given, is_telling
from cobolscan.program.dates.deciding import Deciding
from cobolscan.program.dates.nearby import near
from cobolscan.program.dates.year_sets import ALL, Asked, Asking, Vocabulary, first, is_unbroken, last, span
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_GIVING = CENTURIES | {"100"}
_BEFORE = 200  # tokens in which a default is looked for
_BRANCHES = ("if_phrase", "when_phrase")


@dataclass(frozen=True, eq=False)
class Window:
    """Years from `first` (0, mostly) to below `pivot` are taken for those of the century `late`, the years `fails` and above for those
    of `early`.

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
    first: int = 0
    fails: int = 0
    hedged: bool = False  # something else decides as well: these years at most

    @property
    def first_failing_year(self) -> int:
        return self.late * 100 + self.fails

    @property
    def read_as(self) -> int:
        """What the first failing year is taken for."""
        return self.early * 100 + self.fails


class Windows:
    """The century windows of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._asked: dict[int, Asked | None] = {}

    @cached_property
    def _searched(self) -> tuple[list[Window], set[int]]:
        """The windows, and the first tokens of all statements whose century depends on a two-digit year."""
        windows: list[Window] = []
        decided: set[int] = set()
        seen: set[int] = set()
        for statement in self._branches():
            asked = self.asked(statement)
            if statement.base in seen or asked is None or not asked.decides:
                continue
            header = statement.enclosing("evaluate_phrase")[:1] if statement.shape[0] == "when_phrase" else []
            deciding = Deciding(self._program, self, header[0] if header else statement, asked.subject)
            deciding.pair()
            decided.update(given.statement.base for given in deciding.given)
            window = self._window(deciding)
            seen |= deciding.seen if window is not None or not deciding.hedged else {statement.base}
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

    def asked(self, statement: Statement) -> Asked | None:
        """What an IF or a WHEN asks of a two-digit year."""
        if statement.base not in self._asked:
            self._asked[statement.base] = Asking(statement, self._vocabulary).answer()
        return self._asked[statement.base]

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._is_short, lambda operand: name_of(operand) in self._short_dates, self._pivot, self._condition)

    def _condition(self, name: str) -> DataItem | None:
        """The 88-level of a year that has a name."""
        for item in self._program.items_named(name):
            if item.level == 88 and item.parent is not None and item.parent.name in self._short_names:
                return item
        return None

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

    # ---- what the branches do

    def siblings(self, statement: Statement) -> list[Statement]:
        """The statements of the branch or paragraph in which one stands, itself included."""
        if statement.parent is not None:
            return self._program.children_of(statement.parent)
        around = statement.paragraph.statements if statement.paragraph is not None else []
        return [other for other in around if other.parent is None]

    def _window(self, deciding: Deciding) -> Window | None:
        default = self._default(deciding)
        for centuries in _by_receiver(deciding, default):
            sides = _sides(deciding, centuries)
            if sides is not None:
                return self._of(deciding, *sides, default)
        return None

    def _of(self, deciding: Deciding, late: tuple[int, int], early: tuple[int, int], default: list[Given]) -> Window | None:
        """The window of (century, years) of both sides."""
        (high, recent), (low, others) = late, early
        pivot = last(recent) + 1
        above = others & ~span(0, pivot - 1)
        if not is_unbroken(recent) or not is_unbroken(above) or last(above) != 99 or (recent & (recent - 1) == 0 and recent != 1):
            return None
        turn = next((turn for turn in deciding.turns if turn.year == pivot), None)
        if turn is None:
            return None
        root = deciding.root
        literal = turn.literal
        where = next((s for s in self._branches_of(deciding) if s.first_token <= literal.first_token <= s.last_token), None)
        parts = [*deciding.given, *default]
        return Window(
            pivot,
            low,
            high,
            deciding.subject,
            literal,
            where or self._holder(literal),
            parts,
            None if where else root,
            first(recent),
            first(above),
            deciding.hedged,
        )

    def _branches_of(self, deciding: Deciding) -> Iterator[Statement]:
        return (s for kind in _BRANCHES for s in self._program.having(kind) if s.base in deciding.seen)

    def _default(self, deciding: Deciding) -> list[Given]:
        """MOVE 19 TO CC in front of an IF that may make it 20."""
        root = deciding.root
        earlier = [s for s in near(root, _BEFORE, 0) if s.shape[0] == "move_statement" and s.base < root.base]
        earlier = [s for s in earlier if s.parent is root.parent or s.parent is None]
        return [given for s in earlier for given in self._program.centuries.of(s) if given.target in deciding.centuries]

    def _holder(self, literal: Literal) -> Node:
        for item in self._program.items:
            if item.node.first_token <= literal.first_token <= item.node.last_token:
                return item.node
        return literal


def _by_receiver(deciding: Deciding, default: list[Given]) -> Iterator[dict[int, int]]:
    """The years by the century that they get: for each receiver, then for all of them together."""
    together: dict[int, int] = {}
    found = []
    for target, centuries in deciding.centuries.items():
        if not is_telling(target):
            continue
        left = ALL if deciding.hedged else ALL & ~sum(centuries.values())
        mine = {century: years for century, years in centuries.items() if years}
        before = next((given.century for given in reversed(default) if given.target == target), None)
        if before is not None and left:
            mine[before] = mine.get(before, 0) | left
        found.append(mine)
        for century, years in mine.items():
            together[century] = together.get(century, 0) | years
    yield from (centuries for centuries in found if len(centuries) > 1)
    if len(found) > 1 and sum(map(int.bit_count, together.values())) <= 100:
        yield together
    yield from (centuries for centuries in found if len(centuries) == 1)


def _sides(deciding: Deciding, centuries: dict[int, int]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """(century, years) of the late and the early side."""
    if len(centuries) == 2:
        (low, early), (high, late) = sorted(centuries.items())
        return ((high, late), (low, early)) if high == low + 1 else None
    if len(centuries) != 1 or deciding.open or not any(given.sure for given in deciding.given):
        return None
    (century, years), *_ = centuries.items()
    left = ALL & ~years
    if years & (years - 1) == 0 or not left:
        return None
    if years & 1:  # with one branch only: the years of the other side are those of the century next to it
        return (century, years), (century - 1, left)
    if deciding.hedged:
        return None
    return (century + 1, left), (century, years)
