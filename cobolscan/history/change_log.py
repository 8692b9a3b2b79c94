"""Change logs, found by structure: lines that begin with the same fields at the same place, and what continues them.

No list of headings is needed; a heading only helps where there is a single entry.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cobolscan.history import tickets
from cobolscan.history.blocks import Line, unspaced
from cobolscan.history.dates import FIRST_YEAR, DateReader
from cobolscan.history.entries import (
    NEAR,
    Entry,
    closes,
    is_marker,
    is_paragraph,
    longest_rising,
    paragraphs,
    separated,
    shape,
    text_column,
)
from cobolscan.history.leads import Guess, Lead, find_by, ticket_behind
from cobolscan.history.lexicon import Lexicon
from cobolscan.history.people import People
from cobolscan.history.phrases import Prose, fold
from cobolscan.history.written_dates import FoundDate
from cobolscan.source.lazy import lazy

_MOST = 20_000
_HEADING_REACH = 14  # lines between a heading and its first entry
_BEHIND_DASH = lazy(r"\s{0,2}(?:-{1,3}|:)\s{0,2}(?=[^\W\d_])")
_SIGN = lazy(r"[A-Za-z][\w.]{1,5}(?=\s{2,})")


class ChangeLogs:
    """Finds the change-log entries of one region of comment lines."""

    def __init__(self, lexicon: Lexicon, people: People, reader: DateReader) -> None:
        self.lexicon = lexicon
        self.people = people
        self.reader = reader
        self._headings = lexicon.phrases("log_heading")
        self._columns = lexicon.column_words

    def find(self, lines: Sequence[Line], leads: Sequence[Lead | None], header: bool) -> list[Entry]:
        """The entries in order; none when nothing in the region is a change log."""
        if not any(leads) and not (header and any(line.dates for line in lines)):
            return []
        headings = {i for i, line in enumerate(lines) if line.shape == "text" and self.is_heading(line.text)}
        starts = self._starts(lines, leads, headings, header)
        if not starts and not any(self._tells_of(lines, index) for index in headings):
            return []
        if (header or headings) and sum(lead.fields[:1] == "V" for lead in starts.values()) < 2:
            entries = self._bottom_up(lines, leads)
            if entries:
                return entries
        entries = self._walk(lines, leads, starts, headings)
        entries = self._accepted(entries, header)
        self._settle_signs(entries, lines)
        return entries

    def is_heading(self, text: str) -> bool:
        """A line that announces a change log, or names the columns of one."""
        if len(text) > 76:
            return False
        known = self.lexicon.found_headings
        if text not in known:
            if len(known) > _MOST:
                known.clear()
            known[text] = self._is_heading(text)
        return known[text]

    def _is_heading(self, text: str) -> bool:
        text = unspaced(text).strip(" =*-:.#|!>")
        prose = Prose(text)
        if len(prose.words) > 9 or not prose.words:
            return False
        match = self._headings.find(prose)
        if match:
            before, after = prose.folded[: match.start()].split(), prose.folded[match.end() :].strip(" :.=-").split()
            return (len(before) <= 2 and len(after) <= 3) or (bool(re.search(r"={3,}", text)) and len(before) <= 2)
        hits = sum(word.strip(".:#") in self._columns for word in prose.folded.split())
        return hits >= 3 and not any(c.isdigit() for c in text)

    def _starts(self, lines: Sequence[Line], leads: Sequence[Lead | None], headings: set[int], header: bool) -> dict[int, Lead]:
        """The lines that may begin an entry."""
        versions = Counter(lead.indent for lead in leads if lead and lead.fields.lstrip("N")[:1] == "V")
        shapes = Counter((lead.fields, lead.indent // 2) for lead in leads if lead)
        tagged = Counter(lead.indent for lead in leads if lead and lead.fields[:1] == "T")
        starts: dict[int, Lead] = {}
        for index, lead in enumerate(leads):
            if lead is None or lines[index].code or is_paragraph(lines[index]) or (not header and is_marker(lead)):
                continue
            if not set("DTF").isdisjoint(lead.fields):
                near = (other for other in leads[max(0, index - 1) : index + 2] if other is not lead)
                if not lead.labelled or lead.text or any(other and "D" in other.fields for other in near):
                    starts[index] = lead
            elif header or headings:
                alike = sum(versions[lead.indent + n] for n in range(-NEAR, NEAR + 1))
                version = lead.fields.lstrip("N")[:1] == "V" and (alike >= 2 or any(0 < index - h <= 2 for h in headings))
                beside = lead.fields[:2] in ("KW", "MW") and any(tagged[lead.indent + n] for n in range(-NEAR, NEAR + 1))
                told = any(tickets.is_told(ticket) for ticket in lead.tickets)
                numbered = beside or (told and shapes[lead.fields, lead.indent // 2] >= 3)
                if version or numbered:
                    starts[index] = lead
        self._label_versions(lines, leads, headings, starts)
        return starts

    def _label_versions(self, lines: Sequence[Line], leads: Sequence[Lead | None], headings: set[int], starts: dict[int, Lead]) -> None:
        """`Changelog:  1.0 first release`: the first entry on the line of its heading."""
        for index, line in enumerate(lines):
            match = (
                re.match(r"([^\W\d_][\w ]{2,24}?)\s{0,8}[:.]\s{1,12}(?=\S)", line.text)
                if line.shape == "text" and index not in starts
                else None
            )
            if not match or not self._headings.find(Prose(match[1])) or len(match[1].split()) > 3:
                continue
            rest = re.match(r"v?\d{1,3}(?:\.\d{1,3}){1,2}(?=\s)", line.text[match.end() :])
            if rest:
                starts[index] = Lead(line, "V", [match.end()], version=rest[0], text_at=match.end() + rest.end())
                headings.add(index)
                for later in range(index + 1, len(lines)):
                    lead = leads[later]
                    if lead and lead.fields[:1] == "V" and abs(lead.indent - line.indent - match.end()) <= NEAR:
                        starts.setdefault(later, lead)

    # -- entries -------------------------------------------------------------------------------------------------

    def _walk(self, lines: Sequence[Line], leads: Sequence[Lead | None], starts: dict[int, Lead], headings: set[int]) -> list[Entry]:
        """Entries from their beginnings, with continuation lines."""
        entries: list[Entry] = []
        current: Entry | None = None
        heading = -_HEADING_REACH - 1
        for index, line in enumerate(lines):
            if index in headings and index not in starts:
                heading, current = index, None
                if is_paragraph(line):
                    continue
                dated = self._dated_heading(line)
                if dated:
                    current = Entry(index, index, dated, headed=True)
                    entries.append(current)
                continue
            if is_paragraph(line):
                current = None
                continue
            lead = starts.get(index)
            if lead and self._begins(lead, current, line, lines):
                headed = index in headings or index - heading <= _HEADING_REACH or (current is not None and current.headed)
                current = Entry(index, index, lead, headed=headed)
                entries.append(current)
            elif current and line.shape == "text":
                if self._continues(current, line, lines, index):
                    current.last = index
                    self._complete(current, leads[index])
                else:
                    current = None
            elif current and line.shape == "border":
                current = current if self._goes_on_after(lines, index, starts) else None
        return entries

    def _tells_of(self, lines: Sequence[Line], index: int) -> bool:
        """Whether a heading has a date and text below it: the only entry of its log."""
        below = lines[index + 1] if index + 1 < len(lines) else None
        return (
            below is not None
            and below.shape == "text"
            and not (below.gap or below.code or below.comment.kind == "entry")
            and self.people.label(below.text) is None
            and self._dated_heading(lines[index]) is not None
        )

    def _dated_heading(self, line: Line) -> Lead | None:
        """A heading that carries a date itself is an entry: CHANGE HISTORY FOR MARCH 19 2022."""
        dates = self.reader.find(line.text)
        if not dates:
            return None
        lead = Lead(line, "D", [dates[0].start], dates[0], text_at=dates[0].end)
        who = self.people.behind_date(line.text[dates[0].end :])
        lead.people = [who] if who else []
        return lead

    def _begins(self, lead: Lead, current: Entry | None, line: Line, lines: Sequence[Line]) -> bool:
        """Whether a lead begins an entry rather than completing or continuing the current one."""
        if current is None:
            return True
        first = lines[current.first]
        base = (
            current.lead.columns[0] + first.indent
            if first.text and current.lead.columns and current.lead.fields[0] == "V" and current.headed
            else first.indent
        )
        own = line.indent
        if own > base + NEAR and not lead.table and not (line.gap and current.dated):
            return current.dated and "W" not in lead.fields and own <= base + NEAR
        previous = current.lead.date
        repeated = (
            previous is not None
            and lead.date is not None
            and lead.date.raw == previous.raw
            and lead.fields == "D"
            and current.lead.fields != "D"
        )
        if lead.table:
            return not repeated
        return not (
            repeated
            and line.indent + lead.text_at < text_column(line, lead)
            and text_column(line, lead) >= text_column(first, current.lead) - 1
        )

    def _continues(self, current: Entry, line: Line, lines: Sequence[Line], index: int) -> bool:
        """Whether a line of text belongs to the current entry."""
        if line.gap or line.code:
            return line.indent > lines[current.first].indent + NEAR and not line.code
        label = self.people.label(line.text)
        if (
            label
            and label.kind in ("author", "installation", "date")
            and ":" in line.text[: label.start]
            and line.indent <= lines[current.first].indent + NEAR
        ):
            return False
        before = lines[index - 1]
        if before.shape == "border" and line.indent <= lines[current.first].indent:
            return False
        if before.shape != "blank":
            return True
        if line.indent > lines[current.first].indent:
            return True
        return not current.lead.text and index - current.last <= 2

    def _complete(self, current: Entry, lead: Lead | None) -> None:
        """A later line of an entry that holds its date, author or ticket."""
        if lead is None:
            return
        if lead.date and not lead.people and current.dated:
            return
        if not lead.people and _BEHIND_DASH.match(lead.line.text, lead.date.end if lead.date else lead.text_at):
            name = self.people.closing(lead.text)
            lead.people = [name] if name else []
            lead.text_at = len(lead.line.text) if name else lead.text_at
        if lead.tickets and not lead.text:
            current.more.append(lead)
            return
        if (("W" in lead.fields and set("DK") & set(lead.fields)) or (lead.date and not lead.text)) and len(lead.text) <= 30:
            current.more.append(lead)

    @staticmethod
    def _goes_on_after(lines: Sequence[Line], index: int, starts: dict[int, Lead]) -> bool:
        """Whether after a border the next line of text begins an entry."""
        following = next((i for i in range(index + 1, len(lines)) if lines[i].shape == "text"), None)
        return following is not None and following in starts

    def _bottom_up(self, lines: Sequence[Line], leads: Sequence[Lead | None]) -> list[Entry]:
        """Logs whose entries end with their date and author: one paragraph an entry."""
        entries: list[Entry] = []
        dated = single = 0
        before: tuple[int, int] | None = None
        for first, last in paragraphs(lines):
            if before and first == last and self._signs_off(lines, leads, before, first):
                first = before[0]
            before = (first, last)
            inside = [(i, leads[i]) for i in range(first, last + 1) if leads[i] and "D" in leads[i].fields]  # type: ignore[union-attr]
            dated += len(inside)
            lead = inside[-1][1] if inside and inside[-1][0] == last > first else None
            if lead and closes(lead) and not any(closes(other) for _, other in inside[:-1] if other):
                single += 1
                more = [x for x in leads[first:last] if x is not None and "K" in x.fields]
                entries.append(Entry(first, last, lead, more, headed=True, bottom_up=True))
        return entries if single and single >= 0.6 * dated and (single >= 2 or self._find_by(entries)) else []

    @staticmethod
    def _signs_off(lines: Sequence[Line], leads: Sequence[Lead | None], before: tuple[int, int], at: int) -> bool:
        """Whether a line by itself closes the paragraph above it, from which one blank line parts it."""
        lead = leads[at]
        apart = at - before[1] == 2 and lines[at - 1].shape == "blank" and not lines[at].gap
        undated = not any(other and "D" in other.fields for other in leads[before[0] : before[1] + 1])
        return apart and undated and lead is not None and "D" in lead.fields and closes(lead)

    @staticmethod
    def _find_by(entries: Sequence[Entry]) -> bool:
        return any(find_by(entry.lead.line.text) for entry in entries)

    # -- acceptance ----------------------------------------------------------------------------------------------

    def _accepted(self, entries: list[Entry], header: bool) -> list[Entry]:
        """Those entries that are a change log: alike and repeated, under a heading, or unmistakable in the header."""
        shapes = Counter(shape(entry) for entry in entries)
        dated_shapes = {shape(entry) for entry in entries if entry.dated}
        out = []
        telling = header or self._tell_changes(entries)
        for entry in entries:
            alike = shapes[shape(entry)]
            if not telling and not entry.headed and not set(entry.lead.fields) & set("WKTVF"):
                continue
            rich = len(set(entry.lead.fields) & set("DTWKV")) >= 2 or bool(entry.lead.guess)
            if (entry.lead.table and (header or alike >= 2)) or (entry.headed and (entry.dated or entry.lead.fields.strip("N"))):
                out.append(entry)
            elif not entry.dated and "F" not in entry.lead.fields:
                if alike >= 3 and header and (rich or shape(entry) in dated_shapes):
                    out.append(entry)
            elif "T" in entry.lead.fields and not entry.lead.date:
                if alike >= 2:
                    out.append(entry)
            elif (header and (rich or alike >= 2 or separated(entry.lead))) or (not header and (alike >= 2 and (rich or alike >= 3))):
                out.append(entry)
        return out

    def _tell_changes(self, entries: Sequence[Entry]) -> bool:
        """Whether dated lines in the code speak of changes, and are no table of holidays or rates."""
        speaking = sum(not self.lexicon.strong_change.isdisjoint(Prose(entry.lead.text).words) for entry in entries)
        return 3 * speaking >= len(entries)

    def _settle_signs(self, entries: list[Entry], lines: Sequence[Line]) -> None:
        """Authors' signs that only the repetition of a column shows, and those on an entry's second line."""
        guesses = [(e, e.lead.guess) for e in entries if e.lead.guess]
        columns = Counter(e.lead.column(g[1]) for e, g in guesses if g)
        for entry in entries:
            at = entry.lead.fields.find("W")
            if at >= 0:
                columns[entry.lead.column(entry.lead.columns[at])] += 1
        for entry, guess in guesses:
            if guess and self._settles(entry, guess, guesses, columns, len(entries)):
                entry.lead.people.append(guess[0].strip("."))
                entry.lead.text_at = guess[2]
                ticket_behind(entry.lead)
        for entry in entries:
            if "T" in entry.lead.fields and entry.last > entry.first:
                self._second_line(entry, lines[entry.first + 1])

    def _settles(
        self, entry: Entry, guess: Guess, guesses: Sequence[tuple[Entry, Guess | None]], columns: Counter[int], count: int
    ) -> bool:
        """Whether a word in the author's place is a sign, by what stands in its column in the other entries."""
        column = entry.lead.column(guess[1])
        near = sum(n for c, n in columns.items() if abs(c - column) <= 1)
        after = entry.lead.line.text[guess[2] : guess[2] + 2]
        if after[:1] == " " and after[1:].isalnum():
            behind = entry.lead.line.text[guess[2] + 1 : guess[2] + 18].split(" ")[0]
            if not tickets.column(behind) and not self._loose_sign(guess[0], [g[0] for _, g in guesses if g], count):
                return False
        return self._is_sign(guess[0], near, count)

    def _loose_sign(self, word: str, words: Sequence[str], count: int) -> bool:
        """A sign with a single blank behind it: most entries have one there, and people come again."""
        plain = [w for w in words if fold(w) not in self.lexicon.common]
        return self.people.is_initials(word) and len(plain) >= 2 and 10 * len(plain) >= 6 * count and len(set(plain)) < len(plain)

    def _is_sign(self, word: str, near: int, count: int) -> bool:
        if fold(word) in self.lexicon.common | self.lexicon.company | self.lexicon.placeholder:
            return False
        return self.people.is_name(word) or (near >= 2 and 2 * near >= count and len(word) <= 8)

    def _second_line(self, entry: Entry, line: Line) -> None:
        """Initials under the tag, with the text in the column of the first line's text."""
        match = _SIGN.match(line.text)
        if match and abs(line.indent - entry.lead.indent) <= NEAR and self.people.is_initials(match[0]):
            entry.lead.people.append(match[0])

    # -- what an entry says ---------------------------------------------------------------------------------------

    def people_of(self, entry: Entry, prose: Prose, codes: tuple[str, ...]) -> list[str]:
        """The authors: of the lead, else of lines that complete it, else those named in the text, else the initials in the tag."""
        found = [name for lead in entry.all_leads for name in lead.people]
        if any(not c.isdigit() for name in found for c in name[-1:]):
            found = [name for name in found if not name[-1].isdigit()]
        if entry.bottom_up:
            found = list(entry.lead.people)
        if not found:
            found = self.people.by_phrase(prose, codes)
        if not found and entry.lead.tag_month:
            found = [entry.lead.tag_month[0]]
        out: list[str] = []
        for name in found:
            if name not in out:
                out.append(name)
        return out

    def tickets_of(self, entry: Entry, text: str) -> list[str]:
        """Tickets of the fields and in the text."""
        found = [ticket for lead in entry.all_leads for ticket in lead.tickets]
        return found + [ticket for ticket in tickets.find(text) if not any(ticket in known or known in ticket for known in found)]

    def dates_of(self, entry: Entry) -> list[FoundDate]:
        """The date of the change, not those in its text."""
        if entry.lead.date:
            return [entry.lead.date]
        return [lead.date for lead in entry.more if lead.date][-1:]

    def tag_dates(self, entries: Sequence[Entry]) -> dict[int, str]:
        """Dates from tags of initials and month, by the entry's first line; a tag that breaks the order of the others tells nothing."""
        months: list[tuple[int, int, int]] = []
        for entry in entries:
            if entry.lead.tag_month and not entry.lead.date:
                year = self.reader.century(entry.lead.tag_month[2])
                if year and year >= FIRST_YEAR:
                    months.append((year, entry.lead.tag_month[1], entry.first))
        ordered = longest_rising(months)
        falling = longest_rising([(-y, -m, f) for y, m, f in months])
        if len(falling) > len(ordered):
            ordered = [(-y, -m, f) for y, m, f in falling]
        return {first: f"{year:04}-{month:02}" for year, month, first in ordered}
