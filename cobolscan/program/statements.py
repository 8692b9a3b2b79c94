"""The statements of a program in order, each with its paragraph, its enclosing statements and its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobolscan.program.facts import Comparison, Facts, Part
from cobolscan.syntax.driver import Shape
from cobolscan.syntax.nodes import NEGATED, ExecBlock, Literal, Node, Reference, node, operator_of

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.procedures import Paragraph


class Statement(Node):
    """A statement's own segment: a verb with its operands, or the phrase that opens a branch (IF, WHEN, AT END ...).

    `parent` is the statement or branch phrase in whose range it stands; `sentence` the number of its sentence.
    """

    __slots__ = ("facts", "paragraph", "parent", "program", "sentence")

    def __init__(
        self, program: Program, base: int, shape: Shape, parent: Statement | None, paragraph: Paragraph | None, sentence: int, facts: Facts
    ) -> None:
        super().__init__(program.tree, base, shape)
        self.facts = facts
        self.program = program
        self.parent = parent
        self.paragraph = paragraph
        self.sentence = sentence

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
        operator = operator_of(self.statement.part(self.comparison.operator).words)
        return NEGATED[operator] if self.comparison.negated else operator

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
