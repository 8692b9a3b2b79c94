"""Which values of an item have a name: those of its 88-levels, single ones and ranges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from cobolscan.program.data.items import DataItem
from cobolscan.syntax.nodes import Literal

if TYPE_CHECKING:
    from cobolscan.program.model import Program


@dataclass(frozen=True)
class Named:
    """The values of an item that condition-names stand for. Strings in upper case, without quotes."""

    ranges: tuple[tuple[Decimal, Decimal], ...] = ()
    strings: tuple[tuple[str, str], ...] = ()
    single: frozenset[Decimal | str] = frozenset()

    def has(self, value: Decimal | str) -> bool:
        """Whether a condition-name stands for a number or a string."""
        if value in self.single:
            return True
        if isinstance(value, Decimal):
            return any(low <= value <= high for low, high in self.ranges)
        return any(low <= value <= high for low, high in self.strings)


class NamedValues:
    """The named values of the items of one program, by the item's name."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[str, Named] = {}

    def of(self, name: str) -> Named:
        """What all items of that name together have names for."""
        if name not in self._known:
            self._known[name] = _named(self._program.items_named(name))
        return self._known[name]


_NONE = Named()


def _named(items: list[DataItem]) -> Named:
    ranges: list[tuple[Decimal, Decimal]] = []
    strings: list[tuple[str, str]] = []
    single: set[Decimal | str] = set()
    for low, high in (pair for item in items for condition in item.conditions for pair in _pairs(condition)):
        if low.number is not None and high.number is not None:
            if low.number == high.number:
                single.add(low.number)
            else:
                ranges.append((low.number, high.number))
        elif low.name == high.name == "string":
            first, last = low.spelling.upper().rstrip(), high.spelling.upper().rstrip()
            if first == last:
                single.add(first)
            else:
                strings.append((first, last))
    return Named(tuple(ranges), tuple(strings), frozenset(single)) if ranges or strings or single else _NONE


def _pairs(condition: DataItem) -> Iterator[tuple[Literal, Literal]]:
    """The literals of the VALUE clause, a single one as a range of one. What is no literal (a figurative constant) is left out."""
    for item in condition.node.all("value_item"):
        ends = [child for child in item.children if isinstance(child, Literal)]
        if ends and len(ends) == len(item.children):
            yield ends[0], ends[-1]
