"""The loops around a statement, innermost first: what they are, how often they run, whether each pass comes by.

The only place of the family that knows how control flow is worked out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cobolscan.program import counting
from cobolscan.program.model import Program
from cobolscan.program.procedures import Loop, passes
from cobolscan.program.statements import Statement

_PHRASES = ("perform_until", "perform_varying", "perform_times", "perform_forever")
_BRANCHES = ("if_phrase", "else_phrase", "when_phrase", "when_other_phrase")
_DEEPEST = 20


@dataclass(frozen=True)
class Around:
    """One loop around a statement. `inner` is what stands in it: the statement itself, or the loop next further in."""

    loop: Loop
    inner: Statement
    program: Program

    @property
    def passes(self) -> int | None:
        """The most passes, where something bounds them."""
        return counting.passes(self.loop, self.inner, self.program)

    @property
    def exact(self) -> int | None:
        """The passes, where nothing but counting ends the loop."""
        return counting.exactly(self.loop, self.inner, self.program)

    @property
    def least(self) -> int:
        """The passes that are sure, once the loop is come to."""
        if self.exact is not None:
            return self.exact
        late = any(test.words[-1] == "AFTER" for test in self.loop.header.all("perform_test"))
        return 1 if late or self.loop.how == "GO TO" else 0

    @property
    def every_pass(self) -> bool:
        """Whether no branch and no GO TO leads around what stands in it."""
        return self.loop.every_pass and not any(jumps_past(jump, self.inner, self) for jump in self.jumps)

    @property
    def jumps(self) -> list[Statement]:
        """The GO TOs from one place in the loop to another."""
        return [other for other in self.body if other.name == "go_to_statement" and other is not self.loop.header]

    @property
    def body(self) -> list[Statement]:
        found = counting.body(self.loop, self.inner, self.program)
        if self.loop.how != "GO TO":
            return found
        jump = self.loop.header  # what stands behind it in its paragraph is no part of the loop
        return [other for other in found if other.paragraph is not jump.paragraph or other.base <= jump.base]

    def is_left_by(self, end: Statement) -> bool:
        """Whether a statement ends the loop, so that what stands before it runs once."""
        if end.name == "go_to_statement":
            inside = {other.paragraph.number for other in self.body if other.paragraph}
            targets = [*_targets(end, self)]
            return len(targets) == 1 and self.loop.header is not end and targets[0] not in inside
        if end.words[:2] == ["EXIT", "PERFORM"]:
            return "CYCLE" not in end.words and self.loop.header in end.enclosing("perform_inline")[:1]
        return True

    def is_same(self, other: Around) -> bool:
        """Jumps back to one place make one loop."""
        mine, its = self.loop.header, other.loop.header
        if mine is its:
            return True
        return mine.name == its.name == "go_to_statement" and mine.words[-1] == its.words[-1]


def loops_around(statement: Statement, program: Program) -> list[Around]:
    """Every loop that the statement runs in."""
    out: list[Around] = []
    inner, head = statement, None
    end = _end_behind(statement, program)
    while len(out) < _DEEPEST and not (end is not None and _ends_run(end)):
        loop = _nearest(inner, program, head)
        if loop is None or any(loop.header is known.loop.header for known in out):
            return out
        around = Around(loop, inner, program)
        if end is None or out or not around.is_left_by(end):
            out.append(around)
        inner, head = loop.header, None
        if loop.how == "GO TO":
            head = next(number for number, _, jump in program.procedures.jumps_back if jump is loop.header)
            inner = next(iter(program.paragraphs[head].statements), inner)
    return out


def _ends_run(statement: Statement) -> bool:
    return statement.name in ("stop_statement", "goback_statement") or statement.words[:2] == ["EXIT", "PROGRAM"]


def _end_behind(statement: Statement, program: Program) -> Statement | None:
    """What follows in the same branch, at once or after other statements without a jump, and leaves it: STOP RUN, GO TO, EXIT PERFORM."""
    parent, paragraph = statement.parent, statement.paragraph
    beside = (
        program.children_of(parent) if parent is not None else [s for s in paragraph.statements if s.parent is None] if paragraph else []
    )
    for other in beside:
        if other.base <= statement.base:
            continue
        if other.name in ("stop_statement", "goback_statement", "go_to_statement") or other.words[:2] in (
            ["EXIT", "PERFORM"],
            ["EXIT", "PROGRAM"],
        ):
            return other
        if other.name in ("if_phrase", "evaluate_phrase", "perform_statement", "perform_inline", "search_phrase"):
            return None
    return None


def _nearest(statement: Statement, program: Program, head: int | None) -> Loop | None:
    """`head`: only a GO TO that leads further back than to this paragraph makes the loop."""
    inline = next((other for other in statement.enclosing("perform_inline") if _loops(other)), None)
    if inline is not None:
        return Loop("in line", inline, passes(inline), not _between(statement, inline))
    paragraph = statement.paragraph
    if paragraph is None:
        return None
    known = program.procedures.looped.get(paragraph.number)
    straight = not statement.enclosing(*_BRANCHES)
    jump = _jump_around(statement, program, head)
    if jump is not None and (known is None or _is_performed(jump, program)):
        return Loop("GO TO", jump[2], None, straight)
    if known is None:
        return None
    return Loop(known.how, known.header, known.passes, known.every_pass and straight)


Jump = tuple[int, int, Statement]


def _jump_around(statement: Statement, program: Program, head: int | None) -> Jump | None:
    """The nearest GO TO that leads back across the statement."""
    number = statement.paragraph.number if statement.paragraph else -1
    around = [
        jump
        for jump in program.procedures.jumps_back
        if jump[0] <= number <= jump[1] and (number < jump[1] or statement.base <= jump[2].base) and (head is None or jump[0] < head)
    ]
    return min(around, key=lambda jump: jump[1] - jump[0], default=None)


def _is_performed(jump: Jump, program: Program) -> bool:
    """Whether one PERFORM runs the whole loop that a jump makes, which is then further in than a loop around the PERFORM."""
    return any(jump[0] in numbers and jump[1] in numbers for numbers in program.procedures.ranges.values())


def _loops(statement: Statement) -> bool:
    return any(child.name in _PHRASES for child in statement.children)


def _between(statement: Statement, loop: Statement) -> bool:
    parent = statement.parent
    while parent is not None and parent is not loop:
        if parent.name in _BRANCHES or parent.name.endswith("_phrase"):
            return True
        parent = parent.parent
    return False


def jumps_past(jump: Statement, statement: Statement, around: Around) -> bool:
    """Whether a GO TO in front of a statement leads to a place behind it in the same loop."""
    if jump.base >= statement.base or statement.paragraph is None or jump.paragraph is None:
        return False
    inside = {other.paragraph.number for other in around.body if other.paragraph}
    return any(number in inside and number > statement.paragraph.number >= jump.paragraph.number for number in _targets(jump, around))


def _targets(jump: Statement, around: Around) -> Iterator[int]:
    for name in (child for child in jump.children if child.name == "procedure_name"):
        yield from around.program.procedures.span(name.words[0])[:1]


def meets(first: Statement, second: Statement, around: Around) -> bool:
    """Whether a pass of the loop that runs `first` always runs `second` too; neither stands in a branch."""
    low, high = sorted((first, second), key=lambda statement: statement.base)
    between = [other for other in around.body if low.base < other.base < high.base]
    if second is low:
        cut = any(other.name == "go_to_statement" and other.parent is None and "DEPENDING" not in other.words for other in between)
        return not cut and not any(jumps_past(jump, second, around) for jump in around.jumps)
    inside = {other.paragraph.number for other in around.body if other.paragraph}
    return not any(other.name == "go_to_statement" and any(n in inside for n in _targets(other, around)) for other in between)
