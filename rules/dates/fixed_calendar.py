"""Working days and holidays that are decided by literals."""

from collections.abc import Iterator
from typing import Any

from cobolscan.program.dates.literals import is_digits
from cobolscan.program.model import Program
from cobolscan.rule import Finding, Rule, Severity
from cobolscan.rules.dates import _holidays, _weekdays
from cobolscan.rules.dates._fixed import Fixed
from cobolscan.rules.dates._speech import parts


class FixedCalendar(Rule):
    code = "DAT005"
    severity = Severity.INFO
    precision = "medium"
    tags = ("date", "calendar", "holiday")
    nodes = ("program",)
    claim = 20

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        for fixed in (*_weekdays.weekdays(program), *_holidays.holidays(program)):
            yield self._calendar(fixed)

    def _calendar(self, fixed: Fixed) -> Finding:
        first = fixed.literals[0]
        return self.finding(
            first,
            _says(fixed),
            literal=first.spelling,
            subject=fixed.subject,
            statement=fixed.where,
            severity=Severity.WARNING if fixed.dated else self.severity,
            data={"kind": fixed.kind, "literals": len(fixed.literals)},
            related=list(parts(first, fixed.literals[1:], "part of the same calendar")),
        )


def _says(fixed: Fixed) -> str:
    if fixed.kind == "weekday":
        days = ", ".join(dict.fromkeys(literal.spelling for literal in fixed.literals))
        return f"what happens on which day of the week is decided by its number ({fixed.subject}: {days}): holidays are not thought of"
    if fixed.dated:
        years = [
            int(literal.spelling[:4])
            for literal in fixed.literals
            if is_digits(literal.spelling[:4]) and literal.spelling[:2] in ("19", "20")
        ]
        last = f", the last in {max(years)}" if years else ""
        return f"{fixed.subject} lists holidays with their years{last}: it ends there"
    return f"holidays are listed in code ({fixed.subject}, {fixed.literals[0].spelling} first): those that move or are new are missing"
