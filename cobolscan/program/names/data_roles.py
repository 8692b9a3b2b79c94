"""What the names in entries outside the PROCEDURE DIVISION are: the other half of `roles.py`. `through` is the clause."""

from __future__ import annotations

from cobolscan.program.names.given import Given, Rule, Told, Word, all_are, inherit, nodes, tokens
from cobolscan.program.names.roles import RULES as STATEMENTS
from cobolscan.syntax.driver import Shape

ENTRIES = frozenset(
    "data_entry screen_entry report_entry file_description file_clauses report_description communication_description select_entry "
    "special_names special_names_entry i_o_control i_o_control_entry object_computer procedure_division".split()
)
"""Entries whose names are resolved; what others hold (repository, options) are names of other units."""


def _clause(through: str, how: str = "read", role: str = "data") -> Rule:
    return all_are(Given(how, through, role))


def _screen(shape: Shape, given: Given, word: Word) -> Told:
    """FROM is displayed, TO accepted, USING both; BEFORE and AFTER name procedures, other operands are attributes."""
    words = [word(number) for number in tokens(shape)]
    how = {"FROM": "read", "TO": "write", "USING": "both"}.get(words[0] if words else "", "read")
    attribute = not words or words[0] not in ("FROM", "TO", "USING")
    return ((child, Given(how, "attribute" if attribute else "screen")) for child in nodes(shape))


def _report_clause(shape: Shape, given: Given, word: Word) -> Told:
    return ((child, Given("read", "report")) for child in nodes(shape))


def _sum(shape: Shape, given: Given, word: Word) -> Told:
    return ((child, Given("read", "sum")) for child in nodes(shape))


def _parameter(shape: Shape, given: Given, word: Word) -> Told:
    """The last word; what the caller passes is what the program finds in it."""
    if tokens(shape):
        yield tokens(shape)[-1], Given("write", "caller")


def _returning(shape: Shape, given: Given, word: Word) -> Told:
    for number in tokens(shape)[1:]:
        if word(number) != "OMITTED":
            yield number, Given("read", "caller")


RULES: dict[str, Rule] = {
    **STATEMENTS,
    "redefines_clause": _clause("redefines", ""),
    "renames_clause": _clause("renames", ""),
    "occurs_clause": inherit,
    "occurs_count": _clause("occurs"),
    "occurs_depending": _clause("depending"),
    "occurs_key": _clause("key"),
    "constant_clause": _clause("constant"),
    "type_clause": _clause("type", "", "type"),
    "same_as_clause": _clause("type", ""),
    "screen_clause": _screen,
    "report_group_clause": _report_clause,
    "report_sum": _sum,
    "assign_clause": inherit,
    "assign_part": _clause("assign"),
    "assign_item": _clause("assign"),
    "value_of_clause": inherit,
    "file_value": _clause("assign"),
    "file_status_clause": _clause("status", "write"),
    "relative_key_clause": _clause("key", "both"),
    "record_key_clause": inherit,
    "alternate_key_clause": inherit,
    "record_key": _clause("key"),
    "record_varying_clause": inherit,
    "record_clause": inherit,
    "record_depending": _clause("record size", "both"),
    "linage_clause": _clause("linage"),
    "linage_part": _clause("linage"),
    "cursor_clause": _clause("screen", "both"),
    "crt_status_clause": _clause("screen", "write"),
    "screen_control_clause": _clause("screen", "both"),
    "event_status_clause": _clause("screen", "write"),
    "procedure_parameter": _parameter,
    "procedure_returning": _returning,
    "communication_part": _clause("definition", "", "definition"),
}
"""By the name of a clause: what its children are."""
