"""The size of an elementary item, from its picture and usage (Enterprise COBOL Language Reference, USAGE; ISO 1989:2002, 13.16.59)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobolscan.program.data import pictures
from cobolscan.program.data.compilers import Profile

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.data.pictures import Picture

_UNKNOWN = {
    "opaque": "a part of its entry was not read",
    "any_length_clause": "ANY LENGTH: its length is that of what the caller passes",
    "dynamic_length_clause": "DYNAMIC LENGTH: its length changes",
    "sql_type_clause": "SQL TYPE: a precompiler says what it is",
    "varying_clause": "VARYING: a precompiler says what it is",
    "type_clause": "TYPE: it is described elsewhere",
    "same_as_clause": "SAME AS: it is described elsewhere",
    "placeholder_clause": "an installer fills in its description",
    "external_form_clause": "EXTERNAL-FORM: it has no storage of its own",
}
_BINARY = frozenset(("BINARY", "COMP-5", "COMP-X"))
_TWO_BYTES = frozenset((pictures.NATIONAL, pictures.NATIONAL_EDITED, pictures.DBCS))


@dataclass(frozen=True, slots=True)
class Measure:
    """Bytes of one occurrence and its usage; `size` is None when it cannot be known, and `reason` says why."""

    size: int | None
    usage: str = "DISPLAY"
    reason: str = ""


def usage_by_picture(usage: str, picture: Picture | None) -> str:
    """The usage of an item that has none of its own but DISPLAY: N is NATIONAL, G is DISPLAY-1, U is UTF-8."""
    if usage != "DISPLAY" or picture is None:
        return usage
    if picture.category in (pictures.NATIONAL, pictures.NATIONAL_EDITED):
        return "NATIONAL"
    return {pictures.DBCS: "DISPLAY-1", pictures.UTF_8: "UTF-8"}.get(picture.category, usage)


def measure(item: DataItem, usage: str, sign_separate: bool, profile: Profile) -> Measure:
    """The size of an item without subordinate items. `usage` and `sign_separate`: its own, or what it inherits from its groups."""
    if not _UNKNOWN.keys().isdisjoint(item.clauses):
        return Measure(None, usage, next(reason for clause, reason in _UNKNOWN.items() if clause in item.clauses))
    if usage in profile.fixed:
        return Measure(profile.fixed[usage], usage)
    picture = item.pic
    if picture is None:
        return Measure(_implied(item, usage), usage, _without_picture(item, usage))
    usage = usage_by_picture(usage, picture)
    size = _size(item, picture, usage, profile)
    if size is None:
        return Measure(None, usage, f"what {usage} with picture {picture.text[:40]} takes depends on the compiler")
    separate = sign_separate and picture.signed and picture.numeric and usage in ("DISPLAY", "NATIONAL")
    return Measure(size + (_width(usage, picture, profile) if separate else 0), usage)


def _without_picture(item: DataItem, usage: str) -> str:
    if item.picture_string:
        return "its picture is not read"
    return "it has no picture" if usage == "DISPLAY" else f"what {usage} takes depends on the compiler"


def _size(item: DataItem, picture: Picture, usage: str, profile: Profile) -> int | None:
    if usage == "UTF-8":
        length = item.byte_length
        return 4 * picture.size if length is None else length
    if usage in ("DISPLAY", "NATIONAL", "DISPLAY-1"):
        return None if picture.category == pictures.BOOLEAN else picture.size * _width(usage, picture, profile)
    if usage in ("COMP-X", "COMP-5") and picture.category == pictures.ALPHANUMERIC:  # Micro Focus, GnuCOBOL
        return picture.size
    if not picture.numeric:
        return None
    if usage in _BINARY:
        return profile.binary_size(usage, picture.digits, picture.signed)
    return {"PACKED-DECIMAL": picture.digits // 2 + 1, "COMP-6": (picture.digits + 1) // 2}.get(usage)


def _width(usage: str, picture: Picture, profile: Profile) -> int:
    """Bytes of a character position."""
    if usage == "NATIONAL" and picture.category not in _TWO_BYTES:
        return profile.national_digit
    return 1 if usage == "DISPLAY" else 2


def _implied(item: DataItem, usage: str) -> int | None:
    """An item without a picture and with an alphanumeric VALUE is as long as that (GnuCOBOL, Micro Focus)."""
    if item.picture_string or usage != "DISPLAY" or len(item.values) != 1 or item.values[0].name != "string":
        return None
    text = item.values[0].text
    return len(text[1:-1].replace(text[0] * 2, text[0])) if text[0] in "\"'" and text[0] == text[-1] else None
