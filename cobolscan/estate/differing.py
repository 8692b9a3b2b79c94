"""Limits that differ: the same one with other values in other programs. Which of them is meant nobody can tell from the source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobolscan.estate.facts import LimitFact
from cobolscan.estate.limits import is_telling, meaning, value_of

if TYPE_CHECKING:
    from cobolscan.estate.estate import Estate

_BOTH = 2  # values that a program may have of one limit
_FEW = 4  # values that programs may have of one limit and still mean the same
_SHARED = 2  # programs that have one value; when none is had by as many, of more values than two, there is nothing to agree on
_ENOUGH = 3  # programs that call a limit the same: more than two who never heard of each other

Values = frozenset[float | str]
Holder = tuple[str, str | None]  # file and program


@dataclass(slots=True, frozen=True)
class Drift:
    """`odd` has the value that the fewest programs have. `values`: each literal with the names of the programs that have it, the commonest
    first; `others`: one place of each other program, those with another value first."""

    odd: LimitFact
    values: tuple[tuple[str, tuple[str, ...]], ...]
    others: tuple[LimitFact, ...]
    warned: bool  # a limit of the group was told at warning, the programs belong together, and some of them agree


def drifts(estate: Estate) -> Iterator[Drift]:
    """Of each limit that differs between programs, the odd one."""
    for limits in estate.limits.groups():
        group = [limit for limit in limits if _is_compared(limit)]
        if len({value_of(limit.literal) for limit in group}) > 1:
            found = _Group(group, estate).drift()
            if found is not None:
                yield found


def _is_compared(limit: LimitFact) -> bool:
    """Whether it says of what it is, and how many: not what a table holds, nor a measure such as 2.00039."""
    value = value_of(limit.literal)
    return not limit.holds and isinstance(value, float) and value.is_integer() and is_telling(meaning(limit.subject))


class _Group:
    """The places of one limit, by the program that they belong to. A program that knows more than two values has no limit: it counts."""

    def __init__(self, limits: list[LimitFact], estate: Estate) -> None:
        self._estate = estate
        self._by_holder: dict[Holder, list[LimitFact]] = defaultdict(list)
        for limit in limits:
            self._by_holder[limit.spot.holder].append(limit)
        self._by_values: dict[Values, list[Holder]] = defaultdict(list)
        for holder, found in [*self._by_holder.items()]:
            values = frozenset(value_of(limit.literal) for limit in found)
            if len(values) > _BOTH:
                del self._by_holder[holder]
            else:
                self._by_values[values].append(holder)
        self._limits = [limit for found in self._by_holder.values() for limit in found]

    def drift(self) -> Drift | None:
        """None when all agree, when only versions of one program differ, when they share a value, or when there is nothing to agree on:
        each program has its own number then, and it is a parameter."""
        numbers = {value_of(limit.literal) for limit in self._limits}
        if len(numbers) < 2 or len(numbers) > max(_FEW, len(self._by_holder) // 3):
            return None
        usual = max(self._by_values, key=self._weight)
        known = self._names(usual)
        odd = [values for values in self._by_values if not values & usual and self._names(values) - known]
        if not odd:
            return None
        rarest = min(odd, key=self._weight)
        holders = [holder for holder in self._by_values[rarest] if self._names_of(holder) - known]
        first = self._by_holder[holders[0]][0]
        together = self._belong_together(first)
        if not together and not self._is_named_alike(first):
            return None
        others = [found[0] for holder, found in self._by_holder.items() if holder != holders[0]]
        others.sort(key=lambda limit: value_of(limit.literal) == value_of(first.literal))
        values = self._values()
        agreed = len(values) <= _BOTH or len(values[0][1]) >= _SHARED
        return Drift(first, values, tuple(others), together and agreed and any(limit.warned for limit in self._limits))

    def _belong_together(self, odd: LimitFact) -> bool:
        """Whether the limits are one application's as far as can be seen, or three programs call theirs the same."""
        of_name = {name for limit in self._limits if limit.subject == odd.subject for name in self._names_of(limit.spot.holder)}
        return len(of_name) >= _ENOUGH or any(self._estate.are_kin(odd.spot, other.spot) for other in self._differing(odd))

    def _is_named_alike(self, odd: LimitFact) -> bool:
        return any(other.subject == odd.subject for other in self._differing(odd))

    def _differing(self, odd: LimitFact) -> Iterator[LimitFact]:
        value = value_of(odd.literal)
        return (limit for limit in self._limits if value_of(limit.literal) != value and limit.spot.holder != odd.spot.holder)

    def _weight(self, values: Values) -> tuple[int, list[tuple[bool, float | str]]]:
        """How many programs have these values; of equals the higher ones."""
        return len(self._names(values)), sorted((isinstance(value, str), value) for value in values)

    def _names(self, values: Values) -> set[str]:
        return {name for holder in self._by_values[values] for name in self._names_of(holder)}

    def _names_of(self, holder: Holder) -> set[str]:
        """The programs that have what stands there: of a copy member, all that copy it."""
        path, program = holder
        return {program} if program else set(self._estate.copiers_of(path)) or {path}

    def _values(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        programs: dict[float | str, set[str]] = defaultdict(set)
        literals: dict[float | str, str] = {}
        for limit in self._limits:
            value = value_of(limit.literal)
            literals.setdefault(value, limit.literal)
            programs[value] |= self._names_of(limit.spot.holder)
        ordered = sorted(programs, key=lambda value: (-len(programs[value]), literals[value]))
        return tuple((literals[value], tuple(sorted(programs[value]))) for value in ordered)
