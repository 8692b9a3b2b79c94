"""`cobolscan incident`: what it writes, what it leaves alone, and what it says."""

from __future__ import annotations

import json
import os
import tomllib

import pytest

LIMIT = ("IF WS-POOL > 100", "    DISPLAY 'FULL'", "END-IF.")
TOLD = ("--date", "2019-07-31", "--symptom", "The pool ran out")


@pytest.fixture
def add(run):
    def command(place: str = "a.cbl:8", *more: str, id_: str = "INC-1", told: tuple[str, ...] = TOLD):
        return run("incident", "add", place, "--id", id_, *told, *more)

    return command


def table(work, name="incidents.toml"):
    return tomllib.loads((work / name).read_text(encoding="utf-8"))["incident"]


def test_add_writes_the_file_that_was_not_there(program, work, add):
    program("a.cbl", *LIMIT)
    done = add(
        "a.cbl:8", "--cause", 'Asia "grew"', "--remedy", "More", "--ticket", "T-1", "--ticket", "T-2", "--link", "https://x.example/1"
    )
    assert (done.status, done.err) == (0, "")
    assert done.out == "incidents.toml: INC-1 added, at IF WS-POOL > 100 (A / MAIN-PARA)\n"
    assert (work / "incidents.toml").read_text().startswith("# What happened, and the code that it was about.")
    (incident,) = table(work)
    (anchor,) = incident.pop("anchor")
    assert incident == {
        "id": "INC-1",
        "date": "2019-07-31",
        "symptom": "The pool ran out",
        "cause": 'Asia "grew"',
        "remedy": "More",
        "tickets": ["T-1", "T-2"],
        "links": ["https://x.example/1"],
    }
    assert anchor.pop("fingerprint").endswith("-1")
    assert anchor == {"path": "a.cbl", "program": "A", "paragraph": "MAIN-PARA", "statement": "IF WS-POOL > 100"}


BY_HAND = '''\
# ours

[[incident]] # first
id = "OLD-1"
date = "1999"
symptom = """
Many [[incident]]
"""

# about the second
'''
SECOND = '[[incident]]\nid = "OLD-2"\ndate = "2000-01"\nsymptom = \'two\'   # why?'


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_add_keeps_what_a_person_wrote(program, work, add, end):
    program("a.cbl", *LIMIT)
    before = (BY_HAND + SECOND).replace("\n", end)
    (work / "incidents.toml").write_bytes(before.encode())
    assert add().status == 0
    after = (work / "incidents.toml").read_bytes().decode()
    assert after.startswith(before + end)
    assert after.count("\n") == after.count(end)
    assert [incident["id"] for incident in table(work)] == ["OLD-1", "OLD-2", "INC-1"]


def test_one_more_anchor_goes_to_its_incident(program, work, add):
    program("a.cbl", *LIMIT)
    (work / "incidents.toml").write_text(BY_HAND + SECOND)
    assert add(id_="old-1", told=()).out == "incidents.toml: OLD-1 has one more anchor, at IF WS-POOL > 100 (A / MAIN-PARA)\n"
    assert add("a.cbl:5", id_="OLD-1", told=()).status == 0
    assert add("a.cbl:5", id_="OLD-2", told=()).status == 0
    first, second = table(work)
    assert [anchor["statement"] for anchor in first["anchor"]] == ["IF WS-POOL > 100", "01 WS-POOL PIC 9(5)"]
    assert len(second["anchor"]) == 1
    assert "\n\n# about the second\n[[incident]]\n" in (work / "incidents.toml").read_text()
    again = add("a.cbl:5", id_="OLD-2", told=())
    assert (again.status, "OLD-2 is anchored there already" in again.err) == (2, True)


def test_an_incident_that_is_there_is_not_told_anew(program, add):
    program("a.cbl", *LIMIT)
    add()
    done = add()
    assert (done.status, "INC-1 is in incidents.toml:4 already" in done.err) == (2, True)


def test_what_is_missing_is_asked_for_on_a_terminal_only(program, run, work):
    program("a.cbl", *LIMIT)
    done = run("incident", "add", "a.cbl:8", "--date", "2019")
    assert (done.status, done.err) == (
        2,
        'cobolscan: error: an incident needs --id and --symptom, such as --id INC-2019-07 --symptom "Payments refused"\n',
    )
    assert not (work / "incidents.toml").exists()


def test_on_a_terminal_it_is_asked_for(program, run, work, monkeypatch):
    program("a.cbl", *LIMIT)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    answers = iter(["INC-7", "It stopped"])
    monkeypatch.setattr("click.prompt", lambda text, err: next(answers))
    assert run("incident", "add", "a.cbl:8", "--date", "2019").status == 0
    assert [(row["id"], row["symptom"]) for row in table(work)] == [("INC-7", "It stopped")]


