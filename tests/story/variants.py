"""Variants of the story, made by script: nothing in the code may know the story, so other values must give other facts.

A variant is a function from the lines of TRNPOOL.CBL to other lines; `VARIANTS` names what must then be found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

STORY = Path(__file__).parents[2] / "fixtures" / "story"
LIMIT_LINE = 4743
NOTE_LINES = (4741, 4742)
WAIT_LINES = range(5012, 5090)

Lines = list[str]


@dataclass(frozen=True)
class Expected:
    """What must be found in a variant: None where nothing may be."""

    limit_line: int = LIMIT_LINE
    literal: str = "100"
    author: str | None = "Carl"
    note_dates: tuple[str, ...] = ("1997-03-11",)  # any of these is right
    duration: float = 0.5
    rate: float = 2.0
    wait_lines: range = field(default=WAIT_LINES)


def story_lines() -> Lines:
    return (STORY / "TRNPOOL.CBL").read_text(encoding="ascii").split("\n")


def replace(line: int, old: str, new: str) -> Callable[[Lines], Lines]:
    """Replace `old` on one line (1-based), which must hold it."""

    def change(lines: Lines) -> Lines:
        assert old in lines[line - 1], (line, lines[line - 1])
        out = list(lines)
        out[line - 1] = out[line - 1].replace(old, new)
        return out

    return change


def both(*changes: Callable[[Lines], Lines]) -> Callable[[Lines], Lines]:
    def change(lines: Lines) -> Lines:
        for each in changes:
            lines = each(lines)
        return lines

    return change


def note(date_line: str | None, text_line: str | None) -> Callable[[Lines], Lines]:
    """Write the two lines of the note anew; None leaves a line out by making it an empty comment."""

    def change(lines: Lines) -> Lines:
        out = list(lines)
        for number, text in zip(NOTE_LINES, (date_line, text_line), strict=True):
            out[number - 1] = f"      * {text}" if text else "      *"
        return out

    return change


def moved(lines: Lines) -> Lines:
    """37 lines more before the first."""
    return [*(f"      *  {number} LINE OF A LICENCE THAT SOMEBODY PUT HERE" for number in range(37)), *lines]


def beside(lines: Lines) -> Lines:
    """The note beside the statement, not above it."""
    out = note(None, None)(lines)
    out[LIMIT_LINE - 1] = "970311     MOVE 100 TO WS-POOL-MAX. *> 1997 ENOUGH FOR ANYBODY - CARL"
    assert len(out[LIMIT_LINE - 1]) <= 72
    return out


def free_format(lines: Lines) -> Lines:
    """The same program in free format; change tags go."""
    assert not any(line[6:7] == "-" for line in lines)
    out = []
    for line in lines:
        if line[6:7] in ("*", "/"):
            out.append("*>" + line[7:72].rstrip())
        else:
            out.append(line[7:72].rstrip())
    return out


def wait_by(call: str) -> Callable[[Lines], Lines]:
    """Another routine waits, with the duration in the CALL."""

    def change(lines: Lines) -> Lines:
        out = list(lines)
        number = next(n for n in WAIT_LINES if "CALL 'CEEDLYM'" in out[n - 1])
        out[number - 1] = f"           {call}"
        return out

    return change


WAIT_MOVE = next(n for n in WAIT_LINES if "MOVE 500 TO WS-SETTLE-MS" in story_lines()[n - 1])
NOTE = "100 connections should be enough for anybody - Carl"
DATED = "1997-03-11 CHG0231 POOL FIXED AFTER MERGER LOAD TEST."

VARIANTS: dict[str, tuple[Callable[[Lines], Lines], Expected]] = {
    "as it is": (lambda lines: lines, Expected()),
    "other value": (replace(LIMIT_LINE, "100", "250"), Expected(literal="250")),
    "other author": (note(DATED, "100 connections should be enough for anybody - Ingrid"), Expected(author="Ingrid")),
    "full name": (note(DATED, "100 connections should be enough. - Ingrid Olsson"), Expected(author="Ingrid Olsson")),
    "signature in parentheses": (note(DATED, "100 connections should be enough for anybody (Carl)"), Expected()),
    "two dashes": (note(DATED, "100 connections should be enough for anybody -- Carl"), Expected()),
    "initials and date": (
        note("POOL FIXED AFTER MERGER LOAD TEST.", "100 connections should be enough - C.B. 11 MAR 1997"),
        Expected(author="C.B."),
    ),
    "date with dots": (note("11.03.1997 POOL FIXED AFTER MERGER LOAD TEST.", NOTE), Expected(note_dates=("1997-03-11", "1997"))),
    "month in words": (note("MARCH 11, 1997: POOL FIXED AFTER MERGER LOAD TEST.", NOTE), Expected()),
    "month and year": (note("MARCH 1997: POOL FIXED AFTER MERGER LOAD TEST.", NOTE), Expected(note_dates=("1997-03",))),
    "note beside": (beside, Expected(author="CARL", note_dates=("1997",))),
    "note missing": (note(None, None), Expected(author=None)),
    "moved": (moved, Expected(limit_line=LIMIT_LINE + 37, wait_lines=range(WAIT_LINES.start + 37, WAIT_LINES.stop + 37))),
    "free format": (free_format, Expected()),
    "wait of 250 ms": (replace(WAIT_MOVE, "500", "250"), Expected(duration=0.25, rate=4.0)),
    "wait by C$SLEEP": (wait_by("CALL 'C$SLEEP' USING 2"), Expected(duration=2.0, rate=0.5)),
    "wait by nanoseconds": (wait_by("CALL 'CBL_GC_NANOSLEEP' USING 200000000"), Expected(duration=0.2, rate=5.0)),
    "value and author": (
        both(replace(LIMIT_LINE, "100", "64"), note(DATED, "64 connections should be enough - Priya")),
        Expected(literal="64", author="Priya"),
    ),
}
