"""Conditional compilation: which lines of a file are compiled.

`>>IF`, `>>EVALUATE`, `>>DEFINE` (ISO 1989:2002, 7.2; Enterprise COBOL 6, "Conditional compilation"; GnuCOBOL also `>>SET CONSTANT`) and
Micro Focus' `$IF`, `$SET CONSTANT`, whose constants may be items of level 78. Lines that are left out are blank in the outcome, so that
places stay what they are. Conditions are read by the grammar of conditions; nothing of a scanned file is ever executed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Context, Decimal, DecimalException
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from cobolscan.source.lazy import lazy
from cobolscan.source.lines import ascii_upper
from cobolscan.source.reference_format import is_format
from cobolscan.syntax.phrases import Miss, Phrases
from cobolscan.syntax.tokenizer import Tokenizer, Tokens
from cobolscan.syntax.words import FILLER

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText

Value = Decimal | str
Definitions = dict[str, Value]
Member = Callable[[str, "SourceText"], "SourceText | None"]
"""The text of a copy member by its name and the file that copies it."""

# what GnuCOBOL defines without being told (cobc/ppparse.y, ppparse_clear_vars)
_PREDEFINED: Definitions = {"PERFORM-TYPE": "MF", "SIGN": "ASCII", "ENDIAN": "LITTLE", "CHARSET": "ASCII"}

_DIRECTIVE = lazy(r"(?:[0-9]{1,6})?\s*(?:>>|\$)\s*([A-Z]+(?:-[A-Z]+)?)(?![A-Z0-9-])\s*(.*)")
_DEFINE = lazy(r"(?:CONSTANT )?([A-Z0-9_-]+) ?(?:AS |= ?)?(.*)")
_LEVEL_78 = lazy(r"\b78\s+([A-Z0-9_-]+)\s+VALUE\s+(?:IS\s+)?(\"[^\"\n]*\"|'[^'\n]*'|[+-]?\d+)\s*\.")
_COPY = lazy(r"(?<![A-Z0-9-])COPY\s+[\"']?([A-Z0-9@#$_./-]*[A-Z0-9@#$_])", 0)
_FORMAT = lazy(r"SOURCEFORMAT ?(?:AS |= ?|\( ?)?([\"']?) *([A-Za-z0-9]+) *\1(?: ?\))?(?: .*)?")
_STRETCH = lazy(r"\"[^\"]*\"|'[^']*'|[^\"']+|[\"']")
_BLANKS = lazy(r"\s+")
_BRANCHES = frozenset("IF ELIF ELSE-IF ELSE END-IF END EVALUATE WHEN END-EVALUATE".split())
_UNDEFINED = "\0"  # before the name that stands for a value that there is not
_EXPRESSION = 200  # tokens of a condition
_DEPTH = 40  # COPY within COPY that is followed for definitions
_MEMBERS = 5_000  # copies that are followed for one program: members that copy others twice must not take time without end
_NUMBERS = Context(prec=100, Emax=999, Emin=-999)
"""More than any compiler takes; what goes beyond is no number, so that neither time nor memory depends on what a directive says."""


class _NotUnderstoodError(Exception):
    """A directive that this module cannot read."""


class Change(NamedTuple):
    """From a line (1-based) on, a name has a value, or none."""

    line: int
    name: str
    value: Value | None

    def apply(self, definitions: Definitions) -> None:
        """Carry the change out."""
        if self.value is None:
            definitions.pop(self.name, None)
        else:
            definitions[self.name] = self.value


@dataclass(slots=True)
class Outcome:
    """What is left of a file."""

    code: str
    upper: str
    inactive_lines: int = 0
    conditional: bool = False  # whether it depends on definitions, or changes them
    changes: list[Change] = field(default_factory=list)  # its own, without those of its members
    misread: list[tuple[int, str]] = field(default_factory=list)  # lines with directives that were not understood


@dataclass(slots=True)
class _Level:
    """One >>IF or >>EVALUATE: `outer` whether it is compiled at all, `taken` whether a branch was, `active` whether this one is."""

    outer: bool
    subject: str | None = None  # of EVALUATE
    taken: bool = False
    active: bool = False


class Conditional:
    """Carries out the directives of files. `carried_out` depends on nothing but its arguments."""

    def __init__(self, tokenizer: Tokenizer, phrases: Phrases) -> None:
        self._expressions = _Expressions(tokenizer, phrases)

    def carried_out(self, source: SourceText, definitions: Definitions, members: Members) -> Outcome:
        """The code of a file without the lines that are left out. `definitions` are those from before.

        `members` are looked into, for one may define what a condition behind it asks for.
        """
        members.active = [source]
        job = _Job(source, dict(definitions), members, self._expressions)
        return job.outcome() if job.directives else Outcome(source.code, source.upper)


class Members:
    """Copy members that are followed for what they define, for one program with all that it copies."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._left = _MEMBERS
        self.active: list[SourceText] = []  # that are being copied
        self._silent: set[SourceText] = set()

    def find(self, name: str, copier: SourceText) -> SourceText | None:
        """A member that may define something; None once the bounds are reached."""
        if self.exhausted or len(self.active) > _DEPTH:
            return None
        source = self._member(name, copier)
        if source is None or source in self._silent or source in self.active:
            return None
        if not source.directives and "COPY" not in source.upper:
            self._silent.add(source)
            return None
        self._left -= 1
        return source

    @property
    def exhausted(self) -> bool:
        """Whether there were more than are followed, so that nobody knows what is defined."""
        return self._left < 0