PLACES = [
    ("a.cbl:8", "IF WS-POOL > 100", "MAIN-PARA"),
    ("a.cbl:9", "DISPLAY 'FULL'", "MAIN-PARA"),
    ("a.cbl:5", "01 WS-POOL PIC 9(5)", None),
    ("a.cbl:7", None, "MAIN-PARA"),
    ("b.cbl:8", "MOVE 1 TO WS-POOL", "MAIN-PARA"),
    ("b.cbl:11", "IF WS-POOL > 1", "MAIN-PARA"),
    ("b.cbl:14", "DISPLAY 'A  B'", "MAIN-PARA"),
    ("c.cbl:6", "SELECT F ASSIGN TO 'F'", None),
    ("c.cbl:9", "FD F RECORD CONTAINS 80", None),
    ("c.cbl:11", "88 R-END VALUE 'A  B'", None),
]
MORE = """\
           IF WS-POOL > 1 CONTINUE
           ELSE
               MOVE 2 TO WS-POOL
           END-IF.
      * Another note.
           DISPLAY 'A  B'."""
FILES = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. C.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT F ASSIGN TO 'F'.
       DATA DIVISION.
       FILE SECTION.
       FD  F RECORD CONTAINS 80.
       01  R PIC X(80).
           88 R-END VALUE 'A  B'.
