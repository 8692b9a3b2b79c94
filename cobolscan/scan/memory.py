"""The incidents that findings and lines remember: by their code, by a comment that names one, by what they are about, by their place."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cobolscan.estate.anchors import CHANGED, Anchored, Anchors
from cobolscan.estate.facts import Fact, Mention, Sighting, Spot
from cobolscan.estate.limits import alike, is_telling, meaning
from cobolscan.history.events import Event
from cobolscan.history.incidents import Anchor, Incident, quoted
from cobolscan.rule import Finding, Rule
from cobolscan.scan import loader
from cobolscan.scan.result import FileReport
from cobolscan.scan.selection import matches
from cobolscan.scan.settings import Settings

_CODE, _COMMENT, _SUBJECT, _PLACE = range(4)  # how an incident comes to a finding, the strongest first
_FIRST = ("above", "trailing", "tag")  # events that say more of a line than an incident of its paragraph
_POINTS_TO = ("bound", "origin")  # places that a finding is about, beside its own
_SILENT = ("HIS", "PAR", "SUP")  # families of findings about comments and about what was not read


def files_of(settings: Settings) -> Callable[[Anchor], str]:
    """The file that an anchor names, by its real path; "" where it names none."""
    paths = {anchor.path for incident in settings.memory for anchor in incident.anchors if anchor.path}
    known = {path: os.path.realpath(os.path.join(settings.root, path)) for path in paths}
    return lambda anchor: known.get(anchor.path, "")


def anchors_of(
    settings: Settings,
    reports: Iterable[FileReport],
    facts: Iterable[Fact],
    twins: Mapping[str, list[str]] | None = None,
    folders: Sequence[str] = (),
) -> Anchors:
    """What became of the anchors. `twins`: of files with the same bytes the others, by the first; `folders`: those that were searched."""
    sightings, mentions = _of_kinds(facts)
    if not settings.memory:
        return Anchors((), (), mentions if settings.incidents != "" else ())  # nobody looked whether there is such an incident
    run = _Run(settings, list(reports), twins or {}, folders)
    return Anchors(settings.memory, sightings, mentions, run.path_of, run.judges)


class _Run:
    """The files of a run, as anchors name them."""

    def __init__(self, settings: Settings, reports: list[FileReport], twins: Mapping[str, list[str]], folders: Sequence[str]) -> None:
        self._file_of = files_of(settings)
        self._first = {path: name for name, paths in twins.items() for path in paths}
        self._shown = {os.path.realpath(report.path): report.path for report in reports}
        self._unread = {report.path for report in reports if report.problem or report.unparsed_lines or report.inactive_lines}
        self._programs = {name.upper() for report in reports for name in report.programs}
        self._searched = tuple(os.path.join(os.path.realpath(folder), "") for folder in folders)

    def path_of(self, anchor: Anchor) -> str:
        """The name of the file whose facts speak for an anchor's; "" when it is no part of the run."""
        path = self._shown.get(self._file_of(anchor), "")
        return self._first.get(path, path)

    def judges(self, anchor: Anchor) -> bool:
        """Whether the code would have been seen: its file was read to the last line, or is gone from a folder that was searched."""
        if not anchor.path:
            return anchor.program in self._programs
        path = self._file_of(anchor)
        if path in self._shown:
            return self._shown[path] not in self._unread
        return not os.path.lexists(path) and path.startswith(self._searched)


def _of_kinds(facts: Iterable[Fact]) -> tuple[list[Sighting], list[Mention]]:
    sightings: list[Sighting] = []
    mentions: list[Mention] = []
    for fact in facts:
        if isinstance(fact, Sighting):
            sightings.append(fact)
        elif isinstance(fact, Mention):
            mentions.append(fact)
    return sightings, mentions


class _Tie(NamedTuple):
    """Code that an incident was about."""

    incident: Incident
    spot: Spot
    how: int
    remark: str  # what became of the code


