"""Which assignments of an item can be the last before a statement: a walk backwards through the paragraph, then to whoever
falls, jumps or performs into it. An assignment under a condition that does not govern the statement may or may not have run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.procedures import Paragraph
from cobolscan.source.lazy import lazy

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_LEAVES = ("go_to_statement", "goback_statement", "stop_statement", "exit_statement")
_WHENS = ("when_phrase", "when_other_phrase")
_LOOPS = ("perform_until", "perform_varying", "perform_times", "perform_forever")
_MAX_STEPS = 100_000  # statements looked at for one question
_MAX_IN_ALL = 1_000_000  # for all questions about one program: many waits, each at the end of a long way, would cost minutes

_WORDS = lazy(r"[\w$#@-]+")

Keeps = Callable[["Statement", str], bool]  # whether a statement that could change the item of that name is known to leave it alone


@dataclass(frozen=True)
class Definition:
    """An assignment that can reach a place; `statement` is None for the value at the start of the program.

    `lost` stands for what was not looked at because the ways to the place are too many.
    """

    statement: Statement | None
    lost: bool = False


class Reaching:
    """Reaching definitions of single items, on demand."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.steps = 0  # statements looked at for the last question

    def definitions(self, name: str, statement: Statement, keeps: Keeps = lambda statement, name: False) -> list[Definition]:
        """Every assignment of `name` that can be the last one before `statement`, the start value included."""
        return self._walk([w for w in self._writers(name) if not keeps(w, name)], statement)

    def definitions_of(self, item: DataItem, statement: Statement, keeps: Keeps = lambda statement, name: False) -> list[Definition]:
        """The same of an item, whose name others may have too."""
        return self._walk([w for w in self.writers_of(item) if not keeps(w, item.name)], statement)

    def _walk(self, writers: list[Statement], statement: Statement) -> list[Definition]:
        if self.program.steps_walked > _MAX_IN_ALL:
            return [Definition(None, lost=True)]
        walk = Walk(self, writers)
        found = walk.back_from(statement)
        self.steps = walk.steps
        self.program.steps_walked += walk.steps + len(self.program.paragraphs)
        return found

    def _writers(self, name: str) -> list[Statement]:
        """Statements that may change the items of a name."""
        items = self.program.items_named(name)
        return [statement for item in items for statement in self.writers_of(item)] if items else self.program.values.writes.get(name, [])

    def writers_of(self, item: DataItem) -> list[Statement]:
        """Statements that may change an item: by its name, that of a group around it or of a condition.

        Only where it has more names than these, or is changed without any, all uses are asked for: that takes the whole program's names.
        """
        return [*self._named_writers(item), *(self.program.having("call_statement") if self._is_given_away(item) else ())]

    def _is_given_away(self, item: DataItem) -> bool:
        """Whether another program may change the item without being handed it: EXTERNAL, or GLOBAL for one that is contained."""
        record = item.record
        return record.has_clause("external_clause") or (bool(self.program.contained) and record.has_clause("global_clause"))

    def _named_writers(self, item: DataItem) -> list[Statement]:
        names = {item.name, *(ancestor.name for ancestor in item.ancestors()), *(condition.name for condition in item.conditions)} - {""}
        if self._has_more(item, names):
            uses = self.program.uses.writers(item)
            return [use.statement for use in uses if use.statement is not None and use.statement.program is self.program]
        writes = self.program.values.writes
        return [statement for word in sorted(names) for statement in writes.get(word, ())]

    def _has_more(self, item: DataItem, names: set[str]) -> bool:
        """Whether other items share its storage, input fills it, its name means several items, or an EXEC block names it."""
        if item.section == "file_description" or len(self.program.items_named(item.name)) > 1 or item.children:
            return True
        if self.program.uses.overlap.is_shared(item):
            return True
        return bool(self._blocks) and not self._blocks.isdisjoint(names)

    @cached_property
    def _blocks(self) -> set[str]:
        """The words of the EXEC blocks."""
        return {word for statement in self.program.having("exec_statement") for word in _WORDS.findall(statement.words[0])}

    @cached_property
    def _performers(self) -> dict[int, list[Statement]]:
        out: dict[int, list[Statement]] = {}
        for statement, numbers in self.program.procedures.performed:
            if numbers:
                out.setdefault(numbers[0], []).append(statement)
        return out

    @cached_property
    def _jumpers(self) -> dict[int, list[Statement]]:
        out: dict[int, list[Statement]] = {}
        for statement in self.program.having("go_to_statement"):
            for target in (n for n in statement.children if n.name == "procedure_name"):
                numbers = self.program.procedures.span(target.words[0])
                if numbers:
                    out.setdefault(numbers[0], []).append(statement)
        return out

    @cached_property
    def in_no_paragraph(self) -> list[Statement]:
        """The statements in front of the first paragraph."""
        division = self.program.procedure_division
        return division.between(0, self.program.paragraphs[0].first) if self.program.paragraphs else self.program.statements

    def entries(self, number: int) -> Iterable[Statement]:
        """The PERFORM and GO TO statements that lead to the start of a paragraph."""
        return [*self._performers.get(number, ()), *self._jumpers.get(number, ())]

    @cached_property
    def _together(self) -> set[int]:
        """Paragraphs that some PERFORM range runs right after the one before them."""
        return {number for numbers in self.program.procedures.ranges.values() for number in numbers[1:]}

    @cached_property
    def _open(self) -> set[int]:
        """Paragraphs that run without a PERFORM that would end them: from the start of the program, or by GO TO."""
        performed = {number for numbers in self.program.procedures.ranges.values() for number in numbers}
        out: set[int] = set()
        for paragraph in self.program.paragraphs:
            number = paragraph.number
            entered = number == 0 or number in self._jumpers or any(s.name == "entry_statement" for s in paragraph.statements)
            fallen = number - 1 in out and number - 1 not in performed and not leaves(self.program.paragraphs[number - 1])
            if entered or fallen:
                out.add(number)
        return out - performed

    def falls_into(self, number: int) -> bool:
        """Whether the paragraph before this one runs into it."""
        if number == 0 or leaves(self.program.paragraphs[number - 1]):
            return False
        return number in self._together or number - 1 in self._open


