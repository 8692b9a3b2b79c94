"""Conditional compilation: which lines of a file are compiled.

`>>IF`, `>>EVALUATE`, `>>DEFINE` (ISO 1989:2002, 7.2; Enterprise COBOL 6, "Conditional compilation"; GnuCOBOL also `>>SET CONSTANT`) and
Micro Focus' `$IF`, `$SET CONSTANT`, whose constants may be items of level 78. Lines that are left out are blank in the outcome, so that
places stay what they are. Conditions are read by the grammar of conditions; nothing of a scanned file is ever executed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from cobolscan.source.lazy import lazy
from cobolscan.source.lines import ascii_upper
from cobolscan.source.reference_format import is_format
from cobolscan.syntax.constant_conditions import Definitions, Expressions, NotUnderstoodError, Value, compared
from cobolscan.syntax.phrases import Phrases
from cobolscan.syntax.tokenizer import Tokenizer

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText

Member = Callable[[str, "SourceText"], "SourceText | None"]
"""The text of a copy member by its name and the file that copies it."""


_DIRECTIVE = lazy(r"(?:[0-9]{1,6})?\s*(?:>>|\$)\s*([A-Z]+(?:-[A-Z]+)?)(?![A-Z0-9-])\s*(.*)")
_DEFINE = lazy(r"(?:CONSTANT )?([A-Z0-9_-]+) ?(?:AS |= ?)?(.*)")
_LEVEL_78 = lazy(r"\b78\s+([A-Z0-9_-]+)\s+VALUE\s+(?:IS\s+)?(\"[^\"\n]*\"|'[^'\n]*'|[+-]?\d+)\s*\.")
_COPY = lazy(r"(?<![A-Z0-9-])COPY\s+[\"']?([A-Z0-9@#$_./-]*[A-Z0-9@#$_])", 0)
_FORMAT = lazy(r"SOURCEFORMAT ?(?:AS |= ?|\( ?)?([\"']?) *([A-Za-z0-9]+) *\1(?: ?\))?(?: .*)?")
_STRETCH = lazy(r"\"[^\"]*\"|'[^']*'|[^\"']+|[\"']")
_BLANKS = lazy(r"\s+")
_BRANCHES = frozenset("IF ELIF ELSE-IF ELSE END-IF END EVALUATE WHEN END-EVALUATE".split())
_DEPTH = 40  # COPY within COPY that is followed for definitions
_MEMBERS = 5_000  # copies that are followed for one program: members that copy others twice must not take time without end


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
        self._expressions = Expressions(tokenizer, phrases)

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

    def __init__(self, source: SourceText, definitions: Definitions, members: Members, expressions: Expressions) -> None:
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
            except NotUnderstoodError:
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
            raise NotUnderstoodError
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
        return compared("<=", ends[0], value) and compared("<=", value, ends[-1])

    # ---- definitions

    def _define(self, word: str, rest: str, line: int) -> None:
        if word == "SET" and rest.startswith("SOURCEFORMAT"):
            named = _FORMAT.fullmatch(rest)
            if named is None or not is_format(named[2]):
                raise NotUnderstoodError
            return
        if word == "SET" and not rest.startswith("CONSTANT") and " AS " not in rest:
            return  # another directive
        match = _DEFINE.match(rest)
        if match is None:
            raise NotUnderstoodError
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
            raise NotUnderstoodError
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
            raise NotUnderstoodError

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
