"""An item that looks like a constant limit and gets another value, or disagrees with the table that it bounds."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cobolscan.program.data.capacity import ceiling, is_binary
from cobolscan.program.data.items import DataItem
from cobolscan.program.limits.bounded import table_in_words
from cobolscan.program.limits.bounds import Bound
from cobolscan.program.limits.named import NamedLimit, Setting
from cobolscan.program.model import Program
from cobolscan.rule import Confidence, Finding, Related, Rule, Severity
from cobolscan.rules.limits import _places

_SHOWN = 3


class OverwrittenLimit(Rule):
    code = "LIM005"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("limit", "capacity", "constant")
    nodes = ("program",)
    claim = 28  # more than LIM002 and LIM003 know about the same literals

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        for limit in program.limits.named:
            other = limit.overwritten
            if other is not None:
                yield self._overwritten(program, limit, other)
            elif (unlike := program.limits.unlike(limit)) is not None:
                yield from self._unlike(limit, *unlike)

    def _overwritten(self, program: Program, limit: NamedLimit, other: Setting) -> Finding:
        start = next(setting for setting in limit.settings if setting.how == "value")
        first, second = start.literal.spelling, other.literal.spelling
        use = next((use for use in limit.uses if use.subject), None)
        bounds = program.bounded.of(use) if use else ""
        bounded = f"; it bounds {_places.described(use.subject, bounds)}" if use else ""
        rest = [setting for setting in limit.settings if setting is not start and setting is not other]
        return self.finding(
            other.literal,
            f"{limit.name} begins as {first} (line {start.literal.line}) and {_becomes(program, other)}{bounded}",
            literal=second,
            subject=limit.name,
            statement=other.node,
            data={"values": [first, second], "bounds": bounds, "comparable": False},
            related=[
                _places.at(start.literal, "origin", f"{limit.name} has VALUE {first} here"),
                *(_set_again(setting, other) for setting in rest),
                *_used(limit),
            ],
        )

    def _unlike(self, limit: NamedLimit, use: Bound, table: DataItem) -> Iterator[Finding]:
        setting, most = limit.settings[0], table.occurs_maximum or 0
        number = setting.literal
        more = (number.number or 0) > most
        name = table.name or "the table"
        says = "lets it run past the table" if more else "leaves the rest of the table unused"
        yield self.finding(
            number,
            f"{limit.name} is {number.spelling}, but {name} that {use.subject} indexes has {most} elements: {says}",
            literal=number.spelling,
            subject=limit.name,
            statement=setting.node,
            severity=self.severity if more else Severity.INFO,
            confidence=Confidence.MEDIUM if more else Confidence.LOW,
            data={"values": [number.spelling, str(most)], "bounds": table_in_words(table), "comparable": True},
            related=[*_places.declared(table, name), *_used(limit)],
        )


def _becomes(program: Program, other: Setting) -> str:
    """What happens here; a receiver that is too small loses the high-order digits (ISO/IEC 1989: MOVE statement)."""
    item, number = program.item(other.name), other.literal.number or Decimal(0)
    by = f" by SET in line {other.node.line}" if other.how == "set" else ""
    most = ceiling(item) if item is not None else None
    if item is None or most is None or abs(number) <= most:
        return f"becomes {other.literal.spelling} here{by}"
    unless = " unless TRUNC(BIN) lets it hold more" if is_binary(item) else ""
    return f"gets {other.literal.spelling} here{by}, of which it keeps {abs(number) % 10**item.digits:f}{unless}"


def _set_again(setting: Setting, other: Setting) -> Related:
    role = "same_literal" if setting.literal.number == other.literal.number else "bound"
    return _places.at(setting.literal, role, f"{setting.name} is set here")


def _used(limit: NamedLimit) -> Iterator[Related]:
    return (_places.used(use, limit.name) for use in limit.uses[:_SHOWN])
