"""What the data items of one program share: its names, constants, currency symbols, and how its compiler lays data out.

Nothing here is worked out before somebody asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.syntax.nodes import Literal, node

if TYPE_CHECKING:
    from cobolscan.program.data.compilers import Profile
    from cobolscan.program.data.constants import Constants
    from cobolscan.program.data.files import File
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.data.layout import Layout
    from cobolscan.program.data.pictures import Picture
    from cobolscan.program.data.storage import Storage
    from cobolscan.syntax.tree import Item, Tree

_SPECIAL_NAMES = frozenset(("special_names", "special_names_entry"))


class DataDivision:
    """The data of one program. `items` are all its data description entries, in order."""

    def __init__(self, tree: Tree, syntax: list[Item], dialect: str = "auto") -> None:
        self.tree = tree
        self.dialect = dialect
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
        """How data is laid out: as the stated dialect does; without one as GnuCOBOL does in free format, which Enterprise COBOL does not
        read, else as IBM does.

        May be set to another profile of compilers.py, before a size or an offset is asked for.
        """
        from cobolscan.program.data import compilers

        stated = compilers.BY_DIALECT.get(self.dialect)
        return stated or (compilers.GNUCOBOL if self.tree.source.reference_format == "free" else compilers.IBM)

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

    @cached_property
    def constants(self) -> Constants:
        """What constants amount to."""
        from cobolscan.program.data.constants import Constants

        return Constants(self)

    def constant(self, name: str) -> int | None:
        """The integer that a constant (level 78, CONSTANT) stands for, by its name in upper case; None when it is none that is known."""
        value = self.constants.of_name(name)
        return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else None
