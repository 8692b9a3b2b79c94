"""COPY and REPLACE carried out: the tokens of a file with those of its copy members in their place.

A member is read and tokenised once in the life of the process; runs of its tokens are spliced in at each COPY, and nothing is done
for a single token. Only what REPLACING or REPLACE changes is put together as text and tokenised again. Recursion and blow-up are
bounded: what goes beyond the bounds is taken without any member, and the tree says why.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cobolscan.source.lazy import lazy
from cobolscan.source.reader import has_decimal_comma
from cobolscan.syntax.origins import CopyStep, Origin, Stretch, Text, TextBuilder, TooMuch, joined, whole
from cobolscan.syntax.runs import ExpandedTokens, Run
from cobolscan.syntax.tokenizer import Tokenizer, Tokens
from cobolscan.syntax.tree import Copy

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText
    from cobolscan.syntax.conditional import Change, Conditional, Members
    from cobolscan.syntax.constant_conditions import Definitions
    from cobolscan.syntax.copying import CopyStatement, CopyStatements
    from cobolscan.syntax.phrases import Phrases
    from cobolscan.syntax.replacing import Replacement

MAX_DEPTH = 40  # COPY within COPY
MAX_TOKENS = 2_000_000  # read for one file with all its members, those in which words were replaced once more
MAX_COPIES = 20_000  # COPY statements of one file and its members
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


class Problem(NamedTuple):
    """A COPY that is wrong or was not carried out, the place, and about how many tokens come before it."""

    expected: str
    origin: Origin
    token: int


@dataclass(slots=True)
class Expanded:
    """The tokens of a file, the COPY statements that led to them, and what went wrong."""

    tokens: Tokens
    copies: list[Copy] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    inactive_lines: int = 0
    misread: list[tuple[str, int, str]] = field(default_factory=list)  # path, line and text of directives that were not understood


@dataclass(slots=True)
class _Part:
    """What a file or member came out as."""

    runs: list[Run] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    tokens: int = 0
    work: int = 0  # tokens read for it
    height: int = 0  # how deep it copies
    final: bool = True  # depends on nothing but the text of the member and those that it copies: it may be remembered

    def add(self, run: Run) -> None:
        """Go on with tokens."""
        if run.length:
            self.runs.append(run)
            self.tokens += run.length


class Expander:
    """Carries out COPY and REPLACE. One a process; what it remembers of members depends on nothing but their text."""

    def __init__(self, kinds: dict[str, str], tokenizer: Tokenizer, phrases: Phrases) -> None:
        self.tokenizer = tokenizer
        self._kinds = kinds
        self._phrases = phrases
        self.members: dict[tuple[SourceText, bool], _Part] = {}
        self.copy, self.replace = kinds["COPY"], kinds["REPLACE"]
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
        if self.copy in tokens.kinds or self.replace in tokens.kinds:
            yield from self.statements.malformed(tokens.kinds, tokens.raw)

    def expand(self, source: SourceText, library: Library | None = None) -> Expanded:
        """The tokens of a file. Without a library no member is found."""
        job = _Job(self, source, library)
        try:
            part = job.part(source, (source.path,))
            runs = part.runs
            if any(self.replace in run.tokens.raw for run in runs):
                runs = list(self._all_replaced(runs, source.decimal_comma))
        except TooMuch as limit:
            # what members are remembered must not tell how far it went: none is taken
            job = _Job(self, source, library)
            part = job.alone(str(limit))
            runs = part.runs
        if len(runs) == 1 and _is_plain(runs[0]):
            tokens = runs[0].tokens
            self.tokenizer.settle(tokens)
        else:
            tokens = ExpandedTokens(runs, self.tokenizer)
        self.forget()
        problems = {(problem.origin[:2], problem.expected): problem for problem in reversed(part.problems)}  # each place once
        return Expanded(tokens, part.copies, list(problems.values()), job.inactive_lines, list(job.misread))

    def retokenized(self, runs: Sequence[Run], replacements: Sequence[Replacement], decimal_comma: bool) -> list[Run]:
        """The runs with everything replaced that is to be."""
        from cobolscan.syntax.replacing import replaced

        text = joined([(run.text, *run.span, run.chain) for run in runs]) if runs else None
        changed = replaced(text, replacements) if text is not None else None
        if changed is None or changed is text:
            return list(runs)
        tokens = self.tokenizer.unfused(changed.upper, decimal_comma)
        if len(tokens) > MAX_TOKENS:
            raise _too_long()
        return [Run(changed, tokens, 0, len(tokens))] if len(tokens) else []

    def _all_replaced(self, runs: Sequence[Run], decimal_comma: bool) -> Iterator[Run]:
        """What REPLACE statements change: each holds up to the next one, in whichever file that stands."""
        active: tuple[Replacement, ...] = ()
        before: list[tuple[Replacement, ...]] = []  # what LAST OFF goes back to
        pending: list[Run] = []
        for run in runs:
            at = run.start
            for statement in self.statements.replaces(run.text, run.tokens, run.start, run.end):
                if statement.start > at:
                    pending.append(run._replace(start=at, end=statement.start))
                yield from self.retokenized(pending, active, decimal_comma) if active else pending
                pending, at = [], statement.end
                put = tuple(_chained(replacement, run) for replacement in statement.replacements)
                if statement.last:
                    active = before.pop() if before else ()
                elif statement.also:
                    before.append(active)
                    active = put + active
                else:
                    before.clear()
                    active = put
            if at < run.end:
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
        self.misread: dict[tuple[str, int, str], None] = {}
        self._work = self._copies = 0

    @cached_property
    def _members(self) -> Members:
        from cobolscan.syntax.conditional import Members

        return Members(self._member)

    def part(self, source: SourceText, active: tuple[str, ...]) -> _Part:
        """A file or member with all that it copies. `active` are the files that are being copied, this one last."""
        text, final, changes = self._text(source, active)
        tokens = self._expander.tokenizer.unfused(text.upper, self._source.decimal_comma)
        part = _Part(final=final)
        self._count(part, len(tokens), 0)
        at = 0
        for statement in self._statements(text, tokens):
            part.add(Run(text, tokens, at, statement.start))
            if changes:
                self._define(changes, text.origin(tokens.offsets[statement.start]).position[0])
            self._copy(text, tokens, statement, active, part)
            at = statement.end
            if tokens.raw[at - 1] not in self._expander.closing:
                behind = text.origin(tokens.offsets[at - 1] + len(tokens.texts[at - 1]) - 1)
                part.problems.append(Problem("a period", behind._replace(offset=behind.offset + 1), part.tokens))
        part.add(Run(text, tokens, at, len(tokens)))
        self._define(changes)
        return part

    def alone(self, limit: str) -> _Part:
        """The file without any member, because they would be too much: that is told at its first COPY, or else REPLACE."""
        source = self._source
        text, _, _ = self._text(source, (source.path,))
        tokens = self._expander.tokenizer.unfused(text.upper, source.decimal_comma)
        statements = self._statements(text, tokens)
        first = statements[0].start if statements else max(tokens.raw.find(self._expander.replace), 0)
        problem = Problem(limit, text.origin(tokens.offsets[first]), first)
        copies = [self._found(text.origin(tokens.offsets[statement.start]), statement) for statement in statements]
        return _Part([Run(text, tokens, 0, len(tokens))], copies, [problem])

    def _count(self, part: _Part, work: int, copies: int) -> None:
        """Add to what was done for the file. The same comes out whether members were remembered or not."""
        part.work += work
        self._work += work
        self._copies += copies
        if self._work > MAX_TOKENS:
            raise _too_long()
        if self._copies > MAX_COPIES:
            raise TooMuch(f"at most {MAX_COPIES:,} COPY statements with those of all copy members")

    def _text(self, source: SourceText, active: tuple[str, ...]) -> tuple[Text, bool, deque[Change]]:
        """The text that is compiled, whether that depends on nothing but the file, and what the file defines."""
        text, final = whole(source), True
        changes: deque[Change] = deque()
        if source.directives:
            outcome = self._expander.conditional.carried_out(source, self._definitions, self._members)
            text = Text(outcome.code, outcome.upper, (Stretch(0, source, 0),))
            final = not outcome.conditional and not outcome.misread
            changes.extend(outcome.changes)
            self.misread.update(dict.fromkeys((source.path, *misread) for misread in outcome.misread))
            if len(active) == 1:
                self.inactive_lines = outcome.inactive_lines
                # the reader took all lines for code, those that are left out, too
                source.decimal_comma = has_decimal_comma(outcome.upper)
        return (_with_copies(text) if _PLUSES.search(text.upper) or "-INC " in text.upper else text), final, changes

    def _define(self, changes: deque[Change], line: int | None = None) -> None:
        """Carry out what a file defines before a line, or all that is left: members see what is defined where they are copied."""
        while changes and (line is None or changes[0].line < line):
            changes.popleft().apply(self._definitions)

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
        # an EXEC block that was taken for the name of a member is no second statement
        ends = accumulate((statement.end for statement in found), max, initial=0)
        return [statement for statement, end in zip(found, ends, strict=False) if statement.start >= end]

    def _found(self, origin: Origin, statement: CopyStatement) -> Copy:
        """What a COPY statement copies."""
        line, column = origin.position
        path = self._library.find(statement.name, statement.library, origin.source.path) if self._library else None
        vendors = self._library is not None and self._library.is_vendors(statement.name)
        return Copy(statement.name, line, column, statement.library, origin.source.path, path, vendors)

    def _copy(self, text: Text, tokens: Tokens, statement: CopyStatement, active: tuple[str, ...], part: _Part) -> None:
        """Put what stands in the place of a COPY: the tokens of its member, or the statement itself when there is none."""
        origin = text.origin(tokens.offsets[statement.start])
        copy = self._found(origin, statement)
        part.copies.append(copy)
        self._count(part, 0, 1)
        unchanged = Run(text, tokens, statement.start, statement.end)
        if copy.target is None or self._library is None:
            part.add(self._quoted(unchanged, statement.name))
            return
        problem = "a member that does not copy itself"
        if copy.target not in active:
            try:
                member = self._remembered(self._library, copy.target, origin.source, active)
            except OSError as error:
                problem = f"a member that can be read ({error.strerror or error})"
            else:
                self._put(member, statement, CopyStep(origin.source.path, copy.line), part)
                return
        part.final = False
        part.problems.append(Problem(problem, origin, part.tokens))
        part.add(unchanged)

    def _put(self, member: _Part, statement: CopyStatement, step: CopyStep, part: _Part) -> None:
        """Put the tokens of a member."""
        part.final = part.final and member.final
        part.height = max(part.height, member.height + 1)
        part.work += member.work
        part.copies += member.copies
        part.problems += [problem._replace(token=part.tokens + problem.token) for problem in member.problems]
        runs: Sequence[Run] = member.runs
        if statement.replacements:
            runs = self._expander.retokenized(runs, statement.replacements, self._source.decimal_comma)
            self._count(part, sum(run.length for run in runs), 0)
        for run in runs:
            part.add(run._replace(chain=(step, *run.chain)))

    def _quoted(self, run: Run, name: str) -> Run:
        """A COPY of a missing DEFS.CPY as one of "DEFS.CPY": the grammars know no other name with a period in it."""
        if "." not in name or run.tokens.raw[run.start] == self._expander.exec_sql:
            return run
        written = run.tokens.texts[run.start + 1]
        if written == name or written[0] in "\"'":
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
        if len(active) + (part.height if part else 0) > MAX_DEPTH:
            raise TooMuch(f"COPY at most {MAX_DEPTH} deep")
        if part is None:
            part = self.part(source, (*active, path))
            if part.final:
                self._expander.members[key] = part
        else:
            self._work += part.work
            self._count(part, 0, len(part.copies))
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


def _is_plain(run: Run) -> bool:
    """Whether a run is all that a file has, each token where it stands in it."""
    return not run.chain and run.length == len(run.tokens) and len(run.text.stretches) == 1


def _too_long() -> TooMuch:
    return TooMuch(f"at most {MAX_TOKENS:,} tokens with all copy members")
