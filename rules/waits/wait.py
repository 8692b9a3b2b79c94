"""Statements and calls that hold the run unit, with the time they take and what that does to a loop."""

from collections.abc import Iterator

from cobolscan.rule import Finding, Severity
from cobolscan.rules.waits._judged import ALONE, LOOP, ROUTINES, Judged, WaitRule


class Wait(WaitRule):
    code = "WAI001"
    precision = "high"
    tags = ("performance", "waits")
    claim = 10
    shares = ""
    options = {"routines": ROUTINES}

    def about(self, judged: Judged) -> Iterator[Finding]:
        severity = judged.severity
        yield self.told(judged, severity, ALONE if severity is Severity.INFO else LOOP)
