"""A copybook that was not found: what it declares is not known."""

from collections.abc import Iterator

from cobolscan.estate.estate import Estate
from cobolscan.estate.facts import COPIES, CopyUse
from cobolscan.rule import EstateRule, Finding, Related, Severity

_NAMED = 3
_SHOWN = 10


class MissingCopybook(EstateRule):
    code = "PAR003"
    severity = Severity.INFO
    precision = "high"
    tags = ("reading", "estate")
    facts = (COPIES,)

    def check_estate(self, estate: Estate) -> Iterator[Finding]:
        for uses in estate.missing_members.values():
            yield self._told(uses, _wanted_by(uses, estate))

    def _told(self, uses: list[CopyUse], programs: list[str]) -> Finding:
        named = ", ".join(programs[:_NAMED])
        more = f" and {len(programs) - _NAMED} more" if len(programs) > _NAMED else ""
        wants = "wants" if len(programs) == 1 else "want"
        return self.at(
            uses[0].spot,
            f"the copybook {uses[0].member} was not found: what it declares is not known; {named}{more} {wants} it",
            subject=uses[0].member,
            data={"programs": programs, "uses": len(uses)},
            related=[_elsewhere(use) for use in uses[1 : _SHOWN + 1]],
        )


def _wanted_by(uses: list[CopyUse], estate: Estate) -> list[str]:
    """The programs in whose text the member is wanted, or who copy the text where it is; else the file of that text."""
    wanted: dict[str, None] = {}
    for use in uses:
        path = use.spot.place.path
        wanted |= dict.fromkeys([use.spot.program] if use.spot.program else estate.copiers_of(path) or [path])
    return sorted(wanted)


def _elsewhere(use: CopyUse) -> Related:
    place = use.spot.place
    return Related.at(place, "elsewhere", f"{use.spot.program or 'this text'} copies it too")
