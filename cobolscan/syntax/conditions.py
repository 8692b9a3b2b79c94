"""What the one grammar of arithmetic and conditions lets through, and COBOL does not.

Arithmetic and conditions are one grammar (see expression.lark), so that it takes COMPUTE A = (B > 1) and IF A + B. Each shape
is looked through once: a condition stands only where a condition may, and a bare operand is a condition only when it can be a
condition-name or when a relation before it lends its subject (ISO 1989:2002, 8.8.4.2, abbreviated combined conditions).
"""

from __future__ import annotations

from typing import Any

from cobolscan.syntax.driver import Shape

_CONDITIONS = frozenset(
    "or_condition and_condition not_condition relation abbreviated_relation class_condition abbreviated_class truth".split()
)
# without one of these kinds there is no condition in a phrase, unless its rule is one of HOLDERS
CONDITIONAL = """OR AND NOT EQUAL RELATION IS ARE TRUE FALSE ZERO NUMERIC ALPHABETIC ALPHABETIC_LOWER ALPHABETIC_UPPER POSITIVE NEGATIVE
OMITTED DBCS KANJI""".split()
HOLDERS = frozenset("if_phrase perform_statement perform_inline when_phrase evaluate_phrase search_phrase report_entry".split())
_CHAINS = frozenset(("or_condition", "and_condition", "not_condition", "parenthesis"))
# the nodes of statements that hold conditions; all else holds arithmetic
_HOLDERS = frozenset(
    "if_phrase perform_until perform_varying perform_after when_phrase evaluate_phrase when_range report_group_clause".split()
)
_OBJECTS = frozenset(("when_phrase", "evaluate_phrase", "when_range", "report_group_clause"))
_CONDITION, _ARITHMETIC, _OBJECT, _ANY = range(4)
_EXPRESSION = ("an arithmetic expression",)
_WHOLE_CONDITION = ("a relational operator", "a condition")


def first_nonsense(shape: Shape) -> tuple[int, tuple[str, ...]] | None:
    """The first token at which a phrase makes no sense, and what could stand there; None when all is well."""
    related = False  # a relation before has given a subject
    todo: list[tuple[Any, int]] = [(shape, _ANY)]
    while todo:
        node, mode = todo.pop()
        name = node[0]
        if mode in (_ARITHMETIC, _ANY):
            if name in _CONDITIONS and not (mode == _ANY and name == "truth"):
                return first_leaf(node), _EXPRESSION
            if name in _HOLDERS:
                related = name in _OBJECTS
                todo.extend(_held(node, name))
            else:
                below = _ANY if (mode == _ANY and name == "set_statement") or name == "set_phrase" else _ARITHMETIC
                todo.extend((child, below) for child in reversed(node[1:]) if type(child) is tuple)
            continue
        if name in _CHAINS:
            todo.extend((child, mode) for child in reversed(node[1:]) if type(child) is tuple)
        elif name in ("relation", "class_condition", "abbreviated_relation", "abbreviated_class"):
            if name[0] == "a" and not related:
                return first_leaf(node), _EXPRESSION
            related = related or "relation" in name
            todo.extend(reversed(_compared(node, name)))
        elif name == "truth":
            if mode == _CONDITION:
                return first_leaf(node), _WHOLE_CONDITION
        elif related or name == "identifier":
            todo.extend((child, _ARITHMETIC) for child in reversed(node[1:]) if type(child) is tuple)
        else:
            return last_leaf(node), _WHOLE_CONDITION
    return None


def _held(node: Shape, name: str) -> list[tuple[Any, int]]:
    """The children of a node that holds conditions, each with what it must be, the first one last."""
    children = [child for child in node[1:] if type(child) is tuple]
    if name in _OBJECTS:
        return [
            (child, _ANY if child[0] in _HOLDERS else _OBJECT)
            for child in reversed(children)
            if name != "report_group_clause" or _is_expression(child)
        ]
    if name == "perform_until" and type(node[-1]) is int:  # UNTIL EXIT
        return []
    after = [child for child in children if child[0] == "perform_after"]
    before = [child for child in children if child[0] not in ("perform_after", "perform_test")]
    return [
        *((child, _ANY) for child in reversed(after)),
        (before[-1], _CONDITION),
        *((child, _ARITHMETIC) for child in reversed(before[:-1])),
    ]


def _is_expression(child: Shape) -> bool:
    return child[0] in _CONDITIONS or child[0] == "parenthesis"


def _compared(node: Shape, name: str) -> list[tuple[Any, int]]:
    """The operands of a relation: on its right stands an expression, or the objects of an abbreviated condition in parentheses."""
    children = [
        child
        for child in node[1:]
        if type(child) is tuple and child[0] not in ("relation_operator", "abbreviated_operator", "class_test", "class_word")
    ]
    right = 1 if name == "relation" else 0 if name == "abbreviated_relation" else 2
    return [(child, _CONDITION if number == right and child[0] == "parenthesis" else _ARITHMETIC) for number, child in enumerate(children)]


def first_repeated(shape: Shape, kinds: str) -> tuple[int, tuple[str, ...]] | None:
    """The second BEFORE or AFTER behind one operand of an INSPECT statement (ISO 1989:2002, 14.9.21: each at most once)."""
    todo = [shape]
    while todo:
        node = todo.pop()
        children = [child for child in node[1:] if type(child) is tuple]
        todo.extend(children)
        limits = [child[1] for child in children if child[0] == "inspect_limit"]
        for number, limit in enumerate(limits):
            if any(kinds[limit] == kinds[other] for other in limits[:number]):
                return limit, ("end of the statement",)
    return None


def first_leaf(node: Shape) -> int:
    """The first token of a shape."""
    child: Any = node
    while type(child) is tuple:
        child = next(part for part in child[1:] if type(part) is int or len(part) > 1)
    return int(child)


def last_leaf(node: Shape) -> int:
    """The last token of a shape."""
    child: Any = node
    while type(child) is tuple:
        child = next(part for part in reversed(child[1:]) if type(part) is int or len(part) > 1)
    return int(child)
