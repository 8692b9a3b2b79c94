"""The order of importance: severity, then confidence, then loop, history and drift.

    rank = 35 x severity (info 0, warning 1, error 2)
         + 10 x confidence (low 0, medium 1, high 2)
         +  4   in a loop (`data.in_loop`)
         +  0-3 history: 1 any, 2 with a date or an author, 3 a rationale, an assumption or an incident
         +  2   drift: the same limit stands elsewhere with another value

The same thing again in another file (rule, subject and literal) has nothing but severity and confidence, less 0.5: what is different
is shown first. A finding of a higher severity always comes first, and within one severity one of higher confidence (but for 0.5); the rest
decides among equals.
"""

from __future__ import annotations

from collections.abc import Sequence

from cobolscan.estate.limits import same_value
from cobolscan.rule import Finding, Related

_TELLING = frozenset({"rationale", "assumption", "incident"})


def rank(finding: Finding) -> float:
    loop = 4 if finding.data.get("in_loop") else 0
    drift = 2 if any(other.role == "elsewhere" and not _agrees(other, finding) for other in finding.related) else 0
    return float(35 * finding.severity.weight + 10 * finding.confidence.weight + loop + _history(finding) + drift)


def assign(findings: Sequence[Finding]) -> None:
    """Ranks findings. Of those that say the same in several files, the first one speaks for the others."""
    for finding in findings:
        finding.rank = rank(finding)
    first: dict[tuple[str, str, str | None], str] = {}
    for finding in sorted(findings, key=order):
        if finding.subject and first.setdefault(_matter(finding), finding.place.path) != finding.place.path:
            finding.rank = max(0.0, 35.0 * finding.severity.weight + 10 * finding.confidence.weight - 0.5)


def _matter(finding: Finding) -> tuple[str, str, str | None]:
    return finding.code, finding.subject or "", finding.literal


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
