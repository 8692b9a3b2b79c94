"""From the tokens of a file to its tree: the file is cut into divisions, these into entries and sentences.

A result depends on nothing but the text, so neither the order of files nor the worker matters. What no grammar accepts becomes
an `Opaque`: parsing never raises.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from cobolscan.syntax import area_a, segments, tables
from cobolscan.syntax.conditional import Conditional
from cobolscan.syntax.describe import Describer
from cobolscan.syntax.entries import Entries
from cobolscan.syntax.expansion import Expander, Library
from cobolscan.syntax.phrases import Miss, OverBudget, Parsed, Phrases
from cobolscan.syntax.sentences import Sentences
from cobolscan.syntax.tokenizer import Tokenizer, shared
from cobolscan.syntax.tree import Opaque, Tree
from cobolscan.syntax.words import FILLER

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText

SECONDS_PER_FILE = 20.0
# what begins a unit or one of its divisions: no PROCEDURE DIVISION goes on behind them
_UNITS = "IDENTIFICATION_DIVISION PROGRAM_ID FUNCTION_ID CLASS_ID INTERFACE_ID METHOD_ID ENVIRONMENT_DIVISION DATA_DIVISION".split()
_MEMO_TOKENS = 4_000_000  # kinds remembered before the memo starts anew
_MAX_TEXT = 200
_UNIT_HEADERS = ("program_id", "class_id", "method_id", "identification_division")


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
        self._expander = Expander(kinds, self.tokenizer, Conditional(self.tokenizer, self._phrases))
        self._name, self._section, self._int, self._period = kinds["NAME"], kinds["SECTION"], kinds["INT"], kinds["PERIOD"]
        self._procedure = kinds["PROCEDURE_DIVISION"]
        self._alone = frozenset(kinds[name] for name in ("COPY", "REPLACE", "EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER"))
        self._exec = frozenset(kinds[name] for name in ("EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER"))
        self._numeric = kinds["NUMERIC"]  # a class word
        self._class = re.compile(kinds["CLASS"] + self._name)
        self._classes: tuple[Tree | None, frozenset[str]] = None, frozenset()  # the class names of the tree in hand
        self._header = re.compile(f"{self._name}{self._period}")
        self._description = re.compile(f"{self._name}{self._period}{self._int}(?!{self._period})")
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
                _opaque(tree, done, tree.tokens - done, done, ())
        else:
            self._find_swallowed_headers(tree)
        for token, problem in self._describer.unread_blocks(tree):
            _opaque(tree, token, 1, token, problem.expected, problem.offset)
        for start, length in self._expander.statements.malformed(tree.tokens_.kinds, tree.tokens_.raw):
            _opaque(tree, start, length, start, ("the form of a COPY or REPLACE statement",))
        for start, length, wanted in expanded.problems:
            _opaque(tree, start, length, start, (wanted,))
        for line, text in expanded.misread:
            tree.opaques.append(Opaque(line, 1, line, 1 + len(text), text[:_MAX_TEXT], ["a compiler directive"], 0, 0))
        self._describer.describe(tree)
        self._classes = None, frozenset()
        self._forget()
        return tree

    def _find_swallowed_headers(self, tree: Tree) -> None:
        """Headers in area A that the sentence before them took for an operand, its period missing."""
        tokens = area_a.swallowed(tree, self.tokenizer.kinds, self._name)
        for token in area_a.split(tree, tokens, self._sentences):
            tree.opaques = [opaque for opaque in tree.opaques if opaque.start != token]  # it was called a misspelt verb
            _opaque(tree, token - 1, 1, token - 1, ("a period",))

    # ---- cutting the file

    def _file(self, tree: Tree) -> None:
        """Read each entry and sentence of a file into the tree."""
        kinds = tree.tokens_.kinds
        for region in self._region.finditer(kinds):
            if region[0][0] == self._procedure or (region.start() == 0 and self._is_procedure_text(region[0])):
                self._procedure_text(tree, region[0], region.start())
            else:
                self._declarations(tree, region[0], region.start(), region.end() == len(kinds))

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
        return first in self.cut.starts and first not in self._exec

    def _procedure_text(self, tree: Tree, kinds: str, base: int) -> None:
        fragment = kinds[0] != self._procedure
        chunks = self.cut.sentence.findall(kinds)
        found = self._sentences.known.values_of(chunks)
        tree.statements += sum(map(self._sentences.statements.__getitem__, islice(chunks, len(found))))
        self._add_all(tree, base, chunks, found, None if fragment or not _is_unit(tree) else self._without_period)
        if len(found) < len(chunks):
            raise OverBudget

    def _add_all(
        self, tree: Tree, base: int, chunks: list[str], found: list[Any], finish: Callable[[str, Parsed], Parsed] | None = None
    ) -> None:
        """Put what strings of kinds came out as into the tree: plain shapes as they are, in C; the others are looked at."""
        start = done = 0
        for number in _all_indexes(list(map(type, found)), Parsed):
            tree.items_.add(base + start, chunks[done:number], found[done:number])
            start += sum(map(len, chunks[done:number]))
            parsed: Parsed = found[number]
            if finish is not None and parsed.unclosed:
                parsed = finish(chunks[number], parsed)
            tree.statements -= parsed.statements  # counted again with the parts
            self._add_checked(tree, base + start, parsed)
            start += len(chunks[number])
            done = number + 1
        tree.items_.add(base + start, chunks[done : len(found)], found[done:])

    def _without_period(self, chunk: str, parsed: Parsed) -> Parsed:
        """A program's sentence that nothing closes, neither a period nor a COPY or EXEC block."""
        if chunk.rstrip(FILLER)[-1] in self._alone:
            return parsed
        miss = Miss(len(chunk) - 1, 1, len(chunk) - 1, ("a period",))
        return replace(parsed, misses=(*parsed.misses, miss)) if not parsed.misses else parsed

    def _declarations(self, tree: Tree, kinds: str, base: int, at_end: bool) -> None:
        start = 0
        while start < len(kinds):
            chunks, found, complete = self._entries.parse(kinds[start:] if start else kinds, at_end)
            self._add_all(tree, base + start, chunks, found)
            if not complete:
                raise OverBudget
            if len(found) == len(chunks):
                return
            # statements without a header before them: PROCEDURE DIVISION is missing, as some compilers allow
            begin = start + sum(map(len, islice(chunks, len(found))))
            start = max(self._until_stop.match(kinds, begin).end(), begin + 1)  # type: ignore[union-attr]
            self._procedure_text(tree, kinds[begin:start], base + begin)

    def _forget(self) -> None:
        self.tokenizer.kinds.trim()
        memos = (self._phrases, self._sentences, self._entries)
        if sum(memo.remembered for memo in memos) > _MEMO_TOKENS:
            for memo in memos:
                memo.forget()

    # ---- building the tree

    def _cut_again(self, tree: Tree, start: int, parsed: Parsed) -> Iterator[tuple[int, Parsed]]:
        """What was not accepted is cut once more where a line begins: the grammar may have gone too far."""
        offset, length, shape = parsed.items[-1]
        kinds = tree.tokens_.kinds[start : start + offset + length]
        if shape[0] == "sentence":
            yield start, self._cut_sentence(tree, start, kinds, parsed)
        else:
            yield from self._cut_entry(tree, start, kinds, parsed)

    def _cut_sentence(self, tree: Tree, start: int, kinds: str, parsed: Parsed) -> Parsed:
        """A misspelt verb at the start of a line was taken for one more operand of the statement before it."""
        named = self._with_classes(tree, start, kinds)
        if named != kinds:
            known = self._sentences.parse_cut(named, ())
            if _missed(known) < _missed(parsed):
                kinds, parsed = named, known
        lines = (self._line_start(tree, start, miss) for miss in parsed.misses)
        cuts = [token - start for token in lines if token is not None]
        again = self._sentences.parse_cut(kinds, cuts) if cuts else parsed
        return again if _missed(again) < _missed(parsed) else parsed

    def _with_classes(self, tree: Tree, start: int, kinds: str) -> str:
        """The same string with the classes of SPECIAL-NAMES as class words: IF ITEM CLASS-NAME needs no IS (COBOL 85, VI 6.3.1.3)."""
        if self._classes[0] is not tree:
            texts = tree.tokens_.texts
            self._classes = tree, frozenset(texts[match.end() - 1] for match in self._class.finditer(tree.tokens_.kinds))
        names = self._classes[1]
        if not names:
            return kinds
        texts = tree.tokens_.texts[start : start + len(kinds)]
        return "".join(self._numeric if kind == self._name and text in names else kind for kind, text in zip(kinds, texts, strict=True))

    def _cut_entry(self, tree: Tree, start: int, kinds: str, parsed: Parsed) -> Iterator[tuple[int, Parsed]]:
        """A level-number at the start of a line: the entry before it lacks its period."""
        parts = [(start, parsed)]
        if kinds[0] == self._int:
            places = [n for n, kind in enumerate(kinds) if n and kind == self._int and tree.begins_line(start + n)]
            cut = []
            for offset, part in self._entries.parse_lines(kinds, places) if places else ():
                cut.append((start + offset, part))
            if cut and sum(_missed(part) for _, part in cut) < (parsed.misses[0].length if parsed.misses else len(kinds)):
                parts = cut
        for place, part in parts:
            if not part.misses and self._is_plural(tree, place, part):
                part = replace(part, misses=(Miss(part.plural, 1, part.plural, ("a clause", "a period")),))
            yield place, part

    @staticmethod
    def _is_plural(tree: Tree, start: int, parsed: Parsed) -> bool:
        """Whether an entry has several values although it is no condition-name (level 88).

        12345678,91 is one, when a copybook says that DECIMAL-POINT IS COMMA.
        """
        if not parsed.plural:
            return False
        texts = tree.tokens_.texts
        if texts[start] == "88":  # with a picture it is two entries, the first without its period
            return any(type(clause) is tuple and clause[0] == "picture_clause" for clause in parsed.items[0][2][1:])
        second = tree.origin(start + parsed.plural)
        return second.source.code[second.offset - 1] != "," or not texts[start + parsed.plural].isdigit()

    def _line_start(self, tree: Tree, start: int, miss: Miss) -> int | None:
        """The last name at the start of a line inside a missed segment, not behind the token that did not fit."""
        first = start + miss.start
        for token in range(min(start + miss.at, first + miss.length - 1), max(first, start + miss.at - 40), -1):
            if tree.tokens_.kinds[token] == self._name and tree.begins_line(token):
                return token
        return None

    def _add_checked(self, tree: Tree, start: int, parsed: Parsed) -> None:
        """Put a result into the tree; what was not accepted is cut again first."""
        if parsed.misses or self._is_plural(tree, start, parsed):
            for place, part in self._cut_again(tree, start, parsed):
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
            _opaque(tree, start + miss.start, miss.length, start + miss.at, miss.expected)


