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
    side_by_side = [limit for limit in estate.limits if _is_side_by_side(limit)]
    waits = [wait for wait in estate.waits if wait.per_second and not wait.idle and not wait.counted] if side_by_side else []
    slowest: dict[tuple[object, ...], list[Ceiling]] = defaultdict(list)
    for wait in waits:
        for limit, how in _nearest(wait, side_by_side, estate):
            slowest[*limit.spot.order, *wait.spot.holder].append(Ceiling(wait, limit, how))
    for found in slowest.values():
        yield min(found, key=lambda ceiling: (ceiling.per_second, ceiling.wait.spot.order))


def _is_side_by_side(limit: LimitFact) -> bool:
    words, number = meaning(limit.subject), value_of(limit.literal)
    return bool(words) and _AT_ONCE.issuperset(words) and isinstance(number, float) and number == int(number) and number > 1


def _nearest(wait: WaitFact, limits: list[LimitFact], estate: Estate) -> list[tuple[LimitFact, str]]:
    """The lowest limit of the waiting program; without one, the lowest of a program that calls it or is called by it."""
    own = [limit for limit in limits if limit.spot.holder == wait.spot.holder]
    if own:
        return [(min(own, key=_lowest), "same program")]
    name = wait.spot.program
    linked = [limit for limit in limits if name and limit.program and estate.are_linked(name, limit.program)]
    return [(min(linked, key=_lowest), "called")] if linked else []


def _lowest(limit: LimitFact) -> tuple[float | str, tuple[str, int, int]]:
    return value_of(limit.literal), limit.spot.order
