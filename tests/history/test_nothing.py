"""Comments from which nothing of a change may be read: no author, no date, no ticket. Names and shops are invented."""

from __future__ import annotations

import pytest

from .conftest import history_of, program

BLOCKS: dict[str, str] = {
    "prose with capitalised words": "The Ledger and the Suspense Account are posted by Region,\nthen by Branch and by Desk.",
    "prose in capitals": "THE TELLER READS THE CARD BEFORE THE ACCOUNT IS POSTED.\nIF THE CARD IS BAD THE TELLER RETURNS IT",
    "company in a sentence": "The layout comes from Bradwell Insurance Ltd and is\nshared with Hollis Brothers Bank.",
    "product": "Runs under Vantage Server 4.2 and Delta Manager 11",
    "see a report": "SEE SMITH REPORT FOR DETAILS OF THE CALCULATION",
    "see a memo": "REFER TO THE JONES MEMO, CHAPTER 4",
    "method of a person": "Luhn check digit. The method of Verhoeff is not used here",
    "names of files": "INPUT    CUSTIN   CUSTOMERS, SORTED BY NUMBER\n"
    "OUTPUT   CUSTOUT  CUSTOMERS OF REGION 2\n         PRTOUT   LISTING, 132 COLUMNS",
    "names of programs": "CALLED BY  PAYROL1, PAYROL7\nCALLS      DATECK, TAXTAB",
    "months as words": "THE MARCH FILE MAY BE EMPTY. IN AUGUST THE RATES ARE NEW.",
    "months of a fiscal year": "FISCAL YEAR RUNS FROM APRIL TO MARCH",
    "effective date": "RATES EFFECTIVE 01/01/1997 ARE IN TABLE 4",
    "cut-over date": "ACCOUNTS OPENED BEFORE 1996-07-01 KEEP THE OLD NUMBER",
    "until a date": "CONTRACTS SIGNED UNTIL 31.12.2001 ARE PAID IN OLD CURRENCY",
    "as of": "PREMIUMS AS OF 15 MAY 1994 INCLUDE THE TAX",
    "base of a day count": "DAYS ARE COUNTED FROM 1600-12-31\nAND DATES BEFORE 1900-01-01 ARE REFUSED",
    "window": "YEARS 60 TO 99 ARE 19XX, 00 TO 59 ARE 20XX.\nTHE WINDOW IS 1960 - 2059",
    "copyright": "Copyright 1987, 1993 Bradwell Systems Inc. All rights reserved.",
    "copyright of a person": "(C) 1991 by Ingrid Halloran\nAll rights reserved",
    "licence": "This program is free software; you can redistribute it and/or\n"
    "modify it under the terms of the GNU General Public License\n"
    "as published by the Free Software Foundation; either version 2",
    "warranty": "THIS SOFTWARE IS PROVIDED BY THE AUTHOR AND CONTRIBUTORS AS IS\nWITHOUT WARRANTY OF ANY KIND, 1999",
    "section banner": "***************************************\n"
    "*         2100-READ-CUSTOMER          *\n***************************************",
    "banner in words": "-------------------------------------\n  OPEN FILES - INITIALISATION\n-------------------------------------",
    "record layout": "1 -  6  BRANCH NUMBER       N6\n7 - 15  ACCOUNT             N9\n16 - 23 DATE OF VALUE       YYYYMMDD",
    "layout with pictures": "COL  1-8    PIC 9(8)   DATE CCYYMMDD\nCOL  9-20   PIC X(12)  NAME",
    "commented code": "    MOVE '19970512' TO WS-DATE.\n    PERFORM 2100-READ-CUSTOMER.\n    IF WS-NAME = 'CARL' GO TO 9000-END.",
    "JCL": "//STEP010  EXEC PGM=TESTA,REGION=4M\n//SYSOUT   DD SYSOUT=*\n//CUSTIN   DD DSN=PROD.CUST.D970512,DISP=SHR",
    "phone number": "IN CASE OF TROUBLE CALL EXTENSION 4471 OR (555) 867-5309",
    "page reference": "SEE MANUAL GC26-4047, PAGE 118",
    "manual with a title": "Format of the message: see SC34-6227 and RFC 822, section 3.2",
    "version number": "NEEDS COMPILER 4.2.1 OR LATER",
    "examples of dates": "Example: 12/05/1997 gives 1997-05-12\n         31/12/1999 gives 1999-12-31",
    "example in quotes": "THE PARAMETER IS '1997-05-12' OR 'TODAY'",
    "values of a code": "A - ACTIVE\nC - CLOSED\nD - DEAD\nS - SUSPENDED",
    "function keys": "PF3 - Exit\nPF12 - Cancel\nENTER - Process",
    "keys in one line": "PRESS F12 - Cancel",
    "count": "2000 RECORDS AND 1996 BYTES ARE ENOUGH FOR A DAY",
    "port": "LISTENS ON PORT 1996",
    "amount": "LIMIT IS 1,995.00 PER DAY OR 2000 PER WEEK",
    "return codes": "RC 0 - GOOD\nRC 4 - WARNING\nRC 12 - ABEND U1999",
    "abend codes": "ABENDS S0C7 AND U4038 ARE TAKEN BY THE CALLER",
    "character sets": "TEXT IS UTF-8 OR ISO-8859-1, DATES ARE ISO-8601",
    "standard": "ANSI X3.23-1985 AND COBOL-85, NOT COBOL 2002",
    "machine": "IBM-370 OR Z-13, MVS/ESA 5.2",
    "holidays": "2001-01-01  NEW YEAR\n2001-12-25  CHRISTMAS\n2001-12-26  BOXING DAY",
    "rates": "DATE        RATE    CODE\n1997-01-01  0.0750  A12\n1998-01-01  0.0725  A13\n1999-01-01  0.0700  A14",
    "range of dates": "QUARTER 1 IS 01/01/97 TO 31/03/97\nQUARTER 2 IS 01/04/97 TO 30/06/97",
    "address": "BRADWELL HOUSE, 12 MARKET STREET, LEEDS LS1 4AP",
    "question to the reader": "WHAT IF THE NAME IS SMITH OR JONES? THE KEY IS THE SAME",
    "by region": "TOTALS BY REGION, BY MONTH AND BY PRODUCT",
    "changed by the user": "THE VALUE CAN BE CHANGED BY THE OPERATOR AT RUN TIME",
    "set by another program": "THIS FLAG IS SET BY PAYROL7 AND CLEARED BY TAXTAB",
    "part numbers": "PART AB-1234 AND PART 7-1997 ARE SPECIAL",
    "dash and a thing": "THE FILE IS READ TWICE - ONCE",
    "dash and a place": "The totals are printed for the main branch - Amsterdam",
    "bracketed word": "Reads the next record (Customer)",
    "label of no person": "NAME: CUSTOMER NAME\nDATE: DATE OF BIRTH",
    "sorted tables": "CODE  NAME        SINCE\nAA    ADRIATIC    1994-01-01\nBB    BOTHNIA     1995-01-01\nCC    CORINTH     1996-05-01",
    "test data": "ACCOUNT 1000231 OWNER MEIER BORN 12.05.1957\nACCOUNT 1000232 OWNER HUBER BORN 30.11.1961",
    "formula": "1997 * 365 + 24 = 728929 - CHECK",
}


