"""Batch programs that wait for their operator."""

from __future__ import annotations

from collections.abc import Iterator

from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.syntax.nodes import Node

_DEVICES = frozenset(("DATE", "DAY", "DAY-OF-WEEK", "TIME", "YEAR", "SYSIN", "COMMAND-LINE", "ARGUMENT-NUMBER", "ARGUMENT-VALUE",
                      "ENVIRONMENT-NAME", "ENVIRONMENT-VALUE", "ENVIRONMENT", "CONFIGURATION", "EXCEPTION"))  # fmt: skip
_CONSOLE = frozenset(("CONSOLE", "SYSCONS"))


def console_waits(program: Program) -> Iterator[tuple[Statement, str]]:
    """ACCEPT from the console and STOP with a literal, with their subjects. Only of a program that is clearly a batch: it has
    files and no screens, and asks nobody at a terminal."""
    accepts = program.having("accept_statement")
    stops = [stop for stop in program.having("stop_statement") if stop.children[:1] and stop.children[0].name in ("string", "number")]
    if not stops and not any("FROM" in accept.words for accept in accepts):
        return
    names = _CONSOLE | _mnemonics(program)
    asking = [accept for accept in accepts if _source(accept) in names]
    if not (asking or stops) or not _is_batch(program, [accept for accept in accepts if accept not in asking]):
        return
    yield from ((accept, f"ACCEPT FROM {_source(accept)}") for accept in asking)
    yield from ((stop, "STOP with a literal") for stop in stops if stop.words[1] != "RUN")


def _source(accept: Statement) -> str:
    """What an ACCEPT reads from; "" for the terminal or the reader, as the compiler has it."""
    source = accept.child("accept_source")
    return source.words[1] if source is not None and len(source.words) > 1 else ""


def _mnemonics(program: Program) -> set[str]:
    """Names that SPECIAL-NAMES gives to the console."""
    found: set[str] = set()
    for item in program.syntax:
        if item.shape[0] in ("input_output_section", "data_division", "procedure_division"):
            break
        words = Node(program.tree, item.start, item.shape).words
        for device in _CONSOLE.intersection(words):
            at = words.index(device)
            rest = [word for word in words[at + 1 : at + 3] if word != "IS"]
            found.update(rest[:1])
    return found


def _is_batch(program: Program, others: list[Statement]) -> bool:
    """Files, no screens, no CICS, and each other ACCEPT reads the clock or a parameter."""
    if not any(True for _ in program.nodes("select_entry")) or any(item.shape[0] == "screen_section" for item in program.syntax):
        return False
    if any(block.words[0].upper().split(None, 2)[1] == "CICS" for block in program.having("exec_statement")):
        return False
    if any(_source(accept) not in _DEVICES or list(accept.all("screen_attribute")) for accept in others):
        return False
    return not any(option.words[0] in ("AT", "LINE", "ERASE") for display in program.having("display_statement")
                   for option in display.all("screen_option", "screen_attribute"))  # fmt: skip
