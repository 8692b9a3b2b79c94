"""What depends on the spelling of a level-number: which clauses an entry of level 66, 78 or 88 may and must have (ISO 1989:2002, 13.16).

The shape of an entry says nothing of its level. Shapes that some level cannot have are marked once, when they are first read, and
only their entries are looked at here; so are those with a level-number that is rare (see tokenizer.ODD_LEVEL).
"""

from __future__ import annotations

from collections.abc import Iterator

from cobolscan.syntax.conditions import first_leaf, last_leaf
from cobolscan.syntax.driver import Shape

DESCRIPTIONS = ("data_entry", "screen_entry", "report_entry")
_ONLY = {"66": "renames_clause", "78": "value_clause", "88": "value_clause"}
_WORDS = {"renames_clause": "RENAMES", "value_clause": "VALUE"}
_LEVELS = frozenset(("66", "77", "78", "88", *(f"{number:02d}" for number in range(1, 50)), *map(str, range(1, 10))))
_ELEMENTARY = frozenset(("picture_clause", "usage_clause", "constant_clause"))


def clauses(shape: Shape) -> Iterator[Shape]:
    """The clauses of a data description entry, those of a screen without their wrapping."""
    for clause in shape[1:]:
        if type(clause) is tuple:
            yield clause[1] if clause[0] == "screen_clause" and len(clause) == 2 and type(clause[1]) is tuple else clause


def depends_on_level(shape: Shape) -> bool:
    """Whether there is a frequent level that cannot have this shape, although others can."""
    if shape[0] not in DESCRIPTIONS:
        return False
    names = [clause[0] for clause in clauses(shape)]
    if "renames_clause" in names or used_items(shape):
        return True
    return "value_clause" in names and ((len(names) > 1 and _ELEMENTARY.isdisjoint(names)) or bool(named_values(shape)))


def unread_to(shape: Shape) -> int:
    """The name in ASSIGN name literal that may be a misspelt TO; 0 if there is none. Some dialects assign several files at once."""
    for clause in shape[1:]:
        if type(clause) is tuple and clause[0] == "assign_clause" and len(clause) > 3 and all(type(part) is tuple for part in clause[2:4]):
            first, second = clause[2], clause[3]
            if type(first[1]) is tuple and first[1][0] == "identifier" and type(second[1]) is tuple and second[1][0] == "string":
                return first_leaf(first)
    return 0


def named_values(shape: Shape) -> list[int]:
    """The tokens of names that stand as values: they must be constants."""
    return [
        first_leaf(value)
        for clause in (clauses(shape) if shape[0] == "data_entry" else ())
        if clause[0] == "value_clause"
        for item in clause[1:]
        if type(item) is tuple and item[0] == "value_item"
        for value in item[1:]
        if type(value) is tuple and value[0] == "identifier"
    ]


def used_items(shape: Shape) -> list[int]:
    """The tokens of names that an entry of a screen takes its value from, or puts it into: they must be declared."""
    return [
        first_leaf(part)
        for clause in (shape[1:] if shape[0] == "screen_entry" else ())
        if type(clause) is tuple and clause[0] == "screen_clause" and type(clause[1]) is int  # FROM, TO, USING
        for part in clause[2:]
        if type(part) is tuple and part[0] == "identifier"
    ]


def _lacking(only: str, shape: Shape) -> tuple[int, tuple[str, ...]] | None:
    """Where the name or the clause is missing that an entry of level 66, 78 or 88 must have."""
    if type(shape[2]) is not int or len(shape) == 3:
        return 0, ("a name",)
    if all(clause[0] not in (only, "opaque") for clause in clauses(shape)):
        return last_leaf(shape), (_WORDS[only],)
    return None


def misfit(level: str, shape: Shape, closed: bool = True) -> tuple[int, tuple[str, ...]] | None:
    """The first token of an entry that its level does not admit, and what could stand there.

    One that is not `closed` by a period may go on in a copy member.
    """
    if level not in _LEVELS:
        return 0, ("a level-number",)
    only = _ONLY.get(level)
    for clause in clauses(shape):
        if only and clause[0] != only and clause[0] not in ("global_clause", "opaque"):
            return first_leaf(clause), (_WORDS[only], "a period")
        if clause[0] == "renames_clause" and level != "66":
            return first_leaf(clause), ("another clause", "a period")
    return _lacking(only, shape) if only and closed else None
