"""The statements that wait: where the duration stands in each, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cobolscan.program.amounts import Amount, Amounts, Possible
from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.rule import Place
from cobolscan.rules.waits._table import UNITS, Routine, Routines
from cobolscan.syntax import exec_blocks
from cobolscan.syntax.nodes import Node, Reference

_INTERVAL = "WAITINTERVAL"  # MQGMO-WAITINTERVAL of the MQ copybooks, under any prefix


@dataclass(frozen=True)
class Waiting:
    """A wait: what waits (`subject`), where its duration is written, and what it can be in seconds."""

    subject: str
    place: Place
    written: str  # the duration as it stands in the statement
    seconds: Possible
    unit: str
    sleeps: bool = True  # False: waits for something, at most that long
    spelling: str | None = None  # of a literal in the statement that is no token of its own
    remark: str = ""


class Forms:
    """Reads statements of one program."""

    def __init__(self, program: Program, routines: Routines) -> None:
        self._program = program
        self._routines = routines
        self._numbers = Amounts(program, self._keeps)

    def waits(self, statement: Statement) -> Iterator[Waiting]:
        if statement.name == "call_statement":
            yield from self._call(statement)
        elif statement.name == "exec_statement":
            yield from _Exec(statement, self._numbers).waits()
        elif statement.name == "continue_statement":
            yield from (self._plain(part, statement, "CONTINUE AFTER", "s") for part in statement.children)
        elif statement.name == "accept_statement":
            yield from self._accept(statement)
        elif statement.name == "move_statement":
            yield from self._message_queue(statement)
        else:
            for phrase in statement.all("retry_phrase"):
                if "SECONDS" in phrase.words and phrase.children:
                    yield self._plain(phrase.children[0], statement, f"{statement.words[0]} RETRY", "s", sleeps=False)

    # ---- CALL

    def routine(self, statement: Statement) -> Routine | None:
        """The routine of the table that a CALL runs, also through an item whose value is known."""
        callee = statement.children[0] if statement.name == "call_statement" and statement.children else None
        known = self._program.values.at(callee, statement) if callee is not None else None
        return self._routines.find(known.literal.spelling) if known and known.literal.name == "string" else None

    def _keeps(self, statement: Statement, name: str) -> bool:
        """A routine that waits leaves its duration as it is."""
        routine = self.routine(statement)
        argument = _argument(statement, routine.argument) if routine else None
        return isinstance(argument, Reference) and argument.data_name == name

    def _call(self, statement: Statement) -> Iterator[Waiting]:
        routine = self.routine(statement)
        if routine is None:
            return
        argument = _argument(statement, routine.argument)
        if routine.kind == "command":
            yield from self._command(statement, routine, argument)
        elif argument is None:
            yield Waiting(routine.name, statement.children[0].place(), "", Possible((), "no duration is given"), routine.unit)
        else:
            yield self._plain(argument, statement, routine.name, routine.unit)

    def _command(self, statement: Statement, routine: Routine, argument: Node | None) -> Iterator[Waiting]:
        known = self._program.values.at(argument, statement) if argument is not None else None
        found = _command_wait(known.literal.spelling) if known and known.literal.name == "string" else None
        if known and argument is not None and found:
            seconds = Possible((Amount(found[1], (known.literal,)),))
            yield Waiting(f"{routine.name} {found[0]}", argument.place(), argument.text, seconds, "s")

    # ---- other statements

    def _plain(self, operand: Node, statement: Statement, subject: str, unit: str, sleeps: bool = True) -> Waiting:
        possible = in_seconds(self._numbers.of(operand, statement), unit)
        return Waiting(subject, operand.place(), operand.text, possible, unit, sleeps)

    def _accept(self, statement: Statement) -> Iterator[Waiting]:
        for attribute in statement.all("screen_attribute"):
            if "TIME" in attribute.words and "BEFORE" in attribute.words:
                yield self._plain(attribute.children[-1], statement, "ACCEPT BEFORE TIME", "cs", sleeps=False)
            elif attribute.words[0] in ("TIMEOUT", "TIME-OUT"):
                yield self._plain(attribute.children[-1], statement, "ACCEPT TIMEOUT", "s", sleeps=False)

    def _message_queue(self, statement: Statement) -> Iterator[Waiting]:
        source = statement.children[0]
        for target in statement.children[1:]:
            if isinstance(target, Reference) and target.data_name.endswith(_INTERVAL):
                wait = self._plain(source, statement, "MQGET", "ms", sleeps=False)
                if any(amount.number < 0 for amount in wait.seconds.amounts):  # MQWI-UNLIMITED
                    wait = Waiting("MQGET", wait.place, wait.written, Possible((), "it waits without limit"), "ms", False)
                yield wait


def message_waits(program: Program) -> list[Statement]:
    """Every MOVE to the wait interval of a message queue; MOVEs are too many to look at each."""
    writes = program.values.writes
    found = [statement for name in writes if name.endswith(_INTERVAL) for statement in writes[name]]
    return [statement for statement in found if statement.name == "move_statement"]


def _argument(statement: Statement, number: int) -> Node | None:
    using = statement.child("call_using")
    arguments = [child for child in using.children if child.name == "call_argument"] if using else []
    operands = [n for n in arguments[number - 1].children if n.name not in ("call_by", "size_of")] if len(arguments) >= number else []
    return operands[0] if operands else None


def in_seconds(possible: Possible, unit: str) -> Possible:
    if unit not in UNITS:
        return Possible((), possible.unknown or "the unit of its argument is not known")
    return Possible(tuple(Amount(amount.number * UNITS[unit], amount.literals) for amount in possible.amounts), possible.unknown)


_COMMANDS = {
    "sleep": re.compile(r"(?:^|[;&|]\s*)(?:/\S*/)?sleep\s+(\d+(?:\.\d+)?)([smh]?)(?!\S*\w)", re.IGNORECASE),
    "timeout": re.compile(r"(?:^|[;&|]\s*)timeout\s+(?:/t\s+)?(\d+)()", re.IGNORECASE),
    "ping": re.compile(r"(?:^|[;&|]\s*)ping\s+.*?-[nc]\s+(\d+)()", re.IGNORECASE),
    "DLYJOB": re.compile(r"\bDLYJOB\s+(?:DLY\s*\(\s*)?(\d+)()", re.IGNORECASE),
}


def _command_wait(command: str) -> tuple[str, Decimal] | None:
    """What in a command line waits, and how long; n pings take n - 1 seconds."""
    for name, pattern in _COMMANDS.items():
        match = pattern.search(command)
        if match:
            number = Decimal(match[1]) - (name == "ping")
            return name, max(number, Decimal(0)) * UNITS[{"m": "min", "h": "h"}.get(match[2].lower(), "s")]
    return None


_CICS_UNITS = {"HOURS": "h", "MINUTES": "min", "SECONDS": "s", "MILLISECS": "ms"}
_SQL = (
    (re.compile(r"\bWAITFOR\s+DELAY\s+(?P<quote>['\"])(?P<value>[\d:.]+)(?P=quote)"), "WAITFOR DELAY"),
    (re.compile(r"\b(?P<name>DBMS_(?:LOCK|SESSION)\.SLEEP)\s*\(\s*(?P<value>:?[\w.$#@-]+)\s*\)"), ""),
    (re.compile(r"\bPG_SLEEP\s*\(\s*(?P<value>:?[\w.$#@-]+)\s*\)"), "PG_SLEEP"),
    (re.compile(r"(?:\bSELECT|\bDO)\s+SLEEP\s*\(\s*(?P<value>:?[\w.$#@-]+)\s*\)"), "SLEEP"),
)


class _Exec:
    """EXEC CICS DELAY and the sleeps of SQL, whose operands stand inside one token."""

    def __init__(self, statement: Statement, numbers: Amounts) -> None:
        self._statement = statement
        self._numbers = numbers
        self._text = statement.words[0].upper()

    def waits(self) -> Iterator[Waiting]:
        kind = self._text.split(None, 2)[1]
        if kind == "CICS" and "DELAY" in self._text:
            yield from self._delay()
        elif kind in ("SQL", "ORACLE", "ADO"):
            for pattern, name in _SQL:
                for match in pattern.finditer(self._text):
                    yield self._wait(name or match["name"], match["value"].lstrip(":"), match.start("value"), "s")

    def _delay(self) -> Iterator[Waiting]:
        command = exec_blocks.cics(self._text)
        if command is None or command.command != "DELAY":
            return
        if command.has("INTERVAL"):
            yield self._option("INTERVAL", "hhmmss")
        elif command.has("TIME") or command.has("UNTIL"):
            option = next((name for name in ("TIME", *_CICS_UNITS) if command.get(name)), "UNTIL")
            yield Waiting("DELAY", self._place_of(option)[0], command.get(option) or "", Possible((), "it waits until a time of day"), "")
        else:
            parts = [self._option(name, unit) for name, unit in _CICS_UNITS.items() if command.get(name)]
            if parts:
                yield _sum(parts)

    def _option(self, option: str, unit: str) -> Waiting:
        _, written, start = self._place_of(option)
        return self._wait("DELAY", written, start, unit)

    def _place_of(self, option: str) -> tuple[Place, str, int]:
        """The argument of an option: its place, its text and where it starts in the block."""
        command = exec_blocks.cics(self._text)
        found = command.option(option) if command else None
        start, written = (found.offset, found.argument or option) if found else (self._text.find("DELAY"), option)
        return self._statement.block.place_of(start, len(written)), written, start

    def _wait(self, subject: str, written: str, start: int, unit: str) -> Waiting:
        place = self._statement.block.place_of(start, len(written))
        number = _clock(written) if ":" in written else _decimal(written)
        if number is not None:
            seconds = _scaled(Possible((Amount(number),)), unit)
            return Waiting(subject, place, written, seconds, unit, spelling=written)
        if re.fullmatch(r"[A-Z0-9][\w-]*", written):
            return Waiting(subject, place, written, _scaled(self._numbers.of_name(written, self._statement), unit), unit)
        return Waiting(subject, place, written, Possible((), f"{written} is known only at run time"), unit)


def _sum(parts: list[Waiting]) -> Waiting:
    """HOURS, MINUTES, SECONDS and MILLISECS of one FOR, told at the part that is not zero."""
    unknown = next((part.seconds.unknown or "a part of it varies" for part in parts if part.seconds.only is None), None)
    main = next((part for part in parts if part.seconds.only is None or part.seconds.only.number), parts[0])
    if len(parts) == 1:
        return main
    total = sum((part.seconds.amounts[0].number for part in parts), Decimal(0)) if unknown is None else Decimal(0)
    literals = tuple(literal for part in parts for amount in part.seconds.amounts for literal in amount.literals)
    seconds = Possible((), unknown) if unknown else Possible((Amount(total, literals),))
    return Waiting(main.subject, main.place, main.written, seconds, main.unit, spelling=main.spelling)


def _scaled(possible: Possible, unit: str) -> Possible:
    if unit != "hhmmss":
        return in_seconds(possible, unit)
    return Possible(tuple(Amount(_hhmmss(amount.number), amount.literals) for amount in possible.amounts), possible.unknown)


def _hhmmss(number: Decimal) -> Decimal:
    """CICS INTERVAL: 500 is five minutes."""
    whole = int(number)
    return Decimal(whole // 10000 * 3600 + whole // 100 % 100 * 60 + whole % 100)


def _clock(text: str) -> Decimal | None:
    """hh:mm:ss of SQL."""
    parts = [_decimal(part) for part in text.split(":")]
    if not 2 <= len(parts) <= 3 or any(part is None for part in parts):
        return None
    return sum(((part or Decimal(0)) * factor for part, factor in zip(parts, (3600, 60, 1), strict=False)), Decimal(0))


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"\d+(?:\.\d*)?|\.\d+", text) else None
