"""What constants and expressions of constants amount to: level 78, CONSTANT AS, and VALUE clauses that name them.

ISO 1989:2002, 13.9 (constant entry), and 8.8.1 for arithmetic there. The VALUE of level 78 is worked out from left to right, without
precedence, in integers (Micro Focus COBOL Language Reference, level 78; GnuCOBOL does the same).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING

from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.data.division import DataDivision
    from cobolscan.program.data.items import DataItem
    from cobolscan.syntax.tree import Tree

_MOST_WORDS = 64  # of an expression; its depth is less
_MOST_DIGITS = 64
_OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
}


class Evaluated(Literal):
    """An expression of constants, or the name of one, that stands for a literal: at the place of the expression, spelt as its value."""

    __slots__ = ("_value",)

    def __init__(self, node: Node, value: Decimal | str) -> None:
        super().__init__(node.tree, node.base, node.shape)
        self._value = value

    @property
    def name(self) -> str:
        """number or string, as of the literal that it stands for."""
        return "string" if isinstance(self._value, str) else "number"

    @property
    def spelling(self) -> str:
        if isinstance(self._value, str):
            return self._value
        text = f"{self._value:f}"
        return text.replace(".", ",") if self.tree.source.decimal_comma else text


class Constants:
    """The values of one program's constants."""

    def __init__(self, division: DataDivision) -> None:
        self._division = division
        self._known: dict[str, Decimal | str | None] = {}

    def of_name(self, name: str) -> Decimal | str | None:
        """What a constant stands for, by its name in upper case; None when it is none, or not known."""
        if name not in self._known:
            self._known[name] = None  # one that is made of itself has no value
            items = [item for item in self._division.names.get(name, ()) if item.is_constant]
            part = items[0].value_parts if len(items) == 1 else []
            self._known[name] = self.of(part[0]) if len(part) == 1 else None
        return self._known[name]

    def literal(self, part: Node) -> Literal | None:
        """A part of a VALUE clause as a literal; None for what is no constant, such as a figurative one."""
        if isinstance(part, Literal):
            return part
        value = self.of(part)
        return None if value is None else Evaluated(part, value)

    def of(self, part: Node) -> Decimal | str | None:
        """The value of an operand or an expression."""
        return self._of(part) if len(part.words) <= _MOST_WORDS else None

    def _of(self, part: Node) -> Decimal | str | None:
        if isinstance(part, Literal):
            return part.spelling if part.name == "string" else part.number
        if isinstance(part, Reference):
            plain = not part.modified and len(part.words) == 1
            return self.of_name(part.data_name) if plain else None
        if part.name in ("parenthesis", "sign_expression"):
            value = self._of(part.children[0]) if part.children else None
            return -value if isinstance(value, Decimal) and part.words[0] == "-" else value
        if part.name in ("length_of", "constant_value"):
            return self.length(part)
        return self._combined(part)

    def _combined(self, part: Node) -> Decimal | None:
        operands = part.children
        operator = part.tree.tokens_.texts[operands[0].last_token + 1] if operands else ""
        values = [self._of(operand) for operand in operands]
        if part.name == "value_expression" and len(values) == 1:  # K +5: the sign belongs to the number
            operator, values = "+", [values[0], _number(part.words[-1], part.tree)]
        first, last = values if len(values) == 2 else (None, None)
        if operator not in _OPERATIONS or not isinstance(first, Decimal) or not isinstance(last, Decimal):
            return None
        try:
            result = _OPERATIONS[operator](first, last)
        except DecimalException:
            return None
        if abs(result.adjusted()) > _MOST_DIGITS:
            return None
        return Decimal(int(result)) if part.name == "value_expression" and operator == "/" else result

    def length(self, part: Node) -> Decimal | None:
        """LENGTH OF an item, BYTE-LENGTH OF: its bytes, where it has always as many."""
        if part.words[0] not in ("LENGTH", "BYTE-LENGTH"):
            return None
        named = next((child for child in part.children if isinstance(child, Reference)), None)
        if named is None or named.modified or len(named.words) > 1:
            return None
        items: list[DataItem] = self._division.names.get(named.data_name, [])
        size = items[0].size if len(items) == 1 else None
        if size is None or size != items[0].minimum_size or _depends(items[0]):
            return None
        return Decimal(size)


def _depends(item: DataItem) -> bool:
    """Whether LENGTH counts more than bytes of one occurrence, or characters that are not bytes."""
    return item.has_clause("occurs_clause") or item.effective_usage in ("NATIONAL", "UTF-8", "DISPLAY-1")


def _number(text: str, tree: Tree) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ".") if tree.source.decimal_comma else text)
    except DecimalException:
        return None
