"""Every name in a program where it stands, by its spelling: what `names` resolves and `uses` asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cobolscan.program import data_roles
from cobolscan.program.operands import Operand, name_token, operands_of, qualifiers
from cobolscan.source.place import Place
from cobolscan.syntax.nodes import ExecBlock, Node, edge, node

if TYPE_CHECKING:
    from cobolscan.program.exec_operands import Argument
    from cobolscan.program.model import Program


class Mention(NamedTuple):
    """A name in a statement (`owner` is the Statement) or in an entry outside the PROCEDURE DIVISION."""

    name: str
    owner: Node
    operand: Operand | Argument

    @property
    def qualifiers(self) -> tuple[str, ...]:
        if isinstance(self.operand, Operand):
            return qualifiers(self.operand, self.owner.tree.tokens_.texts, self.owner.base)
        return self.operand.qualifiers

    @property
    def node(self) -> Node | None:
        """The reference; None in an EXEC block, whose parts are no nodes."""
        return node(self.owner.tree, self.owner.base, self.operand.part) if isinstance(self.operand, Operand) else None

    def place(self) -> Place:
        if isinstance(self.operand, Operand):
            return node(self.owner.tree, self.owner.base, self.operand.part).place()
        block = ExecBlock(self.owner.tree, self.owner.base, self.owner.shape)
        return block.place_of(self.operand.offset, self.operand.length)


class Mentions:
    """The names of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def of_statements(self) -> dict[str, list[Mention]]:
        """By name, in the order of the program."""
        return _by_name(mention for statement in self._program.statements for mention in mentions_in(statement))

    @cached_property
    def of_entries(self) -> dict[str, list[Mention]]:
        """Those of the divisions before the statements, by name."""
        return _by_name(self._entries())

    def _entries(self) -> Iterator[Mention]:
        tree = self._program.tree
        for item in self._program.syntax:
            if item.shape[0] in data_roles.ENTRIES or item.shape[0] == "exec_statement":
                yield from mentions_in(node(tree, item.start, item.shape))


def mentions_in(owner: Node) -> Iterator[Mention]:
    """The names in one statement or entry, in their order."""
    texts, base = owner.tree.tokens_.texts, owner.base
    if owner.shape[0] == "exec_statement":
        from cobolscan.program.exec_operands import arguments_of

        for argument in arguments_of(texts[owner.first_token]):
            yield Mention(argument.name, owner, argument)
        return
    behind = -1
    for operand in operands_of(owner.shape, texts, base):
        token = name_token(operand, base)
        if token <= behind:
            continue
        name = texts[token]
        if name in _PSEUDO:  # DFHRESP(NORMAL): what stands in the parentheses is a condition of CICS
            behind = edge(operand.part, base, -1)
        else:
            yield Mention(name, owner, operand)


_PSEUDO = ("DFHRESP", "DFHVALUE")


def _by_name(mentions: Iterator[Mention]) -> dict[str, list[Mention]]:
    names: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        names[mention.name].append(mention)
    return names
