"""Paragraphs, headers and description entries outside the PROCEDURE DIVISION, each read by the phrase grammar."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from operator import itemgetter
from typing import Any

from cobolscan.syntax.conditions import first_leaf
from cobolscan.syntax.driver import Shape
from cobolscan.syntax.levels import DESCRIPTIONS, clauses, depends_on_level, unread_to
from cobolscan.syntax.phrases import Known, Miss, OverBudget, Parsed, Phrases
from cobolscan.syntax.segments import Cutting
from cobolscan.syntax.words import FILLER


class Entries:
    """Reads entries and remembers them. What an entry is depends on the header before it."""

    def __init__(self, data: dict[str, Any], cut: Cutting, phrases: Phrases) -> None:
        kinds: dict[str, str] = data["kinds"]
        self._cut = cut
        self._phrases = phrases
        self._known: dict[tuple[str, bool, bool], Known] = {}
        self.remembered = 0
        self.deadline = 0.0
        """When the time of the file at hand is up; what is parsed beyond it raises OverBudget."""
        self._period, self._int = kinds["PERIOD"], kinds["INT"]
        self._copies = frozenset((kinds["COPY"], kinds["REPLACE"]))
        self._exec = frozenset(kinds[name] for name in ("EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER"))
        self._alone = self._copies | self._exec
        # the words of section headers that are soft: SCREEN before SECTION is no name
        self._section = re.compile(f"[{''.join(kinds[name] for name in ('FILE', 'SCREEN', 'REPORT', 'COMMUNICATION'))}]{kinds['SECTION']}")
        verbs = (
            frozenset(cut.starts)
            - self._copies
            - self._exec
            - frozenset(cut.heads)
            - frozenset(cut.openers)
            - frozenset(data["words"]["soft"])
        )
        self._statement = re.compile(f"[{''.join(sorted(verbs))}]")
        # description entries, the last apart: what follows it may be a COPY
        self._run = re.compile(f"{self._int}+(?={self._int})")

    def parse(self, kinds: str, at_end: bool) -> tuple[list[str], list[Shape | Parsed], bool]:
        """The entries' kinds, and what they came out as. Of fewer when a statement begins, without a PROCEDURE DIVISION, or when the
        time is up; the third value is false then.

        `at_end`: with these kinds the file ends, and so may a copybook's last entry without its period.
        """
        chunks = self._cut.entry.findall(kinds)
        firsts = "".join(map(itemgetter(0), chunks))
        statement = self._statement.search(firsts)
        end = statement.start() if statement else len(chunks)
        found: list[Shape | Parsed] = []
        try:
            self._parse_until(chunks, firsts, end, at_end, found)
        except OverBudget:
            return chunks, found, False
        return chunks, found, True

    def _parse_until(self, chunks: list[str], firsts: str, end: int, at_end: bool, found: list[Shape | Parsed]) -> None:
        """Add what the entries up to `end` came out as. Description entries that follow each other are looked up in one go."""
        context, after_copy = "", True
        while len(found) < end:
            number = len(found)
            run = self._run.match(firsts, number, end)
            if run and not after_copy:
                known = self._known_for(context, False, False)
                values = known.values_of(chunks[number : run.end()])
                found += values
                if len(values) < run.end() - number:
                    raise OverBudget
                continue
            follower = firsts[number + 1 : number + 2]
            before_copy = follower in self._alone if follower else at_end
            value = self._known_for(context, after_copy, before_copy)[chunks[number]]
            found.append(value)
            if not isinstance(value, Parsed):
                context = _CONTEXTS.get(value[0], context)
            elif value.context is not None:
                context = value.context
            after_copy = firsts[number] in self._alone

    def _known_for(self, context: str, after_copy: bool, before_copy: bool) -> Known:
        """What is known of entries that stand in a place of this kind."""
        state = (context, after_copy, before_copy)
        known = self._known.get(state)
        if known is None:
            known = self._known[state] = Known(partial(self._in_time, context=context, after_copy=after_copy, before_copy=before_copy))
        return known

    def _in_time(self, kinds: str, context: str, after_copy: bool, before_copy: bool) -> Parsed:
        self._check()
        self.remembered += len(kinds)
        parsed = self._entry(kinds, context, after_copy, before_copy)
        contexts = [_CONTEXTS[shape[0]] for _, _, shape in parsed.items if shape[0] in _CONTEXTS]
        return replace(parsed, context=contexts[-1]) if contexts else parsed

    def _check(self) -> None:
        if time.perf_counter() > self.deadline:
            raise OverBudget

    def parse_lines(self, kinds: str, places: list[int]) -> Iterator[tuple[int, Parsed]]:
        """Description entries that lack their periods: each begins at 0 or at one of `places`, where a line begins with an integer."""
        ends = [*places, len(kinds)]
        start = first = 0
        while start < len(kinds):
            for number in range(first, min(first + _MAX_LINES, len(ends))):
                shape = self._description(kinds[start : ends[number]])
                if not isinstance(shape, Miss):
                    break
            else:
                number = first
                shape = self._description(kinds[start : ends[number]])
            yield start, self._one_of_lines(kinds[start : ends[number]], shape)
            start, first = ends[number], number + 1
            self._check()

    def _one_of_lines(self, kinds: str, shape: Shape | Miss) -> Parsed:
        if isinstance(shape, Miss):
            return self._missed(kinds, shape, False)
        unclosed = not kinds.endswith(self._period)
        misses = (_no_period(len(kinds)),) if unclosed else ()
        return Parsed(((0, len(kinds), shape),), misses, plural=_second_value(shape), look=depends_on_level(shape))

    def _description(self, kinds: str) -> Shape | Miss:
        result = self._phrases.parse_closed(kinds, DESCRIPTIONS[0])
        return self._copybook_entry(kinds, result, DESCRIPTIONS[1:]) if isinstance(result, Miss) else result

    def forget(self) -> None:
        self._known.clear()
        self.remembered = 0

    def _entry(self, kinds: str, context: str, after_copy: bool, before_copy: bool) -> Parsed:
        """One paragraph, description entry or header."""
        first = kinds[0]
        if kinds == self._period:
            return Parsed(((0, 1, ("empty", 0)),))
        if first in self._copies:
            return Parsed(((0, len(kinds), ("copy_statement",)),))
        if first in self._exec:
            return Parsed(((0, len(kinds), ("exec_statement", *(n for n, kind in enumerate(kinds) if kind != FILLER))),))
        rule = self._rule(first, context, after_copy)
        if rule is None:
            return self._missed(kinds, Miss(0, len(kinds), 0, _BEGINNINGS.get(context, _BEGINNING)), False)
        result = self._phrases.parse_closed(kinds, rule)
        if isinstance(result, Miss) and not context:
            others = DESCRIPTIONS[1:] if rule == "data_entry" else _REMAINDERS if rule == "entry_clauses" else ()
            result = self._copybook_entry(kinds, result, others)
        if isinstance(result, Miss):
            return self._recovered(kinds, rule, result, context, before_copy)
        misses = tuple(self._without_period(kinds, result[0], before_copy)) or tuple(_repeated(result, len(kinds)))
        look = depends_on_level(result) or (rule == "select_entry" and unread_to(result) > 0)
        return Parsed(((0, len(kinds), result),), misses, plural=_second_value(result), look=look)

    def _without_period(self, kinds: str, name: str, before_copy: bool) -> Iterator[Miss]:
        """The periods that are missing behind the name of a paragraph, which is one token with its period, and at its end."""
        if name in _PARAGRAPHS and kinds[1:2] != FILLER:
            yield _no_period(1)
            return
        closed = before_copy or name in _WITHOUT_PERIOD or kinds.endswith(self._period)
        if not closed and (name not in _PARAGRAPHS or kinds.rstrip(FILLER) != kinds[0]):
            yield _no_period(len(kinds))

    def _copybook_entry(self, kinds: str, miss: Miss, others: Sequence[str]) -> Shape | Miss:
        """An entry of a copybook, which no section header calls a screen's or a report's, or the rest of a paragraph."""
        for rule in others:
            other = self._phrases.parse_closed(kinds, rule)
            if not isinstance(other, Miss):
                return other
            miss = max(miss, other, key=lambda m: m.at)
        return miss

    def _recovered(self, kinds: str, rule: str, miss: Miss, context: str, before_copy: bool) -> Parsed:
        """What is known of an entry that was not accepted.

        Where what stands before the word that does not fit is a whole entry, and behind it another, a period is missing; else
        the rest is what was not read.
        """
        section = self._section.search(kinds, 1, miss.at + 1)
        at = section.start() if section else miss.at
        before = self._phrases.parse_closed(kinds[:at], rule) if 0 < at < len(kinds) else miss
        if isinstance(before, Miss):
            return self._missed(kinds, miss, before_copy)
        behind = self._rule(kinds[at], _CONTEXTS.get(before[0], context), False)
        rest = self._phrases.parse(kinds[at:], behind) if behind else miss
        plural = 0 if isinstance(rest, Miss) else _second_value(rest)
        if isinstance(rest, Miss) or (plural and kinds[0] == self._int):  # a level-number may be taken for a value: lines tell them apart
            shape = (*before, ("opaque", *range(at, len(kinds))))
            return Parsed(((0, len(kinds), shape),), (replace(miss, start=at, length=len(kinds) - at, read=at),))
        return Parsed(((0, at, before), (at, len(kinds) - at, rest)), (_no_period(at),), plural=plural + at if plural else 0)

    @staticmethod
    def _missed(kinds: str, miss: Miss, before_copy: bool) -> Parsed:
        """What was not accepted; an entry that a COPY cuts in two is not opaque, only incomplete, when all that it has fits."""
        incomplete = before_copy and miss.at == miss.length
        shape = ("incomplete" if incomplete else "opaque", *range(len(kinds)))
        return Parsed(((0, len(kinds), shape),), (replace(miss, incomplete=incomplete),))

    def _rule(self, first: str, context: str, after_copy: bool) -> str | None:
        """The start rule for what begins with this kind. Behind a COPY, and at a copybook's start, the rest of an entry may stand."""
        if first == self._int and context in _NUMBERED:
            return _NUMBERED[context]
        rule = self._cut.heads.get(first) or self._cut.openers.get(first) or _CONTINUED.get(context)
        return rule or ("entry_clauses" if after_copy else None)


