"""Waits that nothing limits: for a lock, an event, a message, an operator."""

from collections.abc import Iterator

from cobolscan.program.model import Program
from cobolscan.rule import Finding
from cobolscan.rules.waits import _words
from cobolscan.rules.waits._found import waits_of
from cobolscan.rules.waits._judged import WaitRule
from cobolscan.rules.waits._loops import loops_around
from cobolscan.rules.waits._unbounded import unbounded


class UnboundedWait(WaitRule):
    code = "WAI003"
    precision = "high"
    tags = ("performance", "waits")
    claim = 3

    def check(self, node: Program, program: Program) -> Iterator[Finding]:
        for wait in unbounded(program, waits_of(program, self.routines)):
            loops = loops_around(wait.statement, program)
            finding = self.finding(
                wait.place,
                f"{wait.subject} waits without limit, until {wait.until}",
                subject=wait.subject,
                statement=wait.statement,
                severity=wait.severity,
                data=_words.UNKNOWN
                | {"in_loop": bool(loops), "loop": loops[0].loop.how if loops else None, "until": wait.until, "unbounded": True},
            )
            finding.matter = ("wait", wait.place.path, wait.place.line, wait.place.column)
            yield finding
