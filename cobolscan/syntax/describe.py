"""What a tree is about: the kind of its file, its programs, and EXEC blocks that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cobolscan.syntax import structure
from cobolscan.syntax.tree import Item, Tree, add_opaque

if TYPE_CHECKING:
    from cobolscan.syntax.exec_tokens import Problem

_ENTRIES = ("data_entry", "screen_entry", "report_entry")


class Describer:
    """Fills in what a tree says of itself."""

    def __init__(self, kinds: dict[str, str]) -> None:
        execs = [kinds[name] for name in ("EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER")]
        self._exec = re.compile(f"[{''.join(execs)}]")
        self._program = re.compile(f"[{kinds['PROGRAM_ID']}{kinds['FUNCTION_ID']}]")
        literal = kinds["STRING_LITERAL"]
        self._lengths = re.compile(
            f"{kinds['FUNCTION']}[{kinds['LENGTH']}{kinds['BYTE_LENGTH']}]{kinds['LPAR']}{literal}"
            f"(?:{kinds['AMPERSAND']}{literal})*+(?=[{literal}{kinds['INT']}])"
        )

    def describe(self, tree: Tree) -> None:
        tree.data_entries = sum(map(tree.items_.count, _ENTRIES))
        tree.programs = [_program_name(tree, item) for item in tree.items_.named("program_id")]
        if not tree.over_budget:
            for start, length, expected in structure.problems(tree):
                add_opaque(tree, start, length, start, expected)
        tree.kind = _kind(tree, tree.items_.count("procedure_division") > 0)

    def names_known(self, tree: Tree) -> bool:
        """Whether every name that the file uses is declared in it: it is a program, and no copybook or directive may declare more."""
        if tree.names_known is None:
            tree.names_known = self._names_known(tree)
        return tree.names_known

    def _names_known(self, tree: Tree) -> bool:
        if tree.incomplete or self._program.search(tree.tokens_.kinds) is None or any(copy.target is None for copy in tree.copies):
            return False
        directives = (comment.text.upper() for comment in tree.source.comments if comment.kind == "directive")
        return not any("DEFINE" in line or "CONSTANT" in line or "INCLUDE" in line for line in directives)

    def unread_blocks(self, tree: Tree) -> Iterator[tuple[int, Problem]]:
        """The tokens of EXEC blocks whose command or statement cannot be read, and what is wrong."""
        for match in self._exec.finditer(tree.tokens_.kinds):
            from cobolscan.syntax import exec_blocks

            if problem := exec_blocks.problem(tree.tokens_.texts[match.start()]):
                yield match.start(), problem

    def second_arguments(self, tree: Tree) -> Iterator[int]:
        """The tokens of second arguments of LENGTH and BYTE-LENGTH, which have one (ISO 1989:2002, 15.45).

        Both are words with other meanings too, and names by the time that the grammar sees them.
        """
        return (match.end() for match in self._lengths.finditer(tree.tokens_.raw))


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
