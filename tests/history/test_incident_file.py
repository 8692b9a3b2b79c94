"""incidents.toml: what is read of it, and everything that is wrong in it, each with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobolscan.history.incident_file import ANCHOR_KEYS, KEYS, read
from cobolscan.history.incidents import exact_of, fingerprint, form_of, is_cut, quoted, split_fingerprint

GOOD = '''\
# what we know
[[incident]]
id = "INC-1"
date = 2019-07-31
symptom = """
  The pool
  ran out"""
cause = "A limit"
tickets = ["T-1", "T-2"]
rules = ["LIM"]
[[incident.anchor]]
path = ".\\\\src\\\\a.cbl"
program = "pool"
paragraph = "main-para"
statement = "move 100 to X"

[[ incident ]]
id = "INC-2"
date = "2020"
symptom = "More [[incident]] of it"

[[incident.anchor]]
program = "POOL"
paragraph = "MAIN-PARA"
'''


def test_reads_all() -> None:
    found, problems = read(GOOD, "incidents.toml")
    assert problems == []
    first, second = found
    assert (first.id, first.date, first.symptom, first.cause, first.remedy) == ("INC-1", "2019-07-31", "The pool ran out", "A limit", None)
    assert (first.tickets, first.rules, first.line, second.line, second.date) == (("T-1", "T-2"), ("LIM",), 2, 17, "2020")
    (anchor,) = first.anchors
    assert (anchor.path, anchor.program, anchor.paragraph, anchor.line) == ("src/a.cbl", "POOL", "MAIN-PARA", 11)
    assert (anchor.exact, anchor.form, anchor.alike) == (exact_of("MOVE 100 TO X"), form_of("MOVE 1 TO X"), 1)
    assert (second.anchors[0].statement, second.anchors[0].line) == (None, 22)


def test_event_tells_it_in_sentences() -> None:
    event = read(GOOD, "incidents.toml")[0][0].event("It moved")
    assert event.text == "The pool ran out. Cause: A limit. It moved."
    assert (event.kind, event.source, event.why_here, event.dates) == ("incident", "incidents", "incident", ["2019-07-31"])
    assert (event.tickets, event.rationale, event.path, event.start_line) == (["INC-1", "T-1", "T-2"], "A limit", "incidents.toml", 2)


BAD = """\
owner = "x"
[[incident]]
idd = "INC-1"
date = "31.07.2019"
symptom = 5
tickets = "T-1"
[[incident.anchor]]
paht = "a.cbl"
[[incident.anchor]]
path = "../a.cbl"
statement = "STOP RUN"
fingerprint = "no"
[[incident.anchor]]
path = "/a.cbl"
statement = "STOP RUN"
fingerprint = "0123456789abcdef-01234567-1"
[[incident]]
id = "two words"
date = 2019-07-31
symptom = "s"
[[incident]]
id = "INC-3"
date = 2019
symptom = "s"
[[incident]]
date = "2019"
id = "inc-3"
symptom = " "
[[incident.anchor]]
program = "P"
statement = "MOVE 1 TO X ..."
"""


def test_everything_wrong_at_once_with_its_line() -> None:
    _, problems = read(BAD, "incidents.toml")
    said = {(problem.line, problem.message.split(":")[0]) for problem in problems}
    assert said == {
        (1, 'unknown key "owner"'),
        (2, 'the incident has no "id"'),
        (3, 'unknown key "idd"'),
        (4, '"date" must be as "2019", "2019-07" or "2019-07-31", not "31.07.2019"'),
        (5, '"symptom" must be a text'),
        (6, '"tickets" must be a list of strings'),
        (7, 'the anchor has neither "path" nor "program"'),
        (7, 'the anchor has neither "statement" nor "paragraph"'),
        (8, 'unknown key "paht"'),
        (10, '"path" must lead from the root of the scan to a file below it, not to "../a.cbl"'),
        (12, '"fingerprint" is none'),
        (14, '"path" must lead from the root of the scan to a file below it, not to "/a.cbl"'),
        (16, '"fingerprint" is not that of "statement"'),
        (18, '"id" must be one word'),
        (27, '"inc-3" is the id of the incident in line 21 already'),
        (28, '"symptom" must be a text'),
        (31, "a statement that is cut needs its fingerprint"),
    }
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[[incident]\n", 1),
        ('a = 1\n\nb = "x\n', 3),
        ("incident = 3\n", 1),
        ("[incident]\nid = 'x'\n", 1),
        ("\n[[incident]]\nanchor = 1\n", 2),
    ],
)
def test_other_shapes(text: str, line: int) -> None:
    assert any(problem.line == line for problem in read(text, "i.toml")[1])


SAME = [
    ("MOVE 100 TO X", "move   100\n to x."),
    ("IF A ( 1 : 2 ) > 5", "if A(1:2) > 5"),
    ("DISPLAY 'A  B'", "DISPLAY 'A  B' ."),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_people_write_differently_is_one_statement(one: str, other: str) -> None:
    assert exact_of(one) == exact_of(other)


LITERALS = [
    ("MOVE 100 TO X", "MOVE 2.5 TO X", True),
    ("MOVE 100 TO X", "MOVE -1 TO X", True),
    ("DISPLAY 'A'", 'DISPLAY "B C"', True),
    ("05 A PIC X(10) VALUE 'A'", "05 A PIC X(20) VALUE 'B'", True),
    ("EXEC CICS DELAY FOR SECONDS(3) END-EXEC", "EXEC CICS DELAY FOR SECONDS(30) END-EXEC", True),
    ("MOVE 100 TO X", "MOVE 100 TO Y", False),
    ("MOVE 100 TO X1", "MOVE 100 TO X2", False),
    ("MOVE A-1 TO X", "MOVE A-2 TO X", False),
    ("MOVE 'A' TO X", "MOVE 1 TO X", True),
]


@pytest.mark.parametrize(("one", "other", "same"), LITERALS)
def test_the_form_leaves_literals_out(one: str, other: str, same: bool) -> None:
    assert (form_of(one) == form_of(other)) is same
    assert exact_of(one) != exact_of(other)


def test_long_statements_are_cut_and_known_by_their_fingerprint() -> None:
    text = "DISPLAY " + " ".join(f"WS-{number}" for number in range(90))
    assert is_cut(quoted(text)) and not is_cut(quoted("STOP RUN"))
    assert split_fingerprint(fingerprint(text, 2)) == (exact_of(text), form_of(text), 2)
    assert split_fingerprint("x" + fingerprint(text, 2)) is None


VALUES = (
    "1",
    "1.5",
    "true",
    "[]",
    "{}",
    "'x'",
    "''",
    "[1]",
    "['x']",
    "[{}]",
    "[[]]",
    "2019-01-01",
    "07:30:00",
    "2019-01-01T00:00:00Z",
    "{a.b = 1}",
)


@pytest.mark.parametrize("value", VALUES)
def test_no_value_is_a_crash(value: str) -> None:
    for key in KEYS:
        read(f"[[incident]]\n{key} = {value}\n", "i.toml")
    for key in ANCHOR_KEYS:
        read(f"[[incident]]\n[[incident.anchor]]\n{key} = {value}\n", "i.toml")


@given(st.text(alphabet="[]incdet.ahor=\"'\n#{}, 19-", max_size=120))
def test_no_text_is_a_crash(text: str) -> None:
    found, problems = read(text, "i.toml")
    assert problems or all(incident.id for incident in found)


def test_a_file_nested_too_deep_is_told() -> None:
    assert read("a = " + "[" * 100_000, "i.toml")[1]
