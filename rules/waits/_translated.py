"""Source that the CICS translator has been over: each command is a comment, and below it stands the CALL that it became."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.source.lazy import lazy
from cobolscan.syntax.nodes import Literal

_CALLEES = ("DFHEI1", "KXDFHEI1", "DFHEXEC")
_BEGINS = lazy(r"EXEC\s+CICS\b")
_ENDS = "END-EXEC"
_LONGEST = 60  # lines of a command


class Translated:
    """The commands of one program, by the CALL that runs each."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def command_of(self, call: Statement) -> str | None:
        """`EXEC CICS ... END-EXEC` in upper case, from the comment nearest above; None for a CALL of anything else."""
        callee = call.children[0] if call.children else None
        if not isinstance(callee, Literal) or callee.spelling.upper() not in _CALLEES:
            return None
        line = call.line
        position = bisect_left(self._ends, line) - 1
        if position < 0 or not call.tree.is_own(call.first_token):
            return None
        end, text = self._commands[position]
        earlier = self._calls[bisect_left(self._calls, line) - 1] if bisect_left(self._calls, line) else 0
        return text if end > earlier else None

    @cached_property
    def _calls(self) -> list[int]:
        """The lines of the CALLs; each takes the comment between the one before and itself."""
        return sorted(
            statement.line
            for statement in self._program.having("call_statement")
            if isinstance(statement.children[0], Literal) and statement.children[0].spelling.upper() in _CALLEES
        )

    @cached_property
    def _ends(self) -> list[int]:
        return [end for end, _ in self._commands]

    @cached_property
    def _commands(self) -> list[tuple[int, str]]:
        """(last line, text) of every command that stands in comment lines."""
        out: list[tuple[int, str]] = []
        begun: list[str] = []
        for comment in self._program.source.comments:
            if comment.kind != "full":
                continue
            text = comment.text.upper()
            match = _BEGINS.search(text)
            if match:
                begun = [text[match.start() :]]
            elif begun:
                begun.append(text)
            if begun and _ENDS in text:
                whole = " ".join(begun)
                out.append((comment.line, whole[: whole.index(_ENDS) + len(_ENDS)]))
            if _ENDS in text or len(begun) > _LONGEST:
                begun = []
        return out
