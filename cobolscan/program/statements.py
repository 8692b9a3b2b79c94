"""The statements of a program in order, each with its paragraph, its enclosing statements and its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cobolscan.program.facts import Comparison, Facts, Part, facts_of
from cobolscan.syntax.driver import Shape
from cobolscan.syntax.nodes import ExecBlock, Literal, Node, Reference, node, operator_of

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.procedures import Paragraph


class Statement(Node):
    """A statement's own segment: a verb with its operands, or the phrase that opens a branch (IF, WHEN, AT END ...).

    `parent` is the statement or branch phrase in whose range it stands; `sentence` the number of its sentence.
    """

    __slots__ = ("paragraph", "parent", "program", "sentence")

    def __init__(
        self, program: Program, base: int, shape: Shape, parent: Statement | None, paragraph: Paragraph | None, sentence: int
    ) -> None:
        super().__init__(program.tree, base, shape)
        self.program = program
        self.parent = parent
        self.paragraph = paragraph
        self.sentence = sentence

    @property
    def facts(self) -> Facts:
        return _facts(self.shape)

    @property
    def block(self) -> ExecBlock:
        """The block of an EXEC statement."""
        return ExecBlock(self.tree, self.base, self.shape)

    def part(self, part: Part) -> Node:
        """The typed node of a shape that `facts` names."""
        return node(self.tree, self.base, part)

    def enclosing(self, *names: str) -> list[Statement]:
        """The statements around this one, innermost first, of these names."""
        out, statement = [], self.parent
        while statement is not None:
            if statement.name in names:
                out.append(statement)
            statement = statement.parent
        return out

    @property
    def comparisons(self) -> list[Compared]:
        return [Compared(self, comparison) for comparison in self.facts.comparisons]

    @property
    def written(self) -> list[Reference]:
        """The data references that this statement may change."""
        return [part for part in map(self.part, self.facts.writes) if isinstance(part, Reference)]


class Compared:
    """One comparison of a condition, its parts as nodes. The subject of a bare literal under WHEN is that of its EVALUATE."""

    __slots__ = ("comparison", "statement")

    def __init__(self, statement: Statement, comparison: Comparison) -> None:
        self.statement = statement
        self.comparison = comparison

    @property
    def role(self) -> str:
        return self.comparison.role

    @property
    def left(self) -> Node | None:
        if self.comparison.left is not None:
            return self.statement.part(self.comparison.left)
        return self._evaluated()

    @property
    def right(self) -> Node:
        return self.statement.part(self.comparison.right)

    @property
    def operator(self) -> str:
        if self.comparison.operator is None:
            return "="
        return operator_of(self.statement.part(self.comparison.operator).words)

    @property
    def literal(self) -> Literal | None:
        """The numeric literal of the comparison, if one side is one."""
        right = self.right
        if isinstance(right, Literal) and right.number is not None:
            return right
        left = self.left
        return left if isinstance(left, Literal) and left.number is not None and self.comparison.left is not None else None

    @property
    def subject(self) -> Node | None:
        """The side that is not the literal."""
        literal = self.literal
        if literal is None:
            return self.left
        return self.left if literal.base == self.right.base and literal.shape is self.right.shape else self.right

    @property
    def normal_operator(self) -> str:
        """The operator with the subject on the left: 5 < X reads X > 5."""
        literal = self.literal
        if literal is not None and literal.shape is not self.right.shape:
            return {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(self.operator, self.operator)
        return self.operator

    def _evaluated(self) -> Node | None:
        header = next(iter(self.statement.enclosing("evaluate_phrase")), None)
        subjects = header.children if header else []
        return subjects[0] if len(subjects) == 1 and subjects[0].name != "truth" else None


_FACTS: dict[int, tuple[Shape, Facts]] = {}


def _facts(shape: Shape) -> Facts:
    """Facts by the identity of a shape; the shape is kept, so that its identity stays its own."""
    known = _FACTS.get(id(shape))
    if known is None:
        if len(_FACTS) > 200_000:
            _FACTS.clear()
        known = _FACTS[id(shape)] = (shape, facts_of(shape))
    return known[1]


Flat = tuple[int, Shape, int]  # offset in the sentence, segment shape, number of the parent in the list (-1: none)
_FLAT: dict[int, tuple[Shape, tuple[Flat, ...]]] = {}
_COMPOUND = frozenset(("if_statement", "evaluate_statement", "search_statement", "perform_inline_statement", "scoped"))


def flattened(sentence: Shape) -> tuple[Flat, ...]:
    """The segments of a sentence in order, scope terminators left out."""
    known = _FLAT.get(id(sentence))
    if known is None:
        if len(_FLAT) > 200_000:
            _FLAT.clear()
        known = _FLAT[id(sentence)] = (sentence, tuple(_flatten(sentence)))
    return known[1]


def _flatten(sentence: Shape) -> list[Flat]:
    out: list[Flat] = []
    # each entry: the children of a node still to do, and the segment that owns what comes
    stack: list[tuple[list[Any], int]] = [(list(sentence[1:]), -1)]
    while stack:
        children, owner = stack[-1]
        if not children:
            stack.pop()
            continue
        child = children.pop(0)
        if type(child) is int:
            continue
        if type(child[0]) is int:
            if child[1][0] != "end_scope":
                out.append((child[0], child[1], owner))
            continue
        parts = list(child[1:])
        if parts and type(parts[0]) is tuple and type(parts[0][0]) is int and child[0] != "then_branch":
            offset, shape = parts.pop(0)
            out.append((offset, shape, owner))
            stack.append((parts, len(out) - 1))
        else:
            stack.append((parts, owner))
    return out
