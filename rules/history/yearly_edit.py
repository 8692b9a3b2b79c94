"""Something that is edited by hand every year: comments, change logs and old values say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cobolscan.rule import Finding, Note, Option, Related, Rule, Severity
from cobolscan.rules.history._notes import is_generated, is_note, line_of, note_of, prose, told
from cobolscan.rules.history._yearly import Edits, repeated, said, stepped
from cobolscan.syntax.tree import Tree


class YearlyEdit(Rule):
    code = "HIS009"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("history", "yearly", "dates")
    nodes = ("tree", "remark")
    speaks_through = True
    options = {"min-years": Option(3, "in how many years the change log must tell of the same edit")}

    def check(self, node: Tree | Note, program: Any) -> Iterator[Finding]:
        if isinstance(node, Note):
            yield from self._said(node)
        elif self.history is not None and not is_generated(self.history):
            yield from self._done()

    def _done(self) -> Iterator[Finding]:
        """What change log and old code tell."""
        yield from map(self._logged, repeated(self.history.events, 2 if self.pedantic else max(self.settings.min_years, 2)))
        yield from self._stepped()

    def _said(self, note: Note) -> Iterator[Finding]:
        """A comment that says that somebody has to."""
        phrase = said(prose(note))
        if phrase is not None and is_note(note, self.history):
            yield self.finding(
                note,
                f'"{told(line_of(note, phrase))}": somebody has to edit this by hand every year',
                subject=phrase,
                data={"phrase": phrase, "years": []},
            )

    def _logged(self, edits: Edits) -> Finding:
        """A change log that tells of the same edit in several years; found at its last entry."""
        last = note_of(edits.entries[-1], self.history)
        others = [note_of(event, self.history).place() for event in edits.entries[:-1]]
        return self.finding(
            last,
            f'the change log tells of the same edit for {len(edits.years)} years ({", ".join(edits.years[-5:])}): "{told(last.text, 60)}"',
            data={"phrase": None, "years": edits.years},
            related=[Related.at(place, "note", "the same edit") for place in others],
        )

    def _stepped(self) -> Iterator[Finding]:
        """Commented-out lines whose replacement differs by one year. One may be chance, so it is information."""
        found = list(stepped(self.history))
        for event, old, new in found:
            yield self.finding(
                note_of(event, self.history),
                f"{old} became {new}: a year that was moved on by hand, and will have to be again",
                severity=None if len(found) > 1 else Severity.INFO,
                subject=new,
                data={"phrase": None, "years": [old.strip("'\"")[:4], new.strip("'\"")[:4]]},
            )
