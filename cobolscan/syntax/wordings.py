"""Kinds of tokens in COBOL's words: what could have stood where something did not fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cobolscan.syntax.words import spelled

_MAX_EXPECTED = 12
_OPERAND_NEEDS = frozenset(("a name", "a literal", "an integer"))
_OPERANDS = _OPERAND_NEEDS | frozenset(
    (
        *"ADDRESS ALL B-NOT FUNCTION HIGH-VALUE LENGTH LOW-VALUE NULL QUOTE SELF SPACE SUPER ZERO TRUE FALSE NOT + - (".split(),
        "a function",
        "a number",
    )
)
# what may always follow an operand says nothing about what is missing
_CONTINUATIONS = frozenset(("(", "OF", "IN", "&", "*", "**", "/", "+", "-", "B-AND", "::", "()"))
# where a relation may stand, so may these: one of them says enough
_TESTS = frozenset("ALPHABETIC ALPHABETIC-LOWER ALPHABETIC-UPPER ARE DBCS IS KANJI NEGATIVE NUMERIC OMITTED POSITIVE ZERO".split()) | {
    "a number"
}
_WORDINGS = {
    "": "end of the statement",
    "NAME": "a name",
    "NO_ARGUMENTS": "()",
    "INT": "an integer",
    "DECIMAL": "a number",
    "SIGNED_NUMBER": "a number",
    "STRING_LITERAL": "a literal",
    "PSEUDO_TEXT": "pseudo-text",
    "PERIOD": "a period",
    "LPAR": "(",
    "RPAR": ")",
    "COLON": ":",
    "BIT_NOT": "B-NOT",
    "BIT_OPERATOR": "B-AND",
    "DOUBLE_COLON": "::",
    "EQUAL": "=",
    "RELATION": "a relational operator",
    "PLUS": "+",
    "MINUS": "-",
    "PLUS_WORD": "PLUS",
    "MINUS_WORD": "MINUS",
    "STAR": "*",
    "SLASH": "/",
    "POWER": "**",
    "AMPERSAND": "&",
    "PIC": "PICTURE",
    "UNTIL_EXIT": "UNTIL",
    "AT_END": "AT END",
    "EXEC_SQL": "EXEC SQL",
    "EXEC_CICS": "EXEC CICS",
    "EXEC_DLI": "EXEC DLI",
    "EXEC_OTHER": "EXEC",
    # several words that are one kind, and words that share one
    "NAME_WORD": "NAME",
    "AT_EOP": "AT END-OF-PAGE",
    "NOT_AT_EOP": "NOT AT END-OF-PAGE",
    "END_UNIT": "END PROGRAM",
    "IS_SPECIAL_NAMES": "IS SPECIAL-NAMES",
    "WAIT_FOR": "WAIT FOR THREAD",
    "CONTROL_TYPE": "a type of control",
    "CONTROL_STYLE": "a style of control",
    "CONTROL_PROPERTY": "a property of a control",
    "WINDOW_STYLE": "a style of window",
    "FLOAT_FORMAT": "a format of floating point",
}
# what stands in no program that is right, and what NIST's installer replaces
_UNTOLD = frozenset(("JUNK", "UNCLOSED", "X_CARD"))


class Wordings:
    """The wording of each kind."""

    def __init__(self, kinds: Mapping[str, str], spellings: Mapping[str, str]) -> None:
        """From the names of kinds, and the words that there are."""
        self.of = {char: _wording(name, spellings) for name, char in kinds.items() if name not in _UNTOLD} | {"": _WORDINGS[""]}

    def chosen(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """What is worth saying of the kinds that may stand somewhere; "" is the end."""
        wordings = {self.of[kind] for kind in kinds if kind in self.of}
        if wordings >= _OPERAND_NEEDS:
            wordings = (wordings - _OPERANDS) | {"an identifier or literal"}
        if "a relational operator" in wordings:
            wordings -= _TESTS
        if len(wordings) > len(wordings & _CONTINUATIONS):
            wordings -= _CONTINUATIONS
        return tuple(sorted(wordings, key=_order)[:_MAX_EXPECTED])


def _wording(name: str, spellings: Mapping[str, str]) -> str:
    """A kind that is no word of COBOL is several: those that its name is made of."""
    if name in _WORDINGS:
        return _WORDINGS[name]
    word = spelled(name)
    return word if word in spellings else word.replace("-", " ")


def _order(wording: str) -> tuple[int, str]:
    """Kinds of operands first, then words of COBOL, then signs."""
    return (0 if wording[0].islower() else 1 if wording[0].isalpha() else 2, wording)
