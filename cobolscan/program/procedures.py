"""Paragraphs and sections, who performs whom, and what runs in a loop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from cobolscan.program.sentences import first
from cobolscan.syntax.driver import Shape
from cobolscan.syntax.nodes import Literal, Node

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.procedure_division import ProcedureDivision
    from cobolscan.program.statements import Statement


@dataclass(eq=False)
class Paragraph:
    """A paragraph, or the statements of a section before its first paragraph (`is_section`).

    Lines as in the file, 1-based; for one that stands in a copy member that of the COPY, and 0 when that is not known.
    """

    name: str
    number: int
    section: str | None
    is_section: bool
    header: int  # first token
    first: int  # number of its first sentence
    division: ProcedureDivision

    @property
    def _following(self) -> Paragraph | None:
        paragraphs = self.division.paragraphs
        return paragraphs[self.number + 1] if self.number + 1 < len(paragraphs) else None

    @cached_property
    def statements(self) -> list[Statement]:
        following = self._following
        return self.division.between(self.first, following.first if following else len(self.division.facts))

    @cached_property
    def line(self) -> int:
        return self.division.line_of_header(self.header)

    @cached_property
    def end_line(self) -> int:
        following = self._following
        while following is not None and not following.line:
            following = following._following
        if not self.line:
            return 0
        return following.line - 1 if following else self.division.last_line


@dataclass(frozen=True)
class Loop:
    """Why a statement runs more than once. `how`: in line, out of line (its paragraph is performed in a loop), GO TO."""

    how: str
    header: Statement
    passes: int | None  # literal number of passes, where the loop is counted
    every_pass: bool  # no IF, EVALUATE or the like between the loop and the statement

    def describe(self) -> str:
        return {"in line": "in a loop", "out of line": "in a paragraph performed in a loop", "GO TO": "in a GO TO loop"}[self.how]


_LOOP_PHRASES = ("perform_until", "perform_varying", "perform_times", "perform_forever")
_CONDITIONAL = ("if_phrase", "else_phrase", "when_phrase", "when_other_phrase")


class Procedures:
    """The procedures of one program and how control reaches them. Broad on purpose: what may loop, loops."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.paragraphs: list[Paragraph] = program.paragraphs

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        names: dict[str, list[int]] = defaultdict(list)
        for paragraph in self.paragraphs:
            names[paragraph.name].append(paragraph.number)
        return names

    def span(self, first: str, last: str | None = None) -> range:
        """The numbers of the paragraphs that PERFORM first [THRU last] runs; empty when the name is not there."""
        starts = self._by_name.get(first)
        if not starts:
            return range(0)
        start = starts[0]
        end = self._by_name.get(last, [start])[-1] if last else start
        paragraph = self.paragraphs[end]
        if paragraph.is_section:
            while end + 1 < len(self.paragraphs) and self.paragraphs[end + 1].section == paragraph.name:
                end += 1
        return range(start, end + 1)

    @cached_property
    def performed(self) -> list[tuple[Statement, range]]:
        """Every out-of-line PERFORM (and SORT procedure) with the paragraphs that it runs."""
        out = []
        texts = self._program.tree.tokens_.texts
        statements = [*self._program.having("perform_statement"), *self._program.having("sort_phrase")]
        for statement in sorted(statements, key=attrgetter("base")) if self._program.having("sort_phrase") else statements:
            first, last = _range_of(statement.shape)
            if first is not None:
                until = None if last is None else texts[statement.base + last]
                out.append((statement, self.span(texts[statement.base + first], until)))
        return out

    def reached(self, numbers: Iterable[int]) -> set[int]:
        """Paragraphs that run when these do: they, and what they perform at any distance."""
        out: set[int] = set()
        todo = [*numbers]
        while todo:
            number = todo.pop()
            if number not in out:
                out.add(number)
                todo += self._calls.get(number, ())
        return out

    @cached_property
    def ranges(self) -> dict[int, range]:
        """The paragraphs that a PERFORM runs, by its first token."""
        return {statement.base: numbers for statement, numbers in self.performed}

    @cached_property
    def _calls(self) -> dict[int, list[int]]:
        """The paragraphs that a paragraph performs, directly."""
        out: dict[int, list[int]] = defaultdict(list)
        for statement, numbers in self.performed:
            if statement.paragraph is not None:
                out[statement.paragraph.number] += numbers
        return out

    @cached_property
    def _direct(self) -> dict[int, Loop]:
        """Paragraphs that a looping PERFORM runs, with that PERFORM."""
        loops: dict[int, Loop] = {}
        for statement, numbers in self.performed:
            if any(child.name in _LOOP_PHRASES for child in statement.children):
                for number in numbers:
                    loops.setdefault(number, Loop("out of line", statement, passes(statement), True))
        return loops

    @cached_property
    def _looped(self) -> dict[int, Loop]:
        """Paragraphs that run in a loop at any distance: performed by a loop, or from within one."""
        loops = dict(self._direct)
        changed = True
        while changed:
            changed = False
            for statement, numbers in self.performed:
                loop = self.inner_loop(statement, loops)
                if loop is None:
                    continue
                unconditional = loop.every_pass and not statement.enclosing(*_CONDITIONAL)
                for number in numbers:
                    if number not in loops:
                        loops[number] = Loop("out of line", loop.header, loop.passes, unconditional)
                        changed = True
        return loops

    def inner_loop(self, statement: Statement, loops: dict[int, Loop]) -> Loop | None:
        """The nearest loop around a statement: in line, by its paragraph, or by GO TO."""
        inline = next(iter(statement.enclosing("perform_inline")), None)
        if inline is not None and any(child.name in _LOOP_PHRASES for child in inline.children):
            return Loop("in line", inline, passes(inline), not _between(statement, inline))
        paragraph = statement.paragraph
        if paragraph is None:
            return None
        known = loops.get(paragraph.number)
        if known is not None:
            return Loop(known.how, known.header, known.passes, known.every_pass and not statement.enclosing(*_CONDITIONAL))
        return self._go_to_loop(statement)

    def loop_of(self, statement: Statement) -> Loop | None:
        """The nearest loop that a statement runs in, None when nothing says that it runs more than once."""
        return self.inner_loop(statement, self._looped)

    @cached_property
    def _jumps_back(self) -> list[tuple[int, int, Statement]]:
        """(target paragraph, paragraph of the GO TO, GO TO) for every GO TO that leads up or to its own paragraph."""
        out = []
        for statement in self._program.having("go_to_statement"):
            if statement.paragraph is not None:
                for target in (n for n in statement.children if n.name == "procedure_name"):
                    for number in self._by_name.get(target.words[0], [])[:1]:
                        if number <= statement.paragraph.number:
                            out.append((number, statement.paragraph.number, statement))
        return out

    def _go_to_loop(self, statement: Statement) -> Loop | None:
        number = statement.paragraph.number if statement.paragraph else -1
        around = [
            jump for jump in self._jumps_back if jump[0] <= number <= jump[1] and (number < jump[1] or statement.base <= jump[2].base)
        ]
        if not around:
            return None
        nearest = min(around, key=lambda jump: jump[1] - jump[0])
        return Loop("GO TO", nearest[2], None, not statement.enclosing(*_CONDITIONAL))


