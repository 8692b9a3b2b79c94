"""How much a table that is filled at run time can hold."""

from collections.abc import Iterator
from typing import Any

from cobolscan.program import subjects
from cobolscan.program.data import DataItem
from cobolscan.program.model import Program
from cobolscan.rule import Finding, Option, Rule, Severity

_CALENDAR = frozenset((7, 12, 24, 31, 52, 53, 60, 366))


class TableCapacity(Rule):
    code = "LIM004"
    severity = Severity.INFO
    precision = "medium"
    tags = ("limit", "capacity")
    nodes = ("program",)
    claim = 31
    options = {"least": Option(2, "smaller tables are left alone")}

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        repeated = {id(score.table) for _, score in program.evidence.judged if score.table is not None and score.points > 2}
        for table in program.tables.all:
            small = (table.occurs_maximum or 0) < self.settings.least
            if small or id(table) in repeated or _is_fixed(table):
                continue
            if program.tables.filled(table):
                yield self._capacity(table, "medium")
            elif program.tables.open(table):
                yield self._capacity(table, "low")

    def _capacity(self, table: DataItem, confidence: str) -> Finding:
        most = table.occurs[-1]
        name = table.name or next((above.name for above in table.ancestors() if above.name), "a table")
        varies = f", as many as {table.depending_on} says" if table.depending_on else ""
        return self.finding(
            most,
            f"{name} holds at most {most.spelling} elements{varies}",
            literal=most.spelling,
            subject=name,
            statement=table.node,
            confidence=confidence,
            data={"depending_on": table.depending_on, "picture": table.picture, "comparable": table.section != "linkage_section"},
        )


def _is_fixed(table: DataItem) -> bool:
    """Months, weekdays and hours; and areas of the platform, such as SQLERRD."""
    return "status" in subjects.about(table.name) or (
        table.occurs_maximum in _CALENDAR and bool(subjects.about(table.name) & {"date", "time"})
    )
