"""What the source package hands on: the text of one file with everything that is not code kept aside."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest

from cobolscan.source.cells import FILL
from cobolscan.source.layout import BLANKS, Line, Mark, Piece, Run, char_widths, comment_end, file_column, marker_length, view_of


@dataclass(slots=True, frozen=True)
class Comment:
    """One line of comment, of a comment-entry in the IDENTIFICATION DIVISION, or of a directive.

    `line` and `column` (1-based, code points of the decoded line, a tab is one) are those of the comment's own marker.
    """

    line: int
    column: int
    text: str  # without the marker (`*`, `/`, `*>`, `D`), right-trimmed; inner and leading blanks stay
    kind: str  # full: the whole line; inline: a *> behind code; debug: D line; option: optional line; entry: comment-entry; directive
    tag: str = ""  # sequence number area (columns 1-6) of the line, stripped; "" in free format
    identification: str = ""  # columns 73-80, stripped; "" in free format
    paragraph: str | None = None  # of a comment-entry: AUTHOR, INSTALLATION, DATE-WRITTEN, DATE-COMPILED, SECURITY, REMARKS


@dataclass(slots=True, frozen=True)
class Region:
    """A run of bytes of the file and what it is: "code", "comment", "area" (1-7, 73-80) or "blank" (with line ends)."""

    start: int
    end: int
    kind: str


class SourceText:
    """One file, read. Built by `cobolscan.source.reader.read`; see there for how each field comes about.

    `code` holds one line for each physical line (blank for comments and for continuation lines, whose text is glued to the
    line that they continue), each ended by a newline, so that a line number is a bisect and a column an offset. A line of
    `code` begins at column 8 in fixed format and at column 1 in free format. `upper` is `code` with ASCII letters in upper
    case and has the same length.
    """

    __slots__ = (
        "_comments",
        "_marks",
        "_pieces",
        "_runs",
        "_starts",
        "_steered",
        "_tabbed",
        "_wide",
        "code",
        "data",
        "debugging_mode",
        "decimal_comma",
        "encoding",
        "lines",
        "path",
        "reference_format",
        "upper",
    )

    path: str
    data: bytes
    encoding: str  # ascii, utf-8, utf-8-bom, utf-16, cp1252, cp850, cp932, cp037, cp1047, cp1140, or the name that was forced
    reference_format: str  # fixed, free, variable, extended: that of most lines, where a directive changes it
    lines: Sequence[str]  # physical lines as decoded, without line ends
    code: str
    upper: str
    decimal_comma: bool
    debugging_mode: bool

    def __init__(
        self,
        path: str,
        data: bytes,
        encoding: str,
        reference_format: str,
        lines: Sequence[str],
        code: str,
        upper: str,
        decimal_comma: bool,
        debugging_mode: bool,
        runs: Sequence[Run],
        marks: Sequence[Mark],
        pieces: dict[int, list[Piece]],
        tabbed: bool,
        wide: frozenset[str],
        steered: bool,
    ) -> None:
        """Take over what the reader found; `marks` are in the order of lines, `tabbed` says that a character of a line may not stand in
        the column of its number: there are tabs, form feeds, or characters that take two columns (`wide`). `steered`: there may be lines
        with `>>` or `$` that steer the compiler."""
        self.path = path
        self.data = data
        self.encoding = encoding
        self.reference_format = reference_format
        self.lines = lines
        self.code = code
        self.upper = upper
        self.decimal_comma = decimal_comma
        self.debugging_mode = debugging_mode
        self._runs = runs
        self._marks = marks
        self._pieces = pieces
        self._tabbed = tabbed
        self._steered = steered
        self._wide = wide
        self._starts: list[int] | None = None
        self._comments: list[Comment] | None = None

    @property
    def line_starts(self) -> Sequence[int]:
        """Offset into `code` at which each line begins; line n (1-based) begins at `line_starts[n - 1]`."""
        if self._starts is None:
            widths = [len(line) + 1 for line in self.code.split("\n")]
            self._starts = list(accumulate(widths[:-1], initial=0))[: max(len(widths) - 1, 1)]
        return self._starts

    @property
    def comments(self) -> Sequence[Comment]:
        """All comments, comment-entries and directives, in the order of their lines."""
        if self._comments is None:
            self._comments = [self._comment(mark, following) for mark, following in zip_longest(self._marks, self._marks[1:])]
        return self._comments

    @property
    def has_debugging_lines(self) -> bool:
        """Whether there are debugging lines that are comments here."""
        return any(mark.kind == "debug" for mark in self._marks)

    @property
    def directives(self) -> list[tuple[int, str]]:
        """Line (1-based) and text of each line with `>>` or `$` that steers the compiler, and of others that do."""
        if not self._steered:
            return []
        return [(mark.line + 1, self._comment(mark, None).text) for mark in self._marks if mark.kind == "directive"]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column in the file, both 1-based, of an offset into `code`."""
        index = bisect_right(self.line_starts, offset) - 1
        column = offset - self.line_starts[index]
        pieces = self._pieces.get(index)
        if pieces is None:
            column += self._run(index).base
        else:
            piece = pieces[bisect_right(pieces, column, key=_piece_offset) - 1]
            index, column = piece.line, piece.column + column - piece.offset
        if self._tabbed:
            column = file_column(self.lines[index], self._run(index), column, self._wide)
        return index + 1, column + 1

    def line_of(self, offset: int) -> int:
        """The line, 1-based, of an offset into `code`."""
        line_starts = self.line_starts
        index = bisect_right(line_starts, offset) - 1
        pieces = self._pieces.get(index)
        return index + 1 if pieces is None else pieces[bisect_right(pieces, offset - line_starts[index], key=_piece_offset) - 1].line + 1

    def has_areas(self, line: int) -> bool:
        """Whether a line (1-based) is of a format in which columns 1-7 are no code."""
        return bool(self._run(line - 1).base)

    def sequence_area(self, line: int) -> str:
        """Columns 1-6 of a fixed-format line, as they stand; "" in free format."""
        run = self._run(line - 1)
        return self._view(line - 1, run)[:6].replace(FILL, "") if run.base else ""

    def identification_area(self, line: int) -> str:
        """Columns 73-80 of a fixed-format line, as they stand; "" in free format."""
        run = self._run(line - 1)
        return self._view(line - 1, run)[72:80] if run.right == 72 else ""

    def regions(self) -> list[Region]:
        """Every byte of the file, in order and without a gap."""
        marks = {mark.line: mark for mark in reversed(self._marks)}
        shifted = {index: pieces[0].column for index, pieces in self._pieces.items()}
        widths = char_widths(self.data, self.encoding, self.lines)
        regions: list[Region] = []
        at = widths.lead
        _grow(regions, at, "blank")
        for index, raw in enumerate(self.lines):
            run = self._run(index)
            line = Line(raw, run, shifted.get(index, run.base), marks.get(index), self._wide)
            done = 0
            for end, kind in line.spans():
                at += widths.size(index, done, end)
                done = end
                _grow(regions, at, kind)
            at += widths.end_size(index)
            _grow(regions, at, "blank")
        _grow(regions, len(self.data), "blank")
        return regions

    def _run(self, index: int) -> Run:
        """The stretch of one reference format in which a line (0-based) lies."""
        runs = self._runs
        return runs[0] if len(runs) == 1 else runs[bisect_right(runs, index, key=_run_first) - 1]

    def _view(self, index: int, run: Run) -> str:
        """A line (0-based) with tabs expanded, as the areas are counted."""
        raw = self.lines[index]
        return view_of(raw, run, self._wide) if self._tabbed else raw

    def _text(self, index: int, run: Run, view: str, start: int, end: int) -> str:
        """The text between two columns of a view, without what fills it up for wide characters."""
        if FILL not in view[start:end] or self._wide.isdisjoint(view):
            return view[start:end]
        raw = self.lines[index]
        return raw[file_column(raw, run, start, self._wide) : file_column(raw, run, end, self._wide)]

    def _comment(self, mark: Mark, following: Mark | None) -> Comment:
        """The comment that a mark of the reader stands for; the one that follows may end it on the same line."""
        run = self._run(mark.line)
        view = self._view(mark.line, run)
        end = comment_end(view, run)
        stop = following.column if following is not None and following.line == mark.line else mark.end or end
        text = self._text(mark.line, run, view, mark.column + marker_length(view, mark), stop).rstrip(BLANKS)
        column = file_column(self.lines[mark.line], run, mark.column, self._wide) if self._tabbed else mark.column
        tag = view[: min(6, mark.column)].replace(FILL, "").strip() if run.base else ""
        identification = view[72:80].strip() if run.right == 72 and end == 72 else ""
        return Comment(mark.line + 1, column + 1, text, mark.kind, tag, identification, mark.paragraph)


def _piece_offset(piece: Piece) -> int:
    return piece.offset


def _run_first(run: Run) -> int:
    return run.first


def _grow(regions: list[Region], end: int, kind: str) -> None:
    """Extend the regions to `end` with `kind`, merging with the last one when it is of the same kind."""
    start = regions[-1].end if regions else 0
    if end <= start:
        return
    if regions and regions[-1].kind == kind:
        start = regions.pop().start
    regions.append(Region(start, end, kind))
