"""Which lines a suppression covers: the statement, entry or paragraph that it is for, a stretch between two comments, the file.

Lines, not tokens: what begins in the middle of a statement, or on its last line, is covered with it. Only the file itself is looked at;
text that comes in by way of COPY counts as standing on the line of its COPY statement.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from operator import itemgetter

from cobolscan.program.sentences import facts_of_sentences
from cobolscan.rule import Place, Suppression
from cobolscan.source import suppressions
from cobolscan.source.model import SourceText
from cobolscan.source.suppressions import SuppressionComment
from cobolscan.syntax.nodes import Node
from cobolscan.syntax.tree import Item, Tree

_COPY_LINES = 100  # of one COPY statement, at most
_HEADERS = ("paragraph_header", "section_header")
_IN_PROCEDURES = ("sentence", "empty", "copy_statement", "exec_statement", "use_statement", *_HEADERS)


def of_file(tree: Tree) -> list[Suppression]:
    """The suppressions of a file with the lines that they cover, in order; those that mean nothing say why."""
    comments = suppressions.read(tree.source)
    if not comments:
        return []
    found = [*_stretches(comments, len(tree.source.lines)), *_pointed(tree, comments)]
    found.sort(key=lambda one: (one.comment.line, one.comment.column))
    is_unread = _unread(tree)
    for one in found:
        one.span = Place(tree.source.path, one.comment.line, one.comment.column, one.comment.line, one.comment.end_column)
        one.line_text = tree.source.lines[one.comment.line - 1]
        one.hidden = is_unread(one.first, one.last)
    return found


def _unread(tree: Tree) -> Callable[[int, int], bool]:
    """Whether something from one line to another was not read, or is not compiled."""
    if tree.over_budget or tree.inactive_lines:
        return lambda first, last: True
    regions = sorted((opaque.line, opaque.end_line) for opaque in tree.opaques if not opaque.path)
    begins = [begin for begin, _ in regions]
    reached = [0, *accumulate((end for _, end in regions), max)]  # the last line of the regions so far
    return lambda first, last: reached[bisect_right(begins, last)] >= first


def _new(comment: SuppressionComment, first: int = 0, last: int = 0, problem: str | None = None) -> Suppression:
    return Suppression(Place("", 0, 0, 0, 0), comment, first, last, problems=[problem] if problem else [])


def _stretches(comments: list[SuppressionComment], lines: int) -> Iterator[Suppression]:
    """Those that say themselves how far they reach, and those that cannot be read."""
    begun = _Begun()
    for comment in comments:
        if comment.problem:
            yield _new(comment, problem=comment.problem)
        elif comment.reach == "file":
            yield _new(comment, 1, lines)
        elif comment.reach == "start":
            begun.add(comment)
        elif comment.reach == "end":
            start = begun.ended_by(comment)
            yield _new(comment, problem="there is nothing that it ends") if start is None else _new(start, start.line, comment.line)
    yield from (_new(comment, problem=f"no {comment.verb}-end follows it") for comment in begun.open)


class _Begun:
    """The stretches that are open."""

    def __init__(self) -> None:
        self._all: dict[int, SuppressionComment] = {}  # by line, in order
        self._alike: dict[tuple[str, ...], list[int]] = {}

    @property
    def open(self) -> Iterable[SuppressionComment]:
        return self._all.values()

    def add(self, start: SuppressionComment) -> None:
        self._all[start.line] = start
        self._alike.setdefault(_key(start), []).append(start.line)

    def ended_by(self, end: SuppressionComment) -> SuppressionComment | None:
        """The last one that is open; of an end that names rules, the last one with these."""
        if not end.words:
            return self._all.popitem()[1] if self._all else None
        alike = self._alike.get(_key(end), [])
        while alike:
            start = self._all.pop(alike.pop(), None)
            if start is not None:
                return start
        return None


def _key(comment: SuppressionComment) -> tuple[str, ...]:
    return tuple(sorted(map(str.upper, comment.words)))


def _pointed(tree: Tree, comments: list[SuppressionComment]) -> Iterator[Suppression]:
    """Those that are for what they stand above or beside."""
    layout = Layout(tree)
    for comment in comments:
        if comment.reach != "next" or comment.problem:
            continue
        if comment.beside:
            yield _new(comment, *layout.beside(comment.line))
            continue
        below = layout.code_below(comment.line)
        if below is None:
            yield _new(comment, problem="nothing follows that it could be for")
        else:
            first, last = layout.below(below)
            yield _new(comment, min(first, layout.code_above(comment.line) + 1), last)


class Layout:
    """Where the parts of a tree stand in its file."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._source: SourceText = tree.source
        self._lines = self._source.code.split("\n")
        self._code = [number for number, line in enumerate(self._lines, 1) if line.strip()]
        self._copies = {copy.line for copy in tree.copies if copy.path == self._source.path}

    def code_below(self, line: int) -> int | None:
        """The next line of code."""
        at = bisect_right(self._code, line)
        return self._code[at] if at < len(self._code) else None

    def code_above(self, line: int) -> int:
        at = bisect_left(self._code, line) - 1
        return self._code[at] if at >= 0 else 0

    def below(self, line: int) -> tuple[int, int]:
        """First and last line of what begins on a line, or goes on there."""
        tokens = self._on(line)
        if not tokens:
            return line, self._copy_end(line)
        number = self._item_of(tokens[0])
        if self._tree.items[number].shape[0] in _HEADERS:
            return line, self._end_of_procedure(number)
        first, last = next(self._parts(number, tokens[:1]), (line, line))
        return first, max(last, self._copy_end(line))

    def is_header(self, line: int) -> bool:
        """Whether a paragraph or section begins on a line."""
        tokens = self._on(line)
        return bool(tokens) and self._tree.items[self._item_of(tokens[0])].shape[0] in _HEADERS

    def beginning(self, line: int) -> int:
        """The line above which a comment covers a line: where its statement or entry begins, else the line itself."""
        first = self.below(line)[0]
        return first if first < line and not self.is_header(first) and self.below(first)[1] >= line else line

    def beside(self, line: int) -> tuple[int, int]:
        """The lines of all that stands on a line. A paragraph is meant when nothing but its header stands there."""
        tokens = self._on(line)
        if not tokens:
            return line, self._copy_end(line)
        numbers = range(self._item_of(tokens[0]), self._item_of(tokens[-1]) + 1)
        if all(self._tree.items[number].shape[0] in _HEADERS for number in numbers):
            return line, self._end_of_procedure(numbers[-1])
        parts = [part for number in numbers for part in self._parts(number, tokens)]
        return min((first for first, _ in parts), default=line), max([self._copy_end(line), *(last for _, last in parts)])

    # ---- tokens: their lines go up, for what is copied stands on the line of its COPY

    def _line(self, token: int, inside: int = 0) -> int:
        origin = self._tree.tokens_.origin(token, self._source, inside).standing(last=inside < 0)
        return origin.chain[0].line if origin.chain else origin.position[0]

    def _on(self, line: int) -> range:
        """The numbers of the tokens on a line."""
        tokens = range(len(self._tree.tokens_))
        return range(bisect_left(tokens, line, key=self._line), bisect_right(tokens, line, key=self._line))

    def _item_of(self, token: int) -> int:
        return max(bisect_right(self._tree.items, token, key=_start) - 1, 0)

    def _parts(self, number: int, tokens: range) -> Iterator[tuple[int, int]]:
        """First and last line of an entry or header, and of the statements of a sentence to which one of these tokens belongs: of their own
        words, up to the first statement inside."""
        item = self._tree.items[number]
        if item.shape[0] != "sentence":
            yield self._line(item.start), self._line(item.start + item.length - 1, -1)
            return
        segments = facts_of_sentences([item.shape])[0].segments
        begin = max(bisect_right(segments, tokens[0] - item.start, key=itemgetter(0)) - 1, 0)
        end = bisect_right(segments, tokens[-1] - item.start, key=itemgetter(0))
        for at, shape, _ in segments[begin:end]:
            node = Node(self._tree, item.start + at, shape)
            if node.last_token >= tokens[0]:
                yield self._line(node.first_token), self._line(node.last_token, -1)

    def _end_of_procedure(self, number: int) -> int:
        """The last line of a paragraph or section, by the number of its header."""
        items = self._tree.items
        ends = _HEADERS if items[number].shape[0] == "paragraph_header" else ("section_header",)
        end = number + 1
        while end < len(items) and items[end].shape[0] in _IN_PROCEDURES and items[end].shape[0] not in ends:
            end += 1
        last = items[end - 1]
        return self._line(last.start + last.length - 1, -1)

    def _copy_end(self, line: int) -> int:
        """The last line of a COPY statement, whose own words are no longer among the tokens; else the line itself."""
        if line not in self._copies:
            return line
        ends = range(line, min(line + _COPY_LINES, len(self._lines) + 1))
        return next((number for number in ends if self._lines[number - 1].rstrip().endswith(".")), line)


def _start(item: Item) -> int:
    return item.start
