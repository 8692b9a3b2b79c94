"""The sentences of the PROCEDURE DIVISION: cut into segments, each read by the phrase grammar, nested by the skeleton grammar."""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cobolscan.syntax.conditions import last_leaf
from cobolscan.syntax.driver import Shape
from cobolscan.syntax.nesting import Nesting
from cobolscan.syntax.phrases import Known, Miss, OverBudget, Parsed, Phrases
from cobolscan.syntax.segments import Cutting
from cobolscan.syntax.words import FILLER

_CHECK_EVERY = 256  # segments between two looks at the clock


@dataclass(slots=True)
class _Segments:
    """The segments of one sentence: (start, length, shape), and the class of each."""

    parts: list[tuple[int, int, Shape]] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    copies: bool = False  # a COPY stands inside the sentence

    def add(self, start: int, length: int, shape: Shape, name: str) -> None:
        self.parts.append((start, length, shape))
        self.classes.append(name)

    def miss(self, miss: Miss, name: str) -> None:
        """A stretch that was not accepted; it still counts as what its first word says."""
        self.misses.append(miss)
        self.add(miss.start, miss.length, unread(miss), name)


def unread(miss: Miss) -> Shape:
    """The shape of what was not accepted."""
    return ("incomplete" if miss.incomplete else "opaque", *range(miss.length))


