"""A program that is called and is not in the scan."""

from collections.abc import Iterator

from cobolscan.estate.estate import Estate
from cobolscan.estate.facts import CALLS, Call
from cobolscan.rule import EstateRule, Finding, Option, Related, Severity
from cobolscan.source.lazy import lazy

_SHOWN = 10
# run-time libraries: ACUCOBOL, Micro Focus and GnuCOBOL, Language Environment, CICS, Db2, IMS, MQ, sockets, USS, compilers
_LIBRARY = lazy(r"(?:C\$|CBL_|W\$|M\$|I\$|R\$|WIN\$|CEE|ILBO|IGZ|DFH|DSN|SQL|MQ|EZA|BPX|COB|CBLTDLI|AIBTDLI|CEETDLI|SYSTEM$|\d+$).*")


class UnknownCall(EstateRule):
    code = "EST001"
    severity = Severity.INFO
    precision = "medium"
    tags = ("calls", "estate")
    enabled = False  # a scan of a part of an application would tell all of the rest
    facts = (CALLS,)
    options = {"known": Option([], "programs that are elsewhere, and known")}

    def check_estate(self, estate: Estate) -> Iterator[Finding]:
        known = {str(name).upper() for name in self.settings.known}
        for target, calls in estate.unknown_targets.items():
            named = [call for call in calls if call.by != "sql"]  # a stored procedure is kept in its database
            if named and target not in known and not _LIBRARY.fullmatch(target):
                yield self._told(target, sorted(named, key=_in_member))

    def _told(self, target: str, calls: list[Call]) -> Finding:
        programs = sorted({call.program for call in calls if call.program})
        by = f"; {len(programs)} programs call it" if len(programs) > 1 else ""
        return self.at(
            calls[0].spot,
            f"{target} is called here and is not among the programs of this scan{by}",
            subject=target,
            data={"programs": programs, "calls": len(calls)},
            related=[_elsewhere(call) for call in calls[1 : _SHOWN + 1]],
        )


def _in_member(call: Call) -> bool:
    """Calls in the text of programs come first: a member may be no part of the scan."""
    return call.spot.program is None


def _elsewhere(call: Call) -> Related:
    place = call.spot.place
    return Related.at(place, "elsewhere", f"{call.program or 'this text'} calls it too")
