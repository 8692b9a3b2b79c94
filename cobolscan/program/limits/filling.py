"""Tables that are filled from input of unknown length with nothing that keeps the index inside.

A table counts as guarded as soon as its index, a count that OCCURS depends on, or any count with its size, is compared in the program:
what is reported is what nothing looks at. A loop that ends by its index is a guard as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.program.limits.bounded import command_of
from cobolscan.syntax.nodes import descend, leaves

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.facts import Part
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_INPUTS = ("read_statement", "return_statement", "accept_statement", "exec_statement")
_CICS = ("READNEXT", "READPREV", "READQ TS", "READQ TD", "RECEIVE")


@dataclass(frozen=True)
class Filled:
    """A table, the index that walks through it, the statement that steps the index, and the input that drives the loop."""

    table: DataItem
    index: str
    step: Statement
    source: Statement

    @property
    def input(self) -> str:
        return command_of(self.source)


class Filling:
    """The unguarded tables of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def unguarded(self) -> dict[int, Filled]:
        """By the first token of the table's entry."""
        out: dict[int, Filled] = {}
        if not any(_takes(statement) for kind in _INPUTS for statement in self._program.having(kind)):
            return out
        for name in sorted(self._walkers):
            tables = [table for table in self._walkers[name] if not self._is_guarded(table, name)]
            driven = self._driven(name) if tables else None
            if driven is not None:
                out.update((table.node.base, Filled(table, name, *driven)) for table in tables)
        return out

    @cached_property
    def _walkers(self) -> dict[str, list[DataItem]]:
        """Names that stand in subscripts of items that are written, with the tables around these."""
        out: dict[str, list[DataItem]] = {}
        texts = self._program.tree.tokens_.texts
        for statement in self._program.having("subscripts"):
            for part in statement.facts.writes:
                names = _subscripting(part, texts, statement.base)
                tables = self._around(texts[next(leaves(part, statement.base))]) if any(names) else []
                if len(names) == len(tables):
                    for name, table in zip(names, tables, strict=True):
                        if table.occurs_maximum is not None:
                            out.setdefault(name, []).append(table)
        return {name: tables for name, tables in out.items() if self._program.bounded.steps(name)}

    def _around(self, name: str) -> list[DataItem]:
        """The tables around an item, the outermost first, as subscripts are written."""
        item = self._program.item(name)
        return item.tables() if item is not None else []

    def _is_guarded(self, table: DataItem, index: str) -> bool:
        names = {index, *table.indexes, *filter(None, (table.depending_on,))}
        if names & self.compared or any(item.conditions for name in names for item in self._program.items_named(name)):
            return True
        most = table.occurs_maximum or 0
        if any(number in self._numbers for number in (most - 1, most, most + 1)):
            return True
        return any(item.name in self._searched for item in (table, *table.ancestors()))

    def _driven(self, name: str) -> tuple[Statement, Statement] | None:
        """A step of the index in a loop, and what the same loop takes its input from; None where no loop reads without end."""
        for step in self._program.bounded.steps(name):
            if self._goes_with_another(step):
                continue
            body = self._program.bounded.looped_around(step)
            source = next((other for other in body if _takes(other)), None)
            if source is not None:
                return step, source
        return None

    def _goes_with_another(self, step: Statement) -> bool:
        """Whether the step stands under an IF on something that is stepped beside it: IF ROW < 20 ADD 1 TO ROW IX."""
        texts = self._program.tree.tokens_.texts
        for branch in step.enclosing("if_phrase"):
            asked: set[str] = set()
            for comparison in branch.facts.comparisons:
                asked |= _names(comparison.left, texts, branch.base) | _names(comparison.right, texts, branch.base)
            beside = [other for other in self._program.children_of(branch) if other.shape[0] != "else_phrase"]
            if any(texts[next(leaves(target, other.base))] in asked for other in beside for target, _ in other.facts.increments):
                return True
        return False

    @cached_property
    def compared(self) -> set[str]:
        """Every name that stands in a comparison, but for the end of a loop: UNTIL IX > COUNT asks how far IX has come, it does not
        keep COUNT inside."""
        out: set[str] = set()
        texts = self._program.tree.tokens_.texts
        for statement in self._program.having("comparisons"):
            varied = {texts[next(leaves(target, statement.base))] for target, _ in statement.facts.increments}
            for comparison in statement.facts.comparisons:
                left = _names(comparison.left, texts, statement.base)
                out |= left if varied & left else left | _names(comparison.right, texts, statement.base)
        for statement in self._program.having("evaluate_phrase"):
            out |= set(statement.words)
        return out

    @cached_property
    def _numbers(self) -> set[int]:
        """Numbers that a count or an index is compared with, and those of items that are; not SQLCODE's 100."""
        bounds = self._program.bounds
        numbers = {int(bound.number) for bound in bounds.literal if bound.number is not None and self._is_count(bound.subject)}
        for name in (name for name, others in bounds.by_name.items() if any(self._is_count(other.subject) for other in others)):
            numbers |= {int(value.number) for item in self._program.items_named(name) for value in item.values if value.number is not None}
        return numbers

    def _is_count(self, name: str) -> bool:
        if subjects.is_meaning(name):
            return False
        return subjects.is_quantity(name) or name in self._program.values.incremented or bool(self._program.tables.indexed_by(name))

    @cached_property
    def _searched(self) -> set[str]:
        return {word for statement in self._program.having("search_phrase") for word in statement.words}


def _names(part: Part | None, texts: list[str], base: int) -> set[str]:
    """The names under a shape."""
    if part is None:
        return set()
    return {texts[next(leaves(inner, base))] for inner, _ in descend(part) if inner[0] == "qualified"}


def _subscripting(part: Part, texts: list[str], base: int) -> list[str]:
    """What stands in each subscript of one written item: a name, or "" for anything else."""
    out = []
    for child in part[1:]:
        if type(child) is not int and child[0] == "subscripts":
            for subscript in child[1:]:
                if type(subscript) is not int:
                    name = texts[next(leaves(subscript, base))] if subscript[0] in ("identifier", "qualified") else ""
                    out.append(name)
    return out


def _takes(statement: Statement) -> bool:
    """Whether a statement takes one more of an input whose length nobody knows."""
    if statement.shape[0] not in _INPUTS:
        return False
    if statement.shape[0] == "read_statement":
        return not any(word in ("KEY", "INVALID") for word in statement.words)
    if statement.shape[0] != "exec_statement":
        return statement.shape[0] == "return_statement" or "FROM" not in statement.words
    block = statement.block
    if block.language == "CICS":
        return block.command is not None and block.command.command in _CICS
    return block.language == "SQL" and block.sql is not None and block.sql.kind == "FETCH"