class Walk:
    """Backwards from a statement to the nearest of certain statements on each way."""

    def __init__(self, reaching: Reaching, writers: list[Statement]) -> None:
        self._reaching = reaching
        self._program = reaching.program
        self._writers = writers
        self._bases = {writer.base for writer in writers}
        self._paragraphs = {writer.paragraph.number for writer in writers if writer.paragraph}
        self._found: dict[int, Definition] = {}
        self.steps = 0
        self._closed: frozenset[int] = frozenset()  # loops and branches from which nothing comes out

    def back_from(self, statement: Statement) -> list[Definition]:
        todo: list[Statement | Paragraph] = [statement]
        seen: set[int] = set()
        while todo:
            at = todo.pop()
            if self.steps > _MAX_STEPS:
                return [*self._found.values(), Definition(None, lost=True)]
            if id(at) in seen:
                continue
            seen.add(id(at))
            paragraph, until = (at, None) if isinstance(at, Paragraph) else (at.paragraph, at)
            if not self._through(paragraph, until):
                todo += self._before(paragraph)
        return list(self._found.values())

    def _before(self, paragraph: Paragraph | None) -> list[Statement | Paragraph]:
        """Where control comes from when it enters a paragraph; the start value when from nowhere else."""
        if paragraph is None:
            self._found[-1] = Definition(None)
            return []
        entries: list[Statement | Paragraph] = []
        for entry in self._reaching.entries(paragraph.number):
            entries.append(entry)
            if any(child.name in _LOOPS for child in entry.children):
                entries.append(self._program.paragraphs[self._program.procedures.ranges[entry.base][-1]])
        if self._reaching.falls_into(paragraph.number):
            entries.append(self._program.paragraphs[paragraph.number - 1])
        begins = paragraph.number == 0 and not self._through(None, None)
        if begins or (not entries and paragraph.number):
            self._found[-1] = Definition(None)
        return entries

    def _through(self, paragraph: Paragraph | None, until: Statement | None) -> bool:
        """Backwards through one paragraph; True when assignments are met that no path avoids."""
        statements = paragraph.statements if paragraph else self._reaching.in_no_paragraph
        around = ancestors(until)
        branches = Branches(around, self._closed)
        if until is not None:
            self._round(statements, until, around)
        for statement in reversed(statements):
            self.steps += 1
            if until is not None and (statement.base >= until.base or _excluded(statement, until, around)):
                continue
            if not branches.covers(statement) and self._assigns(statement):
                branches.assigned(statement)
            branches.meet(statement)
            if branches.settled:
                return True
        return False

    def _assigns(self, statement: Statement) -> bool:
        """Notes what a statement assigns; True when it always does."""
        if statement.base in self._bases:
            self._found[statement.base] = Definition(statement)
            return True
        inside = self._inside(self._program.procedures.ranges.get(statement.base, range(0)))
        self._found.update((writer.base, Definition(writer)) for writer in inside)
        return any(writer.parent is None for writer in inside)

    def _inside(self, numbers: range) -> list[Statement]:
        """The assignments in the paragraphs that a PERFORM runs, and in those that these perform."""
        if not numbers or not self._paragraphs:
            return []
        reached = self._program.procedures.reached(numbers)
        return [writer for writer in self._writers if writer.paragraph and writer.paragraph.number in reached]

    def _round(self, statements: list[Statement], until: Statement, around: set[int]) -> None:
        """What a loop in line around the statement assigns behind it reaches it on the next pass."""
        for statement in statements:
            if statement.base > until.base and statement.base in self._bases and self._in_same_loop(statement, around):
                self._found[statement.base] = Definition(statement)

    @staticmethod
    def _in_same_loop(statement: Statement, around: set[int]) -> bool:
        return any(
            loop.base in around and any(child.name in _LOOPS for child in loop.children) for loop in statement.enclosing("perform_inline")
        )


