"""How often something is tried before the program gives up."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from cobolscan.program import subjects
from cobolscan.program.dialect import named_constant_advice
from cobolscan.program.limits.bounded import command_of
from cobolscan.program.limits.bounds import Bound
from cobolscan.program.limits.named import NamedLimit, Setting
from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.rule import Finding, Related, Rule, Severity
from cobolscan.rules.limits import _places

_LEAST = 2  # points of evidence
_LONG = 60  # characters of a statement in a message


class RetryCap(Rule):
    code = "LIM010"
    severity = Severity.WARNING
    precision = "high"
    tags = ("limit", "retry")
    nodes = ("program",)
    claim = 29  # more than LIM001 and LIM002 know about the same literal

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        caps = [b for b, s in program.evidence.judged if _places.is_retry(b) and (s.points >= _LEAST or s.table is not None)]
        for _, group in groupby(sorted(caps, key=_identity), key=_identity):
            places = list(group)
            yield self._cap(program, places[0], places[1:])
        for limit in program.limits.named:
            if limit.is_retry and limit.overwritten is None:
                yield self._named(program, limit)

    def _cap(self, program: Program, bound: Bound, others: list[Bound]) -> Finding:
        things = program.bounded.of(bound)
        waits = [statement for statement in program.bounded.body_of(bound) if _waits(statement)]
        after = _afterwards(program, bound)
        return self.finding(
            bound.place,
            f"{things} end at {bound.spelling}{f', then {after}' if after else ''}{_waiting(waits)}",
            literal=bound.spelling,
            subject=bound.subject or None,
            statement=bound.statement,
            data={
                "kind": bound.kind,
                "bounds": things,
                "exhausted": after or None,
                "waits": bool(waits),
                "advice": named_constant_advice(program),
                "comparable": False,
            },
            related=[*(part for cap in (bound, *others) for part in _parts(cap)), *map(_places.again, others), *map(_wait, waits)],
        )

    def _named(self, program: Program, limit: NamedLimit) -> Finding:
        first = limit.settings[0]
        use = next(iter(limit.uses), None)
        things = program.bounded.of(use) if use else ""
        things = things if things.startswith("tries") else "tries"
        return self.finding(
            first.literal,
            f"{things} end at {first.literal.spelling}, the value of {limit.name}",
            literal=first.literal.spelling,
            subject=limit.name,
            statement=first.node,
            severity=self.severity if limit.fixed else Severity.INFO,
            data={"kind": "named", "bounds": things, "comparable": subjects.is_comparable(limit.name)},
            related=[*map(_set_again, limit.settings[1:]), *([_places.used(use, limit.name)] if use else [])],
        )


def _identity(bound: Bound) -> tuple[str, str]:
    return bound.subject, str(bound.number)


def _afterwards(program: Program, bound: Bound) -> str:
    """What happens when the tries are used up, in a few words."""
    refused = program.branches.rejection(bound)
    if refused is not None:
        text = refused.text
        return text if len(text) <= _LONG else text[: _LONG - 3] + "..."
    return ""


def _waits(statement: Statement) -> bool:
    """A wait by its command or by the name of the routine; what it amounts to is the business of the wait rules."""
    words = statement.words
    if statement.shape[0] == "exec_statement":
        return command_of(statement) == "CICS DELAY"
    if statement.shape[0] == "continue_statement":
        return "AFTER" in words
    return statement.shape[0] == "call_statement" and "duration" in subjects.about(words[1].strip("'\"").replace("$", "-").upper())


def _waiting(waits: list[Statement]) -> str:
    return f"; each try waits in line {waits[0].line}" if waits else ""


def _wait(statement: Statement) -> Related:
    place = statement.place()
    return Related.at(place, "note", "waits between the tries: the worst case is this wait times the tries")


def _parts(bound: Bound) -> Iterator[Related]:
    """The numbers of an expression in RETRY ... TIMES."""
    if bound.kind == "retry" and bound.number is not None and not bound.spelling.isdigit():
        yield from (_places.at(part, "bound", "part of the number of tries") for part in bound.literals)


def _set_again(setting: Setting) -> Related:
    return _places.at(setting.literal, "same_literal", f"{setting.name} again")
