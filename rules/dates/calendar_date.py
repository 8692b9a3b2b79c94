"""A calendar date, written into a condition."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from cobolscan.program.model import Program
from cobolscan.rule import Finding, Option, Rule, Severity
from cobolscan.rules.dates import _conditions
from cobolscan.rules.dates._conditions import Unit
from cobolscan.rules.dates._speech import parts

_SIDES = {"<": "before", ">": "after", "<=": "up to", ">=": "from", "=": "on", "<>": "other than on"}


class CalendarDate(Rule):
    code = "DAT003"
    severity = Severity.WARNING
    precision = "high"
    tags = ("date", "cut-over", "expiry")
    nodes = ("program",)
    claim = 20
    options = {"table": Option(3, "so many dates of one item and more are taken for a table: one finding, as info")}

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        for units in _conditions.by_subject(program).values():
            same: dict[tuple[str, ...], list[Unit]] = defaultdict(list)
            for unit in units:
                same[tuple(dated.literal.spelling for dated in unit)].append(unit)
            if len(same) >= self.settings.table:
                yield self._of(units, f"{len(same)} dates, {units[0][0].literal.spelling} first: a table of dates in code", Severity.INFO)
                continue
            for group in same.values():
                yield self._of(group, _says(group[0]), self.severity if group[0][0].sure else Severity.INFO)
        for unit in _conditions.named(program):
            first = unit[0]
            holds = "a condition-name for" if program.items_named(first.named)[0].level == 88 else "in every run"
            yield self._of([unit], f"{first.named}, {holds} {_says(unit)}", Severity.INFO)

    def _of(self, units: list[Unit], says: str, severity: Severity) -> Finding:
        first = units[0][0]
        month = _conditions.only_month(units[0])
        data = {
            "dates": len({dated.literal.spelling for unit in units for dated in unit}),
            "form": first.date.form,
            "date": first.date.says,
        }
        return self.finding(
            first.literal,
            f"{first.subject} is compared with {says}",
            literal=first.literal.spelling,
            subject=first.subject,
            statement=first.statement,
            severity=severity,
            confidence="high" if first.sure else "low",
            data=data | ({"only_month": month} if month and severity is not Severity.INFO else {}),
            related=list(parts(first.literal, [dated.literal for unit in units for dated in unit], f"{first.subject} again")),
        )


def _says(unit: Unit) -> str:
    exact = all(dated.date.exact for dated in unit)
    if len(unit) == 2:
        month = _conditions.only_month(unit)
        both = " and ".join(dated.says for dated in unit)
        what = "years" if unit[0].date.digits == 4 else "dates" if exact else "bounds"
        return f"the {what} {both}" + (f": only {month} lies between them" if month else "")
    what = "the year " if unit[0].date.digits == 4 else "the date " if exact else ""
    none = "" if exact else ", a day that the calendar does not have"
    return f"{what}{unit[0].says}{none}: what happens {_SIDES[unit[0].operator]} it is decided in code"
