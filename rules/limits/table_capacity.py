"""How much a table that is filled at run time can hold."""

from collections.abc import Iterator
from typing import Any

from cobolscan.program import subjects
from cobolscan.program.data.items import DataItem
from cobolscan.program.limits.bounded import table_in_words
from cobolscan.program.limits.filling import Filled
from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.rule import Finding, Option, Related, Rule, Severity
from cobolscan.syntax.nodes import Literal, Node

_CALENDAR = frozenset((7, 12, 24, 31, 52, 53, 60, 366))
_PLATFORM = ("DFH", "DSN", "EYU", "SQL")  # names that preprocessors and the platform give


class TableCapacity(Rule):
    code = "LIM004"
    severity = Severity.INFO
    precision = "medium"
    tags = ("limit", "capacity")
    nodes = ("program",)
    claim = 31
    options = {"least": Option(2, "smaller tables are left alone")}

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        tables = [table for table in program.tables.all if (table.occurs_maximum or 0) >= self.settings.least and not _is_fixed(table)]
        repeated = (
            {id(score.table) for _, score in program.evidence.judged if score.table is not None and score.points > 2} if tables else set()
        )
        seen: dict[int, Finding] = {}
        for table in tables:
            if id(table) in repeated:
                continue
            if (open_end := program.filling.unguarded.get(table.node.base)) is not None:
                yield self._unguarded(table, open_end)
            elif (confidence := _confidence(program, table)) is not None:
                entry = table.occurs_literal.base if table.occurs_literal is not None else table.node.base
                if entry in seen:  # one constant is the size of several tables
                    seen[entry].related.append(_sized(table))
                else:
                    yield seen.setdefault(entry, self._capacity(table, confidence))

    def _capacity(self, table: DataItem, confidence: str) -> Finding:
        varies = f", as many as {table.depending_on} says" if table.depending_on else ""
        where = table.occurs_literal or table.node
        return self._about(where, table, f"{_name(table)} holds at most {table.occurs_maximum} elements{varies}", Severity.INFO, confidence)

    def _unguarded(self, table: DataItem, filled: Filled) -> Finding:
        most, index = table.occurs_maximum, filled.index
        says = f"{_name(table)} holds {most} elements and nothing keeps {index} inside while {filled.input} goes on"
        where = table.node.child("occurs_clause") if _is_by_constant(table) else table.occurs_literal
        finding = self._about(where or table.node, table, says, Severity.WARNING, "medium")
        finding.data |= {"unguarded": True, "index": index, "input": filled.input}
        finding.related += [_note(filled.step, f"{index} goes on to the next element"), _note(filled.source, "the next one is taken here")]
        return finding

    def _about(self, where: Node, table: DataItem, message: str, severity: Severity, confidence: str) -> Finding:
        return self.finding(
            where,
            message,
            literal=where.spelling if isinstance(where, Literal) else str(table.occurs_maximum),
            subject=_name(table),
            statement=table.node,
            severity=severity,
            confidence=confidence,
            data={
                "depending_on": table.depending_on,
                "picture": table.picture,
                "bounds": table_in_words(table),
                "comparable": table.section != "linkage_section",
            },
        )


def _confidence(program: Program, table: DataItem) -> str | None:
    """How sure it is that a table is filled at run time; None when it is not."""
    if program.tables.filled(table):
        return "medium"
    return "low" if program.tables.open(table) else None


def _is_by_constant(table: DataItem) -> bool:
    """Whether the number stands in another entry, where it may be a limit of its own."""
    return table.occurs_literal is not None and table.occurs_literal.base != table.node.base


def _sized(table: DataItem) -> Related:
    place = table.node.place()
    return Related.at(place, "note", f"{_name(table)} has as many elements")


def _note(statement: Statement, message: str) -> Related:
    place = statement.place()
    return Related.at(place, "note", message)


def _name(table: DataItem) -> str:
    return table.name or next((above.name for above in table.ancestors() if above.name), "a table")


def _is_fixed(table: DataItem) -> bool:
    """Months, weekdays and hours, the bits of a byte, lines of a page; and areas of the platform, such as SQLERRD."""
    kinds = subjects.about(table.name)
    if "status" in kinds or "bit" in kinds or "page" in kinds or ("line" in kinds and "screen" not in kinds and table.section == ""):
        return True
    if any(item.name.startswith(_PLATFORM) and item.name != "DFHCOMMAREA" for item in (table, *table.ancestors())):
        return True
    return table.occurs_maximum in _CALENDAR and bool(kinds & {"date", "time"})
