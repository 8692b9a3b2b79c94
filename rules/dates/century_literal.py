"""A century that is written as a number: every date gets it, whatever its year."""

from collections.abc import Iterator
from typing import Any

from cobolscan.program.model import Program
from cobolscan.rule import Finding, Rule, Severity
from cobolscan.rules.dates import _centuries
from cobolscan.rules.dates._centuries import Use
from cobolscan.rules.dates._speech import parts


class CenturyLiteral(Rule):
    code = "DAT002"
    severity = Severity.WARNING
    precision = "high"
    tags = ("date", "y2k")
    nodes = ("program",)
    claim = 20

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        for use in _centuries.uses(program):
            yield self._century(use)

    def _century(self, use: Use) -> Finding:
        return self.finding(
            use.literal,
            use.message,
            literal=use.literal.spelling,
            subject=use.subject or None,
            statement=use.where,
            severity=self.severity if use.fixed else Severity.INFO,
            confidence="high" if use.sure else "medium",
            data={"kind": use.kind, "century": use.century},
            related=list(parts(use.literal, use.others, f"{use.subject} again")),
        )
