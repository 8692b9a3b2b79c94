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
        branches = [branch for branch in self._program.having_any(*_KINDS) if self._fails(branch)]
        children = (self._program.children_of(branch) for branch in branches)
        return [inside[0] for inside in children if inside and inside[0].name != "else_phrase"]

    @cached_property
    def ended(self) -> frozenset[int]:
        """The first tokens of the loops that last until the next record cannot be had: behind them none is held."""
        if not self._lock.single:
            return frozenset()
        flags = self._names | self._flags
        loops = self._program.having_any("perform_inline", "perform_statement")
        return frozenset(loop.base for loop in loops if not self._repeats(loop) and _is_about_only(loop, flags))

    @property
    def _flags(self) -> set[str]:
        """What the program sets to remember that there is no more."""
        set_ = [first for first in self.first_statements if first.name in ("move_statement", "set_statement")]
        names = {part.data_name for first in set_ for part in first.written} | {first.words[1] for first in set_ if first.words[0] == "SET"}
        return names | {condition.name for name in names for item in self._program.items_named(name) for condition in item.conditions}

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
        phrases = [phrase for phrase in statement.all("perform_until", "perform_varying") if self._mentions(phrase)]
        relations = [relation for phrase in phrases for relation in phrase.all("relation") if self._mentions(relation)]
        return bool(phrases) and (not relations or any(_is_success(relation) for relation in relations))

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
            return branch.name == "when_other_phrase" or " ".join(branch.words[1:]) not in _GOOD
        return self._mentions(branch) and not _is_success(branch.children[0])


def _is_about_only(loop: Statement, names: set[str]) -> bool:
    """Whether all that ends the loop is in these names."""
    for phrase in loop.all("perform_until", "perform_varying"):
        parts = [*phrase.all("relation")] or [phrase]
        return all(not names.isdisjoint(part.words) for part in parts)
    return False


def _is_success(condition: Node) -> bool:
    """STATUS = 0 and the like."""
    parts: Iterator[Node] = iter((condition,))
    while (part := next(parts, None)) is not None:
        if part.name == "parenthesis" and len(part.children) == 1:
            parts = iter(part.children)
        elif isinstance(part, Relation):
            return part.operator == "=" and " ".join(part.children[-1].words) in _GOOD
    return False