def facts(block: str, where: str) -> list[tuple[str, list[str], list[str], list[str]]]:
    lines = "\n".join(f"      *{' ' if not line.startswith(('*', '/')) else ''}{line}" for line in block.split("\n"))
    text = program("", lines) if where == "body" else program("", "", lines)
    return [(e.kind, e.authors, e.dates, e.tickets) for e in history_of(text).events if e.authors or e.dates or e.tickets]


@pytest.mark.parametrize("where", ["body", "data"])
@pytest.mark.parametrize("name", BLOCKS)
def test_nothing_is_read(name: str, where: str) -> None:
    assert facts(BLOCKS[name], where) == []


HEADERS = [
    "prose with capitalised words",
    "company in a sentence",
    "product",
    "see a report",
    "names of files",
    "names of programs",
    "months as words",
    "effective date",
    "cut-over date",
    "as of",
    "window",
    "copyright",
    "licence",
    "warranty",
    "record layout",
    "layout with pictures",
    "JCL",
    "phone number",
    "page reference",
    "manual with a title",
    "version number",
    "examples of dates",
    "values of a code",
    "function keys",
    "count",
    "port",
    "amount",
    "return codes",
    "standard",
    "machine",
    "address",
    "by region",
    "set by another program",
    "changed by the user",
    "test data",
    "method of a person",
    "see a memo",
    "question to the reader",
    "sorted tables",
    "character sets",
    "range of dates",
]


@pytest.mark.parametrize("name", HEADERS)
def test_nothing_is_read_from_the_header(name: str) -> None:
    lines = "\n".join(f"      *{' ' if not line.startswith(('*', '/')) else ''}{line}" for line in BLOCKS[name].split("\n"))
    found = [(e.kind, e.authors, e.dates, e.tickets) for e in history_of(program(lines)).events if e.authors or e.dates or e.tickets]
    assert found == []


@pytest.mark.parametrize(
    "note",
    [
        "2000 RECORDS SHOULD BE ENOUGH - CARL",
        "2000 SHOULD BE ENOUGH FOR ANYBODY - CARL",
        "PORT 1996 IS ENOUGH - CARL",
        "1995 AMOUNTS PER DAY - CARL",
    ],
)
def test_a_number_in_a_signed_note_is_no_year(note: str) -> None:
    events = history_of(program("", f"      * {note}\n           MOVE 5 TO WS-A.")).events
    assert [(e.authors, e.dates) for e in events if e.authors] == [(["CARL"], [])]


@pytest.mark.parametrize(
    ("note", "authors", "dates"),
    [
        ("1997 ENOUGH FOR ANYBODY - CARL", ["CARL"], ["1997"]),
        ("SET IN 1997 FOR THE MERGER, SHOULD BE ENOUGH - CARL", ["CARL"], ["1997"]),
        ("100 should be enough (Carl)", ["Carl"], []),
        ("100 should be enough -- Carl", ["Carl"], []),
        ("100 should be enough - Ingrid Olsson", ["Ingrid Olsson"], []),
        ("100 should be enough - C.B. 11 MAR 1997", ["C.B."], ["1997-03-11"]),
        ("100 SHOULD BE ENOUGH - MHULT", ["MHULT"], []),
        ("100 SHOULD BE ENOUGH. GRB", ["GRB"], []),
        ("100 SHOULD BE ENOUGH. JQ", ["JQ"], []),
        ("THE SWITCH LOSES MESSAGES WITHOUT THIS WAIT - MHULT", ["MHULT"], []),
    ],
)
def test_signatures(note: str, authors: list[str], dates: list[str]) -> None:
    header = """
       AUTHOR. JORIN QUAST.
      * DATE       WHO    TICKET   TEXT
      * 1988-02-01 GRB    R00017   FIRST VERSION
      * 1998-08-03 MHULT  Y2K-0102 ALL DATES CCYYMMDD.
"""
    events = history_of(program(header, f"      * {note}\n           MOVE 5 TO WS-A.")).events
    assert [(e.authors, e.dates) for e in events if e.text == note] == [(authors, dates)]
