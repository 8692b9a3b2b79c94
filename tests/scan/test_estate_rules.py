"""Rules about all programs together, from the command line: what they find takes part in everything that findings take part in."""

from __future__ import annotations

import json

import pytest

from cobolscan.estate.estate import Estate
from cobolscan.rule import EstateRule, Finding
from cobolscan.scan import loader
from tests.programs import BERTHS

PROGRAM = BERTHS.replace("{note}", "      *    AGREED WITH THE HARBOUR MASTER - J VERKAIK 1998-04-02\n")


@pytest.fixture
def harbour(work):
    """Writes programs that have a limit of berths: the path, the limit, and more statements."""

    def write(path, limit, *more, name=None):
        file = work / path
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"           {line}\n" for line in more)
        file.write_text(PROGRAM.format(name=name or file.stem.upper(), limit=limit, more=lines), encoding="ascii")

    return write


@pytest.fixture
def found(run):
    def scanned(*arguments):
        done = run("scan", "--format", "json", *arguments)
        assert not done.err
        return json.loads(done.out)["findings"]

    return scanned


def test_a_drift_is_told_once_at_the_odd_one(harbour, found):
    for name, limit in (("A", 24), ("B", 24), ("C", 18), ("D", 24)):
        harbour(f"src/{name}.cbl", limit)
    findings = found("src")
    (drift,) = [f for f in findings if f["code"] == "LIM007"]
    assert (drift["path"], drift["line"], drift["literal"], drift["program"], drift["severity"]) == ("src/C.cbl", 7, "18", "C", "error")
    assert drift["message"] == "WS-MAX-BERTHS is 18 here and differs in other programs: 24 in 3 programs"
    assert drift["data"]["values"] == {"24": ["A", "B", "D"], "18": ["C"]}
    assert [(r["path"], r["literal"]) for r in drift["related"] if r["role"] == "elsewhere"] == [
        ("src/A.cbl", "24"), ("src/B.cbl", "24"), ("src/D.cbl", "24")
    ]  # fmt: skip
    assert any("HARBOUR MASTER" in event["text"] for event in drift["history"])
    assert [f["code"] for f in findings if f["path"] == "src/C.cbl"] == ["LIM007"], "one literal, one finding"
    others = [f for f in findings if f["code"] == "LIM002"]
    assert all("src/C.cbl" in {r["path"] for r in f["related"]} for f in others) and len(others) == 3


def test_it_says_the_same_when_it_is_selected_alone(harbour, found):
    for name, limit in (("A", 24), ("B", 24), ("C", 18)):
        harbour(f"src/{name}.cbl", limit)
    (together,) = [f for f in found("--ignore", "HIS", "src") if f["code"] == "LIM007"]
    assert found("--select", "LIM007", "src") == [together]


def test_what_is_ignored_is_not_compared(harbour, found):
    harbour("A.cbl", 24)
    harbour("B.cbl", 18)
    assert found("--select", "LIM007")
    assert not [f for f in found("--ignore", "LIM002") if f["code"] == "LIM007"]


def test_the_number_of_processes_does_not_matter(harbour, found):
    for number in range(9):
        harbour(f"src/P{number}.cbl", 24 + number % 3, f"CALL 'P{(number + 1) % 9}'.", f"COPY LOST{number % 2}.")
    assert found("--jobs", "1", "src") == found("--jobs", "2", "src")


def test_a_baseline_accepts_it_until_it_changes(harbour, found, run):
    harbour("A.cbl", 24)
    harbour("B.cbl", 18)
    run("baseline", "create")
    assert found("--baseline", "cobolscan-baseline.tsv") == []
    harbour("B.cbl", 19)
    assert [f["code"] for f in found("--baseline", "cobolscan-baseline.tsv")] == ["LIM007"]


def test_versions_of_one_program_do_not_drift(harbour, found):
    harbour("v1/A.cbl", 24)
    harbour("v2/A.cbl", 18)
    assert not [f for f in found() if f["code"] == "LIM007"]


def drifts(findings):
    return [(f["path"], f["confidence"]) for f in findings if f["code"] == "LIM007"]


def test_programs_of_which_one_calls_the_other_belong_together(harbour, found):
    harbour("one/A.cbl", 24)
    harbour("two/B.cbl", 18)
    assert drifts(found()) == [("two/B.cbl", "medium")], "nothing but the name"
    harbour("two/B.cbl", 18, "CALL 'A'.")
    assert drifts(found()) == [("two/B.cbl", "high")]


def test_programs_that_copy_the_same_member_belong_together(harbour, found, work):
    (work / "BERTHS.cpy").write_text("           DISPLAY 'A BERTH'.\n")
    harbour("one/A.cbl", 24, "COPY BERTHS.")
    harbour("two/B.cbl", 18, "COPY BERTHS.")
    assert drifts(found()) == [("two/B.cbl", "high")]


