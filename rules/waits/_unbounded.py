"""Waits for something that may never happen, and that no time limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.rule import Place, Severity
from cobolscan.rules.waits._console import console_waits
from cobolscan.rules.waits._found import Waits
from cobolscan.syntax import exec_blocks

_EVENTS = frozenset(("WAIT EVENT", "WAIT EXTERNAL", "WAITCICS", "WAIT CONVID", "WAIT TERMINAL", "WAIT JOURNALNAME", "WAIT JOURNALNUM"))


@dataclass(frozen=True)
class Unbounded:
    """A statement that waits without limit: where it is told, `subject`, and what it waits for in words."""

    statement: Statement
    place: Place
    subject: str
    until: str
    severity: Severity = Severity.WARNING
    literal: str | None = None


def unbounded(program: Program, waits: Waits) -> Iterator[Unbounded]:
    """Every wait without a limit, whose purpose or place in the program makes it worth telling."""
    yield from _retries(program)
    yield from _messages(waits)
    yield from _calls(program, waits)
    yield from _commands(program)
    yield from (Unbounded(s, s.place(), subject, "the operator answers") for s, subject in console_waits(program))


def _retries(program: Program) -> Iterator[Unbounded]:
    kinds = ("open_statement", "read_statement", "write_statement", "rewrite_statement", "delete_statement")
    for statement in program.having_any(*kinds):
        for phrase in statement.all("retry_phrase"):
            if "FOREVER" in phrase.words:
                yield Unbounded(statement, phrase.place(), f"{statement.words[0]} RETRY FOREVER", "the lock of another run unit is gone")


def _messages(waits: Waits) -> Iterator[Unbounded]:
    for found in waits.found:
        if found.wait.unlimited:
            yield Unbounded(found.statement, found.wait.place, "MQGET", "a message comes")


def _calls(program: Program, waits: Waits) -> Iterator[Unbounded]:
    for statement in program.having("call_statement"):
        text = waits.forms.translated.command_of(statement)
        if text is not None:
            yield from _command(statement, text, statement.children[0].place())
            continue
        routine = waits.forms.routine(statement)
        if routine is not None and routine.kind == "event":
            yield Unbounded(statement, statement.children[0].place(), routine.title, routine.notes)


def _commands(program: Program) -> Iterator[Unbounded]:
    for statement in program.having("exec_statement"):
        yield from _command(statement, statement.words[0].upper(), None)


def _command(statement: Statement, text: str, place: Place | None) -> Iterator[Unbounded]:
    if "ENQ" not in text and "WAIT" not in text:
        return
    command = exec_blocks.cics(text) if text.split(None, 2)[1] == "CICS" else None
    if command is None:
        return
    place = place or statement.block.place_of(0, len("EXEC CICS"))
    if command.command == "ENQ" and not command.has("NOSUSPEND"):
        yield Unbounded(statement, place, "ENQ", "no other task holds the resource", Severity.INFO)
    elif command.command in _EVENTS:
        yield Unbounded(statement, place, command.command, "somebody posts it", Severity.INFO)
    elif command.command == "RETRIEVE" and command.has("WAIT"):
        yield Unbounded(statement, place, "RETRIEVE WAIT", "another START comes", Severity.INFO)
