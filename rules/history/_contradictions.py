"""Where a number of a comment and the code at it are about the same thing, and differ.

What is compared is one amount of the comment with one number of the code. Where either has several, nobody can say which belong
together, and nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from cobolscan.history.phrases import Prose
from cobolscan.program import subjects
from cobolscan.program.by_line import node_at
from cobolscan.program.data.items import DataItem
from cobolscan.program.model import Program
from cobolscan.rule import Note
from cobolscan.rules.history._notes import asked
from cobolscan.rules.history._quantities import Amount, amounts
from cobolscan.rules.waits._found import waits_of
from cobolscan.rules.waits._table import UNITS
from cobolscan.rules.waits._waiting import hhmmss
from cobolscan.syntax.nodes import Literal, Node, Reference

_UNITS_OF_NAMES = {
    "SEC": "s", "SECS": "s", "SECOND": "s", "SECONDS": "s", "SEGUNDOS": "s", "SECONDES": "s", "SECONDI": "s", "SEKUNDEN": "s",
    "MS": "ms", "MSEC": "ms", "MSECS": "ms", "MILLIS": "ms", "MILLISEC": "ms", "MILLISECS": "ms", "MILLISECONDS": "ms",
    "MINS": "min", "MINUTE": "min", "MINUTES": "min", "MINUTOS": "min", "MINUTI": "min", "MINUTEN": "min",
    "HRS": "h", "HOURS": "h", "HORAS": "h", "HEURES": "h", "ORE": "h", "STUNDEN": "h",
    "NS": "ns", "NANOS": "ns", "NANOSECONDS": "ns", "CSEC": "cs", "HSEC": "cs", "HSECS": "cs",
}  # fmt: skip
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PARTS = re.compile(r"[^A-Z0-9]+")
_ROUGH = (Decimal("0.9"), Decimal("1.1"))
_ASSIGNS = frozenset(("move_statement", "compute_statement", "data_entry", "set_statement", "initialize_statement"))
_ARITHMETIC = frozenset(("compute_statement", "multiply_statement", "divide_statement"))
_LOOPS = frozenset(("perform_statement", "perform_inline"))
_BOUNDS = _LOOPS | {"if_statement", "if_phrase", "evaluate_statement", "when_phrase"}
_THINGS = frozenset(("limit", "counter", "index", "retry", "pool", "size"))
_TRIVIAL = (Decimal(0), Decimal(1))
_LEAST_STEM = 3


class Contradiction(NamedTuple):
    """What the comment says, and what the code says."""

    said: str
    found: str
    at: Node


def contradiction(note: Note, text: Prose, program: Program) -> Contradiction | None:
    """The one contradiction between a comment and the code that it stands at."""
    if asked().find("former", text) is not None or asked().find("supposed", text) is not None:
        return None  # tells of a value that was, or could be
    said = amounts(text)
    node = _at(note, program) if said else None
    if node is None or _names_literal(text, node):
        return None
    for unit, judge in (("s", _time), ("%", _percent), ("n", _count)):
        same = {amount.number: amount for amount in said if amount.unit == unit}
        if len(same) == 1:
            found = judge(next(iter(same.values())), text, node, program)
            if found is not None:
                return None if _has(text, _NUMBER.findall(found.found)) else found
    return None


def _has(text: Prose, numbers: Iterable[str]) -> bool:
    """Whether one of the numbers stands in the comment as well: 99998 WOULD BE 3,124 LINES."""
    return not set(_NUMBER.findall(text.text.replace(",", ""))).isdisjoint(numbers)


def _names_literal(text: Prose, node: Node) -> bool:
    literal = _only_number(node)
    return literal is not None and _has(text, (literal.spelling, literal.spelling.lstrip("0+")))


def _at(note: Note, program: Program) -> Node | None:
    """The statement or entry beside a comment, or right below it."""
    event = note.event
    near = (event.start_line, event.end_line + 1, event.end_line + 2)
    return next((node for line in near if (node := node_at(program, line)) is not None), None)


# ---- times


def _time(said: Amount, text: Prose, node: Node, program: Program) -> Contradiction | None:
    for seconds, written in _durations(node, program):
        if seconds == 0 or _agree(said, seconds, _bounded(said, text)):
            return None
        return Contradiction(said.written, written, node)
    return _of_any_unit(said, text, node)


def _durations(node: Node, program: Program) -> Iterator[tuple[Decimal, str]]:
    """How long the code waits there, or what it gives to an item whose name has a unit."""
    literal = _only_number(node)
    for found in waits_of(program, {}).found:
        wait = found.wait
        seconds = wait.number
        if seconds is None:
            continue
        origins = [origin for amount in wait.seconds.amounts for origin in amount.literals]
        here = node.line <= found.statement.line <= node.end_line and found.statement.tree is node.tree
        if here or (literal is not None and any(_is_same(origin, literal) for origin in origins)):
            yield seconds, f"{_plain(seconds)} s"
            return
    number = literal.number if literal is not None else None
    unit = next((_UNITS_OF_NAMES[part] for name in _given(node) for part in _PARTS.split(name) if part in _UNITS_OF_NAMES), None)
    if literal is not None and number is not None and unit is not None:
        yield number * UNITS[unit], f"{literal.spelling} {unit}"


def _of_any_unit(said: Amount, text: Prose, node: Node) -> Contradiction | None:
    """An item that is called an interval and has no unit: there is one in which the number is right, or the comment is wrong."""
    literal, names = _only_number(node), _given(node)
    number = literal.number if literal is not None else None
    if literal is None or number is None or number in _TRIVIAL or not any("duration" in subjects.about(name) for name in names):
        return None
    if any(_UNITS_OF_NAMES.keys() & set(_PARTS.split(name)) for name in names) or _bounded(said, text):
        return None
    readings = [number * factor for factor in UNITS.values()]
    if number == number.to_integral_value():
        readings.append(hhmmss(number))
    return None if said.number in readings else Contradiction(said.written, literal.spelling, node)


def _agree(said: Amount, seconds: Decimal, bounded: bool) -> bool:
    ratio = seconds / said.number if said.number else Decimal(0)
    return ratio <= _ROUGH[1] and (bounded or ratio >= _ROUGH[0])


def _bounded(said: Amount, text: Prose) -> bool:
    """UP TO a second: less than that is no contradiction."""
    return any(match.end() <= said.start <= match.end() + 3 for match in asked().lexicon.phrases("limit").all(text))


# ---- percentages


def _percent(said: Amount, text: Prose, node: Node, program: Program) -> Contradiction | None:
    literal = _only_number(node, Decimal(100))
    number = literal.number if literal is not None else None
    if literal is None or number is None or node.name not in _ASSIGNS | _ARITHMETIC or said.number in (0, 100):
        return None
    kinds: frozenset[str] = frozenset().union(*(subjects.about(name) for name in _names(node)))
    if not kinds & {"percent", "rate"}:
        return None
    part, whole = said.number / 100, Decimal(100)
    if number in (said.number, part, 1 + part, 1 - part, whole + said.number, whole - said.number, said.number * 10, said.number * 100):
        return None
    return Contradiction(said.written, literal.spelling, node)


# ---- counts


def _count(said: Amount, text: Prose, node: Node, program: Program) -> Contradiction | None:
    if node.name == "data_entry":
        item = next((item for item in program.items if item.node.base == node.base and item.node.tree is node.tree), None)
        return _of_item(said, item) if item is not None else None
    loops = node.name in _LOOPS
    if node.name not in _BOUNDS | _ASSIGNS or not (said.most or (loops and _is_entry(said.noun))):
        return None  # of how many of something the code says nothing, unless it goes over a table
    literal = _only_number(node)
    number = literal.number if literal is not None else None
    if literal is None or number is None or _is_near(number, said.number):
        return None
    names = _given(node) if node.name in _ASSIGNS else _names(node)
    about = _is_about(said.noun, names) or (loops and not names and _is_one_of(said.noun, "times"))
    return Contradiction(said.written, literal.spelling, node) if about else None


def _of_item(said: Amount, item: DataItem) -> Contradiction | None:
    """The table that an entry is, or the only one in it; else the value of an item that is called a limit."""
    tables = [one for one in _under(item) if one.occurs_maximum is not None]
    if len(tables) == 1 and not item.tables()[:-1] and _is_thing(said.noun, tables[0]):
        most = tables[0].occurs_maximum
        return None if most is None or _is_near(Decimal(most), said.number) else Contradiction(said.written, f"OCCURS {most}", item.node)
    values = item.values
    number = values[0].number if len(values) == 1 else None
    if tables or number is None or number in _TRIVIAL or _is_near(number, said.number):
        return None
    return Contradiction(said.written, values[0].spelling, item.node) if _is_about(said.noun, [item.name]) else None


def _is_thing(noun: str, table: DataItem) -> bool:
    """Whether a comment counts what a table holds: entries of any table, or what its name, or that of a group or part, says."""
    names = [one.name for one in (table, *table.ancestors(), *table.children)]
    return not noun or _is_entry(noun) or any(_meet(noun, part) for name in names for part in _PARTS.split(name))


def _is_about(noun: str, names: Iterable[str]) -> bool:
    """Whether a limit of some thing can be the one that a statement names."""
    names = list(names)
    if not any(subjects.about(name) & _THINGS for name in names):
        return False
    if noun and not _is_entry(noun):
        return any(_meet(noun, part) for name in names for part in _PARTS.split(name))
    return True


def _is_entry(noun: str) -> bool:
    return _is_one_of(noun, "entries")


def _is_one_of(noun: str, kind: str) -> bool:
    return any(noun in language.phrases.get(kind, ()) for language in asked().lexicon.languages.values())


def _meet(noun: str, part: str) -> bool:
    """ACCOUNTS, ACCOUNT and ACCT; CLIENTES and CLI: one begins like the other, or is what is left of it when letters are taken out."""
    word = noun.upper()
    size = min(len(word), len(part))
    if size < _LEAST_STEM or word[0] != part[0]:
        return False
    if word[: min(size, 4)] == part[: min(size, 4)]:
        return True
    letters = iter(word)
    return all(letter in letters for letter in part)


def _is_near(number: Decimal, said: Decimal) -> bool:
    """MORE THAN 20 is asked with 20 or with 21."""
    return abs(number - said) <= 1


def _under(item: DataItem) -> Iterator[DataItem]:
    stack = [item]
    while stack:
        one = stack.pop()
        yield one
        stack += one.children


# ---- what a statement or entry says


def _only_number(node: Node, *more: Decimal) -> Literal | None:
    """The numeric literal of a statement or entry that is neither zero nor one; None when there are several."""
    found = [one for one in node.all("number") if isinstance(one, Literal) and one.number is not None]
    counts = (one for one in node.all("perform_times") if one.words[0].isdigit() and type(one.shape[1]) is int)
    found += [Literal(one.tree, one.base, ("number", one.shape[1])) for one in counts]  # the grammar has a word there
    told = [one for one in found if one.number not in (*_TRIVIAL, *more)]
    return told[0] if len(told) == 1 else None


def _names(node: Node) -> list[str]:
    """The data names of a statement, or the name of an entry."""
    if node.name == "data_entry":
        return node.words[1:2]
    return [one.data_name for one in node.all("identifier", "qualified") if isinstance(one, Reference)]


def _given(node: Node) -> list[str]:
    """The names that a statement gives a value, or that an entry declares with one."""
    return _names(node) if node.name in _ASSIGNS else []


def _is_same(first: Literal, second: Literal) -> bool:
    return first.tree is second.tree and first.first_token == second.first_token


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
