"""What a limit bounds, in words: the elements of a table, the records read from a file, the tries of a command."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.program.values.values import Index
from cobolscan.syntax.nodes import Reference, leaves

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.limits.bounds import Bound
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_NEAR = 12  # statements before a count goes up among which the counted thing is looked for
_FILES = {
    "read_statement": "records read from",
    "return_statement": "records returned from",
    "write_statement": "records written to",
    "rewrite_statement": "records rewritten in",
    "release_statement": "records released to",
}
_DOES = ("open_statement", "read_statement", "write_statement", "call_statement", "exec_statement", "accept_statement")
_BESIDE = ("CICS DELAY", "CICS SYNCPOINT", "CICS ASKTIME", "CICS FORMATTIME", "CICS ABEND", "CICS SUSPEND", "SQL COMMIT", "SQL ROLLBACK")
_ROWS = ("FETCH", "READNEXT", "READPREV", "READQ TS", "READQ TD", "RETRIEVE", "RECEIVE")


class Bounded:
    """Words for what bounds of one program bound."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._counted: dict[int, str] = {}  # by the first token of the statement that counts
        self._files: dict[int, Statement | None] = {}  # the nearest input or output around a branch, by its first token
        self._named: dict[tuple[str, int], str] = {}
        self._tables: dict[str, dict[int, DataItem]] = {}  # those that an index picks elements of, anywhere in the program

    def of(self, bound: Bound, table: DataItem | None = None) -> str:
        """What a bound decides the number or size of; "" when nothing but its subject says."""
        if bound.kind in ("length", "sent"):
            return f"bytes of {bound.subject}"
        if bound.kind == "rows":
            return "rows of a query"
        if bound.kind == "option":
            return f"{bound.subject} of {command_of(bound.statement)}"
        if bound.kind == "retry":
            return f"tries of {bound.statement.words[0]} {bound.subject}"
        return self.by_name(bound.subject, table or self._table(bound)) or self._passes(bound)

    def _table(self, bound: Bound) -> DataItem | None:
        """The table that the subject indexes, by the place of the subscript; of several the one that the loop at hand uses."""
        name = bound.subject
        if not self._program.tables.indexed_by(name):
            return None
        loop = self._around(bound.statement) if bound.statement.shape[0].startswith("perform") else []
        for found in (self._picked(loop, name), self._picked_anywhere(name)):
            if len(found) == 1:
                return next((table for table in found.values() if table.occurs_maximum), None)
        return next((table for table in self._program.tables.indexed_by(name) if name in (table.depending_on, *table.indexes)), None)

    def _picked(self, statements: Iterable[Statement], name: str) -> dict[int, DataItem]:
        return {id(table): table for statement in statements for table in self._subscripted(statement, name)}

    def _picked_anywhere(self, name: str) -> dict[int, DataItem]:
        known = self._tables.get(name)
        if known is None:
            known = self._tables[name] = self._picked(self._program.having("touched"), name)
        return known

    def _subscripted(self, statement: Statement, name: str) -> Iterator[DataItem]:
        """The tables in which a statement picks an element by a name."""
        for part in statement.facts.touched:
            reference = statement.part(part)
            item = self._program.item(reference.data_name) if isinstance(reference, Reference) else None
            around = item.tables() if item is not None else []
            written = next((child.children for child in reference.children if child.name == "subscripts"), [])
            for subscript, table in zip(written, around, strict=True) if len(written) == len(around) else ():
                if isinstance(subscript, Reference) and subscript.data_name == name:
                    yield table

    def sized_by(self, name: str) -> str:
        """The table of which a constant gives the OCCURS; "" when none does."""
        for table in self._program.items_with("occurs_clause"):
            clause = table.node.child("occurs_clause")
            if clause is not None and name in clause.words[:4] and table.name:
                return f"the elements of table {table.name}"
        return ""

    def by_name(self, name: str, table: DataItem | None = None) -> str:
        """What an item counts, measures, or indexes in `table`."""
        key = name, -1 if table is None else id(table)
        known = self._named.get(key)
        if known is None:
            known = self._named[key] = self._by_name(name, table)
        return known

    def _by_name(self, name: str, table: DataItem | None) -> str:
        kinds = subjects.about(name)
        if name.startswith("LENGTH OF "):
            return f"length of {name[10:]}"
        if "given" in kinds:
            return "bytes that the caller gives"
        if "retry" in kinds:
            tried = self.tried(name)
            return f"tries of {tried}" if tried else "tries"
        if table is not None:
            return table_in_words(table)
        return next(filter(None, map(self.counted_at, self.steps(name))), "")

    def _passes(self, bound: Bound) -> str:
        if bound.kind == "times":
            return f"runs of {bound.subject}" if bound.subject else "passes of the loop"
        return "passes of the loop" if bound.kind == "until" else ""

    def tried(self, name: str) -> str:
        """What is tried again while an item counts: the command in the loop or paragraph where it goes up; "" when none is seen."""
        for statement in self._steps.get(name, ()):
            for other in self._around(statement):
                if other.shape[0] in _DOES and not (command := command_of(other)).startswith(_BESIDE):
                    return command
        return ""

    def _around(self, statement: Statement) -> list[Statement]:
        """The statements of the loop that a PERFORM controls, or of the nearest loop around another statement."""
        if statement.shape[0] == "perform_inline":
            return self._inside(statement)
        if statement.shape[0] == "perform_statement":
            numbers = self._program.procedures.range_of(statement)
            return [s for number in numbers for s in self._program.paragraphs[number].statements]
        loop = self._program.procedures.loop_of(statement)
        if loop is None:
            return []
        if loop.how == "GO TO":  # what stands before the jump back is what is done again
            return statement.paragraph.statements if statement.paragraph else []
        return self._around(loop.header) if loop.header.shape[0].startswith("perform") else []

    def _inside(self, branch: Statement) -> list[Statement]:
        """Every statement inside a branch or loop in line."""
        out: list[Statement] = []
        todo = [branch]
        while todo:
            inner = self._program.children_of(todo.pop())
            out += inner
            todo += inner
        return sorted(out, key=attrgetter("base"))

    def body_of(self, bound: Bound) -> list[Statement]:
        """The statements of the loop that a bound ends, or of the paragraph in which it stands."""
        return self._around(bound.statement)

    def looped_around(self, statement: Statement) -> list[Statement]:
        """The statements of the nearest loop around a statement, and of the paragraphs that they perform; none outside of loops."""
        procedures = self._program.procedures
        body = self._around(statement)
        numbers = {number for other in body for number in procedures.range_of(other)}
        inside = procedures.reached(numbers) - {other.paragraph.number for other in body if other.paragraph and not other.parent}
        return body + [s for number in sorted(inside) for s in self._program.paragraphs[number].statements]

    def stepped_in(self, loop: Statement) -> set[str]:
        """Names to which the body of a PERFORM adds."""
        texts = self._program.tree.tokens_.texts
        return {texts[next(leaves(target, s.base))] for s in self._around(loop) for target, _ in s.facts.increments}

    @cached_property
    def _steps(self) -> Mapping[str, list[Statement]]:
        """Where each counter goes up."""
        division = self._program.procedure_division
        return Index(division.by_name(attrgetter("increments")), lambda place: division.statement(*place))

    def steps(self, name: str) -> list[Statement]:
        """The statements that add to an item, PERFORM VARYING included."""
        return self._steps.get(name) or []

    def counted_at(self, statement: Statement) -> str:
        """What has just been read, written or fetched where a count goes up."""
        known = self._counted.get(statement.base)
        if known is None:
            known = self._counted[statement.base] = self._counted_at(statement)
        return known

    def _counted_at(self, statement: Statement) -> str:
        around = self._file_around(statement)
        if around is not None:
            return _things(around)
        if statement.paragraph is None or statement.shape[0].startswith("perform"):
            return ""
        statements = statement.paragraph.statements
        at = bisect_left(statements, statement.base, key=attrgetter("base"))
        return next(filter(None, map(_things, reversed(statements[max(at - _NEAR, 0) : at]))), "")

    def _file_around(self, statement: Statement) -> Statement | None:
        """The nearest statement around another one that reads or writes a file. Remembered for each branch: programs nest deep."""
        todo: list[Statement] = []
        branch = statement.parent
        while branch is not None and branch.base not in self._files:
            todo.append(branch)
            branch = branch.parent
        found = self._files[branch.base] if branch is not None else None
        for branch in reversed(todo):
            found = self._files[branch.base] = branch if branch.shape[0] in _FILES else found
        return found


