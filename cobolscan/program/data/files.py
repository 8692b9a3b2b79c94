"""Files: what SELECT and FD say of each, and its records (ISO 1989:2002, 12.3.4 file control entry, 13.4 file description entry)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.syntax.nodes import Node, node

if TYPE_CHECKING:
    from cobolscan.program.data.division import DataDivision
    from cobolscan.program.data.items import DataItem

_SPELLINGS = {"LINE-SEQUENTIAL": "LINE SEQUENTIAL", "BINARY-SEQUENTIAL": "BINARY SEQUENTIAL"}


@dataclass(eq=False)
class File:
    """One file: its SELECT entry, its description (FD or SD) and its records. Either entry may be missing, in a copybook for instance.

    `records` are items of level 01; they redefine one another.
    """

    name: str
    select: Node | None = None
    description: Node | None = None
    records: list[DataItem] = field(default_factory=list)

    @property
    def is_sort(self) -> bool:
        """Whether it is a sort or merge file (SD)."""
        return self.description is not None and self.description.words[0] == "SD"

    @property
    def optional(self) -> bool:
        """SELECT OPTIONAL: the file need not be there."""
        return self.select is not None and "OPTIONAL" in self.select.words[1:3]

    @cached_property
    def assigned(self) -> list[str]:
        """What ASSIGN names, as it is written, literals with their quotes: external names, devices, data items."""
        clause = self._select_clause("assign_clause")
        return [part.text for part in clause.children] if clause is not None else []

    @cached_property
    def organization(self) -> str:
        """SEQUENTIAL, LINE SEQUENTIAL, RECORD SEQUENTIAL, BINARY SEQUENTIAL, RELATIVE or INDEXED; SEQUENTIAL when nothing is said."""
        clause = self._select_clause("organization_clause")
        part = clause.child("organization") if clause is not None else None
        words = " ".join(part.words) if part is not None else "SEQUENTIAL"
        return _SPELLINGS.get(words, words)

    @cached_property
    def access(self) -> str:
        """SEQUENTIAL, RANDOM, DYNAMIC or EXCLUSIVE; SEQUENTIAL when nothing is said."""
        clause = self._select_clause("access_clause")
        return clause.words[-1] if clause is not None else "SEQUENTIAL"

    @cached_property
    def status(self) -> str | None:
        """The name of the item of FILE STATUS, in upper case, without qualifiers."""
        return self._named("file_status_clause")

    @cached_property
    def record_key(self) -> str | None:
        return self._named("record_key_clause")

    @cached_property
    def relative_key(self) -> str | None:
        return self._named("relative_key_clause")

    @cached_property
    def alternate_keys(self) -> list[str]:
        """The names of the items of ALTERNATE RECORD KEY, in their order."""
        clauses = self.select.children if self.select is not None else []
        return [name for clause in clauses if clause.name == "alternate_key_clause" and (name := _first_name(clause))]

    @cached_property
    def record_sizes(self) -> tuple[int, int] | None:
        """Bytes of a record at least and at most as RECORD CONTAINS or RECORD IS VARYING says; None without such a clause."""
        clause = self.description.child("record_clause", "record_varying_clause") if self.description is not None else None
        if clause is None:
            return None
        texts = clause.words[: clause.words.index("DEPENDING")] if "DEPENDING" in clause.words else clause.words
        numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]
        if not numbers:
            return None
        to_only = clause.name == "record_varying_clause" and len(numbers) == 1 and "TO" in texts
        return (0 if to_only else numbers[0], numbers[-1])

    @property
    def record_size(self) -> int | None:
        """Bytes of its longest record, by their descriptions; None when one cannot be known, or there is none."""
        sizes = [record.extent for record in self.records]
        known = [size for size in sizes if size is not None]
        return max(known) if known and len(known) == len(sizes) else None

    def _select_clause(self, name: str) -> Node | None:
        return self.select.child(name) if self.select is not None else None

    def _named(self, clause_name: str) -> str | None:
        clause = self._select_clause(clause_name)
        return _first_name(clause) if clause is not None else None


def _first_name(clause: Node) -> str | None:
    qualified = next(clause.all("qualified"), None)
    return qualified.words[0] if qualified is not None else None


def files(division: DataDivision) -> list[File]:
    """The files of a program: in the order of their SELECT entries, then those that only have a description."""
    found: dict[str, File] = {}
    for entry in _entries(division, "select_entry"):
        name = _select_name(entry)
        found.setdefault(name, File(name)).select = entry
    described = []
    for entry in _entries(division, "file_description"):
        file = found.setdefault(entry.words[1], File(entry.words[1]))
        file.description = entry
        described.append((entry.base, file))
    starts = [start for start, _ in described]
    for item in division.items if described else ():
        if item.section == "file_description" and item.parent is None and item.level == 1 and not item.is_constant:
            at = bisect_right(starts, item.node.base) - 1
            if at >= 0:
                described[at][1].records.append(item)
    return list(found.values())


def _entries(division: DataDivision, name: str) -> Iterator[Node]:
    return (node(division.tree, item.start, item.shape) for item in division.syntax if item.shape[0] == name)


def _select_name(entry: Node) -> str:
    return next(word for word in entry.words[1:] if word not in ("OPTIONAL", "NOT"))
