"""Names, literals and windows of dates."""

from __future__ import annotations

import pytest

from cobolscan.program.dates.calendar import roles
from cobolscan.program.dates.literals import is_digits, read
from cobolscan.program.model import Program, build
from cobolscan.source.reader import read as read_source
from cobolscan.syntax import parser


@pytest.mark.parametrize(
    ("text", "form", "says"),
    [
        ("20160101", "YYYYMMDD", "2016-01-01"),
        ("+20160101", "YYYYMMDD", "2016-01-01"),
        ("20000299", "YYYYMMDD", ""),
        ("12312022", "MMDDYYYY", ""),
        ("2004-06-30", "YYYY-MM-DD", "2004-06-30"),
        ("2024-08-27-10.01.11.892709", "YYYY-MM-DD", "2024-08-27"),
        ("31.12.2020", "DD/MM/YYYY", "2020-12-31"),
        ("06/07/2020", "DD/MM/YYYY", ""),
        ("960131", "YYMMDD", "1996-01-31"),
        ("199907", "YYYYMM", "1999-07"),
        ("1999032", "YYYYDDD", "day 32 of 1999"),
        ("1180401", "CYYMMDD", "2018-04-01"),
        ("2030", "YYYY", "2030"),
    ],
)
def test_literals_that_spell_a_date(text: str, form: str, says: str) -> None:
    date = read(text)
    assert date is not None
    assert (date.form, date.says) == (form, says)


@pytest.mark.parametrize(
    "text",
    "99991231 00000000 19000101 9999-12-31 0001-01-01 01/01/0001 1601001 9999365 99366 999999 1900 2099 9999 1970 AB".split(),
)
def test_sentinels_and_other_literals(text: str) -> None:
    assert read(text) is None


def test_only_digits_are_digits() -> None:
    """A superscript is a digit for str.isdigit, and no number for int."""
    assert read("2016010\u00b9") is None
    assert not is_digits("0\u00b3")


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("WS-ISSUE-YY", "year"),
        ("ANNEE-NAISS", "year"),
        ("FISCALYEAR", "year"),
        ("W-SIECLE", "century"),
        ("CUTOFFDATE", "date"),
        ("B-DISCHARGE-DATE", "date"),
        ("WS-DATE-X", "date"),
        ("GEBURTSDATUM", "date"),
        ("TABELA-FERIADOS", "holiday"),
    ],
)
def test_names_of_dates(name: str, role: str) -> None:
    assert role in roles(name)


@pytest.mark.parametrize(
    "name", ["UPDATE-COUNT", "CANDIDATE-NO", "DAYS-LATE", "DATE-COUNT", "DATABASE-NAME", "CCODE", "YEARS-SERVED", "VALIDATE"]
)
def test_names_that_only_look_so(name: str) -> None:
    assert not roles(name) & {"date", "year", "century", "maybe_date"}


def _program(*lines: str) -> Program:
    data = ["01 D.", " 05 CC PIC 99.", " 05 YY PIC 99.", " 05 MM PIC 99.", "01 LATE PIC 99.", "01 Y PIC 9(4)."]
    head = ["IDENTIFICATION DIVISION.", "PROGRAM-ID. P.", "DATA DIVISION.", "WORKING-STORAGE SECTION.", *data, "PROCEDURE DIVISION."]
    text = "".join(f"       {line}\n" for line in (*head, "P-1.", *lines))
    return build(parser.parse(read_source(text.encode(), "p.cbl")))[0]


