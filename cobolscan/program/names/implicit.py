"""What is read and written without being named: records and status of files, objects of DEPENDING ON, fields of screens and reports,
parameters, EXTERNAL items, the SQLCA."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.data.files import File
from cobolscan.program.data.items import DataItem
from cobolscan.program.names.mentions import Mention
from cobolscan.program.statements import Statement
from cobolscan.syntax.nodes import Reference

if TYPE_CHECKING:
    from cobolscan.program.model import Program

Unnamed = tuple[Statement | None, str, str, Mention | None]
"""Statement, how, through and what names the item: as in `uses.Use`."""

_READS = ("read_statement", "return_statement")
_WRITES = ("write_statement", "rewrite_statement", "release_statement")


class Implicit:
    """The unnamed uses of the items of one program, worked out together when one is asked for."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def of(self, item: DataItem) -> list[Unnamed]:
        return self._all.get(item, [])

    def has(self, item: DataItem) -> bool:
        return item in self._all

    @cached_property
    def _all(self) -> dict[DataItem, list[Unnamed]]:
        found: dict[DataItem, list[Unnamed]] = defaultdict(list)
        for part in (self._of_files(), self._of_entries(), self._of_records()):
            for item, unnamed in part:
                found[item].append(unnamed)
        return found

    # ---- files

    def _of_files(self) -> Iterator[tuple[DataItem, Unnamed]]:
        for file in self._program.files:
            statements = self._statements_of(file)
            for statement in statements:
                name = statement.name
                if name in _READS:
                    how = "both" if any(child.name == "read_into" for child in statement.children) else "write"
                    yield from ((record, (statement, how, "record", None)) for record in file.records)
                elif name in _WRITES and not any(True for _ in self._records_named(statement, file)):  # WRITE FILE
                    yield from ((record, (statement, "read", "record", None)) for record in file.records)
            yield from self._of_clauses(file, statements)

    def _of_clauses(self, file: File, statements: list[Statement]) -> Iterator[tuple[DataItem, Unnamed]]:
        names = self._program.names
        for through, clause in (("status", "file_status_clause"), ("key", "relative_key_clause"), ("record size", "record_depending")):
            for reference in _references(file, clause):
                item = names.resolve(reference).item
                for statement in statements if item is not None else ():
                    how = _how(through, statement)
                    if how and item is not None:
                        yield item, (statement, how, through, None)

    def _statements_of(self, file: File) -> list[Statement]:
        """The input-output statements for a file, in the order of the program."""
        found: dict[int, Statement] = {}
        mentions, names = self._program.mentions, self._program.names
        of_file = [mention for mention in mentions.of(file.name) if mention.operand.role in ("file", "sorted")]
        of_records = [
            mention
            for record in file.records
            for mention in mentions.of(record.name)
            if mention.operand.role == "record" and names.of_mention(mention).item is record
        ]
        for mention in (*of_file, *of_records):
            if mention.statement is not None:
                found[id(mention.statement)] = mention.statement
        return sorted(found.values(), key=lambda statement: statement.base)

    def _records_named(self, statement: Statement, file: File) -> Iterator[DataItem]:
        words = set(statement.words)
        return (record for record in file.records if record.name in words)

    # ---- clauses of other entries

    def _of_entries(self) -> Iterator[tuple[DataItem, Unnamed]]:
        names = self._program.names
        for mention in self._entry_mentions:
            item = names.of_mention(mention).item
            if item is None:
                continue
            target = item.parent if item.level == 88 and item.parent is not None else item
            yield from ((target, unnamed) for unnamed in self._of_mention(mention))

    @cached_property
    def _entry_mentions(self) -> list[Mention]:
        entries = self._program.mentions.of_entries.values()
        return [mention for found in entries for mention in found if mention.operand.through in _ENTRY_USES]

    def _of_mention(self, mention: Mention) -> Iterator[Unnamed]:
        through = mention.operand.through
        if through in ("caller", "host variable"):
            yield None, mention.operand.how, through, mention
        elif through == "depending":
            table = self._program.scopes.item_at(mention.base)
            yield from ((statement, "read", through, mention) for statement in self._naming_table(table))
        elif through in ("report", "sum"):
            yield from ((statement, "read", through, mention) for statement in self._of_kind("generate_statement", "terminate_statement"))
        elif through == "linage":
            yield from ((statement, "read", through, mention) for statement in self._of_kind("open_statement", "write_statement"))
        elif through == "screen":
            yield from self._of_screen(mention)

    def _of_screen(self, mention: Mention) -> Iterator[Unnamed]:
        how = mention.operand.how
        field = self._program.scopes.item_at(mention.base)
        if field is None:  # CURSOR and CRT STATUS of SPECIAL-NAMES
            yield from ((statement, how, "screen", mention) for statement in self._of_kind("accept_statement"))
            return
        for statement in self._naming_any([field, *field.ancestors()]):
            if statement.name == "accept_statement" and how != "read":
                yield statement, "write", "screen", mention
            elif statement.name == "display_statement" and how != "write":
                yield statement, "read", "screen", mention

    def _naming_table(self, table: DataItem | None) -> Iterator[Statement]:
        return self._naming_any([table, *table.ancestors()] if table is not None else [])

    def _naming_any(self, items: list[DataItem]) -> Iterator[Statement]:
        names, mentions = self._program.names, self._program.mentions
        for item in items:
            for mention in mentions.of(item.name) if item.name else ():
                if mention.statement is not None and names.of_mention(mention).item is item:
                    yield mention.statement

    def _of_kind(self, *kinds: str) -> Iterator[Statement]:
        return (statement for kind in kinds for statement in self._program.having(kind))

    # ---- records that others fill

    def _of_records(self) -> Iterator[tuple[DataItem, Unnamed]]:
        parameters = {mention.name for mention in self._entry_mentions if mention.operand.through == "caller"}
        for item in self._program.items:
            if item.parent is not None or item.level in (66, 78, 88):
                continue
            if item.has_clause("external_clause"):
                yield item, (None, "both", "external", None)
            elif item.section == "linkage_section" and item.name not in parameters and not item.redefines:
                yield item, (None, "both", "linkage", None)
        for file in self._program.files:
            if file.description is not None and file.description.child("external_clause") is not None:
                yield from ((record, (None, "both", "external", None)) for record in file.records)
        yield from self._of_sqlca()

    def _of_sqlca(self) -> Iterator[tuple[DataItem, Unnamed]]:
        """Every SQL statement fills the SQLCA, or SQLCODE and SQLSTATE where the program declares them."""
        declared = [item for name in ("SQLCA", "SQLCODE", "SQLSTATE") for item in self._program.items_named(name) if item.level < 66]
        for item in declared:
            if item.name == "SQLCA" or item.record.name != "SQLCA":
                for statement in self._of_kind("exec_statement"):
                    if statement.block.language == "SQL":
                        yield item, (statement, "write", "sqlca", None)


_ENTRY_USES = frozenset(("caller", "host variable", "depending", "report", "sum", "linage", "screen"))


def _references(file: File, clause: str) -> Iterator[Reference]:
    for entry in (file.select, file.description):
        for found in entry.all(clause) if entry is not None else ():
            yield from (part for part in found.children if isinstance(part, Reference))


def _how(through: str, statement: Statement) -> str:
    """What an input-output statement does with an item that goes with its file; "" when nothing."""
    name = statement.name
    if through == "status":
        return "" if name == "use_statement" else "write"
    if through == "record size":
        return "write" if name in _READS else "read" if name in _WRITES else ""
    if name in ("read_statement", "write_statement"):  # the relative key: given, or told when access is sequential
        return "both"
    return "read" if name in ("start_statement", "delete_statement", "rewrite_statement") else ""
