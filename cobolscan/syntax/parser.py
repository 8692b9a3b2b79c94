"""From the tokens of a file to its tree: the file is cut into divisions, these into entries and sentences.

A result depends on nothing but the text, so neither the order of files nor the worker matters. What no grammar accepts becomes
an `Opaque`: parsing never raises.
"""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from cobolscan.syntax import area_a, segments, tables
from cobolscan.syntax.copying import CopyStatements
from cobolscan.syntax.describe import Describer
from cobolscan.syntax.entries import Entries
from cobolscan.syntax.layout import END_PERFORM, missing_ends, placed
from cobolscan.syntax.levels import DESCRIPTIONS, misfit, named_values, unread_to
from cobolscan.syntax.misspelt import Misspelt
from cobolscan.syntax.phrases import Miss, Parsed, Phrases
from cobolscan.syntax.sentences import OverBudget, Sentences
from cobolscan.syntax.slips import is_slip
from cobolscan.syntax.tokenizer import Tokenizer, shared
from cobolscan.syntax.tree import Item, Tree, add_opaque
from cobolscan.syntax.words import FILLER

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText

SECONDS_PER_FILE = 20.0
_MOST_STRAYS = 20  # statements among the entries of a program
_MOST_HEADERS = 4  # headers that one sentence without its period is tried for
_MEMO_TOKENS = 4_000_000  # kinds remembered before the memo starts anew


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
        self._copies = CopyStatements(kinds)
        self._name, self._section, self._int, self._period = kinds["NAME"], kinds["SECTION"], kinds["INT"], kinds["PERIOD"]
        self._procedure = kinds["PROCEDURE_DIVISION"]
        self._alone = frozenset(kinds[name] for name in ("COPY", "REPLACE", "EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER"))
        self._exec = frozenset(kinds[name] for name in ("EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER"))
        self._header = re.compile(f"{self._name}{self._period}")
        self._end_perform = kinds["END_PERFORM"]
        self._inner_header = re.compile(f"[{self._name}{self._int}](?:{self._section}|{self._period}$)")
        self._description = re.compile(f"{self._name}{self._period}{self._int}(?!{self._period})")
        self._unit = re.compile(f"[{kinds['PROGRAM_ID']}{kinds['FUNCTION_ID']}]")
        # a PROCEDURE DIVISION runs up to the next division or program; END PROGRAM and its name are one sentence of it
        stop = "".join(
            kinds[name] for name in ("IDENTIFICATION_DIVISION", "PROGRAM_ID", "FUNCTION_ID", "ENVIRONMENT_DIVISION", "DATA_DIVISION")
        )
        unit = kinds["END_UNIT"]
        self._region = re.compile(
            f"{self._procedure}[^{stop}{unit}]*(?:{unit}[^{self._period}{stop}]*{self._period}?)?|[^{self._procedure}]+"
        )
        self._until_stop = re.compile(f"[^{stop}{unit}]*(?:{unit}[^{self._period}{stop}]*{self._period}?)?")

    def parse(self, source: SourceText) -> Tree:
        deadline = time.perf_counter() + SECONDS_PER_FILE
        tree = Tree(source, self.tokenizer.tokenize(source.upper, source.decimal_comma))
        try:
            self._file(tree, deadline)
        except OverBudget:
            tree.over_budget = True
            done = tree.items[-1].start + tree.items[-1].length if tree.items else 0
            if done < tree.tokens:
                add_opaque(tree, done, tree.tokens - done, done, ())
        else:
            with suppress(OverBudget):  # what was read stands
                self._find_swallowed_headers(tree, deadline)
                self._find_misspelt(tree, deadline)
            self._find_odd_levels(tree)
        for token, problem in self._describer.unread_blocks(tree):
            add_opaque(tree, token, 1, token, (problem,))
        for token in self._describer.second_arguments(tree):
            add_opaque(tree, token, 1, token, (")",))
        if self._copies.present(tree.tokens_.kinds):
            for start, length in self._copies.malformed(tree.tokens_.kinds, tree.tokens_.raw):
                add_opaque(tree, start, length, start, ("the form of a COPY or REPLACE statement",))
        self._describer.describe(tree)
        tree.opaques.sort(key=attrgetter("start"))
        self._forget()
        return tree

    def _find_swallowed_headers(self, tree: Tree, deadline: float) -> None:
        """Headers in area A that the sentence before them took for an operand, its period missing."""
        tokens = area_a.swallowed(tree, self.tokenizer.kinds, self._name)
        for token in area_a.split(tree, tokens, self._sentences, deadline):
            tree.opaques = [opaque for opaque in tree.opaques if opaque.start != token]  # it was called a misspelt verb
            add_opaque(tree, token - 1, 1, token - 1, ("a period",))

    def _find_misspelt(self, tree: Tree, deadline: float) -> None:
        """Misspelt words: those of headers were put right before the file was cut, verbs are found in what came out."""
        tokens = tree.tokens_
        found = list(tokens.put_right)
        if tokens.slips:
            known = partial(self._describer.names_known, tree)
            found += Misspelt(tree, self.tokenizer, lambda kinds: self._sentences.parse(kinds, deadline), known).find()
        for slip in found:
            add_opaque(tree, slip.token, 1, slip.token, (slip.word,))

    @staticmethod
    def _find_odd_levels(tree: Tree) -> None:
        """Entries with level-numbers that are none, and those of level 66 and 78 with a clause that these cannot have."""
        starts = [item.start for item in tree.items] if tree.tokens_.odd_levels else []
        told = {opaque.start for opaque in tree.opaques} if starts else set()
        for token in tree.tokens_.odd_levels:
            item = tree.items[bisect_right(starts, token) - 1]
            wrong = misfit(tree.tokens_.texts[token], item.shape) if item.start == token and item.shape[0] in DESCRIPTIONS else None
            if wrong and told.isdisjoint(range(token, token + item.length)):
                at, expected = wrong
                add_opaque(tree, token + at, item.length - at, token + at, expected)

    # ---- cutting the file

    def _file(self, tree: Tree, deadline: float) -> None:
        """Read each entry and sentence of a file into the tree."""
        kinds = tree.tokens_.kinds
        for region in self._region.finditer(kinds):
            if region[0][0] == self._procedure or (region.start() == 0 and self._is_procedure_text(region[0])):
                self._procedure_text(tree, region[0], region.start(), deadline)
            else:
                followed = region.end() < len(kinds)
                at_end = not followed and not self._unit.search(kinds)
                self._declarations(tree, region[0], region.start(), at_end, followed, deadline)

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

    def _procedure_text(self, tree: Tree, kinds: str, base: int, deadline: float) -> None:
        fragment = kinds[0] != self._procedure
        sentences, append, known, statements = self._sentences, tree.items.append, self._sentences.known, 0
        for number, chunk in enumerate(self.cut.sentence.findall(kinds)):
            parsed = known.get(chunk) or sentences.parse(chunk, deadline)
            if parsed.plain is not None:
                length, shape = parsed.plain
                append(Item(base, length, shape))
                statements += parsed.statements
            else:
                if parsed.unclosed and not fragment:
                    parsed = self._without_period(chunk, parsed)
                self._add_checked(tree, base, parsed, deadline)
            base += len(chunk)
            if number & 255 == 255:
                _check(deadline)
        tree.statements += statements

    def _without_period(self, chunk: str, parsed: Parsed) -> Parsed:
        """A program's sentence that nothing closes, neither a period nor a COPY or EXEC block."""
        if chunk.rstrip(FILLER)[-1] in self._alone:
            return parsed
        miss = Miss(len(chunk) - 1, 1, len(chunk) - 1, ("a period",))
        return replace(parsed, misses=(*parsed.misses, miss)) if not parsed.misses else parsed

    def _declarations(self, tree: Tree, kinds: str, base: int, at_end: bool, followed: bool, deadline: float) -> None:
        start, strays, append = 0, 0, tree.items.append
        while start < len(kinds):
            for number, (offset, parsed) in enumerate(self._entries.parse(kinds[start:] if start else kinds, at_end)):
                if parsed is None:
                    break
                if parsed.plain is not None:
                    length, shape = parsed.plain
                    append(Item(base + start + offset, length, shape))
                else:
                    self._add_checked(tree, base + start + offset, parsed, deadline)
                if number & 255 == 255:
                    _check(deadline)
            else:
                return
            # statements without a header before them: PROCEDURE DIVISION is missing, as some compilers allow
            begin = start + offset
            strays += 1
            start = max(self._statements_end(kinds, begin, followed and strays < _MOST_STRAYS), begin + 1)
            self._procedure_text(tree, kinds[begin:start], base + begin, deadline)

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

    def _cut_again(self, tree: Tree, start: int, parsed: Parsed, deadline: float) -> Iterator[tuple[int, Parsed]]:
        """What was not accepted is cut once more where a line begins: the grammar may have gone too far."""
        offset, length, shape = parsed.items[-1]
        kinds = tree.tokens_.kinds[start : start + offset + length]
        if shape[0] == "sentence":
            parts = self._before_header(tree, start, kinds, deadline)
            yield from parts or [(start, self._cut_sentence(tree, start, kinds, parsed, deadline))]
        else:
            yield from self._cut_entry(tree, start, kinds, parsed, deadline)

    def _before_header(self, tree: Tree, start: int, kinds: str, deadline: float) -> list[tuple[int, Parsed]]:
        """A sentence without its period, and the header at the start of a line that it took for more of itself; empty if it is none."""
        for match in islice(self._inner_header.finditer(kinds, 1), _MOST_HEADERS):
            at = match.start()
            before = self._sentences.parse(kinds[:at], deadline)
            is_slip = any(slip.token == start + at for slip in tree.tokens_.slips)  # EEXIT SECTION
            if not before.misses and not is_slip and _begins_line(tree, start + at):
                unclosed = replace(before, misses=(Miss(at - 1, 1, at - 1, ("a period",)),))
                return [(start, unclosed), (start + at, self._sentences.parse(kinds[at:], deadline))]
        return []

    def _cut_sentence(self, tree: Tree, start: int, kinds: str, parsed: Parsed, deadline: float) -> Parsed:
        """A misspelt verb at the start of a line was taken for one more operand of the statement before it."""
        lines = (self._line_start(tree, start, miss) for miss in parsed.misses)
        cuts = [token - start for token in lines if token is not None]
        again = self._sentences.parse_cut(kinds, cuts, deadline) if cuts else parsed
        best = again if sum(m.extent for m in again.misses) < sum(m.extent for m in parsed.misses) else parsed
        if any(miss.expected == END_PERFORM for miss in best.misses) and len(best.items) == 1:
            ends = missing_ends(tree, start, kinds, best.items[0][2], self._end_perform, self.cut.starts)
            best = replace(best, misses=placed(best.misses, list(ends)))
        return best

    def _cut_entry(self, tree: Tree, start: int, kinds: str, parsed: Parsed, deadline: float) -> Iterator[tuple[int, Parsed]]:
        """A level-number at the start of a line: the entry before it lacks its period."""
        parts = [(start, parsed)]
        if kinds[0] == self._int:
            places = [n for n, kind in enumerate(kinds) if n and kind == self._int and _begins_line(tree, start + n)]
            cut = []
            for number, (offset, part) in enumerate(self._entries.parse_lines(kinds, places) if places else ()):
                cut.append((start + offset, part))
                if number & 255 == 255:
                    _check(deadline)
            if cut and sum(m.extent for _, part in cut for m in part.misses) < (parsed.misses[0].extent if parsed.misses else len(kinds)):
                parts = cut
        for place, part in parts:
            if not part.misses:
                part = replace(part, misses=tuple(self._odd_values(tree, place, part)))
            yield place, part

    def _odd_values(self, tree: Tree, start: int, parsed: Parsed) -> Iterator[Miss]:
        """What an entry may not have by the spelling of its level-number and of its values."""
        texts, kinds = tree.tokens_.texts, tree.tokens_.kinds
        shape = parsed.items[0][2]
        if self._is_plural(tree, start, parsed):
            yield Miss(parsed.plural, 1, parsed.plural, ("a clause", "a period"))
        elif parsed.look and shape[0] == "select_entry":
            if (at := unread_to(shape)) and is_slip(texts[start + at], "TO"):
                yield Miss(at, 1, at, ("TO",))
        elif parsed.look and shape[0] in DESCRIPTIONS:
            if wrong := misfit(texts[start], shape):
                at, expected = wrong
                yield Miss(at, parsed.items[0][1] - at, at, expected)
                return
            names = [at for at in named_values(shape) if kinds[start + at] == self._name and tree.tokens_.counts[texts[start + at]] == 1]
            if names and self._describer.names_known(tree):
                yield Miss(names[0], 1, names[0], ("a literal", "a figurative constant", "a constant"))

    @staticmethod
    def _is_plural(tree: Tree, start: int, parsed: Parsed) -> bool:
        """Whether an entry has several values although it is no condition-name (level 88).

        12345678,91 is one, when a copybook says that DECIMAL-POINT IS COMMA.
        """
        tokens = tree.tokens_
        if not parsed.plural:
            return False
        if tokens.texts[start] == "88":  # with a picture it is two entries, the first without its period
            return any(type(clause) is tuple and clause[0] == "picture_clause" for clause in parsed.items[0][2][1:])
        second = tokens.offsets[start + parsed.plural]
        return tree.source.code[second - 1] != "," or not tokens.texts[start + parsed.plural].isdigit()

    def _line_start(self, tree: Tree, start: int, miss: Miss) -> int | None:
        """The last name at the start of a line inside a missed segment, not behind the token that did not fit."""
        first = start + miss.start - miss.read
        for token in range(min(start + miss.at, first + miss.extent - 1), max(first, start + miss.at - 40), -1):
            if tree.tokens_.kinds[token] == self._name and _begins_line(tree, token):
                return token
        return None

    def _add_checked(self, tree: Tree, start: int, parsed: Parsed, deadline: float) -> None:
        """Put a result into the tree; what was not accepted is cut again first."""
        if parsed.misses or parsed.look or self._is_plural(tree, start, parsed):
            for place, part in self._cut_again(tree, start, parsed, deadline):
                _add(tree, place, part)
        else:
            _add(tree, start, parsed)


def _add(tree: Tree, start: int, parsed: Parsed) -> None:
    for offset, length, shape in parsed.items:
        tree.items.append(Item(start + offset, length, shape))
    tree.statements += parsed.statements
    for miss in parsed.misses:
        if miss.incomplete:
            tree.incomplete += 1
        else:
            add_opaque(tree, start + miss.start, miss.length, start + miss.at, miss.expected)


def _begins_line(tree: Tree, token: int) -> bool:
    offset, code = tree.tokens_.offsets[token], tree.source.code
    return not code[code.rfind("\n", 0, offset) + 1 : offset].strip()


def _check(deadline: float) -> None:
    if time.perf_counter() > deadline:
        raise OverBudget


@cache
def parser() -> Parser:
    """The parser of this process."""
    return Parser()


def parse(source: SourceText) -> Tree:
    """The tree of one file. Never raises for what stands in the file; see Tree.opaques and Tree.over_budget."""
    return parser().parse(source)
