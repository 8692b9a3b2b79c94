"""Each read and write of an item: by its own name, through groups and redefinitions, and by what a statement does without naming it
(READ fills a record, every input-output statement its FILE STATUS).

Broad where the source cannot tell: storage overlaps by the tree of items, an argument BY REFERENCE is read and written, an address that is
given away may be used for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cobolscan.program.data.items import DataItem
from cobolscan.program.names.corresponding import Corresponding
from cobolscan.program.names.implicit import Implicit
from cobolscan.program.names.mentions import Mention
from cobolscan.program.names.overlap import Overlap
from cobolscan.program.statements import Statement
from cobolscan.syntax.nodes import Reference

if TYPE_CHECKING:
    from cobolscan.program.model import Program


class Use(NamedTuple):
    """One read or write of `item`.

    `statement` is None for what no statement of the program does: its caller (a parameter), another program (EXTERNAL), an EXEC block
    of the DATA DIVISION. `how`: read, write, both. `through` says how the item is reached: direct, condition (a condition-name of it),
    group (a group around it is named), member (an item in it), redefines, renames, corresponding, into, reference, content, value,
    returning, address, key, search, host variable, option (of CICS, DL/I), record (READ and WRITE of its file), status, record size,
    linage, depending (its table is used), screen, report, sum, sqlca, caller, external, linkage.
    """

    item: DataItem
    statement: Statement | None
    how: str
    through: str
    mention: Mention | None

    @property
    def reads(self) -> bool:
        return self.how != "write"

    @property
    def writes(self) -> bool:
        return self.how != "read"

    @property
    def reference(self) -> Reference | None:
        """The reference that names the item or what holds it; None in EXEC blocks and where nothing names it."""
        found = self.mention.node if self.mention is not None else None
        return found if isinstance(found, Reference) else None

    @property
    def part(self) -> str:
        """How much of what is named is meant: whole, subscripted (one element) or modified (some of its characters)."""
        operand = self.mention.operand if self.mention is not None else None
        return "modified" if operand and operand.modified else "subscripted" if operand and operand.subscripted else "whole"


class Uses:
    """The uses of the items of one program (and, of a GLOBAL item, those in programs that it contains)."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._own_known: dict[DataItem, list[Use]] = {}
        self._known: dict[DataItem, list[Use]] = {}
        self.overlap = Overlap(program)
        self._corresponding = Corresponding(program, self.overlap)

    def of(self, item: DataItem) -> list[Use]:
        """Every use of an item, in the order of the program; those that no statement makes come first."""
        known = self._known.get(item)
        if known is None:
            once: dict[tuple[int, int], Use] = {}
            for use in self._all(item):
                once.setdefault((id(use.statement), id(use.mention)), use)
            known = self._known[item] = sorted(once.values(), key=_place)
        return known

    def writers(self, item: DataItem) -> list[Use]:
        """The uses that may change an item."""
        return [use for use in self.of(item) if use.writes]

    def readers(self, item: DataItem) -> list[Use]:
        """The uses that depend on what an item holds."""
        return [use for use in self.of(item) if use.reads]

    def is_written(self, item: DataItem) -> bool:
        """Whether anything but its VALUE clause may give an item what it holds."""
        return any(use.writes for use in (self._known.get(item) or self._all(item)))

    def of_index(self, name: str) -> list[Use]:
        """The uses of an index-name, each with its table as the item: those that name it, and SEARCH, which moves a table's first index."""
        table = self._program.indexes.get(name)
        if table is None:
            return []
        resolved = (mention for mention in self._program.mentions.of(name) if self._program.names.of_mention(mention).item is table)
        found = [Use(table, mention.statement, mention.operand.how, mention.operand.through, mention) for mention in resolved]
        if name == table.indexes[0]:
            searches = (mention for mention in naming(self._program, table) if mention.operand.through == "search")
            found += [Use(table, mention.statement, "both", "search", mention) for mention in searches]
        return sorted((use for use in found if use.how), key=_place)

    # ---- how they are found

    def _all(self, item: DataItem) -> Iterator[Use]:
        """The uses of an item, its own first; one that reaches it on two ways comes twice."""
        yield from self._own(item)
        for other, relation in self.overlap.related(item):
            if self._mentioned(other):
                yield from self._through(item, other, relation)

    def _own(self, item: DataItem) -> list[Use]:
        """The uses that name an item or a condition-name of it, and those that are made without a name."""
        known = self._own_known.get(item)
        if known is None:
            found = [Use(item, mention.statement, mention.operand.how, mention.operand.through, mention) for mention in self._naming(item)]
            for condition in item.conditions:
                found += [Use(item, mention.statement, mention.operand.how, "condition", mention) for mention in self._naming(condition)]
            found = [use for use in found if use.how]
            found += [Use(item, statement, how, through, mention) for statement, how, through, mention in self._implicit.of(item)]
            known = self._own_known[item] = found
        return known

    def _through(self, item: DataItem, other: DataItem, relation: str) -> Iterator[Use]:
        for use in self._own(other):
            if (
                use.through == "corresponding"
                and relation != "member"
                and not self._corresponding.reaches(use.statement, use.mention, item)
            ):
                continue
            through = "corresponding" if use.through == "corresponding" and relation == "group" else relation
            yield Use(item, use.statement, use.how, through, use.mention)

    def _naming(self, item: DataItem) -> Iterator[Mention]:
        """The mentions in statements that mean an item."""
        yield from naming(self._program, item)
        if self._program.contained and self._program.names.is_global(item):
            for program in _contained(self._program):
                yield from naming(program, item)

    @cached_property
    def _implicit(self) -> Implicit:
        return Implicit(self._program)

    def _mentioned(self, item: DataItem) -> bool:
        """Whether anything may use an item by its own name, or a condition-name of it, or without a name."""
        if self._program.contained or self._implicit.has(item):
            return True
        mentions = self._program.mentions
        return mentions.has(item.name) or any(mentions.has(condition.name) for condition in item.conditions)


def naming(program: Program, item: DataItem) -> Iterable[Mention]:
    """The mentions in the statements of a program that mean an item."""
    mentions = program.mentions.of(item.name) if item.name else None
    if not mentions:
        return ()
    names = program.names
    alone = program.items_named(item.name) == [item]  # then a name without qualifiers means it, wherever data is named
    return [
        mention
        for mention in mentions
        if (alone and mention.operand.role == "data" and not mention.qualifiers) or names.of_mention(mention).item is item
    ]


def _contained(program: Program) -> Iterator[Program]:
    stack = list(program.contained)
    while stack:
        program = stack.pop(0)
        yield program
        stack = [*program.contained, *stack]


def _place(use: Use) -> int:
    return use.statement.base if use.statement is not None else -1
