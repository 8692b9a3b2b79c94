"""A comment for cobolscan that names no rule there is, or cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from cobolscan.program.model import Program
from cobolscan.rule import Finding, Rule, Severity, Suppression


class UnknownSuppression(Rule):
    code = "SUP003"
    severity = Severity.WARNING
    precision = "high"
    tags = ("suppressions",)
    nodes = ("suppression",)

    def check(self, one: Suppression, program: Program | None) -> Iterator[Finding]:
        for problem in one.problems:
            yield self.finding(one, problem if one.first else f"suppresses nothing: {problem}")