def table_in_words(table: DataItem) -> str:
    """`table STOCK of 800 elements`."""
    name = table.name or next((above.name for above in table.ancestors() if above.name), "FILLER")
    return f"table {name} of {table.occurs_maximum} elements"


def command_of(statement: Statement) -> str:
    """A statement in two or three words: READ ACCTFILE, CICS LINK, CALL 'TRNLINK'."""
    if statement.shape[0] == "exec_statement":
        block = statement.block
        command = block.command.command if block.language == "CICS" and block.command else ""
        said = command or (block.sql.kind if block.language == "SQL" and block.sql else "")
        return f"{block.language} {said}".strip()
    words = statement.words
    if statement.shape[0] == "open_statement":
        return " ".join(words[:1] + words[2:3])
    return " ".join(words[:2])


def _things(statement: Statement) -> str:
    if statement.shape[0] in _FILES:
        return f"{_FILES[statement.shape[0]]} {statement.words[1]}"
    if statement.shape[0] != "exec_statement":
        return ""
    block = statement.block
    if block.language == "CICS" and block.command is not None and block.command.command in _ROWS:
        return f"records of CICS {block.command.command}"
    if block.language == "SQL" and block.sql is not None and block.sql.kind == "FETCH":
        return f"rows fetched from {block.sql.cursor or 'a cursor'}"
    return ""
