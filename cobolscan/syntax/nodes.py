"""Typed nodes: a shape at a place. Made on demand, they know their tokens and so their file, line and column.

Rules see these and never the grammar: what a node is made of is asked by name (`literals`, `references`, `targets`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar

from cobolscan.source.place import Place
from cobolscan.syntax import exec_blocks
from cobolscan.syntax.driver import Shape
from cobolscan.syntax.tree import Tree

if TYPE_CHECKING:
    from cobolscan.syntax.exec_commands import Command
    from cobolscan.syntax.exec_sql import SqlStatement


def leaves(shape: Shape, base: int = 0) -> Iterator[int]:
    """Token numbers under a shape, in order. Iterative: shapes may be nested deeper than Python's stack."""
    stack: list[tuple[Shape, int, int]] = [(shape, base, 1)]
    while stack:
        shape, base, index = stack.pop()
        if type(shape[0]) is int:
            base, shape, index = base + shape[0], shape[1], 1
        while index < len(shape):
            child = shape[index]
            index += 1
            if type(child) is int:
                yield base + child
            else:
                stack.append((shape, base, index))
                stack.append((child, base, 1))
                break


def descend(shape: Shape, base: int = 0) -> Iterator[tuple[Shape, int]]:
    """Every shape under (and with) a shape, in order of their beginning, each with its base."""
    stack: list[tuple[Shape, int]] = [(shape, base)]
    while stack:
        shape, base = stack.pop()
        if type(shape[0]) is int:
            base, shape = base + shape[0], shape[1]
        yield shape, base
        for child in reversed(shape[1:]):
            if type(child) is not int:
                stack.append((child, base))


def edge(shape: Shape, base: int, side: int) -> int:
    """The first (side 1) or last (side -1) token under a shape: its children stand in the order of their tokens."""
    child: Any = shape
    while type(child) is not int:
        if type(child[0]) is int:
            base, child = base + child[0], child[1]
        if len(child) == 1:  # a node without tokens of its own, such as a COPY whose form is checked elsewhere
            return base
        child = child[side]
    return base + child


class Node:
    """A shape at a place in a tree."""

    __slots__ = ("base", "shape", "tree")
    shapes: ClassVar[tuple[str, ...]] = ()

    def __init__(self, tree: Tree, base: int, shape: Shape) -> None:
        if type(shape[0]) is int:
            base, shape = base + shape[0], shape[1]
        self.tree = tree
        self.base = base
        self.shape = shape

    @property
    def name(self) -> str:
        """The grammar's name of this node: move_statement, relation, data_entry ..."""
        return str(self.shape[0])

    @property
    def children(self) -> list[Node]:
        """The child nodes; tokens that stand directly in this node are left out."""
        return [node(self.tree, self.base, child) for child in self.shape[1:] if type(child) is not int]

    def all(self, *names: str) -> Iterator[Node]:
        """Every node under this one, itself included, whose name is one of `names`."""
        for shape, base in descend(self.shape, self.base):
            if shape[0] in names:
                yield node(self.tree, base, shape)

    def child(self, *names: str) -> Node | None:
        """The first child with one of these names."""
        return next((child for child in self.children if child.name in names), None)

    @property
    def first_token(self) -> int:
        return edge(self.shape, self.base, 1)

    @property
    def last_token(self) -> int:
        """The last token, with the fillers of a fused phrase that ends the node."""
        last = edge(self.shape, self.base, -1)
        kinds = self.tree.tokens_.kinds
        while last + 1 < len(kinds) and kinds[last + 1] == "\x00":
            last += 1
        return last

    @property
    def words(self) -> list[str]:
        """The spellings of all tokens from the first to the last, in upper case."""
        return self.tree.tokens_.texts[self.first_token : self.last_token + 1]

    @property
    def text(self) -> str:
        """The node as it is written, runs of blanks and line ends as one blank."""
        return " ".join(self.tree.code(self.first_token, self.last_token).split())

    def folded(self) -> str:
        """The text in upper case: what survives renumbering, reindenting and change tags."""
        text = " ".join(self.words)
        return " ".join(text.split()) if "\n" in text else text  # an EXEC block is one token, over several lines

    @property
    def line(self) -> int:
        return self.tree.position(self.first_token)[0]

    @property
    def end_line(self) -> int:
        return self.tree.end_position(self.last_token)[0]

    def place(self) -> Place:
        return Place(*self.tree.span(self.first_token, self.last_token))


