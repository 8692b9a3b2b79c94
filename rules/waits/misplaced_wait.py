"""A wait that is not valid, or does harm, in the environment of its program."""

from collections.abc import Iterator

from cobolscan.rule import Finding, Severity
from cobolscan.rules.waits._judged import MISPLACED, OBSOLETE, Judged, WaitRule


class MisplacedWait(WaitRule):
    code = "WAI006"
    precision = "high"
    tags = ("waits", "portability", "cics")
    claim = MISPLACED

    def about(self, judged: Judged) -> Iterator[Finding]:
        if judged.misplaced is not None:
            grave = judged.misplaced.grave
            yield self.told(judged, Severity.ERROR if grave else Severity.WARNING, MISPLACED if grave else OBSOLETE)
