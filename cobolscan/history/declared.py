"""What is declared in comments: `@assume CLAIM because REASON review=2027-01 ...` and `@incident ID` (docs/assumptions.md has the grammar).

Nothing that is declared is ignored: what cannot be read has a `problem`, and a rule tells it.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobolscan.near import meant, nearest
from cobolscan.source.lazy import lazy

if TYPE_CHECKING:
    from cobolscan.history.events import Event

KEYS = ("by", "owner", "value", "unit", "because", "since", "reviewed", "review", "ticket")
_DATES = ("since", "reviewed", "review")
_OPENING = lazy(r"@(assume|incident)\b:?", re.IGNORECASE)
_PAIR = lazy(r"""(?<![^\s])([A-Za-z][\w-]{0,30})=("[^"]*"|'[^']*'|[^\s"']\S*)""")
_BECAUSE = lazy(r"(?:^|\s)(because)(?=\s|$)", re.IGNORECASE)
_CLAIM = lazy(
    r"(?P<subject>[^<>=]{1,120}?)\s*(?P<operator><=|>=|<>|[<>=])\s*"
    r"(?P<value>[+-]?[\d.,]*\d|\"[^\"]*\"|'[^']*')(?:\s+(?P<unit>[^\s<>=]+(?:\s[^\s<>=]+)?))?"
)
_COMPARES = lazy(r"<=|>=|<>|[<>]|(?<=\s)=(?=\s)")
_PRECISE = lazy(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_IDENTIFIERS = lazy(r"[\w./#:-]{1,80}")
_WORD = lazy(r"\s+([^\W\d_]{1,30})(?![\w-])")
_SYMBOL = 3  # letters of a unit that keeps its case: GB, kB, ms
_FIRST_NUMBER = lazy(r"(?<![\w.,-])[+-]?\d[\d.,]{0,30}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Declaration:
    """An assumption as its author declared it. Dates are YYYY, YYYY-MM or YYYY-MM-DD; `problem` says why it cannot be read."""

    claim: str
    subject: str | None = None
    operator: str | None = None
    value: str | None = None
    unit: str | None = None
    why: str | None = None
    by: str | None = None
    owner: str | None = None
    since: str | None = None
    reviewed: str | None = None
    review: str | None = None
    tickets: tuple[str, ...] = ()
    problem: str | None = None


def opens(text: str) -> bool:
    """Whether a line of a comment, without its box, begins a declaration."""
    return text[:1] == "@" and _OPENING.match(text) is not None


def assumption(text: str) -> Declaration | None:
    """The declaration of an event's text; None when it declares no assumption."""
    found = _OPENING.match(text) if text[:1] == "@" else None
    if found is None or found[1].lower() != "assume":
        return None
    return _read(" ".join(text[found.end() :].split()))


def incidents(text: str) -> tuple[str, ...]:
    """The identifiers that `@incident` names, in upper case; none when a text is no such comment."""
    found = _OPENING.match(text) if text[:1] == "@" else None
    if found is None or found[1].lower() != "incident":
        return ()
    return tuple(name.upper() for name in _IDENTIFIERS.findall(text[found.end() :].split("\n")[0].split(" - ")[0]))


def mark(event: Event) -> Event:
    """Enter on the event of a declaration what it declares, instead of what its words look like."""
    declared = assumption(event.text)
    if declared is not None:
        event.kind, event.rationale = "assumption", declared.why or declared.claim or None
        event.authors = [name for name in (declared.by or declared.owner,) if name]
        event.dates = [date for date in (declared.since or declared.reviewed,) if date]
        event.dates_raw, event.tickets = list(event.dates), list(declared.tickets)
    elif named := incidents(event.text):
        event.kind, event.tickets = "incident", list(named)
        event.authors, event.dates, event.dates_raw, event.rationale = [], [], [], None
    return event


def unit_after(text: str, value: str) -> str | None:
    """The noun behind a number: `100 connections should be enough` counts connections."""
    from cobolscan.history.lexicon import in_use

    at = text.find(value) if value else -1
    found = _WORD.match(text, at + len(value)) if at >= 0 else None
    if found is None or found[1].lower() in in_use().generic:
        return None
    return found[1] if len(found[1]) <= _SYMBOL else found[1].lower()


def is_due(date: str, today: datetime.date) -> bool:
    """Whether the last day that a date can mean has passed."""
    return _last_day(date) < today.isoformat()


def is_date(text: str) -> bool:
    """Whether a text is a year, a month or a day that there is."""
    if not _PRECISE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text + "-01-01"[3 * text.count("-") :])
    except ValueError:
        return False
    return True


def _last_day(date: str) -> str:
    return date + "-12-31"[3 * date.count("-") :]


def _read(text: str) -> Declaration:
    """`text` is what follows @assume, in one line."""
    at = _first_key(text)
    words, pairs = (text[:at], text[at:]) if at is not None else (text, "")
    given, rest, wrong = _pairs(pairs)
    words = f"{words} {rest}".strip()
    wrong = wrong or _dangling(words)
    reason = _BECAUSE.search(words)
    claim, why = (words[: reason.start()].strip(), words[reason.end() :].strip()) if reason else (words, "")
    compared = _CLAIM.fullmatch(claim)
    problem = wrong or _problem(claim, why, reason is not None, compared is not None, given)
    number = None if compared else _FIRST_NUMBER.search(claim)
    return Declaration(
        claim=claim,
        subject=compared["subject"].strip() if compared else None,
        operator=compared["operator"] if compared else None,
        value=given.get("value") or (compared["value"].strip("\"'") if compared else number[0].strip("., ") if number else None),
        unit=given.get("unit") or (compared["unit"] if compared else unit_after(claim, number[0].strip("., ")) if number else None),
        why=why or given.get("because"),
        by=given.get("by"),
        owner=given.get("owner"),
        since=given.get("since"),
        reviewed=given.get("reviewed"),
        review=given.get("review"),
        tickets=tuple(part for part in given.get("ticket", "").split(",") if part),
        problem=problem,
    )


def _first_key(text: str) -> int | None:
    """Where the first KEY=VALUE begins. In a reason other pairs are words; a claim may begin with one: `users=500`."""
    reason = _BECAUSE.search(text)
    for pair in _PAIR.finditer(text):
        in_claim = pair.start() > 0 and (reason is None or pair.start() < reason.start())
        if in_claim or pair[1].lower() in KEYS or _nearest(pair[1]):
            return pair.start()
    return None


def _pairs(text: str) -> tuple[dict[str, str], str, str | None]:
    """The values by key, the words between the pairs, and the first thing that is wrong."""
    given: dict[str, str] = {}
    wrong = None
    for pair in _PAIR.finditer(text):
        key, value = pair[1].lower(), pair[2].strip("\"'").rstrip(".;,")
        if key not in KEYS:
            wrong = wrong or f'unknown key "{pair[1]}"' + (meant(_nearest(key)) or f"; there are {', '.join(KEYS)}")
        elif key in given:
            wrong = wrong or f'"{key}" is given twice'
        elif key in _DATES and not is_date(value):
            wrong = wrong or f'"{key}={value}" is no date: write it as 2027, 2027-01 or 2027-01-31'
        else:
            given[key] = value
    return given, " ".join(_PAIR.sub(" ", text).split()), wrong


def _dangling(words: str) -> str | None:
    """A key of ours that is followed by no value."""
    found = next((word for word in words.split() if "=" in word and word.partition("=")[0].lower() in KEYS), None)
    return f"{found} has no value, or a quote that is not closed" if found else None


def _problem(claim: str, why: str, because: bool, compared: bool, given: dict[str, str]) -> str | None:
    if not claim:
        return "nothing is assumed: a claim must follow @assume"
    if because and not why:
        return '"because" is followed by no reason'
    if _COMPARES.search(claim) and not compared:
        return f'"{claim}" is no comparison of a thing with one value'
    if given.get("reviewed") and given.get("since") and given["reviewed"] < given["since"][: len(given["reviewed"])]:
        return "it was reviewed before it was made"
    return None


def _nearest(word: str) -> str | None:
    return None if word.lower() in KEYS else nearest(word.lower(), KEYS, 0.75)
