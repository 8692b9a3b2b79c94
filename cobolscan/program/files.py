"""The files of a program: SELECT and FD or SD together, with their records and the items that go with each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cobolscan.program.data import DataItem
from cobolscan.syntax.nodes import Node, Reference, node

if TYPE_CHECKING:
    from cobolscan.program.model import Program


@dataclass(eq=False)
class File:
    """One file, by its name in upper case. References are those of the clauses, in the order in which they stand."""

    name: str
    select: Node | None = None
    description: Node | None = None
    records: list[DataItem] = field(default_factory=list)

    def _references(self, *clauses: str) -> list[Reference]:
        found: list[Reference] = []
        for entry in (self.select, self.description):
            for clause in entry.all(*clauses) if entry is not None else ():
                found += [part for part in clause.children if isinstance(part, Reference)]
        return found

    @property
    def status(self) -> list[Reference]:
        """FILE STATUS: every input-output statement for the file writes it."""
        return self._references("file_status_clause")

    @property
    def relative_key(self) -> list[Reference]:
        return self._references("relative_key_clause")

    @property
    def record_size(self) -> list[Reference]:
        """RECORD VARYING DEPENDING ON: written by READ, read by WRITE."""
        return self._references("record_depending")

    @property
    def is_sort(self) -> bool:
        """SD: a file of SORT and MERGE."""
        return self.description is not None and self.description.words[0] == "SD"

    def has(self, clause: str) -> bool:
        """Whether the description has a clause: "global_clause", "external_clause" ..."""
        return self.description is not None and any(type(child) is not int and child[0] == clause for child in self.description.shape[1:])


def build(program: Program) -> dict[str, File]:
    """The files by name."""
    files: dict[str, File] = {}
    roots = {item.node.base: item for item in program.items if item.parent is None and item.level not in (66, 78, 88)}
    current: File | None = None
    for item in program.syntax:
        kind = item.shape[0]
        if kind == "select_entry":
            found = node(program.tree, item.start, item.shape)
            name = next((word for word in found.words[1:] if word not in ("OPTIONAL", "NOT")), "")
            files.setdefault(name, File(name)).select = found
        elif kind == "file_description":
            name = program.tree.tokens_.texts[item.start + 1]
            current = files.setdefault(name, File(name))
            current.description = node(program.tree, item.start, item.shape)
        elif kind in _OTHERS:
            current = None
        elif current is not None and kind == "data_entry" and item.start in roots:
            current.records.append(roots[item.start])
    return files


_OTHERS = frozenset(
    "working_storage_section linkage_section local_storage_section screen_section report_section communication_section "
    "procedure_division report_description communication_description".split()
)
