"""From the tokens of a file to its tree: the file is cut into divisions, these into entries and sentences.

A result depends on nothing but the text, so neither the order of files nor the worker matters. What no grammar accepts becomes
an `Opaque`: parsing never raises.
"""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from cobolscan.syntax import area_a, segments, tables
from cobolscan.syntax.describe import Describer
from cobolscan.syntax.entries import Entries
from cobolscan.syntax.expansion import Expanded, Expander, Library, Problem
from cobolscan.syntax.layout import END_PERFORM
from cobolscan.syntax.levels import DESCRIPTIONS, misfit
from cobolscan.syntax.misspelt import Misspelt
from cobolscan.syntax.phrases import Miss, OverBudget, Parsed, Phrases
from cobolscan.syntax.recovery import Recovery
from cobolscan.syntax.sentences import Sentences
from cobolscan.syntax.tokenizer import Tokenizer, shared
from cobolscan.syntax.tree import Opaque, Tree, add_opaque
from cobolscan.syntax.words import FILLER

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText

SECONDS_PER_FILE = 20.0
# what begins a unit or one of its divisions: no PROCEDURE DIVISION goes on behind them
_UNITS = "IDENTIFICATION_DIVISION PROGRAM_ID FUNCTION_ID CLASS_ID INTERFACE_ID METHOD_ID ENVIRONMENT_DIVISION DATA_DIVISION".split()
_MEMO_TOKENS = 4_000_000  # kinds remembered before the memo starts anew
_MAY_FOLLOW = (("a statement",), END_PERFORM)  # what may stand behind the end of a copybook
_UNIT_HEADERS = ("program_id", "class_id", "method_id", "identification_division")
_MOST_STRAYS = 20  # statements among the entries of a program


