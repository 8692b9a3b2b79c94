"""Which items of a program are dates, years and centuries: by the words of their names, their place in a group, what is moved to them.

The words are in calendar_words.toml. A year of two digits is known by its width, so that YEAR as 9(4) and as 99 are two things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from cobolscan.program.data.items import DataItem
from cobolscan.program.dates.nearby import near
from cobolscan.program.subjects import Lexicon
from cobolscan.source import packaged
from cobolscan.source.lazy import lazy
from cobolscan.syntax.nodes import Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_PARTS = re.compile(r"[^A-Z0-9]+")
_HOST_WORDS = lazy(r"[A-Z0-9][A-Z0-9_-]*")
_GLUED = (
    ("DATE", "date"),
    ("DATUM", "date"),
    ("FECHA", "date"),
    ("YYMMDD", "date"),
    ("YEAR", "year"),
    ("CCYY", "year"),
    ("YYYY", "year"),
    ("JAHR", "year"),
)
_VERBS = frozenset(
    "UPDATE VALIDATE INVALIDATE REVALIDATE CANDIDATE MANDATE CONSOLIDATE LIQUIDATE ACCOMMODATE POSTUPDATE PREUPDATE NOUPDATE".split()
)
_PREFIXES = ("DAT", "DT", "FEC")
_OTHER_PICTURES = ("YYYY", "CCYY", "AAAA", "JJJJ", "MMDD", "DDMM", "MDY", "DMY", "MMJJ", "JJMM", "GGMM", "TTMM", "MMYY", "MMAA")
_SPELLED = frozenset(
    "19 20 '19' '20' \"19\" \"20\" 1900 2000 19000000 20000000 190000 200000 100 4 400 "
    "MOD REM REMAINDER DAY-OF-WEEK INTEGER-OF-DATE INTEGER-OF-DAY".split()
)
CENTURIES = frozenset("19 20 '19' '20' \"19\" \"20\" 1900 2000 19000000 20000000 190000 200000".split())
"""How a century is spelled where it is given."""
_NONE: frozenset[str] = frozenset()
_DATE_WIDTHS = range(5, 11)
_CC = frozenset("CC CENT CEN SS".split())  # centuries, and cost centres, countries, cents
_DATED = frozenset(("year", "date", "julian", "month"))
_NEAR = 60  # tokens
_HOPS = 3  # assignments from item to item


@cache
def _words() -> Lexicon:
    import tomllib

    return Lexicon(tomllib.loads(packaged.read_text("cobolscan.program.dates", "calendar_words.toml")))


@lru_cache(maxsize=65536)
def roles(name: str) -> frozenset[str]:
    """What parts of a date a name (upper case) speaks of: year, month, day, century, date, julian, holiday, maybe_..."""
    parts = [part for part in (part.strip("0123456789") for part in _PARTS.split(name)) if part]
    found = [_of_part(part) for part in parts]
    while len(found) > 1 and not found[-1] and len(parts[-1]) == 1:  # WS-YY-N, WS-DATE-X
        found.pop()
    kinds = frozenset().union(*found) if found else _NONE
    if "other" in kinds:
        return kinds & {"holiday"} if "other" in found[-1] or not kinds & {"date", "century"} else kinds - {"other"}
    return kinds


def _of_part(part: str) -> frozenset[str]:
    found = _words().of_word(part)
    if not found and len(part) > 4 and part not in _VERBS:
        found = next((frozenset((role,)) for ending, role in _GLUED if part.endswith(ending)), _NONE)
        if not found and part.startswith(_PREFIXES) and not part.startswith("DATA"):  # DATVENC, DTNAISS
            found = frozenset(("maybe_date",))
    return found


def width(item: DataItem) -> int:
    """Character positions of an item as a picture or its parts say; 0 when unknown. Redefinitions and repetitions are left out."""
    if not item.children:
        return sum(1 for character in item.picture if character not in "SVP")
    total, stack = 0, list(item.children)
    while stack:
        child = stack.pop()
        if child.redefines:
            continue
        stack.extend(child.children)
        total += 0 if child.children else width(child)
    return total


class Calendar:
    """The dates of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._dates: dict[str, bool] = {}
        self._centuries: dict[str, bool] = {}

    @cached_property
    def spelled(self) -> frozenset[str]:
        """Which of the words and numbers that the rules about dates look for stand anywhere in the program."""
        return _SPELLED & self._program.words

    @cached_property
    def named(self) -> dict[str, list[DataItem]]:
        """The items by the roles that their names speak of."""
        out: dict[str, list[DataItem]] = {}
        for item in self._program.items:
            for role in roles(item.name) if item.name else ():
                if item.level != 88:
                    out.setdefault(role, []).append(item)
                elif role == "holiday":
                    out.setdefault("holiday_condition", []).append(item)
        return out

    @cached_property
    def mentions(self) -> dict[str, list[Statement]]:
        """The statements by the names in them, those of EXEC blocks too."""
        out: dict[str, list[Statement]] = {}
        for statement in self._program.statements:
            words = _HOST_WORDS.findall(statement.words[0]) if statement.shape[0] == "exec_statement" else statement.words
            for word in dict.fromkeys(words):
                out.setdefault(word, []).append(statement)
        return out

    # ---- years and centuries

    def is_short_year(self, name: str) -> bool:
        """Whether a name is that of a year of two digits."""
        items = self._program.items_named(name)
        if not items:
            return "year" in roles(name) and not _says_four(name)
        if any(id(item) in self._short_ids for item in items):
            return True
        return any(width(item) == 3 and "year" in roles(name) for item in items)

    @cached_property
    def short_years(self) -> list[DataItem]:
        """The items that are years of two digits."""
        named = [item for item in self.named.get("year", ()) if not item.children and width(item) == 2]
        return list({id(item): item for item in (*named, *self._years_by_place())}.values())

    @cached_property
    def _short_ids(self) -> set[int]:
        return set(map(id, self.short_years))

    def _years_by_place(self) -> Iterator[DataItem]:
        """The two digits in front of a month and a day, whatever they are called."""
        for item in self.named.get("month", ()):
            around = [] if item.parent is None else [child for child in item.parent.children if not child.redefines]
            at = next((n for n, child in enumerate(around) if child is item), 0)
            if at and at + 1 < len(around) and "day" in roles(around[at + 1].name) and not around[at - 1].children:
                before = around[at - 1]
                if width(before) == 2 and not roles(before.name) & {"day", "month", "century"} and before.name:
                    yield before

    def is_long_year(self, name: str) -> bool:
        """Whether a name is that of a year of four digits."""
        if "year" not in roles(name) or roles(name) & {"month", "day"}:
            return False
        items = self._program.items_named(name)
        return any((width(item) == 4 and not item.children) or _is_split_year(item) for item in items) if items else _says_four(name)

    def is_century(self, name: str) -> bool:
        """Whether a name is that of the two digits of a century."""
        known = self._centuries.get(name)
        if known is None:
            known = self._centuries[name] = self._is_century(name)
        return known

    def _is_century(self, name: str) -> bool:
        items = [item for item in self._program.items_named(name) if width(item) == 2]
        if any(id(item) in self._before_years for item in items):
            return True
        if "century" not in roles(name) or (not items and self._program.items_named(name)):
            return False
        return not _CC.issuperset(_PARTS.split(name)[-1:]) or self._has_year_near(name, items)

    def _has_year_near(self, name: str, items: list[DataItem]) -> bool:
        """CC is a country, a card or a cost centre as well: a century has a date around it, in its group or where it is used."""
        if roles(name) & {*_DATED, "maybe_date"}:
            return True
        for item in items:
            around = (previous(item), following(item), item.parent)
            if any(other is not None and roles(other.name) & {*_DATED, "maybe_date"} for other in around):
                return True
        for statement in self.mentions.get(name, ()):
            if any(
                roles(word) & _DATED for other in (statement, *near(statement, _NEAR, _NEAR)) for word in other.words if word[0].isalpha()
            ):
                return True
        return False

    @cached_property
    def _before_years(self) -> set[int]:
        """Items of two positions right in front of a year."""
        before = (item for item in self.before_years() if width(item) == 2 and not roles(item.name) & {"month", "day", "year"})
        return {id(item) for item in before}

    def before_years(self) -> list[DataItem]:
        """Elementary items right in front of a year of two digits, alone or as the first part of a group."""
        out = []
        for year in self._short_year_items():
            item: DataItem | None = year
            while item is not None:
                before = previous(item)
                if before is not None:
                    out += [] if before.children else [before]
                    break
                item = item.parent
        return out

    def _short_year_items(self) -> Iterator[DataItem]:
        yield from self.short_years
        yield from self.short_dates

    @cached_property
    def short_dates(self) -> list[DataItem]:
        """Dates of six digits that begin with the year, by their names."""
        return [item for item in self.named.get("date", ()) if width(item) == 6 and not _begins_long(item)]

    def precedes_year(self, item: DataItem) -> bool:
        """Whether an item stands right in front of the two digits of a year."""
        after = following(item)
        while after is not None and after.children:
            after = after.children[0]
        if after is None:
            return False
        if id(after) in self._short_ids:
            return True
        return "date" in roles(after.name) and width(after) == 6 and not _begins_otherwise(after.name)

    # ---- dates

    def is_date(self, name: str) -> bool:
        """Whether a name is that of a date: by its words and width, by the parts of its group, by what is moved to it."""
        known = self._dates.get(name)
        if known is None:
            known = self._dates[name] = self._is_date(name)
        return known

    def _is_date(self, name: str) -> bool:
        items = self._program.items_named(name)
        kinds = roles(name)
        if kinds & {"date", "julian"}:
            return not items or any(width(item) in _DATE_WIDTHS or _is_long_stamp(item) for item in items)
        if any(self._is_date_by_parts(item) for item in items):
            return True
        if "maybe_date" in kinds and any(width(item) in (6, 8, 10) for item in items):
            return True
        return self._is_date_by_moves(name)

    def _is_date_by_parts(self, item: DataItem) -> bool:
        """A year, a month and a day in it, or in what redefines it or what it redefines."""
        if width(item) not in _DATE_WIDTHS:
            return False
        return any(_has_parts(other) for other in (item, *self._sharing(item)))

    def _sharing(self, item: DataItem) -> Iterator[DataItem]:
        if item.redefined:
            yield from self._program.items_named(item.redefined)
        for other in () if item.parent is None else item.parent.children:
            if other.redefined == item.name:
                yield other
        if item.parent is None:
            yield from (other for other in self._redefining.get(item.name, ()))

    @cached_property
    def _redefining(self) -> dict[str, list[DataItem]]:
        out: dict[str, list[DataItem]] = {}
        for item in self._program.items:
            if item.level in (1, 77) and item.redefined:
                out.setdefault(item.redefined, []).append(item)
        return out

    def _is_date_by_moves(self, name: str) -> bool:
        """A date is moved to it, or to what is moved to it, and so on."""
        seen, names = {name}, [name]
        for _ in range(_HOPS + 1):
            sources: list[str] = []
            for statement in (statement for each in names for statement in self._program.values.writes.get(each, ())):
                if _brings_date(statement):
                    return True
                sources += self._moved_from(statement)
            names = [source for source in dict.fromkeys(sources) if source not in seen]
            if any("date" in roles(each) or any(map(self._is_date_by_parts, self._program.items_named(each))) for each in names):
                return True
            names = [each for each in names if not roles(each)]
            seen.update(names)
        return False

    def _moved_from(self, statement: Statement) -> list[str]:
        """The item that a MOVE takes as a whole."""
        source = statement.children[0] if statement.shape[0] == "move_statement" and statement.children else None
        name = name_of(source)
        return [name] if name else []


