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
        for table in tables:
            if id(table) in repeated:
                continue
            if (open_end := program.filling.unguarded.get(table.node.base)) is not None:
                yield self._unguarded(table, open_end)
            elif program.tables.filled(table):
                yield self._capacity(table, "medium")
            elif program.tables.open(table):
                yield self._capacity(table, "low")

    def _capacity(self, table: DataItem, confidence: str) -> Finding:
        varies = f", as many as {table.depending_on} says" if table.depending_on else ""
        return self._about(table, f"{_name(table)} holds at most {table.occurs[-1].spelling} elements{varies}", Severity.INFO, confidence)

    def _unguarded(self, table: DataItem, filled: Filled) -> Finding:
        most, index = table.occurs[-1].spelling, filled.index
        says = f"{_name(table)} holds {most} elements and nothing keeps {index} inside while {filled.input} goes on"
        finding = self._about(table, says, Severity.WARNING, "medium")
        finding.data |= {"unguarded": True, "index": index, "input": filled.input}
        finding.related += [_note(filled.step, f"{index} goes on to the next element"), _note(filled.source, "the next one is taken here")]
        return finding

    def _about(self, table: DataItem, message: str, severity: Severity, confidence: str) -> Finding:
        return self.finding(
            table.occurs[-1],
            message,
            literal=table.occurs[-1].spelling,
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


def _note(statement: Statement, message: str) -> Related:
    place = statement.place()
    return Related(place.path, place.line, place.column, "note", message)


def _repeated(program: Program) -> set[int]:
    """The tables of whose bound LIM003 speaks."""
    return {id(score.table) for _, score in program.evidence.judged if score.table is not None and score.points > 2}


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
