"""What rules ask about a program. Each answer is worked out once, when it is first asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.data.division import DataDivision
from cobolscan.program.data.items import DataItem, clauses_of
from cobolscan.program.dates.calendar import Calendar
from cobolscan.program.dates.centuries import Centuries
from cobolscan.program.dates.windows import Windows
from cobolscan.program.dialect import dialect_of
from cobolscan.program.limits.beyond import Passing
from cobolscan.program.limits.bounded import Bounded
from cobolscan.program.limits.bounds import Bounds
from cobolscan.program.limits.branches import Branches
from cobolscan.program.limits.evidence import Evidence
from cobolscan.program.limits.filling import Filling
from cobolscan.program.limits.named import Limits
from cobolscan.program.limits.overflow import Overflow
from cobolscan.program.limits.tables import Tables
from cobolscan.program.magic.codes import Codes
from cobolscan.program.magic.named_values import NamedValues
from cobolscan.program.magic.numbers import Numbers
from cobolscan.program.magic.slices import Slices
from cobolscan.program.procedure_division import ProcedureDivision
from cobolscan.program.procedures import Paragraph, Procedures
from cobolscan.program.statements import Compared, Statement
from cobolscan.program.values.amounts import Amounts
from cobolscan.program.values.values import Values
from cobolscan.source.model import SourceText
from cobolscan.syntax.nodes import Node, node
from cobolscan.syntax.tree import Item, Tree

if TYPE_CHECKING:
    from cobolscan.program.data.files import File
    from cobolscan.program.flow.flow import Flow
    from cobolscan.program.names.mentions import Mentions
    from cobolscan.program.names.names import Names
    from cobolscan.program.names.scopes import Scopes
    from cobolscan.program.names.uses import Uses
    from cobolscan.program.values.domains import Domains
    from cobolscan.syntax.driver import Shape

_PROGRAM_ID = frozenset(("program_id",))


class Program:
    """One compilation unit: a program, or a copybook or fragment without one (`name` is then "")."""

    def __init__(self, tree: Tree, name: str, items: list[Item], dialect: str = "auto") -> None:
        self.tree = tree
        self.stated_dialect = dialect  # what the configuration says; auto: what the program uses tells
        self.name = name
        self.syntax = items
        self.first_line: int | None = None  # once somebody asked
        self.steps_walked = 0  # statements looked at to find what reaches a place: see values/reaching.py
        self.outer: Program | None = None  # the program that contains this one
        self.contained: list[Program] = []  # programs right inside this one

    def forget(self) -> None:
        """Drop all that was worked out; the program is of no use any more.

        What a program knows refers to each other in circles. Cut here it is gone at once, and the collector need not look for it.
        """
        known = vars(self)
        division: ProcedureDivision | None = known.get("procedure_division")
        data: DataDivision | None = known.get("data_division")
        if division is not None:
            for paragraph in division.paragraphs:
                vars(paragraph).clear()
            vars(division).clear()
        if data is not None:
            for item in vars(data).get("items", ()):
                vars(item).clear()
            vars(data).clear()
        for part in known.values():
            if getattr(part, "_program", None) is self:
                vars(part).clear()
        known.clear()

    @property
    def source(self) -> SourceText:
        return self.tree.source

    # ---- data

    @cached_property
    def data_division(self) -> DataDivision:
        """What the data items share: constants, currency symbols, layout, storage."""
        return DataDivision(self.tree, self.syntax, self.stated_dialect)

    def items_with(self, clause: str) -> list[DataItem]:
        """The items whose entry has a clause (the grammar's name of it), in order. The list is shared: nobody changes it."""
        return self._with_clauses.get(clause, [])

    @cached_property
    def _with_clauses(self) -> dict[str, list[DataItem]]:
        found: dict[str, list[DataItem]] = defaultdict(list)
        for item in self.items:
            for clause in clauses_of(item.node.shape):
                found[clause].append(item)
        return dict(found)

    @cached_property
    def items(self) -> list[DataItem]:
        """The data description entries, screen and report entries in order; conditions (88), constants and RENAMES among them."""
        return self.data_division.items

    @property
    def files(self) -> list[File]:
        """The files, each with its SELECT entry, its description and its records."""
        return self.data_division.files

    def file(self, name: str) -> File | None:
        """A file by its name in upper case."""
        return next((file for file in self.files if file.name == name), None)

    @cached_property
    def _by_name(self) -> Mapping[str, list[DataItem]]:
        return self.data_division.names

    def items_named(self, name: str) -> list[DataItem]:
        """All items of that name (upper case); several when the name must be qualified."""
        return self._by_name.get(name, [])

    def item(self, name: str) -> DataItem | None:
        """The item, when just one has that name."""
        items = self._by_name.get(name, [])
        return items[0] if len(items) == 1 else None

    @cached_property
    def indexes(self) -> dict[str, DataItem]:
        """Index names with the table that they belong to."""
        return {name: item for item in self.items_with("occurs_clause") for name in item.indexes}

    @cached_property
    def tables(self) -> Tables:
        """The tables, what indexes them, and which are filled at run time."""
        return Tables(self)

    @cached_property
    def scopes(self) -> Scopes:
        """Which record, file or report an item belongs to."""
        from cobolscan.program.names.scopes import Scopes

        return Scopes(self)

    @cached_property
    def mentions(self) -> Mentions:
        """Every name where it stands."""
        from cobolscan.program.names.mentions import Mentions

        return Mentions(self)

    @cached_property
    def names(self) -> Names:
        """What each name means."""
        from cobolscan.program.names.names import Names

        return Names(self)

    @cached_property
    def uses(self) -> Uses:
        """Each read and write of an item."""
        from cobolscan.program.names.uses import Uses

        return Uses(self)

    # ---- procedure

    @cached_property
    def procedure_division(self) -> ProcedureDivision:
        """The PROCEDURE DIVISION: sentences with their facts."""
        return ProcedureDivision(self)

    @property
    def paragraphs(self) -> list[Paragraph]:
        return self.procedure_division.paragraphs

    @property
    def statements(self) -> list[Statement]:
        """Every statement and branch phrase in order. To find some of them, `having` is faster."""
        return self.procedure_division.statements

    @property
    def features(self) -> frozenset[str]:
        """All kinds of statements and sorts of facts that the program has."""
        return self.procedure_division.features

    @cached_property
    def words(self) -> frozenset[str]:
        """The spellings of all tokens of the program, in upper case."""
        items, texts = self.syntax, self.tree.tokens_.texts
        return frozenset(texts[items[0].start : items[-1].start + items[-1].length]) if items else frozenset()

    def having(self, feature: str) -> list[Statement]:
        """The statements of a kind (the grammar's name), or with a sort of fact: comparisons, numbers, moves ..."""
        return self.procedure_division.having(feature)

    def having_any(self, *features: str) -> list[Statement]:
        """The same of several kinds, one after the other."""
        return [statement for feature in features for statement in self.having(feature)]

    def having_where(self, kind: str, test: Callable[[Shape], bool]) -> list[Statement]:
        """The statements of a kind whose shapes pass a test."""
        return self.procedure_division.having_where(kind, test)

    @cached_property
    def procedures(self) -> Procedures:
        return Procedures(self)

    @cached_property
    def flow(self) -> Flow:
        """How control flows: what can come behind a statement, what loops."""
        from cobolscan.program.flow.flow import Flow  # few programs are asked for it

        return Flow(self)

    @cached_property
    def values(self) -> Values:
        return Values(self)

    @cached_property
    def amounts(self) -> Amounts:
        """The numbers that an operand can be where a statement uses it."""
        return Amounts(self)

    @cached_property
    def domains(self) -> Domains:
        """What an item can hold at any time."""
        from cobolscan.program.values.domains import Domains

        return Domains(self)

    @cached_property
    def bounds(self) -> Bounds:
        """Where the program bounds something."""
        return Bounds(self)

    @cached_property
    def limits(self) -> Limits:
        """Items that hold a limit."""
        return Limits(self)

    @cached_property
    def numbers(self) -> Numbers:
        """Numeric literals that nothing names."""
        return Numbers(self)

    @cached_property
    def dialect(self) -> str:
        """ibm, gnucobol, mf, acu, or 85 when nothing tells."""
        return dialect_of(self) if self.stated_dialect == "auto" else self.stated_dialect

    @cached_property
    def bounded(self) -> Bounded:
        """What limits bound, in words."""
        return Bounded(self)

    @cached_property
    def filling(self) -> Filling:
        """Tables that are filled with nothing that keeps the index inside."""
        return Filling(self)

    @cached_property
    def overflow(self) -> Overflow:
        """Counters at the end of their picture."""
        return Overflow(self)

    @cached_property
    def passing(self) -> Passing:
        """Subscripts and reference modification that pass their bound."""
        return Passing(self)

    @cached_property
    def branches(self) -> Branches:
        """What branches do with something that is too much."""
        return Branches(self)

    @cached_property
    def slices(self) -> Slices:
        """Parts of items that are taken by position."""
        return Slices(self)

    @cached_property
    def codes(self) -> Codes:
        """Items that are asked for values which nothing names."""
        return Codes(self)

    @cached_property
    def named_values(self) -> NamedValues:
        """The values that 88-levels name."""
        return NamedValues(self)

    @cached_property
    def calendar(self) -> Calendar:
        """Which items are dates, years and centuries."""
        return Calendar(self)

    @cached_property
    def centuries(self) -> Centuries:
        """Where a year is given its century."""
        return Centuries(self)

    @cached_property
    def windows(self) -> Windows:
        """Two-digit years that are windowed by a pivot."""
        return Windows(self)

    @cached_property
    def evidence(self) -> Evidence:
        """What speaks for and against a bound being a limit."""
        return Evidence(self)

    def children_of(self, statement: Statement) -> list[Statement]:
        """The statements right inside a branch or an in-line PERFORM, in order."""
        return self.procedure_division.children_of(statement)

    def paragraph_at(self, line: int) -> str | None:
        """The name of the paragraph (or section without paragraph) that a line stands in."""
        found = self.procedure_division.at_line(line)
        return found.name if found else None

    def scope_at(self, line: int) -> tuple[int, int] | None:
        """First and last line of the paragraph that a line stands in."""
        found = self.procedure_division.at_line(line)
        return (found.line, found.end_line) if found else None

    # ---- what rules subscribe to

    def nodes(self, kind: str) -> Iterable[object]:
        """Everything of one kind: "program", "data_item", "comparison", "statement", a statement's grammar name, or an entry's."""
        if kind == "program":
            return (self,)
        if kind == "data_item":
            return self.items
        if kind == "comparison":
            return self.comparisons
        if kind == "statement":
            return self.statements
        found = self.procedure_division.having(kind)
        return found or self._entries(kind)

    @cached_property
    def comparisons(self) -> list[Compared]:
        return [compared for statement in self.having("comparisons") for compared in statement.comparisons]

    def _entries(self, kind: str) -> list[Node]:
        if not self.tree.items_.count(kind):
            return []
        return [node(self.tree, item.start, item.shape) for item in self.syntax if item.shape[0] == kind]


def build(tree: Tree, dialect: str = "auto") -> list[Program]:
    """The programs of a file, nested ones apart from those around them; one without a name for a copybook or fragment.

    `dialect`: see Program.stated_dialect.
    """
    items = tree.items
    starts = [number for number, _ in tree.items_.among(_PROGRAM_ID)][: len(tree.programs)]
    if not starts:
        return [Program(tree, "", items, dialect)]
    ends = [*starts[1:], len(items)]
    begins = [0, *starts[1:]]
    programs = [Program(tree, name, items[begin:end], dialect) for name, begin, end in zip(tree.programs, begins, ends, strict=False)]
    if len(programs) > 1:
        _nest(programs)
    return programs


def _nest(programs: list[Program]) -> None:
    """Tell each program in which one it stands: what comes before an END PROGRAM is contained."""
    open_: list[Program] = []  # programs whose END PROGRAM has not come, outermost first
    for program in programs:
        if open_:
            program.outer = open_[-1]
            open_[-1].contained.append(program)
        open_.append(program)
        closed = sum(1 for item in program.syntax if item.shape[0] == "end_program")
        del open_[max(len(open_) - closed, 0) :]
