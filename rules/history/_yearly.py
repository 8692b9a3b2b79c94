"""The same thing edited by hand year after year: what change logs and tombstones tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from cobolscan.history.events import Event
from cobolscan.history.lexicon import by_lexicon
from cobolscan.history.phrases import Phrases, Prose, fold
from cobolscan.rules.history._notes import asked

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORT_YEAR = re.compile(r"'(\d\d)(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<rest>(?:[\-/.]?(?:0[1-9]|1[0-2])[\-/.]?(?:[0-2]\d|3[01]))?)")
_MOST_WORDS = 12  # of an entry that says no more than what was changed


_TO = r"(?:to|para|por|a|en|par|in|con|auf|durch|mit)"
_FOR = re.compile(r"\b(?:for|pour|para el|para o|per il|fuer|since|until|in|of|effective)\b")


def said(text: Prose) -> str | None:
    """The words that send somebody to edit the code every year: EVERY YEAR, or CHANGE 1997 TO 1998."""
    match = asked().yearly(text)
    if match is not None:
        return match.phrase
    found = _order().search(text.folded) if _YEAR.search(text.folded) else None
    if found is None or _FOR.search(found["between"]) or (found["year"] == "2000" and not found["next"]):
        return None
    return found[0]


@by_lexicon
def _order() -> re.Pattern[str]:
    """CHANGE, up to six words, a year; then TO and another year, or the end of the sentence."""
    verbs = sorted({fold(verb) for language in asked().lexicon.languages.values() for verb in language.phrases.get("edit_verb", ())})
    return re.compile(
        rf"(?<![\w\-])(?:{'|'.join(verbs)})(?P<between>(?:\s+[^\W\d]{{1,20}}){{0,6}})\s+(?P<year>(?:19|20)\d\d)"
        rf"(?:(?P<next>\s+{_TO}\s+(?:19|20)\d\d)|\s*(?:[.!;)]|\Z))"
    )


class Edits(NamedTuple):
    """Entries about one thing, in the order of their years."""

    entries: list[Event]
    years: list[str]


def repeated(events: Iterable[Event], least: int) -> Iterator[Edits]:
    """Change-log entries that say the same of at least so many different years: RATES FOR 1996, RATES FOR 1997 ..."""
    entries = [event for event in events if event.kind == "changelog_entry"]
    if len(entries) < least:
        return
    groups: dict[frozenset[str], list[Event]] = {}
    for entry in entries:
        groups.setdefault(_words(entry), []).append(entry)
    for words, group in groups.items():
        if words and len(group) >= least and _matter().find(Prose(" ".join(words))) is not None:
            by_year = {year: entry for entry in group if (year := _year(entry))}
            if len(by_year) >= least:
                years = sorted(by_year)
                yield Edits([by_year[year] for year in years], years)


def _words(entry: Event) -> frozenset[str]:
    """The words of an entry without numbers, people, tickets and months; none of a long one, which tells more than what was changed."""
    words = set(_WORD.findall(fold(entry.text)))
    if len(words) > _MOST_WORDS:
        return frozenset()
    for told in (*entry.authors, *entry.tickets):
        words.difference_update(_WORD.findall(fold(told)))
    return frozenset(words - asked().lexicon.months.keys())


def _year(entry: Event) -> str:
    """The year that an entry is about, else that of its date."""
    folded = fold(entry.text)
    named = _YEAR.findall(_without_dates(folded))
    short = _SHORT_YEAR.search(folded)
    return named[0] if named else _full(short[1]) if short else min(entry.dates)[:4] if entry.dates else ""


def _without_dates(text: str) -> str:
    """A text without its full dates: those say when, not for which year."""
    return re.sub(r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}|\d{1,2}[ \-][a-z]{3,9}[ \-]\d{2,4}", " ", text)


def _full(short: str) -> str:
    return ("20" if short < "60" else "19") + short


def _matter() -> Phrases:
    return asked().lexicon.phrases("yearly_matter")


def stepped(history: Any) -> Iterator[tuple[Event, str, str]]:
    """Tombstones of which the old and the new value are one year apart: 1997 and 1998, 19971231 and 19981231."""
    for event in history.events:
        for old, new in event.changes:
            if _is_next_year(old.strip("'\""), new.strip("'\"")):
                yield event, old, new
                break


def _is_next_year(old: str, new: str) -> bool:
    first, second = _DATE.fullmatch(old), _DATE.fullmatch(new)
    return bool(first and second and first["rest"] == second["rest"] and int(second["year"]) - int(first["year"]) == 1)
