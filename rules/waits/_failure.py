"""Where a program deals with a lock that it could not take: there it holds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.rules.waits._locks import Lock
from cobolscan.syntax.nodes import Node, Relation

_HANDLERS = ("at_end_phrase", "invalid_key_phrase", "exception_phrase", "on_exception_phrase")
_GOOD = frozenset(("0", "+0", "00", "000", "'00'", '"00"', "ZERO", "ZEROS", "ZEROES", "SPACES", "SPACE", "DFHRESP ( NORMAL )", "'00000'"))
_KINDS = ("if_phrase", "else_phrase", "when_phrase", "when_other_phrase", *_HANDLERS)


class Failure:
    """The branches of one program in which one lock is known not to be held."""

    def __init__(self, program: Program, lock: Lock) -> None:
        self._program = program
        self._lock = lock
        self._names = set(lock.status)
        for name in lock.status:
            self._names.update(condition.name for item in program.items_named(name) for condition in item.conditions)

    @cached_property
    def first_statements(self) -> list[Statement]:
        """The first statement of each such branch: what flows out of it holds nothing."""
        branches = [node for kind in _KINDS for node in self._program.nodes(kind) if isinstance(node, Statement) and self._fails(node)]
        children = (self._program.children_of(branch) for branch in branches)
        return [inside[0] for inside in children if inside and inside[0].name != "else_phrase"]

    def governs(self, statement: Statement) -> bool:
        """Whether the statement stands in such a branch, or in a loop that lasts until the lock is taken."""
        if self._repeats(statement):
            return True
        parent, skipped = statement.parent, False
        while parent is not None:
            if (not skipped and self._fails(parent)) or self._repeats(parent):
                return True
            skipped = parent.name == "else_phrase"  # the IF around it is then not the branch that was taken
            parent = parent.parent
        return False

    def _repeats(self, statement: Statement) -> bool:
        if statement.name not in ("perform_inline", "perform_statement"):
            return False
        return any(self._mentions(phrase) for phrase in statement.all("perform_until", "perform_varying"))

    def _mentions(self, node: Node) -> bool:
        return not self._names.isdisjoint(node.words)

    def _fails(self, branch: Statement) -> bool:
        if branch.name in _HANDLERS:
            return any(branch.parent is taken for taken in self._lock.taken)
        if branch.name == "if_phrase":
            return self._mentions(branch) and not _is_success(branch.children[0])
        parent = branch.parent
        if branch.name == "else_phrase" and parent is not None:
            return self._mentions(parent) and _is_success(parent.children[0])
        return branch.name in ("when_phrase", "when_other_phrase") and self._fails_when(branch)

    def _fails_when(self, branch: Statement) -> bool:
        evaluate = next(iter(branch.enclosing("evaluate_phrase")), None)
        if evaluate is None:
            return False
        if self._mentions(evaluate):
            return branch.name == "when_other_phrase" or branch.words[-1] not in _GOOD
        return self._mentions(branch) and not _is_success(branch.children[0])


def _is_success(condition: Node) -> bool:
    """STATUS = 0 and the like."""
    parts: Iterator[Node] = iter((condition,))
    while (part := next(parts, None)) is not None:
        if part.name == "parenthesis" and len(part.children) == 1:
            parts = iter(part.children)
        elif isinstance(part, Relation):
            return part.operator == "=" and " ".join(part.children[-1].words) in _GOOD
    return False
