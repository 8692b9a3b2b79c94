"""Where a program bounds something: comparisons by order, ends of loops, n TIMES, RETRY n TIMES, lengths and row counts in EXEC blocks.

A bound is a place at which an operand decides how much is accepted. Whether that is a limit is judged elsewhere (evidence.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.program.facts import Part
from cobolscan.program.sentences import first
from cobolscan.program.values.amounts import Amounts
from cobolscan.source.lazy import lazy
from cobolscan.source.place import Place
from cobolscan.syntax.nodes import Literal, Node, Reference, decimal_of, descend

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Compared, Statement
    from cobolscan.syntax.exec_commands import Command

_KINDS = ("comparisons", "exec_statement")
_RETRIED = ("open_statement", "read_statement", "write_statement", "rewrite_statement")
_TEXTS = frozenset(("string", "figurative", "plain_figurative"))
_NOTHING = ("", "1")
_ORDER = ("<", ">", "<=", ">=")
LENGTHS = frozenset("LENGTH FLENGTH MAXLENGTH MAXFLENGTH TOLENGTH TOFLENGTH DATALENGTH INPUTMSGLEN".split())
_OPTIONS = ("NUMITEMS", "MAXLIFETIME")  # how many, how long: no bytes of an area
_AREAS = ("COMMAREA", "INTO", "SET", "INPUTMSG", "FROM", "DATA", "RESOURCE")
_TAKES = frozenset(("LINK", "XCTL", "RETURN", "RECEIVE", "CONVERSE", "GETMAIN", "READ", "RETRIEVE", "READQ", "GET", "START"))
_NUMBER_OR_NAME = lazy(r"[+-]?\d+|[A-Za-z][\w-]*")
_ROWS = {
    "FETCH FIRST": "FETCH FIRST",
    "FETCH NEXT": "FETCH NEXT",
    "LIMIT": "LIMIT",
    "FOR ROWS": "FOR",
    "FOR": "FOR",
    "OPTIMIZE FOR": "OPTIMIZE FOR",
}
"""The clauses with a number of rows: OFFSET and FOR ROW n say which rows, not how many."""


@dataclass(frozen=True, eq=False)
class Bound:
    """`kind`: compare, until, times, retry, length (of an area taken from outside), sent (of one given away), option (another number in
    EXEC CICS), rows, cut (the length of reference modification under an IF that compares a length with the same number).

    `spelling` and `number` are those of the literal, empty and None when `name` names the item that bounds instead.
    `operator` has the subject on its left; "" where there is none.
    """

    kind: str
    subject: str
    operator: str
    statement: Statement
    where: Node | Place
    spelling: str = ""
    number: Decimal | None = None
    name: str = ""
    composite: bool = False  # the subject is a part of an expression
    token: int = -1  # of the literal, where it is one
    pointed: bool = False  # the subject holds the address of the area
    guard: Bound | None = None  # of a cut: the comparison that found it too long

    @property
    def literals(self) -> list[Literal]:
        """The numbers of a bound that is written as an expression."""
        return [] if isinstance(self.where, Place) else [part for part in self.where.all("number") if isinstance(part, Literal)]

    @property
    def place(self) -> Place:
        return self.where if isinstance(self.where, Place) else self.where.place()


class Bounds:
    """The bounds of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def literal(self) -> list[Bound]:
        """Bounds by a numeric literal, in the order of the program."""
        return [bound for bound in self._all if bound.number is not None]

    @cached_property
    def by_name(self) -> dict[str, list[Bound]]:
        """Bounds by a data item, by its name."""
        out: dict[str, list[Bound]] = defaultdict(list)
        for bound in self._all:
            if bound.name:
                out[bound.name].append(bound)
        return out

    def at(self, statement: Statement) -> list[Bound]:
        """The bounds of one statement."""
        return list(self._of(statement))

    @cached_property
    def _all(self) -> list[Bound]:
        return [bound for statement in self._bounding() for bound in self._of(statement, trivial=False)]

    def _bounding(self) -> list[Statement]:
        """The statements that can hold a bound, in the order of the program."""
        program = self._program
        found = {statement.base: statement for kind in _KINDS for statement in program.having(kind)}
        found.update((statement.base, statement) for statement in program.having("controlled"))
        if not program.features.isdisjoint(_RETRIED) and "RETRY" in program.words:
            found.update((statement.base, statement) for kind in _RETRIED for statement in program.having(kind))
        found.update((statement.base, statement) for statement in program.having("evaluate_phrase") if self._is_of_count(statement))
        moves = (statement for statement in program.having("touched") if statement.shape[0] == "move_statement")
        found.update((statement.base, statement) for statement in moves if statement.parent is not None)
        return [found[base] for base in sorted(found)]

    def _of(self, statement: Statement, trivial: bool = True) -> Iterator[Bound]:
        """The bounds of a statement; without those that only ask for none or one, unless `trivial`."""
        shape = statement.shape
        if statement.facts.comparisons:
            yield from self._comparisons(statement, trivial)
        if shape[0] in ("perform_statement", "perform_inline") and _is_controlled(shape):
            yield from _times(statement)
            yield from _descending(statement)
        elif shape[0] == "exec_statement":
            yield from _exec(statement)
        elif shape[0] == "evaluate_phrase":
            yield from self._ranges(statement)
        elif shape[0] in _RETRIED:
            yield from _retries(statement)
        elif shape[0] == "move_statement" and statement.parent is not None and statement.facts.touched:
            yield from self._cuts(statement)

    def _is_of_count(self, evaluate: Statement) -> bool:
        """EVALUATE of one item that counts: said early, for most tell codes apart."""
        subject = evaluate.children[0] if len(evaluate.shape) == 3 else None
        if not isinstance(subject, Reference) or subject.modified:
            return False
        return subjects.is_quantity(subject.data_name) or subject.data_name in self._program.values.incremented

    def _ranges(self, evaluate: Statement) -> Iterator[Bound]:
        """EVALUATE X WHEN 0 THRU 100 ... WHEN OTHER: what is more than the last number goes the way of WHEN OTHER."""
        if not self._is_of_count(evaluate):
            return
        inside = self._program.children_of(evaluate)
        other = next((when for when in inside if when.shape[0] == "when_other_phrase"), None)
        ends = [part.children[-1] for when in inside for part in when.all("when_range") if part.children]
        numbers = [end for end in ends if isinstance(end, Literal) and end.number is not None]
        if other is None or not numbers or len(numbers) < len(ends):
            return
        last = max(numbers, key=lambda literal: literal.number or 0)
        subject = evaluate.children[0]
        assert isinstance(subject, Reference)
        yield Bound("compare", subject.data_name, ">", other, last, last.spelling, last.number, token=last.first_token)

    def _cuts(self, statement: Statement) -> Iterator[Bound]:
        """MOVE X (1:90) where an IF around it asks whether a length is below 91: the rest is cut off."""
        guards = [bound for around in statement.enclosing("if_phrase") for bound in self._of(around) if _is_guard(bound)]
        for operand in statement.children if guards else ():
            length = _cut_length(operand)
            if length is None or not isinstance(operand, Reference):
                continue
            said = length.spelling, length.number or Decimal(0)
            guard = next((guard for guard in guards if abs((guard.number or 0) - said[1]) <= 1), None)
            if guard is not None:
                yield Bound("cut", operand.data_name, "", statement, length, *said, token=length.first_token, guard=guard)

    def _comparisons(self, statement: Statement, trivial: bool) -> Iterator[Bound]:
        for compared in statement.comparisons:
            if not _has_operands(compared) or not (trivial or _is_telling(compared)) or not _may_bound(compared):
                continue
            literal = compared.literal
            kind = "until" if compared.role == "until" else "compare"
            if literal is not None:
                yield from _by_literal(compared, literal, kind)
            elif isinstance(compared.left, Reference) and isinstance(compared.right, Reference):
                yield from _by_reference(compared, kind)


