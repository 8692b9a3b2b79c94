"""A task that somebody left open in a comment."""

from __future__ import annotations

from collections.abc import Iterator

from cobolscan.kinds import day_of
from cobolscan.program.model import Program
from cobolscan.rule import TODAY, Finding, Note, Option, Rule, Severity
from cobolscan.rules.history._notes import asked, dates, is_note, line_of, prose, told, years_since


class TodoComment(Rule):
    code = "HIS007"
    severity = Severity.INFO
    precision = "high"
    tags = ("history", "tasks")
    nodes = ("remark",)
    options = {
        "max-age-years": Option(3, "from how many years on an open task is a warning, by its date or that of its change-log entry"),
        "today": TODAY,
    }

    def check(self, note: Note, program: Program) -> Iterator[Finding]:
        match = asked().todo(prose(note))
        if match is None or not is_note(note, self.history):
            return
        written = dates(note, self.history)
        age = years_since(written[-1], day_of(self.settings.today)) if written else None
        since = f", open since {written[-1]} ({age} year{'' if age == 1 else 's'})" if age else ""
        yield self.finding(
            note,
            f'left to do: "{told(line_of(note, match.phrase))}"{since}',
            severity=Severity.WARNING if age is not None and age >= self.settings.max_age_years else None,
            subject=match.phrase,
            data={"phrase": match.phrase, "date": written[-1] if written else None, "age_years": age},
        )
