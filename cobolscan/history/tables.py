"""The layout of a table in comments: its rows, and where its columns begin, learnt from the rows themselves.

Rulers and heading rows help; without them a column is a place where words begin in most rows and across which hardly any word runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from cobolscan.history.blocks import Line
from cobolscan.history.written_dates import FoundDate
from cobolscan.source.lazy import lazy

_WORD = lazy(r"\S+")
_CELL = lazy(r"\S+(?: \S+)*")
_RULE = lazy(r"[-=_~]{2,}")
_ONLY_RULES = lazy(r"[\s\-=_~+|!*:.]+")
_SEPARATORS = ("|", "!", "¦", "Ù", "┘", "│", ";", "*", "\t", " - ", " / ", ", ", ":")
_DASHED = lazy(r"\s-{1,3}\s")
_FAR = 30  # lines between two rows of one table
_FURTHEST = 160  # the last column in which a date of a table may begin
_WIDEST = 100  # columns that are looked at


Cells = dict[int, tuple[int, str]]  # by the number of the column: where the text begins in the comment, and the text


class Row:
    """A line of the table with its date and its cells."""

    __slots__ = ("cells", "date", "index", "line")

    def __init__(self, index: int, line: Line, date: FoundDate, cells: Cells | None = None) -> None:
        self.index = index
        self.line = line
        self.date = date
        self.cells: Cells = cells or {}


class Grid:
    """The rows of one table. `starts` are the columns' beginnings in the comment; with a separator, columns are counted instead."""

    __slots__ = ("rows", "separator", "starts")

    def __init__(self, rows: list[Row], starts: Sequence[int] = (), separator: str | None = None) -> None:
        self.rows = rows
        self.starts = starts
        self.separator = separator

    @property
    def count(self) -> int:
        return 1 + max((number for row in self.rows for number in row.cells), default=-1)

    def values(self, number: int) -> list[str]:
        """What stands in a column, without the empty cells."""
        return [row.cells[number][1] for row in self.rows if number in row.cells]

    def span(self, number: int) -> tuple[int, int]:
        """From where to where the words of a column reach (its first 24 characters count)."""
        found = [row.cells[number] for row in self.rows if number in row.cells]
        starts = Counter(start for start, _ in found)
        start = starts.most_common(1)[0][0] if starts else 0
        return start, max((at + min(len(text), 24) for at, text in found), default=start)

    def cells_of(self, line: Line) -> Cells:
        """The cells of any line that stands in the table."""
        if self.separator:
            return _separated(line.comment.text, self.separator, self.count)
        return _aligned(line, self.starts)


def grids(lines: Sequence[Line], labelled: Callable[[str], object]) -> Iterator[Grid]:
    """The tables with dates in one column. Lines of the form LABEL: VALUE are cards, not rows."""
    dated = [
        (index, line, date)
        for index, line in enumerate(lines)
        if line.dates and not line.code and not labelled(line.text)
        for date in line.dates
        if date.start < _FURTHEST
    ]
    taken: set[int] = set()
    for start in _date_columns(dated):
        rows = [Row(i, line, date) for i, line, date in dated if abs(line.indent + date.start - start) <= 1 and i not in taken]
        rows = list({row.index: row for row in rows}.values())
        for group in _groups(rows, lines):
            taken |= {row.index for row in group}
            yield _grid(group, lines)


def _date_columns(dated: Sequence[tuple[int, Line, FoundDate]]) -> list[int]:
    """The columns in which dates stand, those with most dates first; compact numbers only where nothing else stands in more lines."""
    count: Counter[int] = Counter()
    for _, line, date in dated:
        count[line.indent + date.start] += 1 if date.form == "compact" else 2
    return [start for start, _ in sorted(count.items(), key=lambda item: (-item[1], item[0]))]