class Sentences:
    """Reads sentences and remembers them."""

    def __init__(self, data: dict[str, Any], cut: Cutting, phrases: Phrases) -> None:
        self._cut = cut
        self._phrases = phrases
        self._nesting = Nesting(data)
        self.known = Known(self._whole)
        self._plain: dict[str, tuple[Shape, str]] = {}  # segments that were accepted, wherever they stood
        self.statements: dict[str, int] = {}
        """How many statements stand in each known sentence."""
        self.deadline = 0.0
        """When the time of the file at hand is up; what is parsed beyond it raises OverBudget."""
        self.remembered = 0
        kinds = self._kinds = data["kinds"]
        self._period, self._name, self._int = kinds["PERIOD"], kinds["NAME"], kinds["INT"]
        self._perform_kind, self._note = kinds["PERFORM"], kinds["NOTE"]
        self._accept, self._escape = kinds["ACCEPT"], kinds["ESCAPE"]
        self._copies = frozenset((kinds["COPY"], kinds["REPLACE"]))
        self._exec = frozenset(kinds[name] for name in ("EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER"))
        self._soft = frozenset(data["words"]["soft"])
        self._headers = {kinds[kind]: rule for kind, rule in _HEADERS.items()}
        self.leading = re.compile(f"(?:[{''.join(self._copies)}]{FILLER}*|[{''.join(self._exec)}](?=[{self._name}{self._int}]))+")
        self.sentence = cut.sentence

    def parsed(self, kinds: str) -> Parsed:
        """What a sentence or header, with its period, came out as. Raises OverBudget."""
        value = self.known[kinds]
        return value if isinstance(value, Parsed) else Parsed(((0, len(kinds), value),), statements=self.statements[kinds])

    def _whole(self, kinds: str) -> Parsed:
        if time.perf_counter() > self.deadline:
            raise OverBudget
        parsed = self._parse(kinds, ())
        if kinds[-1] != self._period:
            parsed = replace(parsed, unclosed=True)
        self.statements[kinds] = parsed.statements
        self.remembered += len(kinds)
        return parsed

    def parse_cut(self, kinds: str, cuts: Sequence[int]) -> Parsed:
        """The same with segments cut also before the tokens `cuts`."""
        return self._parse(kinds, cuts)

    def forget(self) -> None:
        self.known.clear()
        self._plain.clear()
        self.statements.clear()
        self._nesting.forget()
        self.remembered = 0

    # ---- COPY before a sentence, headers

    def _parse(self, kinds: str, cuts: Sequence[int], may_be_unclosed: bool = True) -> Parsed:
        items, skip = self._before(kinds)
        text = kinds[skip:]
        if not text:
            return Parsed(tuple(items))
        header = self._header(text)
        if header is not None:
            return Parsed((*items, (skip, len(text), header)))
        if text[0] == self._note and len(text) > 2:
            return Parsed((*items, (skip, len(text), _comment(text, self._period))), statements=1)
        unclosed = self._unclosed_header(text) if may_be_unclosed else None
        if unclosed is not None:
            return self._behind_header(kinds, items, skip, unclosed, cuts)
        found = self._segments(text, sorted(cut - skip for cut in cuts), bool(items))
        sentence = self._nested(found)
        misses = sorted((miss.moved(skip) for miss in found.misses), key=lambda m: m.start)
        statements = sum(1 for name in found.classes if name not in _NO_STATEMENT and not name.startswith("END_"))
        return Parsed((*items, (skip, len(text), sentence)), tuple(misses), statements)

    def _before(self, kinds: str) -> tuple[list[tuple[int, int, Shape]], int]:
        """COPY statements, and EXEC blocks without a period, in front of a header or sentence."""
        leading = self.leading.match(kinds)
        if leading is None:
            return [], 0
        items: list[tuple[int, int, Shape]] = []
        for part in re.finditer(f"[^{FILLER}]{FILLER}*", leading[0]):
            shape: Shape = ("exec_statement", 0) if part[0] in self._exec else ("copy_statement",)
            items.append((part.start(), part.end() - part.start(), shape))
        return items, leading.end()

    def _header(self, kinds: str) -> Shape | None:
        """The shape of a paragraph, section or other header; None when it is no header."""
        first = kinds[0]
        if first == self._period:
            return ("empty", 0)
        rule = self._headers.get(first)
        if rule is None and kinds[1:2] == self._kinds["SECTION"]:
            rule = "section_header"
        if rule is None:
            return self._paragraph_header(kinds)
        if rule == "use_statement" and kinds.endswith(self._period):
            kinds = kinds[:-1]
        result = self._phrases.parse_closed(kinds, rule)
        return None if isinstance(result, Miss) else result

    def _unclosed_header(self, kinds: str) -> Shape | None:
        """The header without its period that a sentence begins with."""
        rule = self._headers.get(kinds[0])
        if rule is None and kinds[0] in (self._name, self._int):
            if kinds[1:2] == self._kinds["SECTION"]:
                rule = "section_header"
            elif kinds[1:2] and kinds[1] in self._cut.starts:
                return ("paragraph_header", 0)
        if rule is None or rule == "use_statement":
            return None
        miss = self._phrases.parse(kinds, rule)
        shape = self._phrases.parse_closed(kinds[: miss.at], rule) if isinstance(miss, Miss) and 0 < miss.at < len(kinds) else miss
        return None if isinstance(shape, Miss) else shape

    def _behind_header(self, kinds: str, items: list[tuple[int, int, Shape]], skip: int, header: Shape, cuts: Sequence[int]) -> Parsed:
        """A header without its period, and what stands behind it."""
        at = skip + last_leaf(header) + 1
        while kinds[at : at + 1] == FILLER:
            at += 1
        rest = self._parse(kinds[at:], [cut - at for cut in cuts if cut > at], False)
        behind = [(start + at, length, shape) for start, length, shape in rest.items]
        misses = (Miss(at - 1, 1, at - 1, ("a period",)), *(miss.moved(at) for miss in rest.misses))
        return Parsed((*items, (skip, at - skip, header), *behind), misses, rest.statements)

    def _paragraph_header(self, kinds: str) -> Shape | None:
        first = kinds[0]
        if len(kinds) != 2 or kinds[1] != self._period or not (first in (self._name, self._int) or first in self._soft):
            return None
        statement = self._cut.starts.get(first)
        if statement and not isinstance(self._phrases.parse(first, statement), Miss):
            return None
        return ("paragraph_header", 0, 1)

    # ---- segments

    def _segments(self, kinds: str, cuts: list[int], after_copy: bool) -> _Segments:
        found = _Segments(copies=after_copy)
        done = 0
        end = len(kinds) - kinds.endswith(self._period)
        for count, match in enumerate(self._cut.segment.finditer(kinds, 0, end), 1):
            start, behind = match.span()
            if start > done:
                self._junk(kinds, done, start, found)
            plain = None if cuts else self._plain.get(match[0])
            if plain is not None:
                found.add(start, behind - start, *plain)
            elif not (kinds[start] in self._soft and self._is_operand(kinds, start, behind, found)):
                self._cut_segment(kinds, start, behind, cuts, found)
            done = behind
            if count % _CHECK_EVERY == 0 and time.perf_counter() > self.deadline:
                raise OverBudget
        if done < end:
            self._junk(kinds, done, end, found)
        return found

    def _is_operand(self, kinds: str, start: int, end: int, found: _Segments) -> bool:
        """Whether a verb of some dialect makes sense only as an operand of the statement before it; if so, it is put there."""
        if not found.parts or sum(found.parts[-1][:2]) != start:
            return False
        begin, length, _ = found.parts[-1]
        text, first = kinds[start:end], kinds[begin]
        missed = bool(found.misses) and found.misses[-1].start - found.misses[-1].read == begin
        only = missed or (text[0] == self._escape and first != self._accept)  # ESCAPE without ON is a phrase of ACCEPT, else a name
        if (
            first not in self._cut.starts
            or first in self._copies
            or not (only or isinstance(self._phrases.parse(text, self._cut.starts[text[0]]), Miss))
        ):
            return False
        whole = kinds[begin:start] + self._name + text[1:]
        result, name = self._perform(whole) if first == self._perform_kind else (self._phrases.parse(whole, self._cut.starts[first]), "")
        if isinstance(result, Miss):
            return False
        if missed:
            found.misses.pop()
        found.parts[-1] = (begin, length + len(text), result)
        found.classes[-1] = name or found.classes[-1]
        return True

    def _junk(self, kinds: str, start: int, end: int, found: _Segments) -> None:
        """What no verb begins: the rest of a statement when a COPY stands before it."""
        after_copy = found.copies and (start == 0 or found.parts[-1][2][0] == "copy_statement")
        found.miss(Miss(start, end - start, start, ("a statement",), after_copy), "SIMPLE")

    def _cut_segment(self, kinds: str, start: int, end: int, cuts: list[int], found: _Segments) -> None:
        place = bisect_right(cuts, start)
        if place < len(cuts) and cuts[place] < end:
            self._segment(kinds, start, cuts[place], found)
            self._junk(kinds, cuts[place], end, found)
        elif kinds[start] in self._copies:
            self._copy(kinds, start, end, found)
        else:
            self._segment(kinds, start, end, found)

    def _copy(self, kinds: str, start: int, end: int, found: _Segments) -> None:
        """A COPY inside a sentence, and what stands behind it up to the next verb."""
        text = kinds[start:end]
        length = len(text) - len(text[1:].lstrip(FILLER))
        found.copies = True
        found.add(start, length, ("copy_statement",), "SIMPLE")
        if start + length < end:
            self._junk(kinds, start + length, end, found)

    def _segment(self, kinds: str, start: int, end: int, found: _Segments) -> None:
        text = kinds[start:end]
        first = text[0]
        name = self._cut.classes[first]
        if first == self._perform_kind:
            result, name = self._perform(text)
        else:
            result = self._phrases.parse(text, self._cut.starts[first])
        if not isinstance(result, Miss):
            name = "ON_EXCEPTION_KEY" if result[0] == "exception_phrase" and len(result) > 2 else name
            found.add(start, len(text), result, name)
            if first not in self._soft:
                self._plain[text] = (result, name)
        elif kinds[end : end + 1] in self._copies and result.at == len(text):
            found.miss(replace(result.moved(start), incomplete=True), name)
        else:
            shape, miss = self._phrases.recover(text, self._rule(first, name), result)
            found.misses.append(miss.moved(start))
            found.add(start, len(text), shape, name)

    def _rule(self, first: str, name: str) -> str:
        return "perform_inline" if name == "PERFORM_INLINE" else self._cut.starts[first]

    def _perform(self, text: str) -> tuple[Shape | Miss, str]:
        """An out-of-line or in-line PERFORM. Words such as FOREVER are tried as what they are first, then as procedure-names."""
        named = text[1:2] in (self._name, self._int)
        result: Shape | Miss = Miss(0, len(text), 0, ())
        for rule in ("perform_statement", "perform_inline") if named else ("perform_inline", "perform_statement"):
            result = self._phrases.parse(text, rule)
            if not isinstance(result, Miss):
                return result, "SIMPLE" if rule == "perform_statement" else "PERFORM_INLINE"
        first = self._phrases.parse(text, "perform_statement" if named else "perform_inline")
        return first, "SIMPLE" if named else "PERFORM_INLINE"

    # ---- nesting

    def _nested(self, found: _Segments) -> Shape:
        parts = found.parts
        if len(parts) == 1 and found.classes[0] == "SIMPLE":
            return ("sentence", parts[0][::2])
        nested = self._nesting.nest(found.classes)
        missed = {miss.start - miss.read for miss in found.misses}
        for number, wanted in (*nested.orphans, *nested.problems):
            start, length, _ = parts[number]
            if start not in missed:
                missed.add(start)
                found.misses.append(Miss(start, length, start, (wanted,), found.copies))
        for number, _ in nested.orphans:
            start, length, _ = parts[number]
            parts[number] = (start, length, ("incomplete" if found.copies else "opaque", *range(length)))
        if nested.shape is None:
            return ("sentence", *(part[::2] for part in parts))
        return _placed(nested.shape, parts)


