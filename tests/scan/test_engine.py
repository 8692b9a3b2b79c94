"""The scan as a whole: order, processes, identical files, copybooks, what stands elsewhere."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cobolscan.scan import files, pool
from cobolscan.scan.reading import Reader

pytestmark = pytest.mark.usefixtures("house")


def report(done):
    answer = json.loads(done.out)
    answer["summary"].pop("seconds", None)
    return answer


@pytest.fixture
def estate(program):
    for number in range(12):
        program(f"src/P{number:02}.cbl", f"IF WS-POOL > {100 + number} DISPLAY 'FULL'.", f"MOVE {40 + number} TO WS-POOL.")


def test_the_answer_does_not_depend_on_the_number_of_processes(estate, run):
    one, two = (run("scan", "--format", "json", "--jobs", jobs, "src") for jobs in ("1", "2"))
    assert one.status == two.status == 1
    assert report(one) == report(two)
    assert len(report(one)["findings"]) == 24


def test_nor_on_the_order_of_the_paths(estate, run):
    names = [f"src/P{number:02}.cbl" for number in range(12)]
    assert report(run("scan", "--format", "json", *names)) == report(run("scan", "--format", "json", *reversed(names), "src"))


def test_the_highest_rank_comes_first(program, run):
    program("A.cbl", "MOVE 44 TO WS-POOL.", "IF WS-POOL > 100 DISPLAY 'FULL'.", 'CALL "C$SLEEP" USING 30.')
    found = report(run("scan", "--format", "json", "A.cbl"))["findings"]
    assert [f["severity"] for f in found] == ["error", "warning", "info"]
    assert [f["rank"] for f in found] == sorted((f["rank"] for f in found), reverse=True)


def test_identical_files_give_one_finding_and_are_all_listed(program, work, run):
    text = program("a/ONE.cbl", "IF WS-POOL > 100 DISPLAY 'FULL'.").read_bytes()
    for name in ("b/ONE.cbl", "c/TWO.cbl"):
        (work / name).parent.mkdir()
        (work / name).write_bytes(text)
    answer = report(run("scan", "--format", "json"))
    assert [(f["path"], f["identical_paths"]) for f in answer["findings"]] == [("a/ONE.cbl", ["b/ONE.cbl", "c/TWO.cbl"])]
    assert [(f["path"], f["parsed_lines"] > 0) for f in answer["files"]] == [(f"{p}.cbl", True) for p in ("a/ONE", "b/ONE", "c/TWO")]
    assert "the same file as b/ONE.cbl, c/TWO.cbl" in run("scan").out


def test_the_same_limit_elsewhere_with_another_value(program, run):
    program("A.cbl", "IF WS-POOL-CONN > 100 DISPLAY 'FULL'.")
    program("B.cbl", "IF WK-MAX-POOL-CONNECTIONS > 250 DISPLAY 'FULL'.")
    program("C.cbl", "IF WS-POOL-CONN > 0100 DISPLAY 'FULL'.", "IF WS-COLOUR > 99 DISPLAY 'RED'.")
    found = {f["path"]: f["related"] for f in report(run("scan", "--format", "json", "--select", "LIM"))["findings"]}
    assert [(r["path"], r["line"], r["literal"], r["role"]) for r in found["A.cbl"]] == [
        ("B.cbl", 8, "250", "elsewhere"),
        ("C.cbl", 8, "0100", "elsewhere"),
    ]
    assert [r["path"] for r in found["B.cbl"]] == ["A.cbl", "C.cbl"]


def test_a_finding_in_a_copybook_names_those_who_copy_it(program, work, run):
    program("src/A.cbl", "COPY CHECKS.", unit="PROGA")
    program("src/B.cbl", "COPY 'Checks.cpy'.", unit="PROGB")
    (work / "src" / "CHECKS.CPY").write_text("           IF WS-POOL > 100 DISPLAY 'FULL'.\n")
    answer = report(run("scan", "--format", "json", "src"))
    (found,) = answer["findings"]
    assert (found["path"], found["program"]) == ("src/CHECKS.CPY", None)
    assert found["includers"] == [
        {"program": "PROGA", "chain": [{"path": "src/A.cbl", "line": 8}]},
        {"program": "PROGB", "chain": [{"path": "src/B.cbl", "line": 8}]},
    ]
    assert answer["summary"]["missing_copybooks"] == {}


@pytest.mark.parametrize(
    ("folder", "options", "name"),
    [
        (".", (".",), "BODY"),
        (".", ("--copybook-path", "./copy/", "."), "BODY"),
        (".", ("--copybook-path", "{work}/copy", "."), "BODY"),
        (".", ("{work}",), '"../COPY/BODY.cpy"'),
        ("else", ("{work}/prog", "{work}/copy"), "BODY"),
        ("else", ("--copybook-path", "../copy", "{work}/prog", "{work}/copy"), "BODY"),
        ("else", ("--copybook-path", "{work}/copy", "../prog", "../copy"), "BODY"),
    ],
)
def test_a_copybook_has_one_name_however_it_is_found(program, work, run, monkeypatch, folder, options, name):
    (work / "copy").mkdir()
    (work / "copy/BODY.cpy").write_text("           IF WS-POOL > 7000 DISPLAY 'FULL'.\n")
    (work / "else").mkdir()
    program("prog/P1.cbl", f"COPY {name}.")
    monkeypatch.chdir(work / folder)
    done = run("scan", "--isolated", "--jobs", "1", "--format", "json", *(option.format(work=work) for option in options))
    (finding,) = report(done)["findings"]
    assert [includer["chain"][0]["path"].endswith("prog/P1.cbl") for includer in finding["includers"]] == [True]


def test_missing_copybooks_are_counted_by_name(program, work, run):
    program("A.cbl", "COPY NOWHERE.", "COPY DFHAID.", "COPY INLIB.")
    program("B.cbl", "COPY NOWHERE.")
    (work / ".lib").mkdir()  # hidden folders are not looked into unless they are named
    (work / ".lib" / "inlib").write_text("           CONTINUE.\n")
    options = ["--format", "json", "A.cbl", "B.cbl"]
    assert report(run("scan", *options))["summary"]["missing_copybooks"] == {"NOWHERE": 2, "INLIB": 1}
    assert report(run("scan", "--copybook-path", ".lib", *options))["summary"]["missing_copybooks"] == {"NOWHERE": 2}
    parsed = {f["path"]: f["missing_copybooks"] for f in json.loads(run("parse", *options).out)["files"]}
    assert parsed == {"A.cbl": ["NOWHERE", "INLIB"], "B.cbl": ["NOWHERE"]}


@pytest.mark.parametrize("given", ["A.cbl", "./A.cbl", "src/../A.cbl", "{work}/A.cbl", "../work/A.cbl"])
def test_paths_are_as_one_would_type_them(program, work, run, given):
    program("A.cbl", "IF WS-POOL > 100 DISPLAY 'FULL'.")
    (work / "src").mkdir()
    answer = report(run("scan", "--format", "json", given.format(work=work)))
    assert [f["path"] for f in answer["findings"]] == [f["path"] for f in answer["files"]] == ["A.cbl"]


def test_paths_outside_keep_their_form(program, work, run, monkeypatch):
    program("A.cbl", "CONTINUE.")
    (work / "sub").mkdir()
    monkeypatch.chdir(work / "sub")
    assert report(run("scan", "--format", "json", "../A.cbl"))["files"][0]["path"] == "../A.cbl"
    assert report(run("scan", "--format", "json", str(work / "A.cbl")))["files"][0]["path"] == str(work / "A.cbl")


def test_a_named_pipe_does_not_block(work, run):
    os.mkfifo("A.cbl")
    done = run("scan", "A.cbl")
    assert (done.status, "not a regular file" in done.out) == (1, True)


def test_standard_input(run, monkeypatch):
    import io
    import sys

    text = b"       ID DIVISION.\n       PROGRAM-ID. X.\n       PROCEDURE DIVISION.\n       P.\n           IF WS-POOL > 100 STOP RUN.\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    done = run("scan", "-", "--stdin-filename", "src/X.cbl", "--format", "json")
    assert [(f["path"], f["literal"]) for f in report(done)["findings"]] == [("src/X.cbl", "100")]


class Fatal(Reader):
    """A worker that dies on one file."""

    def __call__(self, path, data=None):
        if path.endswith("P05.cbl"):
            os._exit(9)
        return super().__call__(path, data)


def test_a_worker_that_dies_costs_one_file(estate, work):
    from cobolscan.scan.settings import Settings

    paths = files.find(["src"], Settings(root=str(work)))
    results = [*pool.results(Fatal, Settings(), paths, 2)]
    assert [result.report.path for result in results] == paths
    assert [result.report.path for result in results if result.errors] == ["src/P05.cbl"]


def test_every_file_is_answered_whatever_its_bytes(work, run):
    samples = {
        "nul.cbl": b"\0" * 4000,
        "random.cbl": bytes(range(256)) * 40,
        "empty.cbl": b"",
        "one.cbl": b"X",
        "long.cbl": b"       MOVE " + b"A" * 100_000,
        "deep.cbl": b"       PROCEDURE DIVISION.\n" + b"           IF A = 1\n" * 3000,
        "brackets.cbl": b"           COMPUTE A = " + b"(" * 5000 + b"1.\n",
    }
    for name, data in samples.items():
        Path(name).write_bytes(data)
    answer = report(run("scan", "--format", "json", *samples))
    assert sorted(f["path"] for f in answer["files"]) == sorted(samples)
    assert answer["errors"] == []


def test_the_same_limit_with_the_same_value_is_named_and_is_no_drift(program, run):
    program("A.cbl", "IF WS-POOL > 100 DISPLAY 'A'.")
    program("B.cbl", "IF WS-POOL > 100 DISPLAY 'B FULL'.")
    program("C.cbl", "IF WS-POOL > 250 DISPLAY 'C'.")
    found = {f["path"]: f for f in report(run("scan", "--format", "json", "."))["findings"] if f["family"] == "LIM"}
    assert [(r["path"], r["literal"]) for r in found["A.cbl"]["related"]] == [("C.cbl", "250"), ("B.cbl", "100")]
    (again,) = [r["message"] for r in found["A.cbl"]["related"] if r["path"] == "B.cbl"]
    assert again == "WS-POOL is 100 too in B"


def test_a_link_to_itself_and_an_odd_gitignore_do_not_stop_a_scan(work, program, run):
    program("A.cbl", "IF WS-POOL > 100 DISPLAY 'A'.")
    (work / "loop").symlink_to("loop")
    (work / ".gitignore").write_text("\\\nx\\\n!\n[z-a]\nB*\n", encoding="ascii")
    program("B.cbl", "IF WS-POOL > 200 DISPLAY 'B'.")
    assert [f["path"] for f in report(run("scan", "--format", "json", "."))["files"]] == ["A.cbl"]


def test_card_images_are_read_and_other_records_without_line_ends_are_not_green(work, program, run):
    text = program("A.cbl", *(f"DISPLAY 'LINE {number}'." for number in range(40))).read_text()
    for name, encoding in (("CARDS.cbl", "ascii"), ("EBCDIC.cbl", "cp037")):
        (work / name).write_bytes("".join(line.ljust(80) for line in text.splitlines()).encode(encoding))
        assert report(run("scan", "--format", "json", name))["findings"] == []
    (work / "REC.cbl").write_text("".join(line.ljust(91) for line in text.splitlines()), encoding="ascii")
    (found,) = report(run("scan", "--format", "json", "REC.cbl"))["findings"]
    assert found["code"] == "PAR002" and "line ends" in found["message"]
    assert all(len(line) < 260 for line in run("scan", "REC.cbl").out.splitlines())
