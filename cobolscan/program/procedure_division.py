"""The PROCEDURE DIVISION of a program: its paragraphs and sentences, and which statements have what.

Sentences are told by their shapes (sentences.py). A `Statement` is made when it is asked for, once: what nobody asks for costs nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from cobolscan.program.procedures import Paragraph
from cobolscan.program.sentences import SentenceFacts, facts_of_sentences
from cobolscan.program.statements import Statement
from cobolscan.syntax.tokenizer import Tokens

if TYPE_CHECKING:
    from cobolscan.program.facts import Facts
    from cobolscan.program.model import Program
    from cobolscan.syntax.driver import Shape
    from cobolscan.syntax.tree import Item

_HEADERS = frozenset(("section_header", "paragraph_header"))
_line = attrgetter("line")
Places = tuple[Any, ...]
Found = tuple[int, int]
"""A statement by the number of its sentence, and its own number in it."""


class ProcedureDivision:
    """Paragraphs and sentences in the order of the program; `numbers` are those of the sentences among all items of the program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._made: dict[int, list[Statement]] = {}
        self._children: dict[int, dict[Statement, list[Statement]]] = {}
        items = program.syntax
        names = [item.shape[0] for item in items]
        self.numbers = [number for number, name in enumerate(names) if name == "sentence"]
        self._sentences = [items[number] for number in self.numbers]
        self.facts: list[SentenceFacts] = facts_of_sentences([item.shape for item in self._sentences])
        self.paragraphs = self._paragraphs([number for number, name in enumerate(names) if name in _HEADERS], items)
        self._begins = [paragraph.first for paragraph in self.paragraphs]
        self._having: dict[str, list[Statement]] = {}

    def _paragraphs(self, headers: list[int], items: Sequence[Item]) -> list[Paragraph]:
        paragraphs: list[Paragraph] = []
        section: str | None = None
        texts = self._program.tree.tokens_.texts
        for header in headers:
            item = items[header]
            name, is_section = texts[item.start], item.shape[0] == "section_header"
            section = name if is_section else section
            first = bisect_right(self.numbers, header)
            paragraphs.append(Paragraph(name, len(paragraphs), section, is_section, item.start, first, self))
        return paragraphs

    # ---- statements

    @cached_property
    def statements(self) -> list[Statement]:
        """Every statement and branch phrase in order."""
        return self.between(0, len(self._sentences))

    def between(self, first: int, end: int) -> list[Statement]:
        """The statements of the sentences from one number to another."""
        return [statement for sentence in range(first, end) for statement in self.of_sentence(sentence)]

    def of_sentence(self, sentence: int) -> list[Statement]:
        """The statements of a sentence, by its number."""
        made = self._made.get(sentence)
        if made is None:
            made = self._made[sentence] = self._make(sentence)
        return made

    def statement(self, sentence: int, segment: int) -> Statement:
        """One statement by the numbers of its sentence and segment."""
        return self.of_sentence(sentence)[segment]

    def children_of(self, statement: Statement) -> list[Statement]:
        """The statements right inside a branch or an in-line PERFORM, in order."""
        sentence = bisect_left(self.numbers, statement.sentence)
        children = self._children.get(sentence)
        if children is None:
            children = self._children[sentence] = defaultdict(list)
            for inner in self.of_sentence(sentence):
                if inner.parent is not None:
                    children[inner.parent].append(inner)
        return children.get(statement, [])

    def _make(self, sentence: int) -> list[Statement]:
        facts = self.facts[sentence]
        start = self._sentences[sentence].start
        paragraph = self._paragraph_of(sentence)
        made: list[Statement] = []
        number = self.numbers[sentence]
        for (offset, shape, parent), own in zip(facts.segments, facts.facts, strict=True):
            owner = made[parent] if parent >= 0 else None
            made.append(Statement(self._program, start + offset, shape, owner, paragraph, number, own))
        return made

    def _paragraph_of(self, sentence: int) -> Paragraph | None:
        number = bisect_right(self._begins, sentence) - 1
        return self.paragraphs[number] if number >= 0 else None

    # ---- statements that have something

    @cached_property
    def features(self) -> frozenset[str]:
        """All kinds of segments and sorts of facts that the program has."""
        return frozenset().union(*{id(facts): facts.features for facts in self.facts}.values())

    def having(self, feature: str) -> list[Statement]:
        """The statements of a kind (grammar name), or with a sort of fact, in order."""
        if feature not in self.features:
            return []
        found = self._having.get(feature)
        if found is None:
            found = self._having[feature] = []
            for sentence in [number for number, facts in enumerate(self.facts) if feature in facts.features]:
                made = self.of_sentence(sentence)
                found += [made[segment] for segment in self.facts[sentence].features[feature]]
        return found

    def each(self, feature: str) -> Iterator[tuple[int, Facts, Found]]:
        """The same without making statements: first token, facts, and the numbers by which `statement` makes it."""
        for sentence in [number for number, facts in enumerate(self.facts) if feature in facts.features]:
            facts, start = self.facts[sentence], self._sentences[sentence].start
            for segment in facts.features[feature]:
                yield start + facts.segments[segment][0], facts.facts[segment], (sentence, segment)

    def having_where(self, kind: str, test: Callable[[Shape], bool]) -> list[Statement]:
        """The statements of a kind whose shapes pass a test, in order; only these are made."""
        out: list[Statement] = []
        known: dict[int, list[int]] = {}  # by the facts of equal sentences
        for sentence, facts in enumerate(self.facts) if kind in self.features else ():
            numbers = facts.features.get(kind)
            if numbers is not None:
                chosen = known.get(id(facts))
                if chosen is None:
                    chosen = known[id(facts)] = [number for number in numbers if test(facts.segments[number][1])]
                if chosen:
                    made = self.of_sentence(sentence)
                    out += [made[number] for number in chosen]
        return out

    # ---- by name

    def by_name(self, sort: Callable[[SentenceFacts], Sequence[Places]]) -> dict[str, list[Places]]:
        """A sort of fact by the names that it is about: for each name (sentence, what stands behind the token in the fact)."""
        texts = self._program.tree.tokens_.texts
        found: dict[str, list[Places]] = defaultdict(list)
        for sentence, places in enumerate(map(sort, self.facts)):
            if places:
                start = self._sentences[sentence].start
                for place in places:
                    found[texts[start + place[0]]].append((sentence, *place[1:]))
        return found

    def base_of(self, sentence: int, segment: int) -> int:
        """The first token of a segment, by the numbers of its sentence and its own."""
        return self._sentences[sentence].start + self.facts[sentence].segments[segment][0]

    def start_of(self, sentence: int) -> int:
        """The first token of a sentence."""
        return self._sentences[sentence].start

    # ---- by line

    def at_line(self, line: int) -> Paragraph | None:
        """The paragraph (or section without paragraph) that a line of the file stands in."""
        found = None
        if type(self._program.tree.tokens_) is Tokens:  # no COPY: the lines of the headers go up
            number = bisect_right(self.paragraphs, line, key=_line) - 1
            found = self.paragraphs[number] if number >= 0 else None
        else:
            for paragraph in self.paragraphs:
                if paragraph.line > line:
                    break
                found = paragraph if paragraph.line else found
        return found if found is not None and line <= found.end_line else None

    @property
    def last_line(self) -> int:
        return len(self._program.source.lines)

    def line_of_header(self, token: int) -> int:
        """The line on which a header comes into the file; 0 when that is not known.

        Of its name and the token behind it the later one tells: a name that REPLACE wrote comes from the REPLACE, far above.
        """
        tokens = self._program.tree.tokens_
        if type(tokens) is Tokens:
            return self._program.source.line_of(tokens.offsets[token])
        return max(self._line_of(number) for number in (token, token + 1) if number < len(tokens.texts))

    def _line_of(self, token: int) -> int:
        """The token's line in the file itself: where it stands, or the COPY through which it comes; 0 when it comes from elsewhere."""
        origin = self._program.tree.origin(token)
        path, line = origin.chain[0] if origin.chain else (origin.source.path, origin.position[0])
        return line if path == self._program.source.path else 0
