"""A comment that holds only until a date that has passed, or that has been temporary for years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cobolscan.history.notes import Promise
from cobolscan.kinds import day_of
from cobolscan.program.model import Program
from cobolscan.rule import TODAY, Finding, Note, Option, Rule, Severity
from cobolscan.rules.history._notes import asked, beneath, dates, is_note, line_of, literals, prose, told, years_since

_REMOVAL = re.compile(
    r"\b(?:remov|delet|drop|replac|tak(?:e|en) (?:\w+ ){0,3}out|retir|elimin|exclu|quitar|borr|supprim|enlev|togli|tolt[ao]|cancell"
    r"|entfern|loesch|lösch|ausbau|entfall)",
    re.IGNORECASE,
)
_AWAITED = re.compile(
    r"\b(?:ready|go(?:es)? live|is live|migrat|decommission|retired|phased out|pront[ao]|list[ao]|pr[eê]te?|bereit|umgestellt)",
    re.IGNORECASE,
)


class StalePromise(Rule):
    code = "HIS002"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("history", "promises")
    nodes = ("remark",)
    speaks_through = True
    options = {
        "max-age-years": Option(3, "how many years a temporary thing may be old"),
        "today": TODAY,
    }

    def check(self, note: Note, program: Program) -> Iterator[Finding]:
        today, text = day_of(self.settings.today), prose(note)
        promise, excuse = asked().promise(text, today), asked().temporary(text)
        said = promise or excuse
        if said is None or not is_note(note, self.history):
            return
        written = dates(note, self.history)
        age = years_since(written[-1], today) if written else None
        line = told(line_of(note, said.phrase))
        if promise is not None and promise.passed:
            yield self._told(note, f'the promise is of {promise.date}, which has passed: "{line}"', promise.date, age, promise)
        elif age is not None and age >= self.settings.max_age_years:
            kind = "temporary" if excuse else "still waiting"
            yield self._told(note, f'{kind} since {written[-1]}, {age} years{_until(promise)}: "{line}"', written[-1], age, promise)
        elif age is None and note.event.kind != "todo" and self._undated(note, program, said.sentence):
            yield self._told(note, f'a promise without a date{_until(promise)}: "{line}"', None, None, promise, Severity.INFO)

    def _undated(self, note: Note, program: Program, sentence: str) -> bool:
        """Whether a promise that cannot be dated is worth a word: what holds a literal and is to go, or waits for something to be ready.

        With --pedantic all are.
        """
        if self.pedantic:
            return True
        return bool((_REMOVAL.search(sentence) or _AWAITED.search(sentence)) and literals(beneath(note, program)))

    def _told(
        self, note: Note, message: str, date: str | None, age: int | None, promise: Promise | None, severity: Severity | None = None
    ) -> Finding:
        condition = promise.condition if promise is not None and promise.date is None else None
        return self.finding(note, message, severity=severity, data={"date": date, "age_years": age, "condition": condition})


def _until(promise: Promise | None) -> str:
    """What a promise waits for, where it says so."""
    if promise is None or promise.date is not None or not promise.condition:
        return ""
    return f" (waits for: {told(promise.condition, 40)})"
