"""A counter that comes to the end of its picture before anybody stops it."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from cobolscan.program.limits.bounds import Bound
from cobolscan.program.limits.overflow import Impossible, Uncounted
from cobolscan.program.model import Program
from cobolscan.rule import Confidence, Finding, Related, Rule, Severity
from cobolscan.rules.limits import _places

_TINY = Decimal(999)  # a warning up to here, information above
_TRUNC = " (TRUNC(BIN) lets it hold more)"


class CounterOverflow(Rule):
    code = "LIM006"
    severity = Severity.WARNING
    precision = "high"
    tags = ("limit", "capacity", "overflow")
    nodes = ("program",)
    claim = 27  # a number that cannot be reached is no limit, nor a case

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        for _, group in groupby(sorted(program.overflow.impossible, key=_identity), key=_identity):
            places = list(group)
            yield self._impossible(places[0], places[1:])
        for counter in program.overflow.uncounted:
            yield self._uncounted(counter, program)

    def _impossible(self, found: Impossible, others: list[Impossible]) -> Finding:
        bound, item = found.bound, found.item
        picture = item.node.child("picture_clause")
        holds = f"holds at most {found.most:f}{_TRUNC if found.binary else ''}" if not found.below else "has no sign"
        compared = f"{bound.name}, which is {bound.number:f}" if bound.name else bound.spelling
        what = f"{item.name} ({picture.text if picture else item.usage}) {holds}, and is compared with {compared} ({bound.operator})"
        return self.finding(
            found.where,
            f"{what}: {_verdict(found)}",
            literal=bound.spelling or None,
            subject=item.name,
            statement=bound.statement,
            confidence=Confidence.MEDIUM if found.binary else Confidence.HIGH,
            data={"ceiling": str(found.most), "always": found.always, "bounds": f"digits of {item.name}", "comparable": False},
            related=[_again(other.bound) for other in others],
        )

    def _uncounted(self, counter: Uncounted, program: Program) -> Finding:
        item, most = counter.item, counter.most
        says = "one more makes it 0" if counter.by_one else "more than that loses its first digits"
        return self.finding(
            counter.step,
            f"{item.name} counts {counter.things} and holds at most {most:f}{_TRUNC if counter.binary else ''}: {says}, and nothing looks",
            subject=item.name,
            statement=counter.step,
            severity=self.severity if most <= _TINY and _is_read(counter, program) else Severity.INFO,
            confidence=Confidence.MEDIUM,
            data={"ceiling": str(most), "bounds": counter.things, "comparable": False},
        )


def _is_read(counter: Uncounted, program: Program) -> bool:
    """Whether anything depends on the count: one that nobody looks at does no harm."""
    return any(use.how == "read" for use in program.uses.readers(counter.item))


def _verdict(found: Impossible) -> str:
    if found.bound.kind != "until":
        return "it is always true" if found.always else "it is never true"
    if found.always:
        return "the loop does not begin"
    anew = "begins anew" if found.native else "begins anew at 0"
    return f"the loop never ends by it, for the count {'goes down' if found.down else anew}"


def _again(bound: Bound) -> Related:
    """The same comparison once more; one with an item owns no literal."""
    again = _places.again(bound)
    return replace(again, role="note", literal=None) if bound.name else again


def _identity(found: Impossible) -> tuple[str, str, str]:
    return found.item.name, str(found.bound.number), found.bound.kind
