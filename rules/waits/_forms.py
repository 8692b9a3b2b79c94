"""The statements that wait: where the duration stands in each, and in which unit."""

from __future__ import annotations

from collections.abc import Iterator

from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.program.values.amounts import Amount, Amounts, Possible
from cobolscan.program.values.reaching import Reaching
from cobolscan.rules.waits._commands import UNSEEN, wait_of
from cobolscan.rules.waits._exec import Exec
from cobolscan.rules.waits._table import Routine, Routines
from cobolscan.rules.waits._translated import Translated
from cobolscan.rules.waits._waiting import Waiting, in_seconds, most_seconds
from cobolscan.syntax.nodes import Literal, Node, Reference

INTERVAL = "WAITINTERVAL"  # MQGMO-WAITINTERVAL of the MQ copybooks, under any prefix
_UNLIMITED = "MQWI-UNLIMITED"


class Forms:
    """Reads statements of one program."""

    def __init__(self, program: Program, routines: Routines) -> None:
        self._program = program
        self._routines = routines
        self._run: dict[int, Routine | None] = {}  # by the first token of the statement
        self._numbers = Amounts(program, self._keeps)
        self.translated = Translated(program)

    def waits(self, statement: Statement) -> Iterator[Waiting]:
        if statement.name in ("call_statement", "enter_statement"):
            yield from self._call(statement)
        elif statement.name == "exec_statement":
            yield from Exec(statement, statement.words[0].upper(), self._numbers).waits()
        elif statement.name == "continue_statement":
            yield from self._continue(statement)
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
        """The routine of the table that a CALL runs, also through an item whose value is known; for ENTER one of NonStop."""
        if statement.base not in self._run:
            self._run[statement.base] = self._routine(statement)
        return self._run[statement.base]

    def _routine(self, statement: Statement) -> Routine | None:
        callee = self.callee(statement)
        if callee is not None and statement.name == "enter_statement" and (entered := self._routines.find(f"ENTER {callee}")):
            return entered
        return self._routines.find(callee) if callee is not None else None

    def callee(self, statement: Statement) -> str | None:
        """The name of what a CALL runs, where the source says it."""
        if statement.name not in ("call_statement", "enter_statement") or not statement.children:
            return None
        known = self._program.values.at(statement.children[0], statement)
        return known.literal.spelling if known and known.literal.name == "string" else None

    def _keeps(self, statement: Statement, name: str) -> bool:
        """A routine that waits leaves its duration as it is."""
        routine = self.routine(statement)
        argument = argument_of(statement, routine.argument) if routine else None
        return isinstance(argument, Reference) and argument.data_name == name

    def _call(self, statement: Statement) -> Iterator[Waiting]:
        if (text := self.translated.command_of(statement)) is not None:
            yield from Exec(statement, text, self._numbers, translated=True).waits()
        routine = self.routine(statement)
        if routine is None or routine.kind == "event":
            return
        argument = argument_of(statement, routine.argument)
        if routine.kind == "command":
            yield from self._command(statement, routine, argument)
        elif argument is None:
            place = statement.children[0].place()
            yield Waiting(routine.title, place, "", Possible((), "no duration is given"), routine.unit, routine=routine)
        else:
            yield self._plain(argument, statement, routine.title, routine.unit, routine=routine)

    def _command(self, statement: Statement, routine: Routine, argument: Node | None) -> Iterator[Waiting]:
        command, literal = self._line(argument, statement) if argument is not None else ("", None)
        found = wait_of(command)
        if argument is None or found is None:
            return
        name, number = found
        literals = (literal,) if literal is not None else ()
        unknown = "it waits until a time of day" if "RSMTIME" in name else f"{argument.text} is known only at run time"
        seconds = Possible((), unknown) if number is None else Possible((Amount(number, literals),))
        yield Waiting(f"{routine.title} {name}", argument.place(), argument.text, seconds, "s", routine=routine)

    def _line(self, argument: Node, statement: Statement) -> tuple[str, Literal | None]:
        """The command line, and the literal when it is one; what the source does not show stands as UNSEEN."""
        known = self._program.values.at(argument, statement)
        if known and known.literal.name == "string":
            return known.literal.spelling, known.literal
        if not isinstance(argument, Reference) or argument.modified:
            return "", None
        definitions = Reaching(self._program).definitions(argument.data_name, statement, self._keeps)
        source = definitions[0].statement if len(definitions) == 1 else None
        if source is not None and source.name == "string_statement":
            return self._strung(source), None
        start = [value for item in self._program.items_named(argument.data_name) for value in item.values]
        never = not definitions or all(definition.statement is None and not definition.lost for definition in definitions)
        return (start[0].spelling, start[0]) if never and len(start) == 1 else ("", None)

    def _strung(self, statement: Statement) -> str:
        """What STRING puts together."""
        out = ""
        for source in statement.all("string_source"):
            for operand in source.children:
                if operand.name == "string_delimiter":
                    continue
                known = self._program.values.at(operand, statement)
                out += known.literal.spelling if known else UNSEEN
        return out

    # ---- other statements

    def _plain(
        self, operand: Node, statement: Statement, subject: str, unit: str, sleeps: bool = True, routine: Routine | None = None
    ) -> Waiting:
        possible = in_seconds(self._numbers.of(operand, statement), unit)
        most = None if possible.only else most_seconds(self._numbers.most(operand, statement), unit)
        return Waiting(subject, operand.place(), operand.text, possible, unit, sleeps, most=most, routine=routine)

    def _continue(self, statement: Statement) -> Iterator[Waiting]:
        for part in statement.children:
            if part.name == "opaque":
                continue
            if "AFTER" in statement.words:
                yield self._plain(part, statement, "CONTINUE AFTER", "s")
            else:
                yield self._plain(part, statement, "RECEIVE CONTINUE", "s", sleeps=False)

    def _accept(self, statement: Statement) -> Iterator[Waiting]:
        for attribute in statement.all("screen_attribute"):
            if "TIME" in attribute.words and "BEFORE" in attribute.words:
                yield self._plain(attribute.children[-1], statement, "ACCEPT BEFORE TIME", "cs", sleeps=False)
            elif attribute.words[0] in ("TIMEOUT", "TIME-OUT"):
                yield self._plain(attribute.children[-1], statement, "ACCEPT TIMEOUT", "s", sleeps=False)

    def _message_queue(self, statement: Statement) -> Iterator[Waiting]:
        source = statement.children[0]
        for target in statement.children[1:]:
            if isinstance(target, Reference) and target.data_name.endswith(INTERVAL):
                wait = self._plain(source, statement, "MQGET", "ms", sleeps=False)
                named = isinstance(source, Reference) and source.data_name == _UNLIMITED
                if named or any(amount.number < 0 for amount in wait.seconds.amounts):
                    unlimited = Possible((), "it waits without limit")
                    wait = Waiting("MQGET", wait.place, wait.written, unlimited, "ms", False, unlimited=True)
                yield wait


def message_waits(program: Program) -> list[Statement]:
    """Every MOVE to the wait interval of a message queue; MOVEs are too many to look at each."""
    writes = program.values.writes
    found = [statement for name in writes if name.endswith(INTERVAL) for statement in writes[name]]
    return [statement for statement in found if statement.name == "move_statement"]


def argument_of(statement: Statement, number: int) -> Node | None:
    """An argument of CALL by its number, from 1."""
    using = statement.child("call_using")
    arguments = [child for child in using.children if child.name == "call_argument"] if using else []
    operands = [n for n in arguments[number - 1].children if n.name not in ("call_by", "size_of")] if len(arguments) >= number else []
    return operands[0] if operands else None
