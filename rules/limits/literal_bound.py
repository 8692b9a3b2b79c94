"""A literal that decides how much the program accepts."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from cobolscan.program import subjects
from cobolscan.program.bounds import Bound
from cobolscan.program.evidence import Score
from cobolscan.program.model import Program
from cobolscan.rule import Finding, Option, Related, Rule, Severity

_SAYS = {
    "until": "the loop over {subject} ends at {literal}",
    "times": "{subject} is done {literal} times and no more",
    "retry": "{subject} is tried {literal} times and no more",
    "length": "{literal} is the length that {subject} is taken with",
    "sent": "{literal} is the length that {subject} is given with",
    "cut": "{subject} is cut off at {literal}",
    "rows": "{subject} {literal}: no more rows than these are read",
}


class LiteralBound(Rule):
    code = "LIM001"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("limit", "capacity")
    nodes = ("program",)
    claim = 30
    options = {
        "report": Option(2, "fewest points of evidence that are reported at all (as info)"),
        "warn": Option(4, "fewest points of evidence for a warning"),
    }

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        judged = [(b, s) for b, s in program.evidence.judged if s.table is None and s.points >= self.settings.report]
        for _, group in groupby(sorted(judged, key=_identity), key=_identity):
            places = sorted(group, key=lambda pair: -pair[1].points)  # the strongest place speaks for the others
            yield self._limit(*places[0], places[1:])

    def _limit(self, bound: Bound, score: Score, others: list[tuple[Bound, Score]]) -> Finding:
        subject = bound.subject or "the loop"
        says = _SAYS.get(bound.kind, "{literal} bounds {subject}").format(subject=subject, literal=bound.spelling)
        comparable = bound.kind in ("compare", "until", "retry") and subjects.is_comparable(bound.subject)
        return self.finding(
            bound.place,
            f"{says} ({', '.join(score.reasons)})",
            literal=bound.spelling,
            subject=bound.subject or None,
            statement=bound.statement,
            severity=self.severity if score.points >= self.settings.warn else Severity.INFO,
            confidence=("low", "medium", "high")[(score.points >= 4) + (score.points >= 6)],
            data={"score": score.points, "evidence": score.reasons, "against": score.against, "kind": bound.kind, "comparable": comparable},
            related=[_again(other) for other, _ in others],
        )


def _identity(pair: tuple[Bound, Score]) -> tuple[str, str, bool, str]:
    bound = pair[0]
    inside = bound.statement.paragraph.name if bound.kind == "times" and not bound.subject and bound.statement.paragraph else ""
    return bound.subject, str(bound.number), bound.kind in ("compare", "until"), inside


def _again(bound: Bound) -> Related:
    place = bound.place
    return Related(place.path, place.line, place.column, "same_literal", f"{bound.subject or 'a loop'} again", bound.spelling)
