"""What a branch does with something that is too much: sets an error, says so, cuts it back, leaves or ends the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.syntax.nodes import Literal, Reference

if TYPE_CHECKING:
    from cobolscan.program.limits.bounds import Bound
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_LOOKS_AT = 6  # statements of a branch, or of a paragraph that it performs, that are read for a refusal
_CLEARS = ("SPACE", "ZERO", "LOW-VALUE", "HIGH-VALUE")
_SPEAKS = ("go_to_statement", "perform_statement", "move_statement", "set_statement", "display_statement")
_BRANCHES = ("if_phrase", "when_phrase", "when_other_phrase")


class Branches:
    """The branches of one program, read for what they do when a comparison is true."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def refuses(self, bound: Bound) -> bool:
        """Whether a branch of the IF or WHEN sets an error, says that something is too much, cuts it back or leaves."""
        return self.cut_back(bound) is not None or self.rejection(bound) is not None

    def cut_back(self, bound: Bound) -> Literal | None:
        """IF X > 500 MOVE 500 TO X: the literal that X is cut back to, for what is more is lost."""
        if bound.kind != "compare" or bound.operator not in (">", ">="):
            return None
        return next(filter(None, (_cut_back(statement, bound) for statement in self.of(bound.statement))), None)

    def rejection(self, bound: Bound) -> Statement | None:
        """The statement by which a branch refuses, for a message."""
        branches = self._when_true(bound.statement) if bound.operator == "=" else self.of(bound.statement)
        return next((statement for statement in branches if self._rejects(statement, 1)), None)

    def of(self, statement: Statement) -> list[Statement]:
        """The first statements of both branches of an IF; of a WHEN, and of the WHEN below it when it has none of its own."""
        if statement.shape[0] not in _BRANCHES:
            return []
        out = self._when_true(statement)
        for other in self._program.children_of(statement):
            if other.shape[0] == "else_phrase":
                out += self._program.children_of(other)[:_LOOKS_AT]
        return out

    def _when_true(self, statement: Statement) -> list[Statement]:
        """The first statements of the branch that is taken when the condition holds: what IF X = 6 ... ELSE refuses is not 6."""
        if statement.shape[0] not in _BRANCHES:
            return []
        inside = [s for s in self._program.children_of(statement) if s.shape[0] != "else_phrase"]
        if statement.shape[0] == "when_phrase" and not inside:
            return self._shared(statement)
        return inside[:_LOOKS_AT]

    def _shared(self, when: Statement) -> list[Statement]:
        """WHEN a WHEN b statements: the branch is that of the first WHEN below that has one."""
        below = (s for s in self._program.children_of(when.parent) if s.base > when.base) if when.parent is not None else ()
        for other in below:
            inside = self._program.children_of(other)
            if inside:
                return inside[:_LOOKS_AT]
        return []

    def _rejects(self, statement: Statement, depth: int) -> bool:
        kind = statement.shape[0]
        if kind in ("stop_statement", "goback_statement"):
            return True
        if kind == "exec_statement":
            return " ABEND" in statement.words[0]
        if kind not in _SPEAKS:
            return False
        words = statement.words
        if kind == "move_statement":
            return not words[1].startswith(_CLEARS) and (any(map(_is_rejection, words[1:8])) or self._flags(statement))
        if any(map(_is_rejection, words[1:8])):
            return True
        return kind == "perform_statement" and depth > 0 and self._performs(statement, depth)

    def _performs(self, statement: Statement, depth: int) -> bool:
        """Whether the paragraph that is performed begins by refusing."""
        numbers = self._program.procedures.range_of(statement)
        if not numbers:
            return False
        inside = [other for other in self._program.paragraphs[numbers[0]].statements if other.parent is None][:_LOOKS_AT]
        return any(self._rejects(other, depth - 1) for other in inside)

    def _flags(self, statement: Statement) -> bool:
        """MOVE 3 TO WS-SW where an 88-level of WS-SW for 3 says that something is refused."""
        source = statement.children[0] if statement.children else None
        if not isinstance(source, Literal):
            return False
        for target in statement.written:
            for item in self._program.items_named(target.data_name):
                for condition in item.conditions:
                    if any(value.spelling == source.spelling for value in condition.values) and "reject" in subjects.about(condition.name):
                        return True
        return False


def _is_rejection(word: str) -> bool:
    if word[0] in "'\"":
        return subjects.says(word, "reject") or subjects.says(word, "limit")
    return "reject" in subjects.about(word)


def _cut_back(statement: Statement, bound: Bound) -> Literal | None:
    if statement.shape[0] != "move_statement":
        return None
    source = statement.children[0]
    if not isinstance(source, Literal) or source.number is None or bound.number is None or abs(source.number - bound.number) > 1:
        return None
    cut = any(isinstance(part, Reference) and part.data_name == bound.subject for part in statement.children[1:])
    return source if cut else None
