"""COPY and REPLACE carried out: the tokens of a file with those of its copy members in their place.

A member is read and tokenised once in the life of the process; runs of its tokens are spliced in at each COPY, and nothing is done
for a single token. Only what REPLACING or REPLACE changes is put together as text and tokenised again. Recursion and blow-up are
bounded: a COPY that goes beyond the bounds stays as it is, and the tree says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from cobolscan.source.lazy import lazy
from cobolscan.syntax.origins import CopyStep, Text, TextBuilder, joined, whole
from cobolscan.syntax.runs import ExpandedTokens, Run
from cobolscan.syntax.tokenizer import Tokenizer, Tokens
from cobolscan.syntax.tree import Copy

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText
    from cobolscan.syntax.conditional import Conditional, Definitions
    from cobolscan.syntax.copying import CopyStatement, CopyStatements
    from cobolscan.syntax.phrases import Phrases
    from cobolscan.syntax.replacing import Replacement

MAX_DEPTH = 40  # COPY within COPY
MAX_TOKENS = 2_000_000  # of one file with all its members
_MAX_REMEMBERED = 3_000_000  # tokens of members that are kept
_INCLUDE = lazy(r"^[ ]*(\+\+INCLUDE|-INC)[ ]+[\"']?([A-Z0-9@#$_-]+).*", re.MULTILINE)
"""How Panvalet, Endevor and (from column 1 on) Librarian copy a member; a period does not belong to it."""
_PLUSES = lazy(r"\+(?<=\+\+)INCLUDE")  # one character in front is looked for in C


class Library(Protocol):
    """Where copy members come from."""

    def find(self, name: str, library: str | None, copier: str) -> str | None:
        """The path of a member that a file copies; None when there is none."""

    def read(self, path: str, copier: SourceText) -> SourceText:
        """The text of a member. Raises OSError."""

    def is_vendors(self, name: str) -> bool:
        """Whether a member belongs to a product, so that its absence is no lack."""


@dataclass(slots=True)
class Expanded:
    """The tokens of a file, the COPY statements that led to them, and what went wrong."""

    tokens: Tokens
    copies: list[Copy] = field(default_factory=list)
    problems: list[tuple[int, int, str]] = field(default_factory=list)  # first token, number of tokens, what was expected
    inactive_lines: int = 0
    misread: list[tuple[int, str]] = field(default_factory=list)  # lines with directives that were not understood


@dataclass(slots=True)
class _Part:
    """What a file or member came out as."""

    runs: list[Run]
    copies: list[Copy]
    tokens: int
    final: bool = True  # depends on nothing but the text of the member and those that it copies: it may be remembered


class Expander:
    """Carries out COPY and REPLACE. One a process; what it remembers of members depends on nothing but their text."""

    def __init__(self, kinds: dict[str, str], tokenizer: Tokenizer, phrases: Phrases) -> None:
        self.tokenizer = tokenizer
        self._kinds = kinds
        self._phrases = phrases
        self.members: dict[tuple[SourceText, bool], _Part] = {}
        self.copy, self._replace = kinds["COPY"], kinds["REPLACE"]
        self.exec_sql, self.period = kinds["EXEC_SQL"], kinds["PERIOD"]
        self.closing = (self.period, self.exec_sql)  # what ends a COPY or an INCLUDE

    # what many a file has no use for is made, and its module loaded, when the first one has
    @cached_property
    def conditional(self) -> Conditional:
        from cobolscan.syntax.conditional import Conditional

        return Conditional(self.tokenizer, self._phrases)

    @cached_property
    def statements(self) -> CopyStatements:
        from cobolscan.syntax.copying import CopyStatements

        return CopyStatements(self._kinds)

    def malformed(self, tokens: Tokens) -> Iterator[tuple[int, int]]:
        """First token and number of tokens of each COPY or REPLACE that is left and not formed as it must be."""
        if self.copy in tokens.kinds or self._replace in tokens.kinds:
            yield from self.statements.malformed(tokens.kinds, tokens.raw)

    def expand(self, source: SourceText, library: Library | None = None) -> Expanded:
        """The tokens of a file. Without a library no member is found."""
        job = _Job(self, source, library)
        part = job.part(source, (source.path,))
        runs = part.runs
        if any(self._replace in run.tokens.raw for run in runs):
            runs = list(self._all_replaced(runs, source.decimal_comma))
        if len(runs) == 1 and len(runs[0].text.stretches) == 1:
            tokens = runs[0].tokens
            self.tokenizer.settle(tokens)
        else:
            tokens = ExpandedTokens(runs, self.tokenizer)
        self.forget()
        return Expanded(tokens, part.copies, list(_problems(runs)), job.inactive_lines, job.misread)

    def retokenized(self, runs: Sequence[Run], replacements: Sequence[Replacement], decimal_comma: bool) -> list[Run]:
        """The runs with everything replaced that is to be."""
        full = [run for run in runs if run.length]
        from cobolscan.syntax.replacing import replaced

        text = joined([(run.text, *run.span, run.chain) for run in full]) if full else None
        changed = replaced(text, replacements) if text is not None else None
        if changed is None or changed is text:
            return list(runs)
        tokens = self.tokenizer.unfused(changed.upper, decimal_comma)
        problems = [Run(changed, tokens, len(tokens), len(tokens), problem=run.problem) for run in runs if run.problem]
        return [Run(changed, tokens, 0, len(tokens)), *problems]

    def _all_replaced(self, runs: Sequence[Run], decimal_comma: bool) -> Iterator[Run]:
        """What REPLACE statements change: each holds up to the next one, in whichever file that stands."""
        active: tuple[Replacement, ...] = ()
        pending: list[Run] = []
        for run in runs:
            at = run.start
            for statement in self.statements.replaces(run.text, run.tokens):
                if run.start <= statement.start and statement.end <= run.end:  # not one that is taken for the name of a member
                    pending.append(run._replace(start=at, end=statement.start))
                    yield from self.retokenized(pending, active, decimal_comma) if active else pending
                    pending, at = [], statement.end
                    active = tuple(_chained(replacement, run) for replacement in statement.replacements)
            pending.append(run._replace(start=at))
        yield from self.retokenized(pending, active, decimal_comma) if active else pending

    def forget(self) -> None:
        """Forget the members once they have grown large."""
        if sum(part.tokens for part in self.members.values()) > _MAX_REMEMBERED:
            self.members.clear()


class _Job:
    """One file being expanded."""

    def __init__(self, expander: Expander, source: SourceText, library: Library | None) -> None:
        self._expander = expander
        self._library = library
        self._source = source
        self._definitions: Definitions = {}
        self.inactive_lines = 0
        self.misread: list[tuple[int, str]] = []

    def part(self, source: SourceText, active: tuple[str, ...]) -> _Part:
        """A file or member with all that it copies. `active` are the files that are being copied, this one last."""
        text, final = self._text(source, active)
        tokens = self._expander.tokenizer.unfused(text.upper, self._source.decimal_comma)
        part = _Part([], [], 0, final)
        at = 0
        for statement in self._statements(text, tokens):
            part.runs.append(Run(text, tokens, at, statement.start))
            part.runs += self._copied(text, tokens, statement, active, part)
            at = statement.end
            if tokens.raw[at - 1] not in self._expander.closing:
                part.runs.append(Run(text, tokens, at, at, problem="a period"))
        part.runs.append(Run(text, tokens, at, len(tokens)))
        part.tokens = sum(run.length for run in part.runs)
        return part

    def _text(self, source: SourceText, active: tuple[str, ...]) -> tuple[Text, bool]:
        """The text that is compiled, and whether that depends on nothing but the file."""
        upper, final = source.upper, True
        if source.directives:
            outcome = self._expander.conditional.carried_out(source, self._definitions, lambda name: self._member(name, source))
            upper, final = outcome.upper, not outcome.conditional
            if len(active) == 1:
                self.inactive_lines, self.misread = outcome.inactive_lines, outcome.misread
        text = whole(source, upper)
        return (_with_copies(text) if _PLUSES.search(upper) or "-INC " in upper else text), final

    def _member(self, name: str, copier: SourceText) -> SourceText | None:
        path = self._library.find(name, None, copier.path) if self._library else None
        try:
            return self._library.read(path, copier) if self._library and path else None
        except OSError:
            return None

    def _statements(self, text: Text, tokens: Tokens) -> list[CopyStatement]:
        """The COPY statements and includes of a text, in order."""
        exec_sql = self._expander.exec_sql
        if self._expander.copy not in tokens.raw and exec_sql not in tokens.raw:
            return []
        found = list(self._expander.statements.copies(text, tokens))
        if exec_sql in tokens.raw and "INCLUDE" in text.upper:
            from cobolscan.syntax import exec_blocks
            from cobolscan.syntax.copying import CopyStatement

            for number, kind in enumerate(tokens.raw):
                if kind == exec_sql and (name := exec_blocks.included(tokens.texts[number])):
                    closed = tokens.raw[number + 1 : number + 2] == self._expander.period
                    found.append(CopyStatement(number, number + 1 + closed, name))
            found.sort(key=lambda statement: statement.start)
        return found

    def _copied(self, text: Text, tokens: Tokens, statement: CopyStatement, active: tuple[str, ...], part: _Part) -> list[Run]:
        """The runs that stand in the place of a COPY: those of its member, or the statement itself when there is none."""
        origin = text.origin(tokens.offsets[statement.start])
        line, column = origin.position
        path = self._library.find(statement.name, statement.library, origin.source.path) if self._library else None
        vendors = self._library is not None and self._library.is_vendors(statement.name)
        part.copies.append(Copy(statement.name, line, column, statement.library, origin.source.path, path, vendors))
        unchanged = Run(text, tokens, statement.start, statement.end)
        if path is None or self._library is None:
            return [self._quoted(unchanged, statement.name)]
        if path in active or len(active) > MAX_DEPTH:
            part.final = False
            reason = "a member that does not copy itself" if path in active else f"COPY at most {MAX_DEPTH} deep"
            return [unchanged._replace(problem=reason)]
        try:
            member = self._remembered(self._library, path, origin.source, active)
        except OSError as error:
            return [unchanged._replace(problem=f"a member that can be read ({error.strerror or error})")]
        part.final = part.final and member.final
        if sum(run.length for run in part.runs) + member.tokens > MAX_TOKENS:
            return [unchanged._replace(problem=f"at most {MAX_TOKENS:,} tokens with all copy members")]
        part.copies += member.copies
        runs: Sequence[Run] = member.runs
        if statement.replacements:
            runs = self._expander.retokenized(runs, statement.replacements, self._source.decimal_comma)
        step = (CopyStep(origin.source.path, line),)
        return [run._replace(chain=step + run.chain) for run in runs]

    def _quoted(self, run: Run, name: str) -> Run:
        """A COPY of a missing DEFS.CPY as one of "DEFS.CPY": the grammars know no other name with a period in it."""
        if run.tokens.texts[run.start + 1] == name or "." not in name or run.tokens.texts[run.start + 1][0] in "\"'":
            return run
        text = joined([(run.text, *run.span, run.chain)])
        builder = TextBuilder(text)
        start = text.upper.index(name)
        builder.keep_until(start)
        builder.put(start + len(name), f'"{name}"', f'"{name}"', text.origin(start), still=True)
        quoted = builder.text()
        tokens = self._expander.tokenizer.unfused(quoted.upper, self._source.decimal_comma)
        return Run(quoted, tokens, 0, len(tokens))

    def _remembered(self, library: Library, path: str, copier: SourceText, active: tuple[str, ...]) -> _Part:
        """A member with all that it copies. Raises OSError when it cannot be read."""
        source = library.read(path, copier)
        key = (source, self._source.decimal_comma)
        part = self._expander.members.get(key)
        if part is None:
            part = self.part(source, (*active, path))
            if part.final:
                self._expander.members[key] = part
        return part


def _with_copies(text: Text) -> Text:
    """The text with ++INCLUDE written as COPY."""
    builder = TextBuilder(text)
    for match in _INCLUDE.finditer(text.upper):
        builder.keep_until(match.start(1))
        builder.put(match.start(2), "COPY ", "COPY ", text.origin(match.start(1)), still=True)
        builder.keep_until(match.end(2))
        builder.put(match.end(), ".", ".", text.origin(match.end(2) - 1), still=True)
    return builder.text()


def _chained(replacement: Replacement, run: Run) -> Replacement:
    """A replacement of a REPLACE that stands in a member, with the COPY statements that led there."""
    if not run.chain:
        return replacement
    return replace(replacement, origin=replacement.origin._replace(chain=run.chain + replacement.origin.chain))


def _problems(runs: Sequence[Run]) -> Iterator[tuple[int, int, str]]:
    """First token, number of tokens and problem of each COPY that was not carried out."""
    first = 0
    for run in runs:
        if run.problem:
            yield first, max(run.length, 1), run.problem
        first += run.length