def _has_operands(compared: Compared) -> bool:
    """Whether a number or two items can stand on the sides: strings and figurative constants are sorted out by their shape."""
    left, right = compared.comparison.left, compared.comparison.right
    return left is None or (left[0] not in _TEXTS and right[0] not in _TEXTS)


def _is_telling(compared: Compared) -> bool:
    """Whether the literal of a comparison, if it is one, is another number than 0 and 1."""
    right = compared.comparison.right
    if right[0] != "number":
        return True
    return compared.statement.tree.tokens_.texts[compared.statement.base + right[1]].lstrip("0") not in _NOTHING


def _may_bound(compared: Compared) -> bool:
    """By order; equality ends loops and, of something that is counted, also fills it, but in WHEN it tells cases apart."""
    return compared.operator in _ORDER or (compared.operator == "=" and compared.role != "when")


def _by_literal(compared: Compared, literal: Literal, kind: str) -> Iterator[Bound]:
    subject = compared.subject
    name, composite = subject_name(subject) if subject is not None else ("", False)
    if name:
        where = compared.statement, literal
        said = literal.spelling, literal.number
        yield Bound(kind, name, compared.normal_operator, *where, *said, composite=composite, token=literal.first_token)


def _by_reference(compared: Compared, kind: str) -> Iterator[Bound]:
    """Both ways: which side is the bound is for the reader to say."""
    left, right, operator = compared.left, compared.right, compared.operator
    assert isinstance(left, Reference) and isinstance(right, Reference)
    mirrored = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(operator, operator)
    yield Bound(kind, left.data_name, operator, compared.statement, right, name=right.data_name)
    yield Bound(kind, right.data_name, mirrored, compared.statement, left, name=left.data_name)


def _is_controlled(shape: Part) -> bool:
    """Whether a PERFORM has n TIMES or VARYING; its UNTIL is a comparison."""
    return any(type(child) is not int and child[0] in ("perform_times", "perform_varying") for child in shape[1:])


def _cut_length(operand: Node) -> Literal | None:
    """The literal length of an item's reference modification."""
    modifier = operand.child("reference_modifier")
    length = modifier.children[-1] if modifier is not None and len(modifier.children) > 1 else None
    return length if isinstance(length, Literal) and length.number is not None else None


