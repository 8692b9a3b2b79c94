"""What the columns of a change table mean, and what each row says by them: date, author, ticket and text.

A heading names the columns. Without one, the column that holds one word in nearly every row, and is neither number nor common word, is
that of the authors. What a name looks like does not matter then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cobolscan.history import tickets
from cobolscan.history.blocks import Line, unspaced
from cobolscan.history.dates import DateReader
from cobolscan.history.leads import Lead
from cobolscan.history.lexicon import Lexicon
from cobolscan.history.people import People
from cobolscan.history.phrases import fold
from cobolscan.history.tables import Grid, Row, grids
from cobolscan.source.lazy import lazy

_CELL = lazy(r"\S+(?: \S+)*")
_HEAD_WORD = lazy(r"[^\W_][\w'’/#\-]*|#")
_LAST_FIRST = lazy(r"[^\W\d_][\w'’\-]+,\s?(?:[^\W\d_][\w'’]{0,20}\.?\s?){1,3}")
_AND = lazy(r"\s?[/&;+]\s?|,\s?|\s(?:and|et|und|e|y)\s", re.IGNORECASE)
_NAME = lazy(r"[^\W_][\w.'’\-]{0,29}")
_WHO_TOKEN = lazy(r"[^\W\d_][\w.'’\-]{1,11}")
_USERID = lazy(r"[A-Za-z]{1,4}\d{2,7}[A-Za-z]?")
_VERSION = lazy(r"v?\d{1,3}(?:\.\d{1,3})*[a-z]?\.?|(?:v|ver|rev|rel|mod)[.\-]?\d{1,3}(?:\.\d{1,3})*", re.IGNORECASE)
_RUNS_ON = lazy(r"\s{2,}|\s-(?=[A-Z])")
_TWO_DIGITS = lazy(r"\d\d")
_THREE_DIGITS = lazy(r"\d\d\d")
_INITIALS = lazy(r"S[AP]A|SPA|KG|AG|CO|SA|AS|OY|AB|NV|BV")  # legal forms that in a column of authors are somebody's initials
_REACH = 6  # lines between a heading and the first row
_LONGEST = 100


class Roles:
    """Which column holds what; -1 for none. `foreign`: the heading names columns that no change log has."""

    __slots__ = ("author", "dates", "foreign", "tag", "text", "ticket")

    def __init__(self, dates: list[int]) -> None:
        self.author = self.ticket = self.text = self.tag = -1
        self.dates = dates
        self.foreign = False


class Columns:
    """Reads change tables by their columns."""

    def __init__(self, lexicon: Lexicon, people: People, reader: DateReader) -> None:
        self.lexicon = lexicon
        self.people = people
        self.reader = reader
        self._roles = lexicon.column_roles
        self._longest = lexicon.longest_column_name

    def read(self, lines: Sequence[Line], leads: list[Lead | None], header: bool) -> None:
        """Correct the leads of a region, in place, by the tables that stand in it."""
        for grid in grids(lines, self.people.label):
            roles = self._assign(grid, lines, header)
            if roles is None:
                continue
            if roles.foreign:
                for row in grid.rows:
                    leads[row.index] = None
                continue
            self._doubtful_rows(grid, roles, lines)
            for row in grid.rows:
                leads[row.index] = self._lead(row, roles, leads[row.index])
            self._continued(grid, roles, lines, leads)

    # -- roles ----------------------------------------------------------------------------------------------------

    def _assign(self, grid: Grid, lines: Sequence[Line], header: bool) -> Roles | None:
        """The roles of a grid's columns, None when it is no table that can be read so."""
        roles = Roles(sorted({number for row in grid.rows for number, (at, text) in row.cells.items() if _holds(row, at, text)}))
        named = self._headed(grid, lines, header)
        if named and not (header and not {"author", "ticket", "text"} & set(named.values())):
            return self._by_heading(grid, roles, named)
        if len(grid.rows) < 3:
            return None
        return self._by_content(grid, roles)

    def _by_heading(self, grid: Grid, roles: Roles, named: dict[int, str]) -> Roles | None:
        roles.foreign = not {"author", "ticket", "text"} & set(named.values()) or "unknown" in [named.get(n) for n in roles.dates]
        for number, role in named.items():
            if role == "author" and roles.author < 0:
                roles.author = number
            elif role == "ticket" and roles.ticket < 0:
                roles.ticket = number
            elif role == "text" and roles.text < 0:
                roles.text = number
            elif role == "tag" and roles.tag < 0:
                roles.tag = number
        if roles.ticket >= 0 and _counts_up(grid.values(roles.ticket)):
            roles.tag, roles.ticket = (roles.ticket if roles.tag < 0 else roles.tag), -1
        if roles.author >= 0 and roles.text < 0 and not self._mostly_people(grid, roles.author):
            roles.author, roles.text = -1, roles.author  # DATE, NAME and CHANGE over a date and running text
        elif roles.author < 0 and "requester" not in named.values():
            roles.author = self._author_column(grid, {*roles.dates, *named})
        if roles.author in roles.dates:
            roles.author = -1
        if not roles.foreign and len(grid.rows) < 2 and roles.author < 0 and roles.ticket < 0:
            return None
        return roles

    def _by_content(self, grid: Grid, roles: Roles) -> Roles | None:
        """Roles by what stands in the columns; without a heading only what is plain counts."""
        roles.author = self._author_column(grid, set(roles.dates))
        compact = sum(row.date.form == "compact" for row in grid.rows)
        if roles.author < 0 or (2 * compact > len(grid.rows) and roles.dates[0] > min(roles.author, 1)):
            return None
        others = {number: grid.values(number) for number in range(grid.count) if number not in (*roles.dates, roles.author)}
        for number, values in others.items():
            found = [value for value in values if _ticket_like(value)]
            if values and 3 * len(found) >= 2 * len(values) and 2 * len(set(found)) > len(found):
                roles.ticket = number
                break
        return roles

    def _mostly_people(self, grid: Grid, number: int) -> bool:
        """Whether two of three cells of a column begin with somebody's name that is set off from what follows."""
        cells = [_who(value) for value in grid.values(number)]
        return 3 * sum(len(cell) <= 24 and bool(self.names(cell) or self.people.is_company(cell)) for cell in cells) >= 2 * len(cells)

    def _author_column(self, grid: Grid, taken: set[int]) -> int:
        """The column that holds one word in nearly every row, neither number nor common word; -1 when there is none."""
        best, most = -1, 0.0
        last = grid.count - 1
        for number in range(grid.count):
            if number in taken or (number == last and not self._stands_apart(grid, number)):
                continue
            score = self._author_score(grid, number)
            if score > most:
                best, most = number, score
        return best

    def _author_score(self, grid: Grid, number: int) -> float:
        """How much the words of a column look like people, 0 when they do not."""
        values = grid.values(number)
        rows = len(grid.rows)
        if 4 * len(values) < 3 * rows or len(values) < 2:
            return 0.0
        if 2 * sum(value.endswith((":", "..")) for value in values) > len(values):
            return 0.0  # labels, in whatever language
        words = [value.strip(".:;,-*()[]") for value in values]
        if 10 * sum(" " not in word or bool(_LAST_FIRST.fullmatch(word)) for word in words) < 9 * len(words):
            return 0.0
        folded = [fold(word) for word in words]
        known = self.lexicon.common | self.lexicon.change | self.lexicon.generic
        common = sum(word in known and word not in self.lexicon.given for word in folded)
        if 4 * common > len(words):
            return 0.0
        alphabetic = sum(bool(_WHO_TOKEN.fullmatch(word)) and not any(c.isdigit() for c in word) for word in words)
        userids = sum(bool(_USERID.fullmatch(word)) for word in words)
        repeated = len(set(folded)) < len(folded)
        if 4 * alphabetic >= 3 * len(words):
            varied = len({len(word) for word in words}) > 1
            initials = sum(self.people.is_initials(word) or self.people.is_name(word) for word in words)
            sure = varied or 2 * initials >= len(words)
            return (2.0 + initials / len(words) + (len(set(folded)) > 1) * 0.5) if sure else 0.0
        if 4 * (userids + alphabetic) >= 3 * len(words) and repeated and 5 * len(set(folded)) <= 4 * len(folded):
            return 1.0 if len(set(folded)) > 1 or len(words) < 6 else 0.5
        return 0.0

    @staticmethod
    def _stands_apart(grid: Grid, number: int) -> bool:
        """Whether the last column is set off by blanks, behind the text."""
        if grid.separator:
            return True
        gaps = 0
        for row in grid.rows:
            if number in row.cells:
                at = row.cells[number][0] - row.line.indent
                gaps += at >= 2 and not row.line.text[at - 2 : at].strip()
        return (
            grid.count >= 3
            and 10 * gaps >= 9 * len(grid.values(number)) > 0
            and any(" " in value for before in range(number) for value in grid.values(before))
        )

    # -- headings -------------------------------------------------------------------------------------------------

    def _headed(self, grid: Grid, lines: Sequence[Line], header: bool) -> dict[int, str]:
        """The roles that the heading above the rows gives to the columns."""
        first = grid.rows[0].index
        found: list[tuple[int, int, str]] = []
        foreign = False
        for index in range(first - 1, max(first - _REACH, -1), -1):
            line = lines[index]
            if line.shape != "text":
                continue
            heads = self.heads(line)
            if not heads:
                foreign = foreign or (not found and self._is_foreign(line, grid))
                break
            found += heads
        roles = {role for _, _, role in found}
        if not found:
            return {-1: "foreign"} if foreign and not header else {}
        if len(found) < 2 or (len(roles) < 2 and not header):
            return {}
        return self._placed(grid, found, [lines[i] for i in range(max(first - _REACH, 0), first)])

    def heads(self, line: Line) -> list[tuple[int, int, str]]:
        """The column names on a line, with where they begin and end; none when the line is no heading."""
        text = " " * line.indent + unspaced(line.text)
        if len(line.text) > _LONGEST or any(c.isdigit() for c in text) or line.text.endswith((".", ",")):
            return []
        found: list[tuple[int, int, str]] = []
        unknown = 0
        for cell in _CELL.finditer(text.replace("|", " ").replace("!", " ").replace("*", " ").replace(";", " ")):
            words = [(m.start() + cell.start(), m.end() + cell.start(), fold(m[0])) for m in _HEAD_WORD.finditer(cell[0])]
            heads, missed = self._names(words)
            found += heads
            if missed and not heads:
                unknown += missed
                found.append((cell.start(), cell.end(), "unknown"))
        return found if len(found) - unknown >= 2 and unknown <= len(found) // 2 else []

    def _names(self, words: Sequence[tuple[int, int, str]]) -> tuple[list[tuple[int, int, str]], int]:
        """The roles of the words of one cell: one role for a phrase, several where single blanks stand between columns."""
        found: list[tuple[int, int, str]] = []
        at = unknown = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                role = self._roles.get(" ".join(word for _, _, word in words[at : at + length]))
                if role:
                    found.append((words[at][0], words[at + length - 1][1], role))
                    at += length
                    break
            else:
                unknown += 1
                at += 1
        if unknown and len(found) > 0 and len(words) > 2 * len(found) + 2:
            return [], unknown
        return found, unknown

    @staticmethod
    def _is_foreign(line: Line, grid: Grid) -> bool:
        """Whether a line that is no heading of a change log heads the columns of another table."""
        cells = [m for m in _CELL.finditer(" " * line.indent + line.text) if m[0][0].isalpha()]
        if len(cells) < 2 or any(c.isdigit() for c in line.text) or grid.separator:
            return False
        starts = {cell.start() for cell in cells}
        columns = [grid.span(number)[0] for number in range(grid.count)]
        return sum(any(abs(start - at) <= 1 for at in columns) for start in starts) >= 2 and "  " in line.text

    @staticmethod
    def _placed(grid: Grid, heads: Sequence[tuple[int, int, str]], above: Sequence[Line]) -> dict[int, str]:
        """The column under each name: that which overlaps it most, else the nearest."""
        spans = {number: grid.span(number) for number in range(grid.count)}
        out: dict[int, str] = {}
        scores: dict[int, float] = {}
        for start, end, role in heads:
            best, most = -1, -99.0
            for number, (first, last) in spans.items():
                overlap = min(end, last) - max(start, first)
                score = overlap - 0.5 * abs(start - first) - (3.0 if number in out and out[number] != role else 0.0)
                if score > most:
                    best, most = number, score
            if role == "text" and out.get(best) == "author":
                continue  # the text runs on behind the name: see `_who`
            if best >= 0 and most > -12 and most > scores.get(best, -99.0):
                out[best] = role
                scores[best] = most
        return out

    # -- rows -----------------------------------------------------------------------------------------------------

    def _lead(self, row: Row, roles: Roles, old: Lead | None) -> Lead:
        """The lead of a row by its columns; of a lead that was read before, what the columns do not tell stays."""
        lead = old or Lead(row.line)
        lead.date = row.date
        lead.table = True
        lead.guess = None
        if roles.author >= 0:
            named = self.names(_who(row.cells[roles.author][1])) if roles.author in row.cells else []
            lead.people = [_fuller(name, lead.people) for name in named]
        if roles.ticket >= 0:
            code = row.cells[roles.ticket][1] if roles.ticket in row.cells else ""
            lead.tickets = cell_tickets(code)
            if code and not lead.tickets and " " not in code:
                lead.tag = code
        elif roles.author in row.cells:
            who = row.cells[roles.author][1]
            lead.tickets = [ticket for ticket in lead.tickets if ticket not in who]
        if roles.tag in row.cells and " " not in row.cells[roles.tag][1]:
            lead.tag = row.cells[roles.tag][1]
            lead.tickets = [ticket for ticket in lead.tickets if ticket != lead.tag]
        lead.fields = "D" + "W" * bool(lead.people) + "K" * bool(lead.tickets) + "V" * (lead.version is not None)
        lead.columns = [row.date.start] * len(lead.fields)
        lead.text_at = self._text_at(row, roles, bool(lead.people))
        return lead

    @staticmethod
    def _text_at(row: Row, roles: Roles, signed: bool) -> int:
        """Where the free text of a row begins, in its text."""
        fixed = {roles.author, roles.ticket, roles.tag, *roles.dates}
        if roles.author in row.cells and roles.text < 0:
            start, cell = row.cells[roles.author]
            if not signed or len(_who(cell)) < len(cell):
                return max(0, start + (len(_who(cell)) if signed else 0) - row.line.indent)
        if roles.text >= 0:
            at = row.cells[roles.text][0] if roles.text in row.cells else row.line.indent + len(row.line.text)
        else:
            free = [cell for number, cell in row.cells.items() if number > max(roles.author, roles.ticket) and number not in fixed]
            behind = [start for start, text in free if text.strip("-–:.*") and not _VERSION.fullmatch(text)]
            others = [start for number, (start, _) in row.cells.items() if number not in fixed]
            at = min(behind or others, default=row.line.indent + len(row.line.text))
        return max(0, at - row.line.indent)

    def _doubtful_rows(self, grid: Grid, roles: Roles, lines: Sequence[Line]) -> None:
        """Enter the rows whose date is one only because of the column in which it stands."""
        if roles.author < 0 or grid.separator or len(grid.rows) < 2 or not roles.dates:
            return
        known = {row.index for row in grid.rows}
        start = grid.span(roles.dates[0])[0]
        for index in range(grid.rows[0].index, min(grid.rows[-1].index + 4, len(lines))):
            line = lines[index]
            if index in known or line.shape != "text" or line.code or line.indent > start:
                continue
            cells = grid.cells_of(line)
            at = cells.get(roles.dates[0], (-1, ""))[0]
            date = self.reader.in_column(line.text, at - line.indent) if abs(at - start) <= 1 and roles.author in cells else None
            if date:
                grid.rows.append(Row(index, line, date, cells))
        grid.rows.sort(key=lambda row: row.index)

    def _continued(self, grid: Grid, roles: Roles, lines: Sequence[Line], leads: list[Lead | None]) -> None:
        """A second author or ticket under the first, on lines that continue a row."""
        if roles.author < 0 or grid.separator or not grid.rows:
            return
        rows = {row.index for row in grid.rows}
        current: Lead | None = None
        for index in range(grid.rows[0].index, min(grid.rows[-1].index + 6, len(lines))):
            line = lines[index]
            if index in rows:
                current = leads[index]
            elif line.shape != "text":
                current = None if line.shape == "border" else current
            elif current is not None:
                cells = grid.cells_of(line)
                if min(cells, default=-1) != roles.author or line.dates:
                    continue
                start, text = cells[roles.author]
                apart = len(cells) == 1 or min(at for number, (at, _) in cells.items() if number != roles.author) >= start + len(text) + 2
                if start == grid.span(roles.author)[0] and apart and " " not in text and self._is_person(text):
                    current.people += [name for name in self.names(text) if name not in current.people]

    def _is_person(self, word: str) -> bool:
        folded, words = fold(word.strip(".,")), self.lexicon
        return not any(folded in some for some in (words.common, words.generic, words.change)) and bool(
            _WHO_TOKEN.fullmatch(word.strip(","))
        )

    # -- cells ----------------------------------------------------------------------------------------------------

    def names(self, cell: str) -> list[str]:
        """The people in a cell of the authors' column, whatever they are called."""
        cell = cell.strip(" :;-*[]|!")
        if "(" in cell or "@" in cell:
            return self.people.clean(cell)
        if not cell or (self.people.is_company(cell) and not _INITIALS.fullmatch(cell)):
            return []
        if _LAST_FIRST.fullmatch(cell) and (cell.endswith(".") or ", " in cell):
            return [cell] if len(cell.split(",")[1].strip(" .")) <= 2 or " " in cell else [part.strip() for part in cell.split(",")]
        out: list[str] = []
        for part in _AND.split(cell):
            part = part.strip(" ,")
            if part.endswith(".") and "." not in part[:-1] and len(part) > 3:
                part = part[:-1]
            if part and part not in out and self._may_be_person(part):
                out.append(part)
        return out

    def _may_be_person(self, name: str) -> bool:
        words = name.split()
        bare = [fold(word).strip(".") for word in words]
        if len(words) > 4 or not all(_NAME.fullmatch(word) for word in words) or not any(c.isalpha() for c in name):
            return False
        if all(len(word) >= 4 and word in self.lexicon.common and word not in self.lexicon.given for word in bare):
            return False
        return not all(word in self.lexicon.placeholder or set(word) <= {"x"} or (len(word) < 2 and "." not in name) for word in bare)


