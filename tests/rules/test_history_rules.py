"""HIS001 to HIS003: what a comment says, at which code, and how old it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cobolscan.rule import Finding
from cobolscan.scan.settings import Settings
from cobolscan.scan.worker import Scanner

HEAD = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. NOTED.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  WS-LIMIT        PIC 9(5).
       01  WS-MS           PIC S9(9) COMP-5.
       PROCEDURE DIVISION.
       MAIN-PARA.
"""
TODAY = {"today": "2026-06-30"}


def scanned(body: str, *codes: str, pedantic: bool = False, **options: Any) -> list[Finding]:
    text = HEAD + "".join(f"      {line}\n" if line.startswith("*") else f"           {line}\n" for line in body.strip("\n").splitlines())
    given = {"HIS001": {}, "HIS002": TODAY, "HIS003": TODAY} | {code: TODAY | values for code, values in options.items()}
    result = Scanner(Settings(select=codes, rule_options=given, pedantic=pedantic))("noted.cbl", text.encode())
    assert not result.errors, result.errors
    return list(result.findings)


ASSUMED = [
    ("* 100 connections should be enough for anybody - Carl", "MOVE 100 TO WS-LIMIT", "warning"),
    ("* never more than 40 here", "IF WS-LIMIT > 40 DISPLAY 'X' END-IF", "warning"),
    ("* This should never happen", "MOVE 998 TO WS-LIMIT", "info"),
    ("* One pass will be enough", "DISPLAY WS-LIMIT", "info"),
    ("* The rate is hard coded", "MOVE 15 TO WS-LIMIT", None),
    ("* This should never happen", "DISPLAY WS-LIMIT", None),
    ("* This should never happen", "MOVE 1 TO WS-LIMIT", None),
    ("* Check the area is large enough", "IF WS-LIMIT < 91 DISPLAY 'X' END-IF", None),
    ("* Number large enough for the area code", "IF WS-LIMIT > 99 DISPLAY 'X' END-IF", None),
    ("* The area is large enough for 99", "MOVE 99 TO WS-LIMIT", "warning"),
    ("* Copies the limit", "MOVE 99 TO WS-LIMIT", None),
]


@pytest.mark.parametrize(("comment", "code", "severity"), ASSUMED, ids=[f"{row[0]} / {row[1]}" for row in ASSUMED])
def test_assumption(comment: str, code: str, severity: str | None) -> None:
    found = scanned(f"{comment}\n{code}.", "HIS001")
    assert [finding.severity for finding in found] == ([severity] if severity else [])


def test_trailing_comment_is_about_its_line() -> None:
    (found,) = scanned("MOVE 60 TO WS-LIMIT. *> sixty should be enough\nDISPLAY WS-LIMIT.", "HIS001")
    assert found.data["literals"] == ["60"]


def test_ignored_phrases() -> None:
    body = "* 100 should be enough\nMOVE 100 TO WS-LIMIT."
    assert scanned(body, "HIS001", HIS001={"ignore-phrases": ["Should be enough"]}) == []


PROMISED = [
    ("* Temporary until the move in March 1999", "warning", "the promise is of 1999-03, which has passed"),
    ("* Remove after 31.12.2019", "warning", "2019-12-31"),
    ("* Valid until 2026-06-29", "warning", "2026-06-29"),
    ("* Valid until 2026-06-30", None, ""),
    ("* Valid until 2093", None, ""),
    ("* 2004-05-11 RKM temporary fix", "warning", "temporary since 2004-05-11, 22 years"),
    ("* 2023-07-01 RKM temporary fix", None, ""),
    ("* 2023-06-30 RKM temporary fix", "warning", "3 years"),
    ("* A temporary fix", None, ""),
    ("* Will be removed when the new switch is there", "info", "a promise without a date"),
    ("* Uses temporary storage until end of file", None, ""),
]


@pytest.mark.parametrize(("comment", "severity", "said"), PROMISED, ids=[row[0] for row in PROMISED])
def test_promise(comment: str, severity: str | None, said: str) -> None:
    found = scanned(f"{comment}\nMOVE 40 TO WS-LIMIT.", "HIS002")
    assert [finding.severity for finding in found] == ([severity] if severity else [])
    assert all(said in finding.message for finding in found)


