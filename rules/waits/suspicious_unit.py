"""A duration that looks as if it were meant in another unit."""

from collections.abc import Iterator

from cobolscan.rule import Finding, Severity
from cobolscan.rules.waits._judged import DOUBT, Judged, WaitRule


class SuspiciousUnit(WaitRule):
    code = "WAI005"
    precision = "medium"
    tags = ("waits", "bug")
    claim = DOUBT

    def about(self, judged: Judged) -> Iterator[Finding]:
        if judged.doubt:
            yield self.told(judged, Severity.WARNING, DOUBT)
