"""Rules about all programs together: the estate that they ask, and the place of what they find among the findings of the files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from cobolscan.estate.anchors import Anchors
from cobolscan.estate.estate import Estate
from cobolscan.estate.facts import Call, CopyUse, Fact, LimitFact, ProgramFact, Spot, WaitFact
from cobolscan.rule import EstateRule, Finding, Rule
from cobolscan.scan import claims
from cobolscan.scan.reading import failure
from cobolscan.scan.result import FileResult, InternalError

_INHERITED = ("origin", "bound", "same_literal", "note")  # what the finding that is replaced was related to
_TOGETHER = ("bound", "origin")  # places that a finding without a literal is about, beside its own


def estate_of(
    results: Iterable[FileResult],
    findings: Iterable[Finding],
    twins: Mapping[str, list[str]],
    anchors_of: Callable[[list[Fact]], Anchors] | None = None,
) -> Estate:
    """The estate of a scan. `findings` of the families that leave facts behind, each once; `twins`: of files with the same bytes the
    others, by the first; `anchors_of`: what became of the code of incidents, from all facts."""
    findings = list(findings)
    limits = (limit for finding in findings if (limit := limit_of(finding)) is not None)
    waits = (wait for finding in findings if (wait := _wait_of(finding)) is not None)
    results = list(results)
    scanned = {result.report.path for result in results}
    facts = [fact for result in results for fact in result.facts if not _is_foreign(fact, scanned)]
    return Estate(facts, limits, waits, twins, anchors_of(facts) if anchors_of else None)


def _is_foreign(fact: Fact, scanned: set[str]) -> bool:
    """Whether a fact is about the text of a member that is no part of the run, and so no subject of it. Who calls whom and who copies what
    holds wherever it is written."""
    if isinstance(fact, ProgramFact | Call) or (isinstance(fact, CopyUse) and fact.target is not None):
        return False
    return fact.spot.place.path not in scanned


def limit_of(finding: Finding) -> LimitFact | None:
    """The limit that a finding is about; None where its name says nothing outside its program (an index, an area)."""
    if finding.family != "LIM" or not finding.subject or finding.literal is None or finding.data.get("comparable") is False:
        return None
    return LimitFact(finding.subject, finding.literal, _spot(finding), finding.severity.weight > 0, "depending_on" in finding.data)


def _wait_of(finding: Finding) -> WaitFact | None:
    data = finding.data
    if finding.family != "WAI" or "duration_s" not in data or data.get("timeout"):
        return None
    return WaitFact(
        finding.subject or "",
        data["duration_s"],
        data.get("max_per_second"),
        _spot(finding),
        every_pass=bool(data.get("every_pass")),
        serves=bool(data.get("serves")),
        idle=bool(data.get("idle")),
        counted=data.get("passes") is not None,
    )


def _spot(finding: Finding) -> Spot:
    return Spot(finding.place, finding.program, finding.paragraph, finding.statement, finding.line_text)


def judge(
    rules: list[Rule],
    estate: Estate,
    findings: list[Finding],
    unasked: list[Finding],
    scanned: Collection[str],
    twins: Mapping[str, list[str]],
) -> tuple[list[Finding], list[InternalError]]:
    """The findings of the files and of the rules about all programs, one for a literal. A rule that fails is named, the others go on."""
    estate_rules = [rule for rule in rules if isinstance(rule, EstateRule)]
    errors: list[InternalError] = []
    found: list[Finding] = []
    for rule in estate_rules:
        try:
            found += rule.check_estate(estate)
        except Exception as error:
            errors.append(failure("(all programs)", rule.code, error))
    found = [finding for finding in found if finding.place.path in scanned]  # a member that is no part of the run is no subject of it
    for finding in found:
        finding.identical_paths = list(twins.get(finding.place.path, ()))
    if not found:
        return findings, errors
    return _Placing(rules, findings, unasked).put(found), errors


class _Placing:
    """Puts findings about all programs among those of the files."""

    def __init__(self, rules: Iterable[Rule], findings: list[Finding], unasked: list[Finding]) -> None:
        self._claim_of = claims.by_code(rules)
        self._findings = findings
        self._unasked = unasked
        self._at: dict[tuple[str, int, int], list[Finding]] = defaultdict(list)
        for finding in (*findings, *unasked):
            self._at[_key(finding.place.path, finding)].append(finding)

    def put(self, found: Iterable[Finding]) -> list[Finding]:
        paths = {finding.place.path for finding in found}
        taken = claims.Taken(finding for finding in self._findings if finding.place.path in paths)
        gone: set[int] = set()
        kept: list[Finding] = []
        for finding in sorted(found, key=lambda f: (self._claim_of(f.code), f.place.path, f.place.line, f.place.column, f.code)):
            holder = taken.holder(finding.place, finding.literal) if finding.literal is not None else None
            if holder is not None and (id(holder) in gone or self._claim_of(holder.code) <= self._claim_of(finding.code)):
                claims.speak_for(holder, finding)
                continue
            if holder is not None:
                gone.add(id(holder))
                claims.speak_for(finding, holder)
            self._inherit(finding, holder)
            if finding.literal is not None:
                taken.add(finding)
            kept.append(finding)
        return [finding for finding in self._findings if id(finding) not in gone] + kept

    def _inherit(self, finding: Finding, holder: Finding | None) -> None:
        """History and circumstances: of the finding that gives way, else of those that stand where this one does and where it points."""
        replaced = holder or (self._counterpart(finding) if finding.literal is not None else None)
        if replaced is not None:
            _replace(finding, replaced)
            return
        for other in self._beside(finding):
            finding.history += [event for event in other.history if event not in finding.history]

    def _counterpart(self, finding: Finding) -> Finding | None:
        """The finding that would give way if its rule were selected."""
        unasked = (other for other in self._at.get(_key(finding.place.path, finding), ()) if other in self._unasked)
        return next((other for other in unasked if other.family == finding.family), None)

    def _beside(self, finding: Finding) -> Iterator[Finding]:
        yield from self._at.get(_key(finding.place.path, finding), ())
        for other in finding.related:
            if other.role in _TOGETHER:
                yield from self._at.get((other.path, other.line, other.column), ())


def _key(path: str, finding: Finding) -> tuple[str, int, int]:
    return (path, finding.place.line, finding.place.column)


def _replace(finding: Finding, other: Finding) -> None:
    """What the other finding knew, and the graver of both severities."""
    if other.severity.weight > finding.severity.weight:
        finding.severity = other.severity
    finding.data = {**other.data, **finding.data, "replaces": other.code}
    finding.history = list(other.history)
    finding.related = [*(part for part in other.related if part.role in _INHERITED), *finding.related]
