"""A suppression above a finding takes away the findings of that rule in that statement, and nothing else changes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cobolscan.rule import Finding
from cobolscan.scan import engine
from cobolscan.scan.result import ScanResult
from cobolscan.scan.settings import Settings

PROGRAMS = sorted((Path(__file__).parents[2] / "fixtures" / "rules").glob("*/bad*.cbl"))
COMMENT = "      *> cobolscan: {verb}[{word}] agreed\n"
DAY = {code: {"today": "2026-01-01"} for code in ("HIS002", "HIS003", "SUP002")}


def scanned(text: str) -> ScanResult:
    result = engine.scan([], Settings(select=("ALL",), ignore=("SUP004",), rule_options=DAY), stdin=("A.cbl", text.encode("latin-1")))
    assert not result.errors
    return result


@cache
def program(path: Path) -> tuple[str, list[Finding]]:
    """A program without what is there about suppressions, and all that is found in it."""
    lines = path.read_text(encoding="latin-1").splitlines(keepends=True)
    text = "".join(line for line in lines if "cobolscan" not in line.lower())
    return text, [finding for finding in scanned(text).findings if finding.family != "PAR"]


def said(finding: Finding, inserted: int) -> tuple[object, ...]:
    """What must stay the same; lines below the inserted one as they were before."""
    line = finding.place.line - (finding.place.line > inserted)
    return finding.code, line, finding.place.column, finding.literal, finding.severity, finding.fingerprint


def check(text: str, chosen: Finding, every: list[Finding], verb: str, word: str) -> None:
    lines = text.splitlines(keepends=True)
    at = chosen.place.line - 1
    changed = "".join([*lines[:at], COMMENT.format(verb=verb, word=word), *lines[at:]])
    result = scanned(changed)
    kept = [said(finding, at) for finding in result.findings if finding.family != "PAR"]
    gone = [said(finding, at) for finding in result.suppressed]
    assert sorted(map(str, kept + gone)) == sorted(str(said(finding, len(lines) + 1)) for finding in every)
    assert said(chosen, len(lines) + 1) in gone
    assert {finding.code for finding in result.suppressed} == {chosen.code}
    for finding in result.suppressed:
        assert finding.suppression is not None and finding.suppression["fixme"] is (verb == "fixme")
        assert finding.statement == chosen.statement or finding.place.line == chosen.place.line + 1


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_suppressed_above_a_statement(data: st.DataObject) -> None:
    text, every = program(data.draw(st.sampled_from(PROGRAMS)))
    chosen = data.draw(st.sampled_from(every))
    word = data.draw(st.sampled_from([chosen.code, chosen.name, chosen.code.lower()]))
    check(text, chosen, every, data.draw(st.sampled_from(["ignore", "fixme", "IGNORE"])).lower(), word)


def test_the_name_of_a_rule_is_no_word_about_the_limit() -> None:
    """`exec-limit` in the comment above spoke of a limit, and made a warning of what is information."""
    text, every = program(next(path for path in PROGRAMS if path.parent.name == "WAI004"))
    (chosen,) = [finding for finding in every if finding.code == "LIM009"][:1]
    check(text, chosen, every, "ignore", chosen.name)
