"""Calls that do not come back: routines that end the program abnormally, by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobolscan.syntax.nodes import Literal, Reference

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

# Language Environment Programming Guide (CEE3ABD, CEE3AB2), OS/VS COBOL run-time library (ILBOABN0), C library (abort), and the names
# that shops give such a routine of their own.
_ABNORMAL_ENDS = frozenset(("CEE3ABD", "CEE3AB2", "ILBOABN0", "ABORT", "ABEND", "ABENDIT", "ABENDPGM"))


def leaving_call(statement: Statement, program: Program) -> bool:
    """Whether a CALL ends the program: by a literal name, or an item that holds such a name at that place."""
    callee = next((child for child in statement.children if isinstance(child, (Literal, Reference))), None)
    if isinstance(callee, Literal):
        return _ends(callee)
    if callee is None:
        return False
    item = program.item(callee.data_name)
    # the cheap question first: values are worked out for the whole program
    if item is None or not any(_ends(value) for value in item.values):
        return False
    known = program.values.at(callee, statement)
    return known is not None and _ends(known.literal)


def _ends(name: Literal) -> bool:
    return name.name == "string" and name.spelling.strip().upper() in _ABNORMAL_ENDS
