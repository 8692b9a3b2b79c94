"""A leap year test that leaves a rule out."""

from collections.abc import Iterator
from typing import Any

from cobolscan.program.model import Program
from cobolscan.rule import Finding, Rule, Severity
from cobolscan.rules.dates import _leap
from cobolscan.rules.dates._leap import LeapTest
from cobolscan.rules.dates._speech import parts


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
            f"{first.subject} is {_says(test, year)}",
            literal=first.literal.spelling,
            subject=first.subject,
            statement=first.statement,
            data={"computed_wrong": year, "divisors": sorted(test.divisors)},
            related=list(parts(first.literal, [division.literal for division in test.divisions], "part of the same test")),
        )


def _says(test: LeapTest, year: int) -> str:
    named = " and ".join(str(each) for each in sorted(test.excepted))
    besides = f", with {named} asked for by number" if named else ""
    if 100 in test.divisors:
        others = " and 2400 are taken for common years" if year == 2000 else " is taken for a common year"
        return f"divided by 4 and by 100 and not by 400{besides}: {year}{others}"
    how = "by 4 and not by 100" if 400 in test.divisors else "by 4 and by nothing else"
    return f"divided {how}{besides}: {year} is taken for a leap year{'' if named else ' (and so is 1900)'}"
