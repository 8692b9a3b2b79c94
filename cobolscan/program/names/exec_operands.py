"""The names in an EXEC block: host variables of SQL and arguments of CICS and DL/I options, each with its direction.

Which option is filled is data: `exec_directions.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from cobolscan.source import packaged
from cobolscan.source.lazy import lazy
from cobolscan.syntax import exec_blocks
from cobolscan.syntax.exec_commands import Command, Option
from cobolscan.syntax.exec_sql import SqlStatement

_WORDS = lazy(r"""'[^']*'|"[^"]*"|[\w$#@-]+|[^\s\w]""")
_HOWS = {"in": "read", "out": "write", "inout": "both"}


class Argument(NamedTuple):
    """One name in a block; fields as in `operands.Operand`. `offset` and `length` in the block."""

    name: str
    qualifiers: tuple[str, ...]
    role: str
    how: str
    through: str
    offset: int
    length: int
    subscripted: bool = False
    modified: bool = False

    @property
    def reads(self) -> bool:
        return self.how in ("read", "both")

    @property
    def writes(self) -> bool:
        return self.how in ("write", "both")


@lru_cache(maxsize=4096)
def arguments_of(text: str) -> tuple[Argument, ...]:
    """The names in a block, as the tokenizer has it (upper case). Nothing of a block that cannot be read."""
    block = exec_blocks.read(text)
    if isinstance(block, SqlStatement):
        return tuple(_hosts(block))
    if isinstance(block, Command):
        return tuple(found for option, how in _directed(block) for found in _names(option, how))
    return ()


def _hosts(statement: SqlStatement) -> Iterator[Argument]:
    for host in statement.host_variables:
        for text in filter(None, (host.name, host.indicator)):
            *qualifiers, name = text.upper().split(".")
            how = _HOWS[host.direction]
            yield Argument(name, tuple(reversed(qualifiers)), "data", how, "host variable", host.offset, len(text) + 1)
    if statement.whenever is not None and statement.whenever.target:
        yield Argument(statement.whenever.target.upper().lstrip(":"), (), "procedure", "", "whenever", 0, 0)


def _directed(command: Command) -> Iterator[tuple[Option, str]]:
    table = _directions()[command.language]
    first = next((option for option in command.options if option.argument is not None), None)
    for option in command.options:
        if option.argument is not None:
            how = table.how(command, option, option is first)
            if how != "none":
                yield option, how


class _Directions:
    """One language's part of the table."""

    def __init__(self, data: dict[str, object]) -> None:
        self._common = {word: how for how in ("write", "both", "none", "condition") for word in str(data.get(how, "")).split()}
        commands = data["commands"]
        assert isinstance(commands, dict)
        self._commands: dict[str, list[list[str]]] = {
            name: [entry.split(":") for entry in entries.split()] for name, entries in commands.items()
        }

    def how(self, command: Command, option: Option, is_first: bool) -> str:
        own: dict[str, str] = {}
        for name, how in self._commands.get(command.command, ()):
            how, _, beside = how.partition("?")
            if not beside or command.has(beside):
                own[name] = how
        if is_first and "1" in own and option.name not in own:
            return own["1"]
        return own.get(option.name) or self._common.get(option.name) or own.get("*", "read")


@cache
def _directions() -> dict[str, _Directions]:
    import tomllib

    data = tomllib.loads(packaged.read_text("cobolscan.program.names", "exec_directions.toml"))
    return {language.upper(): _Directions(part) for language, part in data.items()}


def _names(option: Option, how: str) -> Iterator[Argument]:
    """The names in one argument: the first takes the option's direction, subscripts are read."""
    text = (option.argument or "").upper()
    in_condition = how == "condition"
    how = "read" if in_condition else how
    role, through = ("procedure", "handle") if how == "procedure" else ("data", "option")
    how = "" if how == "procedure" else how
    words = [(match[0], match.start()) for match in _WORDS.finditer(text)]
    at, depth = 0, 0
    while at < len(words):
        word, place = words[at]
        depth += (word == "(") - (word == ")")
        at += 1
        if not _is_name(word) or (in_condition and (at == 1 or words[at - 2][0] not in _OPERATORS)):
            continue
        following = words[at][0] if at < len(words) else ""
        if word in ("DFHVALUE", "DFHRESP") and following == "(":
            at += 3
        elif word in ("LENGTH", "ADDRESS") and (following == "OF" or _is_name(following)):
            how, through = ("", "length") if word == "LENGTH" else ("both" if how == "read" else how, "address")
            at += following == "OF"
        else:
            qualifiers: list[str] = []
            while at + 1 < len(words) and words[at][0] in ("OF", "IN"):
                qualifiers.append(words[at + 1][0])
                at += 2
            subscripted, modified = _parts([word for word, _ in words[at:]]) if depth == 0 else (False, False)
            yield Argument(word, tuple(qualifiers), role, how, through, option.offset + place, len(word), subscripted, modified)
            role, how, through = "data", "read", "option"


_OPERATORS = frozenset("= > < EQ NE GT LT GE LE".split())


def _is_name(word: str) -> bool:
    return word[:1] not in ("'", '"', "") and any(char.isalpha() for char in word)


def _parts(behind: list[str]) -> tuple[bool, bool]:
    """Whether the name has subscripts and a reference modifier."""
    if behind[:1] != ["("]:
        return False, False
    return "(" in behind[1:] or ":" not in behind, ":" in behind
