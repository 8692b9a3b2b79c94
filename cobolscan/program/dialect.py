"""Which COBOL a program is written for, by what it uses, and what a constant looks like there.

Only IBM has no level 78 and no CONSTANT: there a constant is an item with VALUE that nothing writes to. Micro Focus and ACUCOBOL
have level 78, GnuCOBOL both (Programmer's Guide, level 78 and CONSTANT); the standard has CONSTANT since 2002 (ISO/IEC 1989,
constant entry).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cobolscan.program.model import Program

_IBM = ("EXEC CICS", "EXEC DLI", "EXEC SQLIMS")
_CALLS = {"C$": "acu", "W$": "acu", "CBL_OC_": "gnucobol", "CBL_GC_": "gnucobol", "CBL_": "mf", "PC_": "mf", "CBLTDLI": "ibm", "CEE": "ibm"}
_MF = frozenset(("COMP-X", "COMPUTATIONAL-X", "CALL-CONVENTION"))
_ITEM = "an item with VALUE that nothing writes to"
_ADVICE = {
    "ibm": f"give it one: {_ITEM} (IBM COBOL has no level 78)",
    "mf": "give it one: level 78",
    "acu": "give it one: level 78",
    "gnucobol": "give it one: level 78, or 01 ... CONSTANT AS",
    "85": f"give it one: {_ITEM}, or level 78 or CONSTANT where the compiler has them",
}


def dialect_of(program: Program) -> str:
    """ibm, gnucobol, mf, acu, or 85 when nothing tells."""
    calls = _called(program)
    if calls is not None:
        return calls
    if any(statement.words[0].startswith(_IBM) for statement in program.having("exec_statement")):
        return "ibm"
    upper = program.source.upper
    if ">>" in upper and any(line.lstrip().startswith(">>") for line in upper.split("\n")):
        return "gnucobol"
    texts = program.tree.tokens_.texts
    if not _MF.isdisjoint(texts) or "$SET" in upper:
        return "mf"
    levels = {item.level for item in program.items if item.is_constant}
    if program.source.reference_format == "free" or levels - {78}:
        return "gnucobol"
    return "mf" if 78 in levels else "85"


def _called(program: Program) -> str | None:
    for statement in program.having("call_statement"):
        word = statement.words[1].strip("'\"").upper()
        found = next((dialect for prefix, dialect in _CALLS.items() if word.startswith(prefix)), None)
        if found is not None:
            return found
    return None


def named_constant_advice(program: Program) -> str:
    """How a number gets one name in the program's dialect."""
    return _ADVICE[program.dialect]
