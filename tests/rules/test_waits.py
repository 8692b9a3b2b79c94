"""WAI001: the duration, the loop and the ceiling of waits in all their forms."""

from __future__ import annotations

from typing import Any

import pytest

from cobolscan.rule import Finding
from cobolscan.scan.settings import Settings
from cobolscan.scan.worker import Scanner

HEAD = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. WAITING.
       ENVIRONMENT DIVISION.
{environment}       DATA DIVISION.
{files}       WORKING-STORAGE SECTION.
       01  WS-PGM          PIC X(16) VALUE 'C$SLEEP'.
       01  WS-FIVE         PIC 9(4) VALUE 5.
       01  WS-MS           PIC S9(9) COMP-5.
       01  WS-FB           PIC X(12).
       01  WS-N            PIC 9(9) COMP-5.
       01  WS-TRY          PIC 9(4) VALUE ZERO.
       01  WS-MAX          PIC 9(4) VALUE 4.
       01  WS-STATE        PIC X VALUE 'N'.
           88  IS-DONE     VALUE 'Y'.
       01  MQGMO-WAITINTERVAL PIC S9(9) BINARY.
       LINKAGE SECTION.
       01  LS-SECONDS      PIC 9(4).
       PROCEDURE DIVISION.
       MAIN-PARA.
