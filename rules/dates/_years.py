"""What becomes of a two-digit year that the system gave: followed through groups, redefinitions and MOVE statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.program.dates.calendar import is_date_source, roles
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_HOPS = 4  # MOVE statements in a row
_COMPARING = ("if_phrase", "when_phrase", "evaluate_phrase", "perform_statement", "perform_inline", "search_phrase")
_COMPUTING = ("compute_statement", "add_statement", "subtract_statement", "multiply_statement", "divide_statement")
_SHOWING = ("display_statement", "write_statement", "string_statement")
_RANK = ("compared", "computed", "stored", "windowed", "passed", "shown")
_NOT_A_YEAR = frozenset(("month", "day"))


@dataclass(frozen=True, eq=False)
class Follows:
    """The gravest thing that is done with the year. `does` is one of compared, computed, stored, windowed, passed, shown."""

    does: str
    name: str
    statement: Statement


def follows(program: Program, accept: Statement, receiver: str) -> Follows | None:
    """What is done with the year of a receiver of ACCEPT FROM DATE; None when nothing is."""
    walk = _Walk(program)
    found = sorted(walk.uses(accept, receiver), key=lambda use: (_RANK.index(use.does), use.statement.base))
    # a year that is windowed has its century where it is compared or computed with
    other = [use for use in found if not (use.does in ("compared", "computed") and use.name in walk.windowed)]
    return other[0] if other else None


class _Walk:
    def __init__(self, program: Program) -> None:
        self._program = program
        self.windowed: set[str] = set()

    def _see(self, accept: Statement, receiver: str) -> list[Statement]:
        """Where a receiver is mentioned. An item that is given other things as well has the date only behind its ACCEPT."""
        writes = self._program.values.writes.get(receiver, ())
        found = self._program.calendar.mentions.get(receiver, [])
        if all(write.shape[0] == "accept_statement" and is_date_source(write) for write in writes):
            return found
        return [use for use in found if use.paragraph is accept.paragraph and use.base > accept.base]

    def uses(self, accept: Statement, receiver: str) -> Iterator[Follows]:
        """What is done with the receiver of an ACCEPT, and with what it is moved to."""
        todo, seen = [(receiver, 0)], set()
        while todo:
            name, hops = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            for same in self._same(name):
                if same in seen and same != name:
                    continue
                seen.add(same)
                for statement in self._see(accept, same) if same == receiver else self._program.calendar.mentions.get(same, ()):
                    yield from self._use(same, statement)
                    todo += [(target, hops + 1) for target in self._moved_to(same, statement) if hops < _HOPS]

    def _same(self, name: str) -> list[str]:
        """The item, what is in it, what redefines it: where the year may be read. Not the month and the day."""
        out, todo = [name], list(self._program.items_named(name))
        while todo:
            item = todo.pop()
            for other in (*item.children, *self._redefining(item)):
                if not roles(other.name) & _NOT_A_YEAR or "year" in roles(other.name):
                    out += [other.name] if other.name else []
                    todo.append(other)
        return out

    def _redefining(self, item: DataItem) -> Iterator[DataItem]:
        if item.parent is not None:
            yield from (other for other in item.parent.children if other.redefined == item.name and item.name)
        elif item.name:
            yield from (other for other in self._program.items if other.level in (1, 77) and other.redefined == item.name)

    def _moved_to(self, name: str, statement: Statement) -> list[str]:
        if statement.shape[0] != "move_statement" or not statement.children:
            return []
        source = statement.children[0]
        if not isinstance(source, Reference) or source.data_name != name or _takes_no_year(source):
            return []
        return [target.data_name for target in statement.written if not roles(target.data_name) & _NOT_A_YEAR]

    def _use(self, name: str, statement: Statement) -> Iterator[Follows]:
        kind = statement.shape[0]
        if kind in _COMPARING and _reads(statement, name):
            windowed = self._is_windowed(name, statement)
            if windowed:
                self.windowed.add(name)
            if windowed or self._is_year_test(name, statement):
                yield Follows("windowed" if windowed else "compared", name, statement)
        elif kind in _COMPUTING and _reads(statement, name):
            yield self._computed(name, statement)
        elif kind in _SHOWING and _reads(statement, name):
            yield Follows("shown", name, statement)
        elif kind == "call_statement":
            yield Follows("passed", name, statement)
        elif kind == "exec_statement" and statement.block.language == "SQL":
            yield Follows("stored", name, statement)
        elif kind == "move_statement":
            yield from self._stored(name, statement)

    def _is_windowed(self, name: str, statement: Statement) -> bool:
        windows = self._program.windows
        if any(window.subject == name for window in windows.fixed):
            return True
        inside = self._program.children_of(statement)
        return any(given.statement.base in windows.decided for given in self._program.centuries.in_branch(inside))

    def _is_year_test(self, name: str, statement: Statement) -> bool:
        """Compared as a whole or by its year, and with something that is no plain zero."""
        for compared in statement.comparisons:
            sides = [side for side in (compared.left, compared.right) if side is not None]
            if any(isinstance(side, Reference) and side.data_name == name and not _takes_no_year(side) for side in sides):
                other = [side for side in sides if not (isinstance(side, Reference) and side.data_name == name)]
                if not any(_is_nothing(side) for side in other):
                    return True
        return False

    def _computed(self, name: str, statement: Statement) -> Follows:
        decided = statement.base in self._program.windows.decided
        if decided:
            self.windowed.add(name)
        return Follows("windowed" if decided else "computed", name, statement)

    def _stored(self, name: str, statement: Statement) -> Iterator[Follows]:
        """Into the record of a file, not into a line that is printed or a heading."""
        source = statement.children[0] if statement.children else None
        if not isinstance(source, Reference) or source.data_name != name or _takes_no_year(source):
            return
        for target in statement.written:
            for item in self._program.items_named(target.data_name)[:1]:
                if roles(item.name) & _NOT_A_YEAR:
                    continue
                if item.section == "file_description" and not self._is_print(item):
                    yield Follows("stored", name, statement)
                elif self._is_print(item):
                    yield Follows("shown", name, statement)

    def _is_print(self, item: DataItem) -> bool:
        """Edited, in a heading or a line, or in a record that is written with ADVANCING."""
        names = [item.name, *(above.name for above in item.ancestors())]
        if any(subjects.about(name) & {"heading", "line", "page", "screen"} for name in names if name):
            return True
        return any(statement.words[1] in names and "ADVANCING" in statement.words for statement in self._program.having("write_statement"))


def _is_nothing(operand: Node) -> bool:
    """ZERO, SPACES, 0, '000000'."""
    if isinstance(operand, Literal):
        return not operand.spelling.strip("0 ")
    return operand.name in ("figurative", "plain_figurative")


def _takes_no_year(reference: Reference) -> bool:
    """A part of the item behind its first two positions."""
    modifier = reference.child("reference_modifier")
    return modifier is not None and modifier.words[1] not in ("1", "01")


def _reads(statement: Node, name: str) -> bool:
    return any(isinstance(part, Reference) and part.data_name == name and not _takes_no_year(part) for part in statement.all("identifier"))
