"""Which other items a write of an item may change: groups around it, what is in it, and what shares its storage by REDEFINES, RENAMES or
as a record of the same file. By the tree of items, not by bytes: what lies beside an item in a redefinition counts as overlapping."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.data import DataItem
from cobolscan.program.scopes import root_of

if TYPE_CHECKING:
    from cobolscan.program.model import Program

Related = tuple[DataItem, str]
"""An item and how it holds another's storage: group, member, redefines, renames."""

_APART = (66, 78, 88)


class Overlap:
    """The storage that the items of one program share. `mentioned`: whether an item is worth naming, because a statement does."""

    def __init__(self, program: Program, mentioned: Callable[[DataItem], bool]) -> None:
        self._program = program
        self._mentioned = mentioned
        self._under_known: dict[int, list[DataItem]] = {}

    def of(self, item: DataItem) -> list[Related]:
        """The other items that share storage with one, as far as they are mentioned."""
        if item.level in _APART:
            return self._of_renaming(item) if item.level == 66 else []
        above = list(item.ancestors())
        found: list[Related] = [(group, "group") for group in above if self._mentioned(group)]
        found += [(member, "member") for member in self._under(item) if member is not item]
        for part in (item, *above):
            for other in self.sharing(part):
                found += [(member, "redefines") for member in self._under(other)]
        found += [(renaming, "renames") for renaming in self._renaming(item)]
        return found

    def sharing(self, item: DataItem) -> list[DataItem]:
        """The items beside one that begin where it begins: redefinitions of the same item, records of the same file."""
        return [other for other in self._classes.get(id(item), ()) if other is not item]

    def closure(self, items: list[DataItem]) -> set[int]:
        """The identities of items and of all that shares storage with them, mentioned or not."""
        found: set[int] = set()
        for item in items:
            above = list(item.ancestors())
            found.update(map(id, above))
            for part in (item, *(other for each in (item, *above) for other in self.sharing(each))):
                found.update(id(member) for member in subtree(part))
        return found

    def _under(self, item: DataItem) -> list[DataItem]:
        """The mentioned items of a subtree, its root included."""
        known = self._under_known.get(id(item))
        if known is None:
            known = self._under_known[id(item)] = [member for member in subtree(item) if self._mentioned(member)]
        return known

    @cached_property
    def _classes(self) -> dict[int, list[DataItem]]:
        """For each item that shares its beginning with others: all of them."""
        classes: dict[int, list[DataItem]] = {}
        for item in self._program.items:
            if item.redefines:
                base = self._redefined(item)
                if base is not None:
                    together = classes.setdefault(id(base), [base])
                    together.append(item)
                    classes[id(item)] = together
        for records in self._areas():
            whole = list({id(other): other for record in records for other in classes.get(id(record), [record])}.values())
            classes |= {id(record): whole for record in whole}
        return classes

    def _areas(self) -> Iterator[list[DataItem]]:
        """Records that share one area: those of a file, and of files with SAME RECORD AREA."""
        files = {name: file.records for name, file in self._program.files.items()}
        for names in self._same_areas:
            together = [record for name in names for record in files.pop(name, [])]
            yield together
        yield from (records for records in files.values() if len(records) > 1)

    @cached_property
    def _same_areas(self) -> list[list[str]]:
        texts = self._program.tree.tokens_.texts
        found = []
        for item in self._program.syntax:
            if item.shape[0] in ("i_o_control", "i_o_control_entry"):
                for clause in item.shape[1:]:
                    if type(clause) is not int and clause[0] == "same_clause":
                        words = [texts[item.start + number] for number in clause[1:]]
                        if "RECORD" in words:
                            found.append([word for word in words if word not in ("SAME", "RECORD", "AREA", "FOR")])
        return found

    @cached_property
    def _siblings(self) -> dict[int, list[DataItem]]:
        """Items by their parent (0: none), in order."""
        out: dict[int, list[DataItem]] = {}
        for item in self._program.items:
            if item.level not in _APART:
                out.setdefault(id(item.parent) if item.parent else 0, []).append(item)
        return out

    @cached_property
    def _named(self) -> dict[tuple[int, str], list[DataItem]]:
        """Siblings by their parent and name."""
        out: dict[tuple[int, str], list[DataItem]] = {}
        for parent, siblings in self._siblings.items():
            for item in siblings:
                out.setdefault((parent, item.name), []).append(item)
        return out

    def _redefined(self, item: DataItem) -> DataItem | None:
        """The item whose storage another redefines: the last one of that name before it, through any number of redefinitions."""
        while item.redefined:
            before = [
                other
                for other in self._named.get((id(item.parent) if item.parent else 0, item.redefined), ())
                if other.node.base < item.node.base
            ]
            if not before:
                return None
            item = before[-1]
        return item

    # ---- RENAMES

    @cached_property
    def _renamings(self) -> dict[int, list[tuple[DataItem, int, int]]]:
        """By record: its items of level 66, each with the first and last entry that it covers, as places in the program's text."""
        out: dict[int, list[tuple[DataItem, int, int]]] = {}
        for item in self._program.items:
            record = self._program.scopes.record_of(item) if item.level == 66 else None
            if record is None:
                continue
            clause = next(item.node.all("renames_clause"), None)
            names = [part.words[0] for part in clause.children] if clause is not None else []
            ends = [next((member for member in subtree(record) if member.name == name), None) for name in names]
            if ends and ends[0] is not None and ends[-1] is not None:
                last = max(member.node.base for member in subtree(ends[-1]))
                out.setdefault(id(record), []).append((item, ends[0].node.base, last))
        return out

    def _renaming(self, item: DataItem) -> Iterator[DataItem]:
        renamings = self._renamings.get(id(root_of(item)), ()) if self._renamings else ()
        if renamings:
            last = max(member.node.base for member in subtree(item))
            for renaming, first, end in renamings:
                if first <= last and item.node.base <= end and self._mentioned(renaming):
                    yield renaming

    def _of_renaming(self, renaming: DataItem) -> list[Related]:
        record = self._program.scopes.record_of(renaming)
        found: list[Related] = []
        for other, first, last in self._renamings.get(id(record), ()):
            if other is renaming and record is not None:
                covered = [member for member in subtree(record) if first <= member.node.base <= last]
                around = {id(above): above for member in covered for above in member.ancestors()}
                found += [(member, "renames") for member in (*around.values(), *covered) if self._mentioned(member)]
        return list({id(member): (member, how) for member, how in found}.values())


def subtree(item: DataItem) -> Iterator[DataItem]:
    """An item and all items under it, in order; condition-names left out."""
    stack = [item]
    while stack:
        item = stack.pop()
        yield item
        stack.extend(reversed(item.children))
