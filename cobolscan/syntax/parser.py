"""Reads the tokens of a file into shapes: entries by the phrase grammar, sentences by phrase and skeleton grammar.

Every distinct string of kinds is parsed once in the life of the process and remembered; a result depends on nothing but the
string (and the rule it is parsed by), so neither the order of files nor the worker matters. What no grammar accepts becomes
an `Opaque`: parsing never raises.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cobolscan.syntax import exec_blocks, segments, tables
from cobolscan.syntax.driver import Driver, Rejected, Shape
from cobolscan.syntax.tokenizer import Tokenizer, Tokens, shared
from cobolscan.syntax.tree import Copy, Item, Opaque, Tree
from cobolscan.syntax.words import FILLER, spelled

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText

SECONDS_PER_FILE = 20.0
_MEMO_TOKENS = 4_000_000  # kinds remembered before the memo starts anew
_MAX_EXPECTED = 12
_REPAIRS = 64  # orphans that are set aside in one sentence before the rest is given up


@dataclass(slots=True, frozen=True)
class Miss:
    """A stretch that was not accepted, relative to its entry or sentence; `at` is the token that did not fit."""

    start: int
    length: int
    at: int
    expected: tuple[str, ...]
    incomplete: bool = False  # cut in two by a COPY that is not expanded


@dataclass(slots=True, frozen=True)
class Parsed:
    """What a string of kinds came out as: items relative to its first token, and what was missed."""

    items: tuple[tuple[int, int, Shape], ...]
    misses: tuple[Miss, ...]
    statements: int


class Parser:
    """The grammars and their memos. One a process."""

    def __init__(self) -> None:
        data = tables.load()
        self.kinds: dict[str, str] = data["kinds"]
        self.names = {char: name for name, char in self.kinds.items()}
        self.tokenizer: Tokenizer = shared()
        self.phrase = Driver(data["phrase"])
        self.skeleton = Driver(data["skeleton"])
        self.cut = segments.cutting(data["cutting"], self.kinds)
        self._classes: dict[str, str] = data["classes"]
        self._soft = frozenset(data["words"]["soft"])
        self._phrases: dict[tuple[str, str], Shape | Miss] = {}
        self._nestings: dict[str, tuple[Shape | None, tuple[int, ...], tuple[int, ...]]] = {}
        self._sentences: dict[str, Parsed] = {}
        self._entries: dict[tuple[str, str], Parsed] = {}
        self._remembered = 0
        k = self.kinds
        self._period, self._name, self._int = k["PERIOD"], k["NAME"], k["INT"]
        self._exec = frozenset(k[name] for name in ("EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER"))
        self._exec_token = re.compile(f"[{''.join(self._exec)}]")
        self._procedure = k["PROCEDURE_DIVISION"]
        stop = "".join(k[name] for name in ("IDENTIFICATION_DIVISION", "PROGRAM_ID", "FUNCTION_ID", "ENVIRONMENT_DIVISION", "DATA_DIVISION"))
        unit = k["END_UNIT"]
        self._region = re.compile(f"{self._procedure}[^{stop}{unit}]*(?:{unit}[^{self._period}{stop}]*{self._period}?)?|[^{self._procedure}]+")
        self._leading = re.compile(f"(?:[{k['COPY']}{k['REPLACE']}]{FILLER}*|[{''.join(self._exec)}](?=[{self._name}{self._int}]))+")
        # a sentence: up to its period; END PROGRAM and its name are one
        self._sentence_end = re.compile(f"[^{self._period}]*{self._period}|[^{self._period}]+")

    # ---- files

    def parse(self, source: SourceText) -> Tree:
        tokens = self.tokenizer.tokenize(source.upper, source.decimal_comma)
        tree = Tree(source, tokens)
        deadline = time.perf_counter() + SECONDS_PER_FILE
        number = 0
        for start, parsed in self._file(tokens.kinds):
            self._add(tree, start, parsed)
            number += 1
            if number & 255 == 0 and time.perf_counter() > deadline:
                tree.over_budget = True
                break
        self._read_exec_blocks(tree)
        _describe(tree, self)
        self._forget()
        return tree

    def _file(self, kinds: str) -> Iterator[tuple[int, Parsed]]:
        """Each entry and sentence of a file with its first token."""
        for region in self._region.finditer(kinds):
            if region[0][0] == self._procedure or (region.start() == 0 and self._is_procedure_text(region[0])):
                yield from self._procedure_text(region[0], region.start())
            else:
                yield from self._declarations(region[0], region.start())

    def _is_procedure_text(self, kinds: str) -> bool:
        """Whether a file without a division header holds statements: a copybook of the PROCEDURE DIVISION."""
        text = self._leading.sub("", kinds[:400])
        first = text[:1]
        if first in self.cut.heads or first in self.cut.openers:
            return text[:2] == self._int + self._period
        if text[:2] == self._name + self._period or text[1:2] == self.kinds["SECTION"]:
            return True
        return first in self.cut.starts and first not in self._exec

    def _procedure_text(self, kinds: str, base: int) -> Iterator[tuple[int, Parsed]]:
        memo = self._sentences
        for chunk in self._sentence_end.findall(kinds):
            parsed = memo.get(chunk)
            if parsed is None:
                parsed = memo[chunk] = self._sentence(chunk)
                self._remembered += len(chunk)
            yield base, parsed
            base += len(chunk)

    def _declarations(self, kinds: str, base: int) -> Iterator[tuple[int, Parsed]]:
        context = ""
        for chunk in self.cut.entry.findall(kinds):
            key = (context, chunk)
            parsed = self._entries.get(key)
            if parsed is None:
                parsed = self._entries[key] = self._entry(chunk, context)
                self._remembered += len(chunk)
            context = _CONTEXTS.get(parsed.items[0][2][0] if parsed.items else "", context)
            yield base, parsed
            base += len(chunk)

    # ---- entries

    def _entry(self, kinds: str, context: str) -> Parsed:
        """One paragraph, description entry or header outside the PROCEDURE DIVISION."""
        first = kinds[0]
        if kinds == self._period:
            return Parsed(((0, 1, ("empty", 0)),), (), 0)
        if first in (self.kinds["COPY"], self.kinds["REPLACE"]):
            return Parsed(((0, len(kinds), ("copy_statement",)),), (), 0)
        if first in self._exec:
            return Parsed(((0, len(kinds), ("exec_statement", *range(len(kinds)))),), (), 0)
        rule = self._entry_rule(first, context)
        if rule is None:
            return self._missed(kinds, Miss(0, len(kinds), 0, ()))
        result = self._phrase(kinds, rule)
        if isinstance(result, Miss) and not kinds.endswith(self._period):
            closed = self._phrase(kinds + self._period, rule)
            if not isinstance(closed, Miss):
                return Parsed(((0, len(kinds), _without(closed, len(kinds))),), (), 0)
        if isinstance(result, Miss):
            return self._missed(kinds, result)
        return Parsed(((0, len(kinds), result),), (), 0)

    def _entry_rule(self, first: str, context: str) -> str | None:
        rule = self.cut.heads.get(first) or self.cut.openers.get(first)
        if first == self._int and context in _ENTRY_RULES:
            return _ENTRY_RULES[context]
        if rule is None:
            return _CONTINUED.get(context)
        return rule

    @staticmethod
    def _missed(kinds: str, miss: Miss) -> Parsed:
        return Parsed(((0, len(kinds), ("opaque", *range(len(kinds)))),), (miss,), 0)

    # ---- sentences

    def _sentence(self, kinds: str) -> Parsed:
        """One sentence, paragraph header or section header of the PROCEDURE DIVISION, with what COPY puts before it."""
        items: list[tuple[int, int, Shape]] = []
        skip = 0
        if leading := self._leading.match(kinds):
            skip = leading.end()
            for part in re.finditer(f"[^{FILLER}]{FILLER}*", leading[0]):
                name = "exec_statement" if part[0] in self._exec else "copy_statement"
                items.append((part.start(), part.end() - part.start(), (name, 0) if name == "exec_statement" else (name,)))
        text = kinds[skip:]
        if not text:
            return Parsed(tuple(items), (), 0)
        header = self._header(text)
        if header is not None:
            items.append((skip, len(text), header))
            return Parsed(tuple(items), (), 0)
        parsed = self._statements(text)
        shifted = tuple(Miss(m.start + skip, m.length, m.at + skip, m.expected, m.incomplete) for m in parsed.misses)
        return Parsed((*items, *((start + skip, length, shape) for start, length, shape in parsed.items)), shifted, parsed.statements)

    def _header(self, kinds: str) -> Shape | None:
        """The shape of a header, None when it is no header."""
        first = kinds[0]
        rule = None
        if first == self._period:
            return ("empty", 0)
        if first == self._procedure:
            rule = "procedure_division"
        elif first == self.kinds["END_UNIT"]:
            rule = "end_program"
        elif first == self.kinds["USE"]:
            rule = "use_statement"
        elif first == self.kinds["DECLARATIVES"]:
            rule = "declaratives"
        elif first == self.kinds["END_DECLARATIVES"]:
            rule = "end_declaratives"
        elif kinds[1:2] == self._period and len(kinds) == 2 and (first in (self._name, self._int) or first in self._soft):
            if first in self.cut.starts:
                shape = self._phrase(first, self.cut.starts[first])
                if not isinstance(shape, Miss):
                    return None
            return ("paragraph_header", 0, 1)
        elif kinds[1:2] == self.kinds["SECTION"]:
            rule = "section_header"
        if rule is None:
            return None
        text = kinds if rule != "use_statement" or not kinds.endswith(self._period) else kinds[:-1]
        result = self._phrase(text, rule)
        if isinstance(result, Miss) and kinds[-1] != self._period:
            result = self._phrase(text + self._period, rule)
            if not isinstance(result, Miss):
                return _without(result, len(text))
        return None if isinstance(result, Miss) else result

    def _statements(self, kinds: str) -> Parsed:
        """A sentence of statements: cut into segments, each parsed by its phrase rule, nested by the skeleton grammar."""
        parts: list[tuple[int, int, Shape]] = []
        classes: list[str] = []
        misses: list[Miss] = []
        done = 0
        body_end = len(kinds) - kinds.endswith(self._period)
        for match in self.cut.segment.finditer(kinds, 0, body_end):
            if match.start() > done:
                self._junk(kinds, done, match.start(), parts, classes, misses)
            self._segment(kinds, match.start(), match.end(), parts, classes, misses)
            done = match.end()
        if done < body_end:
            self._junk(kinds, done, body_end, parts, classes, misses)
        if len(parts) == 1 and classes[0] == "SIMPLE":
            return Parsed(((0, len(kinds), ("sentence", parts[0][::2])),), tuple(misses), 1)
        shape, orphans, unclosed = self._nesting("".join(self._classes[name] for name in classes))
        for number in (*orphans, *unclosed):
            start, length, _ = parts[number]
            if not any(m.start == start for m in misses):
                misses.append(Miss(start, length, start, ("END-PERFORM",) if number in unclosed else ()))
            if number in orphans:
                parts[number] = (start, length, ("opaque", *range(length)))
        sentence = _placed(shape, parts) if shape else ("sentence", *(part[::2] for part in parts))
        return Parsed(((0, len(kinds), sentence),), tuple(misses), sum(1 for name in classes if name not in _NO_STATEMENT))

    @staticmethod
    def _junk(kinds: str, start: int, end: int, parts: list[Any], classes: list[str], misses: list[Miss]) -> None:
        misses.append(Miss(start, end - start, start, ("a statement",)))
        parts.append((start, end - start, ("opaque", *range(end - start))))
        classes.append("SIMPLE")

    def _segment(self, kinds: str, start: int, end: int, parts: list[Any], classes: list[str], misses: list[Miss]) -> None:
        text = kinds[start:end]
        first = text[0]
        name = self.cut.classes[first]
        if first in (self.kinds["COPY"], self.kinds["REPLACE"]):
            result: Shape | Miss = ("copy_statement",) if not text.strip(first + FILLER) else Miss(0, len(text), 1, ())
        else:
            result = self._phrase(text, self.cut.starts[first])
        if first == self.kinds["PERFORM"] and (isinstance(result, Miss) or len(text) == 1):
            inline = self._phrase(text, "perform_inline")
            if not isinstance(inline, Miss):
                result, name = inline, "PERFORM_INLINE"
            elif text[1:2] not in (self._name, self._int):
                name = "PERFORM_INLINE"
        if isinstance(result, Miss):
            cut_by_copy = kinds[end : end + 1] == self.kinds["COPY"]
            misses.append(Miss(start, len(text), start + result.at, result.expected, cut_by_copy))
            result = ("opaque", *range(len(text)))
        parts.append((start, len(text), result))
        classes.append(name)

    def _nesting(self, classes: str) -> tuple[Shape | None, tuple[int, ...], tuple[int, ...]]:
        """How segments nest, by their classes; with the numbers of orphans (END-x or WHEN without opener) and unclosed openers."""
        known = self._nestings.get(classes)
        if known is None:
            known = self._nestings[classes] = self._nest(classes)
        return known

    def _nest(self, classes: str) -> tuple[Shape | None, tuple[int, ...], tuple[int, ...]]:
        orphans: list[int] = []
        simple = self._classes["SIMPLE"]
        text = classes
        while len(orphans) <= _REPAIRS:
            try:
                shape = self.skeleton.parse(text, "sentence")
            except Rejected as rejected:
                number = min(rejected.position, len(text) - 1)
                if text[number] == simple:
                    break
                orphans.append(number)
                text = text[:number] + simple + text[number + 1 :]
                continue
            return shape, tuple(orphans), tuple(_unclosed(shape, text, self._classes["END_PERFORM"]))
        return None, tuple(orphans), ()

    # ---- phrases

    def _phrase(self, kinds: str, rule: str) -> Shape | Miss:
        key = (rule, kinds)
        known = self._phrases.get(key)
        if known is None:
            known = self._phrases[key] = self._parse_phrase(kinds, rule)
            self._remembered += len(kinds)
        return known

    def _parse_phrase(self, kinds: str, rule: str) -> Shape | Miss:
        try:
            return self.phrase.parse(kinds, rule)
        except Rejected as rejected:
            miss = Miss(0, len(kinds), rejected.position, self._expected(rejected.state))
        for text in self._with_names(kinds, miss.at):
            try:
                return self.phrase.parse(text, rule)
            except Rejected:
                continue
        return miss

    def _with_names(self, kinds: str, at: int) -> Iterator[str]:
        """The same string with context-sensitive words taken for user-defined ones: one word, the nearest first, then all."""
        places = [number for number, kind in enumerate(kinds) if kind in self._soft and number > 0]
        for number in sorted((n for n in places if n <= at), reverse=True)[:6]:
            yield kinds[:number] + self._name + kinds[number + 1 :]
        if len(places) > 1:
            yield "".join(self._name if number in places else kind for number, kind in enumerate(kinds))

    def _expected(self, state: int) -> tuple[str, ...]:
        names = sorted(_wording(self.names.get(kind, "")) for kind in self.phrase.expected(state))
        return tuple(dict.fromkeys(names))[:_MAX_EXPECTED]

    def expected_words(self, miss: Miss) -> list[str]:
        return list(miss.expected)

    def _forget(self) -> None:
        self.tokenizer.kinds.trim()
        if self._remembered > _MEMO_TOKENS:
            for memo in (self._phrases, self._nestings, self._sentences, self._entries):
                memo.clear()  # type: ignore[attr-defined]
            self._remembered = 0

    # ---- the file as a whole

    def _add(self, tree: Tree, start: int, parsed: Parsed) -> None:
        items = tree.items
        for offset, length, shape in parsed.items:
            items.append(Item(start + offset, length, shape))
        tree.statements += parsed.statements
        for miss in parsed.misses:
            if miss.incomplete:
                tree.incomplete += 1
            else:
                tree.opaques.append(self._opaque(tree, start + miss.start, miss.length, start + miss.at, list(miss.expected)))

    @staticmethod
    def _opaque(tree: Tree, start: int, length: int, at: int, expected: list[str]) -> Opaque:
        last = start + length - 1
        line, column = tree.position(min(at, last))
        end_line, end_column = tree.end_position(last)
        text = tree.source.code[tree.tokens_.offsets[start] : tree.tokens_.offsets[last] + len(tree.tokens_.texts[last])]
        return Opaque(line, column, end_line, end_column, " ".join(text.split())[:200], expected, length, start)

    def _read_exec_blocks(self, tree: Tree) -> None:
        """A block whose command and options cannot be read is not a typed node."""
        for match in self._exec_token.finditer(tree.tokens_.kinds):
            text = tree.tokens_.texts[match.start()]
            problem = exec_blocks.problem(text)
            if problem:
                tree.opaques.append(self._opaque(tree, match.start(), 1, match.start(), [problem]))


# what a header says about the entries behind it
_CONTEXTS = {
    "screen_section": "screen", "report_section": "report", "report_description": "report", "working_storage_section": "data",
    "linkage_section": "data", "local_storage_section": "data", "file_section": "data", "communication_section": "data",
    "special_names": "special_names", "repository": "repository", "i_o_control": "i_o_control", "file_control": "file_control",
    "object_computer": "", "source_computer": "", "input_output_section": "", "data_division": "", "environment_division": "",
    "options_paragraph": "options",
}  # fmt: skip
_ENTRY_RULES = {"screen": "screen_entry", "report": "report_entry", "special_names": "special_names_entry"}
_CONTINUED = {
    "special_names": "special_names_entry", "repository": "repository_clauses", "i_o_control": "i_o_control_entry", "options": "options_entry",
}  # fmt: skip
_NO_STATEMENT = frozenset(
    "ELSE WHEN WHEN_OTHER AT_END NOT_AT_END SIZE_ERROR NOT_SIZE_ERROR INVALID_KEY NOT_INVALID_KEY AT_EOP NOT_AT_EOP ON_OVERFLOW "
    "NOT_ON_OVERFLOW ON_EXCEPTION NOT_ON_EXCEPTION NO_DATA WITH_DATA".split()
)
_WORDINGS = {
    "": "end of the statement", "NAME": "a name", "INT": "an integer", "DECIMAL": "a number", "SIGNED_NUMBER": "a number",
    "STRING_LITERAL": "a literal", "PERIOD": "a period", "LPAR": "(", "RPAR": ")", "COLON": ":", "EQUAL": "=", "RELATION": "a relational operator",
    "PLUS": "+", "MINUS": "-", "STAR": "*", "SLASH": "/", "POWER": "**", "AMPERSAND": "&", "PIC": "PICTURE",
}  # fmt: skip


def _wording(kind: str) -> str:
    return _WORDINGS.get(kind, spelled(kind))


def _without(shape: Shape, position: int) -> Shape:
    """A shape without the leaf at `position`: the period that was supposed at a file's or segment's end."""
    return tuple(child for child in shape if child != position or type(child) is not int)


def _placed(shape: Shape, parts: list[tuple[int, int, Shape]]) -> Shape:
    """A skeleton over segment numbers as a shape over tokens: each number becomes (offset, shape of the segment)."""
    out: list[Any] = [shape[0]]
    for child in shape[1:]:
        if type(child) is int:
            out.append((parts[child][0], parts[child][2]))
        else:
            out.append(_placed(child, parts))
    return tuple(out)


def _unclosed(shape: Shape, classes: str, end_perform: str) -> Iterator[int]:
    for child in shape[1:]:
        if type(child) is not int:
            if child[0] == "perform_inline_statement" and not (type(child[-1]) is int and classes[child[-1]] == end_perform):
                yield child[1]
            yield from _unclosed(child, classes, end_perform)


def _describe(tree: Tree, parser: Parser) -> None:
    """Fill in what kind of file this is, its programs and its COPY statements."""
    texts: list[str] | None = None
    procedure = False
    for item in tree.items:
        name = item.shape[0]
        if name == "data_entry" or name == "screen_entry" or name == "report_entry":
            tree.data_entries += 1
        elif name == "program_id":
            texts = texts or tree.tokens_.texts
            tree.programs.append(_program_name(tree, item))
        elif name == "procedure_division":
            procedure = True
    tree.copies = list(_copies(tree, parser))
    tree.kind = _kind(tree, procedure)


def _program_name(tree: Tree, item: Item) -> str:
    for number in range(item.start + 1, item.start + item.length):
        text = tree.tokens_.texts[number]
        if text != ".":
            return text.strip("\"'")
    return ""


def _kind(tree: Tree, procedure: bool) -> str:
    if not tree.tokens:
        return "empty"
    if tree.programs or procedure:
        return "program"
    if tree.unparsed_tokens * 2 > tree.tokens:
        return "not-cobol"
    return "copybook" if tree.data_entries or not tree.statements else "fragment"


def _copies(tree: Tree, parser: Parser) -> Iterator[Copy]:
    kinds = tree.tokens_.kinds
    copy = parser.kinds["COPY"]
    texts = tree.tokens_.texts if copy in kinds or parser.kinds["EXEC_SQL"] in kinds else []
    for match in re.finditer(copy, kinds):
        number = match.start()
        if number + 1 < len(texts):
            line, column = tree.position(number)
            library = texts[number + 3] if number + 3 < len(texts) and texts[number + 2] in ("OF", "IN") else None
            yield Copy(texts[number + 1].strip("\"'"), line, column, library)
    for match in re.finditer(parser.kinds["EXEC_SQL"], kinds):
        if member := exec_blocks.included(texts[match.start()]):
            line, column = tree.position(match.start())
            yield Copy(member, line, column)


@cache
def parser() -> Parser:
    """The parser of this process."""
    return Parser()


def parse(source: SourceText) -> Tree:
    """The tree of one file. Never raises for what stands in the file; see Tree.opaques and Tree.over_budget."""
    return parser().parse(source)
