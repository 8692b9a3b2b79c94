"""How a physical line is laid out: areas, tabs, form feeds, and the way back from an expanded column to the file's own."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from cobolscan.source.cells import NONE, spread
from cobolscan.source.decode import ERRORS, SINGLE_BYTE, codec_name, decode_as, ebcdic_page
from cobolscan.source.lines import NEL, ebcdic_end, split_lines
from cobolscan.source.records import record_length

BLANKS = " \t\r\f\v\x00\x1a"


class Run(NamedTuple):
    """Lines from `first` (0-based) on that share a reference format; code lies in columns `base` (0-based) to `right`."""

    first: int
    name: str
    base: int
    right: int


class Piece(NamedTuple):
    """A part of a line of `code` that does not stand where plain lines stand: `offset` in the line, `line` and `column` (0-based)."""

    offset: int
    line: int
    column: int


class Mark(NamedTuple):
    """Where a comment begins: line and column (0-based, tabs expanded), its kind, and the paragraph of a comment-entry.

    `end` is the column at which code goes on behind it, if any does.
    """

    line: int
    column: int
    kind: str
    paragraph: str | None = None
    end: int | None = None


FORMATS = {"fixed": (7, 72), "free": (0, 1 << 60), "variable": (7, 255), "extended": (7, 252)}


def run_of(name: str, first: int = 0) -> Run:
    """A run of the named format. GnuCOBOL's `variable` is fixed with text until column 255; IBM's extended format ends at 252."""
    base, right = FORMATS[name]
    return Run(first, name, base, right)


def view_of(raw: str, run: Run, wide: frozenset[str] = NONE) -> str:
    """The line as its areas are counted: tab stops every 8 columns in fixed formats, a tab is one blank in free format.

    Characters that take two columns (`wide`) count for two where areas are cut; see `cells.spread`.
    """
    if not run.base:
        return raw
    if wide and not wide.isdisjoint(raw):
        return _spread(raw, run, wide)[0]
    if raw.startswith("\f"):
        raw = raw[1:] if _feed_is_extra(raw) else " " + raw[1:]
    return raw.replace("\r", " ").expandtabs(8) if "\t" in raw else raw


def _feed_is_extra(raw: str) -> bool:
    """Whether a leading form feed was put before column 1, and not in its place."""
    return len(raw) < 8 or (raw[7] in " *-/$\t" and raw[6] not in "*/-")


def _spread(raw: str, run: Run, wide: frozenset[str]) -> tuple[str, Sequence[int]]:
    """The view of a line with wide characters, and the index in the raw line for each character of it."""
    first = 0
    raw = raw.replace("\r", " ")
    if raw.startswith("\f"):
        first = 1 if _feed_is_extra(raw) else 0
        raw = " " + raw[1:]
    return spread(raw, first, run.base, run.right, wide)


def file_column(raw: str, run: Run, column: int, wide: frozenset[str] = NONE) -> int:
    """The 0-based column in the file for a 0-based column of the expanded line; past its end, columns go on by one."""
    if not run.base:
        return column
    if wide and not wide.isdisjoint(raw):
        view, places = _spread(raw, run, wide)
        return places[column] if column < len(view) else len(raw) + column - len(view)
    at = 0
    if raw.startswith("\f") and _feed_is_extra(raw):
        at = 1
    if "\t" not in raw:
        return column + at
    width = 0
    for index in range(at, len(raw)):
        width = (width // 8 + 1) * 8 if raw[index] == "\t" else width + 1
        if width > column:
            return index
    return len(raw) + column - width


def comment_end(view: str, run: Run) -> int:
    """Column (0-based, exclusive) at which a comment ends: the identification area is not part of it, a drawn line through it is."""
    if run.right < len(view) and not view[run.right :].strip("*-=/#+_|. "):
        tail = view[run.right :].strip()
        if len(tail) > 1 and view[run.right - 1] == tail[0]:
            return len(view)
    return run.right


def marker_length(view: str, mark: Mark) -> int:
    """Length of the comment's marker: `*>`, `>>D`, or the indicator; entries and directives are kept whole."""
    if mark.kind in ("entry", "directive"):
        return 0
    if view.startswith("*>", mark.column):
        return 2
    return 3 if view.startswith(">>", mark.column) else 1


class Line:
    """One physical line, cut into the spans that `SourceText.regions` reports."""

    def __init__(self, raw: str, run: Run, base: int, mark: Mark | None, wide: frozenset[str] = NONE) -> None:
        """`base` is the 0-based expanded column at which code begins on this line, `mark` the comment on it."""
        self.raw = raw
        self.wide = wide
        self.run = run
        self.base = base
        self.mark = mark

    def spans(self) -> Iterator[tuple[int, str]]:
        """(end, kind) of each span of the line, in columns of the file, 0-based and exclusive; blanks at the end are not given."""
        raw, run = self.raw, self.run
        if not raw.strip(BLANKS):
            yield len(raw), "blank"
            return
        view = view_of(raw, run, self.wide)
        yield from _ordered(self._cuts(view), raw, run, self.wide)

    def _cuts(self, view: str) -> Iterator[tuple[int, str]]:
        """(end, kind) of the spans in expanded columns; `_ordered` makes them clean."""
        mark, right = self.mark, self.run.right
        base = min(self.base, mark.column) if mark else self.base
        yield base, "area"
        last = min(right, len(view))
        if mark:
            yield base + len(view[base : mark.column].rstrip(BLANKS)), "code"
            yield mark.column, "blank"
            if mark.end is not None:
                yield mark.end, "comment"
                last = base + len(view[base:last].rstrip(BLANKS))
                yield last, "code"
            else:
                last = max(min(comment_end(view, self.run), len(view)), mark.column)
                yield last, "comment"
        else:
            yield base + len(view[base:last].rstrip(BLANKS)), "code"
            yield last, "blank"
        yield len(view), "area" if view[last:].strip(BLANKS) else "blank"


