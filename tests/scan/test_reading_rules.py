"""PAR001 and PAR002: their pages are true, and nothing that was not read is green."""

from __future__ import annotations

import json
import re

import pytest

from cobolscan.scan import loader

READING = [rule for rule in loader.load() if rule.code.startswith("PAR")]


def fence(page, title):
    section = page.split(f"## {title}\n", 1)[1].split("\n## ")[0]
    return re.search(r"```cobol\n(.*?)```", section, re.DOTALL)[1]


@pytest.mark.parametrize("rule", READING, ids=lambda rule: rule.code)
@pytest.mark.parametrize(("title", "drawn"), [("Example", True), ("Use instead", False)])
def test_the_examples_of_the_pages(work, run, rule, title, drawn):
    (work / "A.cbl").write_text(fence(rule.page(), title))
    found = json.loads(run("scan", "--format", "json", "A.cbl").out)["findings"]
    assert (rule.code in {finding["code"] for finding in found}) is drawn


def test_a_region_has_extent_and_says_what_was_expected(program, run):
    program("A.cbl", "DISPLAY 'A'.", "MOVE TO WS-POOL.", "DISPLAY 'B'.")
    done = run("scan", "--format", "json", "A.cbl")
    (found,) = json.loads(done.out)["findings"]
    assert done.status == 0, "a region is information"
    assert (found["code"], found["severity"], found["line"], found["end_line"]) == ("PAR001", "info", 9, 9)
    assert (found["program"], found["paragraph"]) == ("A", "MAIN-PARA")
    assert "MOVE TO WS-POOL" in found["message"]
    assert found["data"]["lines"] == 1 and isinstance(found["data"]["expected"], list)


def test_one_finding_for_each_region(program, run):
    program("A.cbl", *["MOVE TO WS-POOL.", "DISPLAY 'B'."] * 3)
    found = json.loads(run("scan", "--format", "json", "A.cbl").out)["findings"]
    assert [f["code"] for f in found] == ["PAR001"] * 3
    assert len({f["fingerprint"] for f in found}) == 3


def test_less_than_half_is_an_error(program, run):
    program("A.cbl", *["MOVE TO WS-POOL."] * 20)
    done = run("scan", "--format", "json", "A.cbl")
    assert done.status == 1
    assert json.loads(done.out)["findings"][0]["code"] == "PAR002"
    assert run("parse", "A.cbl").status == 1


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\x1a", b"      * a comment\n"])
def test_nothing_to_read_is_no_error(work, run, data):
    (work / "A.cpy").write_bytes(data)
    assert run("scan", "A.cpy").status == 0


def test_one_finding_speaks_for_a_file_that_is_mostly_unread(work, run):
    lines = ["       IDENTIFICATION DIVISION.", "       PROGRAM-ID. BROKEN.", "       PROCEDURE DIVISION.", "       MAIN-PARA."]
    lines += [f"           MUVE {number} INTO SOMETHING ELSE AGAIN." for number in range(40)]
    (work / "BROKEN.cbl").write_text("\n".join(lines) + "\n", encoding="ascii")
    found = json.loads(run("scan", "--format", "json", "BROKEN.cbl").out)["findings"]
    assert [f["code"] for f in found] == ["PAR002"]
    assert found[0]["data"]["regions"] >= 1 and found[0]["data"]["first_line"] == 5


def test_the_place_of_what_was_not_parsed_ends_with_its_line(work, run):
    """What is told begins with the statement, the place with the word that does not fit."""
    line = '           STRING "A" DELIMITED BY SIZE INTO INTO WS-X.'
    head = ["IDENTIFICATION DIVISION.", "PROGRAM-ID. A.", "PROCEDURE DIVISION.", "MAIN-PARA."]
    (work / "A.cbl").write_text("".join(f"       {each}\n" for each in head) + f"{line}\n")
    (found,) = [each for each in json.loads(run("scan", "A.cbl", "--format", "json").out)["findings"] if each["code"] == "PAR001"]
    assert found["line"] == found["end_line"] == 5 and found["column"] < found["end_column"] <= len(line) + 1
