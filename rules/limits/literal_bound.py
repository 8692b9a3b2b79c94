"""A literal that decides how much the program accepts."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from cobolscan.program import subjects
from cobolscan.program.dialect import named_constant_advice
from cobolscan.program.limits.bounds import Bound
from cobolscan.program.limits.evidence import Score
from cobolscan.program.model import Program
from cobolscan.rule import Finding, Option, Related, Rule, Severity
from cobolscan.rules.limits import _places

_SAYS = {
    "until": "the loop over {subject} ends at {literal}",
    "from": "the loop over {subject} begins at {literal}",
    "times": "{subject} is done {literal} times and no more",
    "compare": "{literal} bounds {subject}",
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
        judged = [(b, s) for b, s in program.evidence.judged if s.table is None and s.points >= self.settings.report and _is_ours(b)]
        impossible = {id(found.bound) for found in program.overflow.impossible}

        def identity(pair: tuple[Bound, Score]) -> tuple[Any, ...]:
            # LIM006 speaks of those that cannot come true: what it leaves must not be told in their words
            return *_identity(pair), id(pair[0]) in impossible

        for _, group in groupby(sorted(judged, key=identity), key=identity):
            places = sorted(group, key=lambda pair: -pair[1].points)  # the strongest place speaks for the others
            yield self._limit(program, *places[0], places[1:])

    def _limit(self, program: Program, bound: Bound, score: Score, others: list[tuple[Bound, Score]]) -> Finding:
        bounds = program.bounded.of(bound)
        subject = _places.described(bound.subject, bounds) if bound.subject else "the loop"
        says = _SAYS["from" if bound.operator == "from" else bound.kind].format(subject=subject, literal=bound.spelling)
        comparable = bound.kind in ("compare", "until") and subjects.is_comparable(bound.subject)
        return self.finding(
            bound.place,
            f"{says}: {'; '.join(score.reasons)}",
            literal=bound.spelling,
            subject=bound.subject or None,
            statement=bound.statement,
            severity=self.severity if score.points >= self.settings.warn else Severity.INFO,
            confidence=("low", "medium", "high")[(score.points >= 4) + (score.points >= 6)],
            data={
                "score": score.points,
                "evidence": score.reasons,
                "against": score.against,
                "kind": bound.kind,
                "bounds": bounds,
                "advice": named_constant_advice(program),
                "comparable": comparable,
            },
            related=_related(program, [bound, *(other for other, _ in others)]),
        )


def _is_ours(bound: Bound) -> bool:
    return bound.kind not in _places.IN_EXEC and not _places.is_retry(bound)


def _identity(pair: tuple[Bound, Score]) -> tuple[str, str, bool, str]:
    bound = pair[0]
    inside = bound.statement.paragraph.name if bound.kind == "times" and not bound.subject and bound.statement.paragraph else ""
    return bound.subject, str(bound.number), bound.kind in ("compare", "until"), inside


def _related(program: Program, bounds: list[Bound]) -> list[Related]:
    """The other places, and where what is too much is cut off."""
    back = filter(None, map(program.branches.cut_back, bounds))
    cuts = _places.cuts(cut for bound in bounds for cut in program.evidence.cuts_of(bound))
    return [*map(_places.again, bounds[1:]), *(_places.at(literal, "same_literal", "cut back to it here") for literal in back), *cuts]
