"""The same limit elsewhere: what a finding about a limit cannot know of itself."""

from __future__ import annotations

from collections.abc import Iterable

from cobolscan.estate.facts import LimitFact
from cobolscan.estate.limits import SHOWN, Limits
from cobolscan.rule import Finding, Related
from cobolscan.scan.across import limit_of


def relate(findings: Iterable[Finding], limits: Limits) -> None:
    """Adds to findings about limits where the same one stands elsewhere: with another value first, then with the same."""
    for finding in findings:
        limit = limit_of(finding)
        if limit is None or any(other.role == "elsewhere" for other in finding.related):
            continue
        others, count = limits.elsewhere(limit)
        finding.related += [_related(other, limit, count) for other in others]
        finding.related += [_equal(other) for other in limits.again(limit)[: SHOWN - len(others)]]


def _related(other: LimitFact, limit: LimitFact, count: int) -> Related:
    more = f" (one of {count} places)" if count > SHOWN else ""
    return _elsewhere(other, f"{other.subject} is {other.literal}{_where(other)}, here {limit.subject} is {limit.literal}{more}")


def _equal(other: LimitFact) -> Related:
    return _elsewhere(other, f"{other.subject} is {other.literal} too{_where(other)}")


def _where(other: LimitFact) -> str:
    return f" in {other.program}" if other.program else ""


def _elsewhere(other: LimitFact, message: str) -> Related:
    return Related(other.path, other.line, other.column, "elsewhere", message, other.literal)