def test_undated_promise_is_for_pedants() -> None:
    body = "* A temporary fix\nMOVE 40 TO WS-LIMIT."
    assert [finding.severity for finding in scanned(body, "HIS002", pedantic=True)] == ["info"]


def test_age_is_an_option() -> None:
    body = "* 2023-07-01 RKM temporary fix\nMOVE 40 TO WS-LIMIT."
    assert len(scanned(body, "HIS002", HIS002={"max-age-years": 2})) == 1


SIGNED = [
    ("* 1997-10-28 half a second for system stability - Carl", "MOVE 500 TO WS-MS", True),
    ("* 1997-10-28 half a second for system stability - Carl", "EXEC CICS DELAY FOR SECONDS(5) END-EXEC", True),
    ("* 1997-10-28 half a second for system stability - Carl", "CALL 'CEEDLYM' USING WS-MS WS-LIMIT", True),
    ("* 1997-10-28 half a second for system stability - Carl", "CALL 'OTHER' USING WS-MS WS-LIMIT", False),
    ("* 1997-10-28 half a second for system stability - Carl", "DISPLAY WS-MS", False),
    ("* 2020-10-28 half a second for system stability - Carl", "MOVE 500 TO WS-MS", False),
    ("* half a second for system stability", "MOVE 500 TO WS-MS", False),
    ("* JDS 12/2004 - end", "MOVE 500 TO WS-MS", False),
    ("* 1997-10-28 500 should be enough - Carl", "MOVE 500 TO WS-MS", False),
]


@pytest.mark.parametrize(("comment", "code", "told"), SIGNED, ids=[f"{row[0]} / {row[1]}" for row in SIGNED])
def test_signed_note(comment: str, code: str, told: bool) -> None:
    found = scanned(f"{comment}\n{code}.", "HIS003")
    assert [finding.severity for finding in found] == (["info"] if told else [])


def test_note_at_a_wait_raises_it_and_says_nothing_itself() -> None:
    quiet = "PERFORM 10 TIMES\nCALL 'C$SLEEP' USING 5\nEND-PERFORM."
    noted = quiet.replace("CALL", "* 5 seconds should be enough for the switch - Carl 1997\nCALL")
    codes = ("WAI001", "HIS001", "HIS002", "HIS003")
    (before,) = scanned(quiet, *codes)
    (after,) = scanned(noted, *codes)
    assert (before.code, after.code) == ("WAI001", "WAI001")
    assert after.data["raised_by"]
    assert any("should be enough" in event.text for event in after.history)


def test_note_at_the_move_belongs_to_the_wait() -> None:
    note = "* 1997-10-28 half a second, for system stability - Carl"
    body = f"{note}\nMOVE 500 TO WS-MS.\nDISPLAY WS-LIMIT.\nCALL 'CEEDLYM' USING WS-MS WS-LIMIT."
    (found,) = scanned(body, "WAI001", "HIS003")
    assert (found.code, found.severity, found.data["raised_by"]) == ("WAI001", "warning", ["HIS003"])
    assert found.history[0].authors == ["Carl"]


def test_the_story() -> None:
    path = Path(__file__).parents[2] / "fixtures" / "story" / "TRNPOOL.CBL"
    rules = Settings(select=("WAI001", "HIS001", "HIS002", "HIS003"), rule_options={"HIS002": TODAY, "HIS003": TODAY})
    findings = Scanner(rules)(str(path)).findings
    (wait,) = [finding for finding in findings if finding.code == "WAI001"]
    assert 5012 <= wait.place.line <= 5089
    assert (wait.severity, wait.data["duration_s"], wait.data["in_loop"], wait.data["max_per_second"]) == ("error", 0.5, True, 2)
    assert "waits 0.5 s" in wait.message
    assert "at most 2 a second" in wait.message
    assert "for each task" in wait.message
    assert any(event.authors == ["Carl"] for event in wait.history)
    assert [finding.place.line for finding in findings if finding.code == "HIS001"] == [4741]
