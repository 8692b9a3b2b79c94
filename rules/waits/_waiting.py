"""A wait as the rules see it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cobolscan.program.values.amounts import Amount, Possible
from cobolscan.rule import Place
from cobolscan.rules.waits._table import UNITS, Routine


@dataclass(frozen=True)
class Waiting:
    """A wait: what waits (`subject`), where its duration is written, and what it can be in seconds."""

    subject: str
    place: Place
    written: str  # the duration as it stands in the statement
    seconds: Possible
    unit: str  # a key of UNITS, hhmmss, or "" where it is not known
    sleeps: bool = True  # False: waits for something, at most that long
    spelling: str | None = None  # of a literal in the statement that is no token of its own
    most: Decimal | None = None  # seconds: what the picture allows, where the duration is not known
    unlimited: bool = False
    routine: Routine | None = None

    @property
    def number(self) -> Decimal | None:
        """The duration in seconds, when there is just one."""
        only = self.seconds.only
        return only.number if only else None

    @property
    def told(self) -> Decimal | None:
        """The number as it is given to what waits, in its own unit."""
        factor = UNITS.get(self.unit)
        return None if self.number is None or factor is None else self.number / factor


_MOST_DIGITS = 20  # nanoseconds of a thousand years have as many


def in_seconds(possible: Possible, unit: str) -> Possible:
    """Values in seconds of values in a unit. Nobody waits longer than for centuries: such a number is none."""
    if any(amount.number.adjusted() > _MOST_DIGITS for amount in possible.amounts):
        return Possible((), "no routine takes so large a number")
    if unit == "hhmmss":
        return Possible(tuple(Amount(hhmmss(amount.number), amount.literals) for amount in possible.amounts), possible.unknown)
    if unit not in UNITS:
        return Possible((), possible.unknown or "the unit of its argument is not known")
    return Possible(tuple(Amount(amount.number * UNITS[unit], amount.literals) for amount in possible.amounts), possible.unknown)


def most_seconds(most: Decimal | None, unit: str) -> Decimal | None:
    if most is None or most <= 0:
        return None
    return hhmmss(most) if unit == "hhmmss" else most * UNITS[unit] if unit in UNITS else None


def hhmmss(number: Decimal) -> Decimal:
    """CICS INTERVAL: 500 is five minutes."""
    whole = int(number)
    return Decimal(whole // 10000 * 3600 + whole // 100 % 100 * 60 + whole % 100)
