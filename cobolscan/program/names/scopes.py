"""Where the items of a program belong: to which record, and to which file, report or communication description."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.data.items import DataItem
from cobolscan.syntax.nodes import node

if TYPE_CHECKING:
    from cobolscan.program.model import Program


class Scopes:
    """The descriptions of one program and what stands under them."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def descriptions(self) -> dict[str, str]:
        """The names of reports and communication descriptions, and those that the latter declare without an entry."""
        found: dict[str, str] = {}
        texts = self._program.tree.tokens_.texts
        for item in self._program.syntax:
            if item.shape[0] == "report_description":
                found[texts[item.start + 1]] = "report"
            elif item.shape[0] == "communication_description":
                found[texts[item.start + 1]] = "communication"
                entry = node(self._program.tree, item.start, item.shape)
                parts = list(entry.all("communication_part"))
                found |= {part.words[-1]: "communication" for part in parts if part.words[-1] != "FILLER"}
        return found

    @cached_property
    def _owners(self) -> dict[int, str]:
        """The name of the description that a record stands under, by the record's first token."""
        owners: dict[int, str] = {}
        texts = self._program.tree.tokens_.texts
        owner = ""
        for item in self._program.syntax:
            kind = item.shape[0]
            if kind in _DESCRIPTIONS:
                owner = texts[item.start + 1]
            elif kind.endswith(("_section", "_division")):
                owner = ""
            elif owner and kind in _ENTRIES:
                owners[item.start] = owner
        return owners

    def owner_of(self, item: DataItem) -> str:
        """The file, report or CD whose record an item is; "" for an item of any other section."""
        return self._owners.get(item.node.base, "")

    @cached_property
    def _by_base(self) -> dict[int, DataItem]:
        return {item.node.base: item for item in self._program.items}

    def item_at(self, base: int) -> DataItem | None:
        """The item whose entry begins with a token."""
        return self._by_base.get(base)

    @cached_property
    def implied(self) -> dict[str, DataItem]:
        """Items that an SQL precompiler makes of one with VARYING or SQL TYPE: X-LEN, X-ARR, X-TEXT ... of X."""
        made = [item for item in self._program.items if item.has_clause("varying_clause") or item.has_clause("sql_type_clause")]
        return {item.name + ending: item for item in made for ending in _PARTS_OF_VARYING}

    @cached_property
    def assigned(self) -> dict[str, str]:
        """The names of ASSIGN clauses, with their files: GnuCOBOL declares those that the program does not."""
        mentions = self._program.mentions.of_entries
        found = {name: mention for name, those in mentions.items() for mention in those if mention.operand.through == "assign"}
        selects = {file.select.base: file.name for file in self._program.files if file.select is not None}
        return {name: selects[mention.base] for name, mention in found.items() if mention.base in selects}

    @cached_property
    def has_typed_items(self) -> bool:
        """Whether a TYPE or SAME AS clause puts items under groups that are not written there."""
        return any(item.has_clause("type_clause") or item.has_clause("same_as_clause") for item in self._program.items)


_PARTS_OF_VARYING = ("-LEN", "-ARR", "-TEXT", "-LENGTH", "-DATA")
_DESCRIPTIONS = ("file_description", "report_description", "communication_description")
_ENTRIES = ("data_entry", "report_entry")
