"""A wait while a record, a resource or a unit of work is held: all who want it wait as well."""

from collections.abc import Iterator

from cobolscan.rule import Finding, Severity
from cobolscan.rules.waits._judged import HELD, Judged, WaitRule


class WaitWhileHeld(WaitRule):
    code = "WAI004"
    precision = "medium"
    tags = ("performance", "waits", "locks")
    claim = HELD

    def about(self, judged: Judged) -> Iterator[Finding]:
        if judged.held:
            yield self.told(judged, Severity.WARNING, HELD)