class _Job:
    """The directives of one file, one after the other."""

    def __init__(self, source: SourceText, definitions: Definitions, members: Members, expressions: _Expressions) -> None:
        self._source = source
        self._definitions = definitions
        self._members = members
        self._expressions = expressions
        self.directives = [(line, match) for line, text in source.directives if (match := _DIRECTIVE.match(_plain(text)))]
        self._levels: list[_Level] = []
        self._lines = source.upper.split("\n")
        self._left_out: list[int] = []
        self._done = 0  # lines that were looked through for what they define
        self._result = Outcome(source.code, source.upper)

    def outcome(self) -> Outcome:
        at = 0
        for line, match in self.directives:
            self._leave_out(at, line - 1)
            at = line
            try:
                self._directive(match[1], match[2].rstrip(". "), line)
            except _NotUnderstoodError:
                self._result.misread.append((line, match[0].strip()))
        self._leave_out(at, len(self._lines))
        if self._levels:
            self._result.misread.append((at, "END-IF"))
        self._result.inactive_lines = len(self._left_out)
        if self._left_out:
            self._result.upper = "\n".join(self._lines)
            self._result.code = self._without(self._source.code.split("\n"))
        return self._result

    def follow(self) -> None:
        """Add what the file and its members define."""
        self._members.active.append(self._source)
        self.outcome()
        self._look_through(len(self._lines))
        self._members.active.pop()

    @property
    def _active(self) -> bool:
        return not self._levels or self._levels[-1].active

    def _leave_out(self, start: int, end: int) -> None:
        """Blank lines (0-based) that are not compiled."""
        if not self._active:
            for number in range(start, end):
                if self._lines[number].strip():
                    self._left_out.append(number)
                    self._lines[number] = " " * len(self._lines[number])

    def _without(self, lines: list[str]) -> str:
        """Lines with those blank that are left out."""
        for number in self._left_out:
            lines[number] = " " * len(lines[number])
        return "\n".join(lines)

    def _directive(self, word: str, rest: str, line: int) -> None:
        if word in _BRANCHES:
            self._result.conditional = True
            self._branch(word, rest, line)
        elif word in ("DEFINE", "SET") and self._active:
            self._define(word, rest, line)

    # ---- branches

    def _branch(self, word: str, rest: str, line: int) -> None:
        levels = self._levels
        if word in ("IF", "EVALUATE"):
            levels.append(_Level(self._active, rest if word == "EVALUATE" else None))
            if word == "IF":
                self._choose(levels[-1], rest, line)
        elif not levels:
            raise _NotUnderstoodError
        elif word.startswith("END"):
            levels.pop()
        elif word == "ELSE":
            levels[-1].active = levels[-1].outer and not levels[-1].taken
            levels[-1].taken = True
        else:  # ELIF, ELSE-IF, WHEN
            self._choose(levels[-1], rest, line)

    def _choose(self, level: _Level, rest: str, line: int) -> None:
        """Whether a branch is the one that is compiled."""
        level.active = False
        if level.outer and not level.taken:
            self._look_through(line - 1)
            level.active = level.taken = self._holds(level.subject, rest)

    def _holds(self, subject: str | None, condition: str) -> bool:
        if subject is None or subject == "TRUE":
            return condition == "OTHER" or self._expressions.truth(condition, self._definitions)
        if condition == "OTHER":
            return True
        value = self._expressions.value(subject, self._definitions)
        ends = [self._expressions.value(end, self._definitions) for end in _range(condition)]
        return _compared("<=", ends[0], value) and _compared("<=", value, ends[-1])

    # ---- definitions

    def _define(self, word: str, rest: str, line: int) -> None:
        if word == "SET" and rest.startswith("SOURCEFORMAT"):
            named = _FORMAT.fullmatch(rest)
            if named is None or not is_format(named[2]):
                raise _NotUnderstoodError
            return
        if word == "SET" and not rest.startswith("CONSTANT") and " AS " not in rest:
            return  # another directive
        match = _DEFINE.match(rest)
        if match is None:
            raise _NotUnderstoodError
        self._result.conditional = True
        value = match[2].removesuffix(" OVERRIDE")
        self._look_through(line - 1)
        if value == "OFF":
            self._change(line, match[1], None)
        elif value != "PARAMETER":
            self._set(line, match[1], _bare(value), override=word == "SET" or value != match[2])

    def _set(self, line: int, name: str, text: str, override: bool) -> None:
        """Give a name a value. Without OVERRIDE, one that has another value keeps it (ISO 1989:2002, 7.2.8)."""
        value = self._expressions.value(text, self._definitions) if text else ""
        if not override and self._definitions.get(name, value) != value:
            raise _NotUnderstoodError
        self._change(line, name, value)

    def _change(self, line: int, name: str, value: Value | None) -> None:
        change = Change(line, name, value)
        change.apply(self._definitions)
        self._result.changes.append(change)

    def _look_through(self, end: int) -> None:
        """What lines before a directive define: level 78, and directives in copy members."""
        if end <= self._done:
            return
        text = "\n".join(self._lines[self._done : end])
        start = self._source.line_starts[self._done]
        self._done = end
        for match in _LEVEL_78.finditer(text):
            if match[1] not in self._definitions:
                value = self._source.code[start + match.start(2) : start + match.end(2)]
                line, _ = self._source.position(start + match.start())
                self._change(line, match[1], self._expressions.value(value, self._definitions))
        if "COPY" in text:
            for match in _COPY.finditer(text):
                self._take_from(match[1])
        if self._members.exhausted:
            raise _NotUnderstoodError

    def _take_from(self, name: str) -> None:
        source = self._members.find(name, self._source)
        if source is not None:
            _Job(source, self._definitions, self._members, self._expressions).follow()


