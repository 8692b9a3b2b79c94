"""What a tree is about: the kind of its file, its programs, and EXEC blocks that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cobolscan.syntax.tree import Item, Tree

if TYPE_CHECKING:
    from cobolscan.syntax.exec_tokens import Problem

_ENTRIES = frozenset(("data_entry", "screen_entry", "report_entry"))


class Describer:
    """Fills in what a tree says of itself."""

    def __init__(self, kinds: dict[str, str]) -> None:
        execs = [kinds[name] for name in ("EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER")]
        self._exec = re.compile(f"[{''.join(execs)}]")

    def describe(self, tree: Tree) -> None:
        tree.data_entries = sum(map(tree.items_.count, _ENTRIES))
        tree.programs = [_program_name(tree, item) for item in tree.items_.named("program_id")]
        tree.kind = _kind(tree, tree.items_.count("procedure_division") > 0)

    def unread_blocks(self, tree: Tree) -> Iterator[tuple[int, Problem]]:
        """The tokens of EXEC blocks whose command or statement cannot be read, and what is wrong."""
        for match in self._exec.finditer(tree.tokens_.kinds):
            from cobolscan.syntax import exec_blocks

            if problem := exec_blocks.problem(tree.tokens_.texts[match.start()]):
                yield match.start(), problem


def _program_name(tree: Tree, item: Item) -> str:
    texts = tree.tokens_.texts[item.start + 1 : item.start + item.length]
    return next((text.strip("\"'") for text in texts if text != "."), "")


def _kind(tree: Tree, procedure: bool) -> str:
    if not tree.tokens:
        return "empty"
    if tree.programs or procedure:
        return "program"
    if tree.unparsed_tokens * 2 > tree.tokens:
        return "not-cobol"
    return "copybook" if tree.data_entries or not tree.statements else "fragment"