def test_a_limit_in_a_member_counts_for_all_who_copy_it(harbour, found, work):
    (work / "LIMITS.cpy").write_text("       01  LI-MAX-BERTHS PIC 9(4) VALUE 30.\n")
    text = PROGRAM.replace("       01  WS-MAX-BERTHS   PIC 9(4) VALUE {limit}.\n", "           COPY LIMITS.\n").replace("WS-MAX", "LI-MAX")
    for name in ("A", "B"):
        (work / f"{name}.cbl").write_text(text.format(name=name, more=""))
    harbour("C.cbl", 18)
    (drift,) = [f for f in found() if f["code"] == "LIM007"]
    assert (drift["path"], drift["data"]["values"]) == ("C.cbl", {"30": ["A", "B"], "18": ["C"]})


def test_files_with_the_same_bytes_are_one_program(harbour, found):
    for folder in ("src", "old", "bak"):
        harbour(f"{folder}/A.cbl", 18)
    harbour("src/B.cbl", 24)
    (drift,) = [f for f in found() if f["code"] == "LIM007"]
    assert drift["data"]["values"] == {"18": ["A"], "24": ["B"]}
    assert sorted([drift["path"], *drift["identical_paths"]]) == ["bak/A.cbl", "old/A.cbl", "src/A.cbl"]


def test_a_missing_copybook_is_told_once_with_those_who_want_it(harbour, found, work):
    harbour("A.cbl", 24, "COPY LOST.")
    harbour("B.cbl", 24, "COPY 'lost'.", "COPY DFHAID.")
    (missing,) = [f for f in found() if f["code"] == "PAR003"]
    assert (missing["path"], missing["line"], missing["severity"], missing["program"]) == ("A.cbl", 13, "info", "A")
    assert missing["message"] == "the copybook LOST was not found: what it declares is not known; A, B want it"
    assert [(r["path"], r["line"]) for r in missing["related"]] == [("B.cbl", 13)]


def test_a_member_that_lacks_a_member_names_the_programs(harbour, found, work):
    (work / "OUTER.cpy").write_text("           DISPLAY 'OUTER'.\n           COPY LOST.\n")
    harbour("A.cbl", 24, "COPY OUTER.")
    (missing,) = [f for f in found() if f["code"] == "PAR003"]
    assert (missing["path"], missing["line"], missing["data"]["programs"]) == ("OUTER.cpy", 2, ["A"])


def test_a_member_that_is_no_part_of_the_run_is_no_subject_of_it(harbour, found, work):
    (work / "cpy").mkdir()
    rate = "           COMPUTE WS-BERTH-COUNT = WS-BERTH-COUNT * 17.25.\n"
    (work / "cpy" / "TOLL.cpy").write_text(rate + "           COPY LOST.\n           CALL 'GONE'.\n")
    for name in ("A", "B", "C"):
        harbour(f"src/{name}.cbl", 24, "COPY TOLL.", "COMPUTE WS-BERTH-COUNT = WS-BERTH-COUNT * 18.75.")
    options = ("--copybook-path", "cpy", "--select", "MAG004,PAR003,EST001")
    assert [(f["code"], f["path"], f["literal"]) for f in found(*options, "src")] == [("MAG004", "src/A.cbl", "18.75")]
    assert {(f["code"], f["path"]) for f in found(*options, ".")} == {
        ("MAG004", "src/A.cbl"), ("PAR003", "cpy/TOLL.cpy"), ("EST001", "cpy/TOLL.cpy")
    }  # fmt: skip


def test_a_rule_that_fails_is_named_and_the_others_go_on(harbour, run, monkeypatch):
    class Failing(EstateRule):
        code = "EST901"

        def check_estate(self, estate: Estate):
            raise ValueError("no way")
            yield Finding  # a generator

    rules = (*loader.load(), Failing)
    monkeypatch.setattr(loader, "load", lambda: rules)
    harbour("A.cbl", 24)
    harbour("B.cbl", 18)
    done = run("scan", "--format", "json", "--jobs", "1")
    assert done.status == 2
    assert "EST901" in done.err and "no way" in done.err
    assert "LIM007" in {f["code"] for f in json.loads(done.out)["findings"]}


def test_other_formats_show_it(harbour, run):
    harbour("A.cbl", 24)
    harbour("B.cbl", 18)
    for name in ("full", "concise", "sarif", "jsonl"):
        assert "LIM007" in run("scan", "--format", name).out
    assert "MAX-BERTHS   PIC 9(4) VALUE 18" in run("scan", "--no-color").out
