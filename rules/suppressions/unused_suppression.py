"""A comment that suppresses nothing."""

from __future__ import annotations

from collections.abc import Iterator

from cobolscan.program.model import Program
from cobolscan.rule import Finding, Rule, Severity, Suppression


class UnusedSuppression(Rule):
    code = "SUP001"
    severity = Severity.WARNING
    precision = "high"
    tags = ("suppressions",)
    nodes = ("suppression",)

    def check(self, one: Suppression, program: Program | None) -> Iterator[Finding]:
        if not one.unused or one.expired:  # SUP002 speaks about those
            return
        words = ", ".join(one.unused)
        rest = "" if len(one.unused) == len(one.comment.words) else "; the other rules that it names are found"
        yield self.finding(one, f"{words}: nothing of the kind is found {self._where(one)}{rest}", data={"unused": list(one.unused)})

    def _where(self, one: Suppression) -> str:
        if one.comment.reach == "file":
            return "in this file"
        return f"on line {one.last}" if one.first == one.last else f"on lines {one.first} to {one.last}"
