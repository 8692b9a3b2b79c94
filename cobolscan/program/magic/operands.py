"""Where literals stand as operands of a statement, read off its shape once: compared, computed with, moved.

What the standard lets stand as a position or a flag is no operand here: subscripts, reference modifiers, arguments of
functions and of CALL, FROM and BY of VARYING, screen positions, what DISPLAY shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from cobolscan.program.by_shape import ByShape
from cobolscan.syntax.driver import Shape
from cobolscan.syntax.nodes import descend, edge

if TYPE_CHECKING:
    from cobolscan.program.facts import Comparison, Facts
    from cobolscan.program.statements import Statement

NONE = -1
_EXPRESSIONS = frozenset(("add_expression", "subtract_expression", "multiply_expression", "divide_expression", "power_expression"))
_PRODUCTS = frozenset(("multiply_expression", "divide_expression", "parenthesis"))
_MULTIPLIED = frozenset(("multiply_expression", "parenthesis"))
_SUMS = frozenset(("add_expression", "subtract_expression"))
ARITHMETIC = frozenset(("add_statement", "subtract_statement", "multiply_statement", "divide_statement", "compute_statement"))
_STEPS = frozenset(("add_statement", "subtract_statement"))
_CONDITIONS = frozenset(("if_phrase", "when_phrase", "perform_statement", "perform_inline", "search_phrase"))
_HOLDS = ARITHMETIC | _CONDITIONS
_NAMES = frozenset(("identifier", "qualified"))
_READS = frozenset(("identifier", "qualified", "function_call", "length_of"))
_LITERALS = frozenset(("number", "string"))
_ASIDE = frozenset(("subscripts", "reference_modifier", "varying", "opaque"))


class Spot(NamedTuple):
    """One literal of a shape. All places are tokens, counted from the segment's first one.

    `kind`: arithmetic, step (ADD, SUBTRACT), compare, when (a bare case of an EVALUATE), move.
    `subject`: the token of the name that it is about; NONE, or -2 and below for the first, second ... subject of the EVALUATE.
    `role`: of arithmetic `*` (a factor), `/` (a divisor) or `+` (anything else); of compare and when `range`, or `` where `operator` tells.
    """

    kind: str
    literal: Shape
    at: int
    subject: int = NONE
    role: str = ""
    operator: tuple[int, int] = (NONE, NONE)  # first and last token of the relational operator
    mirrored: bool = False  # the literal stands on the left
    modified: bool = False  # only a part of the subject is meant
    length: bool = False  # the subject's length is meant
    over: int = NONE  # of a factor: the literal by which the product is divided
    beside: int = NONE  # of `1 + .05`: the other number
    factors: tuple[int, ...] = ()  # of a factor: all numbers of the product
    alone: bool = False  # every other operand is a literal too, if the statement says GIVING

    @property
    def is_text(self) -> bool:
        return bool(self.literal[0] == "string")


_SPOTS: dict[int, tuple[Shape, tuple[Spot, ...]]] = {}


def spots(statements: Iterable[Statement]) -> Iterator[tuple[Statement, Spot]]:
    """The literals that statements compare and compute with, and COMPUTE assigns. They are known by the identity of a shape, which is
    kept so that it stays its own."""
    known = _SPOTS
    for statement in statements:
        shape = statement.shape
        entry = known.get(id(shape))
        if entry is None:
            if len(known) > 200_000:
                known.clear()
            entry = known[id(shape)] = (shape, tuple(_spots(shape, statement.facts)) if shape[0] in _HOLDS else ())
        for spot in entry[1]:
            yield statement, spot


def moves(statements: Iterable[Statement]) -> Iterator[tuple[Statement, Spot]]:
    """The literals of MOVE, each with its first receiver."""
    for statement in statements:
        if statement.shape[0] == "move_statement" and (facts := statement.facts).moves:
            source, receiver = facts.moves[0]
            yield statement, Spot("move", source, _token(source), edge(receiver, 0, 1), modified=_is_modified(receiver))


def _spots(shape: Shape, facts: Facts) -> Iterator[Spot]:
    name = shape[0]
    if name in _CONDITIONS:
        for comparison in facts.comparisons:
            if comparison.left is not None:
                yield from _compared(comparison)
        if name == "when_phrase":
            yield from _cases(shape)
        yield from _computed(shape, NONE)
    elif name in ARITHMETIC:
        target = edge(facts.writes[0], 0, 1) if facts.writes else NONE
        yield from _arithmetic(shape, target)


def _token(literal: Shape) -> int:
    return edge(literal, 0, -1)


# ---- conditions


def _compared(comparison: Comparison) -> Iterator[Spot]:
    left, right = comparison.left, comparison.right
    assert left is not None
    operator = (NONE, NONE) if comparison.operator is None else (edge(comparison.operator, 0, 1), edge(comparison.operator, 0, -1))
    for literal, other, mirrored in ((right, left, False), (left, right, True)):
        if _is_literal(literal):
            at, modified, length = _subject(other)
            if at != NONE:
                yield Spot("compare", literal, _token(literal), at, "", operator, mirrored, modified, length)
            return


def _is_literal(shape: Shape) -> bool:
    return shape[0] in _LITERALS or (shape[0] == "sign_expression" and shape[-1][0] == "number")


def _subject(operand: Shape) -> tuple[int, bool, bool]:
    """(token of the name, whether a part of it is meant, whether its length is meant) of the other side."""
    if operand[0] in _NAMES:
        return edge(operand, 0, 1), _is_modified(operand), False
    if operand[0] in _LITERALS or operand[0] == "function_call":
        return NONE, False, False
    found = next((part for part, _ in descend(operand) if part[0] in _NAMES), None)
    return (NONE, False, False) if found is None else (edge(found, 0, 1), operand[0] != "length_of", operand[0] == "length_of")


def _is_modified(shape: Shape) -> bool:
    return any(part[0] == "reference_modifier" for part, _ in descend(shape))


def _cases(shape: Shape) -> Iterator[Spot]:
    """The objects of WHEN stand in every second place behind the word, ALSO between them; ANY and OTHER are words."""
    for position, part in enumerate(shape[2::2]):
        if type(part) is not int and part[0] == "not_condition":
            part = part[-1]
        if type(part) is int:
            continue
        subject = -2 - position
        if _is_literal(part):
            yield Spot("when", part, _token(part), subject)
        elif part[0] == "when_range":
            for end in part[1:]:
                if type(end) is not int and _is_literal(end):
                    yield Spot("when", end, _token(end), subject, "range")


def subjects_of(evaluate: Shape) -> tuple[Shape | None, ...]:
    """The subjects of an EVALUATE phrase in order; None for one that is no data item: TRUE, FALSE, an expression."""
    return tuple(part if type(part) is not int and part[0] in _NAMES else None for part in evaluate[2::2])


# ---- arithmetic


def _arithmetic(shape: Shape, target: int) -> Iterator[Spot]:
    """The operands of an arithmetic statement itself, then those of its expressions."""
    name = shape[0]
    operands = [child for child in shape[1:] if type(child) is not int and child[0] not in ("target", "opaque")]
    alone = not any(part[0] in _READS for operand in operands for part, _ in descend(operand))
    if name == "compute_statement":
        for operand in operands[-1:]:
            if _is_literal(operand):
                yield Spot("move", operand, _token(operand), target)
    else:
        alone = alone and len(operands) > 1
        for operand in operands:
            if operand[0] == "number":
                role = "+" if name in _STEPS else "*" if name == "multiply_statement" else "/"
                yield Spot("step" if name in _STEPS else "arithmetic", operand, _token(operand), target, role, alone=alone)
    yield from (spot._replace(alone=alone) for spot in _computed(shape, target))


def _computed(shape: Shape, target: int) -> Iterator[Spot]:
    """Numbers in expressions. Nothing is taken from where a number is a position or an argument."""
    stack: list[tuple[Shape, int, tuple[int, ...]]] = [(shape, NONE, ())]
    while stack:
        part, over, factors = stack.pop()
        children = [child for child in part[1:] if type(child) is not int]
        factors = (factors or _factors(part)) if part[0] in _MULTIPLIED else ()
        if part[0] in _EXPRESSIONS:
            yield from (spot._replace(factors=factors) for spot in _operands(part, children, target, over))
            over = _divisor(part, children, over)
        elif part[0] != "parenthesis":
            over = NONE
        for child in reversed(children):
            if child[0] not in _ASIDE:
                stack.append((child, over if child is children[0] or part[0] != "divide_expression" else NONE, factors))


def _factors(product: Shape) -> tuple[int, ...]:
    """The numbers of a product, however it is bracketed."""
    found, stack = [], [product]
    while stack:
        part = stack.pop()
        if part[0] == "number":
            found.append(_token(part))
        elif part[0] in _MULTIPLIED:
            stack.extend(child for child in part[1:] if type(child) is not int)
    return tuple(found)


def _divisor(part: Shape, children: list[Shape], over: int) -> int:
    if part[0] == "divide_expression" and len(children) == 2 and children[1][0] == "number":
        return _token(children[1])
    return over if part[0] in _PRODUCTS else NONE


def _operands(part: Shape, children: list[Shape], target: int, over: int) -> Iterator[Spot]:
    for number, child in enumerate(children):
        if child[0] != "number":
            continue
        subject = target if target != NONE else _beside(part)
        role = "+"
        if part[0] in _PRODUCTS:
            role = "/" if part[0] == "divide_expression" and number else "*"
        own = over if part[0] == "multiply_expression" else _divisor(part, children, NONE) if role == "*" and part[0] in _PRODUCTS else NONE
        beside = _token(children[1 - number]) if part[0] in _SUMS and len(children) == 2 and children[1 - number][0] == "number" else NONE
        yield Spot("arithmetic", child, _token(child), subject, role, over=own, beside=beside)


def _beside(part: Shape) -> int:
    """The first name in the expression around a number."""
    found = next((inner for inner, _ in descend(part) if inner[0] in _NAMES), None)
    return NONE if found is None else edge(found, 0, 1)


# ---- names


def _names(shape: Shape) -> Iterator[int]:
    stack = [shape]
    while stack:
        part = stack.pop()
        if part[0] == "qualified":
            yield edge(part, 0, 1)
        stack.extend(child for child in reversed(part[1:]) if type(child) is not int and child[0] not in ("reference_modifier", "opaque"))


names = ByShape(lambda shape: tuple(_names(shape)))
"""The tokens of all data names of a segment, those in subscripts left out."""
