"""Findings that belong together: the same limit elsewhere, first those with another value, and a wait behind a limit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from cobolscan.estate.limits import Limit, Limits, meaning
from cobolscan.rule import Finding, Related

_SHOWN = 5  # places elsewhere that one finding names
_AT_ONCE = frozenset("POOL CONN CONNECTION TASK THREAD SESSION WORKER SERVER AGENT CHANNEL".split())  # what runs side by side


def relate(findings: Iterable[Finding]) -> None:
    """Adds what a finding cannot know of itself: roles `elsewhere` and `note`."""
    findings = list(findings)
    pairs = [(finding, limit) for finding in findings if (limit := _limit(finding)) is not None]
    limits = Limits(limit for _, limit in pairs)
    for finding, limit in pairs:
        others, count = limits.elsewhere(limit, _SHOWN)
        finding.related += [_related(other, limit, count) for other in others]
        finding.related += [_equal(other) for other in limits.again(limit, _SHOWN - len(others))]
    _bound_waits(findings, [limit for _, limit in pairs])


def _limit(finding: Finding) -> Limit | None:
    """The limit that a finding is about; None where its name says nothing outside its program (an index, an area)."""
    if finding.family != "LIM" or not finding.subject or finding.literal is None or finding.data.get("comparable") is False:
        return None
    place = finding.place
    return Limit(finding.subject, finding.literal, place.path, place.line, place.column, finding.program)


def _related(other: Limit, limit: Limit, count: int) -> Related:
    more = f" (one of {count} places)" if count > _SHOWN else ""
    return _elsewhere(other, f"{other.subject} is {other.literal}{_where(other)}, here {limit.subject} is {limit.literal}{more}")


def _equal(other: Limit) -> Related:
    return _elsewhere(other, f"{other.subject} is {other.literal} too{_where(other)}")


def _where(other: Limit) -> str:
    return f" in {other.program}" if other.program else ""


def _elsewhere(other: Limit, message: str) -> Related:
    return Related(other.path, other.line, other.column, "elsewhere", message, other.literal)


def _bound_waits(findings: list[Finding], limits: list[Limit]) -> None:
    """A wait in a loop and a limit on what runs side by side multiply: together they bound the whole program."""
    side_by_side: dict[str, list[Limit]] = defaultdict(list)
    for limit in limits:
        words = meaning(limit.subject)
        if words and _AT_ONCE.issuperset(words) and limit.literal.isdigit() and int(limit.literal) > 1:
            side_by_side[limit.path].append(limit)
    for finding in findings:
        rate = finding.data.get("max_per_second")
        if finding.family == "WAI" and finding.data.get("in_loop") and isinstance(rate, int | float):
            finding.related += [_ceiling(limit, rate) for limit in side_by_side[finding.place.path][:1]]


def _ceiling(limit: Limit, rate: float) -> Related:
    message = f"if all {limit.literal} of {limit.subject} wait here, they do at most {rate * int(limit.literal):g} a second together"
    return Related(limit.path, limit.line, limit.column, "note", message, limit.literal)
