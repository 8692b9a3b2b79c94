"""Data items: the tree that level numbers make, with picture, usage, occurs, values and condition-names.

Size and offset come from layout.py, what shares storage from storage.py, the files that records belong to from files.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.by_shape import ByShape
from cobolscan.syntax.driver import Shape
from cobolscan.syntax.nodes import Literal, Node, node

if TYPE_CHECKING:
    from cobolscan.program.data.division import DataDivision
    from cobolscan.program.data.layout import Place
    from cobolscan.program.data.pictures import Picture
    from cobolscan.syntax.tree import Item, Tree

_PICTURE = re.compile(r"PIC(?:TURE)?\s+(?:IS\s+)?(\S+)", re.IGNORECASE)
_REPEATED = re.compile(r"(.)\((\d+)\)")
_MAX_PICTURE = 4096  # characters of an expanded picture that are looked at
_WRAPPED = frozenset(("data_clause", "screen_clause", "report_group_clause"))  # a clause may stand in one of these


@dataclass(eq=False)
class DataItem:
    """One data description entry. `level` as written (88 and 66 included); `name` in upper case, "" for FILLER.

    Two items are equal when they are the same entry. `section` is the name of the header above it: working_storage_section,
    local_storage_section, linkage_section, file_description, screen_section, report_section, communication_section; "" in a copybook.
    """

    node: Node
    level: int
    name: str
    parent: DataItem | None = None
    children: list[DataItem] = field(default_factory=list)
    conditions: list[DataItem] = field(default_factory=list)  # 88-levels
    section: str = ""
    division: DataDivision | None = None

    @property
    def clauses(self) -> Mapping[str, Shape]:
        """The shapes of the entry's clauses, the first of each, by the grammar's names: picture_clause, synchronized_clause ..."""
        return clauses_of(self.node.shape)

    def _clause(self, name: str) -> Node | None:
        shape = self.clauses.get(name)
        return None if shape is None else node(self.node.tree, self.node.base, shape)

    def has_clause(self, name: str) -> bool:
        """Whether the entry has a clause."""
        return name in self.clauses

    @cached_property
    def picture_string(self) -> str:
        """The picture character-string as it is written, in upper case; "" when there is none."""
        clause = self.clauses.get("picture_clause")
        match = _PICTURE.match(self.node.tree.tokens_.texts[self.node.base + clause[1]]) if clause else None
        return match[1] if match else ""

    @cached_property
    def picture(self) -> str:
        """The picture character-string, upper case, repetitions written out; "" when there is none."""
        return _REPEATED.sub(lambda m: m[1] * min(int(m[2][:9]), _MAX_PICTURE), self.picture_string)

    @cached_property
    def pic(self) -> Picture | None:
        """What the picture says: category, digits, scale, size (pictures.py); None without one, and when it cannot be read."""
        return self.division.pictures[self.picture_string] if self.picture_string and self.division is not None else None

    @property
    def digits(self) -> int:
        """Digit positions before the decimal point, those of P included; 0 for an item that is neither numeric nor numeric-edited."""
        picture = self.pic
        return picture.integer_digits if picture is not None else 0

    @cached_property
    def usage(self) -> str:
        """The words of the entry's own USAGE clause; "" without one."""
        clause = self._clause("usage_clause")
        return " ".join(word for word in clause.words if word not in ("USAGE", "IS")) if clause else ""

    @property
    def own_usage(self) -> str:
        """The entry's own usage in one spelling (see compilers.usage_of); "" without a clause. GROUP-USAGE is that of what is under it."""
        from cobolscan.program.data.compilers import usage_of

        clause = self._clause("usage_clause")
        if clause is not None:
            return usage_of(clause.words)
        group = self._clause("group_usage_clause")
        return group.words[-1] if group is not None else ""

    @cached_property
    def effective_usage(self) -> str:
        """The usage in one spelling: BINARY (COMP, COMP-4), PACKED-DECIMAL (COMP-3), DISPLAY ...: its own, that of a group around it, or
        what its picture implies (ISO 1989:2002, 13.16.59)."""
        from cobolscan.program.data.elementary import usage_by_picture

        inherited = next((usage for item in (self, *self.ancestors()) if (usage := item.own_usage)), "DISPLAY")
        return inherited if self.children else usage_by_picture(inherited, self.pic)

    @property
    def own_sign(self) -> bool | None:
        """Whether the entry's own SIGN clause says SEPARATE; None without such a clause."""
        clause = self._clause("sign_clause")
        return clause.child("separate") is not None if clause is not None else None

    @property
    def byte_length(self) -> int | None:
        """What BYTE-LENGTH says (PICTURE U of Enterprise COBOL)."""
        clause = self._clause("byte_length_clause")
        return int(clause.words[-1][:9]) if clause is not None and clause.words[-1].isdigit() else None

    @property
    def value_parts(self) -> list[Node]:
        """The operands of the VALUE clause (or of CONSTANT AS) in order, both ends of THRU: literals, names, expressions of constants."""
        clause = self._clause("value_clause") or self._clause("constant_clause")
        if clause is None:
            return []
        parts = []
        for child in clause.children:
            if child.name in ("value_item", "constant_value"):
                inner = child.children
                whole = child.name == "constant_value" and (not inner or len(inner[0].words) < len(child.words))  # BYTE-LENGTH OF X
                parts += [child] if whole else inner
        return parts

    @cached_property
    def values(self) -> list[Literal]:
        """The literals of the VALUE clause (or of CONSTANT AS). A constant and an expression of constants stand for what they amount to;
        what FALSE gives a condition-name is not among them (`value_if_false`)."""
        return [literal for part in self.value_parts if (literal := self._literal(part)) is not None]

    @cached_property
    def value_if_false(self) -> Literal | None:
        """What SET condition-name TO FALSE moves (ISO 1989:2002, 13.16.61, format 3)."""
        clause = self._clause("value_clause")
        part = clause.child("value_false") if clause is not None else None
        return self._literal(part.children[0]) if part is not None and part.children else None

    def _literal(self, part: Node) -> Literal | None:
        if isinstance(part, Literal) or self.division is None:
            return part if isinstance(part, Literal) else None
        return self.division.constants.literal(part)

    @property
    def is_constant(self) -> bool:
        """Level 78 or CONSTANT: can never be a receiver."""
        return self.level == 78 or "constant_clause" in self.clauses

    @cached_property
    def occurs(self) -> list[Literal]:
        """The integer literals of OCCURS: one, or minimum and maximum."""
        clause = self._clause("occurs_clause")
        count = clause.child("occurs_count") if clause else None
        if count is None:
            return []
        tokens = [n for n in count.shape[1:] if type(n) is int]
        texts = self.node.tree.tokens_.texts
        numbers = [n for n in tokens if texts[count.base + n].isdigit()]
        return [Literal(count.tree, count.base, ("number", n)) for n in numbers]

    @cached_property
    def occurs_maximum(self) -> int | None:
        """How many elements there are at most; None without OCCURS, and where `times` is not known."""
        return self.times[1] if self.has_clause("occurs_clause") and self.times is not None else None

    @cached_property
    def occurs_literal(self) -> Literal | None:
        """The literal that says so: in the clause, or in the entry of the constant that it names."""
        clause = self._clause("occurs_clause")
        count = clause.child("occurs_count") if clause is not None and self.occurs_maximum is not None else None
        if count is None:
            return None
        if count.words[-1].isdigit():
            return self.occurs[-1]
        named = self.division.names.get(count.words[-1], []) if self.division is not None else []
        values = [value for item in named if item.is_constant for value in item.values]
        return values[0] if len(values) == 1 and values[0].number == self.occurs_maximum else None

    def tables(self) -> list[DataItem]:
        """The items with OCCURS around the item and itself, the outermost first: as many as it takes subscripts."""
        return [item for item in (*reversed([*self.ancestors()]), self) if item.has_clause("occurs_clause")]

    @cached_property
    def times(self) -> tuple[int, int] | None:
        """How often the item occurs, at least and at most: (1, 1) without OCCURS. Constants stand for their values; None when it is not
        known: UNBOUNDED, DYNAMIC, or a constant that is described elsewhere."""
        clause = self._clause("occurs_clause")
        if clause is None:
            return 1, 1
        count = clause.child("occurs_count")
        words = count.words if count is not None else []
        if len(words) not in (1, 3):
            return None
        most = self._number(words[-1])
        least = self._number(words[0]) if self.depending_on and len(words) == 3 else most
        if self.depending_on and len(words) == 1:
            least = 0 if most == 0 else 1  # OCCURS 5 DEPENDING ON: some compilers take it for 1 TO 5
        return None if least is None or not most else (least, most)

    def _number(self, word: str) -> int | None:
        if word.isascii() and word.isdigit():
            return int(word) if len(word) <= 12 else None
        return self.division.constant(word) if self.division is not None else None

    @property
    def depending_on(self) -> str | None:
        part = next(self.node.all("occurs_depending"), None)
        return part.words[-1] if part else None

    @cached_property
    def indexes(self) -> list[str]:
        """Index names of INDEXED BY."""
        part = next(self.node.all("occurs_indexed"), None)
        return [word for word in part.words if word not in ("INDEXED", "BY")] if part else []

    @property
    def redefines(self) -> bool:
        return "redefines_clause" in self.clauses

    @property
    def redefined(self) -> str | None:
        """The name of the item whose storage this one redefines."""
        clause = self._clause("redefines_clause")
        return clause.words[1] if clause else None

    @cached_property
    def renamed(self) -> tuple[DataItem, DataItem] | None:
        """The first and the last item that RENAMES spans (level 66); the same twice without THRU. None for others, and when they are not
        described here (ISO 1989:2002, 13.16.45)."""
        from cobolscan.program.data.storage import renamed

        return renamed(self) if self.level == 66 else None

    @property
    def record(self) -> DataItem:
        """The item at the top: of level 01 or 77, or what a copybook begins with. Of an item of level 66, the record that it renames."""
        item = self if self.level != 66 or self.division is None else self.division.storage.record_before(self)
        while item.parent is not None:
            item = item.parent
        return item

    # ---- layout: each answer is worked out for a whole record, when it is first asked for

    @property
    def place(self) -> Place | None:
        """Where the item lies in its record; None for an item that belongs to no program."""
        return self.division.layout.of(self) if self.division is not None else None

    @property
    def size(self) -> int | None:
        """Bytes of one occurrence, at most: with all occurrences of OCCURS DEPENDING ON inside. None when it cannot be known, and for
        conditions (88) and constants, which have no storage; `unknown` says why.

        Items of screens and reports have the size of their field, and no offset.
        """
        place = self.place
        return place.size if place is not None else None

    @property
    def minimum_size(self) -> int | None:
        """The same with the fewest occurrences: less than `size` when OCCURS DEPENDING ON is inside."""
        place = self.place
        return place.minimum if place is not None else None

    @property
    def extent(self) -> int | None:
        """Bytes of all occurrences of the item itself, at most."""
        place = self.place
        return place.extent if place is not None else None

    @property
    def offset(self) -> int | None:
        """Bytes from the start of its record (level 01 or 77) to its first occurrence. None when it cannot be known; `unknown` says why.

        Behind a table with OCCURS DEPENDING ON it is where the item lies when that has all its occurrences; see `Place.moves`.
        """
        place = self.place
        return place.offset if place is not None else None

    @property
    def unknown(self) -> str:
        """In words, why size, extent or offset is None; "" when all are known."""
        place = self.place
        return place.reason if place is not None else "it belongs to no program"

    def overlaps(self) -> list[DataItem]:
        """The other items that share bytes with this one: see Storage.overlaps."""
        return self.division.storage.overlaps(self) if self.division is not None else []

    @cached_property
    def copied_from(self) -> str | None:
        """The path of the copybook that the entry comes from; None when it stands in the file itself."""
        tree, token = self.node.tree, self.node.base
        return None if tree.is_own(token) else tree.path(token)

    def ancestors(self) -> Iterator[DataItem]:
        item = self.parent
        while item is not None:
            yield item
            item = item.parent