def _plain(text: str) -> str:
    """A directive in upper case, with single blanks and without its comment; literals stay what they are."""
    plain = []
    for stretch in _STRETCH.findall(text.strip()):
        if stretch[0] in "\"'":
            plain.append(stretch)
            continue
        code, comment, _ = stretch.partition("*>")
        plain.append(_BLANKS.sub(" ", ascii_upper(code)))
        if comment:
            break
    return "".join(plain).rstrip()


def _bare(value: str) -> str:
    """A value without the parentheses around it, which Micro Focus wants: $SET CONSTANT A("X")."""
    alone = value.startswith("(") and value.endswith(")") and value.count("(") == 1
    return value[1:-1].strip() if alone else value


def _range(condition: str) -> list[str]:
    """The ends of WHEN a THRU b; twice the value where there is one."""
    for word in (" THRU ", " THROUGH "):
        if word in condition:
            first, _, last = condition.partition(word)
            return [first, last]
    return [condition]


_OPERATORS = (
    "IF AND OR NOT IS EQUAL RELATION THAN TO LPAR RPAR PLUS MINUS STAR SLASH INT DECIMAL SIGNED_NUMBER STRING_LITERAL UNCLOSED JUNK PERIOD"
)


class _Expressions:
    """Conditions and values of directives, by the grammar of conditions."""

    def __init__(self, tokenizer: Tokenizer, phrases: Phrases) -> None:
        self._tokenizer = tokenizer
        self._phrases = phrases
        kinds = tokenizer.kinds.kind
        self._name = kinds["NAME"]
        self._kept = frozenset((*(kinds[name] for name in _OPERATORS.split()), FILLER))

    def truth(self, text: str, definitions: Definitions) -> bool:
        """Whether a condition holds. Raises _NotUnderstoodError."""
        text = _DEFINED.sub(partial(_defined, definitions=definitions), text)
        shape, tokens = self._read(text)
        found = _evaluate(shape, tokens, definitions)
        if not isinstance(found, bool):
            raise _NotUnderstoodError
        return found

    def value(self, text: str, definitions: Definitions) -> Value:
        """The value of an expression; a name without definition stands for nothing. Raises _NotUnderstoodError."""
        shape, tokens = self._read(f"{text} = {text}" if text else "0 = 0")
        found = _evaluate(shape[1] if shape[0] == "relation" else shape, tokens, definitions)
        if isinstance(found, bool):
            raise _NotUnderstoodError
        return found

    def _read(self, text: str) -> tuple[Any, Tokens]:
        tokens = self._tokenizer.tokenize(f"IF {text}")
        if len(tokens) > _EXPRESSION:
            raise _NotUnderstoodError
        # reserved words are names here: >>DEFINE MODE AS 2
        kinds = "".join(kind if kind in self._kept else self._name for kind in tokens.kinds)
        shape = self._phrases.parse(kinds, "if_phrase")
        if isinstance(shape, Miss):
            raise _NotUnderstoodError
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
            raise _NotUnderstoodError
        operator, negated = _operator(parts[1], tokens)
        return _compared(operator, left, right) != negated
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


def _compared(operator: str, left: Value, right: Value) -> bool:
    """The outcome of a comparison; no comparison holds between values of different sorts, or without definition."""
    if type(left) is not type(right) or _UNDEFINED in (str(left)[:1], str(right)[:1]):
        return False
    order = (left > right) - (left < right)  # type: ignore[operator]
    return {"=": order == 0, "<>": order != 0, "<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}[operator]


def _computed(name: str, values: list[Any]) -> Value:
    if len(values) != 2 or not all(isinstance(value, Decimal) for value in values):
        raise _NotUnderstoodError
    try:
        result: Decimal = _ARITHMETIC[name](*values)
        return result.to_integral_value("ROUND_DOWN") if name == "divide_expression" else result
    except DecimalException:
        raise _NotUnderstoodError from None


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
            raise _NotUnderstoodError from None
    if len(numbers) != 1:
        raise _NotUnderstoodError
    return definitions.get(text, _PREDEFINED.get(text, f"{_UNDEFINED}{text}"))
