"""Commits as events."""

from __future__ import annotations

from functools import cache

from cobolscan.history.events import Event
from cobolscan.history.git.answers import Brought
from cobolscan.history.git.origin import CREATED, REWRITTEN
from cobolscan.history.lexicon import load
from cobolscan.history.people import People


def event_of(brought: Brought, path: str, line: int, end_line: int, *, why_here: str | None = "git") -> Event:
    """The event of a commit. One that brought a whole file, or rewrote all of it, says nothing of who made the line, when or why."""
    commit = brought.commit
    event = Event(line, end_line, path, "commit", commit.subject or "(no message)", source="git", tag=commit.short, why_here=why_here)
    if text := _presence(brought):
        event.text, event.dates_raw = text, [commit.date] if commit.date else []
        return event
    event.authors = [name for name in commit.authors if not _is_company(name)]
    event.dates = [commit.date] if commit.date else []
    event.dates_raw = list(event.dates)
    event.tickets = list(commit.tickets)
    return event


@cache
def _is_company(name: str) -> bool:
    return People(load()).is_company(name)


def _presence(brought: Brought) -> str:
    commit = brought.commit
    date = commit.date or "an unknown date"
    if brought.cut:
        return f"present since before the clone was cut at {date} ({commit.short})"
    if brought.how == CREATED:
        return f"present since the import of {date} ({commit.short})"
    if brought.how == REWRITTEN:
        return f"present since the whole file was rewritten on {date} ({commit.short}), or longer"
    return ""
