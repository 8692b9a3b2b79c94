"""Data items: the tree that level numbers make, with picture, usage, occurs, values and condition-names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.syntax.driver import Shape
from cobolscan.syntax.nodes import Literal, Node, node

if TYPE_CHECKING:
    from cobolscan.syntax.tree import Item, Tree

_PICTURE = re.compile(r"PIC(?:TURE)?\s+(?:IS\s+)?(\S+)", re.IGNORECASE)
_REPEATED = re.compile(r"(.)\((\d+)\)")
_MAX_PICTURE = 4096  # characters of an expanded picture that are looked at


@dataclass
class DataItem:
    """One data description entry. `level` as written (88 and 66 included); `name` in upper case, "" for FILLER."""

    node: Node
    level: int
    name: str
    parent: DataItem | None = None
    children: list[DataItem] = field(default_factory=list)
    conditions: list[DataItem] = field(default_factory=list)  # 88-levels
    section: str = ""

    @property
    def clauses(self) -> Mapping[str, Shape]:
        """The shapes of the entry's clauses by their names; the first of each."""
        return clauses_of(self.node.shape)

    def _clause(self, name: str) -> Node | None:
        found = clauses_of(self.node.shape).get(name)
        return None if found is None else node(self.node.tree, self.node.base, found)

    @cached_property
    def picture(self) -> str:
        """The picture character-string, upper case, repetitions written out; "" when there is none."""
        clause = self._clause("picture_clause")
        match = _PICTURE.match(clause.text) if clause else None
        if not match:
            return ""
        return _REPEATED.sub(lambda m: m[1] * min(int(m[2]), _MAX_PICTURE), match[1].upper())

    @property
    def digits(self) -> int:
        """Digit positions before the assumed decimal point; 0 for an item that is not numeric."""
        picture = self.picture.lstrip("S")
        if not picture or set(picture) - set("9VP.,Z*+-$B0/CRD"):
            return 0
        return sum(picture.split("V")[0].count(c) for c in "9Z*P")

    @cached_property
    def usage(self) -> str:
        clause = self._clause("usage_clause")
        return " ".join(word for word in clause.words if word not in ("USAGE", "IS")) if clause else ""

    @cached_property
    def values(self) -> list[Literal]:
        """The literals of the VALUE clause (or of CONSTANT AS)."""
        clause = self._clause("value_clause") or self._clause("constant_clause")
        if clause is None:
            return []
        return [n for n in clause.all("number", "string") if isinstance(n, Literal)]

    @property
    def is_constant(self) -> bool:
        """Level 78 or CONSTANT: can never be a receiver."""
        return self.level == 78 or self._clause("constant_clause") is not None

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
        return int(self.occurs[-1].spelling) if self.occurs else None

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
        return self._clause("redefines_clause") is not None

    @property
    def redefined(self) -> str | None:
        """The name of the item whose storage this one redefines."""
        clause = self._clause("redefines_clause")
        return clause.words[-1] if clause else None

    def ancestors(self) -> Iterator[DataItem]:
        item = self.parent
        while item is not None:
            yield item
            item = item.parent


_CLAUSES: dict[int, tuple[Shape, dict[str, Shape]]] = {}
_MOST = 200_000  # shapes that are remembered


def clauses_of(shape: Shape) -> Mapping[str, Shape]:
    """The clauses of an entry's shape by their names, remembered by its identity (the shape is kept, so that it stays its own)."""
    known = _CLAUSES.get(id(shape))
    if known is None:
        if len(_CLAUSES) > _MOST:
            _CLAUSES.clear()
        clauses = {child[0]: child for child in reversed(shape[1:]) if type(child) is not int}
        known = _CLAUSES[id(shape)] = (shape, clauses)
    return known[1]


def value_number(item: DataItem) -> Decimal | None:
    """The numeric value of a VALUE clause of one literal."""
    return item.values[0].number if len(item.values) == 1 else None


def build(tree: Tree, items: list[Item], section: str = "") -> list[DataItem]:
    """The data items of one program in order, linked into trees."""
    out: list[DataItem] = []
    stack: list[DataItem] = []
    for item in items:
        name = item.shape[0]
        if name.endswith("_section") or name == "file_description":
            section, stack = name, []
        if name not in ("data_entry", "screen_entry", "report_entry"):
            continue
        entry = _item(tree, item, section)
        if entry.level in (88, 66, 78):
            _attach_condition(entry, out)
        else:
            _nest(entry, stack)
        out.append(entry)
    return out


def _item(tree: Tree, item: Item, section: str) -> DataItem:
    texts = tree.tokens_.texts
    level = int(texts[item.start]) if texts[item.start].isdigit() else 0
    second = item.shape[2] if len(item.shape) > 2 else None
    name = texts[item.start + second] if type(second) is int else ""
    return DataItem(Node(tree, item.start, item.shape), level, "" if name in ("FILLER", ".") else name, section=section)


def _attach_condition(entry: DataItem, before: list[DataItem]) -> None:
    if entry.level != 88:
        return
    owner = next((item for item in reversed(before) if item.level not in (88, 66, 78)), None)
    entry.parent = owner
    if owner is not None:
        owner.conditions.append(entry)


def _nest(entry: DataItem, stack: list[DataItem]) -> None:
    if entry.level in (1, 77):
        stack.clear()
    while stack and stack[-1].level >= entry.level:
        stack.pop()
    if stack:
        entry.parent = stack[-1]
        stack[-1].children.append(entry)
    stack.append(entry)
