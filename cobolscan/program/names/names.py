"""What each name means: which data item, condition-name, paragraph, file ... a reference resolves to, with its qualification.

Scope of names and qualification: ISO/IEC 1989:2014, 8.4.1 and 8.4.5; IBM Enterprise COBOL for z/OS Language Reference, Scope of names and
Referencing data names. Unresolved and ambiguous names are kept as such and counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.data.files import File
from cobolscan.program.data.items import DataItem
from cobolscan.program.names.known import SYSTEM_NAMES, KnownNames
from cobolscan.program.names.mentions import Mention
from cobolscan.program.procedures import Paragraph
from cobolscan.syntax.nodes import Reference

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.syntax.tree import Copy


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means.

    `kind`: item, condition (88), index, constant (78, CONSTANT, symbolic character), paragraph, section, file, mnemonic (any name of
    SPECIAL-NAMES and system-names), register (special registers, and names of products' copybooks), function, report, communication,
    unit (a program, class or interface), unresolved or ambiguous. `item`: the data item, the 88, or the table of an index.
    `candidates`: the items or paragraphs between which an ambiguous name does not choose.
    """

    kind: str
    item: DataItem | None = None
    paragraph: Paragraph | None = None
    file: File | None = None
    candidates: tuple[DataItem | Paragraph, ...] = ()

    @property
    def known(self) -> bool:
        return self.kind not in ("unresolved", "ambiguous")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that resolves to nothing, or to more than one thing: where it stands first, and how often."""

    name: str
    first: Mention
    count: int


_UNRESOLVED = Resolution("unresolved")
_PLAIN = {kind: Resolution(kind) for kind in ("mnemonic", "register", "constant", "function", "report", "communication", "unit")}
_UNJUDGED = frozenset(("assign", "definition", "attribute"))
"""Clauses whose names need not be declared: ASSIGN and VALUE OF take names of the system, a CD declares, a control has properties."""


class Names:
    """The names of one program, with those that the programs around it make GLOBAL."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._resolved: dict[tuple[str, tuple[str, ...]], Resolution] = {}

    # ---- resolving

    def resolve(self, reference: Reference) -> Resolution:
        """What a data reference means."""
        return self.of(reference.data_name, reference.qualifiers)

    def of(self, name: str, qualifiers: Sequence[str] = ()) -> Resolution:
        """What a name with its qualifiers (innermost first, all in upper case) means where a data-name may stand."""
        key = (name, tuple(qualifiers))
        found = self._resolved.get(key)
        if found is None:
            found = self._resolved[key] = self._find(*key)
        return found

    def procedure(self, name: str, qualifier: str = "", section: str | None = None) -> Resolution:
        """The paragraph or section of a name; within a section its own paragraph goes before those of others."""
        found = self._procedures.get(name, [])
        if qualifier:
            found = [paragraph for paragraph in found if not paragraph.is_section and paragraph.section == qualifier]
        elif len(found) > 1:
            own = [paragraph for paragraph in found if not paragraph.is_section and paragraph.section == section]
            found = own or found
        if len(found) == 1:
            return Resolution("section" if found[0].is_section else "paragraph", paragraph=found[0])
        return Resolution("ambiguous", candidates=tuple(found)) if found else _UNRESOLVED

    def of_mention(self, mention: Mention) -> Resolution:
        """What a name means where it stands."""
        role, name, within = mention.operand.role, mention.name, mention.qualifiers
        if role == "data" and not within and mention.operand.through in _CLAUSES and mention.name in self._several:
            return self._of_clause(mention)
        if role in ("data", "record"):
            return self.of(name, within)
        if role in ("procedure", "debugged"):
            return self._of_procedure(mention)
        if role in ("file", "sorted"):
            file = self.file(name)
            return Resolution("file", file=file) if file is not None else self.of(name, within)
        if role == "class":
            return self._special(name) or (self.of(name) if self._program.items_named(name) else _UNRESOLVED)
        if role == "mnemonic" and (name in SYSTEM_NAMES or self._special(name)):
            return _PLAIN["mnemonic"]
        return _PLAIN["function"] if role == "function" else self.of(name, within)

    @cached_property
    def _files(self) -> dict[str, File]:
        return {file.name: file for file in self._program.files}

    def file(self, name: str) -> File | None:
        """The file of a name, also a GLOBAL one of a program around this one."""
        own = self._files.get(name)
        if own is not None or self._program.outer is None:
            return own
        outer = self._program.outer.names.file(name)
        return outer if outer is not None and _is_global_file(outer) else None

    # ---- what is not known

    @cached_property
    def count(self) -> int:
        """How many references the program has."""
        return self._judged[0]

    @property
    def unresolved(self) -> list[Unknown]:
        """The names that resolve to nothing, in the order of the program."""
        return self._judged[1]

    @property
    def ambiguous(self) -> list[Unknown]:
        """The names that more qualification would have to tell apart."""
        return self._judged[2]

    @property
    def missing(self) -> list[Copy]:
        """The copybooks that were not found: what they declare, nobody knows."""
        return [copy for copy in self._program.tree.copies if copy.missing]

    @cached_property
    def _judged(self) -> tuple[int, list[Unknown], list[Unknown]]:
        mentions = self._program.mentions
        count, unresolved, ambiguous = 0, [], []
        in_statements = ((name, mentions.of(name)) for name in mentions.names)
        for name, found in (*mentions.of_entries.items(), *in_statements):
            found = [mention for mention in found if mention.operand.through not in _UNJUDGED]
            count += len(found)
            kinds: dict[str, list[Mention]] = defaultdict(list)
            for mention in found:
                kinds[self.of_mention(mention).kind].append(mention)
            if "unresolved" in kinds:
                unresolved.append(Unknown(name, kinds["unresolved"][0], len(kinds["unresolved"])))
            if "ambiguous" in kinds:
                ambiguous.append(Unknown(name, kinds["ambiguous"][0], len(kinds["ambiguous"])))
        return count, _in_order(unresolved), _in_order(ambiguous)

    # ---- data-names

    @cached_property
    def known(self) -> KnownNames:
        return KnownNames(self._program)

    @cached_property
    def _procedures(self) -> dict[str, list[Paragraph]]:
        names: dict[str, list[Paragraph]] = defaultdict(list)
        for paragraph in self._program.paragraphs:
            names[paragraph.name].append(paragraph)
        return names

    @cached_property
    def _several(self) -> set[str]:
        """Names that several items have."""
        return {name for name, items in self._program.data_division.names.items() if len(items) > 1}

    def _find(self, name: str, qualifiers: tuple[str, ...]) -> Resolution:
        found = self._own(name, qualifiers)
        if found is not None:
            return found
        outer = self._program.outer
        while outer is not None:
            found = outer.names._own(name, qualifiers, only_global=True)
            if found is not None:
                return found
            outer = outer.outer
        return self._undeclared(name)

    def _own(self, name: str, qualifiers: tuple[str, ...], only_global: bool = False) -> Resolution | None:
        items: Iterable[DataItem] = self._program.items_named(name)
        if only_global:
            items = [item for item in items if self.is_global(item)]
        found = [item for item in items if self._qualified(item, qualifiers)]
        if not found and qualifiers and self._program.scopes.has_typed_items:
            found = list(items)  # the item may be one that TYPE or SAME AS puts under the group
        if len(found) > 1:
            whole = [item for item in found if len(self._chain(item)) == len(qualifiers)]
            found = whole if len(whole) == 1 else found
        if len(found) == 1:
            return _of_item(found[0])
        if found:
            return Resolution("ambiguous", candidates=tuple(found))
        table = self._program.indexes.get(name)
        if table is not None and (not only_global or self.is_global(table)):
            return Resolution("index", table)
        return self._special(name)

    def _special(self, name: str) -> Resolution | None:
        what = self.known.special.get(name)
        if what is None:
            outer = self._program.outer
            return outer.names._special(name) if outer is not None else None
        return _PLAIN["constant" if what in ("symbolic", "constant") else "mnemonic"]

    def _undeclared(self, name: str) -> Resolution:
        """What needs no entry with a level-number."""
        program: Program | None = self._program
        while program is not None:
            found = program.names._described(name)
            if found is not None:
                return found
            program = program.outer
        if self.known.is_register(name):
            return _PLAIN["register"]
        return self._implied(name) or (_PLAIN["mnemonic"] if name in SYSTEM_NAMES else _UNRESOLVED)

    def _described(self, name: str) -> Resolution | None:
        """A file, report, CD, unit or function of the program itself, whose names those inside it see as far as they are global."""
        file = self.file(name)
        if file is not None:
            return Resolution("file", file=file)
        if name in self._program.scopes.descriptions:
            return _PLAIN[self._program.scopes.descriptions[name]]
        if name in self.known.prototypes:
            return _PLAIN["unit"]
        return _PLAIN["function"] if self.known.is_function(name) else None

    def _implied(self, name: str) -> Resolution | None:
        """What a compiler or precompiler declares for the program."""
        if name in self.known.compiled:
            return _PLAIN["constant"]
        item = self._program.scopes.implied.get(name)
        if item is not None:
            return Resolution("item", item)
        assigned = self._program.scopes.assigned.get(name)
        return Resolution("file", file=self._files.get(assigned)) if assigned is not None else None

    def _qualified(self, item: DataItem, qualifiers: tuple[str, ...]) -> bool:
        """Whether the qualifiers name groups around an item, in their order, or its file."""
        if not qualifiers:
            return True
        chain = iter(self._chain(item))
        return all(any(above == name for above in chain) for name in qualifiers)

    def _chain(self, item: DataItem) -> list[str]:
        """The names that may qualify an item, innermost first."""
        above = [item.record] if item.level == 66 else list(item.ancestors())
        names = [group.name for group in above if group.name]
        owner = self._program.scopes.owner_of(item.record)
        return [*names, owner] if owner else names

    def is_global(self, item: DataItem) -> bool:
        """Whether contained programs see an item: GLOBAL on its record or file; constants of level 78 always."""
        if item.level == 78:
            return True
        if item.record.has_clause("global_clause") or _is_global_constant(item):
            return True
        file = self._files.get(self._program.scopes.owner_of(item.record))
        return file is not None and _is_global_file(file)

    # ---- names whose place tells which is meant

    def _of_procedure(self, mention: Mention) -> Resolution:
        section = None
        if len(self._procedures.get(mention.name, ())) > 1:
            statement = mention.statement
            section = statement.paragraph.section if statement is not None and statement.paragraph is not None else None
        found = self.procedure(mention.name, next(iter(mention.qualifiers), ""), section)
        return self.of(mention.name, mention.qualifiers) if mention.operand.role == "debugged" and not found.known else found

    def _of_clause(self, mention: Mention) -> Resolution:
        """A name of a clause that means an item near its own: REDEFINES that before it, RENAMES and KEY those of the same record."""
        candidates = self._program.items_named(mention.name)
        near = self._near(mention, candidates)
        return _of_item(near[-1]) if len(near) == 1 or (near and mention.operand.through == "redefines") else self.of(mention.name)

    def _near(self, mention: Mention, candidates: list[DataItem]) -> list[DataItem]:
        base, through = mention.base, mention.operand.through
        own = self._program.scopes.item_at(base)
        if through == "redefines" and own is not None:
            return [item for item in candidates if item.parent is own.parent and item.node.base < base and item.level not in (66, 78, 88)]
        if own is None:
            file = next((file for file in self._program.files if file.select is not None and file.select.base == base), None)
            return [item for item in candidates if file is not None and item.record in file.records]
        return [item for item in candidates if item.record is own.record and item is not own]


_CLAUSES = frozenset(("redefines", "renames", "key", "depending"))


def _is_global_constant(item: DataItem) -> bool:
    """CONSTANT IS GLOBAL."""
    clause = next(item.node.all("constant_clause"), None)
    return clause is not None and "GLOBAL" in clause.words


def _is_global_file(file: File) -> bool:
    return file.description is not None and file.description.child("global_clause") is not None


def _of_item(item: DataItem) -> Resolution:
    kind = "condition" if item.level == 88 else "constant" if item.is_constant else "item"
    return Resolution(kind, item)


def _in_order(found: list[Unknown]) -> list[Unknown]:
    return sorted(found, key=lambda unknown: unknown.first.base)
