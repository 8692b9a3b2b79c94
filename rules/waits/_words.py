"""How a wait is told, in words and as data."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cobolscan.rules.waits._waiting import Waiting

if TYPE_CHECKING:
    from cobolscan.rules.waits._found import Found

_SENSIBLE = Decimal(10_000_000)  # seconds; a picture that allows more says nothing

UNKNOWN: dict[str, Any] = {"duration_s": None, "in_loop": False, "max_per_second": None, "worst_case_s": None}
"""What the contract names of every wait, for those of which it is not known."""


def spelled(seconds: Decimal) -> str:
    """0.5 s, 90 s, 300 s (5 min)."""
    plain = f"{seconds.normalize():f} s"
    if seconds >= 3600 and seconds % 360 == 0:
        return f"{plain} ({(seconds / 3600).normalize():f} h)"
    if seconds >= 120 and seconds % 6 == 0:
        return f"{plain} ({(seconds / 60).normalize():f} min)"
    return plain


def rate(seconds: Decimal) -> Decimal:
    """The most passes a second, to three digits."""
    per_second = 1 / seconds
    return round(per_second, max(0, 2 - per_second.adjusted())).normalize()


def number(value: Decimal) -> int | float:
    """For JSON: whole numbers as such."""
    return int(value) if value == value.to_integral_value() else float(value)


def message(found: Found) -> str:
    wait = found.wait
    verb = "waits" if wait.sleeps else "waits at most"
    if wait.number is None:
        text = f"{wait.subject} waits {_alternatives(wait)}"
    else:
        time, raw = spelled(wait.number), _raw(wait)
        text = f"{wait.subject} {verb} {time}{raw if raw not in time else ''}"
    return text + _loop(found)


def _alternatives(wait: Waiting) -> str:
    known = sorted({amount.number for amount in wait.seconds.amounts})
    times = " or ".join(spelled(value) for value in known)
    if not wait.seconds.unknown:
        return times
    most = f", at most {spelled(wait.most)} by its picture" if wait.most is not None and wait.most < _SENSIBLE else ""
    if known:
        return f"{times}, or as long as the data say{most}: {wait.seconds.unknown}"
    return f"for an unknown time{most}: {wait.seconds.unknown}"


def _raw(wait: Waiting) -> str:
    """The number as it is written, where its unit is another one."""
    only = wait.seconds.only
    written = only.literals[0].spelling if only and len(only.literals) == 1 else wait.written
    if wait.unit in ("", "s") or not written[:1].isdigit():
        return ""
    return f" ({written} {wait.unit})" if wait.unit != "hhmmss" else f" ({written} is hhmmss)"


def _loop(found: Found) -> str:
    around, wait = found.around, found.wait
    loop = around.loop
    if loop is None:
        return ""
    text = f", {loop.describe()}"
    if not wait.number:
        return text
    if wait.sleeps:
        others = found.a_pass != wait.number
        text += f" (with other waits {spelled(found.a_pass)} each pass)" if others else ""
        text += f": at most {rate(found.a_pass):,f} a second, {int(3600 / found.a_pass):,} an hour, for each task"
        text += "" if around.loops[0].every_pass else " (of the passes that come here)"
    return text + _worst(found)


def _worst(found: Found) -> str:
    counted, worst = found.around.counted, found.worst
    if worst is None or found.wait.number is None:
        return ""
    passes = " x ".join(f"{count:,}" for count in reversed(counted))
    a_pass = worst / (found.around.passes or 1)
    text = f"; worst case {passes} x {spelled(a_pass).split(' (')[0]} = {spelled(worst)}"
    return text + (" for each pass of the loop around" if len(counted) < len(found.around.loops) else "")


def data(found: Found) -> dict[str, Any]:
    """The facts of a wait for other programs; the first four are named in the contract."""
    wait, around = found.wait, found.around
    worst = found.worst
    return {
        "duration_s": None if wait.number is None else number(wait.number),
        "in_loop": around.loop is not None,
        "max_per_second": number(rate(found.a_pass)) if found.capped else None,
        "worst_case_s": None if worst is None else number(worst),
        "at_most_s": None if wait.most is None else number(wait.most),
        "loop": around.loop.how if around.loop else None,
        "every_pass": around.loops[0].every_pass if around.loops else None,
        "passes": around.passes,
        "unit": wait.unit or None,
        "raw": wait.written,
        "timeout": not wait.sleeps,
        "unknown": wait.seconds.unknown,
        "serves": around.serves,
        "idle": around.loop is not None and around.idle,
        "attended": around.attended,
    }
