"""The register of assumptions: what the comments of an estate declare, and what they only say where a limit, wait or date depends on it."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from cobolscan.estate.estate import Estate
from cobolscan.estate.facts import Assumption, Spot
from cobolscan.estate.limits import same_value
from cobolscan.estate.remarks import said
from cobolscan.history.declared import is_due, unit_after
from cobolscan.history.events import Event
from cobolscan.kinds import day_of
from cobolscan.rule import Finding
from cobolscan.scan.across import limit_of
from cobolscan.scan.claims import is_tied
from cobolscan.scan.result import ScanResult
from cobolscan.scan.settings import Settings

_NUMBER = re.compile(r"(?<![\w.,-])\d(?:[\d.,]{0,30}\d)?(?![\w-])")
RULES = ("LIM", "WAI", "DAT", "HIS001", "HIS011")  # what proposes assumptions, and ties them to values
DECLARED, PROPOSED, UNREADABLE = "declared", "proposed", "unreadable"
_NOTE = "HIS001"


@dataclass(slots=True)
class Entry:
    """One assumption. Dates are YYYY, YYYY-MM or YYYY-MM-DD; `programs` are those that depend on it, in upper case."""

    assumption: str
    path: str
    line: int
    program: str | None
    paragraph: str | None
    state: str
    subject: str | None = None
    operator: str | None = None
    value: str | None = None
    unit: str | None = None
    since: str | None = None
    by: list[str] = field(default_factory=list)
    owner: str | None = None
    why: str | None = None
    tickets: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)
    last_reviewed: str | None = None
    review_due: str | None = None
    overdue: bool = False
    findings: list[str] = field(default_factory=list)  # codes of those that stand at its code
    identical_paths: list[str] = field(default_factory=list)
    problem: str | None = None

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def settings_for_register(settings: Settings) -> Settings:
    """The settings of the scan from which the register is made: what the baseline accepts rests on assumptions as well."""
    return replace(settings, select=RULES, baseline=None, history=True)


def today(settings: Settings) -> datetime.date:
    """The day to judge by: that of the rule about overdue reviews."""
    return day_of(settings.rule_options.get("HIS011", {}).get("today", ""))


def entries(result: ScanResult, today: datetime.date) -> list[Entry]:
    """The register of a scan with `settings_for_register`, in the order of files and lines."""
    return _Register(result, today).entries()


class _Register:
    def __init__(self, result: ScanResult, today: datetime.date) -> None:
        self._findings = result.findings
        self._estate = result.estate or Estate()
        self._today = today
        self._entries: dict[tuple[str, int], Entry] = {}
        self._stated: dict[str, list[Assumption]] = defaultdict(list)
        for fact in self._estate.assumptions:
            self._stated[fact.spot.place.path].append(fact)

    def entries(self) -> list[Entry]:
        for fact in self._estate.assumptions:
            if fact.by_author:
                self._entries[_at(fact.spot)] = self._of_fact(fact)
        for finding in sorted(self._findings, key=lambda f: (f.place.path, f.place.line, f.place.column, f.code)):
            self._of_finding(finding)
        for entry in self._entries.values():
            entry.identical_paths = self._estate.twins_of(entry.path)
            entry.overdue = bool(entry.review_due and entry.state != UNREADABLE and is_due(entry.review_due, self._today))
        return [self._entries[key] for key in sorted(self._entries)]

    def _of_fact(self, fact: Assumption) -> Entry:
        declared, spot = fact.declared, fact.spot
        state = UNREADABLE if declared.problem else DECLARED if fact.by_author else PROPOSED
        return Entry(
            assumption=declared.claim or " ".join(spot.line_text.split()),
            path=spot.place.path,
            line=spot.place.line,
            program=spot.program,
            paragraph=spot.paragraph,
            state=state,
            subject=declared.subject,
            operator=declared.operator,
            value=declared.value,
            unit=declared.unit,
            since=fact.since,
            by=list(fact.by),
            owner=declared.owner,
            why=declared.why,
            tickets=list(fact.tickets),
            programs=self._holders(spot),
            last_reviewed=declared.reviewed,
            review_due=declared.review,
            problem=declared.problem,
        )

    def _of_finding(self, finding: Finding) -> None:
        if finding.code == _NOTE:
            self._of_note(finding)
            return
        for event in finding.history:
            if event.kind == "assumption" and finding.family in ("LIM", "WAI", "DAT") and is_tied(event, finding):
                self._tie(self._entry_of(event, finding), finding)

    def _of_note(self, finding: Finding) -> None:
        """A comment that HIS001 told by itself: no finding stands at its code."""
        fact = self._fact_in(finding.place.path, finding.place.line, finding.place.end_line)
        key = _at(fact.spot) if fact else (finding.place.path, finding.place.line)
        if key not in self._entries:
            self._entries[key] = self._of_fact(fact) if fact else self._of_text(finding)
        entry = self._entries[key]
        literals = finding.data.get("literals") or []
        if entry.value is None and literals:
            entry.value, entry.unit = _value(entry.assumption, str(literals[0]), entry.unit)

    def _of_text(self, finding: Finding) -> Entry:
        """What only the rule took for an assumption, such as an admission."""
        quoted = re.search(r'"(.+)"', finding.message)
        spot = Spot(finding.place, finding.program, finding.paragraph, finding.statement, finding.line_text)
        said = quoted[1] if quoted else finding.message
        return Entry(
            said, finding.place.path, finding.place.line, finding.program, finding.paragraph, PROPOSED, programs=self._holders(spot)
        )

    def _entry_of(self, event: Event, finding: Finding) -> Entry:
        fact = self._fact_in(event.path, event.start_line, event.end_line)
        key = _at(fact.spot) if fact else (event.path, event.start_line)
        if key not in self._entries:
            self._entries[key] = self._of_fact(fact) if fact else self._of_event(event, finding)
        return self._entries[key]

    def _fact_in(self, path: str, first: int, last: int) -> Assumption | None:
        """What a comment on these lines states."""
        return next((fact for fact in self._stated.get(path, ()) if first <= fact.spot.place.line <= last), None)

    def _of_event(self, event: Event, finding: Finding) -> Entry:
        """A comment of a member that is no part of the scan, or of a file of the same bytes."""
        program = finding.program if event.path == finding.place.path else None
        return Entry(
            said(event),
            event.path,
            event.start_line,
            program,
            finding.paragraph,
            PROPOSED,
            since=min(event.dates, default=None),
            by=list(event.authors),
            tickets=list(event.tickets),
            programs=[program] if program else [],
        )

    # ---- value, unit, and who depends on it

    def _tie(self, entry: Entry, finding: Finding) -> None:
        """What a finding at the code of an assumption knows of it."""
        entry.findings += [finding.code] if finding.code not in entry.findings else []
        seconds = finding.data.get("duration_s")
        entry.subject = entry.subject or finding.subject
        if entry.value is None and seconds is not None:
            entry.value, entry.unit = f"{seconds:g}", entry.unit or "s"
        elif entry.value is None:
            entry.value, entry.unit = _value(entry.assumption, finding.literal, entry.unit)
        self._why(entry, finding)
        names = set(entry.programs) | {name.upper() for name in self._kin(finding)}
        names |= {str(includer["program"]).upper() for includer in finding.includers if includer["program"]}
        entry.programs = sorted(names)

    def _why(self, entry: Entry, finding: Finding) -> None:
        """The change-log entry that the tag of the code points to, where the comment itself gives no reason, date or name."""
        entry_events = [event for event in finding.history if event.why_here == "tag" and event.kind == "changelog_entry"]
        for event in entry_events[:1]:
            if entry.state == PROPOSED or not entry.why:
                entry.why = said(event)
            entry.since = entry.since or min(event.dates, default=None)
            entry.by = entry.by or list(event.authors)
            entry.tickets += [ticket for ticket in event.tickets if ticket not in entry.tickets]

    def _kin(self, finding: Finding) -> Iterator[str]:
        """The programs that set or test the same limit."""
        limit = limit_of(finding)
        for other in self._estate.limits.kin(limit) if limit is not None else ():
            yield from self._holders(other.spot)

    def _holders(self, spot: Spot) -> list[str]:
        """The program that a place is in; of a copy member all that copy it."""
        names: Iterable[str] = [spot.program] if spot.program else self._estate.copiers_of(spot.place.path)
        return sorted({name.upper() for name in names if name})


def _at(spot: Spot) -> tuple[str, int]:
    return spot.place.path, spot.place.line


def _value(claim: str, literal: str | None, unit: str | None) -> tuple[str | None, str | None]:
    """Value and unit of a claim in its author's words: the literal of the code where the claim names it or no number of something."""
    numbers = [found[0] for found in _NUMBER.finditer(claim)]
    named = [number for number in numbers if literal is not None and same_value(number, literal)]
    counted = [number for number in named or numbers if unit_after(claim, number)]
    value = next(iter(counted or named), literal)
    return value, unit or (unit_after(claim, value) if value else None)