def _comment(kinds: str, period: str) -> Shape:
    """A NOTE sentence: a comment up to its period, whatever words are in it (USA Standard COBOL X3.23-1968, the NOTE statement)."""
    return ("sentence", (0, ("note_statement", *range(len(kinds) - kinds.endswith(period)))))


def _placed(shape: Shape, parts: list[tuple[int, int, Shape]]) -> Shape:
    """A skeleton over segment numbers as a shape over tokens: each number becomes (offset, shape of the segment)."""
    done: list[list[Any]] = [[]]
    todo: list[Any] = [shape]
    while todo:
        node = todo.pop()
        if type(node) is tuple:
            done.append([node[0]])
            todo.append(None)
            todo.extend(reversed(node[1:]))
        elif node is None:
            finished = tuple(done.pop())
            done[-1].append(finished)
        else:
            done[-1].append((parts[node][0], parts[node][2]))
    result: Shape = done[0][0]
    return result


_HEADERS = {
    "PROCEDURE_DIVISION": "procedure_division",
    "END_UNIT": "end_program",
    "USE": "use_statement",
    "DECLARATIVES": "declaratives",
    "END_DECLARATIVES": "end_declaratives",
}
_NO_STATEMENT = frozenset(
    "ELSE WHEN WHEN_OTHER AT_END NOT_AT_END SIZE_ERROR NOT_SIZE_ERROR INVALID_KEY NOT_INVALID_KEY AT_EOP NOT_AT_EOP ON_OVERFLOW "
    "NOT_ON_OVERFLOW ON_EXCEPTION NOT_ON_EXCEPTION NO_DATA WITH_DATA".split()
)
