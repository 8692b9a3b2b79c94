"""The same limit, with other values in other programs."""

from collections.abc import Iterator

from cobolscan.estate.differing import Drift, drifts
from cobolscan.estate.estate import Estate
from cobolscan.estate.facts import CALLS, COPIES, LIMITS, LimitFact
from cobolscan.estate.limits import value_of
from cobolscan.rule import EstateRule, Finding, Related, Severity

_NAMED = 2  # programs that the message names; of more it tells the number
_SHOWN = 10


class LimitDrift(EstateRule):
    code = "LIM007"
    severity = Severity.WARNING
    precision = "high"
    tags = ("limit", "capacity", "estate")
    claim = 28  # more than LIM001-LIM004 know about the same literal
    facts = (LIMITS, COPIES, CALLS)

    def check_estate(self, estate: Estate) -> Iterator[Finding]:
        for drift in drifts(estate):
            yield self._told(drift)

    def _told(self, drift: Drift) -> Finding:
        odd = drift.odd
        others = "; ".join(_others(literal, programs) for literal, programs in drift.values if value_of(literal) != value_of(odd.literal))
        return self.at(
            odd.spot,
            f"{odd.subject} is {odd.literal} here and differs in other programs: {others}",
            literal=odd.literal,
            subject=odd.subject,
            severity=self.severity if drift.warned else Severity.INFO,
            confidence="high" if drift.warned else "medium",
            data={"values": {literal: list(programs) for literal, programs in drift.values}},
            related=[_elsewhere(limit, odd) for limit in drift.others[:_SHOWN]],
        )


def _others(literal: str, programs: tuple[str, ...]) -> str:
    return f"{literal} in {' and '.join(programs) if len(programs) <= _NAMED else f'{len(programs)} programs'}"


def _elsewhere(limit: LimitFact, odd: LimitFact) -> Related:
    same = " too" if value_of(limit.literal) == value_of(odd.literal) else ""
    where = f" in {limit.program}" if limit.program else ""
    return Related(limit.path, limit.line, limit.column, "elsewhere", f"{limit.subject} is {limit.literal}{same}{where}", limit.literal)
