"""EXEC blocks: the text between EXEC and END-EXEC as a command with options (CICS, DL/I) or a statement with its parts (SQL).

A block is one token of the tokenizer; what stands in it is read here, by grammars of their own. They are loaded, and the modules around
them imported, with the first block: a program without EXEC pays nothing. Blocks arrive in upper case or as written. Those of other
languages (HTML, ADO, JAVA ...) are kept whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from cobolscan.source.lazy import lazy

if TYPE_CHECKING:
    from cobolscan.syntax.exec_commands import Command, Commands
    from cobolscan.syntax.exec_sql import SqlStatement, Statements
    from cobolscan.syntax.exec_tokens import Problem

_HEAD = lazy(r"EXEC(?:UTE)?\s+(\w+)", 2)  # re.IGNORECASE
_END = "END-EXEC"
_SQL = ("SQL", "SQLIMS")
_COMMANDS = ("CICS", "DLI")
_OTHERS = ("HTML", "ADO", "ORACLE", "JAVA", "PREPROCESSOR", "CPSM")


@lru_cache(maxsize=4096)
def read(text: str) -> Command | SqlStatement | Problem | None:
    """What a block says; a Problem when it cannot be read, None when it is of a language that is not read."""
    language, body, start = _parts(text)
    if language in _SQL:
        return _statements().read(body, start)
    if language in _COMMANDS:
        return _commands().read(language, body, start)
    return _unread(text, language)


def problem(text: str) -> Problem | None:
    """What is wrong with a block and where; None when it can be read or is of a language that is not."""
    language, body, start = _parts(text)
    if language in _SQL:
        return _statements().problem(body, start)
    if language in _COMMANDS:
        return _commands().problem(language, body, start)
    return _unread(text, language)


def _statements() -> Statements:
    from cobolscan.syntax.exec_sql import statements

    return statements()


def _commands() -> Commands:
    from cobolscan.syntax.exec_commands import commands

    return commands()


def _unread(text: str, language: str) -> Problem | None:
    """None for a block of a language that is kept whole; of any other it is said that nobody knows it."""
    return None if language in _OTHERS else _unknown(text, language)


def _parts(text: str) -> tuple[str, str, int]:
    """Language, text and offset of what a block holds. The language is empty when the block is not closed."""
    head, end = _HEAD.match(text), len(text) - len(_END)
    if head is None or text[end:].upper() != _END or head.end() > end:
        return "", "", 0
    return head[1].upper(), text[head.end() : end].rstrip().removesuffix("."), head.end()


def _unknown(text: str, language: str) -> Problem:
    """A block that is not closed is reported where it ends for want of its END-EXEC, another at its language."""
    from cobolscan.syntax.exec_tokens import Problem, similar

    if not language:
        return Problem(max(len(text.rstrip()) - 1, 0), (_END,))
    languages = [*_COMMANDS, *_SQL, *_OTHERS]
    return Problem(text.upper().index(language, 4), (*similar(language, languages), f"a language of EXEC, not {language}"))


def cics(text: str) -> Command | None:
    """Command and options of an EXEC CICS or DLI block; None when they cannot be read."""
    from cobolscan.syntax.exec_commands import Command

    block = read(text)
    return block if isinstance(block, Command) else None


def sql(text: str) -> SqlStatement | None:
    """The statement of an EXEC SQL or SQLIMS block; None when it cannot be read."""
    from cobolscan.syntax.exec_sql import SqlStatement

    block = read(text)
    return block if isinstance(block, SqlStatement) else None


def included(text: str) -> str | None:
    """The member that an EXEC SQL INCLUDE names, else None."""
    statement = sql(text) if "INCLUDE" in text else None
    return statement.include if statement else None


def filled(text: str) -> list[str]:
    """The data items that a block fills, as it names them: INTO, SET of an address apart, and the output host variables of SQL."""
    command, statement = cics(text), sql(text)
    if command is not None:
        return [option.argument for option in command.options if option.argument and option.name == "INTO"]
    return [host.name for host in statement.host_variables if host.direction != "in"] if statement is not None else []


def described(text: str) -> list[str]:
    """What a block says, a line each: for dumps of the tree."""
    command, statement = cics(text), sql(text)
    if command is not None:
        options = [f"{option.name}({option.argument})" if option.argument is not None else option.name for option in command.options]
        return [f"{command.language} {command.command}: {' '.join(options)}".rstrip(": ")]
    return list(_sql_lines(statement)) if statement is not None else []


def _sql_lines(statement: SqlStatement) -> Iterator[str]:
    yield f"SQL {statement.kind}"
    for name in ("include", "cursor", "cursor_options", "prepared", "connection", "isolation", "reads", "writes", "names"):
        value = getattr(statement, name)
        if value:
            yield f"  {name}: {value if isinstance(value, str) else ', '.join(value)}"
    for host in statement.host_variables:
        yield f"  {host.direction}: {host.name}" + (f" indicator {host.indicator}" if host.indicator else "")
    for limit in statement.limits:
        yield f"  limit: {limit.clause} {limit.number}"
    if statement.whenever:
        yield f"  whenever: {' '.join(filter(None, statement.whenever))}"