def _brings_date(statement: Statement) -> bool:
    """ACCEPT FROM DATE, MOVE FUNCTION CURRENT-DATE."""
    if statement.shape[0] == "accept_statement":
        return is_date_source(statement)
    source = statement.children[0] if statement.shape[0] == "move_statement" and statement.children else None
    return source is not None and source.name == "function_call" and "CURRENT-DATE" in source.words[:2]


def is_date_source(statement: Statement) -> bool:
    """ACCEPT x FROM DATE or DAY."""
    source = statement.child("accept_source")
    return source is not None and source.words[:1] == ["FROM"] and source.words[1] in ("DATE", "DAY")


def _says_four(name: str) -> bool:
    return any(word in name for word in ("YYYY", "CCYY", "AAAA", "JJJJ"))


def _is_split_year(item: DataItem) -> bool:
    """A group of century and year."""
    return len(item.children) == 2 and all(width(child) == 2 for child in item.children) and "century" in roles(item.children[0].name)


def _is_long_stamp(item: DataItem) -> bool:
    return not item.children and width(item) in (14, 19, 20, 21, 26)


def _begins_long(item: DataItem) -> bool:
    """A date of six positions that begins with a year of four, or with a day or a month."""
    if item.children:
        first = item.children[0]
        return width(first) == 4 or bool(roles(first.name) & {"month", "day"})
    return _begins_otherwise(item.name)


