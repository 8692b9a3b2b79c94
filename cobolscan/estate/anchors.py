"""The code of incidents, found again: what a program shows of it, and what all programs together say became of it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobolscan.estate.facts import Mention, Sighting, Spot
from cobolscan.estate.remarks import spot_of, spot_of_paragraph
from cobolscan.history.incidents import Anchor, Incident, exact_of, form_of
from cobolscan.syntax.nodes import Node

if TYPE_CHECKING:
    from cobolscan.program.model import Program

STATES = HOLDS, MOVED, CHANGED, ORPHANED, UNKNOWN = "holds", "moved", "changed", "orphaned", "unknown"
_ENTRIES = ("_entry", "_description")  # how the shapes of entries of all divisions end
_Key = tuple[int, int]


@dataclass(slots=True, frozen=True)
class Anchored:
    """What became of an anchor: holds; moved (it is elsewhere: another paragraph or file); changed (a literal in it has another value);
    orphaned (it is gone); unknown (its file is no part of the run). `spots`: where the code stands now, as far as the run shows."""

    incident: Incident
    anchor: Anchor
    state: str
    spots: tuple[Spot, ...] = ()
    copies: tuple[Spot, ...] = ()  # the same code in other files or paragraphs, when it also stands where it was


# ---- in one file


class Wanted:
    """The anchors of all incidents, by the programs and files in which they may be. `file_of` gives the real path of an anchor's file."""

    def __init__(self, incidents: Sequence[Incident], file_of: Callable[[Anchor], str]) -> None:
        self._by_name: dict[str | None, dict[_Key, Anchor]] = defaultdict(dict)
        self._by_path: dict[str, dict[_Key, Anchor]] = defaultdict(dict)
        for number, incident in enumerate(incidents):
            for at, anchor in enumerate(incident.anchors):
                self._by_name[anchor.program][number, at] = anchor
                self._by_path[file_of(anchor)][number, at] = anchor

    def sightings(self, programs: list[Program]) -> Iterator[Sighting]:
        """The code of a file that may be what an anchor is about: by the name of the program (what stood in a copy member may be in any),
        and by that of the file."""
        here = self._by_path.get(os.path.realpath(programs[0].source.path), {}) if programs else {}
        for program in programs:
            wanted = self._by_name.get(program.name.upper() or None, {}) | here
            if wanted:
                yield from _in_program(program, wanted)


def _in_program(program: Program, wanted: dict[_Key, Anchor]) -> Iterator[Sighting]:
    statements = {key: anchor for key, anchor in wanted.items() if anchor.statement}
    by_exact, by_form = defaultdict(list), defaultdict(list)
    for key, anchor in statements.items():
        by_exact[anchor.exact].append(key)
        by_form[anchor.form].append(key)
    for node in own_code(program) if statements else ():
        folded = node.folded()
        like = by_form.get(form_of(folded))
        if like:
            same = by_exact.get(exact_of(folded), ())
            for number, at in like:
                yield Sighting(number, at, "exact" if (number, at) in same else "form", spot_of(program, node))
    for (number, at), anchor in wanted.items():
        if anchor.statement is None:
            found = (paragraph for paragraph in program.paragraphs if paragraph.name.upper() == anchor.paragraph)
            yield from (Sighting(number, at, "paragraph", spot_of_paragraph(program, paragraph)) for paragraph in found)


def own_code(program: Program) -> Iterator[Node]:
    """The statements and entries (of data, files, screens, reports ...) that stand in the file itself."""
    for statement in program.statements:
        if statement.tree.is_own(statement.first_token):
            yield statement
    for item in program.syntax:
        if str(item.shape[0]).endswith(_ENTRIES) and program.tree.is_own(item.start):
            yield Node(program.tree, item.start, item.shape)


# ---- in all files


def _named(anchor: Anchor) -> str:
    return anchor.path


class Anchors:
    """What became of the anchors of a run. `judged` tells whether the run would have seen the anchor's code, were it still there."""

    def __init__(
        self,
        incidents: Sequence[Incident] = (),
        sightings: Iterable[Sighting] = (),
        mentions: Iterable[Mention] = (),
        path_of: Callable[[Anchor], str] = _named,
        judged: Callable[[Anchor], bool] = bool,
    ) -> None:
        self.incidents = incidents
        self.mentions = list(mentions)
        self._path_of = path_of
        self._judged = judged
        self._seen: dict[_Key, list[Sighting]] = defaultdict(list)
        for sighting in sightings:
            self._seen[sighting.incident, sighting.anchor].append(sighting)
        self.all = [self._state(number, at, incident) for number, incident in enumerate(incidents) for at in range(len(incident.anchors))]

    def _state(self, number: int, at: int, incident: Incident) -> Anchored:
        anchor = incident.anchors[at]
        seen = sorted(self._seen.get((number, at), ()), key=lambda sighting: sighting.spot.order)
        exact = [sighting.spot for sighting in seen if sighting.how != "form"]
        near = [spot for spot in exact if self._is_here(anchor, spot)]
        if near:
            return Anchored(incident, anchor, HOLDS, tuple(near), tuple(spot for spot in exact if spot not in near))
        judged = self._judged(anchor)
        if exact:
            return Anchored(incident, anchor, MOVED if judged else UNKNOWN, tuple(self._nearest(anchor, exact)))
        changed = [sighting.spot for sighting in seen if self._is_place(anchor, sighting.spot)]
        if changed and len(changed) >= anchor.alike:  # one less would mean that the statement is gone, and the others were there before
            return Anchored(incident, anchor, CHANGED, tuple(changed))
        return Anchored(incident, anchor, ORPHANED if judged else UNKNOWN)

    def _is_here(self, anchor: Anchor, spot: Spot) -> bool:
        return self._is_place(anchor, spot) and (not anchor.path or spot.place.path == self._path_of(anchor))

    def _is_place(self, anchor: Anchor, spot: Spot) -> bool:
        """One program and one paragraph, where the anchor names them: an entry is in no paragraph, a member in no program."""
        return anchor.program in (None, _upper(spot.program)) and anchor.paragraph in (None, _upper(spot.paragraph))

    def _nearest(self, anchor: Anchor, spots: list[Spot]) -> list[Spot]:
        """Those in the file that the anchor names, and of them those in its paragraph, when there are any."""
        for fits in (lambda spot: spot.place.path == self._path_of(anchor), lambda spot: self._is_place(anchor, spot)):
            spots = [spot for spot in spots if fits(spot)] or spots
        return spots

    @property
    def orphaned(self) -> list[Anchored]:
        return [anchored for anchored in self.all if anchored.state == ORPHANED]

    @property
    def unknown_mentions(self) -> list[Mention]:
        """Comments that name an incident which is not in the file."""
        known = {incident.id.upper() for incident in self.incidents}
        return [mention for mention in sorted(self.mentions, key=lambda mention: mention.spot.order) if mention.id not in known]


def _upper(name: str | None) -> str | None:
    return name.upper() if name else None