def _no_period(length: int) -> Miss:
    return Miss(length - 1, 1, length - 1, ("a period",))


def _repeated(shape: Shape, length: int) -> Iterator[Miss]:
    """A clause that an entry may have once and has twice (ISO 1989:2002, 13.16: each clause at most once)."""
    seen = set()
    for clause in clauses(shape) if shape[0] in DESCRIPTIONS else ():
        if clause[0] in seen and clause[0] in _ONCE:
            at = first_leaf(clause)
            yield Miss(at, length - at, at, ("another clause", "a period"))
            return
        seen.add(clause[0])


def _second_value(shape: Shape) -> int:
    """The second value of a VALUE clause, 0 if there is none."""
    for clause in clauses(shape):
        if clause[0] == "value_clause":
            items = [item for item in clause[1:] if type(item) is tuple and item[0] == "value_item"]
            if len(items) > 1:
                return first_leaf(items[1])
    return 0


_MAX_LINES = 4  # lines that begin with an integer in one entry
_ONCE = frozenset(("picture_clause", "redefines_clause", "occurs_clause", "value_clause", "renames_clause"))
# what the rest of an entry may be that another file begins, beside a data description
_REMAINDERS = ("file_clauses", "special_names_entry", "i_o_control_entry")
# comment-entries are comments, and IBM's compilers do without the period behind a program's name
_WITHOUT_PERIOD = frozenset(("comment_paragraph", "program_id", "class_id", "method_id", "class_control"))
_PARAGRAPHS = frozenset(("program_id", "source_computer", "object_computer", "special_names", "repository"))
_BEGINNING = ("a header", "an entry")
_BEGINNINGS = {"data": ("a level-number",), "screen": ("a level-number",), "report": ("a level-number",)}
# what a header says about the entries behind it
_CONTEXTS = {
    "screen_section": "screen",
    "report_section": "report",
    "report_description": "report",
    "working_storage_section": "data",
    "linkage_section": "data",
    "local_storage_section": "data",
    "file_section": "data",
    "communication_section": "data",
    "special_names": "special_names",
    "repository": "repository",
    "i_o_control": "i_o_control",
    "file_control": "file_control",
    "object_computer": "",
    "source_computer": "",
    "input_output_section": "",
    "data_division": "",
    "environment_division": "",
    "options_paragraph": "options",
    "class_control": "class_control",
    "object_storage_section": "data",
}
_NUMBERED = {"screen": "screen_entry", "report": "report_entry", "special_names": "special_names_entry"}
_CONTINUED = {
    "special_names": "special_names_entry",
    "repository": "repository_clauses",
    "i_o_control": "i_o_control_entry",
    "options": "options_entry",
    "class_control": "class_control_entry",
}
