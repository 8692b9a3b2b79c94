"""Lengths and numbers of rows that stand as literals in EXEC CICS and EXEC SQL."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from cobolscan.program.data.capacity import room_of
from cobolscan.program.data.items import DataItem
from cobolscan.program.limits.bounded import command_of
from cobolscan.program.limits.bounds import LENGTHS, Bound
from cobolscan.program.limits.evidence import Score
from cobolscan.program.limits.named import NamedLimit
from cobolscan.program.model import Program
from cobolscan.rule import Finding, Option, Rule, Severity
from cobolscan.rules.limits import _places

_SAYS = {
    "length": "{literal} is the length that {subject} is taken with",
    "sent": "{literal} is the length that {subject} is given with",
    "option": "{literal} is the {subject} of {command}",
    "none": "{literal} is the {subject} in {command}",
    "LIMIT": "LIMIT {literal}: no more rows than these are read",
    "FETCH FIRST": "FETCH FIRST {literal}: no more rows than these are read",
    "FETCH NEXT": "FETCH NEXT {literal}: no more rows than these are read",
    "FOR": "FOR {literal}: no more rows than these at once",
    "OPTIMIZE FOR": "OPTIMIZE FOR {literal}: the plan is made for so many rows, and all are read",
}
_AREAS = ("length", "sent")
_HINT = "OPTIMIZE FOR"
_FITS = {
    "equal": "it repeats the size of {subject}, LENGTH OF {subject} says the same and stays right",
    "less": "{subject} has {size} bytes, what is behind {literal} is left out",
    "on": "{subject} has {size} bytes, the items behind it are meant too",
    "more": "{subject} has {size} bytes, what lies behind it in storage is used too",
}


class ExecLimit(Rule):
    code = "LIM009"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("limit", "capacity", "cics", "sql")
    nodes = ("program",)
    claim = 30
    options = {"warn": Option(4, "fewest points of evidence for a warning")}

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        judged = [pair for pair in program.evidence.judged if pair[0].kind in _places.IN_EXEC]
        for _, group in groupby(sorted(judged, key=_identity), key=_identity):
            places = sorted(group, key=lambda pair: -pair[1].points)
            yield self._limit(program, *places[0], [bound for bound, _ in places[1:]])
        for limit in program.limits.named if any(b.kind in _AREAS for bounds in program.bounds.by_name.values() for b in bounds) else ():
            yield from self._named(program, limit)

    def _named(self, program: Program, limit: NamedLimit) -> Iterator[Finding]:
        """LENGTH(item) of which the only number is more than the area has; LIM002 speaks of the others."""
        setting = limit.settings[0]
        if not limit.fixed or len({other.literal.number for other in limit.settings}) > 1:
            return
        for use in (use for use in limit.uses if use.kind in _AREAS and not use.pointed):
            item = program.item(use.subject)
            size, fits = _fits(item, setting.literal.number or Decimal(0)) if item is not None else (None, "")
            if fits == "more":
                number = setting.literal.spelling
                says = _FITS[fits].format(subject=use.subject, size=size)
                found = self.finding(
                    setting.literal,
                    f"{number}, the value of {limit.name}, {_SAYS[use.kind].format(literal='', subject=use.subject).strip()}: {says}",
                    literal=number,
                    subject=limit.name,
                    statement=setting.node,
                    confidence="high",
                    data={"kind": use.kind, "size": size, "bounds": program.bounded.of(use), "comparable": False},
                    related=[_places.used(use, limit.name)],
                )
                found.claim = 29  # more than LIM002 knows about the item
                yield found
                return

    def _limit(self, program: Program, bound: Bound, score: Score, others: list[Bound]) -> Finding:
        item = program.item(bound.subject) if bound.kind in _AREAS and not bound.pointed else None
        size, fits = _fits(item, bound.number or Decimal(0)) if item is not None else (None, "")
        words = {"subject": bound.subject, "literal": bound.spelling, "size": size, "command": command_of(bound.statement)}
        says = _SAYS[bound.subject if bound.kind == "rows" else bound.kind if bound.subject not in LENGTHS else "none"]
        said = [says, _FITS[fits]] if fits else [says]
        return self.finding(
            bound.place,
            ": ".join(said).format(**words),
            literal=bound.spelling,
            subject=bound.subject or None,
            statement=bound.statement,
            severity=self._severity(bound, score, fits),
            confidence="high" if fits == "more" else "medium" if score.points >= self.settings.warn else "low",
            data={
                "score": score.points,
                "evidence": score.reasons,
                "against": score.against,
                "kind": bound.kind,
                "size": size,
                "bounds": program.bounded.of(bound),
                "comparable": False,
            },
            related=[_places.again(other) for other in others],
        )

    def _severity(self, bound: Bound, score: Score, fits: str) -> Severity:
        """A length that repeats the size of the area is harmless until the area grows; a round one was chosen as a limit."""
        if fits == "more":
            return self.severity
        if bound.subject == _HINT:
            return Severity.INFO
        points = score.points - (fits in ("equal", "on"))
        return self.severity if points >= self.settings.warn else Severity.INFO


def _fits(item: DataItem, given: Decimal) -> tuple[int | None, str]:
    """Bytes of the area, and how the length that is given compares with them."""
    size = item.size
    if size is None:
        return None, ""
    if given <= size:
        return size, "equal" if given == size else "less"
    room = room_of(item)
    return size, "" if room is None else "on" if given <= room else "more"


def _identity(pair: tuple[Bound, Score]) -> tuple[str, str]:
    return pair[0].subject, str(pair[0].number)