"""
COMMA = "       CONFIGURATION SECTION.\n       SPECIAL-NAMES. DECIMAL-POINT IS COMMA.\n"
SELECT = "       INPUT-OUTPUT SECTION.\n       FILE-CONTROL.\n           SELECT IN-FILE ASSIGN TO 'IN'.\n"
FILE = "       FILE SECTION.\n       FD  IN-FILE.\n       01  IN-RECORD       PIC X(80).\n"


def waits(body: str, environment: str = "", files: str = "", options: dict[str, Any] | None = None) -> list[Finding]:
    text = HEAD.format(environment=environment, files=files)
    for line in body.strip("\n").splitlines():
        paragraph = line[:1] not in (" ", "*")
        text += f"       {line}\n" if paragraph else f"      {line}\n" if line.startswith("*") else f"           {line.strip()}\n"
    settings = Settings(select=("WAI001", "PAR001", "PAR002"), rule_options={"WAI001": options or {}})
    result = Scanner(settings)("waiting.cbl", text.encode())
    assert not result.errors, result.errors
    assert not [finding for finding in result.findings if finding.family == "PAR"], result.findings
    return sorted(result.findings, key=lambda finding: finding.place.line)


def wait(body: str, **given: Any) -> Finding:
    (finding,) = waits(body, **given)
    return finding


FORMS = [
    # statement, subject, literal, seconds
    ("CALL 'C$SLEEP' USING 5.", "C$SLEEP", "5", 5),
    ("call 'c$sleep' using 0.25.", "C$SLEEP", "0.25", 0.25),
    ("CALL 'C$SLEEP' USING '5.5'.", "C$SLEEP", "5.5", 5.5),
    ("CALL 'C$SLEEP' USING BY VALUE 2 RETURNING WS-N.", "C$SLEEP", "2", 2),
    ("CALL 'C$DELAY' USING 1.5.", "C$DELAY", "1.5", 1.5),
    ("CALL 'CBL_OC_NANOSLEEP' USING 500000000.", "CBL_OC_NANOSLEEP", "500000000", 0.5),
    ("CALL 'CBL_GC_NANOSLEEP' USING BY CONTENT 250000000.", "CBL_GC_NANOSLEEP", "250000000", 0.25),
    ("CALL 'CBL_THREAD_SLEEP' USING BY VALUE 40.", "CBL_THREAD_SLEEP", "40", 0.04),
    ("CALL 'CEE3DLY' USING 7 WS-FB.", "CEE3DLY", "7", 7),
    ("CALL 'ILBOWAT0' USING 10.", "ILBOWAT0", "10", 10),
    ("CALL 'BPX1SLP' USING 3 WS-N.", "BPX1SLP", "3", 3),
    ("CALL 'sleep' USING BY VALUE 3.", "sleep", "3", 3),
    ("CALL 'usleep' USING BY VALUE 250000.", "usleep", "250000", 0.25),
    ("CALL 'Sleep' USING BY VALUE 200.", "Sleep", "200", 0.2),
    ("CALL 'LIB$WAIT' USING 2.", "LIB$WAIT", "2", 2),
    ("CALL 'tibems_Sleep' USING BY VALUE 1500.", "tibems_Sleep", "1500", 1.5),
    ("CALL 'SYSTEM' USING 'sleep 5'.", "SYSTEM sleep", "sleep 5", 5),
    ("CALL 'SYSTEM' USING 'cd /tmp; sleep 2m'.", "SYSTEM sleep", "cd /tmp; sleep 2m", 120),
    ("CALL 'SYSTEM' USING 'ping -n 6 127.0.0.1 > nul'.", "SYSTEM ping", "ping -n 6 127.0.0.1 > nul", 5),
    ("CALL 'SYSTEM' USING 'timeout /t 8'.", "SYSTEM timeout", "timeout /t 8", 8),
    ("CALL 'QCMDEXC' USING 'DLYJOB DLY(30)' WS-N.", "QCMDEXC DLYJOB", "DLYJOB DLY(30)", 30),
    ("CONTINUE AFTER 0.5 SECONDS.", "CONTINUE AFTER", "0.5", 0.5),
    ("CONTINUE AFTER 2 * (1 + 0.5) SECONDS.", "CONTINUE AFTER", "2", 3),
    ("CONTINUE AFTER WS-FIVE SECONDS.", "CONTINUE AFTER", "5", 5),
    ("ACCEPT WS-N BEFORE TIME 500.", "ACCEPT BEFORE TIME", "500", 5),
    ("ACCEPT WS-N WITH TIMEOUT AFTER 3.", "ACCEPT TIMEOUT", "3", 3),
    ("MOVE 5000 TO MQGMO-WAITINTERVAL.", "MQGET", "5000", 5),
    ("EXEC CICS DELAY FOR SECONDS(3) END-EXEC.", "DELAY", "3", 3),
    ("EXEC CICS DELAY FOR MILLISECS(500) END-EXEC.", "DELAY", "500", 0.5),
    ("EXEC CICS DELAY FOR MINUTES(1) SECONDS(30) END-EXEC.", "DELAY", "1", 90),
    ("EXEC CICS DELAY INTERVAL(500) END-EXEC.", "DELAY", "500", 300),
    ("EXEC CICS DELAY INTERVAL(001500) REQID('A') END-EXEC.", "DELAY", "001500", 900),
    ("EXEC CICS DELAY INTERVAL(240000) END-EXEC.", "DELAY", "240000", 86400),
    ("EXEC CICS DELAY INTERVAL(WS-FIVE) END-EXEC.", "DELAY", "5", 5),
    ("EXEC SQL WAITFOR DELAY '00:01:05' END-EXEC.", "WAITFOR DELAY", "00:01:05", 65),
    ("EXEC SQL CALL DBMS_LOCK.SLEEP(2) END-EXEC.", "DBMS_LOCK.SLEEP", "2", 2),
    ("EXEC SQL SELECT PG_SLEEP(0.5) INTO :WS-N END-EXEC.", "PG_SLEEP", "0.5", 0.5),
    ("CALL WS-PGM USING 4.", "C$SLEEP", "4", 4),
]


@pytest.mark.parametrize(("statement", "subject", "literal", "seconds"), FORMS, ids=[row[0] for row in FORMS])
def test_duration_of_a_form(statement: str, subject: str, literal: str, seconds: float) -> None:
    found = wait(f"  {statement}")
    assert (found.subject, found.literal, found.data["duration_s"]) == (subject, literal, seconds)
    assert (found.severity, found.confidence, found.data["in_loop"]) == ("info", "high", False)
    assert found.data["max_per_second"] is None
    assert found.data["worst_case_s"] is None


@pytest.mark.parametrize(
    "statement",
    [
        "EXEC CICS DELAY INTERVAL(0) END-EXEC",
        "EXEC CICS DELAY INTERVAL(000000) END-EXEC",
        "EXEC CICS DELAY FOR SECONDS(0) END-EXEC",
        "EXEC CICS DELAY END-EXEC",
        "CALL 'C$SLEEP' USING 0",
        "CONTINUE",
        "ACCEPT WS-N",
        "CALL 'SYSTEM' USING 'ls sleeping'",
        "CALL 'SYSTEM' USING 'rm sleep.5'",
        "EXEC CICS START TRANSID('POLL') INTERVAL(000500) END-EXEC",
        "MOVE 'C$SLEEP' TO WS-FB",
        "CALL 'SLEEPER' USING WS-N",
    ],
)
def test_what_does_not_wait(statement: str) -> None:
    assert waits(f"  {statement}.") == []


VALUES = {
    "a MOVE before": ("  MOVE 500 TO WS-MS\n  CALL 'CEEDLYM' USING WS-MS WS-FB.", 0.5, "500"),
    "a MOVE in the paragraph that falls into this one": (
        "  PERFORM SET-TIME THRU WAIT-EXIT.\n  GOBACK.\nSET-TIME.\n  MOVE 500 TO WS-MS.\n  MOVE 1 TO WS-N.\nDO-WAIT.\n"
        "  CALL 'CEEDLYM' USING WS-MS WS-FB.\nWAIT-EXIT.\n  EXIT.",
        0.5,
        "500",
    ),
    "a MOVE before the PERFORM": (
        "  MOVE 2000 TO WS-MS.\n  PERFORM DO-WAIT.\n  GOBACK.\nDO-WAIT.\n  CALL 'CEEDLYM' USING WS-MS WS-FB.",
        2,
        "2000",
    ),
    "a MOVE in a paragraph performed before": (
        "  PERFORM SET-TIME.\n  CALL 'CEEDLYM' USING WS-MS WS-FB.\n  GOBACK.\nSET-TIME.\n  MOVE 750 TO WS-MS.",
        0.75,
        "750",
    ),
    "the later of two": ("  MOVE 100 TO WS-MS.\n  MOVE 200 TO WS-MS.\n  CALL 'CEEDLYM' USING WS-MS WS-FB.", 0.2, "200"),
    "both branches the same": (
        "  IF IS-DONE MOVE 300 TO WS-MS ELSE MOVE 300 TO WS-MS END-IF.\n  CALL 'CEEDLYM' USING WS-MS WS-FB.",
        0.3,
        "300",
    ),
    "the VALUE of an item that nothing changes": ("  CALL 'C$SLEEP' USING WS-FIVE.", 5, "5"),
    "COMPUTE of constants": ("  COMPUTE WS-N = WS-FIVE * 1000000.\n  CALL 'CBL_OC_NANOSLEEP' USING WS-N.", 0.005, "5"),
    "an item moved to another": ("  MOVE WS-FIVE TO WS-N.\n  CALL 'C$SLEEP' USING WS-N.", 5, "5"),
    "one branch of the same IF": ("  IF IS-DONE MOVE 400 TO WS-MS CALL 'CEEDLYM' USING WS-MS WS-FB.", 0.4, "400"),
}


@pytest.mark.parametrize(("body", "seconds", "literal"), VALUES.values(), ids=VALUES)
def test_duration_through_a_value(body: str, seconds: float, literal: str) -> None:
    found = wait(body)
    assert (found.data["duration_s"], found.literal) == (seconds, literal)
    assert next(related.literal for related in found.related if related.role == "origin") == literal


UNKNOWN = {
    "linkage": ("  CALL 'C$SLEEP' USING LS-SECONDS.", "LS-SECONDS gets no value"),
    "ACCEPT": ("  ACCEPT WS-N FROM CONSOLE.\n  CALL 'C$SLEEP' USING WS-N.", "WS-N is set by ACCEPT in line"),
    "two branches": ("  IF IS-DONE MOVE 1 TO WS-N ELSE MOVE 3 TO WS-N END-IF.\n  CALL 'C$SLEEP' USING WS-N.", "waits 1 s or 3 s"),
    "one branch only": ("  MOVE 1 TO WS-N.\n  IF IS-DONE MOVE 9 TO WS-N END-IF.\n  CALL 'C$SLEEP' USING WS-N.", "waits 1 s or 9 s"),
    "grows on each pass": (
        "  MOVE 1 TO WS-N.\n  PERFORM UNTIL IS-DONE\n  CALL 'C$SLEEP' USING WS-N\n  ADD WS-N TO WS-N\n  END-PERFORM.",
        "set by ADD",
    ),
    "another program": ("  MOVE 1 TO WS-N.\n  CALL 'GETTIME' USING WS-N.\n  CALL 'C$SLEEP' USING WS-N.", "set by CALL in line"),
    "shop routine": ("  CALL 'MVSWAIT' USING WS-FIVE.", "unit of its argument is not known"),
    "time of day": ("  EXEC CICS DELAY TIME(124500) END-EXEC.", "until a time of day"),
    "endless": ("  MOVE -1 TO MQGMO-WAITINTERVAL.", "without limit"),
}


@pytest.mark.parametrize(("body", "said"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_duration_says_why(body: str, said: str) -> None:
    found = wait(body)
    assert found.data["duration_s"] is None
    assert said in found.message


def test_decimal_comma() -> None:
    found = wait("  CALL 'C$SLEEP' USING 0,1.", environment=COMMA)
    assert (found.data["duration_s"], found.literal) == (0.1, "0,1")


def test_routines_of_the_configuration() -> None:
    body = "  CALL 'MVSWAIT' USING WS-FIVE.\n  CALL 'SHOPWAIT' USING WS-FB 40."
    found = waits(body, options={"routines": {"MVSWAIT": "cs", "SHOPWAIT": {"unit": "ms", "argument": 2}}})
    assert [finding.data["duration_s"] for finding in found] == [0.05, 0.04]


LOOPS = {
    # body: in which loop, passes a second, worst case, severity
    "in line": ("  PERFORM UNTIL IS-DONE\n  CALL 'C$SLEEP' USING 0.5\n  END-PERFORM.", "in line", 2, None, "warning"),
    "in line, n times": ("  PERFORM 10 TIMES\n  CALL 'C$SLEEP' USING 3\n  END-PERFORM.", "in line", 0.333, 30, "warning"),
    "in line, varying": (
        "  PERFORM VARYING WS-TRY FROM 1 BY 1 UNTIL WS-TRY > 100 OR IS-DONE\n  EXEC CICS DELAY FOR SECONDS(3) END-EXEC\n  END-PERFORM.",
        "in line",
        0.333,
        300,
        "warning",
    ),
    "both conditions must hold": (
        "  PERFORM VARYING WS-TRY FROM 1 BY 1 UNTIL WS-TRY > 100 AND IS-DONE\n  CALL 'C$SLEEP' USING 1\n  END-PERFORM.",
        "in line",
        1,
        None,
        "warning",
    ),
    "a counter against a constant item": (
        "  PERFORM UNTIL WS-TRY >= WS-MAX\n  ADD 1 TO WS-TRY\n  CALL 'C$SLEEP' USING 2\n  END-PERFORM.",
        "in line",
        0.5,
        8,
        "warning",
    ),
    "tested after": (
        "  PERFORM WITH TEST AFTER VARYING WS-TRY FROM 1 BY 1 UNTIL WS-TRY >= 5\n  CALL 'C$SLEEP' USING 1\n  END-PERFORM.",
        "in line",
        1,
        5,
        "warning",
    ),
    "out of line": (
        "  PERFORM DO-WAIT UNTIL IS-DONE.\n  GOBACK.\nDO-WAIT.\n  CALL 'CBL_OC_NANOSLEEP' USING 500000000.",
        "out of line",
        2,
        None,
        "warning",
    ),
    "out of line, n times": (
        "  PERFORM DO-WAIT 6 TIMES.\n  GOBACK.\nDO-WAIT.\n  CALL 'C$SLEEP' USING 10.",
        "out of line",
        0.1,
        60,
        "warning",
    ),
    "two paragraphs away": (
        "  PERFORM WORK UNTIL IS-DONE.\n  GOBACK.\nWORK.\n  PERFORM DO-WAIT.\nDO-WAIT.\n  CALL 'C$SLEEP' USING 0.2.",
        "out of line",
        5,
        None,
        "warning",
    ),
    "GO TO retry": (
        "  CONTINUE.\nRETRY-PARA.\n  CALL 'TRYIT' USING WS-FB.\n  ADD 1 TO WS-TRY.\n  CALL 'C$SLEEP' USING 2.\n"
        "  IF WS-TRY < 5 GO TO RETRY-PARA.",
        "GO TO",
        0.5,
        10,
        "warning",
    ),
    "GO TO retry with a way out": (
        "  MOVE ZERO TO WS-TRY.\nRETRY-PARA.\n  ADD 1 TO WS-TRY.\n  IF WS-TRY > 5 GO TO GIVE-UP.\n  CALL 'C$SLEEP' USING 2.\n"
        "  GO TO RETRY-PARA.\nGIVE-UP.\n  GOBACK.",
        "GO TO",
        0.5,
        10,
        "warning",
    ),
    "a counter that does not always count": (
        "  PERFORM UNTIL WS-TRY > 5\n  IF IS-DONE ADD 1 TO WS-TRY END-IF\n  CALL 'C$SLEEP' USING 1\n  END-PERFORM.",
        "in line",
        1,
        None,
        "warning",
    ),
}


@pytest.mark.parametrize(("body", "how", "rate", "worst", "severity"), LOOPS.values(), ids=LOOPS)
def test_loop_and_ceiling(body: str, how: str, rate: float, worst: float | None, severity: str) -> None:
    found = wait(body)
    assert (found.data["loop"], found.data["in_loop"]) == (how, True)
    assert (found.data["max_per_second"], found.data["worst_case_s"], found.severity) == (rate, worst, severity)


READING = """
  OPEN INPUT IN-FILE.
  PERFORM ONE-RECORD UNTIL IS-DONE.
  GOBACK.
