"""An assumption that was declared, and whose review is due; or that cannot be read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from cobolscan.estate.estate import Estate
from cobolscan.estate.facts import ASSUMPTIONS, Assumption
from cobolscan.history.declared import is_due
from cobolscan.kinds import Day
from cobolscan.rule import EstateRule, Finding, Option, Severity
from cobolscan.rules.history._notes import parsed_day, told


class OverdueReview(EstateRule):
    code = "HIS011"
    severity = Severity.WARNING
    precision = "high"
    tags = ("history", "assumptions")
    facts = (ASSUMPTIONS,)
    options = {"today": Option("", "the day to judge by, as YYYY-MM-DD; empty for the day of the scan", Day())}

    def check_estate(self, estate: Estate) -> Iterator[Finding]:
        today = parsed_day(self.settings.today)
        for assumption in estate.assumptions:
            message = _told(assumption, today) if assumption.by_author else None
            if message:
                declared = assumption.declared
                data = {"review": declared.review, "owner": declared.owner, "unreadable": declared.problem is not None}
                yield self.at(assumption.spot, message, subject=declared.subject, data=data)


def _told(assumption: Assumption, today: datetime.date) -> str | None:
    declared = assumption.declared
    if declared.problem:
        return f"this @assume cannot be read: {declared.problem}"
    if not declared.review or not is_due(declared.review, today):
        return None
    whom = f"; {declared.owner} is to look at it" if declared.owner else "; it has no owner"
    since = f"; last reviewed {declared.reviewed}" if declared.reviewed else ""
    return f'the review of "{told(declared.claim)}" was due {declared.review}{since}{whom}'
