"""What a tree is about: the kind of its file, its programs, its COPY statements, and EXEC blocks that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import compress, count
from operator import attrgetter, itemgetter

from cobolscan.syntax import exec_blocks, structure
from cobolscan.syntax.tree import Copy, Item, Tree, add_opaque

_first, _shape = itemgetter(0), attrgetter("shape")
_ENTRIES = ("data_entry", "screen_entry", "report_entry")


class Describer:
    """Fills in what a tree says of itself."""

    def __init__(self, kinds: dict[str, str]) -> None:
        execs = [kinds[name] for name in ("EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER")]
        self._exec = re.compile(f"[{''.join(execs)}]")
        self._copy = re.compile(f"[{kinds['COPY']}{kinds['EXEC_SQL']}]")
        self._program = re.compile(f"[{kinds['PROGRAM_ID']}{kinds['FUNCTION_ID']}]")
        literal = kinds["STRING_LITERAL"]
        self._lengths = re.compile(
            f"{kinds['FUNCTION']}[{kinds['LENGTH']}{kinds['BYTE_LENGTH']}]{kinds['LPAR']}{literal}"
            f"(?:{kinds['AMPERSAND']}{literal})*+(?=[{literal}{kinds['INT']}])"
        )
        self._copy_kind = kinds["COPY"]

    def describe(self, tree: Tree) -> None:
        names = list(map(_first, map(_shape, tree.items)))
        headers = list(compress(count(), map(structure.HEADERS.__contains__, names)))  # nothing in Python for each item
        tree.data_entries = sum(map(names.count, _ENTRIES))
        tree.programs = [_program_name(tree, tree.items[number]) for number in headers if names[number] == "program_id"]
        tree.copies = list(self._copies(tree))
        if not tree.over_budget:
            for start, length, expected in structure.problems(tree, names, headers):
                add_opaque(tree, start, length, start, expected)
        tree.kind = _kind(tree, any(names[number] == "procedure_division" for number in headers))

    def names_known(self, tree: Tree) -> bool:
        """Whether every name that the file uses is declared in it: it is a program, and no copybook or directive may declare more."""
        if tree.names_known is None:
            tree.names_known = self._names_known(tree)
        return tree.names_known

    def _names_known(self, tree: Tree) -> bool:
        if tree.incomplete or self._program.search(tree.tokens_.kinds) is None or next(self._copies(tree), None) is not None:
            return False
        directives = (comment.text.upper() for comment in tree.source.comments if comment.kind == "directive")
        return not any("DEFINE" in line or "CONSTANT" in line or "INCLUDE" in line for line in directives)

    def unread_blocks(self, tree: Tree) -> Iterator[tuple[int, str]]:
        """The tokens of EXEC blocks whose command and options cannot be read, and what is wrong."""
        for match in self._exec.finditer(tree.tokens_.kinds):
            if problem := exec_blocks.problem(tree.tokens_.texts[match.start()]):
                yield match.start(), problem

    def second_arguments(self, tree: Tree) -> Iterator[int]:
        """The tokens of second arguments of LENGTH and BYTE-LENGTH, which have one (ISO 1989:2002, 15.45).

        Both are words with other meanings too, and names by the time that the grammar sees them.
        """
        return (match.end() for match in self._lengths.finditer(tree.tokens_.raw))

    def _copies(self, tree: Tree) -> Iterator[Copy]:
        for match in self._copy.finditer(tree.tokens_.kinds):
            number, texts = match.start(), tree.tokens_.texts
            if match[0] != self._copy_kind:
                member, library = exec_blocks.included(texts[number]), None
            else:
                member = texts[number + 1].strip("\"'") if number + 1 < len(texts) else None
                library = texts[number + 3] if number + 3 < len(texts) and texts[number + 2] in ("OF", "IN") else None
            if member:
                yield Copy(member, *tree.position(number), library)


def _program_name(tree: Tree, item: Item) -> str:
    texts = tree.tokens_.some_texts(item.start + 1, item.start + item.length)
    return next((text.strip("\"'") for text in texts if text != "."), "")


def _kind(tree: Tree, procedure: bool) -> str:
    if not tree.tokens:
        return "empty"
    if tree.programs or procedure:
        return "program"
    if tree.unparsed_tokens * 2 > tree.tokens:
        return "not-cobol"
    return "copybook" if tree.data_entries or not tree.statements else "fragment"