def _ordered(cuts: Iterator[tuple[int, str]], raw: str, run: Run, wide: frozenset[str]) -> Iterator[tuple[int, str]]:
    """The same spans in columns of the file, never going back, and covering the line to its end."""
    done, kind = 0, "blank"
    for end, kind in cuts:
        column = min(file_column(raw, run, end, wide), len(raw))
        if column > done:
            yield column, kind
            done = column
    if done < len(raw):
        yield len(raw), kind


class Widths:
    """How many bytes the characters of each line take: `lead` bytes of byte order mark, then lines and their ends."""

    def __init__(self, lead: int, text: str, lines: Sequence[str], sizes: Sequence[int] | None, utf8: bool) -> None:
        """`sizes`, when given, holds the byte offset of each character of `text`, and its length at the end."""
        self.lead = lead
        self._text = text
        self._lines = lines
        self._sizes = sizes
        self._utf8 = utf8
        end = ebcdic_end(text)
        self._pair = f"\r{end}" if end else "\r\n"
        self._ends = frozenset(("\n", "\r", NEL, end)) - {""}
        self._at = 0
        self._line = -1

    def size(self, index: int, start: int, end: int) -> int:
        """Bytes of the characters from `start` to `end` of a line (0-based). Lines must be asked for in order."""
        if self._sizes is not None:
            at = self._start(index)
            return self._sizes[at + end] - self._sizes[at + start]
        if self._utf8:
            return len(self._lines[index][start:end].encode("utf-8"))
        return end - start

    def end_size(self, index: int) -> int:
        """Bytes of the line end behind a line (0-based)."""
        at = self._start(index) + len(self._lines[index])
        end = at + self._end_length(at)
        return self._sizes[end] - self._sizes[at] if self._sizes is not None else end - at

    def _end_length(self, at: int) -> int:
        if self._text.startswith(self._pair, at):
            return 2
        return 1 if self._text[at : at + 1] in self._ends else 0

    def _start(self, index: int) -> int:
        """Offset in the text at which a line begins."""
        while self._line < index:
            if self._line >= 0:
                self._at += len(self._lines[self._line])
                self._at += self._end_length(self._at)
            self._line += 1
        return self._at


def char_widths(data: bytes, encoding: str, lines: Sequence[str]) -> Widths:
    """The widths of a file's characters, by decoding it again."""
    text = decode_as(data, encoding)
    page = ebcdic_page(encoding)
    if encoding in SINGLE_BYTE or (page and len(text) == len(data)):
        return Widths(0, text, lines, None, False)
    if len(lines) > 1 and "\n" not in text and len(split_lines(text)) == 1:
        return Widths(0, "".join(lines), lines, _record_offsets(data, encoding, lines), False)
    if page:
        from cobolscan.source.ebcdic import offsets

        return Widths(0, text, lines, offsets(data), False)
    if encoding in ("utf-8", "utf-8-bom") and text.encode("utf-8") == data[len(data) - len(text.encode("utf-8")) :]:
        return Widths(3 if encoding == "utf-8-bom" else 0, text, lines, None, True)
    return Widths(0, text, lines, _offsets(data, encoding, text), False)


def _record_offsets(data: bytes, encoding: str, lines: Sequence[str]) -> list[int]:
    """Byte offset of each character of fixed-length records, and of their end."""
    from cobolscan.source.ebcdic import offsets

    out: list[int] = []
    length = record_length(data, ebcdic_page(encoding) is not None)
    for start in range(0, len(lines) * length, length):
        record = data[start : start + length]
        here = offsets(record) if ebcdic_page(encoding) else _offsets(record, encoding, decode_as(record, encoding))
        out += [start + offset for offset in here[:-1]]
    return [*out, len(lines) * length]


def _offsets(data: bytes, encoding: str, text: str) -> list[int]:
    """Byte offset of each character, by feeding an incremental decoder one byte at a time: slow, for rare encodings only."""
    decoder = codecs.getincrementaldecoder(codec_name(encoding))(ERRORS)
    try:
        counts = [len(decoder.decode(data[at : at + 1], at + 1 == len(data))) for at in range(len(data))]
    except UnicodeError:  # UTF-16 without a byte order mark, when decoded in steps
        return [min(at, len(data)) for at in range(len(text))] + [len(data)]
    offsets: list[int] = []
    for at, total in enumerate(accumulate(counts)):
        offsets.extend([_first_byte(offsets, at, counts)] * (total - len(offsets)))
    offsets = offsets[: len(text)]
    offsets.extend([len(data)] * (len(text) + 1 - len(offsets)))
    return offsets


def _first_byte(offsets: list[int], at: int, counts: list[int]) -> int:
    """The first byte of a character that was complete with byte `at`: the one after the last that gave a character."""
    first = at
    while first and not counts[first - 1]:
        first -= 1
    return first