class Parser:
    """The grammars and their memos. One a process."""

    def __init__(self) -> None:
        data = tables.load()
        kinds: dict[str, str] = data["kinds"]
        self.tokenizer: Tokenizer = shared()
        self.cut = segments.cutting(data["cutting"], kinds)
        self._phrases = Phrases(data)
        self._sentences = Sentences(data, self.cut, self._phrases)
        self._entries = Entries(data, self.cut, self._phrases)
        self._describer = Describer(kinds)
        self._recovery = Recovery(kinds, self.cut, self._sentences, self._entries, self._describer)
        self._expander = Expander(kinds, self.tokenizer, self._phrases)
        self._name, self._section, self._int, self._period = kinds["NAME"], kinds["SECTION"], kinds["INT"], kinds["PERIOD"]
        self._procedure = kinds["PROCEDURE_DIVISION"]
        self._alone = frozenset(kinds[name] for name in ("COPY", "REPLACE", "EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER"))
        # what a copybook begins with that stands within a statement of the program: MOVE A COPY TARGETS
        self._within = frozenset(kinds[name] for name in ("TO", "FROM", "INTO", "GIVING", "DELIMITED", "UNTIL"))
        self._exec = frozenset(kinds[name] for name in ("EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER"))
        self._header = re.compile(f"{self._name}{self._period}")
        self._description = re.compile(f"{self._name}{self._period}{self._int}(?!{self._period})")
        self._unit = re.compile(f"[{kinds['PROGRAM_ID']}{kinds['FUNCTION_ID']}]")
        # a PROCEDURE DIVISION runs up to the next division or program; END PROGRAM and its name are one sentence of it
        stop = "".join(kinds[name] for name in _UNITS)
        unit = kinds["END_UNIT"]
        self._region = re.compile(
            f"{self._procedure}[^{stop}{unit}]*(?:{unit}[^{self._period}{stop}]*{self._period}?)?|[^{self._procedure}]+"
        )
        self._until_stop = re.compile(f"[^{stop}{unit}]*(?:{unit}[^{self._period}{stop}]*{self._period}?)?")

    def parse(self, source: SourceText, library: Library | None = None) -> Tree:
        """The tree of a file, copy members of the library in their places."""
        self._sentences.deadline = self._entries.deadline = time.perf_counter() + SECONDS_PER_FILE
        expanded = self._expander.expand(source, library)
        tree = Tree(source, expanded.tokens, copies=expanded.copies, inactive_lines=expanded.inactive_lines)
        try:
            self._file(tree)
        except OverBudget:
            tree.over_budget = True
            done = tree.items_.end
            if done < tree.tokens:
                add_opaque(tree, done, tree.tokens - done, done, ())
        else:
            with suppress(OverBudget):  # what was read stands
                self._find_swallowed_headers(tree)
                self._find_misspelt(tree)
            self._find_odd_levels(tree)
        self._find_unread(tree, expanded)
        self._describer.describe(tree)
        tree.opaques.sort(key=attrgetter("start"))
        self._recovery.forget()
        self._forget()
        return tree

    def _find_unread(self, tree: Tree, expanded: Expanded) -> None:
        """What is wrong in EXEC blocks, in COPY and REPLACE, and in directives."""
        for token, problem in self._describer.unread_blocks(tree):
            add_opaque(tree, token, 1, token, problem.expected, problem.offset)
        for token in self._describer.second_arguments(tree):
            add_opaque(tree, token, 1, token, (")",))
        for start, length in self._expander.malformed(tree.tokens_):
            add_opaque(tree, start, length, start, ("the form of a COPY or REPLACE statement",))
        tree.opaques += [_at_copy(tree, problem) for problem in expanded.problems]
        for path, line, text in expanded.misread:
            place = "" if path == tree.source.path else path
            tree.opaques.append(Opaque(line, 1, line, 1 + len(text), text, ["a compiler directive"], 0, 0, place))

    def _find_swallowed_headers(self, tree: Tree) -> None:
        """Headers in area A that the sentence before them took for an operand, its period missing."""
        tokens = area_a.swallowed(tree, self.tokenizer.kinds, self._name)
        for token in area_a.split(tree, tokens, self._sentences):
            tree.opaques = [opaque for opaque in tree.opaques if opaque.start != token]  # it was called a misspelt verb
            add_opaque(tree, token - 1, 1, token - 1, ("a period",))

    def _find_misspelt(self, tree: Tree) -> None:
        """Misspelt words: those of headers were put right before the file was cut, verbs are found in what came out."""
        tokens = tree.tokens_
        found = list(tokens.put_right)
        if tokens.slips:
            known = partial(self._describer.names_known, tree)
            found += Misspelt(tree, self.tokenizer, self._sentences.parsed, known).find()
        for slip in found:
            add_opaque(tree, slip.token, 1, slip.token, (slip.word,))

    @staticmethod
    def _find_odd_levels(tree: Tree) -> None:
        """Entries with level-numbers that are none, and those of level 66, 78 and 88 that have or lack what these cannot."""
        starts = [item.start for item in tree.items] if tree.tokens_.odd_levels else []
        told = {opaque.start for opaque in tree.opaques} if starts else set()
        for token in tree.tokens_.odd_levels:
            item = tree.items[bisect_right(starts, token) - 1]
            closed = tree.tokens_.texts[item.start + item.length - 1] == "."
            described = item.start == token and item.shape[0] in DESCRIPTIONS
            wrong = misfit(tree.tokens_.texts[token], item.shape, closed) if described else None
            if wrong and told.isdisjoint(range(token, token + item.length)):
                at, expected = wrong
                add_opaque(tree, token + at, item.length - at, token + at, expected)

    # ---- cutting the file

    def _file(self, tree: Tree) -> None:
        """Read each entry and sentence of a file into the tree."""
        kinds = tree.tokens_.kinds
        for region in self._region.finditer(kinds):
            if region[0][0] == self._procedure or (region.start() == 0 and self._is_procedure_text(region[0])):
                self._procedure_text(tree, region[0], region.start())
            else:
                followed = region.end() < len(kinds)
                at_end = not followed and not self._unit.search(kinds)
                self._declarations(tree, region[0], region.start(), at_end, followed)

    def _is_procedure_text(self, kinds: str) -> bool:
        """Whether a file without a division header holds statements: a copybook of the PROCEDURE DIVISION."""
        text = self._sentences.leading.sub("", kinds[:400])
        first = text[:1]
        if first in self.cut.heads or first in self.cut.openers:
            return text[:2] == self._int + self._period
        if self._header.match(text):
            return not self._description.match(text)
        if text[1:2] == self._section:
            return True
        return (first in self.cut.starts and first not in self._exec) or first in self._within

    def _procedure_text(self, tree: Tree, kinds: str, base: int) -> None:
        fragment = kinds[0] != self._procedure
        chunks = self.cut.sentence.findall(kinds)
        found = self._sentences.known.values_of(chunks)
        tree.statements += sum(map(self._sentences.statements.__getitem__, islice(chunks, len(found))))
        self._add_all(tree, base, chunks, found, self._cut_off if fragment or not _is_unit(tree) else self._without_period)
        if len(found) < len(chunks):
            raise OverBudget

    def _add_all(
        self, tree: Tree, base: int, chunks: list[str], found: list[Any], finish: Callable[[str, Parsed, bool], Parsed] | None = None
    ) -> None:
        """Put what strings of kinds came out as into the tree: plain shapes as they are, in C; the others are looked at."""
        start = done = 0
        for number in _all_indexes(list(map(type, found)), Parsed):
            tree.items_.add(base + start, chunks[done:number], found[done:number])
            start += sum(map(len, chunks[done:number]))
            parsed: Parsed = found[number]
            if finish is not None:
                parsed = finish(chunks[number], parsed, number == 0)
            tree.statements -= parsed.statements  # counted again with the parts
            self._add_checked(tree, base + start, parsed)
            start += len(chunks[number])
            done = number + 1
        tree.items_.add(base + start, chunks[done : len(found)], found[done:])

    def _cut_off(self, chunk: str, parsed: Parsed, first: bool) -> Parsed:
        """A sentence of a copybook: what the first one lacks in front, and the last one at its end, the file that copies it may have."""
        length = len(chunk)
        misses = [
            replace(miss, incomplete=True)
            if (parsed.unclosed and miss.expected in _MAY_FOLLOW and miss.start + miss.length == length)
            or (first and miss.start == 0 and chunk[0] in self._within)
            else miss
            for miss in parsed.misses
        ]
        return replace(parsed, misses=tuple(misses))

    def _without_period(self, chunk: str, parsed: Parsed, first: bool) -> Parsed:
        """A program's sentence that nothing closes, neither a period nor a COPY or EXEC block."""
        if not parsed.unclosed or chunk.rstrip(FILLER)[-1] in self._alone:
            return parsed
        miss = Miss(len(chunk) - 1, 1, len(chunk) - 1, ("a period",))
        return replace(parsed, misses=(*parsed.misses, miss)) if not parsed.misses else parsed

    def _declarations(self, tree: Tree, kinds: str, base: int, at_end: bool, followed: bool) -> None:
        start = strays = 0
        while start < len(kinds):
            chunks, found, complete = self._entries.parse(kinds[start:] if start else kinds, at_end)
            self._add_all(tree, base + start, chunks, found)
            if not complete:
                raise OverBudget
            if len(found) == len(chunks):
                return
            # statements without a header before them: PROCEDURE DIVISION is missing, as some compilers allow
            begin = start + sum(map(len, islice(chunks, len(found))))
            strays += 1
            start = max(self._statements_end(kinds, begin, followed and strays < _MOST_STRAYS), begin + 1)
            self._procedure_text(tree, kinds[begin:start], base + begin)

    def _statements_end(self, kinds: str, begin: int, followed: bool) -> int:
        """How far statements go that stand between entries: one sentence when the PROCEDURE DIVISION of the program comes later."""
        end = self._until_stop.match(kinds, begin).end()  # type: ignore[union-attr]
        if followed and end == len(kinds):
            sentence = self.cut.sentence.match(kinds, begin)
            return sentence.end() if sentence else end
        return end

    def _forget(self) -> None:
        self.tokenizer.kinds.trim()
        memos = (self._phrases, self._sentences, self._entries)
        if sum(memo.remembered for memo in memos) > _MEMO_TOKENS:
            for memo in memos:
                memo.forget()

    # ---- building the tree

    def _add_checked(self, tree: Tree, start: int, parsed: Parsed) -> None:
        """Put a result into the tree; what was not accepted is cut again first."""
        if self._recovery.is_needed(tree, start, parsed):
            for place, part in self._recovery.cut_again(tree, start, parsed):
                _add(tree, place, part)
        else:
            _add(tree, start, parsed)


