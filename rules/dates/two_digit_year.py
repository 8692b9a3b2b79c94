"""A date that the program takes from the system with a year of two digits."""

from collections.abc import Iterator
from typing import Any

from cobolscan.program.model import Program
from cobolscan.rule import Finding, Related, Rule, Severity
from cobolscan.rules.dates import _years
from cobolscan.rules.dates._speech import related
from cobolscan.rules.dates._years import Follows

_FORMS = {"DATE": "YYYYMMDD", "DAY": "YYYYDDD"}
_DOES = {
    "compared": "its year is compared",
    "computed": "its year is computed with",
    "stored": "it is stored",
    "windowed": "its year gets a century",
    "passed": "it is handed on",
    "shown": "it is shown or printed",
    "": "nothing here depends on its year",
}
_LOUD = ("compared", "computed", "stored")


class TwoDigitYear(Rule):
    code = "DAT004"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("date", "y2k")
    nodes = ("accept_statement",)
    claim = 20

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        source = node.child("accept_source")
        words = source.words if source is not None else []
        if words[:1] != ["FROM"] or words[1:] not in (["DATE"], ["DAY"]) or not node.written:
            return
        receiver = node.written[0].data_name
        follows = _years.follows(program, node, receiver)
        does = follows.does if follows is not None else ""
        yield self.finding(
            node,
            f"ACCEPT {receiver} FROM {words[1]} gives a year of two digits, and {_said(follows)}; {_FORMS[words[1]]} gives four",
            subject=receiver,
            severity=self.severity if does in _LOUD else Severity.INFO,
            confidence="high" if does in ("compared", "computed") else "medium",
            data={"follows": does or "nothing"},
            related=list(_place(follows)),
        )


def _said(follows: Follows | None) -> str:
    if follows is None:
        return _DOES[""]
    return f"{_DOES[follows.does]} in line {follows.statement.line}"


def _place(follows: Follows | None) -> Iterator[Related]:
    if follows is not None:
        yield related(follows.statement, "elsewhere", f"{follows.name}: {_DOES[follows.does]}")
