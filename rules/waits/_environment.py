"""Waits that do not belong where they run."""

from __future__ import annotations

from dataclasses import dataclass

from cobolscan.program.model import Program
from cobolscan.rules.waits._found import Found


@dataclass(frozen=True)
class Misplaced:
    """`why` in words. `grave`: it does not work, or harms others; otherwise it is only out of date."""

    why: str
    grave: bool


def misplaced(found: Found, program: Program) -> Misplaced | None:
    """What is wrong with a routine in this program; None when nothing is known against it."""
    routine = found.wait.routine
    if routine is None:
        return None
    stated = program.stated_dialect
    if routine.dialects and stated not in ("auto", "85", *routine.dialects):
        return Misplaced(f"{routine.title} is no routine of dialect {stated}, which the configuration states", True)
    if routine.cics and runs_under_cics(program, found):
        if routine.cics == "invalid":
            return Misplaced(f"{routine.title} does not work under CICS, where it only returns a feedback code: EXEC CICS DELAY does", True)
        return Misplaced(f"under CICS {routine.title} stops the whole region, not this task alone: EXEC CICS DELAY does not", True)
    if routine.obsolete:
        return Misplaced(f"{routine.title} is obsolete: {routine.obsolete} took its place", False)
    return None


def runs_under_cics(program: Program, found: Found) -> bool:
    """Whether the program has commands of CICS, as such or as a translator left them."""
    if any(block.words[0].upper().split(None, 2)[1] == "CICS" for block in program.having("exec_statement")):
        return True
    translated = found.waits.forms.translated
    return any(translated.command_of(call) is not None for call in program.having("call_statement"))
