"""What a statement gives an item: the operands, how they are put together, and how the result is kept."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN
from typing import TYPE_CHECKING

from cobolscan.program.values.storing import ROUNDINGS
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_ARITHMETIC = {"add_statement": "add_expression", "subtract_statement": "subtract_expression", "multiply_statement": "multiply_expression",
               "divide_statement": "divide_expression"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assigned:
    """`operands`: one, or several that `operation` (the grammar's name of an expression) puts together, from left to right.

    `rounding`: as the decimal module names it; None when the statement rounds in a way that is not known.
    """

    operands: tuple[Node, ...]
    operation: str = ""
    rounding: str | None = ROUND_DOWN

    @property
    def whole(self) -> Node | None:
        """The one operand, when nothing else is."""
        return self.operands[0] if len(self.operands) == 1 else None


def assigned(statement: Statement, item: DataItem) -> Assigned | None:
    """What a statement gives an item as one whole value, whatever the item held before; None when it gives something else, or a part."""
    name, parts = statement.name, statement.children
    if name == "move_statement":
        return Assigned((parts[0],)) if len(parts) > 1 and _target(statement, parts[1:], item) is not None else None
    if name == "set_statement":
        return _set(statement, item)
    target = _target(statement, [part for part in parts if part.name == "target"], item)
    if target is None:
        return None
    if name == "compute_statement":
        return Assigned((parts[-1],), rounding=_rounding(target))
    if name in _ARITHMETIC and "GIVING" in statement.words:
        return _giving(statement, target)
    return None


def _giving(statement: Statement, target: Node) -> Assigned | None:
    """ADD a b GIVING, SUBTRACT a b FROM c GIVING, MULTIPLY a BY b GIVING, DIVIDE a INTO b GIVING, DIVIDE a BY b GIVING."""
    targets = [part for part in statement.children if part.name == "target"]
    words = statement.words
    if "REMAINDER" in words and target.first_token == targets[-1].first_token:
        return None
    operands = [part for part in statement.children if part.name != "target"]
    if statement.name == "subtract_statement" or (statement.name == "divide_statement" and "INTO" in words):
        operands = [operands[-1], *operands[:-1]]
    return Assigned(tuple(operands), _ARITHMETIC[statement.name], _rounding(target))


def _set(statement: Statement, item: DataItem) -> Assigned | None:
    """SET item TO a value, SET condition-name TO TRUE (the first literal of its VALUE clause) or FALSE, SET pointer TO ENTRY name."""
    found = None
    for phrase in statement.children:
        *targets, value = phrase.children or [phrase]
        if phrase.name != "set_phrase" or not targets:
            continue
        if value.name == "truth":
            literal = next((_of_condition(target, item, value.words[-1] == "TRUE") for target in targets if _condition(target, item)), None)
            found = Assigned((literal,)) if literal is not None else found
        elif _target(statement, targets, item) is not None:
            between = statement.tree.tokens_.texts[targets[-1].last_token + 1 : value.first_token]
            found = Assigned((value,)) if between in (["TO"], ["TO", "ENTRY"]) else found
    return found


def _condition(target: Node, item: DataItem) -> DataItem | None:
    name = target.data_name if isinstance(target, Reference) else ""
    return next((condition for condition in item.conditions if condition.name == name), None)


def _of_condition(target: Node, item: DataItem, true: bool) -> Literal | None:
    """IBM Enterprise COBOL Language Reference, SET, format 4; ISO 1989:2002, 14.8.35."""
    condition = _condition(target, item)
    if condition is None:
        return None
    return (condition.values[0] if condition.values else None) if true else condition.value_if_false


def _target(statement: Statement, targets: list[Node], item: DataItem) -> Node | None:
    """The operand of `targets` that is the whole item."""
    program = statement.program
    return next((part for part in targets if _is(program, part.children[0] if part.name == "target" else part, item)), None)


def _is(program: Program, reference: Node, item: DataItem) -> bool:
    if not isinstance(reference, Reference) or reference.modified or reference.data_name != item.name:
        return False
    return len(program.items_named(item.name)) == 1 or program.names.resolve(reference).item is item


def _rounding(target: Node) -> str | None:
    words = next(target.all("rounded"), target).words
    if words[0] != "ROUNDED":
        return ROUND_DOWN
    return ROUNDINGS.get("" if len(words) == 1 else words[-1])


def verb_of(statement: Statement) -> str:
    """What a statement is called in a message: MOVE, EXEC SQL FETCH."""
    return " ".join(statement.words[0].split()[:3])


def checks(statement: Statement) -> bool:
    """Whether a statement has ON SIZE ERROR: a result that is too large is not stored then."""
    return any(inner.shape[0] == "size_error_phrase" for inner in statement.program.children_of(statement))
