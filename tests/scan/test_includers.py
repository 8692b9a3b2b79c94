"""What a hook asks: named files as a search would take them, and with a copybook the programs that copy it."""

from __future__ import annotations

import json

import pytest

PROGRAM = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. {name}.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       77  WS-CONN-COUNT   PIC 9(5) COMP.
       {copy}
       PROCEDURE DIVISION.
       MAIN-PARA.
           ADD 1 TO WS-CONN-COUNT
           IF WS-CONN-COUNT > WS-FLOOD PERFORM POOL-FULL.
           GOBACK.
       POOL-FULL.
           DISPLAY 'FULL'.
"""
MEMBER = "       77  WS-FLOOD     PIC 9(5) COMP VALUE 250.\n"


@pytest.fixture
def bank(work):
    def write(name, text):
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    write("copy/POOLMAX.cpy", MEMBER)
    write("copy/COMMON.cpy", "       COPY POOLMAX.\n")
    write("src/DIRECT.cbl", PROGRAM.format(name="DIRECT", copy="COPY POOLMAX."))
    write("src/BYWAY.cbl", PROGRAM.format(name="BYWAY", copy='COPY "common.cpy".'))
    write("src/APART.cbl", PROGRAM.format(name="APART", copy="COPY POOLMAXX."))
    return write


def scanned(run, *arguments):
    return json.loads(run("scan", "--format", "json", *arguments).out)


def test_the_programs_that_copy_a_member_also_by_way_of_another(bank, run):
    alone = scanned(run, "copy/POOLMAX.cpy")
    assert not [f for f in alone["findings"] if f["family"] == "LIM"]
    answer = scanned(run, "--with-includers", "copy/POOLMAX.cpy")
    assert {file["path"] for file in answer["files"]} == {"copy/POOLMAX.cpy", "copy/COMMON.cpy", "src/DIRECT.cbl", "src/BYWAY.cbl"}
    (found,) = [f for f in answer["findings"] if f["family"] == "LIM"]
    assert (found["path"], found["literal"]) == ("copy/POOLMAX.cpy", "250")
    assert {includer["program"] for includer in found["includers"]} == {"BYWAY", "DIRECT"}


def test_what_only_copies_a_member_of_that_name_is_left_out(bank, run):
    bank("other/POOLMAX.cpy", MEMBER.replace("250", "90"))
    bank("other/NEAR.cbl", PROGRAM.format(name="NEAR", copy="COPY POOLMAX."))
    answer = scanned(run, "--with-includers", "copy/POOLMAX.cpy")
    assert "other/NEAR.cbl" not in {file["path"] for file in answer["files"]}


def test_a_program_brings_nobody_along(bank, run):
    assert [file["path"] for file in scanned(run, "--with-includers", "src/DIRECT.cbl")["files"]] == ["src/DIRECT.cbl"]


@pytest.mark.parametrize("name", ["Makefile", "old/OLD.cbl", ".hidden/X.cbl", "node_modules/X.cbl", "made/GEN.cbl", "notes.txt"])
def test_a_named_file_that_a_search_would_not_take(bank, run, work, name):
    bank(name, PROGRAM.format(name="X", copy="") if name.endswith(".cbl") else "all:\n")
    bank("cobolscan.toml", 'exclude = ["old/"]\n')
    bank(".gitignore", "made/\n")
    assert [file["path"] for file in scanned(run, name, "src/DIRECT.cbl")["files"]] == sorted([name, "src/DIRECT.cbl"])
    assert [file["path"] for file in scanned(run, "--force-exclude", name, "src/DIRECT.cbl")["files"]] == ["src/DIRECT.cbl"]
    assert run("scan", "--force-exclude", name).status == 2
    assert run("scan", "--force-exclude", "--allow-empty", name).status == 0


@pytest.mark.parametrize("name", ["lib/PAYROLL", "lib/PAY.mbr", "src/A.CBL"])
def test_a_named_file_that_a_search_would_take(bank, run, name):
    bank(name, PROGRAM.format(name="X", copy=""))
    assert [file["path"] for file in scanned(run, "--force-exclude", name)["files"]] == [name]
