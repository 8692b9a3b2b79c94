"""The table of routines that wait, from routines.toml and from the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from cobolscan.kinds import Either, Kind, Number, OneOf, Record, TableOf
from cobolscan.source import packaged

UNITS = {
    "h": Decimal(3600),
    "min": Decimal(60),
    "s": Decimal(1),
    "ds": Decimal("0.1"),
    "cs": Decimal("0.01"),
    "ms": Decimal("0.001"),
    "us": Decimal("0.000001"),
    "ns": Decimal("0.000000001"),
}


@dataclass(frozen=True, slots=True)
class Routine:
    """`unit` is a key of UNITS, or "" where nobody can know. `kind`: sleep, command, or event (waits for something, without a time)."""

    name: str
    unit: str = ""
    argument: int = 1
    kind: str = "sleep"
    notes: str = ""
    source: str = ""
    cics: str = ""  # what it does under CICS: invalid (it fails), blocks (the whole region waits), or "" (nothing is known against it)
    obsolete: str = ""  # what took its place
    dialects: tuple[str, ...] = ()  # whose run-time has it; none: it is no matter of the compiler

    @property
    def title(self) -> str:
        return self.name.removeprefix("ENTER ")


class Routines:
    """Looks routines up by the name in a CALL. What the configuration says comes first."""

    def __init__(self, more: Mapping[str, Any]) -> None:
        self._by_name = {routine.name: routine for routine in (*_shipped(), *map(_configured, more, more.values()))}

    @staticmethod
    def of(more: Mapping[str, Any]) -> Routines:
        """The table with what a configuration adds; the one without additions is made once."""
        return Routines(more) if more else _plain()

    def find(self, name: str) -> Routine | None:
        name = name.strip()
        return self._by_name.get(name) or self._by_name.get(name.upper())


@cache
def _plain() -> Routines:
    return Routines({})


@cache
def _shipped() -> tuple[Routine, ...]:
    text = packaged.read_text(__package__, "routines.toml")
    import tomllib

    return tuple(Routine(**row | {"dialects": tuple(row.get("dialects", ()))}) for row in tomllib.loads(text)["routine"])


def more_routines() -> Kind:
    """What a configuration says of routines: a unit by the name, or a table with the unit and the number of the argument."""
    unit = OneOf((*UNITS, ""))
    return TableOf(Either(unit, Record({"unit": unit, "argument": Number(least=1)}, "{ unit = ..., argument = ... }")))


def _configured(name: str, given: Any) -> Routine:
    """`NAME = "ms"`, or `NAME = { unit = "ms", argument = 2 }`: see `more_routines`."""
    row = given if isinstance(given, dict) else {"unit": given}
    return Routine(name, row.get("unit", ""), row.get("argument", 1), source="configuration")
