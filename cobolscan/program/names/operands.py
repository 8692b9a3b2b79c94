"""The operands of a statement or entry, read off its shape once: every name in it, what it must name, and whether the statement reads
or writes it. As with `facts.py`, one answer serves every place where the shape occurs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from cobolscan.program.by_shape import ByShape
from cobolscan.program.names import data_roles, roles
from cobolscan.program.names.given import READ, Given, Rule
from cobolscan.syntax.driver import Shape
from cobolscan.syntax.nodes import edge


class Operand(NamedTuple):
    """One name in a statement. `part` is its shape relative to the segment's first token.

    `role`: what it names: data, file, record, procedure, mnemonic, class, function, report, communication.
    `how`: read, write, both; "" when the contents play no part (LENGTH OF, OPEN of a file).
    `through`: direct, or the way in which it is used: corresponding, into, reference, content, value, address, length, key, returning,
    caller, search; in entries the clause.
    """

    part: Shape
    role: str
    how: str
    through: str
    token: int  # of the name itself, counted as those of `part`

    @property
    def reads(self) -> bool:
        return self.how in ("read", "both")

    @property
    def writes(self) -> bool:
        return self.how in ("write", "both")

    @property
    def subscripted(self) -> bool:
        return self._has("subscripts")

    @property
    def modified(self) -> bool:
        """Whether only a part of the item is meant (reference modification)."""
        return self._has("reference_modifier")

    def _has(self, name: str) -> bool:
        return self.part[0] == "identifier" and any(type(child) is not int and child[0] == name for child in self.part[2:])


Word = Callable[[int], str]


def _walk(shape: Shape, word: Word) -> Iterator[Operand]:
    rules = data_roles.RULES if shape[0] in data_roles.ENTRIES else roles.RULES
    stack: list[tuple[Shape, Given]] = [(shape, READ)]
    while stack:
        part, given = stack.pop()
        name = part[0]
        if name == "opaque":
            continue
        if name in ("identifier", "qualified", "procedure_name"):
            yield Operand(part, "procedure" if name == "procedure_name" else given.role, given.how, given.through, edge(part, 0, 1))
            children = [(child, READ) for child in part[2:] if type(child) is not int] if name == "identifier" else []
        else:
            children = _children(part, given, rules.get(name), word)
        stack.extend(reversed(children))


operands_of = ByShape(lambda shape, texts, base: tuple(_walk(shape, lambda number: texts[base + number])))
"""The operands of a segment or entry, in their order. `texts` and `base` are those of one place where the shape occurs: its keywords are
spelt there, and are the same (or synonyms) wherever it occurs."""


def _children(part: Shape, given: Given, rule: Rule | None, word: Word) -> list[tuple[Shape, Given]]:
    """The children that are shapes, and the tokens that are names, each with what its parent says of it."""
    told = {(child if type(child) is int else id(child)): what for child, what in rule(part, given, word)} if rule else {}
    out: list[tuple[Shape, Given]] = []
    for child in part[1:]:
        if type(child) is not int:
            out.append((child, told.get(id(child), READ)))
        elif child in told:
            out.append((("qualified", child), told[child]))
    return out


def qualifiers(operand: Operand, texts: list[str], base: int) -> tuple[str, ...]:
    """The names behind OF or IN, innermost first."""
    part = operand.part[1] if operand.part[0] == "identifier" else operand.part
    if len(part) == 2:
        return ()
    if part[0] == "procedure_name":
        return (texts[base + part[-1]],)
    found: list[str] = []
    while len(part) > 2:  # ("qualified", inner, OF, name)
        found.append(texts[base + part[-1]])
        part = part[1]
    return tuple(reversed(found))
