"""Whether an item keeps the literals that it is given, or may come to hold what is known only at run time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cobolscan.syntax.nodes import Literal

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.names.uses import Use
    from cobolscan.program.statements import Statement

_AROUND = ("group", "member", "redefines", "renames")


def is_fixed(program: Program, name: str, given: Iterable[Statement], starts: bool) -> bool:
    """Whether nothing but the statements in `given` puts something into the items of a name: nothing through a group around them or
    what redefines them, no called program, no record, no EXEC block, no caller. Clearing the group (INITIALIZE, MOVE ZEROS) is no other
    value for an item that gets its own afterwards; `starts`: it has it from a VALUE clause, which is then lost."""
    bases = {statement.base for statement in given}
    items = [item for item in program.items_named(name) if item.level not in (66, 88)]
    return all(item.is_constant or not any(_changes(use, bases, starts) for use in program.uses.writers(item)) for item in items)


def _changes(use: Use, given: set[int], starts: bool) -> bool:
    """Whether a use may put something else into the item."""
    if use.statement is None:
        return True
    if use.through in _AROUND:
        return starts or not _clears(use.statement)
    return use.statement.base not in given


def _clears(statement: Statement) -> bool:
    """INITIALIZE without REPLACING, MOVE of a literal or a figurative constant."""
    if statement.shape[0] == "initialize_statement":
        return "REPLACING" not in statement.words
    if statement.shape[0] != "move_statement":
        return False
    source = statement.children[0]
    return isinstance(source, Literal) or source.name in ("figurative", "plain_figurative")
