"""A leap year test that leaves a rule out."""

from collections.abc import Iterator
from typing import Any

from cobolscan.program.model import Program
from cobolscan.rule import Finding, Rule, Severity
from cobolscan.rules.dates import _leap
from cobolscan.rules.dates._leap import LeapTest
from cobolscan.rules.dates._speech import parts

_SAYS = {
    2000: "divided by 4 and by 100 and not by 400: 2000 and 2400 are taken for common years",
    2100: "divided by 4 and by nothing else: 2100 is taken for a leap year (and so is 1900)",
}


class LeapYear(Rule):
    code = "DAT006"
    severity = Severity.WARNING
    precision = "high"
    tags = ("date", "leap-year")
    nodes = ("program",)
    claim = 20

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        for test in _leap.tests(program):
            if test.computed_wrong is not None:
                yield self._wrong(test, test.computed_wrong)

    def _wrong(self, test: LeapTest, year: int) -> Finding:
        first = next(division for division in test.divisions if division.divisor == 4)
        return self.finding(
            first.literal,
            f"{first.subject} is {_SAYS[year]}",
            literal=first.literal.spelling,
            subject=first.subject,
            statement=first.statement,
            data={"computed_wrong": year, "divisors": sorted(test.divisors)},
            related=list(parts(first.literal, [division.literal for division in test.divisions], "part of the same test")),
        )
