"""An assumption that was declared, and whose review is due; or that cannot be read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from cobolscan.estate.estate import Estate
from cobolscan.estate.facts import ASSUMPTIONS, Assumption
from cobolscan.history.declared import is_due
from cobolscan.kinds import day_of
from cobolscan.rule import TODAY, EstateRule, Finding, Severity
from cobolscan.rules.history._notes import told


class OverdueReview(EstateRule):
    code = "HIS011"
    severity = Severity.WARNING
    precision = "high"
    tags = ("history", "assumptions")
    facts = (ASSUMPTIONS,)
    options = {"today": TODAY}

    def check_estate(self, estate: Estate) -> Iterator[Finding]:
        today = day_of(self.settings.today)
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
