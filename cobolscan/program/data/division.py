"""What the data items of one program share: its names, constants, currency symbols, and how its compiler lays data out.

Nothing here is worked out before somebody asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.syntax.nodes import Literal, Node, Reference, node

if TYPE_CHECKING:
    from cobolscan.program.data.compilers import Profile
    from cobolscan.program.data.files import File
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.data.layout import Layout
    from cobolscan.program.data.pictures import Picture
    from cobolscan.program.data.storage import Storage
    from cobolscan.syntax.tree import Item, Tree

_SPECIAL_NAMES = frozenset(("special_names", "special_names_entry"))
_DEPTH = 8  # of constants that are other constants


class DataDivision:
    """The data of one program. `items` are all its data description entries, in order."""

    def __init__(self, tree: Tree, syntax: list[Item]) -> None:
        self.tree = tree
        self.syntax = syntax

    @cached_property
    def items(self) -> list[DataItem]:
        from cobolscan.program.data import items as data

        return data.build(self.tree, self.syntax, self)

    @cached_property
    def names(self) -> Mapping[str, list[DataItem]]:
        """The items of each name (upper case)."""
        names: dict[str, list[DataItem]] = defaultdict(list)
        for item in self.items:
            if item.name:
                names[item.name].append(item)
        return dict(names)

    @cached_property
    def profile(self) -> Profile:
        """How data is laid out: as GnuCOBOL does in free format, which Enterprise COBOL does not read, else as IBM does.

        May be set to another profile of compilers.py, before a size or an offset is asked for.
        """
        from cobolscan.program.data import compilers

        return compilers.GNUCOBOL if self.tree.source.reference_format == "free" else compilers.IBM

    @cached_property
    def layout(self) -> Layout:
        """Size and offset of each item."""
        from cobolscan.program.data.layout import Layout

        return Layout(self)

    @cached_property
    def storage(self) -> Storage:
        """Which items share storage."""
        from cobolscan.program.data.storage import Storage

        return Storage(self)

    @cached_property
    def files(self) -> list[File]:
        """The files of the program, in the order of their SELECT entries; those with a description only, behind them."""
        from cobolscan.program.data.files import files

        return files(self)

    @cached_property
    def pictures(self) -> Mapping[str, Picture | None]:
        """What a picture character-string says here, by its text in upper case: each is read once."""
        from cobolscan.program.data.pictures import Pictures

        return Pictures(self.tree.source.decimal_comma, self.currency, self.constant)

    @cached_property
    def currency(self) -> Mapping[str, int]:
        """The currency symbols of pictures, and how many characters stand for each (ISO 1989:2002, 12.2.6)."""
        symbols = {"$": 1}
        for _, item in self.tree.items_.among(_SPECIAL_NAMES):
            for clause in node(self.tree, item.start, item.shape).all("currency_clause"):
                strings = [text for text in clause.all("string") if isinstance(text, Literal)]
                if strings and len(strings[-1].spelling) == 1:
                    first = strings[0]
                    length = len(first.spelling) // (2 if first.text[:1] in "xX" else 1)
                    symbols[strings[-1].spelling.upper()] = max(length, 1)
        return symbols

    @cached_property
    def same_record_areas(self) -> list[list[str]]:
        """The names of files whose records share storage: SAME RECORD AREA (ISO 1989:2002, 12.3.6)."""
        return [
            [word for word in clause.words[1:] if word not in ("RECORD", "AREA", "FOR")]
            for item in self.syntax
            if item.shape[0] == "i_o_control_entry"
            for clause in node(self.tree, item.start, item.shape).all("same_clause")
            if clause.words[1] == "RECORD"
        ]

    def constant(self, name: str) -> int | None:
        """The integer that a constant (level 78, CONSTANT) stands for, by its name in upper case; None when it is none that is known."""
        for _ in range(_DEPTH):
            items = [item for item in self.names.get(name, ()) if item.is_constant]
            value = _only_value(items[0]) if len(items) == 1 else None
            if isinstance(value, Literal):
                number = value.number
                return int(number) if number is not None and number == number.to_integral_value() else None
            if not isinstance(value, Reference):
                return None
            name = value.data_name
        return None


def _only_value(item: DataItem) -> Node | None:
    """What a constant is, when that is one literal or name."""
    clause = item.node.child("value_clause", "constant_clause")
    part: Node | None = clause.child("value_item", "constant_value") if clause is not None else None
    if clause is None or part is None or len(list(clause.all("value_item"))) > 1:
        return None
    parts = part.children
    if len(parts) == 1 and len(parts[0].words) == len(part.words):
        return parts[0]
    return None
