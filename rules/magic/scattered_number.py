"""The same unnamed number for the same subject, in several programs."""

from collections import defaultdict
from collections.abc import Iterator

from cobolscan.estate.estate import Estate
from cobolscan.estate.facts import NUMBERS, NumberFact
from cobolscan.estate.limits import value_of
from cobolscan.rule import EstateRule, Finding, Option, Related, Severity

_SHOWN = 10


class ScatteredNumber(EstateRule):
    code = "MAG004"
    severity = Severity.INFO
    precision = "medium"
    tags = ("magic", "duplication", "estate")
    claim = 39  # more than MAG001 knows about the same literal
    facts = (NUMBERS,)
    options = {"programs": Option(3, "in how many programs a number must stand with the same subject")}

    def check_estate(self, estate: Estate) -> Iterator[Finding]:
        groups: dict[tuple[str, float | str], list[NumberFact]] = defaultdict(list)
        for fact in estate.numbers:
            groups[fact.subject, value_of(fact.literal)].append(fact)
        for found in groups.values():
            programs = sorted({fact.spot.program or fact.spot.place.path for fact in found})
            if len(programs) >= self.settings.programs:
                yield self._told(found, programs)

    def _told(self, found: list[NumberFact], programs: list[str]) -> Finding:
        first = found[0]
        return self.at(
            first.spot,
            f"{first.literal}, {first.does}, has no name and stands in {len(programs)} programs",
            literal=first.literal,
            subject=first.subject,
            data={"programs": programs, "times": sum(fact.times for fact in found)},
            related=[_elsewhere(fact) for fact in found[1 : _SHOWN + 1]],
        )


def _elsewhere(fact: NumberFact) -> Related:
    place = fact.spot.place
    where = f" in {fact.spot.program}" if fact.spot.program else ""
    return Related.at(place, "elsewhere", f"{fact.does}{where}", fact.literal)
