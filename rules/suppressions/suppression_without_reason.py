"""A comment that suppresses findings and does not say why."""

from __future__ import annotations

from collections.abc import Iterator

from cobolscan.program.model import Program
from cobolscan.rule import Finding, Rule, Severity, Suppression


class SuppressionWithoutReason(Rule):
    code = "SUP004"
    severity = Severity.WARNING
    precision = "high"
    tags = ("suppressions",)
    nodes = ("suppression",)
    enabled = False  # `require-reason` in the configuration, or --extend-select SUP004

    def check(self, one: Suppression, program: Program | None) -> Iterator[Finding]:
        if one.first and not any(map(str.isalnum, one.comment.reason)):
            comment = one.comment
            rules = ", ".join(comment.words)
            yield self.finding(one, f"no reason is given why {rules} {'can wait' if comment.fixme else 'does not count'} here")
