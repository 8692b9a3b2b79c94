"""The bound of a table, written again as a literal where the table is used."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from cobolscan.program import subjects
from cobolscan.program.data.items import DataItem
from cobolscan.program.dialect import named_constant_advice
from cobolscan.program.limits.bounded import table_in_words
from cobolscan.program.limits.bounds import Bound
from cobolscan.program.limits.evidence import Score
from cobolscan.program.model import Program
from cobolscan.rule import Finding, Rule, Severity
from cobolscan.rules.limits import _places


class RepeatedBound(Rule):
    code = "LIM003"
    severity = Severity.WARNING
    precision = "high"
    tags = ("limit", "capacity", "duplication")
    nodes = ("program",)
    claim = 29  # more than LIM001 knows about the same literal

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        judged = [(b, s, s.table) for b, s in program.evidence.judged if s.table is not None and s.points > 2]
        for _, group in groupby(sorted(judged, key=_identity), key=_identity):
            places = list(group)
            yield self._repeated(program, *places[0], [bound for bound, _, _ in places[1:]])

    def _repeated(self, program: Program, bound: Bound, score: Score, table: DataItem, others: list[Bound]) -> Finding:
        most, name = table.occurs_maximum, table.name or "FILLER"
        off = "" if bound.number == table.occurs_maximum else ", one off"
        subject = bound.subject or "the loop"
        return self.finding(
            bound.place,
            f"{bound.spelling} for {subject} repeats the bound of {name} (OCCURS {most}{off})",
            literal=bound.spelling,
            subject=bound.subject or None,
            statement=bound.statement,
            severity=self.severity if score.points >= 4 else Severity.INFO,
            confidence="high" if score.points >= 6 else "medium",
            data={
                "score": score.points,
                "evidence": score.reasons,
                "table": name,
                "occurs": table.occurs_maximum,
                "bounds": table_in_words(table),
                "advice": named_constant_advice(program),
                "comparable": subjects.is_comparable(bound.subject),
            },
            related=[*_places.declared(table, name), *map(_places.again, others)],
        )


def _identity(judged: tuple[Bound, Score, DataItem]) -> tuple[int, str, str]:
    bound, _, table = judged
    return table.node.base, bound.subject, str(bound.number)
