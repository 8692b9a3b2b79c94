"""Statements and calls that hold the run unit, with the time they take and what that does to a loop."""

from collections.abc import Iterator
from typing import Any

from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.rule import Confidence, Finding, Option, Related, Rule, Severity
from cobolscan.rules.waits import _words
from cobolscan.rules.waits._circumstances import Circumstances
from cobolscan.rules.waits._forms import Forms, Waiting, message_waits
from cobolscan.rules.waits._table import Routines


class Wait(Rule):
    code = "WAI001"
    precision = "high"
    tags = ("performance", "waits")
    nodes = ("program", "call_statement", "exec_statement", "continue_statement", "accept_statement", "read_statement", "write_statement",
             "rewrite_statement", "open_statement", "delete_statement")  # fmt: skip
    claim = 10
    options = {
        "routines": Option({}, 'more routines that wait: NAME = "ms", or NAME = { unit = "ms", argument = 2 }; "" for an unknown unit')
    }

    def check(self, node: Statement | Program, program: Program) -> Iterator[Finding]:
        for statement in (node,) if isinstance(node, Statement) else message_waits(program):
            for wait in self._forms(program).waits(statement):
                seconds = wait.seconds.only
                if seconds is None or seconds.number > 0:  # zero gives up the processor, it does not wait
                    yield self._told(wait, statement, Circumstances(statement, program))

    def _forms(self, program: Program) -> Forms:
        known: tuple[Program, Forms] | None = getattr(self, "_last", None)
        if known is None or known[0] is not program:
            self._last = known = (program, Forms(program, Routines(self.settings.routines)))
        return known[1]

    def _told(self, wait: Waiting, statement: Statement, around: Circumstances) -> Finding:
        literals = wait.seconds.only.literals if wait.seconds.only else ()
        finding = self.finding(
            wait.place,
            _words.message(wait, around),
            literal=literals[0].spelling if literals else wait.spelling,
            subject=wait.subject,
            statement=statement,
            severity=self._severity(wait, around),
            confidence=Confidence.HIGH if wait.seconds.only else Confidence.MEDIUM,
            data=_words.data(wait, around),
        )
        for literal in literals:
            origin = literal.place()
            if (origin.line, origin.column) != (wait.place.line, wait.place.column):
                said = f"{wait.written} gets its value here"
                finding.related.append(Related(origin.path, origin.line, origin.column, "origin", said, literal.spelling))
                if literal.tree.is_own(literal.first_token):
                    finding.history += self._notes_at(origin.line, wait.written, literal.spelling)
        return finding

    def _notes_at(self, line: int, *words: str) -> list[Any]:
        """The notes above and beside the literal that decides."""
        events = self.history.context(line, line, words[0], list(words)) if self.history is not None else []
        return [event for event in events if event.why_here in ("above", "trailing", "tag")]

    def _severity(self, wait: Waiting, around: Circumstances) -> Severity:
        loop = around.loop
        if loop is None or not wait.sleeps or self._managed(wait, around):
            return Severity.INFO
        return Severity.ERROR if around.serves and not around.idle else Severity.WARNING

    def _managed(self, wait: Waiting, around: Circumstances) -> bool:
        """A back-off that is bounded or grows, or a time that comes from data, with a comment that says why."""
        deliberate = around.ladder or wait.seconds.only is None or (around.passes is not None and not around.serves)
        statement = around.statement
        known = deliberate and self.history is not None and statement.tree.is_own(statement.first_token)
        notes = self.history.context(statement.line, statement.line, wait.subject, []) if known else []
        return deliberate and any(event.why_here in ("above", "trailing") for event in notes)
