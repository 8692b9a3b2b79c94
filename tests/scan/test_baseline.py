"""What is accepted today does not fail tomorrow, whatever happens to columns, case and line numbers; what is new does."""

from __future__ import annotations

import json

import pytest

from tests.programs import LAYOUTS

pytestmark = pytest.mark.usefixtures("house")
LIMIT = "IF WS-POOL > 100 DISPLAY 'FULL'."


@pytest.fixture
def accepted(program, run, work):
    path = program("src/A.cbl", LIMIT, LIMIT, 'CALL "C$SLEEP" USING 30.')
    assert run("baseline", "create", "src").status == 0
    assert run("scan", "--baseline", "cobolscan-baseline.tsv", "src").status == 0
    return path


def new(run, *paths):
    done = run("scan", "--baseline", "cobolscan-baseline.tsv", "--format", "json", *(paths or ("src",)))
    return [(f["code"], f["literal"]) for f in json.loads(done.out)["findings"]]


@pytest.mark.parametrize("change", LAYOUTS.values(), ids=LAYOUTS)
def test_what_is_not_a_change_of_code_is_not_new(accepted, run, change):
    accepted.write_text(change(accepted.read_text()))
    assert new(run) == []


def test_another_value_is_new(accepted, run):
    accepted.write_text(accepted.read_text().replace("USING 30", "USING 31"))
    assert new(run) == [("WAI901", "31")]


def test_counts_not_places(accepted, run):
    text = accepted.read_text()
    accepted.write_text(text.replace(f"           {LIMIT}\n", "", 1))
    assert new(run) == [], "a mended one makes no other new"
    accepted.write_text(text.replace("       MAIN-PARA.\n", f"       MAIN-PARA.\n           {LIMIT}\n"))
    assert new(run) == [("LIM901", "100")], "a third of two is new"


def test_a_copy_of_a_file_is_new_by_its_own_path(accepted, run, work):
    (work / "src" / "B.cbl").write_bytes(accepted.read_bytes())
    done = run("scan", "--baseline", "cobolscan-baseline.tsv", "--format", "json", "src")
    found = json.loads(done.out)["findings"]
    assert {(f["path"], tuple(f["identical_paths"])) for f in found} == {("src/B.cbl", ())}


def test_identical_files_are_all_accepted(program, run, work):
    first = program("A.cbl", LIMIT)
    (work / "B.cbl").write_bytes(first.read_bytes())
    assert run("baseline", "create").status == 0
    first.unlink()
    assert run("scan", "--baseline", "cobolscan-baseline.tsv").status == 0


def test_it_holds_from_any_folder(accepted, run, work, monkeypatch):
    monkeypatch.chdir(work / "src")
    assert run("scan", "--baseline", "../cobolscan-baseline.tsv", "A.cbl").status == 0
    monkeypatch.chdir("/")
    assert run("scan", "--baseline", str(work / "cobolscan-baseline.tsv"), str(work)).status == 0


def test_the_file_is_sorted_text_that_merges(accepted, run, work):
    path = work / "cobolscan-baseline.tsv"
    lines = path.read_text().splitlines()
    assert lines[0] == "# cobolscan baseline 2"
    told = [line.split("\t") for line in lines[2:]]
    assert [(fields[0], fields[1], fields[4], fields[6]) for fields in told if "(" not in fields[6]] == [
        ("src/A.cbl", "LIM901", "100", "2"),
        ("src/A.cbl", "WAI901", "30", "1"),
    ]
    path.write_text("\n".join([lines[0], "", *reversed(lines[1:]), *lines[1:]]) + "\n")
    assert new(run) == [], "order and repetition do no harm"
    path.write_text("\n".join([lines[0], "<<<<<<< HEAD", *lines[1:]]))
    done = run("scan", "--baseline", str(path), "src")
    assert (done.status, "merge conflict" in done.err) == (2, True)
    path.write_text("\n".join([lines[0], "what\tever"]))
    assert run("scan", "--baseline", str(path), "src").status == 2


def test_it_is_not_overwritten_unasked(accepted, run, work):
    before = (work / "cobolscan-baseline.tsv").read_text()
    accepted.write_text(accepted.read_text().replace("100", "101"))
    assert run("baseline", "create", "src").status == 2
    assert (work / "cobolscan-baseline.tsv").read_text() == before
    assert run("baseline", "create", "--force", "src").status == 0
    assert (work / "cobolscan-baseline.tsv").read_text() != before


def test_nothing_is_written_when_not_all_was_scanned(program, run, work):
    program("A.cbl", "DISPLAY 'KABOOM'.")
    assert run("baseline", "create").status == 2
    assert not (work / "cobolscan-baseline.tsv").exists()


def test_hostile_names_keep_to_their_column(program, run, work):
    program("a\tb\nc\x1b[31m.cbl", LIMIT, unit="X")
    assert run("baseline", "create").status == 0
    text = (work / "cobolscan-baseline.tsv").read_text()
    assert len(text.splitlines()) == 4  # the finding, and the one that it speaks for
    assert "\x1b" not in text
    assert run("scan", "--baseline", "cobolscan-baseline.tsv").status == 0


def test_a_changed_literal_that_stands_elsewhere_is_new():
    from cobolscan.rule import Confidence, Finding, Place, Severity
    from cobolscan.scan.fingerprint import key

    def wait(literal):
        place = Place("A.cbl", 9, 1, 9, 9)
        return Finding("WAI001", "wait", Severity.WARNING, Confidence.HIGH, place, "m", literal=literal, statement="CALL 'X' USING WS-MS")

    assert key(wait("200"), "A.cbl", ".") != key(wait("600000"), "A.cbl", ".")
    assert key(wait("200"), "A.cbl", ".") == key(wait("200"), "A.cbl", ".")


def test_the_form_is_the_statement_without_its_literal():
    from cobolscan.scan.fingerprint import form

    loop = "PERFORM VARYING RX-5 FROM 1.5 BY 1 UNTIL SX > 25 OR RX > 5"
    assert form(loop, "5") == form(loop.replace("> 5", "> 7"), "7")
    assert form(loop, "25") == form(loop.replace("25", "30"), "30")
    assert form(loop, "5") != form(loop.replace("25", "26"), "5"), "another number of the statement is another statement"
    assert form(loop, "5") != form(loop.replace("RX-5", "RX-7"), "5")
    assert form("EXEC CICS DELAY\n      INTERVAL( 90 )\n END-EXEC", "90") == form("EXEC CICS DELAY INTERVAL(30) END-EXEC.", "30")
    assert form("CALL 'SYSTEM' USING 'sleep 5'", "sleep 5") == form("call 'SYSTEM'  using 'SLEEP 9'", "SLEEP 9")
    assert form("MOVE -1 TO X", "-1") == form("MOVE +300 TO X", "+300")
    assert form("", None) == form(" . ", "5")


def test_a_paragraph_counts_within_a_program():
    """What stands in a copy member has none for those who copy it, and one for the member alone."""
    from cobolscan.rule import Confidence, Finding, Place, Severity
    from cobolscan.scan.fingerprint import key

    def found(program, paragraph):
        place = Place("A.cpy", 9, 1, 9, 9)
        return Finding("LIM001", "x", Severity.WARNING, Confidence.HIGH, place, "m", program=program, paragraph=paragraph, statement="X")

    assert key(found(None, "FILL-IT"), "A.cpy", ".") == key(found(None, None), "A.cpy", ".")
    assert key(found("A", "FILL-IT"), "A.cpy", ".") != key(found("A", "EMPTY-IT"), "A.cpy", ".")