def _is_guard(bound: Bound) -> bool:
    """A length, compared by order with a number that is no accident."""
    return bound.operator in _ORDER and bound.number is not None and bound.number >= 8 and "size" in subjects.about(bound.subject)


def subject_name(subject: Node) -> tuple[str, bool]:
    """(name, whether only a part of an expression) of what is compared; "" for a part of an item and for what has no name."""
    if isinstance(subject, Reference):
        return ("" if subject.modified else subject.data_name), False
    if subject.name == "length_of" or (subject.name == "function_call" and "LENGTH" in subject.words[:2]):
        inner = next((part for part in subject.all("identifier") if isinstance(part, Reference)), None)
        function = next((part for part in subject.all("function_call") if part.first_token != subject.first_token), None)
        if inner is None:
            return "", False
        named = next((word for word in function.words if word != "FUNCTION"), "") if function is not None else ""
        return f"LENGTH OF {named}({inner.data_name})" if named else f"LENGTH OF {inner.data_name}", False
    if subject.name in ("string", "figurative", "function_call", "truth"):
        return "", False
    inner = next((part for part in subject.all("identifier") if isinstance(part, Reference) and not part.modified), None)
    return (inner.data_name if inner else ""), True


def _times(statement: Statement) -> Iterator[Bound]:
    for times in statement.all("perform_times"):
        operand = times.children[0] if times.children else None
        procedure = statement.child("procedure_name")
        subject = procedure.words[0] if procedure else ""
        if isinstance(operand, Reference):
            yield Bound("times", subject, "", statement, operand, name=operand.data_name)
        elif operand is None and times.words[0].isdigit():
            literal = Literal(times.tree, times.base, ("number", first(times.shape)))
            yield Bound("times", subject, "", statement, literal, literal.spelling, literal.number)


def _descending(statement: Statement) -> Iterator[Bound]:
    """VARYING X FROM 100 BY -1: the loop begins at its bound."""
    for varying in statement.all("perform_varying", "perform_after") if statement.facts.increments else ():
        parts = [part for part in varying.children if part.name not in ("perform_test", "perform_after")]
        start, step = (parts[1], parts[2]) if len(parts) == 4 else (None, None)
        if not isinstance(start, Literal) or not isinstance(step, Literal) or not isinstance(parts[0], Reference):
            continue
        if start.number is not None and (step.number or 0) < 0:
            name = parts[0].data_name
            yield Bound("until", name, "from", statement, start, start.spelling, start.number, token=start.first_token)


def _retries(statement: Statement) -> Iterator[Bound]:
    for phrase in statement.all("retry_phrase"):
        operand = phrase.children[0] if phrase.children else None
        if operand is None or phrase.words[-1] != "TIMES":
            continue
        only = Amounts(statement.program).of(operand, statement).only
        if only is not None and only.literals and not isinstance(operand, Reference):
            file = next((n for n in statement.all("open_file", "read_statement", "write_record")), statement)
            words = [word for word in file.words if word not in ("READ", "FILE")]
            yield Bound("retry", words[0], "", statement, operand, operand.text, only.number)


def _exec(statement: Statement) -> Iterator[Bound]:
    """Lengths in EXEC CICS, numbers of rows in EXEC SQL."""
    block = statement.block
    if block.language == "CICS":
        yield from _lengths(statement, block.command)
    elif block.language == "SQL" and (sql := block.sql) is not None:
        for limit in sql.limits:
            if limit.number.isdigit() and limit.clause in _ROWS:
                yield _in_exec(statement, "rows", _ROWS[limit.clause], limit.number, limit.offset)


def _lengths(statement: Statement, command: Command | None) -> Iterator[Bound]:
    options = command.options if command is not None else ()
    area = next((option for option in options if option.name in _AREAS and option.argument), None)
    named = re.match(r"[\w-]+", area.argument) if area is not None and area.argument else None
    for option in options:
        if option.name in LENGTHS and option.argument and _NUMBER_OR_NAME.fullmatch(option.argument):
            kind = "length" if command is not None and set(command.command.split()[:2]) & _TAKES else "sent"
            bound = _in_exec(statement, kind, named[0].upper() if named else option.name, option.argument, option.offset)
            yield replace(bound, pointed=area is not None and area.name == "SET")
        elif option.name in _OPTIONS and option.argument and _NUMBER_OR_NAME.fullmatch(option.argument):
            yield _in_exec(statement, "option", option.name, option.argument, option.offset)


def _in_exec(statement: Statement, kind: str, subject: str, written: str, offset: int) -> Bound:
    place = statement.block.place_of(offset, len(written))
    if written.lstrip("+-").isdigit():
        return Bound(kind, subject, "", statement, place, written, decimal_of(written))
    return Bound(kind, subject, "", statement, place, name=written.upper())


def references(shape: Part) -> Iterator[Part]:
    """The qualified names under a shape, those in subscripts included."""
    return (part for part, _ in descend(shape) if part[0] == "qualified")
