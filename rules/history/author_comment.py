"""An old note of somebody, with name or date, on a literal or a wait."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cobolscan.kinds import day_of
from cobolscan.program.model import Program
from cobolscan.rule import TODAY, Finding, Note, Option, Rule, Severity
from cobolscan.rules.history._notes import asked, beneath, dates, is_note, literals, prose, told, wait_in, years_since

_WORD = re.compile(r"[^\W\d_]{2,}")
_LEAST_WORDS = 4


class AuthorComment(Rule):
    code = "HIS003"
    severity = Severity.INFO
    precision = "medium"
    tags = ("history", "authors")
    nodes = ("remark",)
    speaks_through = True
    options = {
        "min-age-years": Option(10, "from how many years on a note is old"),
        "today": TODAY,
    }

    def check(self, note: Note, program: Program) -> Iterator[Finding]:
        event = note.event
        if not (event.authors or event.dates) or not is_note(note, self.history):
            return
        text = prose(note)
        today = day_of(self.settings.today)
        written = dates(note, self.history)
        if len(_WORD.findall(text.text)) < _LEAST_WORDS + sum(len(name.split()) for name in event.authors):
            return  # a bracket around a change: "JDS 12/2004 - end"
        if asked().assumption(text) or asked().promise(text, today) or asked().temporary(text):
            return  # HIS001 and HIS002 speak about those
        age = years_since(written[-1], today) if written else None
        code = beneath(note, program)
        held = literals(code) or wait_in(code)
        if not held or (age is not None and age < self.settings.min_age_years):
            return
        who = ", ".join(event.authors) or "somebody"
        when = f" in {written[-1]}" if written else ""
        yield self.finding(
            note,
            f'{who} wrote{when}: "{told(text.text)}"; is it still true of {held[0]}?',
            data={
                "authors": event.authors,
                "date": written[-1] if written else None,
                "age_years": age,
                "literals": held,
            },
        )
