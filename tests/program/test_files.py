"""Files: SELECT, description and records belong together."""

from __future__ import annotations

from cobolscan.program.model import build
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

TEXT = """
IDENTIFICATION DIVISION.
PROGRAM-ID. FILES.
ENVIRONMENT DIVISION.
INPUT-OUTPUT SECTION.
FILE-CONTROL.
    SELECT OPTIONAL CUSTOMERS ASSIGN TO "CUST.DAT"
        ORGANIZATION IS INDEXED ACCESS MODE IS DYNAMIC
        RECORD KEY IS CUST-KEY OF CUST-RECORD
        ALTERNATE RECORD KEY IS CUST-NAME WITH DUPLICATES
        FILE STATUS IS CUST-STATUS CUST-STATUS-2.
    SELECT REPORT-FILE ASSIGN TO PRINTER LINE SEQUENTIAL.
    SELECT SLOTS ASSIGN TO DISK-NAME ORGANIZATION RELATIVE RELATIVE KEY SLOT-NUMBER.
    SELECT SORT-WORK ASSIGN "SORTWK".
DATA DIVISION.
FILE SECTION.
FD  CUSTOMERS RECORD IS VARYING IN SIZE FROM 10 TO 80 CHARACTERS DEPENDING ON CUST-LENGTH.
01  CUST-RECORD.
    05 CUST-KEY PIC 9(6).
    05 CUST-NAME PIC X(30).
01  CUST-SHORT PIC X(10).
SD  SORT-WORK.
01  SORT-RECORD PIC X(20).
FD  REPORT-FILE RECORD CONTAINS 132 CHARACTERS.
01  REPORT-LINE PIC X(132).
FD  UNSELECTED RECORD VARYING TO 50.
WORKING-STORAGE SECTION.
01  NOT-A-RECORD PIC X.
PROCEDURE DIVISION.
    STOP RUN.
"""


def program():
    tree = parse(read(TEXT.encode(), "files.cob", "free"))
    assert tree.complete, tree.opaques
    return build(tree)[0]


def test_files_in_the_order_of_select():
    assert [file.name for file in program().files] == ["CUSTOMERS", "REPORT-FILE", "SLOTS", "SORT-WORK", "UNSELECTED"]


def test_select_entry():
    tested = program()
    customers, report, slots = (tested.file(name) for name in ("CUSTOMERS", "REPORT-FILE", "SLOTS"))
    assert (customers.assigned, customers.organization, customers.access) == (['"CUST.DAT"'], "INDEXED", "DYNAMIC")
    assert (customers.record_key, customers.alternate_keys, customers.status) == ("CUST-KEY", ["CUST-NAME"], "CUST-STATUS")
    assert (customers.optional, report.optional) == (True, False)
    assert (report.assigned, report.organization, report.access, report.status) == (["PRINTER"], "LINE SEQUENTIAL", "SEQUENTIAL", None)
    assert (slots.relative_key, slots.assigned, slots.records, slots.record_size) == ("SLOT-NUMBER", ["DISK-NAME"], [], None)


def test_descriptions_and_records():
    tested = program()
    customers, work, unselected = (tested.file(name) for name in ("CUSTOMERS", "SORT-WORK", "UNSELECTED"))
    assert [record.name for record in customers.records] == ["CUST-RECORD", "CUST-SHORT"]
    assert (customers.record_size, customers.record_sizes) == (36, (10, 80))
    assert [record.name for record in work.records] == ["SORT-RECORD"]
    assert (work.is_sort, customers.is_sort) == (True, False)
    assert (unselected.select, unselected.records, unselected.record_sizes, unselected.organization) == (None, [], (0, 50), "SEQUENTIAL")
    assert tested.file("REPORT-FILE").record_sizes == (132, 132)
    assert tested.file("NOWHERE") is None
