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
from cobolscan.syntax.expansion import Expanded, Expander, Library
from cobolscan.syntax.layout import END_PERFORM, missing_ends, placed
from cobolscan.syntax.levels import DESCRIPTIONS, misfit, named_values, unread_to, used_items
from cobolscan.syntax.misspelt import Misspelt
from cobolscan.syntax.phrases import Miss, OverBudget, Parsed, Phrases
from cobolscan.syntax.sentences import Sentences
from cobolscan.syntax.slips import is_slip
from cobolscan.syntax.tokenizer import INSTALLED, Tokenizer, shared
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
_MOST_HEADERS = 4  # headers that one sentence without its period is tried for


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
        self._expander = Expander(kinds, self.tokenizer, self._phrases)
        self._name, self._section, self._int, self._period = kinds["NAME"], kinds["SECTION"], kinds["INT"], kinds["PERIOD"]
        self._procedure = kinds["PROCEDURE_DIVISION"]
        self._alone = frozenset(kinds[name] for name in ("COPY", "REPLACE", "EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER"))
        # what a copybook begins with that stands within a statement of the program: MOVE A COPY TARGETS
        self._within = frozenset(kinds[name] for name in ("TO", "FROM", "INTO", "GIVING", "DELIMITED", "UNTIL"))
        self._exec = frozenset(kinds[name] for name in ("EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER"))
        self._numeric = kinds["NUMERIC"]  # a class word
        self._class = re.compile(kinds["CLASS"] + self._name)
        self._classes: tuple[Tree | None, frozenset[str]] = None, frozenset()  # the class names of the tree in hand
        self._header = re.compile(f"{self._name}{self._period}")
        self._end_perform = kinds["END_PERFORM"]
        self._inner_header = re.compile(f"[{self._name}{self._int}](?:{self._section}|{self._period}$)")
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
        self._classes = None, frozenset()
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
        for start, length, wanted in expanded.problems:
            if tree.tokens:
                add_opaque(tree, min(start, tree.tokens - 1), length if start < tree.tokens else 1, start, (wanted,))
            else:  # nothing but a COPY of an empty member
                tree.opaques.append(Opaque(1, 1, 1, 1, "", [wanted], 0, 0))
        for line, text in expanded.misread:
            tree.opaques.append(Opaque(line, 1, line, 1 + len(text), text, ["a compiler directive"], 0, 0))

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

    def _cut_again(self, tree: Tree, start: int, parsed: Parsed) -> Iterator[tuple[int, Parsed]]:
        """What was not accepted is cut once more where a line begins: the grammar may have gone too far."""
        offset, length, shape = parsed.items[-1]
        kinds = tree.tokens_.kinds[start : start + offset + length]
        if shape[0] == "sentence":
            parts = self._before_header(tree, start, kinds)
            yield from parts or [(start, self._cut_sentence(tree, start, kinds, parsed))]
        else:
            yield from self._cut_entry(tree, start, kinds, parsed)

    def _before_header(self, tree: Tree, start: int, kinds: str) -> list[tuple[int, Parsed]]:
        """A sentence without its period, and the header at the start of a line that it took for more of itself; empty if it is none."""
        for match in islice(self._inner_header.finditer(kinds, 1), _MOST_HEADERS):
            at = match.start()
            before = self._sentences.parsed(kinds[:at])
            is_slip = any(slip.token == start + at for slip in tree.tokens_.slips)  # EEXIT SECTION
            if not before.misses and not is_slip and tree.begins_line(start + at):
                unclosed = replace(before, misses=(Miss(at - 1, 1, at - 1, ("a period",)),))
                return [(start, unclosed), (start + at, self._sentences.parsed(kinds[at:]))]
        return []

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
        best = again if _missed(again) < _missed(parsed) else parsed
        if any(miss.expected == END_PERFORM for miss in best.misses) and len(best.items) == 1:
            ends = missing_ends(tree, start, kinds, best.items[0][2], self._end_perform, self.cut.starts)
            best = replace(best, misses=placed(best.misses, list(ends)))
        return best

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
            if cut and sum(_missed(part) for _, part in cut) < (parsed.misses[0].extent if parsed.misses else len(kinds)):
                parts = cut
        for place, part in parts:
            if not part.misses:
                part = replace(part, misses=tuple(self._odd_values(tree, place, part)))
            yield place, part

    def _odd_values(self, tree: Tree, start: int, parsed: Parsed) -> Iterator[Miss]:
        """What an entry may not have by the spelling of its level-number and of its values."""
        texts = tree.tokens_.texts
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
            names = [at for at in (*named_values(shape), *used_items(shape)) if self._is_nowhere_else(tree, start + at)]
            if names and self._describer.names_known(tree):
                yield Miss(names[0], 1, names[0], ("a literal", "a figurative constant", "a name that is declared"))

    @staticmethod
    def _is_nowhere_else(tree: Tree, token: int) -> bool:
        """Whether a name is written once in the whole file: it is not declared there. For XXXXX081 NIST's installer puts another."""
        text = tree.tokens_.texts[token]
        return text[0].isalpha() and tree.tokens_.counts[text] == 1 and not INSTALLED.match(text)

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
        first = start + miss.start - miss.read
        for token in range(min(start + miss.at, first + miss.extent - 1), max(first, start + miss.at - 40), -1):
            if tree.tokens_.kinds[token] == self._name and tree.begins_line(token):
                return token
        return None

    def _add_checked(self, tree: Tree, start: int, parsed: Parsed) -> None:
        """Put a result into the tree; what was not accepted is cut again first."""
        if parsed.misses or parsed.look or self._is_plural(tree, start, parsed):
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
            add_opaque(tree, start + miss.start, miss.length, start + miss.at, miss.expected)


def _missed(parsed: Parsed) -> int:
    """The tokens that were not accepted."""
    return sum(miss.extent for miss in parsed.misses)


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
