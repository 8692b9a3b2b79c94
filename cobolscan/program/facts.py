"""What a statement does, read off its shape once: which operands are written, compared, computed with.

Facts hold (shape, offset) pairs relative to the segment, so that one set serves every place where the shape occurs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cobolscan.syntax.driver import Shape
from cobolscan.syntax.nodes import descend

Part = Shape  # a shape, relative to the segment's first token

_ARITHMETIC = frozenset(("add_expression", "subtract_expression", "multiply_expression", "divide_expression", "power_expression"))
_LITERALS = frozenset(("number", "string"))


@dataclass(slots=True, frozen=True)
class Comparison:
    """`operator` is the shape of the words; `left` is None when neither a subject nor an EVALUATE gives one."""

    left: Part | None
    operator: Part | None
    right: Part
    shape: Part  # what to point at: the relation, or the bare object of an abbreviated one
    role: str  # if, until, when, search
    negated: bool = False  # under an odd number of NOTs around it; that of the relation itself is in the operator


@dataclass(slots=True)
class Facts:
    """Facts of one segment shape. Shared by all places where it occurs: nobody changes them."""

    writes: tuple[Part, ...]
    increments: tuple[tuple[Part, tuple[Part, ...]], ...]  # (item, what it is added or subtracted)
    moves: tuple[tuple[Part, Part], ...]  # (source literal, target)
    comparisons: tuple[Comparison, ...]
    computed: tuple[Part, ...]  # numeric literals that are operands of arithmetic
    subscripts: tuple[tuple[Part, tuple[Part, ...]], ...]  # (subscripted qualified name, references in its subscripts)
    modifiers: tuple[Part, ...]  # references in reference modifiers
    numbers: int  # numeric literals anywhere
    touched: tuple[Part, ...] = ()  # identifiers with subscripts or reference modification
    literals: bool = False  # numeric or alphanumeric ones, in conditions and arithmetic
    controlled: bool = False  # a PERFORM with TIMES, UNTIL or VARYING

    features: tuple[str, ...] = ()  # the sorts of facts that there are

    def __post_init__(self) -> None:
        self.features = tuple([name for name in _SORTS if getattr(self, name)])


_SORTS = ("comparisons", "computed", "moves", "modifiers", "numbers", "increments", "subscripts", "touched", "literals", "controlled")
_NONE = Facts((), (), (), (), (), (), (), 0)
_EMPTY = frozenset(("perform_statement", "go_to_statement", "exit_statement", "continue_statement", "stop_statement", "else_phrase"))


def facts_of(shape: Shape) -> Facts:
    """Facts of one segment, worked out anew: see `Statement.facts`."""
    name = shape[0]
    if name in _EMPTY and all(type(child) is int or child[0] in ("procedure_name", "through") for child in shape[1:]):
        return _NONE
    parts = _parts(shape)
    kinds = {part[0] for part in parts}  # gates: most shapes have few sorts of facts
    numbers = sum(1 for part in parts if part[0] == "number") if "number" in kinds else 0
    return Facts(
        tuple(_writes(shape, parts)) if not _WRITERS.keys().isdisjoint(kinds) or name == "inspect_statement" else (),
        tuple(_increments(shape, parts)) if not _STEPPERS.isdisjoint(kinds) else (),
        tuple(_moves(shape)) if name == "move_statement" else (),
        tuple(_comparisons(parts)) if not _ROLES.keys().isdisjoint(kinds) else (),
        tuple(_computed(shape)) if numbers else (),
        tuple(_subscripts(parts)) if "subscripts" in kinds else (),
        tuple(_modifiers(parts)) if "reference_modifier" in kinds else (),
        numbers,
        tuple(part for part in parts if part[0] == "identifier" and len(part) > 2) if not _TOUCHING.isdisjoint(kinds) else (),
        name in _WEIGHED and (bool(numbers) or "string" in kinds),
        not _CONTROLS.isdisjoint(kinds),
    )


def _parts(shape: Shape) -> list[Shape]:
    """Every shape under (and with) a shape, in order."""
    out: list[Shape] = []
    stack = [shape]
    while stack:
        part = stack.pop()
        out.append(part)
        stack += [child for child in part[:0:-1] if type(child) is not int]
    return out


_STEPPERS = frozenset(("add_statement", "subtract_statement", "compute_statement", "perform_varying", "perform_after", "set_phrase"))
_WEIGHED = frozenset(
    ("if_phrase", "when_phrase", "search_phrase", "perform_statement", "perform_inline", "add_statement", "subtract_statement",
     "multiply_statement", "divide_statement", "compute_statement")
)  # fmt: skip
_CONTROLS = frozenset(("perform_times", "perform_until", "perform_varying", "perform_forever"))
_TOUCHING = frozenset(("subscripts", "reference_modifier"))


def _nodes(shape: Shape) -> list[Part]:
    """The child nodes. What could not be read of a statement says nothing of what it does."""
    return [child for child in shape[1:] if type(child) is not int and child[0] != "opaque"]


def _after_last_word(shape: Shape) -> list[Part]:
    last = max((n for n, child in enumerate(shape) if n and type(child) is int), default=0)
    return [child for child in shape[last + 1 :] if type(child) is not int and child[0] != "opaque"]


def _before_first_word(shape: Shape) -> list[Part]:
    out = []
    for child in shape[1:]:
        if type(child) is int:
            break
        out.append(child)
    return out


def _first_node(shape: Shape) -> list[Part]:
    return _nodes(shape)[:1]


_WRITERS: dict[str, Callable[[Shape], list[Part]]] = {
    "move_statement": _after_last_word,
    "target": _first_node,
    "initialize_statement": _nodes,
    "set_phrase": _before_first_word,
    "accept_statement": lambda shape: [n for n in _nodes(shape) if n[0] == "identifier"][:1],
    "read_into": _nodes,
    "string_statement": lambda shape: [n for n in _nodes(shape) if n[0] == "identifier"],
    "string_pointer": _nodes,
    "unstring_into": _first_node,
    "unstring_delimiter_in": _nodes,
    "unstring_count": _nodes,
    "unstring_option": _nodes,
    "tally": lambda shape: [n for n in _nodes(shape) if n[0] == "identifier"][:1],
    "perform_varying": lambda shape: [n for n in _nodes(shape) if n[0] == "identifier"][:1],
    "perform_after": _first_node,
    "search_phrase": lambda shape: _nodes(shape)[1:],
    "call_argument": lambda shape: [n for n in _nodes(shape) if n[0] == "identifier"],
    "call_returning": _nodes,
    "receive_statement": _nodes,
    "xml_generate_statement": _first_node,
    "json_generate_statement": _first_node,
    "json_parse_statement": lambda shape: _nodes(shape)[1:2],
    "allocate_returning": _nodes,
    "transform_statement": _first_node,
    "examine_statement": _first_node,
    "exception_phrase": _nodes,
    "inquired": _nodes,
    "control_giving": _nodes,
    "thread_handle": _nodes,
    "receive_option": _nodes,
    "message_giving": _nodes,
}


def _writes(shape: Shape, parts: list[Shape]) -> Iterator[Part]:
    replacing = False
    for part in parts:
        writer = _WRITERS.get(part[0])
        if writer:
            yield from (child for child in writer(part) if child[0] in ("identifier", "qualified"))
        replacing = replacing or part[0] in ("replacement",)
    if shape[0] == "inspect_statement" and (replacing or _converts(shape)):
        yield from (child for child in _nodes(shape)[:1] if child[0] == "identifier")


def _converts(shape: Shape) -> bool:
    """INSPECT CONVERTING: an inspect_part of two operands without tally or replacement."""
    return any(part[0] == "inspect_part" and not any(n[0] in ("tally", "replacement") for n in _nodes(part)) for part in _nodes(shape))


def _increments(shape: Shape, parts: list[Shape]) -> Iterator[tuple[Part, tuple[Part, ...]]]:
    name = shape[0]
    if name in ("add_statement", "subtract_statement"):
        nodes = _nodes(shape)
        steps = tuple(n for n in nodes if n[0] != "target")
        for target in (n for n in nodes if n[0] == "target"):
            yield target[1], steps
    elif name == "compute_statement":
        nodes = _nodes(shape)
        if nodes and nodes[-1][0] in ("add_expression", "subtract_expression"):
            for target in nodes[:-1]:
                yield (target[1] if target[0] == "target" else target), (nodes[-1],)
    for part in parts:
        if part[0] in ("perform_varying", "perform_after"):
            nodes = [n for n in _nodes(part) if n[0] != "perform_test"]
            if nodes:
                yield nodes[0], tuple(nodes[2:3])
        elif part[0] == "set_phrase" and _is_step(part):
            for child in _before_first_word(part):
                yield child, tuple(_nodes(part)[-1:])


def _is_step(part: Part) -> bool:
    """SET ... UP BY and DOWN BY have two words between targets and value, SET ... TO one."""
    return sum(1 for child in part[1:] if type(child) is int) == 2


def _moves(shape: Shape) -> Iterator[tuple[Part, Part]]:
    sources = _nodes(shape)[:1]
    if sources and sources[0][0] in _LITERALS:
        for target in _after_last_word(shape):
            yield sources[0], target


def _computed(shape: Shape) -> Iterator[Part]:
    name = shape[0]
    if name in ("multiply_statement", "divide_statement", "add_statement", "subtract_statement"):
        yield from (child for child in _nodes(shape) if child[0] == "number")
    elif name == "compute_statement":
        # also COMPUTE X = 5, a plain assignment: its literal is an operand of the whole expression
        yield from (child for child in _nodes(shape)[1:] if child[0] == "number")
    for part in _outside_subscripts(shape):
        if part[0] in _ARITHMETIC:
            yield from (child for child in _nodes(part) if child[0] == "number")


def _outside_subscripts(shape: Shape) -> Iterator[Part]:
    """Every shape that is not inside a subscript or a reference modifier."""
    stack = [shape]
    while stack:
        part = stack.pop()
        yield part
        for child in reversed(part[1:]):
            if type(child) is not int and child[0] not in ("subscripts", "reference_modifier", "varying"):
                stack.append(child)


def _subscripts(parts: list[Shape]) -> Iterator[tuple[Part, tuple[Part, ...]]]:
    for part in parts:
        if part[0] == "identifier" and len(part) > 2:
            indexes = [child for child in part[2:] if type(child) is not int and child[0] == "subscripts"]
            if indexes:
                yield part[1], tuple(inner for inner in _outside_subscripts(indexes[0]) if inner[0] == "qualified")


def _modifiers(parts: list[Shape]) -> Iterator[Part]:
    for part in parts:
        if part[0] == "reference_modifier":
            yield from (inner for inner, _ in descend(part) if inner[0] == "qualified")


_ROLES = {"if_phrase": "if", "perform_until": "until", "perform_varying": "until", "perform_after": "until", "when_phrase": "when"}


def _comparisons(parts: list[Shape]) -> Iterator[Comparison]:
    for part in parts:
        role = _ROLES.get(part[0])
        if role is None:
            continue
        if role == "when":
            conditions = _nodes(part)
        elif part[0] in ("perform_varying", "perform_after"):
            conditions = [n for n in _nodes(part) if n[0] != "perform_after"][-1:]
        else:
            conditions = [n for n in _nodes(part) if n[0] != "perform_test"][-1:]
        for condition in conditions:
            yield from _Conditions(role).walk(condition)


class _Conditions:
    """Walks a condition from left to right and supplies the subject and operator that abbreviated relations leave out."""

    def __init__(self, role: str) -> None:
        self._role = role
        self._left: Part | None = None
        self._operator: Part | None = None

    def walk(self, condition: Shape) -> Iterator[Comparison]:
        stack: list[tuple[Shape, bool, bool]] = [(condition, False, False)]
        while stack:
            part, object_place, negated = stack.pop()
            name = part[0]
            if name in ("or_condition", "and_condition"):
                first, second = _nodes(part)[:2]
                stack.append((second, True, negated))
                stack.append((first, object_place, negated))
            elif name in ("not_condition", "parenthesis"):
                inside = negated != (name == "not_condition")
                stack.extend((child, object_place, inside) for child in reversed(_nodes(part)))
            elif name == "relation":
                left, operator, right = _nodes(part)[:3]
                self._left, self._operator = left, operator
                stack.append((right, True, negated)) if right[0] == "parenthesis" else None
                yield Comparison(left, operator, right, part, self._role, negated)
            elif name == "abbreviated_relation":
                operator, right = _nodes(part)[:2]
                self._operator = operator
                yield Comparison(self._left, operator, right, part, self._role, negated)
            elif name in _LITERALS and object_place and self._left is not None:
                yield Comparison(self._left, self._operator, part, part, self._role, negated)
            elif name in _LITERALS and self._role == "when":
                yield Comparison(None, None, part, part, self._role)
