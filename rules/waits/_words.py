"""How a wait is told, in words and as data."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cobolscan.rules.waits._circumstances import Circumstances
from cobolscan.rules.waits._forms import Waiting


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


def message(wait: Waiting, around: Circumstances) -> str:
    seconds = wait.seconds.only
    verb = "waits" if wait.sleeps else "waits at most"
    if seconds is None:
        text = f"{wait.subject} waits {_alternatives(wait)}"
    else:
        text = f"{wait.subject} {verb} {spelled(seconds.number)}{_raw(wait)}"
    return text + _loop(wait, around)


def _alternatives(wait: Waiting) -> str:
    known = sorted({amount.number for amount in wait.seconds.amounts})
    times = " or ".join(spelled(value) for value in known)
    if not wait.seconds.unknown:
        return times
    return f"{times}, or as long as the data say: {wait.seconds.unknown}" if known else f"for an unknown time: {wait.seconds.unknown}"


def _raw(wait: Waiting) -> str:
    """The number as it is written, where its unit is another one."""
    only = wait.seconds.only
    written = only.literals[0].spelling if only and len(only.literals) == 1 else wait.written
    if wait.unit in ("", "s") or not written[:1].isdigit():
        return ""
    return f" ({written} {wait.unit})" if wait.unit != "hhmmss" else f" ({written} is hhmmss)"


def _loop(wait: Waiting, around: Circumstances) -> str:
    loop, seconds = around.loop, wait.seconds.only
    if loop is None:
        return ""
    text = f", {loop.describe()}"
    if seconds is None or not seconds.number:
        return text
    if wait.sleeps:
        text += f": at most {rate(seconds.number):,f} a second, {int(3600 / seconds.number):,} an hour, for each task"
        text += "" if loop.every_pass else " (of the passes that come here)"
    if around.passes:
        text += f"; worst case {around.passes:,} x {spelled(seconds.number).split(' (')[0]} = {spelled(around.passes * seconds.number)}"
    return text


def data(wait: Waiting, around: Circumstances) -> dict[str, Any]:
    """The facts of a wait for other programs; the first four are named in the contract."""
    seconds, loop = wait.seconds.only, around.loop
    known = seconds.number if seconds else None
    capped = known is not None and loop is not None and wait.sleeps
    worst = around.passes * known if known is not None and around.passes else None
    return {
        "duration_s": None if known is None else number(known),
        "in_loop": loop is not None,
        "max_per_second": number(rate(known)) if capped and known else None,
        "worst_case_s": None if worst is None else number(worst),
        "loop": loop.how if loop else None,
        "every_pass": loop.every_pass if loop else None,
        "passes": around.passes,
        "unit": wait.unit or None,
        "raw": wait.written,
        "timeout": not wait.sleeps,
        "unknown": wait.seconds.unknown,
        "serves": around.serves,
        "idle": loop is not None and around.idle,
    }
