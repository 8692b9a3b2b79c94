"""A fixed pivot that gives a two-digit year its century."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from cobolscan.program.dates.windows import Window
from cobolscan.program.model import Program
from cobolscan.rule import Finding, Related, Rule, Severity
from cobolscan.rules.dates._speech import related


class PivotYear(Rule):
    code = "DAT001"
    severity = Severity.WARNING
    precision = "high"
    tags = ("date", "y2k", "expiry")
    nodes = ("program",)
    claim = 20

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        by_literal: dict[int, list[Window]] = defaultdict(list)
        for window in program.windows.fixed:
            by_literal[window.literal.first_token].append(window)
        for windows in by_literal.values():
            yield self._pivot(windows)

    def _pivot(self, windows: list[Window]) -> Finding:
        window = windows[0]
        fails = window.first_failing_year
        return self.finding(
            window.literal,
            f"{_years(window)} are taken as {window.late}xx: a date of {fails} or later is read as {window.read_as}",
            literal=window.literal.spelling,
            subject=window.subject,
            statement=window.where,
            data={"pivot": window.pivot, "first_failing_year": fails, "read_as": window.read_as},
            related=[place for each in windows for place in _places(each)],
        )


def _years(window: Window) -> str:
    only = "only two-digit years" if window.hedged else "two-digit years"
    return f"{only} from {window.first:02} to {window.pivot - 1:02}" if window.first else f"{only} below {window.pivot:02}"


def _places(window: Window) -> Iterator[Related]:
    if window.test is not None:
        yield related(window.test, "elsewhere", f"{window.subject} is compared here")
    for given in window.parts:
        if given.literal is not None:
            yield related(given.literal, "origin", f"the century of {given.target}")