def _all_indexes(values: list[Any], wanted: Any) -> Iterator[int]:
    """Where a value stands in a list. Looked for in C: in most lists it is nowhere."""
    place = -1
    for _ in range(values.count(wanted)):
        place = values.index(wanted, place + 1)
        yield place


def _add(tree: Tree, start: int, parsed: Parsed) -> None:
    for offset, length, shape in parsed.items:
        tree.items_.add(start + offset, [" " * length], [shape])
    tree.statements += parsed.statements
    for miss in parsed.misses:
        if miss.incomplete:
            tree.incomplete += 1
        else:
            add_opaque(tree, start + miss.start, miss.length, start + miss.at, miss.expected)


def _at_copy(tree: Tree, problem: Problem) -> Opaque:
    """A COPY that is wrong, told where it stands: it may have left no token."""
    source = problem.origin.source
    line, column = problem.origin.position
    text = source.code[problem.origin.offset :].split("\n", 1)[0].rstrip()
    path = "" if source is tree.source else source.path
    return Opaque(line, column, line, column + max(len(text), 1), text, [problem.expected], 1, problem.token, path)


def _is_unit(tree: Tree) -> bool:
    """Whether a unit began: in a copybook a sentence may end where the file that copies it says."""
    return any(map(tree.items_.count, _UNIT_HEADERS))


@cache
def parser() -> Parser:
    """The parser of this process."""
    return Parser()


def parse(source: SourceText, library: Library | None = None) -> Tree:
    """The tree of one file. Never raises for what stands in the file; see Tree.opaques and Tree.over_budget."""
    return parser().parse(source, library)
