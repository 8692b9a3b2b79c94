"""Identification: AUTHOR and DATE-WRITTEN paragraphs, their look-alikes in comments, cards, and the stamps of tools."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cobolscan.history.blocks import Line
from cobolscan.history.dates import DateReader
from cobolscan.history.labels import Label
from cobolscan.history.lexicon import Lexicon
from cobolscan.history.notes import Notes
from cobolscan.history.people import People
from cobolscan.history.phrases import Prose
from cobolscan.history.written_dates import FoundDate
from cobolscan.source.lazy import lazy

_ENTRY_AUTHORS = frozenset({"AUTHOR"})
_ENTRY_DATES = frozenset({"DATE-WRITTEN", "DATE-COMPILED", "DATE-MODIFIED", "DATE-REVISED"})
_KEYWORD = lazy(r"^(AUTHOR|INSTALLATION|DATE-WRITTEN|DATE-COMPILED|DATE-MODIFIED|SECURITY|REMARKS)\s{0,12}\.?\s{0,20}", re.IGNORECASE)
_DIGIT = lazy(r"\d")
_YEARS = lazy(r"(?<![\w./\-])((?:19|20)\d\d)(?:\s?[-–]\s?((?:19|20)\d\d))?\+?(?![\w/]|[.\-:]\d)")
_MOST = 20_000
_FROM_CODE = lazy(r"\b(?:from|via|based on|derived|pre)\b", re.IGNORECASE)


class Found:
    """An identification: the lines first..last (indexes), authors and dates in it."""

    def __init__(
        self, first: int, last: int, authors: list[str] | None = None, dates: list[FoundDate] | None = None, change: bool = False
    ) -> None:
        self.first = first
        self.last = last
        self.authors = authors or []
        self.dates = dates or []
        self.tickets: list[str] = []
        self.alone = False  # not to be joined with others
        self.reason: str | None = None
        self.tag: str | None = None  # what its lines are marked with
        self.change = change  # a card that tells of one change: a change-log entry


class Identification:
    """Finds identification in a region."""

    def __init__(self, lexicon: Lexicon, people: People, reader: DateReader, notes: Notes) -> None:
        self.lexicon = lexicon
        self.people = people
        self.reader = reader
        self.notes = notes
        self._stamps = lexicon.phrases("build_stamp")
        self._by = lexicon.phrases("modified_by")

    def find(self, lines: Sequence[Line], free: Sequence[bool], header: bool) -> list[Found]:
        """Identifications among the lines that are still free, in order; lines next to each other make one."""
        found: list[Found] = []
        index = 0
        while index < len(lines):
            line = lines[index]
            possible = free[index] and line.shape == "text" and not line.code and (header or ":" in line.text or bool(line.dates))
            one = self._at(lines, index, header) if possible or (free[index] and line.comment.kind == "entry") else None
            if one is None:
                index += 1
                continue
            index = one.last + 1
            if found and self._joins(lines, found[-1], one):
                found[-1] = _joined(found[-1], one)
            else:
                found.append(one)
        return [
            one
            for one in found
            if one.last < len(lines) and all(free[i] for i in range(one.first, one.last + 1) if lines[i].shape == "text")
        ]

    def _joins(self, lines: Sequence[Line], before: Found, one: Found) -> bool:
        """Whether two identifications follow each other directly or with one blank comment line between."""
        between = lines[before.last + 1 : one.first]
        if before.alone or one.alone or lines[one.first].gap or any(line.gap or line.shape == "border" for line in between):
            return False
        return (len(between) <= 1 and all(line.shape == "blank" for line in between)) or (
            len(between) <= 2 and all(self._is_other(line) for line in between)
        )

    @staticmethod
    def _is_other(line: Line) -> bool:
        """A line of another identification paragraph: INSTALLATION and the like."""
        return bool(_KEYWORD.match(line.text))

    def _at(self, lines: Sequence[Line], index: int, header: bool) -> Found | None:
        line = lines[index]
        if line.comment.kind == "entry":
            return self._entry(lines, index)
        label = self.people.label(line.text)
        if not label:
            keyword = _KEYWORD.match(line.text)
            if keyword and header and (keyword[0].rstrip().endswith(".") or "  " in keyword[0]):
                kind = "author" if keyword[1].upper() == "AUTHOR" else "date" if "DATE" in keyword[1].upper() else "installation"
                label = Label(kind, keyword[1].lower(), line.text[keyword.end() :], keyword.end())
        if label and (header or label.kind in ("author", "date")):
            found = self._labelled(lines, index, label, header)
            if found:
                return found
        if not self._may_stamp(line.text):
            return None
        return self._stamp(lines, index, header) or (self._updated(lines, index) if header else None)

    def _may_stamp(self, text: str) -> bool:
        """Whether a line has the words of a stamp or of MODIFIED BY."""
        known = self.lexicon.found_stamps
        if text not in known:
            if len(known) > _MOST:
                known.clear()
            prose = Prose(text)
            known[text] = self._stamps.find(prose) is not None or self._by.find(prose) is not None
        return known[text]

    def _updated(self, lines: Sequence[Line], index: int) -> Found | None:
        """UPDATED BY X, 2018-2020 on a line of its own in the header."""
        text = lines[index].text
        match = self._by.find(Prose(text))
        if not match or match.start() > 3 or " " not in match[0] or len(text.split()) > 10:
            return None
        if self.reader.find(text):
            return None  # the note of one change
        found = Found(index, index)
        self._updates(found, text)
        return found if found.authors else None

    # -- comment-entries ------------------------------------------------------------------------------------------

    def _entry(self, lines: Sequence[Line], index: int) -> Found:
        """One IDENTIFICATION DIVISION paragraph with all its lines."""
        paragraph = (lines[index].comment.paragraph or "").upper()
        last = index
        while (
            last + 1 < len(lines)
            and lines[last + 1].comment.kind == "entry"
            and (lines[last + 1].comment.paragraph or "").upper() == paragraph
            and not _KEYWORD.match(lines[last + 1].text)
        ):
            last += 1
        found = Found(index, last)
        for at in range(index, last + 1):
            text = lines[at].text
            keyword = _KEYWORD.match(text)
            value = text[keyword.end() :] if keyword else text
            name = keyword[1].upper() if keyword else paragraph
            if name in _ENTRY_AUTHORS:
                self._author_value(found, value, at == index)
            elif name in _ENTRY_DATES:
                found.dates += (
                    self.reader.find(value, compact=True)[:2]
                    or self._month_alone(value)
                    or (self._lone_year(value) if len(value.split()) == 1 else [])
                )
        return found

    def _month_alone(self, value: str) -> list[FoundDate]:
        """JUN 04: no date elsewhere, but where nothing else may stand."""
        date = self.reader.in_column(value.lstrip(), 0)
        return [date] if date and date.form == "month" and not value.lstrip()[date.end :].strip(" .") else []

    def _author_value(self, found: Found, value: str, first: bool) -> None:
        """A line of an AUTHOR paragraph: the name, and years or dates that stand with it."""
        label = self.people.label(value)
        if label and label.kind == "requester":
            return
        if first or (label and label.kind == "author"):
            names = self.people.clean(value)
            found.authors += [name for name in names if name not in found.authors]
        if not _FROM_CODE.search(value):
            dates = self.reader.find(value)
            found.dates += dates or self._lone_year(value)

    def _lone_year(self, value: str) -> list[FoundDate]:
        """A single year (not a range of a copyright)."""
        years = list(_YEARS.finditer(value))
        if len(years) == 1 and not years[0][2]:
            return self.reader.find(value, year=True)
        return []

    # -- labels in comments ---------------------------------------------------------------------------------------

    def _labelled(self, lines: Sequence[Line], index: int, label: Label, header: bool) -> Found | None:
        """AUTHOR: X, DATE: X and the like in a comment, with what continues the value on the next line."""
        line = lines[index]
        found = Found(index, index)
        if label.kind == "author":
            if not header and self._dated_beside(label.value):
                return None  # the note of one change
            found.authors = self.people.clean(label.value, True) if label.value else []
            self._label_dates(found, label.value, line.text, label)
            follow = self._following(lines, index, label)
            for at in follow:
                found.last = at
                self._updates(found, lines[at].text)
            plausible = bool(found.authors or found.dates) or (bool(label.value) and self.people.is_company(label.value)) or not label.value
            return found if plausible and (header or found.authors) else None
        if label.kind == "date":
            found.dates = self._value_dates(label.value)
            if not found.dates:
                return found if header and not label.value else None
            name = self.people.beside_date(label.value, found.dates[0])
            sure = name and (
                " " in name
                or self.people.is_initials(name)
                or self.people.is_given(name)
                or "-" in label.value.replace(found.dates[0].raw, "")
            )
            found.authors = [name] if name and sure and not self.people.is_company(name) else []
            if not found.authors and (at := label.value.find(found.dates[0].raw)) >= 0:
                who = self.people.behind_date(label.value[at + len(found.dates[0].raw) :])
                found.authors = [who] if who else []
            return found
        if label.kind == "version" and header:
            found.dates = self._value_dates(label.value)
            found.alone = True
            return found if found.dates else None
        return None

    def _dated_beside(self, value: str) -> bool:
        """Whether a label of a date with its date stands behind a name: CARL JONES  DATE: 03/11/97."""
        at = value.find(":")
        label = self.people.label(value[:at].split()[-1] + value[at:]) if at > 0 and value[:at].split() else None
        return label is not None and label.kind == "date" and bool(self.reader.find(label.value))

    def _value_dates(self, value: str) -> list[FoundDate]:
        """The dates of a label's value, without those of an older source."""
        stop = _FROM_CODE.search(value)
        dates = self.reader.find(value[: stop.start()] if stop else value, compact=True)
        return dates or (self._lone_year(value) if len(value.split()) <= 3 else [])

    def _label_dates(self, found: Found, value: str, text: str, label: Label) -> None:
        stop = _FROM_CODE.search(value)
        part = value[: stop.start()] if stop else value
        found.dates = self.reader.find(part)
        if not found.dates and len(part) > 4:
            found.dates = self._lone_year(part)

    def _following(self, lines: Sequence[Line], index: int, label: Label) -> list[int]:
        """Lines that go on with the value: indented to it, without a label of their own."""
        out: list[int] = []
        column = lines[index].indent + label.start
        for at in range(index + 1, min(index + 4, len(lines))):
            line = lines[at]
            if (
                line.shape != "text"
                or line.gap
                or line.code
                or line.comment.kind == "entry"
                or line.indent < max(lines[index].indent + 2, min(column - 12, column))
            ):
                break
            if (found := self.people.label(line.text)) and found.kind != "requester":
                break
            out.append(at)
        return out

    def _updates(self, found: Found, text: str) -> None:
        """UPDATED BY X, 2018-2020 under an author; the copyright line there gives no date but its single year."""
        prose = Prose(text)
        names = self.people.by_phrase(prose, ())
        found.authors += [name for name in names if name not in found.authors]
        if names:
            for match in _YEARS.finditer(text):
                ends = [(match.start(1), match.end(1))] + ([(match.start(2), match.end(2))] if match[2] else [])
                found.dates += [FoundDate(s, e, text[s:e], "year", (int(text[s:e]),)) for s, e in ends]
        elif not found.dates and self.notes.copyright(prose):
            found.dates = self._lone_year(text)

    # -- stamps ---------------------------------------------------------------------------------------------------

    def _stamp(self, lines: Sequence[Line], index: int, header: bool) -> Found | None:
        """WRITTEN BY X, NOVEMBER 2015; Created by GENMENU on 14-Sep-1999; VERSION 4.2, Apr 1993; Ver: ... Date: ..."""
        line = lines[index]
        if len(line.text) > 110 or not (header or line.dates):
            return None
        prose = Prose(line.text)
        match = self._stamps.find(prose)
        if not match:
            return None
        names = self.people.by_phrase(prose, ()) if header else []
        begins = match.start() <= 3
        dates = self.reader.find(line.text)
        if not (header or begins) or not (dates or names) or self.notes.copyright(prose):
            return None
        if not header and not re.search(r"date\s?:|:|created|generated|last ", prose.folded):
            return None
        if not dates and len(prose.words) > 9:
            return None
        found = Found(index, index, names, dates[:2])
        if dates and not names:
            name = self.people.beside_date(line.text, dates[0])
            tool = name is not None and self.people._is_tool(name, line.text)
            if (
                name
                and not tool
                and not self.notes.generated(prose)
                and ("modified" in prose.folded or "changed" in prose.folded or "written" in prose.folded or "updated" in prose.folded)
            ):
                found.authors = [name]
            elif who := self.people.behind_date(line.text[dates[0].end :]):
                found.authors = [who]
        return found


def _joined(before: Found, one: Found) -> Found:
    """Two identifications as one, each person and date once."""
    before.last = one.last
    before.authors += [name for name in one.authors if name not in before.authors]
    before.dates += one.dates
    return before
