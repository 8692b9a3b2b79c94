"""Whether a transaction identifier is that of the running transaction."""

from __future__ import annotations

from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.syntax import exec_blocks
from cobolscan.syntax.nodes import Reference

_RUNNING = "EIBTRNID"


def is_own(transaction: str, statement: Statement, program: Program) -> bool:
    """EIBTRNID, an item that was set from it, or the name under which the program asks to be run again."""
    name = transaction.strip().upper()
    if not name:
        return False
    return name == _RUNNING or _comes_from(name, program) or _spelled(name, statement, program) in _returned(program)


def _comes_from(name: str, program: Program) -> bool:
    """Whether EIBTRNID is moved to the item."""
    return any(
        move.name == "move_statement" and isinstance(move.children[0], Reference) and move.children[0].data_name == _RUNNING
        for move in program.values.writes.get(name, ())
    )


def _spelled(name: str, statement: Statement, program: Program) -> str:
    """The literal that a name or literal stands for; "" when that is not known."""
    if name[:1] in "'\"":
        return name.strip("'\"").strip()
    known = program.values.of_name(name, statement)
    return known.literal.spelling.strip().upper() if known else ""


def _returned(program: Program) -> set[str]:
    """The transactions of RETURN TRANSID: a conversation goes on under its own name."""
    out: set[str] = set()
    for block in program.having("exec_statement"):
        command = exec_blocks.cics(block.words[0].upper()) if "RETURN" in block.words[0].upper() else None
        if command is not None and command.command == "RETURN" and (given := command.get("TRANSID")):
            out.add(_spelled(given.strip().upper(), block, program))
    return out - {""}
