"""A number held by an item that is called a limit, or is used as one."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from cobolscan.program import subjects
from cobolscan.program.limits.named import NamedLimit as Named
from cobolscan.program.limits.named import Setting
from cobolscan.program.model import Program
from cobolscan.rule import Confidence, Finding, Rule, Severity
from cobolscan.rules.limits import _places

_SHOWN = 3
_CONFIDENCE = {"name": Confidence.HIGH, "feeds": Confidence.LOW, "size": Confidence.LOW}  # others: medium
_LONG = 100  # shorter areas are as long as what is in them
_QUIET = ("length", "size")


class NamedLimit(Rule):
    code = "LIM002"
    severity = Severity.WARNING
    precision = "high"
    tags = ("limit", "capacity")
    nodes = ("program",)
    claim = 30

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        for limit in program.limits.named:
            if limit.is_retry or limit.overwritten is not None:
                continue  # LIM010 and LIM005 say more about these
            for _, group in groupby(sorted(limit.settings, key=_value), key=_value):
                # the setting with a comment about it comes first: that is where a maintainer looks
                places = sorted(group, key=lambda s: (not program.evidence.is_noted(s.literal.place()), s.literal.base))
                yield self._limit(program, limit, places[0], places[1:])

    def _limit(self, program: Program, limit: Named, setting: Setting, others: list[Setting]) -> Finding:
        number = setting.literal.spelling
        use = next((use for use in limit.uses if use.subject), None)
        bounds = program.bounded.of(use) if use else program.bounded.sized_by(limit.name)
        bounded = _places.described(use.subject, bounds) if use else bounds or None
        layout = limit.why in _QUIET and (limit.why == "size" or (setting.literal.number or 0) < _LONG)
        numeral = limit.why == "use" and subjects.is_numeral(limit.name)
        loud = limit.fixed and program.limits.is_used(limit) and not (layout or numeral or limit.is_parameter)
        comparable = limit.why in ("name", "use", "condition") and subjects.is_comparable(limit.name)
        return self.finding(
            setting.literal,
            _says(program, limit, number, bounded),
            literal=number,
            subject=limit.name,
            statement=setting.node,
            severity=self.severity if loud else Severity.INFO,
            confidence=_CONFIDENCE.get(limit.why, Confidence.MEDIUM) if limit.fixed else Confidence.LOW,
            data={
                "why": limit.why,
                "how": setting.how,
                "fixed": limit.fixed,
                "bounds": bounds,
                "comparable": comparable,
                "holds": _holds(program, limit.name),
            },
            related=[
                *(_places.at(s.literal, "same_literal", f"{s.name} again") for s in others),
                *(_places.used(use, limit.name) for use in limit.uses[:_SHOWN]),
            ],
        )


def _holds(program: Program, name: str) -> dict[str, Any] | None:
    """What the item can hold at any time, for registers of limits: constant, few with its values, range, or unknown with the reason."""
    item = program.item(name)
    if item is None or item.level == 88 or item.children:
        return None
    domain = program.domains.of(item)
    values = None if domain.values is None else [f"{value:f}" for value in sorted(domain.values)]
    return {"kind": domain.kind, "values": values, "unknown": domain.unknown}


def _says(program: Program, limit: Named, number: str, bounded: str | None) -> str:
    if bounded:
        return f"{number} bounds {bounded} via {limit.name}"
    if limit.why == "condition":
        parent = program.items_named(limit.name)[0].parent
        return f"{number} bounds {parent.name if parent else 'the item'} by the condition {limit.name}"
    if limit.why == "feeds":
        return f"the {number} bytes of {limit.name} are part of the least length that a caller must give"
    return f"the limit {limit.name} is {number}"


def _value(setting: Setting) -> str:
    return str(setting.literal.number)
