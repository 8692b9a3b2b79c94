"""`cobolscan assumptions`: the register, and each of its formats."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from tests.programs import BERTHS

DECLARED = """\
      * @assume berths <= 40 because the quay is 800 m long
      *         owner="Harbour office" by=RK since=1998-04-02
      *         reviewed=2019 review=2026-05 ticket=H-1,H-2
"""
NOTE = "      * 1998-04-02 RKM CHG0231 The new quay. 40 berths should be enough\n"
TODAY = "[rules.HIS011]\ntoday = '2026-06-30'\n"


@pytest.fixture
def harbour(work):
    (work / "cobolscan.toml").write_text(TODAY)

    def write(path: str, limit: int = 40, note: str = "", more: str = "") -> None:
        name = path.removesuffix(".cbl").upper()
        (work / path).write_text(BERTHS.format(name=name, limit=limit, note=note, more=more), encoding="utf-8")

    return write


@pytest.fixture
def register(run):
    def command(*arguments: str) -> list[dict]:
        done = run("assumptions", ".", "--format", "json", *arguments)
        assert not done.err
        return json.loads(done.out)["assumptions"]

    return command


def test_a_declared_one(harbour, register):
    harbour("a.cbl", note=DECLARED)
    harbour("b.cbl", 60)
    (entry,) = register()
    assert entry == {
        "assumption": "berths <= 40",
        "path": "a.cbl",
        "line": 6,
        "program": "A",
        "paragraph": None,
        "state": "declared",
        "subject": "berths",
        "operator": "<=",
        "value": "40",
        "unit": None,
        "since": "1998-04-02",
        "by": ["RK"],
        "owner": "Harbour office",
        "why": "the quay is 800 m long",
        "tickets": ["H-1", "H-2"],
        "programs": ["A", "B"],
        "last_reviewed": "2019",
        "review_due": "2026-05",
        "overdue": True,
        "findings": ["LIM007"],
        "identical_paths": [],
        "problem": None,
    }


def test_a_note_at_a_limit_is_proposed(harbour, register):
    harbour("a.cbl", note=NOTE)
    (entry,) = register()
    assert (entry["assumption"], entry["state"]) == ("40 berths should be enough", "proposed")
    assert (entry["value"], entry["unit"], entry["subject"]) == ("40", "berths", "WS-MAX-BERTHS")
    assert (entry["since"], entry["by"], entry["tickets"], entry["why"]) == ("1998-04-02", ["RKM"], ["CHG0231"], "The new quay.")
    assert (entry["programs"], entry["overdue"], entry["review_due"]) == (["A"], False, None)


def test_a_wait_gives_value_and_unit(harbour, register):
    more = '      * the switch should never be slower than this\n           CALL "C$SLEEP" USING 5.\n'
    harbour("a.cbl", more=more)
    assert [(entry["value"], entry["unit"], entry["findings"]) for entry in register()] == [("5", "s", ["WAI001"])]


def test_one_in_a_copy_member_is_that_of_all_who_copy_it(harbour, register, work):
    harbour("a.cbl", more="           DISPLAY 'A'.\n")
    (work / "quay.cpy").write_text(DECLARED + "       01  WS-QUAY  PIC 9(4) VALUE 40.\n")
    for name in ("b", "c"):
        harbour(f"{name}.cbl", note="           COPY QUAY.\n")
    (entry,) = register()
    assert (entry["path"], entry["program"], entry["line"]) == ("quay.cpy", None, 1)
    assert {"B", "C"} <= set(entry["programs"])


def test_files_of_the_same_bytes_are_named(harbour, register, work):
    harbour("a.cbl", note=DECLARED)
    (work / "copy.cbl").write_bytes((work / "a.cbl").read_bytes())
    (entry,) = register()
    assert entry["identical_paths"] == ["copy.cbl"]


def test_what_cannot_be_read_is_listed(harbour, register, run):
    harbour("a.cbl", note="      * @assume berths <= 40 reveiw=2026\n")
    (entry,) = register()
    assert (entry["state"], entry["problem"]) == ("unreadable", 'unknown key "reveiw" (did you mean "review"?)')
    assert "cannot be read" in run("assumptions", ".").out
    assert run("assumptions", ".", "--overdue").status == 1


def test_overdue_and_exit_status(harbour, run):
    harbour("a.cbl", note=DECLARED.replace("2026-05", "2026-06"))
    assert (run("assumptions", ".").status, run("assumptions", ".", "--overdue").status) == (0, 0)
    harbour("b.cbl", 60, note=DECLARED)
    harbour("c.cbl", 70, note=NOTE)
    done = run("assumptions", ".", "--overdue")
    assert done.status == 1
    assert done.out.splitlines()[-1] == "1 assumption: 1 declared; 1 overdue."
    assert run("assumptions", ".").status == 0
    assert run("assumptions", "none").status == 2
    assert run("assumptions", ".", "--format", "yaml").status == 2


def test_nothing_to_read_is_wrong_use(work, run):
    assert run("assumptions", ".").status == 2
    done = run("assumptions", ".", "--allow-empty")
    assert (done.status, done.out) == (0, "No assumption is declared or found.\n")


def test_the_same_with_more_processes(harbour, register):
    for number in range(12):
        harbour(f"p{number}.cbl", 30 + number, note=(DECLARED, NOTE, "")[number % 3])
    one, three = register("--jobs", "1"), register("--jobs", "3")
    assert one == three
    assert [entry["path"] for entry in one] == sorted(entry["path"] for entry in one)


def test_the_baseline_does_not_hide_assumptions(harbour, register, run):
    harbour("a.cbl", note=NOTE)
    assert run("baseline", "create", ".").status == 0
    assert len(register()) == 1


HOSTILE = """\
      * @assume =cmd|'/c calc'!A1 is so because -1+1 | <b>x</b>
      *         [y](http://z) \x1b[31m owner=@SUM(A1)
"""


def test_csv_holds_no_formula(harbour, run):
    harbour("a.cbl", note=HOSTILE)
    text = run("assumptions", ".", "--format", "csv").out
    header, row = csv.reader(io.StringIO(text))
    cells = dict(zip(header, row, strict=True))
    assert cells["assumption"].startswith("'=cmd")
    assert cells["why"].startswith("'-1+1")
    assert cells["owner"] == "'@SUM(A1)"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert "\x1b" not in text


def test_markdown_stays_text(harbour, run):
    harbour("a.cbl", note=HOSTILE)
    lines = run("assumptions", ".", "--format", "markdown").out.splitlines()
    assert len(lines) == 3
    columns = [len(re.findall(r"(?<!\\)\|", line)) for line in lines]
    assert columns[0] == columns[1] == columns[2]
    assert "<b>" not in lines[2] and "&lt;b" in lines[2]  # the rules of markdown_text hold, which has tests of its own
    assert "http://" not in lines[2] and "](http" in lines[2]
    assert "\x1b" not in lines[2]


def test_table_is_safe_and_says_all(harbour, run):
    harbour("a.cbl", note=HOSTILE)
    harbour("b.cbl", 60, note=DECLARED)
    out = run("assumptions", ".").out
    assert "\x1b" not in out
    wanted = ("berths <= 40", "because the quay", "b.cbl:6", "1998-04-02", "RK", "owner Harbour", "overdue: 2026-05", "last 2019")
    for said in wanted:
        assert said in out, said


def test_several_outputs(harbour, run, work):
    harbour("a.cbl", note=DECLARED)
    assert run("assumptions", ".", "--output", "csv=r.csv", "--output", "markdown=r.md", "--output", "json=r.json").status == 0
    assert (work / "r.csv").read_text().startswith("assumption,path,line,")
    assert (work / "r.md").read_text().startswith("| assumption | value |")
    assert json.loads((work / "r.json").read_text())["schema"] == 1