def _missed(parsed: Parsed) -> int:
    """The tokens that were not accepted."""
    return sum(miss.length for miss in parsed.misses)


def _is_unit(tree: Tree) -> bool:
    """Whether a unit began: in a copybook a sentence may end where the file that copies it says."""
    return any(map(tree.items_.count, _UNIT_HEADERS))


def _opaque(tree: Tree, start: int, length: int, at: int, expected: tuple[str, ...], inside: int = 0) -> None:
    """Note a stretch that was not accepted; it is reported at the token that did not fit, `inside` characters behind its first."""
    last = start + length - 1
    text = " ".join(tree.code(start, min(last, start + _MAX_TEXT))[: 20 * _MAX_TEXT].split())
    path, line, column, end_line, end_column = tree.span(min(at, last), last)
    if inside:
        line, column = tree.tokens_.origin(min(at, last), tree.source, inside).position
    member = "" if path == tree.source.path else path
    tree.opaques.append(Opaque(line, column, end_line, end_column, text[:_MAX_TEXT], list(expected), length, start, member))


@cache
def parser() -> Parser:
    """The parser of this process."""
    return Parser()


def parse(source: SourceText, library: Library | None = None) -> Tree:
    """The tree of one file. Never raises for what stands in the file; see Tree.opaques and Tree.over_budget."""
    return parser().parse(source, library)
