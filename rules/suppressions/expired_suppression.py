"""A comment that suppressed findings until a day that has passed."""

from __future__ import annotations

from collections.abc import Iterator

from cobolscan.program.model import Program
from cobolscan.rule import TODAY, Finding, Rule, Severity, Suppression


class ExpiredSuppression(Rule):
    code = "SUP002"
    severity = Severity.WARNING
    precision = "high"
    tags = ("suppressions",)
    nodes = ("suppression",)
    options = {"today": TODAY}

    def check(self, one: Suppression, program: Program | None) -> Iterator[Finding]:
        if not one.expired or one.problems:
            return
        back = f"; {one.covered} finding{' is' if one.covered == 1 else 's are'} back" if one.covered else ""
        until = one.comment.until
        yield self.finding(one, f"held until {until}{back}", data={"until": until, "findings": one.covered, "reason": one.comment.reason})