def _groups(rows: Sequence[Row], lines: Sequence[Line]) -> Iterator[list[Row]]:
    """Rows that are not too far from each other, without the head of another table between them."""
    group: list[Row] = []
    for row in rows:
        if group and (row.index - group[-1].index > _FAR or _headed_between(lines, group[-1].index, row.index)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _headed_between(lines: Sequence[Line], before: int, after: int) -> bool:
    """Whether two borders with words between them, as a head has, stand between two lines."""
    borders = [index for index in range(before + 1, after) if lines[index].shape == "border"] if after - before >= 4 else []
    return len(borders) > 1 and any(lines[index].shape == "text" for index in range(borders[0], borders[-1]))


def _grid(rows: list[Row], lines: Sequence[Line]) -> Grid:
    separator = _separator(rows)
    if separator:
        grid = Grid(rows, separator=separator)
        limit = _usual_count(rows, separator)
        for row in rows:
            row.cells = _separated(row.line.comment.text, separator, limit + 1)
        return grid
    grid = Grid(rows, _ruler(rows, lines) or _boundaries(rows))
    for row in rows:
        row.cells = _aligned(row.line, grid.starts)
    return grid


# -- separators -------------------------------------------------------------------------------------------------------


def _separator(rows: Sequence[Row]) -> str | None:
    """The sign that stands at least twice in nearly every row."""
    if len(rows) < 2:
        return None
    for sign in _SEPARATORS:
        having = sum(_count(row, sign) >= 2 for row in rows)
        if 10 * having >= 9 * len(rows):
            return sign
    return None


def _count(row: Row, sign: str) -> int:
    text = _plain(row.line.comment.text, sign)
    if sign == ":":
        text = text[:30].replace("::", "")
    return text.count(sign)


def _plain(text: str, sign: str) -> str:
    """The text with one spelling of the separator."""
    if sign == " - ":
        return _DASHED.sub(lambda match: " " * (len(match[0]) - 2) + "- ", text)
    return text


def _usual_count(rows: Sequence[Row], sign: str) -> int:
    """How many separators a row has at least, but for a row in ten."""
    counts = sorted(_count(row, sign) for row in rows)
    return counts[len(counts) // 10]


def _separated(text: str, sign: str, most: int) -> Cells:
    """The cells between separators; what stands behind the last one is the text."""
    cells: Cells = {}
    at = 0
    parts = _plain(text.rstrip(" " + sign.strip()), sign).split(sign, max(most - 1, 1))
    for number, part in enumerate(parts):
        if part.strip():
            cells[number] = (at + len(part) - len(part.lstrip()), part.strip())
        at += len(part) + len(sign)
    return cells


# -- columns without separators ---------------------------------------------------------------------------------------


def _ruler(rows: Sequence[Row], lines: Sequence[Line]) -> list[int]:
    """The columns' beginnings by a line of rules above (or below) the rows."""
    first = rows[0].index
    for index in [*range(first - 1, max(first - 6, -1), -1), first + 1]:
        if index >= len(lines) or lines[index].shape != "border":
            continue
        text = lines[index].comment.text
        spans = [match.start() for match in _RULE.finditer(text)]
        if len(spans) >= 3 and _ONLY_RULES.fullmatch(text) and _fits(spans, rows):
            return spans
    return []


def _fits(spans: Sequence[int], rows: Sequence[Row]) -> bool:
    """Whether words begin under the rules rather than run across their beginnings."""
    crossing = sum(_crosses(_padded(row.line), at) for row in rows for at in spans)
    return 10 * crossing <= len(rows) * len(spans)


def _boundaries(rows: Sequence[Row]) -> list[int]:
    """Where words begin in most rows and no word runs across (but in a row of ten)."""
    texts = [_padded(row.line) for row in rows]
    if len(rows) == 1:
        date = rows[0].line.indent + rows[0].date.start
        behind = _WORD.search(texts[0], rows[0].line.indent + rows[0].date.end)
        return sorted({match.start() for match in _CELL.finditer(texts[0][:_WIDEST])} | {date} | ({behind.start()} if behind else set()))
    begins: Counter[int] = Counter()
    for text in texts:
        begins.update({match.start() for match in _WORD.finditer(text[:_WIDEST])})
    found: list[int] = []
    least = max(2, (2 * len(rows) + 4) // 5) if len(rows) < 8 else max(2, len(rows) // 5)
    for at, count in sorted(begins.items()):
        reaching = [text for text in texts if len(text) > at]
        if count < min(least, len(rows)) or 2 * len(reaching) < len(rows):
            continue
        if 10 * sum(_crosses(text, at) for text in reaching) <= len(reaching):
            _settle(found, begins, at)
    return found


def _settle(found: list[int], begins: Counter[int], at: int) -> None:
    """Enter a beginning; of two next to each other that with more words stays."""
    if found and at - found[-1] == 1:
        if begins[at] > begins[found[-1]]:
            found[-1] = at
    else:
        found.append(at)


def _padded(line: Line) -> str:
    return " " * line.indent + line.text


def _crosses(text: str, at: int) -> bool:
    return at < len(text) and at > 0 and text[at] != " " and text[at - 1] != " "


def _aligned(line: Line, starts: Sequence[int]) -> Cells:
    """The words of a line in the columns in which they begin."""
    found: dict[int, tuple[int, int]] = {}
    number = -1
    text = _padded(line)
    for match in _WORD.finditer(text):
        while number + 1 < len(starts) and match.start() >= starts[number + 1] - 1:
            number += 1
        first = found[number][0] if number in found else match.start()
        found[number] = (first, match.end())
    return {number: (start, text[start:end]) for number, (start, end) in found.items()}