"""


@pytest.mark.parametrize(("place", "statement", "paragraph"), PLACES, ids=[row[0] for row in PLACES])
def test_what_a_line_is_anchored_to(program, work, add, run, place, statement, paragraph):
    program("a.cbl", *LIMIT)
    program("b.cbl", "CONTINUE.")
    text = (work / "b.cbl").read_text()
    (work / "b.cbl").write_text(text.replace("           CONTINUE.", "      * A note of somebody.\n           MOVE 1 TO WS-POOL.\n" + MORE))
    (work / "c.cbl").write_text(FILES)
    assert add(place).status == 0
    (anchor,) = table(work)[0]["anchor"]
    assert (anchor.get("statement"), anchor.get("paragraph")) == (statement, paragraph)
    assert run("incident", "check").out.splitlines()[-1] == "1 anchor: holds 1."


REFUSED = [
    (("a.cbl:1",), "holds no statement and no entry"),
    (("a.cbl:99",), "there is no line 99"),
    (("a.cbl",), "says no line"),
    (("none.cbl:1",), "cannot read none.cbl"),
    (("a.cbl:8", "--id", "two words"), '--id must be one word of letters, digits and . / # : _ -, not "two words"'),
    (("a.cbl:8", "--date", "July"), '--date must be as 2019, 2019-07 or 2019-07-31, not "July"'),
    (("a.cbl:8", "--rule", "LIM02"), 'unknown rule "LIM02" (did you mean "LIM002"?)'),
    (("../out.cbl:8",), "is outside of"),
]


@pytest.mark.parametrize(("arguments", "said"), REFUSED, ids=[" ".join(row[0]) for row in REFUSED])
def test_refused(program, work, add, arguments, said):
    program("a.cbl", *LIMIT)
    (work.parent / "out.cbl").write_text((work / "a.cbl").read_text())
    done = add(*arguments)
    assert done.status == 2
    assert said in done.err
    assert not (work / "incidents.toml").exists()


def test_nothing_is_written_outside_of_the_root(program, work, add):
    program("a.cbl", *LIMIT)
    (work / "incidents.toml").symlink_to("../elsewhere.toml")
    (work.parent / "elsewhere.toml").write_text("")
    done = add()
    assert (done.status, "outside of" in done.err) == (2, True)
    assert (work.parent / "elsewhere.toml").read_text() == ""


def test_a_file_that_cannot_be_added_to_stays(program, work, add):
    program("a.cbl", *LIMIT)
    inline = 'incident = [{id = "OLD", date = "2019", symptom = "s", anchor = []}]\n'
    (work / "incidents.toml").write_text(inline)
    done = add()
    assert done.status == 2
    assert "incidents.toml cannot be added to: write its incidents as [[incident]]" in done.err
    assert (work / "incidents.toml").read_text() == inline
    assert not any(name.endswith(".tmp") for name in os.listdir(work))


def test_a_broken_file_is_told_and_kept(program, work, add):
    program("a.cbl", *LIMIT)
    (work / "incidents.toml").write_text("[[incident]]\nidd = 1\n")
    done = add()
    assert done.status == 2
    assert 'incidents.toml:2: unknown key "idd" (did you mean "id"?)' in done.err
    assert (work / "incidents.toml").read_text() == "[[incident]]\nidd = 1\n"


def test_what_is_added_is_found(program, work, add, run):
    program("a.cbl", "ADD 1 TO WS-POOL.", *LIMIT)
    add("a.cbl:9")
    done = run("scan", ".", "--select", "LIM", "--severity", "info")
    assert "The pool ran out." in done.out
    assert "(incident, incidents.toml:4)" in done.out


def test_list(program, work, add, run):
    program("a.cbl", *LIMIT)
    assert run("incident", "list").out == "No incident is known; `cobolscan incident add FILE:LINE` writes one.\n"
    add("a.cbl:8", "--cause", "A \x1b[31mlimit")
    add("a.cbl:7", id_="INC-2", told=("--date", "2024", "--symptom", "Again"))
    shown = run("incident", "list").out
    assert shown.index("INC-2") < shown.index("INC-1")
    assert "\x1b" not in shown
    assert shown.endswith("2 incidents.\n")
    rows = json.loads(run("incident", "list", "--format", "json").out)["incidents"]
    assert [(row["id"], row["date"], row["cause"], len(row["anchors"])) for row in rows] == [
        ("INC-2", "2024", None, 1),
        ("INC-1", "2019-07-31", "A \x1b[31mlimit", 1),
    ]


def test_check(program, work, add, run):
    path = program("a.cbl", *LIMIT)
    for number, line in enumerate((5, 8, 9, 11)):
        assert add(f"a.cbl:{line}", id_=f"INC-{number}").status == 0
    done = run("incident", "check")
    assert (done.status, done.out.splitlines()[-1]) == (0, "4 anchors: holds 4.")
    text = path.read_text().replace("100", "200").replace("FULL", "EMPTY").replace("           GOBACK.\n", "")
    path.write_text(text.replace("MAIN-PARA.", "MAIN-PARA.\n           CONTINUE.\n       OTHER-PARA."))
    done = run("incident", "check", "--format", "json")
    rows = json.loads(done.out)["anchors"]
    assert [row["state"] for row in rows] == ["holds", "orphaned", "orphaned", "orphaned"]
    path.write_text(text)
    done = run("incident", "check")
    assert done.status == 1
    assert "a.cbl:8: IF WS-POOL > 200" in done.out
    assert done.out.splitlines()[-1] == "4 anchors: holds 1, changed 2, orphaned 1."
    assert run("incident", "check", "--quiet", "--format", "json").status == 1


def test_history_of_a_line_and_of_a_file(program, add, run):
    program("a.cbl", *LIMIT)
    add("a.cbl:9", "--cause", "A limit")
    (event,) = json.loads(run("history", "a.cbl:9", "--format", "json").out)["events"]
    assert (event["kind"], event["why_here"], event["tickets"], event["path"]) == ("incident", "incident", ["INC-1"], "incidents.toml")
    (near,) = json.loads(run("history", "a.cbl:8", "--format", "json").out)["events"]
    assert near["text"] == "The pool ran out. Cause: A limit. It was about DISPLAY 'FULL' in this paragraph."
    assert json.loads(run("history", "a.cbl:5", "--format", "json").out)["events"] == []
    (whole,) = json.loads(run("history", "a.cbl", "--format", "json").out)["events"]
    assert whole["text"].startswith("line 9, DISPLAY 'FULL': The pool ran out.")
    assert "incidents.toml:4)" in run("history", "a.cbl").out


def test_history_of_a_line_that_names_a_subject(program, add, run):
    program("a.cbl", *LIMIT)
    program("b.cbl", "MOVE 3 TO WS-POOL.")
    add("a.cbl:9", "--subject", "ws-pool")
    (event,) = json.loads(run("history", "b.cbl:8", "--format", "json").out)["events"]
    assert event["tickets"] == ["INC-1"]
    assert len(json.loads(run("history", "b.cbl:5", "--format", "json").out)["events"]) == 1


def test_incident_of_a_paragraph_is_of_its_program(run, work, program):
    program("a.cbl", "ADD 1 TO WS-POOL.", *LIMIT)
    outer = (work / "a.cbl").read_text()
    (work / "a.cbl").write_text(outer + outer.replace("PROGRAM-ID. A", "PROGRAM-ID. B").replace("> 100", "> 70"))
    lines = (work / "a.cbl").read_text().splitlines()
    at = next(n for n, line in enumerate(lines, 1) if "> 70" in line)
    assert run("incident", "add", f"a.cbl:{at}", "--id", "INC-9", "--date", "2019", "--symptom", "Cut off").status == 0
    found = json.loads(run("scan", "a.cbl", "--select", "LIM", "--format", "json").out)["findings"]
    assert {one["program"]: [event["tickets"] for event in one["history"] if event["kind"] == "incident"] for one in found} == {
        "A": [],
        "B": [["INC-9"]],
    }