@pytest.mark.parametrize(
    ("condition", "pivot"),
    [
        ("YY < 50", 50),
        ("YY NOT > 49", 50),
        ("50 > YY", 50),
        ("NOT (YY >= 50)", 50),
        ("NOT (NOT YY < 50)", 50),
        ("YY <= '49'", 50),
        ("MM = 1 AND YY LESS THAN 50", 50),
    ],
)
def test_pivots(condition: str, pivot: int) -> None:
    (window,) = _program(f"    IF {condition} MOVE 20 TO CC ELSE MOVE 19 TO CC.").windows.fixed
    assert (window.pivot, window.first_failing_year, window.read_as) == (pivot, 2000 + pivot, 1900 + pivot)


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ("IF YY > 50 OR = 50 MOVE 19 TO CC ELSE MOVE 20 TO CC.", (0, 50, 2050, False)),
        ("IF YY < 50 OR YY = 50 MOVE 20 TO CC ELSE MOVE 19 TO CC.", (0, 51, 2051, False)),
        ("IF YY > 79 OR YY < 30|MOVE 19 TO CC ELSE MOVE 20 TO CC.", (30, 80, 2080, False)),
        ("IF YY NOT < 30 AND NOT > 79|MOVE 20 TO CC ELSE MOVE 19 TO CC.", (30, 80, 2080, False)),
        ("IF YY > 0 AND < 50 MOVE 20 TO CC ELSE MOVE 19 TO CC.", (1, 50, 2050, False)),
        ("IF YY < 30 MOVE 20 TO CC ELSE IF YY > 30 MOVE 19 TO CC.", (0, 30, 2031, False)),
        ("IF MM = 1 AND YY < 50 MOVE 20 TO CC ELSE MOVE 19 TO CC.", (0, 50, 2050, True)),
        ("EVALUATE YY|WHEN 0 THRU 49 MOVE 20 TO CC|WHEN 50 THRU 99 MOVE 19 TO CC|END-EVALUATE.", (0, 50, 2050, False)),
        ("EVALUATE TRUE|WHEN YY < 10 WHEN YY < 20 MOVE 20 TO CC|WHEN OTHER MOVE 19 TO CC|END-EVALUATE.", (0, 20, 2020, False)),
        ("IF YY <= 49 MOVE 20 TO CC.|IF YY >= 50 MOVE 19 TO CC.", (0, 50, 2050, False)),
        ("IF YY < 50 PERFORM P-2 ELSE PERFORM P-3.|STOP RUN.|P-2.|MOVE 20 TO CC.|P-3.|MOVE 19 TO CC.", (0, 50, 2050, False)),
        ("IF YY < 50 GO TO P-2.|MOVE 19 TO CC.|GO TO P-3.|P-2.|MOVE 20 TO CC.|P-3.|STOP RUN.", (0, 50, 2050, False)),
        ("MOVE 19 TO CC.|IF YY > 50 GO TO P-2.|MOVE 20 TO CC.|P-2.|STOP RUN.", (0, 51, 2051, False)),
    ],
)
def test_whole_decisions(statements: str, told: tuple[int, int, int, bool]) -> None:
    lines = [line if line.startswith("P-") else f"    {line}" for line in statements.split("|")]
    (window,) = _program(*lines).windows.fixed
    assert (window.first, window.pivot, window.first_failing_year, window.hedged) == told


def test_a_loop_of_performs_ends() -> None:
    """Paragraphs of a decision that perform each other are read once."""
    many = [f"    IF YY < {n} PERFORM P-2 ELSE PERFORM P-1." for n in range(1, 40)]
    assert not _program(*many, "    IF YY < 50 MOVE 20 TO CC.", "P-2.", *many).windows.fixed[1:]


@pytest.mark.parametrize(
    "statement",
    [
        "IF YY < 50 OR MM = 1 MOVE 20 TO CC ELSE MOVE 19 TO CC.",
        "IF YY < 9 OR YY = 50 MOVE 20 TO CC ELSE MOVE 19 TO CC.",
        "IF YY < 50 AND LATE < 50|MOVE 20 TO CC ELSE MOVE 20 TO CC.",
        "IF YY > 50 AND MM = 1 MOVE 19 TO CC.",
        "IF YY < 50 GO TO P-9. MOVE 19 TO CC.",
        "IF YY < LATE MOVE 20 TO CC ELSE MOVE 19 TO CC.",
        "IF YY < 50 MOVE 19 TO CC ELSE MOVE 20 TO CC.",
        "IF YY = 50 MOVE 20 TO CC ELSE MOVE 19 TO CC.",
        "IF MM < 10 MOVE 20 TO CC ELSE MOVE 19 TO CC.",
        "IF YY < 50 MOVE 20 TO LATE.",
        "IF Y < 50 MOVE 20 TO CC ELSE MOVE 19 TO CC.",
    ],
)
def test_no_windows(statement: str) -> None:
    assert not _program(*f"    MOVE MM TO LATE|    {statement}".replace("|", "|    ").split("|")).windows.fixed