class Literal(Node):
    """A numeric or alphanumeric literal."""

    __slots__ = ()
    shapes = ("number", "string", "sign_expression")

    @property
    def spelling(self) -> str:
        """As written, with sign, without quotes."""
        if self.shape[0] == "number" and len(self.shape) == 2:
            return str(self.tree.tokens_.texts[self.base + self.shape[1]])  # upper case, which a number has none of
        text = self.text
        if self.name == "string":
            body = text.lstrip("".join(c for c in text[:2] if c.isalpha()))
            return body[1:-1] if len(body) > 1 and body[0] == body[-1] else body
        return text.replace(" ", "")

    @property
    def number(self) -> Decimal | None:
        """The value of a numeric literal; None for an alphanumeric one."""
        if self.name == "string":
            return None
        text = self.spelling
        return decimal_of(text, self.tree.source.decimal_comma)


def decimal_of(text: str, decimal_comma: bool = False) -> Decimal | None:
    """The number that a spelling stands for; None for what is none, and for one that no compiler takes.

    Literals have up to 38 digits (ISO 1989:2014, 8.3.1.2.2), floating-point ones an exponent of up to four; to make a whole number of
    1E999999999 would take for ever.
    """
    if len(text) > _MAX_SPELLING:
        return None
    try:
        number = Decimal(text.replace(",", ".") if decimal_comma else text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _MAX_EXPONENT else None


_MAX_SPELLING = 200  # characters of a numeric literal
_MAX_EXPONENT = 400


class Reference(Node):
    """An identifier: a data name with its qualifiers, subscripts and reference modification."""

    __slots__ = ()
    shapes = ("identifier", "qualified")

    @property
    def data_name(self) -> str:
        """The name itself in upper case, without qualifiers."""
        return self.tree.tokens_.texts[self.first_token]

    @property
    def qualifiers(self) -> list[str]:
        """The names behind OF or IN, innermost first."""
        words = [n for shape, base in descend(self.shape, self.base) if shape[0] == "qualified" for n in leaves(shape, base)]
        names = [self.tree.tokens_.texts[n] for n in dict.fromkeys(words)]
        return [name for name in names[1:] if name not in ("OF", "IN")]

    @property
    def modified(self) -> bool:
        """Whether only a part of the item is meant (reference modification)."""
        return any(child.name == "reference_modifier" for child in self.children)


class ExecBlock(Node):
    """An EXEC block, in the PROCEDURE DIVISION a statement, in the DATA DIVISION an entry."""

    __slots__ = ()
    shapes = ("exec_statement",)

    @property
    def language(self) -> str:
        """CICS, SQL, DLI ... in upper case."""
        return self.tree.tokens_.texts[self.first_token].split(None, 2)[1]

    @property
    def command(self) -> Command | None:
        """The command of EXEC CICS and EXEC DLI with its options; None when it cannot be read."""
        return exec_blocks.cics(self.tree.tokens_.texts[self.first_token])

    @property
    def sql(self) -> SqlStatement | None:
        """The statement of EXEC SQL and SQLIMS with its tables, cursor, host variables ...; None when it cannot be read."""
        return exec_blocks.sql(self.tree.tokens_.texts[self.first_token])

    def place_of(self, offset: int, length: int) -> Place:
        """The place of a part: an option of `command`, a host variable or limit of `sql` and their `offset`."""
        return Place(*self.tree.span_within(self.first_token, offset, length))


class Relation(Node):
    """A relation condition, complete or abbreviated."""

    __slots__ = ()
    shapes = ("relation", "abbreviated_relation")

    @property
    def operator(self) -> str:
        """One of = <> < > <= >=, with NOT taken in."""
        operator = self.child("relation_operator", "abbreviated_operator")
        return operator_of(operator.words) if operator else "="


NEGATED = {"=": "<>", "<>": "=", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}


def operator_of(words: list[str]) -> str:
    """The operator that words such as IS NOT GREATER THAN spell."""
    text = " ".join(word for word in words if word not in ("IS", "ARE", "NOT", "THAN", "TO"))
    if text in ("=", "EQUAL", "EQUALS"):
        operator = "="
    elif text in ("<>", "UNEQUAL"):
        operator = "<>"
    elif text.startswith(("<", "LESS")):
        operator = "<=" if "=" in text or "EQUAL" in text else "<"
    else:
        operator = ">=" if "=" in text or "EQUAL" in text else ">"
    return NEGATED[operator] if "NOT" in words else operator


_TYPES: dict[str, type[Node]] = {shape: cls for cls in (Literal, Reference, Relation, ExecBlock) for shape in cls.shapes}


def node(tree: Tree, base: int, shape: Shape) -> Node:
    """The typed node for a shape."""
    if type(shape[0]) is int:
        base, shape = base + shape[0], shape[1]
    return _TYPES.get(shape[0], Node)(tree, base, shape)