def _clauses(shape: Shape) -> Mapping[str, Shape]:
    children = [child for child in reversed(shape[1:]) if type(child) is not int]
    inner = [child[1] if child[0] in _WRAPPED and type(child[1]) is not int else child for child in children]
    return {child[0]: child for child in inner}


clauses_of = ByShape(_clauses)
"""The clauses of an entry's shape by their names; the first of each."""


def value_number(item: DataItem) -> Decimal | None:
    """The numeric value of a VALUE clause of one literal."""
    return item.values[0].number if len(item.values) == 1 else None


def build(tree: Tree, items: list[Item], division: DataDivision | None = None) -> list[DataItem]:
    """The data items of one program in order, linked into trees. `division`: what they share."""
    section = ""
    out: list[DataItem] = []
    stack: list[DataItem] = []
    owner: DataItem | None = None  # whose condition-names come
    for item in items:
        name = item.shape[0]
        if name.endswith("_section") or name == "file_description":
            section, stack = name, []
        if name not in ("data_entry", "screen_entry", "report_entry"):
            if name in ("opaque", "incomplete") and tree.tokens_.texts[item.start] in ("01", "1", "77"):
                stack = []  # a record that was not read: what follows is in it, and not in the one before
            continue
        entry = _item(tree, item, section, division)
        if entry.level == 88 and owner is not None:
            entry.parent = owner
            owner.conditions.append(entry)
        elif entry.level not in (88, 66, 78):
            _nest(entry, stack)
            owner = entry
        out.append(entry)
    return out


def _item(tree: Tree, item: Item, section: str, division: DataDivision | None) -> DataItem:
    texts = tree.tokens_.texts
    level = int(texts[item.start][:9]) if texts[item.start].isdigit() else 0
    second = item.shape[2] if len(item.shape) > 2 else None
    name = texts[item.start + second] if type(second) is int else ""
    name = "" if name in ("FILLER", ".") else name
    return DataItem(Node(tree, item.start, item.shape), level, name, section=section, division=division)


def _nest(entry: DataItem, stack: list[DataItem]) -> None:
    if entry.level in (1, 77):
        stack.clear()
    while stack and stack[-1].level >= entry.level:
        stack.pop()
    if stack:
        entry.parent = stack[-1]
        stack[-1].children.append(entry)
    stack.append(entry)
