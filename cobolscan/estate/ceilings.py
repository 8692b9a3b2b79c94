"""Limits and waits that multiply: what runs side by side is limited, and each of them waits in a loop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobolscan.estate.facts import LimitFact, WaitFact
from cobolscan.estate.limits import meaning, value_of

if TYPE_CHECKING:
    from cobolscan.estate.estate import Estate

_AT_ONCE = frozenset("POOL CONN CONNECTION TASK THREAD SESSION WORKER SERVER AGENT CHANNEL".split())  # what runs side by side


@dataclass(slots=True, frozen=True)
class Ceiling:
    """A wait and the limit that it is multiplied with; `how` says what connects them: same program, or called."""

    wait: WaitFact
    limit: LimitFact
    how: str

    @property
    def number(self) -> int:
        """How many run side by side at most."""
        return int(value_of(self.limit.literal))

    @property
    def per_second(self) -> float:
        """The most passes a second of all of them together."""
        return self.number * (self.wait.per_second or 0)


def ceilings(estate: Estate) -> Iterator[Ceiling]:
    """For each limit the slowest wait of a program, in the order of files: it is the ceiling.

    Not of a wait for work, nor between retries, whose number is bounded: what runs side by side does not do its work at that pace.
    """
    limits = _SideBySide(estate)
    slowest: dict[tuple[object, ...], list[Ceiling]] = defaultdict(list)
    for wait in estate.waits:
        found = limits.nearest(wait) if wait.per_second and not wait.idle and not wait.counted else None
        if found is not None:
            limit, how = found
            slowest[*limit.spot.order, *wait.spot.holder].append(Ceiling(wait, limit, how))
    for ceiling in slowest.values():
        yield min(ceiling, key=lambda each: (each.per_second, each.wait.spot.order))


def _is_side_by_side(limit: LimitFact) -> bool:
    words, number = meaning(limit.subject), value_of(limit.literal)
    return bool(words) and _AT_ONCE.issuperset(words) and isinstance(number, float) and number == int(number) and number > 1


class _SideBySide:
    """The limits of what runs side by side, by the programs that have them."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._of_holder: dict[tuple[str, str | None], list[LimitFact]] = defaultdict(list)
        self._of_program: dict[str, list[LimitFact]] = defaultdict(list)
        for limit in estate.limits:
            if _is_side_by_side(limit):
                self._of_holder[limit.spot.holder].append(limit)
                for name in [limit.program] if limit.program else estate.copiers_of(limit.path):
                    self._of_program[name.upper()].append(limit)

    def nearest(self, wait: WaitFact) -> tuple[LimitFact, str] | None:
        """The lowest limit of the waiting program, what it copies included; without one, of a program that calls it or is called by it."""
        name = (wait.spot.program or "").upper()
        copied = [limit for limit in self._of_program.get(name, ()) if not limit.program]
        own = [*self._of_holder.get(wait.spot.holder, ()), *copied]
        if own:
            return min(own, key=_lowest), "same program"
        linked = [limit for other in self._estate.linked_to(name) for limit in self._of_program.get(other, ()) if limit.program]
        return (min(linked, key=_lowest), "called") if linked else None


def _lowest(limit: LimitFact) -> tuple[float | str, bool, bool, tuple[str, int, int]]:
    """Of equals what is compared before what a table holds, and what stands in a program before what it copies."""
    return value_of(limit.literal), limit.holds, limit.program is None, limit.spot.order
