"""Paragraphs and sections, who performs whom, and what runs in a loop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.syntax.nodes import Literal, Node

if TYPE_CHECKING:
    from cobolscan.program.flow_cycles import Cycle
    from cobolscan.program.model import Program
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
    line: int
    end_line: int = 0
    statements: list[Statement] = field(default_factory=list)


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
        """Every out-of-line PERFORM (and SORT procedure) with the paragraphs that it runs."""
        out = []
        for statement in self._program.statements:
            if statement.name in ("perform_statement", "sort_phrase"):
                names = [n for n in statement.children if n.name == "procedure_name"]
                through = statement.child("through")
                if names:
                    last = through.children[0].words[0] if through and through.children else None
                    out.append((statement, self.span(names[0].words[0], last)))
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
        for statement in self._program.statements:
            if statement.name == "go_to_statement" and statement.paragraph is not None:
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
