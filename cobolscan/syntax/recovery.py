"""What the grammar did not accept is looked at once more, with what the layout of the text tells about it.

A grammar goes as far as it can, and so takes a header, a verb or a level-number at the start of a line for an operand when the
period before it is missing. Cut there, less is left unread, and what is told is nearer to what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from cobolscan.syntax.layout import END_PERFORM, missing_ends, placed
from cobolscan.syntax.levels import DESCRIPTIONS, misfit, named_values, unread_to, used_items
from cobolscan.syntax.phrases import Miss, Parsed
from cobolscan.syntax.slips import is_slip
from cobolscan.syntax.tokenizer import INSTALLED

if TYPE_CHECKING:
    from cobolscan.syntax.describe import Describer
    from cobolscan.syntax.entries import Entries
    from cobolscan.syntax.segments import Cutting
    from cobolscan.syntax.sentences import Sentences
    from cobolscan.syntax.tree import Tree

_MOST_HEADERS = 4  # headers that one sentence without its period is tried for


class Recovery:
    """Cuts sentences and entries again. One a parser."""

    def __init__(self, kinds: dict[str, str], cut: Cutting, sentences: Sentences, entries: Entries, describer: Describer) -> None:
        self._sentences, self._entries, self._describer = sentences, entries, describer
        self._starts = cut.starts
        self._name, self._int = kinds["NAME"], kinds["INT"]
        self._numeric = kinds["NUMERIC"]  # a class word
        self._class = re.compile(kinds["CLASS"] + self._name)
        self._classes: tuple[Tree | None, frozenset[str]] = None, frozenset()  # the class names of the tree in hand
        self._end_perform = kinds["END_PERFORM"]
        self._inner_header = re.compile(f"[{self._name}{self._int}](?:{kinds['SECTION']}|{kinds['PERIOD']}$)")

    def is_needed(self, tree: Tree, start: int, parsed: Parsed) -> bool:
        """Whether a result is to be looked at again."""
        return bool(parsed.misses or parsed.look or self._is_plural(tree, start, parsed))

    def forget(self) -> None:
        """Forget the tree in hand."""
        self._classes = None, frozenset()

    def cut_again(self, tree: Tree, start: int, parsed: Parsed) -> Iterator[tuple[int, Parsed]]:
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
            ends = missing_ends(tree, start, kinds, best.items[0][2], self._end_perform, self._starts)
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
            if wrong := misfit(texts[start], shape, closed=False):  # what is lacking is found at the end
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


def _missed(parsed: Parsed) -> int:
    """The tokens that were not accepted."""
    return sum(miss.extent for miss in parsed.misses)
