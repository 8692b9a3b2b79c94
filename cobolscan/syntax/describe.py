"""What a tree is about: the kind of its file, its programs, and EXEC blocks that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cobolscan.syntax import structure
from cobolscan.syntax.tree import Item, Opaque, Tree, add_opaque

if TYPE_CHECKING:
    from cobolscan.syntax.exec_tokens import Problem

_ENTRIES = ("data_entry", "screen_entry", "report_entry")
_LONGEST_LINE = 10_000
"""Characters of a file of one line: when it is longer and nothing is in it, its line ends were not found."""


class Describer:
    """Fills in what a tree says of itself."""

    def __init__(self, kinds: dict[str, str]) -> None:
        execs = [kinds[name] for name in ("EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER")]
        self._exec = re.compile(f"[{''.join(execs)}]")
        self._copying = frozenset((kinds["COPY"], kinds["REPLACE"]))
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
        one_line = _is_one_line(tree)
        if one_line:
            text = tree.source.lines[0]
            tree.opaques = [Opaque(1, 1, 1, 1 + len(text), " ".join(text[:200].split()), ["line ends"], tree.tokens, 0)]
        tree.kind = "not-cobol" if one_line else self._kind(tree)

    def _kind(self, tree: Tree) -> str:
        if not tree.tokens:
            return "empty"
        if tree.programs or tree.items_.count("procedure_division"):
            return "program"
        if sum(opaque.tokens for opaque in tree.opaques if self._is_own_text(tree, opaque)) * 2 > tree.tokens:
            return "not-cobol"
        return "copybook" if tree.data_entries or not tree.statements else "fragment"

    def _is_own_text(self, tree: Tree, opaque: Opaque) -> bool:
        """Whether what was not read tells something of the file: a member that cannot be read or found does not."""
        return not opaque.path and tree.tokens_.kinds[opaque.start : opaque.start + 1] not in self._copying

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


def _is_one_line(tree: Tree) -> bool:
    """Whether a file is one line that is longer than any of COBOL, and no statement or entry was found in it."""
    lines = tree.source.lines
    return len(lines) == 1 and not tree.statements and not tree.data_entries and len(lines[0].strip(" \0\x1a")) > _LONGEST_LINE
