"""Numbers that everyone knows by what they are about: platform codes, the calendar, units. The values are in wellknown.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from cobolscan.program import subjects
from cobolscan.source import packaged

_PARTS = re.compile(r"[^A-Z0-9]+")
_WHEN = frozenset(("date", "time"))
_COMMON = ("00", "10", "22", "23", "35")  # file statuses that programs ask for
_DATES = 10000  # years times ten thousand shift the parts of a date


@cache
def _tables() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(packaged.read_text("cobolscan.program.magic", "wellknown.toml"))


@cache
def _numbers(table: str, key: str = "values") -> frozenset[Decimal]:
    return frozenset(map(Decimal, _tables()[table][key].split()))


@cache
def _words(table: str, key: str = "words") -> frozenset[str]:
    return frozenset(_tables()[table][key].split())


@cache
def _units() -> tuple[tuple[frozenset[str], frozenset[Decimal]], ...]:
    return tuple((frozenset(unit["words"].split()), frozenset(map(Decimal, unit["values"].split()))) for unit in _tables()["unit"].values())


@lru_cache(maxsize=65536)
def _parts(name: str) -> frozenset[str]:
    return frozenset(_PARTS.split(name))


def is_platforms(name: str) -> bool:
    """An item of the platform: what its values mean is in the manual (SQLCODE, EIBRESP, RETURN-CODE ...)."""
    return name in _words("platform", "names")


def is_response(name: str) -> bool:
    """Named as what CICS answers a command with."""
    return not _parts(name).isdisjoint(_words("response"))


def is_returned(name: str, value: Decimal | str) -> bool:
    """A value that convention knows, of a return code."""
    return "return" in subjects.about(name) and (Decimal(value) if str(value).isdigit() else value) in _numbers("return")


def is_status(name: str, number: Decimal) -> bool:
    """What a platform or a called program answers; of a return code, the values that convention knows."""
    kinds = subjects.about(name)
    if is_platforms(name):
        return True
    if "return" in kinds:
        return number in _numbers("return")
    return "status" in kinds and not kinds & {"counter", "size"}


def is_word(name: str) -> bool:
    """Holds words, names or characters, not codes."""
    return not _parts(name).isdisjoint(_words("text"))


def is_reason(name: str) -> bool:
    """Says why something was refused, to whoever reads it."""
    return not _parts(name).isdisjoint(_words("reason"))


def is_count(name: str) -> bool:
    """Says in two words that something is counted."""
    return any(phrase in name for phrase in _words("count", "phrases"))


def is_place(name: str) -> bool:
    """A corner or an edge of what is drawn."""
    return not _parts(name).isdisjoint(_words("place"))


def are_file_statuses(values: Iterable[Decimal | str]) -> bool:
    """Whether values are the two characters of the file status, the common ones among them."""
    spelt = {value if isinstance(value, str) else f"{value:0>2}" for value in values}
    return not spelt.isdisjoint(_COMMON) and spelt <= _words("file-status", "values")


def is_calendar(number: Decimal) -> bool:
    """A number that belongs to dates and times."""
    return number in _numbers("calendar") or number in _numbers("clock")


def is_shifting(number: Decimal) -> bool:
    """Moves digits: 10, 100, .01."""
    digits = number.normalize().as_tuple().digits
    return digits == (1,)


def is_rounding(text: str) -> bool:
    """.99 and its like: added to round up."""
    return text.lstrip("0")[:1] in (".", ",") and not text.strip("0").strip(".,9") and text.endswith("9")


def is_parity(number: Decimal) -> bool:
    """What one divides by for the remainder: leap years and weekdays."""
    return number in _numbers("remainder")


_LARGE = 10**12  # no date has so many digits


def is_conversion(number: Decimal, names: Iterable[str]) -> bool:
    """Scaling, rounding, bytes, constants of nature; beside `names` (of the same statement) the calendar and the units that fit them."""
    size = abs(number)
    if size in _numbers("conversion") or is_shifting(size):
        return True
    names = list(names)
    if (size in _numbers("calendar") or size in _numbers("clock") or (size < _LARGE and size % _DATES == 0)) and any(
        subjects.about(name) & _WHEN for name in names
    ):
        return True
    if size in _numbers("calendar", "periods") and any(_parts(name) & _words("calendar") for name in names):
        return True
    return any(size in values and any(_parts(name) & words for name in names) for words, values in _units())
