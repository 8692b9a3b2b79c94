"""Constant expressions and conditions of directives, read by the grammar of conditions. Nothing of a scanned file is ever executed.

ISO 1989:2002, 7.2.12 ("constant conditional expressions"). A name that is not defined has no value, and no comparison with it holds.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal, DecimalException
from functools import partial
from typing import Any

from cobolscan.source.lazy import lazy
from cobolscan.syntax.phrases import Miss, Phrases
from cobolscan.syntax.tokenizer import Tokenizer, Tokens
from cobolscan.syntax.words import FILLER

Value = Decimal | str
Definitions = dict[str, Value]

# what GnuCOBOL defines without being told (cobc/ppparse.y, ppparse_clear_vars)
_PREDEFINED: Definitions = {"PERFORM-TYPE": "MF", "SIGN": "ASCII", "ENDIAN": "LITTLE", "CHARSET": "ASCII"}

_UNDEFINED = "\0"  # before the name that stands for a value that there is not
_EXPRESSION = 200  # tokens of a condition
_NUMBERS = Context(prec=100, Emax=999, Emin=-999)
"""More than any compiler takes; what goes beyond is no number, so that neither time nor memory depends on what a directive says."""


class NotUnderstoodError(Exception):
    """A condition or value that cannot be read."""


_OPERATORS = (
    "IF AND OR NOT IS EQUAL RELATION THAN TO LPAR RPAR PLUS MINUS STAR SLASH INT DECIMAL SIGNED_NUMBER STRING_LITERAL UNCLOSED JUNK PERIOD"
)


class Expressions:
    """Conditions and values of directives, by the grammar of conditions."""

    def __init__(self, tokenizer: Tokenizer, phrases: Phrases) -> None:
        self._tokenizer = tokenizer
        self._phrases = phrases
        kinds = tokenizer.kinds.kind
        self._name = kinds["NAME"]
        self._kept = frozenset((*(kinds[name] for name in _OPERATORS.split()), FILLER))

    def truth(self, text: str, definitions: Definitions) -> bool:
        """Whether a condition holds. Raises NotUnderstoodError."""
        text = _DEFINED.sub(partial(_defined, definitions=definitions), text)
        shape, tokens = self._read(text)
        found = _evaluate(shape, tokens, definitions)
        if not isinstance(found, bool):
            raise NotUnderstoodError
        return found

    def value(self, text: str, definitions: Definitions) -> Value:
        """The value of an expression; a name without definition stands for nothing. Raises NotUnderstoodError."""
        shape, tokens = self._read(f"{text} = {text}" if text else "0 = 0")
        found = _evaluate(shape[1] if shape[0] == "relation" else shape, tokens, definitions)
        if isinstance(found, bool):
            raise NotUnderstoodError
        return found

    def _read(self, text: str) -> tuple[Any, Tokens]:
        tokens = self._tokenizer.tokenize(f"IF {text}")
        if len(tokens) > _EXPRESSION:
            raise NotUnderstoodError
        # reserved words are names here: >>DEFINE MODE AS 2
        kinds = "".join(kind if kind in self._kept else self._name for kind in tokens.kinds)
        shape = self._phrases.parse(kinds, "if_phrase")
        if isinstance(shape, Miss):
            raise NotUnderstoodError
        return shape[2], tokens


_DEFINED = lazy(r"\"[^\"]*\"|'[^']*'|(?<![A-Z0-9_-])([A-Z0-9_-]++) (?:IS )?(NOT )?(?:DEFINED|SET)(?![A-Z0-9_-])")


def _defined(match: re.Match[str], definitions: Definitions) -> str:
    """`X IS NOT DEFINED` as a relation of numbers, which the grammar of conditions knows."""
    if not match[1]:  # a literal
        return match[0]
    known = match[1] in definitions or match[1] in _PREDEFINED
    return f" {int(known != bool(match[2]))} = 1 "


def _evaluate(shape: Any, tokens: Tokens, definitions: Definitions) -> bool | Value:
    """The value of an expression or condition. At most 200 tokens: recursion is bounded."""
    name = shape[0]
    parts = [child for child in shape[1:] if type(child) is tuple]
    if name in ("or_condition", "and_condition"):
        one, other = (_evaluate(part, tokens, definitions) for part in parts)
        return bool(one or other) if name == "or_condition" else bool(one and other)
    if name == "not_condition":
        return not _evaluate(parts[0], tokens, definitions)
    if name == "parenthesis":
        return _evaluate(parts[0], tokens, definitions)
    if name == "relation":
        left, right = (_evaluate(part, tokens, definitions) for part in (parts[0], parts[-1]))
        if isinstance(left, bool) or isinstance(right, bool):
            raise NotUnderstoodError
        operator, negated = _operator(parts[1], tokens)
        return compared(operator, left, right) != negated
    if name in _ARITHMETIC:
        return _computed(name, [_evaluate(part, tokens, definitions) for part in parts])
    return _operand(shape, tokens, definitions)


_ARITHMETIC = {
    "add_expression": _NUMBERS.add,
    "subtract_expression": _NUMBERS.subtract,
    "multiply_expression": _NUMBERS.multiply,
    "divide_expression": _NUMBERS.divide,  # integers only (Enterprise COBOL 6, constant conditional expressions)
}


def _operator(shape: Any, tokens: Tokens) -> tuple[str, bool]:
    """The operator of a relation, and whether it is negated: of values that cannot be compared, NOT = holds and <> does not."""
    from cobolscan.syntax.nodes import leaves, operator_of

    numbers = list(leaves(shape))
    end = numbers[-1] + 1
    while end < len(tokens) and tokens.kinds[end] == FILLER:
        end += 1
    words = tokens.texts[numbers[0] : end]
    return operator_of([word for word in words if word != "NOT"]), "NOT" in words


def compared(operator: str, left: Value, right: Value) -> bool:
    """The outcome of a comparison; no comparison holds between values of different sorts, or without definition."""
    if type(left) is not type(right) or _UNDEFINED in (str(left)[:1], str(right)[:1]):
        return False
    order = (left > right) - (left < right)  # type: ignore[operator]
    return {"=": order == 0, "<>": order != 0, "<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}[operator]


def _computed(name: str, values: list[Any]) -> Value:
    if len(values) != 2 or not all(isinstance(value, Decimal) for value in values):
        raise NotUnderstoodError
    try:
        result: Decimal = _ARITHMETIC[name](*values)
        return result.to_integral_value("ROUND_DOWN") if name == "divide_expression" else result
    except DecimalException:
        raise NotUnderstoodError from None


def _operand(shape: Any, tokens: Tokens, definitions: Definitions) -> Value:
    from cobolscan.syntax.nodes import leaves

    numbers = list(leaves(shape))
    text = tokens.texts[numbers[0]]
    if shape[0] == "string":
        return text.strip(text[-1])
    if shape[0] == "number":
        try:
            return _NUMBERS.create_decimal(text)
        except DecimalException:
            raise NotUnderstoodError from None
    if len(numbers) != 1:
        raise NotUnderstoodError
    return definitions.get(text, _PREDEFINED.get(text, f"{_UNDEFINED}{text}"))
