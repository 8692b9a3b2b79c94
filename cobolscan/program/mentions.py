"""Every name in a program where it stands, by its spelling: what `names` resolves and `uses` asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cobolscan.program import data_roles
from cobolscan.program.operands import Operand, operands_of, qualifiers
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
        if type(self.operand) is Operand:
            return qualifiers(self.operand, self.owner.tree.tokens_.texts, self.owner.base)
        return self.operand.qualifiers  # type: ignore[union-attr]

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
        texts = self._program.tree.tokens_.texts
        if not _PSEUDO.isdisjoint(texts):
            return _by_name(mention for statement in self._program.statements for mention in mentions_in(statement))
        names: dict[str, list[Mention]] = defaultdict(list)
        for statement in self._program.statements:  # as mentions_in does: this loop is what an index costs
            if statement.shape[0] == "exec_statement":
                for mention in mentions_in(statement):
                    names[mention.name].append(mention)
                continue
            base = statement.base
            for operand in operands_of(statement.shape, texts, base):
                name = texts[base + operand.token]
                names[name].append(Mention(name, statement, operand))
        return names

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
        token = base + operand.token
        if token <= behind:
            continue
        name = texts[token]
        if name in _PSEUDO:  # DFHRESP(NORMAL): what stands in the parentheses is a condition of CICS
            behind = edge(operand.part, base, -1)
        else:
            yield Mention(name, owner, operand)


_PSEUDO = frozenset(("DFHRESP", "DFHVALUE"))


def _by_name(mentions: Iterator[Mention]) -> dict[str, list[Mention]]:
    names: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        names[mention.name].append(mention)
    return names
