"""An incident whose code is gone, and a comment that names an incident which is not in the file."""

from __future__ import annotations

from collections.abc import Iterator

from cobolscan.estate.anchors import Anchored
from cobolscan.estate.estate import Estate
from cobolscan.estate.facts import MENTIONS, Mention
from cobolscan.history.incidents import quoted
from cobolscan.near import nearest
from cobolscan.rule import EstateRule, Finding, Place, Severity


class OrphanedIncident(EstateRule):
    code = "HIS012"
    severity = Severity.WARNING
    precision = "high"
    tags = ("history", "incidents")
    facts = (MENTIONS,)

    def check_estate(self, estate: Estate) -> Iterator[Finding]:
        yield from map(self._gone, estate.anchors.orphaned)
        yield from (self._unknown(mention, estate) for mention in estate.anchors.unknown_mentions)

    def _gone(self, anchored: Anchored) -> Finding:
        incident, anchor = anchored.incident, anchored.anchor
        code = quoted(anchor.statement) if anchor.statement else f"paragraph {anchor.paragraph}"
        where = " in ".join(name for name in (anchor.paragraph if anchor.statement else None, anchor.program or anchor.path) if name)
        header = "[[incident.anchor]]" if anchor.line != incident.line else "[[incident]]"
        finding = self.finding(
            Place(incident.path, anchor.line, 1, anchor.line, len(header) + 1),
            f"{incident.id} is about code that is gone: {code} in {where}; if its remedy still stands elsewhere, anchor it there",
            statement=f"{incident.id} {anchor.exact or anchor.paragraph}",
            data={"incident": incident.id, "path": anchor.path, "statement": anchor.statement},
        )
        finding.program, finding.paragraph, finding.line_text = anchor.program, anchor.paragraph, header
        finding.history = [incident.event()]
        return finding

    def _unknown(self, mention: Mention, estate: Estate) -> Finding:
        ids = [incident.id for incident in estate.anchors.incidents]
        near = nearest(mention.id, [name.upper() for name in ids])
        hint = f'; did you mean "{near}"?' if near else "" if ids else "; there is no file of incidents"
        return self.at(mention.spot, f"no incident is called {mention.id}{hint}", data={"incident": mention.id})
