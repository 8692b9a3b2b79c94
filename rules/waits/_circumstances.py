"""Where a wait stands: in which loops, whether the innermost serves its input, whether nothing else was to be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cobolscan.program.model import Program
from cobolscan.program.procedures import Loop
from cobolscan.program.statements import Statement
from cobolscan.rules.waits._loops import Around, loops_around
from cobolscan.syntax import exec_blocks
from cobolscan.syntax.nodes import Node

_GIVE_UP = ("at_end_phrase", "invalid_key_phrase", "exception_phrase", "no_data_phrase", "on_exception_phrase", "overflow_phrase")
_RECEIVES = frozenset(
    ("RECEIVE", "RECEIVE MAP", "RETRIEVE", "READNEXT", "READPREV", "READQ TD", "CONVERSE", "WEB RECEIVE", "GET CONTAINER")
)
_SERVERS = frozenset(("MQGET", "CBLTDLI", "AIBTDLI", "CEETDLI"))


@dataclass(frozen=True)
class Circumstances:
    """Of one wait in one program."""

    statement: Statement
    program: Program

    @cached_property
    def loops(self) -> list[Around]:
        """All loops around the wait, innermost first."""
        return loops_around(self.statement, self.program)

    @property
    def innermost(self) -> Around | None:
        return self.loops[0] if self.loops else None

    @property
    def loop(self) -> Loop | None:
        return self.loops[0].loop if self.loops else None

    @cached_property
    def counted(self) -> list[int]:
        """The most passes of each loop, innermost first, up to the first one that nothing bounds."""
        out: list[int] = []
        for around in self.loops:
            passes = around.passes
            if passes is None:
                break
            out.append(passes)
        return out

    @property
    def passes(self) -> int | None:
        """The most passes that wait, through all loops that are counted."""
        product = 1
        for passes in self.counted:
            product *= passes
        return product if self.counted else None

    @cached_property
    def _body(self) -> list[Statement]:
        return self.loops[0].body if self.loops else []

    @cached_property
    def serves(self) -> str | None:
        """What the loop takes its work from: the verb of a sequential READ, a RECEIVE, a FETCH ... None when it takes none.

        Of the loop around one that waits a fixed number of times on each of its passes the same is asked.
        """
        for around in self.loops:
            verb = _work(around.body, self.program)
            if verb is not None or not around.every_pass or around.exact is None:
                return verb
        return None

    @cached_property
    def idle(self) -> bool:
        """Whether the loop waits only when there was nothing to do: behind AT END, or a pass that found something jumps past the wait."""
        if self.statement.enclosing(*_GIVE_UP):
            return True
        loop = self.loop
        if loop is None or loop.header.name != "go_to_statement":
            return False
        again = loop.header.words[-1]
        return any(
            other.name == "go_to_statement" and other.words[-1] == again and other.base < self.statement.base and other.parent is not None
            for other in self._body
        )

    @cached_property
    def attended(self) -> bool:
        """Whether the loop asks somebody at a terminal on its way: then that one sets the pace."""
        return any(
            other.name == "accept_statement" and other.child("accept_source") is None and not any(_is_limited(other))
            for other in self._body
        )

    @cached_property
    def ladder(self) -> bool:
        """Whether several waits stand in branches of one decision, as in a back-off that grows."""
        decisions = {around.base for around in self.statement.enclosing("evaluate_phrase", "if_phrase")}
        paragraph = self.statement.paragraph
        return any(
            other.words[:2] == self.statement.words[:2] and other.words != self.statement.words
            for other in (paragraph.statements if paragraph else ())
            if any(around.base in decisions for around in other.enclosing("evaluate_phrase", "if_phrase"))
        )


def _work(body: list[Statement], program: Program) -> str | None:
    """A file that the loop opens itself is read whole on each pass: that is no work for one pass."""
    opened = {word for other in body if other.name == "open_statement" for word in other.words}
    return next((verb for other in body if (verb := _takes(other, program)) and not opened & set(other.words)), None)


def _is_limited(accept: Statement) -> Iterator[bool]:
    """ACCEPT with a time goes on by itself."""
    return (bool({"TIMEOUT", "TIME-OUT", "TIME"} & set(attribute.words)) for attribute in accept.all("screen_attribute"))


def _takes(statement: Statement, program: Program) -> str | None:
    if statement.name == "read_statement":
        return "READ" if _sequential(statement, program) else None
    if statement.name in ("return_statement", "receive_statement"):
        return statement.words[0]
    if statement.name == "call_statement":
        known = program.values.at(statement.children[0], statement) if statement.children else None
        name = known.literal.spelling.strip() if known else ""
        return name if name in _SERVERS else None
    if statement.name == "exec_statement":
        return _taken_by_exec(statement.words[0].upper())
    return None


def _taken_by_exec(text: str) -> str | None:
    kind = text.split(None, 2)[1]
    if kind == "CICS":
        command = exec_blocks.cics(text)
        return command.command if command and command.command in _RECEIVES else None
    block = exec_blocks.sql(text) if kind == "SQL" else None
    return "FETCH" if block and block.kind == "FETCH" else None


def _sequential(statement: Statement, program: Program) -> bool:
    """READ of the next record; a READ by key takes no work, it looks something up."""
    words = statement.words
    if "NEXT" in words:
        return True
    if any("KEY" in phrase.words for phrase in statement.all("read_phrase")):
        return False
    for entry in program.nodes("select_entry"):
        if isinstance(entry, Node) and words[1] in entry.words[:4]:
            access = entry.child("access_clause")
            return access is None or access.words[-1] == "SEQUENTIAL"
    return True