class Memory:
    """Which incidents bear on a place."""

    def __init__(self, anchors: Anchors) -> None:
        self._incidents = anchors.incidents
        self._ties: dict[str, list[_Tie]] = defaultdict(list)
        for tie in (*_anchored(anchors.all), *_mentioned(anchors)):
            self._ties[tie.spot.place.path].append(tie)
        self._rules = {rule.code: rule for rule in loader.load()}
        self._subjects = _Subjects(anchors.incidents)

    def attach(self, findings: Iterable[Finding]) -> None:
        """Adds to each finding the incidents that it remembers."""
        for finding in findings if self._incidents else ():
            if finding.family not in _SILENT:
                found = self._of_finding(finding)
                finding.history = among(finding.history, found)

    def of_line(self, path: str, line: int, end_line: int, paragraph: str | None, names: Collection[str]) -> list[tuple[int, Event]]:
        """The incidents of a statement: of its code and comments, of the data that it names, of its paragraph."""
        found = _Found()
        for tie in self._ties.get(path, ()):
            if tie.spot.place.line <= end_line and line <= tie.spot.place.end_line:
                found.add(tie.incident, tie.how, tie.remark)
            elif paragraph and tie.spot.paragraph == paragraph:
                found.add(tie.incident, _PLACE, _about(tie, "in this paragraph"))
        for name in names:
            for incident, remark in self._subjects.of(name):
                found.add(incident, _SUBJECT, remark)
        return found.events()

    def of_file(self, path: str) -> list[Event]:
        """The incidents of code in a file, in the order of its lines."""
        first: dict[str, _Tie] = {}
        for tie in sorted(self._ties.get(path, ()), key=lambda tie: tie.spot.order):
            first.setdefault(tie.incident.id, tie)
        return [tie.incident.event(tie.remark, _at(tie.spot)) for tie in first.values()]

    # ---- of one finding

    def _of_finding(self, finding: Finding) -> list[tuple[int, Event]]:
        found = _Found()
        rule = self._rules.get(finding.code)
        places = [(finding.place.path, finding.place.line, finding.place.column)]
        places += [(other.path, other.line, other.column) for other in finding.related if other.role in _POINTS_TO]
        for path, line, column in places:
            for tie in self._ties.get(path, ()):
                if _covers(tie.spot, line, column):
                    found.add(tie.incident, tie.how, tie.remark)
        for tie in self._ties.get(finding.place.path, ()):
            same = tie.spot.paragraph == finding.paragraph and tie.spot.program in (finding.program, None)
            if finding.paragraph and same and _is_wanted(tie.incident, rule):
                found.add(tie.incident, _PLACE, _about(tie, "in this paragraph"))
            elif tie.incident.rules and not tie.incident.subjects and _is_wanted(tie.incident, rule):
                found.add(tie.incident, _PLACE, _about(tie, "in this program"))
        for incident, remark in self._subjects.of(finding.subject) if finding.subject else ():
            if _is_wanted(incident, rule):
                found.add(incident, _SUBJECT, remark)
        return found.events()


class _Subjects:
    """The incidents about a data name: about that name, or about one of the same telling words. Each name is answered once."""

    def __init__(self, incidents: Iterable[Incident]) -> None:
        self._subjects = [(incident, subject.upper(), meaning(subject)) for incident in incidents for subject in incident.subjects]
        self._known: dict[str, list[tuple[Incident, str]]] = {}

    def of(self, name: str) -> list[tuple[Incident, str]]:
        """Each with what is to be said of it."""
        if not self._subjects:
            return []
        if name not in self._known:
            self._known[name] = [*self._about(name.upper())]
        return self._known[name]

    def _about(self, name: str) -> Iterator[tuple[Incident, str]]:
        own = meaning(name)
        for incident, subject, words in self._subjects:
            if subject == name:
                yield incident, ""
            elif is_telling(words) and alike(own, words):
                yield incident, f"It was about {subject}"


class _Found:
    """Incidents, each once, in the strongest way that it was come by."""

    def __init__(self) -> None:
        self._by_id: dict[str, tuple[int, Incident, str]] = {}

    def add(self, incident: Incident, how: int, remark: str) -> None:
        known = self._by_id.get(incident.id)
        if known is None or how < known[0]:
            self._by_id[incident.id] = (how, incident, remark)

    def events(self) -> list[tuple[int, Event]]:
        """The strongest first, of equals the latest."""
        latest = sorted(self._by_id.values(), key=lambda found: (found[1].date, found[1].id), reverse=True)
        return [(how, incident.event(remark)) for how, incident, remark in sorted(latest, key=lambda found: found[0])]


def among(history: list[Event], found: list[tuple[int, Event]]) -> list[Event]:
    """The incidents among the events of a finding: those of its paragraph behind the notes at its own line, the others before all. A
    comment that only names one of them has said all it had to."""
    if not found:
        return history
    named = {event.tickets[0].upper() for _, event in found}
    kept = [event for event in history if event.kind != "incident" or not named.issuperset(ticket.upper() for ticket in event.tickets)]
    near = next((number for number, event in enumerate(kept) if event.why_here not in _FIRST), len(kept))
    strong = [event for how, event in found if how != _PLACE]
    return [*strong, *kept[:near], *(event for how, event in found if how == _PLACE), *kept[near:]]


def _anchored(anchored: Iterable[Anchored]) -> Iterator[_Tie]:
    for each in anchored:
        was = each.anchor.statement or ""
        remark = f"The statement has changed since: it was {was}" if each.state == CHANGED else ""
        for spot in (*each.spots, *each.copies):
            yield _Tie(each.incident, spot, _CODE if each.anchor.statement else _PLACE, remark)


def _mentioned(anchors: Anchors) -> Iterator[_Tie]:
    by_id = {incident.id.upper(): incident for incident in anchors.incidents}
    for mention in anchors.mentions:
        incident = by_id.get(mention.id)
        if incident is not None:
            yield _Tie(incident, mention.about or mention.spot, _COMMENT, "")


def _covers(spot: Spot, line: int, column: int) -> bool:
    place = spot.place
    return (place.line, place.column) <= (line, column) < (place.end_line, place.end_column)


def _about(tie: _Tie, where: str) -> str:
    return f"It was about {quoted(tie.spot.statement)} {where}" if tie.spot.statement else ""


def _at(spot: Spot) -> str:
    return f"line {spot.place.line}, {quoted(spot.statement) if spot.statement else spot.paragraph or 'this file'}"


def _is_wanted(incident: Incident, rule: type[Rule] | None) -> bool:
    return not incident.rules or (rule is not None and any(matches(word, rule) for word in incident.rules))
