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


@pytest.mark.parametrize(
    "copy",
    [
        "COPY POOLMAX OF COPYLIB.",
        "COPY\n      * of the pool\n           POOLMAX.",
        "COPY                                                             X2024\n001200     POOLMAX.",
        'COPY "POOLMAX.cpy".',
        "COPY 'poolmax'.",
        "COPY POOLMAX REPLACING ==WS-FLOOD== BY ==WS-FLOOD==.",
        "EXEC SQL\n             INCLUDE POOLMAX\n           END-EXEC.",
    ],
)
@pytest.mark.parametrize("encoding", ["ascii", "cp037"])
def test_however_it_is_copied(bank, run, work, copy, encoding):
    text = PROGRAM.format(name="ODDLY", copy=copy)
    (work / "src" / "ODDLY.cbl").write_bytes(text.encode("ascii") if encoding == "ascii" else text.replace("\n", "\x85").encode("cp037"))
    answer = scanned(run, "--with-includers", "copy/POOLMAX.cpy")
    assert "src/ODDLY.cbl" in {file["path"] for file in answer["files"]}


@pytest.mark.parametrize("name", ["pool.max.cpy", "pool max.cpy", "PÖOL.cpy"])
def test_members_of_odd_names(bank, run, name):
    bank(f"copy/{name}", MEMBER)
    bank("src/ODDLY.cbl", PROGRAM.format(name="ODDLY", copy=f'COPY "{name}".'))
    answer = scanned(run, "--with-includers", f"copy/{name}")
    assert [file["path"] for file in answer["files"]] == [f"copy/{name}", "src/ODDLY.cbl"]


def test_a_member_far_down(bank, run):
    bank("copy/COPY00.cpy", MEMBER)
    for number in range(1, 12):
        bank(f"copy/COPY{number:02}.cpy", f"       COPY COPY{number - 1:02}.\n")
    bank("src/FAR.cbl", PROGRAM.format(name="FAR", copy="COPY COPY11."))
    answer = scanned(run, "--with-includers", "copy/COPY00.cpy")
    assert "src/FAR.cbl" in {file["path"] for file in answer["files"]}


ODD = "       77  WS-MAX-SHIPS     PIC 9(5) COMP VALUE 40.\n"


def test_a_member_that_no_search_takes_for_cobol_is_judged_where_it_is_copied(bank, run):
    """COPY says that it is COBOL: what stands in it must not pass unseen."""
    bank("copy/HARBOUR.zzz", ODD)
    bank("src/SHIPS.cbl", PROGRAM.format(name="SHIPS", copy='COPY "HARBOUR.zzz".').replace("WS-FLOOD", "WS-MAX-SHIPS"))
    answer = scanned(run, ".")
    assert "copy/HARBOUR.zzz" in {file["path"] for file in answer["files"]}
    assert [(f["literal"], f["line"]) for f in answer["findings"] if f["path"] == "copy/HARBOUR.zzz"] == [("40", 1)]
    assert "copy/HARBOUR.zzz" not in {file["path"] for file in scanned(run, "src")["files"]}
    bank("cobolscan.toml", 'exclude = ["copy/HARBOUR.zzz"]\n')
    assert "copy/HARBOUR.zzz" not in {file["path"] for file in scanned(run, ".")["files"]}
