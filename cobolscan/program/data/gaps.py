"""Where text is missing among data description entries: a copy member that is not there, an entry that was not read.

Anything may stand there: more items, and the rest of the entry before it when that has no period yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobolscan.source.lazy import lazy

if TYPE_CHECKING:
    from cobolscan.program.data.division import DataDivision
    from cobolscan.program.data.items import DataItem
    from cobolscan.syntax.tree import Item

_GAPS = frozenset(("copy_statement", "exec_statement", "opaque", "incomplete", "entry_clauses"))
_UNREAD = frozenset(("opaque", "incomplete"))
_ENDS = frozenset(("procedure_division", "sentence"))
# members of products that are known to begin with a record of their own
_RECORDS = lazy(r"(?:DFHAID|DFHBMSCA|DFHEIBLK|SQLCA|SQLDA|DLIUIB)(?:\.\w+)?\Z")


def closed(item: DataItem) -> bool:
    """Whether an entry ends with its period."""
    last = item.node.shape[-1]
    return type(last) is int and item.node.tree.tokens_.texts[item.node.base + last] == "."


def behind(division: DataDivision) -> dict[DataItem, str]:
    """The items right behind which text is missing that may belong to their record, with what is missing in words."""
    counts = division.tree.items_
    if not any(counts.count(name) for name in _GAPS):
        return {}
    items = {item.node.base: item for item in division.items if item.level not in (66, 78, 88)}
    found: dict[DataItem, str] = {}
    current: DataItem | None = None
    for entry in division.syntax:
        name = entry.shape[0]
        if name in _ENDS:
            break
        if name in _GAPS and current is not None and (missing := _missing(division, entry)):
            found.setdefault(current, missing)
        elif entry.start in items:
            current = items[entry.start]
        if name.endswith(("_section", "_description")) or (name in _UNREAD and _is_record(division, entry)):
            current = None
    return found


def _missing(division: DataDivision, entry: Item) -> str:
    """What is missing here; "" when nothing is that could belong to the record before."""
    name = entry.shape[0]
    texts = division.tree.tokens_.texts
    if name == "exec_statement":
        words = texts[entry.start].split()
        return _member(words[3]) if len(words) > 3 and words[2] == "INCLUDE" else ""
    if name == "copy_statement":
        return _member(texts[entry.start + 1]) if entry.length > 1 else "COPY without a member"
    return "" if _is_record(division, entry) else "an entry was not read"


def _is_record(division: DataDivision, entry: Item) -> bool:
    """Whether an entry that was not read begins a record."""
    return division.tree.tokens_.texts[entry.start] in ("01", "1", "77")


def _member(name: str) -> str:
    name = name.strip("'\"")
    return "" if _RECORDS.match(name.upper()) else f"the copy member {name} is missing"
