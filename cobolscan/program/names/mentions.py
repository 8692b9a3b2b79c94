"""Every name in a program where it stands, by its spelling: what `names` resolves and `uses` asks.

As with facts, what a sentence names is worked out once a shape; a statement is made when a mention is asked for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.by_shape import ByShape
from cobolscan.program.names import data_roles
from cobolscan.program.names.operands import Operand, operands_of, qualifiers
from cobolscan.program.statements import Statement
from cobolscan.source.place import Place
from cobolscan.syntax.nodes import ExecBlock, Node, edge, node

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.names.exec_operands import Argument
    from cobolscan.program.sentences import SentenceFacts
    from cobolscan.syntax.tree import Tree

_PSEUDO = frozenset(("DFHRESP", "DFHVALUE"))
Found = tuple[int, int, "Operand | None"]
"""What a sentence shape names: the token from the sentence's first one on, its segment, the operand; None for an EXEC block."""
Spot = tuple[int, int, "Operand | Argument"]
"""A name in a program: its sentence and segment, and the operand."""


class Mention:
    """A name where it stands: in a statement, or in an entry before them. `base`: the token that `operand` counts from."""

    __slots__ = ("_owner", "_spot", "base", "name", "operand", "program")

    def __init__(
        self, program: Program, name: str, operand: Operand | Argument, base: int, owner: Node | None = None, spot: tuple[int, int] = (0, 0)
    ) -> None:
        self.program = program
        self.name = name
        self.operand = operand
        self.base = base
        self._owner = owner
        self._spot = spot

    @property
    def owner(self) -> Node:
        """The Statement, or the entry."""
        if self._owner is None:
            self._owner = self.program.procedure_division.statement(*self._spot)
        return self._owner

    @property
    def statement(self) -> Statement | None:
        """The statement; None in an entry."""
        owner = self.owner
        return owner if isinstance(owner, Statement) else None

    @property
    def tree(self) -> Tree:
        return self.program.tree

    @property
    def qualifiers(self) -> tuple[str, ...]:
        """The names behind OF or IN, innermost first."""
        operand = self.operand
        return qualifiers(operand, self.program.tree.tokens_.texts, self.base) if isinstance(operand, Operand) else operand.qualifiers

    @property
    def node(self) -> Node | None:
        """The reference; None in an EXEC block, whose parts are no nodes."""
        return node(self.tree, self.base, self.operand.part) if isinstance(self.operand, Operand) else None

    def place(self) -> Place:
        if isinstance(self.operand, Operand):
            return node(self.tree, self.base, self.operand.part).place()
        return ExecBlock(self.tree, self.owner.base, self.owner.shape).place_of(self.operand.offset, self.operand.length)


class Mentions:
    """The names of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[str, list[Mention]] = {}

    def of(self, name: str) -> list[Mention]:
        """Where statements say a name (in upper case), in the order of the program."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = [self._mention(name, spot) for spot in self._spots.get(name, ())]
        return known

    @property
    def names(self) -> list[str]:
        """The names that statements say, in the order in which they come first."""
        return list(self._spots)

    def has(self, name: str) -> bool:
        """Whether a statement says a name."""
        return name in self._spots

    @cached_property
    def of_entries(self) -> dict[str, list[Mention]]:
        """Those of the divisions before the statements, by name."""
        names: dict[str, list[Mention]] = defaultdict(list)
        for item in self._program.syntax:
            if item.shape[0] in data_roles.ENTRIES or item.shape[0] == "exec_statement":
                for mention in mentions_in(self._program, node(self._program.tree, item.start, item.shape)):
                    names[mention.name].append(mention)
        return names

    def _mention(self, name: str, spot: Spot) -> Mention:
        sentence, segment, operand = spot
        division = self._program.procedure_division
        return Mention(self._program, name, operand, division.base_of(sentence, segment), spot=(sentence, segment))

    @cached_property
    def _spots(self) -> dict[str, list[Spot]]:
        names: dict[str, list[Spot]] = defaultdict(list)
        division, texts = self._program.procedure_division, self._program.tree.tokens_.texts
        for sentence, facts in enumerate(division.facts):
            start = division.start_of(sentence)
            for token, segment, operand in _operands_of(facts, texts, start):
                if operand is None:
                    for argument in _arguments(texts[start + token]):
                        names[argument.name].append((sentence, segment, argument))
                else:
                    names[texts[start + token]].append((sentence, segment, operand))
        for name in _PSEUDO.intersection(names):
            self._drop(names, names.pop(name))
        return names

    def _drop(self, names: dict[str, list[Spot]], functions: list[Spot]) -> None:
        """DFHRESP(NORMAL): what stands in the parentheses is a condition of CICS, and no name."""
        texts, division = self._program.tree.tokens_.texts, self._program.procedure_division
        for sentence, segment, function in functions:
            if not isinstance(function, Operand):
                continue
            base, last = division.base_of(sentence, segment), edge(function.part, 0, -1)
            for token in range(function.token + 1, last):
                spots = names.get(texts[base + token])
                if spots:
                    spots[:] = [spot for spot in spots if (*spot[:2], getattr(spot[2], "token", -1)) != (sentence, segment, token)]
        for name in [name for name, spots in names.items() if not spots]:
            del names[name]


def mentions_in(program: Program, owner: Node) -> Iterator[Mention]:
    """The names in one statement or entry, in their order."""
    texts, base = owner.tree.tokens_.texts, owner.base
    if owner.shape[0] == "exec_statement":
        for argument in _arguments(texts[owner.first_token]):
            yield Mention(program, argument.name, argument, base, owner)
        return
    behind = -1
    for operand in operands_of(owner.shape, texts, base):
        name = texts[base + operand.token]
        if operand.token <= behind:
            continue
        if name in _PSEUDO:
            behind = edge(operand.part, 0, -1)
        else:
            yield Mention(program, name, operand, base, owner)


def _arguments(text: str) -> tuple[Argument, ...]:
    from cobolscan.program.names.exec_operands import arguments_of

    return arguments_of(text)


def _found(facts: SentenceFacts, texts: list[str], start: int) -> Iterator[Found]:
    for segment, (offset, shape, _) in enumerate(facts.segments):
        if shape[0] == "exec_statement":
            yield offset, segment, None
        else:
            for operand in operands_of(shape, texts, start + offset):
                yield offset + operand.token, segment, operand


_operands_of = ByShape(lambda facts, texts, start: tuple(_found(facts, texts, start)))
"""What a sentence names, by its facts, which are those of its shape."""
