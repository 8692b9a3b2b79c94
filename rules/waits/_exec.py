"""EXEC CICS DELAY and the sleeps of SQL, whose operands stand inside one token, or in a comment that a translator left."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cobolscan.program.statements import Statement
from cobolscan.program.values.amounts import Amount, Amounts, Possible
from cobolscan.rule import Place
from cobolscan.rules.waits._waiting import Waiting, in_seconds, most_seconds
from cobolscan.source.lazy import lazy
from cobolscan.syntax import exec_blocks

_CICS_UNITS = {"HOURS": "h", "MINUTES": "min", "SECONDS": "s", "MILLISECS": "ms"}
_VALUE = r"(?P<value>:?[\w.$#@-]+)"
_SQL = (
    (lazy(r"\bWAITFOR\s+DELAY\s+(?P<quote>['\"])(?P<value>[\d:.]+)(?P=quote)"), "WAITFOR DELAY", True),
    (lazy(r"\bWAITFOR\s+(?P<value>TIME)\b"), "WAITFOR", True),
    (lazy(rf"\b(?P<name>DBMS_(?:LOCK|SESSION)\.SLEEP)\s*\(\s*{_VALUE}\s*\)"), "", True),
    (lazy(rf"\bPG_SLEEP\s*\(\s*{_VALUE}\s*\)"), "PG_SLEEP", True),
    (lazy(rf"(?:\bSELECT|\bDO)\s+SLEEP\s*\(\s*{_VALUE}\s*\)"), "SLEEP", True),
    (lazy(r"\bFOR\s+UPDATE\b[^;]*?\s(?:WAIT)\s+(?P<value>\d+)"), "FOR UPDATE WAIT", False),
)
_SQL_WORDS = ("WAITFOR", "SLEEP", "WAIT")
_NAME = lazy(r"[A-Z0-9][\w-]*")
_DECIMAL = lazy(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")


class Exec:
    """The waits of one block. `text` is the block in upper case; a `translated` one stands in a comment above its CALL."""

    def __init__(self, statement: Statement, text: str, numbers: Amounts, translated: bool = False) -> None:
        self._statement = statement
        self._numbers = numbers
        self._text = text
        self._translated = translated

    def waits(self) -> Iterator[Waiting]:
        kind = self._text.split(None, 2)[1]
        if kind == "CICS" and "DELAY" in self._text:
            yield from self._delay()
        elif kind in ("SQL", "ORACLE", "ADO") and any(word in self._text for word in _SQL_WORDS):
            for pattern, name, sleeps in _SQL:
                for match in pattern.finditer(self._text):
                    yield self._of_sql(match["value"], match.start("value"), name or match["name"], sleeps)

    def _of_sql(self, value: str, start: int, subject: str, sleeps: bool) -> Waiting:
        if value == "TIME":
            return Waiting(subject, self._place(start, value), value, Possible((), "it waits until a time of day"), "")
        return self._wait(subject, value.lstrip(":"), start, "s", sleeps)

    def _delay(self) -> Iterator[Waiting]:
        command = exec_blocks.cics(self._text)
        if command is None or command.command != "DELAY":
            return
        if command.has("INTERVAL"):
            yield self.option("INTERVAL", "hhmmss")
        elif command.has("TIME") or command.has("UNTIL"):
            option = next((name for name in ("TIME", *_CICS_UNITS) if command.get(name)), "UNTIL")
            unknown = Possible((), "it waits until a time of day")
            yield Waiting("DELAY", self._place_of(option)[0], command.get(option) or "", unknown, "")
        else:
            yield from self.parts("DELAY")

    def parts(self, subject: str) -> Iterator[Waiting]:
        """HOURS, MINUTES, SECONDS and MILLISECS together, where there are any."""
        command = exec_blocks.cics(self._text)
        parts = [self.option(name, unit, subject) for name, unit in _CICS_UNITS.items() if command and command.get(name)]
        if parts:
            yield _sum(parts)

    def option(self, option: str, unit: str, subject: str = "DELAY") -> Waiting:
        _, written, start = self._place_of(option)
        return self._wait(subject, written, start, unit)

    def _place_of(self, option: str) -> tuple[Place, str, int]:
        """The argument of an option: its place, its text and where it starts in the block."""
        command = exec_blocks.cics(self._text)
        found = command.option(option) if command else None
        start, written = (found.offset, found.argument or option) if found else (self._text.find("DELAY"), option)
        return self._place(start, written), written, start

    def _place(self, start: int, written: str) -> Place:
        if self._translated:
            return self._statement.children[0].place()
        return self._statement.block.place_of(start, len(written))

    def _wait(self, subject: str, written: str, start: int, unit: str, sleeps: bool = True) -> Waiting:
        place = self._place(start, written)
        number = _clock(written) if ":" in written else _decimal(written)
        if number is not None:
            seconds = in_seconds(Possible((Amount(number),)), unit)
            return Waiting(subject, place, written, seconds, unit, sleeps, spelling=written)
        if _NAME.fullmatch(written):
            seconds = in_seconds(self._numbers.of_name(written, self._statement), unit)
            most = None if seconds.only else most_seconds(self._numbers.most_of(written, self._statement), unit)
            return Waiting(subject, place, written, seconds, unit, sleeps, most=most)
        return Waiting(subject, place, written, Possible((), f"{written} is known only at run time"), unit, sleeps)


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


def _clock(text: str) -> Decimal | None:
    """hh:mm:ss of SQL."""
    parts = [_decimal(part) for part in text.split(":")]
    if not 2 <= len(parts) <= 3 or any(part is None for part in parts):
        return None
    return sum(((part or Decimal(0)) * factor for part, factor in zip(parts, (3600, 60, 1), strict=False)), Decimal(0))


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if _DECIMAL.fullmatch(text) else None
