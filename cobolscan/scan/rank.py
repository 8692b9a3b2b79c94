"""The order of importance: severity, then confidence, then loop, history and drift.

    rank = 35 x severity (info 0, warning 1, error 2)
         + 10 x confidence (low 0, medium 1, high 2)
         +  4   in a loop (`data.in_loop`)
         +  0-3 history: 1 any, 2 with a date or an author, 3 a rationale, an assumption or an incident
         +  2   drift: the same limit stands elsewhere with another value

A finding of a higher severity always comes first, and within one severity one of higher confidence; the rest decides among equals.
"""

from __future__ import annotations

from cobolscan.estate.limits import same_value
from cobolscan.rule import Finding, Related

_TELLING = frozenset({"rationale", "assumption", "incident"})


def rank(finding: Finding) -> float:
    loop = 4 if finding.data.get("in_loop") else 0
    drift = 2 if any(other.role == "elsewhere" and not _agrees(other, finding) for other in finding.related) else 0
    return float(35 * finding.severity.weight + 10 * finding.confidence.weight + loop + _history(finding) + drift)


def _agrees(other: Related, finding: Finding) -> bool:
    return other.literal is not None and finding.literal is not None and same_value(other.literal, finding.literal)


def order(finding: Finding) -> tuple[float, str, int, int, str]:
    """Sorts by rank, highest first, then by place."""
    return (-finding.rank, finding.place.path, finding.place.line, finding.place.column, finding.code)


def _history(finding: Finding) -> int:
    if any(event.rationale or event.kind in _TELLING for event in finding.history):
        return 3
    if any(event.dates or event.authors for event in finding.history):
        return 2
    return 1 if finding.history else 0
