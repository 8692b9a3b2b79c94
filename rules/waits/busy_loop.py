"""Loops that wait by computing."""

from collections.abc import Iterator

from cobolscan.program.model import Program
from cobolscan.rule import Finding, Option, Rule
from cobolscan.rules.waits import _words
from cobolscan.rules.waits._busy import Busy, BusyLoops


class BusyLoop(Rule):
    code = "WAI002"
    precision = "high"
    tags = ("performance", "waits")
    nodes = ("program",)
    claim = 9
    options = {"least-passes": Option(1000, "the fewest passes of a loop that counts and does nothing")}

    def check(self, node: Program, program: Program) -> Iterator[Finding]:
        for busy in BusyLoops(program, self.settings.least_passes).found():
            yield self._told(busy)

    def _told(self, busy: Busy) -> Finding:
        if busy.clock is None:
            message = f"this loop counts to {busy.passes:,} and does nothing: it waits by computing, for as long as the machine takes"
        else:
            message = "this loop does nothing but look at the clock: it waits by computing, and takes a processor for as long as it lasts"
        place = busy.literal if busy.literal is not None else busy.header
        return self.finding(
            place,
            message,
            literal=busy.literal.spelling if busy.literal is not None else None,
            statement=busy.header,
            data=_words.UNKNOWN | {"in_loop": True, "passes": busy.passes, "clock": None if busy.clock is None else busy.clock.line},
        )