def _begins_otherwise(name: str) -> bool:
    """The name spells a picture that does not begin with a year of two digits."""
    return any(part.startswith(_OTHER_PICTURES) for part in _PARTS.split(name))


def _has_parts(item: DataItem) -> bool:
    kinds: set[str] = set()
    stack = list(item.children)
    while stack:
        child = stack.pop()
        stack.extend(child.children)
        kinds |= roles(child.name)
    return {"month", "day"} <= kinds or {"year", "month"} <= kinds or {"year", "julian"} <= kinds


def _siblings(item: DataItem) -> list[DataItem]:
    return [] if item.parent is None else [child for child in item.parent.children if not child.redefines or child is item]


def previous(item: DataItem) -> DataItem | None:
    """The item right in front of one in its group."""
    around = _siblings(item)
    at = next((n for n, child in enumerate(around) if child is item), 0)
    return around[at - 1] if at else None


def following(item: DataItem) -> DataItem | None:
    """The item right behind one in its group."""
    around = _siblings(item)
    at = next((n for n, child in enumerate(around) if child is item), len(around))
    return around[at + 1] if at + 1 < len(around) else None


def name_of(operand: Node | None) -> str:
    """The data name of a reference to a whole item, "" for all else."""
    return operand.data_name if isinstance(operand, Reference) and not operand.modified else ""