def _who(cell: str) -> str:
    """What names people in a cell into which the text runs: MBAVILES -EXPAND FIELD, TMPSDF  GLOBAL HUBBING."""
    return _RUNS_ON.split(cell, maxsplit=1)[0]


def _fuller(name: str, known: Sequence[str]) -> str:
    """The full name of which a cell holds the beginning."""
    return next((other for other in known if other.startswith(name + " ")), name)


def cell_tickets(cell: str) -> list[str]:
    """The tickets in a cell of their column: what has a number of two digits or more; GX1SDL is a mark that stands on lines."""
    found = tickets.find(cell)
    if found:
        return found
    parts = cell.replace(",", " ").replace(";", " ").replace("&", " ").split()
    return [part.strip(".:#()[]") for part in parts if _TWO_DIGITS.search(part) and len(part.strip(".:#()[]")) >= 2]


def _counts_up(values: Sequence[str]) -> bool:
    """Whether cells number the rows (00, 01, 02): no ticket, but perhaps what lines are marked with."""
    numbers = [int(value) for value in values if value.isdigit() and len(value) <= 3]
    rising = list(range(numbers[0], numbers[0] + len(numbers))) if numbers else []
    return 2 <= len(numbers) == len(values) and min(numbers) <= 1 and numbers in (rising, [numbers[0] - n for n in range(len(numbers))])


def _ticket_like(value: str) -> bool:
    """Whether a cell without a heading can hold a ticket."""
    word = value.strip(".:;,#()[]")
    if " " in word or _VERSION.fullmatch(word):
        return False
    return tickets.column(word) is not None or (_THREE_DIGITS.search(word) is not None and any(c.isalpha() for c in word))


def _holds(row: Row, at: int, text: str) -> bool:
    """Whether a cell holds the date of its row."""
    return at <= row.line.indent + row.date.start < at + len(text)
