"""What speaks for a duration being in another unit than the one who wrote it thought."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from re import IGNORECASE

from cobolscan.program.data.items import DataItem
from cobolscan.program.model import Program
from cobolscan.rules.waits import _words
from cobolscan.rules.waits._found import Found
from cobolscan.rules.waits._table import UNITS
from cobolscan.source.lazy import lazy
from cobolscan.source.model import Comment
from cobolscan.source.suppressions import is_addressed

_SHORTEST = {"ms": 10, "us": 1000, "ns": 1_000_000}  # less than this is no wait worth a call, for seconds it would be one
_LONGEST = {"s": 1000}
_UNIT_NAMES = {"h": "hours", "min": "minutes", "s": "seconds", "ds": "tenths", "cs": "hundredths", "ms": "milliseconds",
               "us": "microseconds", "ns": "nanoseconds", "hhmmss": "hhmmss"}  # fmt: skip
_PARTS = {
    "ms": ("MS", "MSEC", "MSECS", "MILLI", "MILLIS", "MILLISEC", "MILLISECS", "MILLISECOND", "MILLISECONDS", "MILLISECONDES",
           "MILLISEKUNDEN", "MILISSEGUNDOS", "MILISEGUNDOS", "MILLISECONDI"),
    "s": ("SECS", "SECOND", "SECONDS", "SECONDE", "SECONDES", "SEKUNDE", "SEKUNDEN", "SEGUNDO", "SEGUNDOS", "SEGS", "SECONDI"),
    "min": ("MINS", "MINUTE", "MINUTES", "MINUTEN", "MINUTO", "MINUTOS", "MINUTI"),
    "h": ("HOUR", "HOURS", "HRS", "HEURES", "STUNDEN", "HORAS"),
    "cs": ("CENTIS", "CENTISEC", "CENTISECS", "CENTISECONDS", "HUNDREDTHS", "CENTESIMI"),
    "ds": ("TENTHS",),
    "us": ("MICROS", "MICROSEC", "MICROSECS", "MICROSECONDS", "USEC", "USECS"),
    "ns": ("NANOS", "NANOSEC", "NANOSECS", "NANOSECONDS", "NSEC", "NSECS"),
}  # fmt: skip
_UNIT_OF_PART = {part: unit for unit, parts in _PARTS.items() for part in parts}
_SAID = lazy(
    r"(?:(\d+)/)?(\d+(?:[.,]\d+)?)[\s-]*(?:(milli\w*|mili\w*|msecs?|ms)|(micro\w*|usecs?)|(hundredths|centi\w*)|(secondes?|seconds?|secondi|secs?|sekunden?|segundos?)"
    r"|(minutes?|minuten|minutos?|minuti|mins?)|(hours?|hrs?|heures?|stunden?|horas?))\b",
    IGNORECASE,
)
_SAID_UNITS = ("ms", "us", "cs", "s", "min", "h")
_WAITING = lazy(r"wait|sleep|delay|paus|nap\b|atten[dt]|warte|esper|aguard|dorm|schla", IGNORECASE)


def doubt(found: Found, program: Program) -> str | None:
    """Why the duration of a wait may be meant otherwise, in words; None when nothing speaks for it."""
    wait = found.wait
    if not wait.unit or wait.unlimited:
        return None
    reasons = (_of_name(found, program), _of_parts(found), _of_size(found), _of_comment(found, program))
    return next((reason for reason in reasons if reason), None)


def _of_size(found: Found) -> str | None:
    """Only for routines: SECONDS(3) and AFTER 3 SECONDS name their unit."""
    wait = found.wait
    number = wait.told
    if wait.routine is None or wait.routine.kind != "sleep" or number is None or number <= 0:
        return None
    unit = _UNIT_NAMES[wait.unit]
    if number < _SHORTEST.get(wait.unit, 0):
        return f"{number.normalize():f} {unit} are hardly a wait: perhaps a longer unit was meant"
    if wait.unit in _LONGEST and number >= _LONGEST[wait.unit] and not _is_round_time(number):
        return f"{number.normalize():f} {unit} are {_words.spelled(wait.number or number)}: perhaps milliseconds were meant"
    return None


def _is_round_time(seconds: Decimal) -> bool:
    """1800 and 3600 are thought of in seconds; 1000, 1500 and 3000 rather in milliseconds."""
    return seconds % 3600 == 0 or (seconds % 300 == 0 and seconds % 500 != 0)


def _of_parts(found: Found) -> str | None:
    """INTERVAL is hhmmss: 90 is no minute and a half, the command fails."""
    wait = found.wait
    only = wait.seconds.only
    if wait.unit != "hhmmss" or only is None:
        return None
    written = wait.spelling or (only.literals[0].spelling if only.literals else "")
    digits = written.lstrip("+").zfill(6)
    if not digits.isdecimal() or (int(digits[-2:]) < 60 and int(digits[-4:-2]) < 60):
        return None
    return f"{written} is hhmmss with more than 59 in a part, which CICS does not take"


def _of_name(found: Found, program: Program) -> str | None:
    wait = found.wait
    for name in _names(found, program):
        said = next((unit for part in reversed(name.split("-")) if (unit := _UNIT_OF_PART.get(part.replace("_", "")))), None)
        if said is None or said == wait.unit or wait.unit not in UNITS:
            continue
        return f"{wait.subject} takes {_UNIT_NAMES[wait.unit]}, and the name {name} says {_UNIT_NAMES[said]}"
    return None


def _names(found: Found, program: Program) -> Iterator[str]:
    """The item that is passed, and the one whose VALUE it has."""
    written = found.wait.written.upper()
    if program.items_named(written):
        yield written
    only = found.wait.seconds.only
    if only is not None and len(only.literals) == 1 and found.wait.told in (only.literals[0].number, None):
        item = _declared(only.literals[0].first_token, program)
        if item is not None:
            yield item.name


def _declared(token: int, program: Program) -> DataItem | None:
    return next((item for item in program.items if any(value.first_token == token for value in item.values)), None)


# ---- comments


def _of_comment(found: Found, program: Program) -> str | None:
    number, statement = found.wait.number, found.statement
    if number is None or not statement.tree.is_own(statement.first_token):
        return None
    for text in _comments(statement.line, statement.end_line, program):
        said = [*_durations(text)]
        agreeing = (number, found.worst, found.a_pass)
        if said and not any(close(one, other) for one in said for other in agreeing if other is not None):
            return f"the comment says {_words.spelled(said[0])}"
    return None


def close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= other / 100


def _comments(line: int, end_line: int, program: Program) -> Iterator[str]:
    """What stands beside the statement, and right above it when it speaks of waiting."""
    by_line: dict[int, Comment] = {comment.line: comment for comment in program.source.comments if line - 4 < comment.line <= end_line}
    for number in range(line, end_line + 1):
        if number in by_line and by_line[number].kind == "inline" and not is_addressed(by_line[number].text):
            yield by_line[number].text
    above = line - 1
    while above in by_line and by_line[above].kind == "full":
        if _WAITING.search(by_line[above].text) and not is_addressed(by_line[above].text):
            yield by_line[above].text
        above -= 1


def _durations(text: str) -> Iterator[Decimal]:
    for match in _SAID.finditer(text):
        unit = next(unit for unit, group in zip(_SAID_UNITS, match.groups()[2:], strict=True) if group)
        number = Decimal(match[2].replace(",", "."))
        if not match[1]:
            yield number * UNITS[unit]
        elif number:  # 1/4 sec
            yield Decimal(match[1]) / number * UNITS[unit]
