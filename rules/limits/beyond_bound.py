"""A subscript or reference modification that passes its bound."""

from collections.abc import Iterator
from typing import Any

from cobolscan.program.limits.beyond import Beyond
from cobolscan.program.limits.bounded import table_in_words
from cobolscan.program.model import Program
from cobolscan.rule import Confidence, Finding, Related, Rule, Severity
from cobolscan.rules.limits import _places

_SAYS = {
    "subscript": "element {literal} of {name}, which has elements 1 to {most}",
    "loop": "the loop goes on to {last}, but {name} has {most} elements",
    "times": "{literal} times is more often than {name} has elements, which are {most}",
    "start": "the loop begins with element 0 of {name}, whose first is 1",
    "before": "a part of {name} begins at byte {last}, the first is 1",
    "modifier": "bytes up to {last} of {name}, which has {most} bytes",
}
_LOOPS = ("loop", "times", "start")
_PARTS = ("modifier", "before")


class BeyondBound(Rule):
    code = "LIM008"
    severity = Severity.WARNING
    precision = "high"
    tags = ("limit", "capacity", "storage")
    nodes = ("program",)
    claim = 28  # more than LIM003 knows about the end of a loop

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        seen: dict[tuple[str, str, str], Finding] = {}
        for found in program.passing.all:
            key = found.kind, found.item.name, found.literal.spelling
            if key in seen:
                seen[key].related.append(_places.at(found.literal, "same_literal", f"{found.item.name} again"))
            else:
                seen[key] = self._beyond(found)
        yield from seen.values()

    def _beyond(self, found: Beyond) -> Finding:
        name = found.item.name or next((above.name for above in found.item.ancestors() if above.name), "the table")
        words = {"literal": found.literal.spelling, "name": name, "last": found.last, "most": found.most}
        return self.finding(
            found.literal,
            _SAYS[found.kind].format(**words),
            literal=found.literal.spelling,
            subject=name,
            statement=found.statement,
            confidence=Confidence.MEDIUM if found.kind in _LOOPS else Confidence.HIGH,
            data={
                "kind": found.kind,
                "last": found.last,
                "most": found.most,
                "bounds": f"bytes of {name}" if found.kind in _PARTS else table_in_words(found.item),
                "comparable": False,
            },
            related=list(_where(found, name)),
        )


def _where(found: Beyond, name: str) -> Iterator[Related]:
    if found.kind not in _PARTS:
        yield from _places.declared(found.item, name)
    if found.used is not None:
        place = found.used.place()
        yield Related.at(place, "note", f"{name} is used here")