def _range_of(shape: Shape) -> tuple[int | None, int | None]:
    """The tokens of the procedure-names of PERFORM first THRU last, counted from the statement's first one."""
    nodes = [child for child in shape[1:] if type(child) is not int]
    first_name = next((first(child) for child in nodes if child[0] == "procedure_name"), None)
    through = next((child for child in nodes if child[0] == "through"), ())
    last_name = next((first(child) for child in through[1:] if type(child) is not int), None)
    return first_name, last_name


def _between(statement: Statement, loop: Statement) -> bool:
    """Whether a branch stands between a statement and the loop around it."""
    parent = statement.parent
    while parent is not None and parent is not loop:
        if parent.name in _CONDITIONAL or parent.name.endswith("_phrase"):
            return True
        parent = parent.parent
    return False


def passes(header: Statement | Node) -> int | None:
    """The number of passes of a loop that a literal counts: n TIMES, or VARYING from a literal until it passes a literal."""
    for times in header.all("perform_times"):
        child = times.children[0] if times.children else None
        words = times.words
        if child is None and words[0].isdigit():
            return int(words[0])
    for varying in header.all("perform_varying"):
        return _varying_passes(varying)
    return None


def _varying_passes(varying: Node) -> int | None:
    parts = [n for n in varying.children if n.name != "perform_test"]
    if len(parts) < 3 or not isinstance(parts[1], Literal):
        return None
    start = parts[1].number
    step = parts[2].number if isinstance(parts[2], Literal) else None
    bound = _upper_bound(varying, parts[0])
    if start is None or not step or bound is None:
        return None
    count = int((bound[0] - start) / step) + (1 if bound[1] else 0)
    return count if count > 0 else None


def _upper_bound(varying: Node, index: Node) -> tuple[int, bool] | None:
    """(literal, inclusive) of `UNTIL index > literal`, also as one alternative of an OR."""
    from cobolscan.syntax.nodes import Relation

    for relation in varying.all("relation"):
        if isinstance(relation, Relation):
            left, right = relation.children[0], relation.children[-1]
            if not isinstance(right, Literal) or right.number is None or left.folded() != index.folded():
                continue
            if relation.operator in (">", ">=", "="):
                return int(right.number), relation.operator == ">"
    return None