ONE-RECORD.
  READ IN-FILE AT END {at_end} END-READ.
  PERFORM SETTLE THRU SETTLE-EXIT.
SETTLE.
  MOVE 500 TO WS-MS.
  {settle}
SETTLE-EXIT.
  EXIT.
"""


def test_wait_for_each_record_is_an_error() -> None:
    body = READING.format(at_end="SET IS-DONE TO TRUE", settle="CALL 'CEEDLYM' USING WS-MS WS-FB.")
    found = wait(body, environment=SELECT, files=FILE)
    assert (found.severity, found.data["serves"], found.data["max_per_second"]) == ("error", "READ", 2)
    assert "at most 2 a second, 7,200 an hour, for each task" in found.message


def test_wait_for_more_input_is_no_error() -> None:
    body = READING.format(at_end="CALL 'C$SLEEP' USING 5", settle="CONTINUE.")
    assert wait(body, environment=SELECT, files=FILE).severity == "warning"


def test_documented_bounded_back_off_is_info() -> None:
    comment = "*    The lock is gone after a second or two: five tries.\n"
    body = "  PERFORM UNTIL WS-TRY >= 5\n  ADD 1 TO WS-TRY\n{}  CALL 'C$SLEEP' USING 1\n  END-PERFORM."
    assert wait(body.format(comment)).severity == "info"
    assert wait(body.format("")).severity == "warning"


def test_literal_in_the_call_has_no_origin() -> None:
    found = wait("  CALL 'C$SLEEP' USING 5.")
    assert found.related == []
    line = "           CALL 'C$SLEEP' USING 5."
    assert (found.place.column, found.place.end_column) == (line.index("5") + 1, line.index("5") + 2)


def test_place_inside_an_exec_block() -> None:
    found = wait("  EXEC CICS DELAY\n      FOR SECONDS(30)\n  END-EXEC.")
    assert found.place.column == len("           FOR SECONDS(") + 1
    assert found.place.end_column - found.place.column == 2


TOLD_ELSEWHERE = {
    # body: the one finding, and what it carries of others
    "held, no loop": ("  EXEC SQL UPDATE T SET A = 1 END-EXEC.\n  CALL 'C$SLEEP' USING 5.", "WAI004", []),
    "held, in a loop": (
        "  PERFORM UNTIL IS-DONE\n  EXEC SQL UPDATE T SET A = 1 END-EXEC\n  CALL 'C$SLEEP' USING 5\n  END-PERFORM.",
        "WAI001",
        ["WAI004"],
    ),
    "doubtful, no loop": ("  CALL 'CEEDLYM' USING WS-FIVE WS-FB.", "WAI005", []),
    "doubtful, in a loop": ("  PERFORM 9 TIMES\n  CALL 'CEEDLYM' USING WS-FIVE WS-FB\n  END-PERFORM.", "WAI001", ["WAI005"]),
    "out of place, in a loop": (
        "  PERFORM 9 TIMES\n  CALL 'C$SLEEP' USING 5\n  END-PERFORM.\n  EXEC CICS RETURN END-EXEC.",
        "WAI006",
        [],
    ),
    "without limit": ("  MOVE -1 TO MQGMO-WAITINTERVAL.", "WAI003", None),
}


@pytest.mark.parametrize(("body", "code", "also"), TOLD_ELSEWHERE.values(), ids=TOLD_ELSEWHERE)
def test_one_wait_has_one_finding(body: str, code: str, also: list[str] | None) -> None:
    found = family(body)
    assert [(finding.code, finding.data.get("also")) for finding in found] == [(code, also)]


def test_a_rule_that_is_selected_alone_speaks() -> None:
    body = "  PERFORM 9 TIMES\n  CALL 'CEEDLYM' USING WS-FIVE WS-FB\n  END-PERFORM."
    assert [finding.code for finding in family(body, select=("WAI005",))] == ["WAI005"]


def test_routines_of_the_configuration_hold_for_the_whole_family() -> None:
    found = family("  CALL 'SHOPWAIT' USING 3.", select=("WAI005",), options={"routines": {"SHOPWAIT": "ms"}})
    assert [finding.code for finding in found] == ["WAI005"]


def family(body: str, select: tuple[str, ...] = ("WAI",), options: dict[str, Any] | None = None) -> list[Finding]:
    text = HEAD.format(environment="", files="") + "".join(f"           {line.strip()}\n" for line in body.splitlines())
    result = Scanner(Settings(select=select, rule_options={"WAI001": options or {}}))("waiting.cbl", text.encode())
    assert not result.errors, result.errors
    return list(result.findings)


NESTED = {
    # body: passes a second, worst case
    "counted loops multiply": ("  PERFORM 3 TIMES\n  PERFORM 4 TIMES\n  CALL 'C$SLEEP' USING 2\n  END-PERFORM\n  END-PERFORM.", 0.5, 24),
    "AFTER multiplies": (
        "  PERFORM NAP VARYING WS-TRY FROM 1 BY 1 UNTIL WS-TRY > 3\n  AFTER WS-N FROM 1 BY 1 UNTIL WS-N > 4.\n  GOBACK.\nNAP.\n"
        "  CALL 'C$SLEEP' USING 2.",
        0.5,
        24,
    ),
    "up to the first that nothing bounds": (
        "  PERFORM UNTIL IS-DONE\n  PERFORM 4 TIMES\n  CALL 'C$SLEEP' USING 2\n  END-PERFORM\n  END-PERFORM.",
        0.5,
        8,
    ),
    "one case of a counter": (
        "  PERFORM VARYING WS-TRY FROM 1 BY 1 UNTIL WS-TRY > 9\n  EVALUATE WS-TRY\n  WHEN 1\n  WHEN 2\n  CALL 'C$SLEEP' USING 4\n"
        "  WHEN OTHER\n  CONTINUE\n  END-EVALUATE\n  END-PERFORM.",
        0.25,
        8,
    ),
}


@pytest.mark.parametrize(("body", "rate", "worst"), NESTED.values(), ids=NESTED)
def test_nested_loops(body: str, rate: float, worst: float) -> None:
    found = wait(body)
    assert (found.data["max_per_second"], found.data["worst_case_s"]) == (rate, worst)


def test_waits_of_one_pass_are_taken_together() -> None:
    branch = "  IF IS-DONE\n  CALL 'C$SLEEP' USING 6\n  END-IF\n"
    body = f"  PERFORM 10 TIMES\n  CALL 'C$SLEEP' USING 3\n{branch}  CALL 'C$SLEEP' USING 1\n  END-PERFORM."
    rates = [(found.data["max_per_second"], found.data["worst_case_s"]) for found in waits(body)]
    assert rates == [(0.25, 40), (0.1, 100), (0.25, 40)]


def test_a_retry_that_may_not_be_needed_is_no_part_of_each_pass() -> None:
    """The way round the inner loop waits; the way straight through it does not."""
    retry = "LOCKED.\n  CALL 'TRYIT' USING WS-FB.\n  IF WS-TRY > 3\n  CALL 'C$SLEEP' USING 9\n  GO TO LOCKED.\n"
    found = waits(f"  CONTINUE.\nAGAIN.\n{retry}  CALL 'C$SLEEP' USING 0.1.\n  GO TO AGAIN.")
    assert [(f.data["duration_s"], f.data["max_per_second"]) for f in found] == [(9, 0.111), (0.1, 10)]


def test_counted_waits_within_a_pass_are_all_part_of_it() -> None:
    found = waits(
        "  PERFORM UNTIL IS-DONE\n  CALL 'C$SLEEP' USING 2\n  PERFORM 4 TIMES\n  CALL 'C$SLEEP' USING 2\n  END-PERFORM\n  END-PERFORM."
    )
    assert [f.data["max_per_second"] for f in found] == [0.1, 0.5]


def test_a_wait_before_the_end_of_the_run_is_in_no_loop() -> None:
    body = "  PERFORM UNTIL IS-DONE\n  IF WS-TRY > 3\n  CALL 'C$SLEEP' USING 3\n  STOP RUN\n  END-IF\n  ADD 1 TO WS-TRY\n  END-PERFORM."
    assert wait(body).data["in_loop"] is False


def test_an_unknown_duration_has_the_most_that_its_picture_allows() -> None:
    found = wait("  CALL 'C$SLEEP' USING LS-SECONDS.")
    assert found.data["at_most_s"] == 9999
    assert "at most 9999 s by its picture" in found.message
