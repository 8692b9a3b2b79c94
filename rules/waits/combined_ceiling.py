"""A wait in a loop, and a limit on how many run side by side: together they bound the whole."""

from collections.abc import Iterator

from cobolscan.estate.ceilings import Ceiling, ceilings
from cobolscan.estate.estate import Estate
from cobolscan.estate.facts import CALLS, COPIES, LIMITS, WAITS
from cobolscan.rule import EstateRule, Finding, Related, Severity
from cobolscan.rules.waits import _words


class CombinedCeiling(EstateRule):
    code = "WAI007"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("performance", "waits", "capacity", "estate")
    facts = (LIMITS, WAITS, CALLS, COPIES)

    def check_estate(self, estate: Estate) -> Iterator[Finding]:
        for ceiling in ceilings(estate):
            yield self._told(ceiling)

    def _told(self, ceiling: Ceiling) -> Finding:
        wait, limit = ceiling.wait, ceiling.limit
        place = limit.spot.place
        where = "" if ceiling.how == "same program" else f" in {limit.program}"
        total = ceiling.per_second
        passes = "" if wait.every_pass else " of the passes that wait"
        return self.at(
            wait.spot,
            f"{ceiling.number:,} ({limit.subject}{where}) x {wait.per_second:,g} a second = at most {total:,g} a second for all together, "
            f"{int(3600 * total):,} an hour{passes}: each waits {wait.seconds:g} s a pass",
            subject=limit.subject,
            severity=self.severity if wait.serves else Severity.INFO,
            confidence="high" if wait.serves and ceiling.how == "same program" else "medium" if wait.serves else "low",
            data=_words.UNKNOWN
            | {
                "in_loop": True,
                "limit": ceiling.number,
                "max_per_second_each": wait.per_second,
                "max_per_second": total,
                "link": ceiling.how,
            },
            related=[Related.at(place, "bound", f"{limit.subject} is {limit.literal}", limit.literal)],
        )
