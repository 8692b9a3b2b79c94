"""Paragraphs and sections, who performs whom, and the nearest loop around a statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.syntax.driver import Shape
from cobolscan.syntax.nodes import Literal, Node, leaves

if TYPE_CHECKING:
    from cobolscan.program.flow.cycles import Cycle
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
    header: Statement  # the PERFORM, or the GO TO that leads back
    passes: int | None  # literal number of passes, where the loop is counted
    every_pass: bool  # no way through the body and back to its begin avoids the statement
    cycle: Cycle | None = field(default=None, compare=False, repr=False)  # the loop in the graph
    site: Statement | None = field(
        default=None, compare=False, repr=False
    )  # the statement, or what performs it, as near as it can be placed

    def describe(self) -> str:
        return {"in line": "in a loop", "out of line": "in a paragraph performed in a loop", "GO TO": "in a GO TO loop"}[self.how]


class Procedures:
    """The procedures of one program and who performs them."""

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
        return range(start, self.last_in(end) + 1)

    def number(self, words: list[str], place: int) -> int | None:
        """The paragraph that a procedure-name means in paragraph `place`, by its words (NAME, or NAME OF SECTION); None when there is none.

        An unqualified name means that of the own section, where there is one (ISO 1989:2002, 8.4.1.1, qualification).
        """
        numbers = self._by_name.get(words[0], []) if words else []
        if len(words) > 2:
            numbers = [number for number in numbers if self.paragraphs[number].section == words[-1]]
        if len(numbers) > 1 and 0 <= place < len(self.paragraphs):
            own = self.paragraphs[place].section
            numbers = [number for number in numbers if self.paragraphs[number].section == own] or numbers
        return numbers[0] if numbers else None

    def last_in(self, number: int) -> int:
        """The last paragraph of a section, by the number of its header; a paragraph is its own last."""
        if self.paragraphs[number].is_section:
            name = self.paragraphs[number].name
            while (
                number + 1 < len(self.paragraphs)
                and self.paragraphs[number + 1].section == name
                and not self.paragraphs[number + 1].is_section
            ):
                number += 1
        return number

    @cached_property
    def performed(self) -> list[tuple[Statement, range]]:
        """Every out-of-line PERFORM with the paragraphs that it runs, and every SORT, once for each of its procedures."""
        out = []
        for statement in self._program.having("perform_statement"):
            out.append((statement, self._range(statement, statement)))
        for statement in self._program.having("sort_statement"):
            phrases = (phrase for phrase in statement.children if phrase.child("procedure_name") is not None)
            out += [(statement, self._range(phrase, statement)) for phrase in phrases]
        if self._program.having("sort_statement"):
            out.sort(key=lambda pair: pair[0].base)
        return out

    def range_of(self, statement: Statement) -> range:
        """The paragraphs that one PERFORM runs; empty for what is no PERFORM, and when a name is not there."""
        return self._range(statement, statement) if statement.shape[0] == "perform_statement" else range(0)

    def _range(self, phrase: Node, statement: Statement) -> range:
        """The paragraphs that the procedure-names of a PERFORM or of a phrase of SORT mean; empty when one is not there."""
        texts = phrase.tree.tokens_.texts
        named, through = _named_in(phrase.shape)
        place = statement.paragraph.number if statement.paragraph is not None else -1
        first = self.number([texts[phrase.base + token] for token in named], place) if named else None
        last = self.number([texts[phrase.base + token] for token in through], place) if through else first
        return range(0) if first is None or last is None else range(first, self.last_in(last) + 1)

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

    def loop_of(self, statement: Statement) -> Loop | None:
        """The nearest loop that a statement runs in, None when nothing says that it runs more than once. See `flow.loops_around`."""
        return next(iter(self._program.flow.loops_around(statement)), None)


def _named_in(shape: Shape) -> tuple[list[int], list[int]]:
    """The tokens of the procedure-name of a PERFORM or phrase, and of the one behind THRU, counted as the shape counts."""
    nodes = {child[0]: child for child in reversed(shape[1:]) if type(child) is not int}
    through = [child for child in nodes.get("through", ())[1:] if type(child) is not int]
    return list(leaves(nodes["procedure_name"])) if "procedure_name" in nodes else [], list(leaves(through[0])) if through else []


def passes(header: Statement | Node) -> int | None:
    """The number of passes of a loop that a literal counts: n TIMES, or VARYING from a literal until it passes a literal."""
    for times in header.all("perform_times"):
        child = times.children[0] if times.children else None
        words = times.words
        if child is None and words[0].isdigit():
            return int(words[0][:18])
    for varying in header.all("perform_varying"):
        return _varying_passes(varying)
    return None


def _varying_passes(varying: Node) -> int | None:
    """The passes of VARYING, its AFTER phrases multiplied in."""
    product = 1
    for phrase in (varying, *(child for child in varying.children if child.name == "perform_after")):
        count = _counted_passes(phrase)
        if count is None:
            return None
        product *= count
    return product


def _counted_passes(varying: Node) -> int | None:
    parts = [n for n in varying.children if n.name not in ("perform_test", "perform_after")]
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