def ancestors(statement: Statement | None) -> set[int]:
    """The first tokens of the branches and loops around a statement. A loop in line that may make no pass governs like a branch."""
    out = set()
    parent = statement.parent if statement is not None else None
    while parent is not None:
        out.add(parent.base)
        parent = parent.parent
    return out


def _excluded(statement: Statement, until: Statement, around: set[int]) -> bool:
    """Whether two statements stand in branches of which only one runs: THEN and ELSE, or two WHENs."""
    branch = statement
    while branch.parent is not None and branch.parent.base not in around:
        branch = branch.parent
    owner = branch.parent
    if owner is None:
        return False
    if owner.name == "if_phrase" and branch.name != "else_phrase":
        return any(mine.parent is owner for mine in until.enclosing("else_phrase"))
    return branch.name in _WHENS and owner.name in ("evaluate_phrase", "search_phrase")


class Branches:
    """Puts conditional assignments together: an IF whose both branches assign, an EVALUATE with WHEN OTHER whose every branch does."""

    def __init__(self, around: set[int], closed: frozenset[int] = frozenset()) -> None:
        self._around = around
        self._covered: set[int] = set(closed - around)
        self._elses: dict[int, int] = {}
        self._whens: dict[int, list[bool]] = {}
        self._others: set[int] = set()
        self.settled = False
        self._filled: set[int] = set()  # WHENs with statements of their own

    def assigned(self, statement: Statement) -> None:
        parent = statement.parent
        if parent is None or parent.base in self._around:
            self.settled = True
        else:
            self._covered.add(parent.base)

    def covers(self, statement: Statement) -> bool:
        """Whether something further down in a branch around the statement assigns whatever this one does."""
        if not self._covered:
            return False
        parent = statement.parent
        while parent is not None and parent.base not in self._covered:
            parent = parent.parent
        return parent is not None

    def meet(self, statement: Statement) -> None:
        """Called for every statement, last first."""
        parent = statement.parent
        if parent is not None and parent.name in _WHENS:
            self._filled.add(parent.base)
        if parent is not None and statement.name == "else_phrase":
            self._elses[parent.base] = statement.base
        elif parent is not None and statement.name in _WHENS:
            whens = self._whens.setdefault(parent.base, [])
            if statement.base in self._filled or not whens:
                whens.append(statement.base in self._covered)
            if statement.name == "when_other_phrase":
                self._others.add(parent.base)
        elif statement.base in self._around:
            return
        elif statement.name == "if_phrase":
            if statement.base in self._covered and self._elses.get(statement.base) in self._covered:
                self.assigned(statement)
        elif statement.base in self._others and all(self._whens[statement.base]):
            self.assigned(statement)


def leaves(paragraph: Paragraph) -> bool:
    """Whether the last sentence of a paragraph always leads elsewhere."""
    last = next((s for s in reversed(paragraph.statements) if s.parent is None), None)
    if last is None or last.name not in _LEAVES:
        return False
    if last.name == "exit_statement":
        return any(child.words[0].startswith("EXIT PROGRAM") or child.words[:2] == ["EXIT", "PROGRAM"] for child in last.children)
    return last.name != "go_to_statement" or "DEPENDING" not in last.words
