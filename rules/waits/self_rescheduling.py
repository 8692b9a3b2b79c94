"""Transactions that start themselves again after a time: polling that no loop shows."""

from collections.abc import Iterator

from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.program.values.amounts import Amounts
from cobolscan.rule import Finding, Rule, Severity
from cobolscan.rules.waits import _words
from cobolscan.rules.waits._exec import Exec
from cobolscan.rules.waits._own_transaction import is_own
from cobolscan.rules.waits._waiting import Waiting
from cobolscan.syntax import exec_blocks


class SelfRescheduling(Rule):
    code = "WAI008"
    severity = Severity.INFO
    precision = "high"
    tags = ("waits", "cics")
    nodes = ("exec_statement",)
    claim = 10

    def check(self, node: Statement, program: Program) -> Iterator[Finding]:
        text = node.words[0].upper()
        if "TRANSID" not in text or "START" not in text:
            return
        command = exec_blocks.cics(text)
        if command is None or command.command != "START" or not is_own(command.get("TRANSID") or "", node, program):
            return
        yield from (self._told(wait, node) for wait in _delays(node, text, program) if wait.number != 0)

    def _told(self, wait: Waiting, node: Statement) -> Finding:
        known = wait.number
        after = f"after {_words.spelled(known)}" if known is not None else f"after a time that varies: {wait.seconds.unknown}"
        often = f", at most {int(3600 / known):,} times an hour: it polls" if known and known <= 3600 else ""
        only = wait.seconds.only
        literals = only.literals if only else ()
        return self.finding(
            wait.place,
            f"the transaction starts itself again {after}{often}",
            literal=literals[0].spelling if literals else wait.spelling,
            subject="START",
            statement=node,
            data=_words.UNKNOWN
            | {
                "duration_s": None if known is None else _words.number(known),
                "in_loop": False,
                "polling": True,
                "unit": wait.unit or None,
                "raw": wait.written,
            },
        )


def _delays(node: Statement, text: str, program: Program) -> Iterator[Waiting]:
    command = exec_blocks.cics(text)
    block = Exec(node, text, Amounts(program))
    if command is not None and command.has("INTERVAL"):
        yield block.option("INTERVAL", "hhmmss", "START")
    elif command is not None and command.has("AFTER"):
        yield from block.parts("START")
