"""Change tables of many layouts, read by their columns. Every person, ticket and shop is invented.

A case is the comment lines of a header and, for each entry, its authors, dates and tickets, blanks between several.
"""

from __future__ import annotations

import pytest

from .conftest import history_of, program

Facts = list[tuple[str, str, str]]


def read(table: str, body: bool = False) -> list[tuple[list[str], list[str], list[str]]]:
    lines = "\n".join(f"      * {line}".rstrip() for line in table.strip("\n").split("\n"))
    text = program("", lines) if body else program(lines)
    return [(e.authors, e.dates, e.tickets) for e in history_of(text).events if e.kind == "changelog_entry"]


def wanted(facts: Facts) -> list[tuple[list[str], list[str], list[str]]]:
    """`;` stands between several people, blanks between several dates or tickets."""
    return [([who.strip() for who in whos.split(";") if who], dates.split(), tickets.split()) for whos, dates, tickets in facts]


TABLES: dict[str, tuple[str, Facts]] = {
    "userids of five capitals under a ruler": (
        """
CHANGE LOG
DATE       WHO    TICKET   TEXT
---------- ------ -------- -----------------------------------
1988-02-01 GRB    R00017   FIRST VERSION
1990-07-08 TADEK  R00077   HOLIDAY CALENDAR PER CURRENCY.
1991-01-23 RSTOM  R00091   AUDIT TRAIL (AUDIT MEMO 88-14).
1998-08-03 MHULT  Y2K-0102 ALL DATES CCYYMMDD. WINDOW 1960-2059
                           FOR THE OLD GATEWAYS.
2016-11-22 AOKIFO PR4102   STRUCTURED REASON ON REJECTS.
""",
        [
            ("GRB", "1988-02-01", "R00017"),
            ("TADEK", "1990-07-08", "R00077"),
            ("RSTOM", "1991-01-23", "R00091"),
            ("MHULT", "1998-08-03", "Y2K-0102"),
            ("AOKIFO", "2016-11-22", "PR4102"),
        ],
    ),
    "no heading, no ruler": (
        """
1991-07-08 TADEK  R00077   HOLIDAY CALENDAR PER CURRENCY.
1992-01-23 RSTOM  R00091   AUDIT TRAIL.
1992-10-05 GRB             PAGE DEPTH 55 FOR THE NEW PRINTER.
1994-06-14 KARLO  R00140   CONNECTION POOL.
""",
        [
            ("TADEK", "1991-07-08", "R00077"),
            ("RSTOM", "1992-01-23", "R00091"),
            ("GRB", "1992-10-05", ""),
            ("KARLO", "1994-06-14", "R00140"),
        ],
    ),
    "userids with digits": (
        """
MODIFICATION HISTORY
DATE      USERID   CR NO    DESCRIPTION
14/03/94  TSU0471  CR10012  NEW LAYOUT
29/11/95  X12345   CR10388  TABLE OF BRANCHES 200 TO 300
02/02/96  TSU0471  CR10401  ROUNDING
""",
        [("TSU0471", "1994-03-14", "CR10012"), ("X12345", "1995-11-29", "CR10388"), ("TSU0471", "1996-02-02", "CR10401")],
    ),
    "userids with digits without a heading": (
        """
14/03/94  TSU0471  NEW LAYOUT
29/11/95  TSU0498  TABLE OF BRANCHES 200 TO 300
02/02/96  TSU0471  ROUNDING OF THE FEES
17/05/96  TSU0471  NEW FORM
""",
        [("TSU0471", "1994-03-14", ""), ("TSU0498", "1995-11-29", ""), ("TSU0471", "1996-02-02", ""), ("TSU0471", "1996-05-17", "")],
    ),
    "initials with dots": (
        """
DATE        AUTHOR    REASON
21.04.1987  J.V.K.    FIRST VERSION
03.09.1991  P.D.      NEW REGION
30.10.1992  J.V.K.    SPEED
""",
        [("J.V.K.", "1987-04-21", ""), ("P.D.", "1991-09-03", ""), ("J.V.K.", "1992-10-30", "")],
    ),
    "last name and initial": (
        """
DATE        PROGRAMMER      DESCRIPTION
1987-04-21  Verhaak, J.     First version
1991-09-03  Dromel, P.      New region
1992-10-30  Verhaak, J.     Speed
""",
        [("Verhaak, J.", "1987-04-21", ""), ("Dromel, P.", "1991-09-03", ""), ("Verhaak, J.", "1992-10-30", "")],
    ),
    "first and last name": (
        """
Date        Changed by        Request   Description
2003-04-21  Jorin Verhaak     REQ-0417  First version
2004-09-03  Petronel Dromel   REQ-0501  New region
2005-10-30  Jorin Verhaak     REQ-0733  Speed
""",
        [
            ("Jorin Verhaak", "2003-04-21", "REQ-0417"),
            ("Petronel Dromel", "2004-09-03", "REQ-0501"),
            ("Jorin Verhaak", "2005-10-30", "REQ-0733"),
        ],
    ),
    "two authors": (
        """
DATE        WHO          TICKET   WHAT
1999-01-04  TADEK/RSTOM  P00112   CENTURY WINDOW
1999-02-11  RSTOM        P00140   FORMS
1999-03-19  GRB & TADEK  P00151   REPORTS
1999-04-02  KARLO        P00152   TOTALS BY REGION
            MIRKA                 AND BY BRANCH
""",
        [
            ("TADEK;RSTOM", "1999-01-04", "P00112"),
            ("RSTOM", "1999-02-11", "P00140"),
            ("GRB;TADEK", "1999-03-19", "P00151"),
            ("KARLO;MIRKA", "1999-04-02", "P00152"),
        ],
    ),
    "lower case names": (
        """
changes:
date        who      what
2011-05-17  velmar   first cut
2011-06-02  ondrej   json output, needs gnucobol 2.2
2012-01-30  velmar   bigger table
""",
        [("velmar", "2011-05-17", ""), ("ondrej", "2011-06-02", ""), ("velmar", "2012-01-30", "")],
    ),
    "separated by exclamation marks": (
        """
! DATA     ! AUTORE ! RICHIESTA ! MODIFICA
! 17-11-95 ! MARELO ! R1204     ! CAMBIATO TRACCIATO
! 22-01-96 ! BRUSIO ! R1260     ! AGGIUNTO CAMPO IMPORTO
! 13-02-96 ! MARELO !           ! CORRETTO ERRORE
""",
        [("MARELO", "1995-11-17", "R1204"), ("BRUSIO", "1996-01-22", "R1260"), ("MARELO", "1996-02-13", "")],
    ),
    "separated by bars": (
        """
+------------+---------+----------+-------------------------------+
| Date       | Who     | Ticket   | Description                   |
+------------+---------+----------+-------------------------------+
| 2009-03-28 | rvandel | PRJ-1171 | Interest by day count         |
| 2010-06-30 | kolmodi | PRJ-1302 | IBAN                          |
| 2010-09-01 | rvandel |          | Comments only                 |
+------------+---------+----------+-------------------------------+
""",
        [("rvandel", "2009-03-28", "PRJ-1171"), ("kolmodi", "2010-06-30", "PRJ-1302"), ("rvandel", "2010-09-01", "")],
    ),
    "separated by asterisks": (
        """
DATE     * WHO   * NUMBER * CHANGE
93/04/14 * HAUGEN * 10441 * NEW TAX TABLE
93/11/30 * LIOTTA * 10502 * RATES OF 1994
94/01/05 * HAUGEN * 10517 * CORRECTION OF RATES
""",
        [("HAUGEN", "1993-04-14", "10441"), ("LIOTTA", "1993-11-30", "10502"), ("HAUGEN", "1994-01-05", "10517")],
    ),
    "ticket, who, date": (
        """
TICKET   WHO     DATE        DESCRIPTION
T-10441  HAUGEN  2001-04-14  NEW TAX TABLE
T-10502  LIOTTA  2001-11-30  RATES OF 2002
T-10517  HAUGEN  2002-01-05  CORRECTION OF RATES
""",
        [("HAUGEN", "2001-04-14", "T-10441"), ("LIOTTA", "2001-11-30", "T-10502"), ("HAUGEN", "2002-01-05", "T-10517")],
    ),
    "who first": (
        """
WHO     DATE      NUMBER  REASON
HAUGEN  14.04.91  4411    NEW TAX TABLE
LIOTTA  30.11.91  4502    RATES OF 1992
HAUGEN  05.01.92  4517    CORRECTION OF RATES
""",
        [("HAUGEN", "1991-04-14", "4411"), ("LIOTTA", "1991-11-30", "4502"), ("HAUGEN", "1992-01-05", "4517")],
    ),
    "date at the end": (
        """
CHANGE HISTORY
NUMBER  WHO     DESCRIPTION                       DATE
R4411   HAUGEN  NEW TAX TABLE                     1991-04-14
R4502   LIOTTA  RATES OF 1992                     1991-11-30
R4517   HAUGEN  CORRECTION OF RATES               1992-01-05
""",
        [("HAUGEN", "1991-04-14", "R4411"), ("LIOTTA", "1991-11-30", "R4502"), ("HAUGEN", "1992-01-05", "R4517")],
    ),
    "author at the end": (
        """
DATE        DESCRIPTION                       AUTHOR
1991-04-14  NEW TAX TABLE                     HAUGEN
1991-11-30  RATES OF 1992                     LIOTTA
1992-01-05  CORRECTION OF RATES               HAUGEN
""",
        [("HAUGEN", "1991-04-14", ""), ("LIOTTA", "1991-11-30", ""), ("HAUGEN", "1992-01-05", "")],
    ),
    "descending with continuation lines": (
        """
REVISIONS
2004-11-02  ORLAM   CHG03312  STOP AT THE FIRST ERROR, NOT AT
                              THE LAST ONE. SEE ALSO THE 12
                              REPORTS OF THE DESK
2003-02-27  VESEL   CHG02200  SPLIT FILE
2001-10-19  ORLAM   CHG01119  FIRST RELEASE
                              (COPIED FROM TESTB)
""",
        [("ORLAM", "2004-11-02", "CHG03312"), ("VESEL", "2003-02-27", "CHG02200"), ("ORLAM", "2001-10-19", "CHG01119")],
    ),
    "mixed forms of dates": (
        """
DATE        BY      COMMENT
14.04.91    HAUGEN  NEW TAX TABLE
30 NOV 91   LIOTTA  RATES OF 1992
1992-01-05  HAUGEN  CORRECTION OF RATES
MAR 1993    VESEL   RECOMPILED
19930417    LIOTTA  NEW COPYBOOK
""",
        [
            ("HAUGEN", "1991-04-14", ""),
            ("LIOTTA", "1991-11-30", ""),
            ("HAUGEN", "1992-01-05", ""),
            ("VESEL", "1993-03", ""),
            ("LIOTTA", "1993-04-17", ""),
        ],
    ),
    "German": (
        """
Datum       Autor    Auftrag   Änderung
12.03.1994  Hulsbeck A-1044    Erste Version
01.09.1995  Trimborn A-1190    Tabelle vergrößert, da sonst Abbruch
28.02.1999  Hulsbeck           Jahr 2000
""",
        [("Hulsbeck", "1994-03-12", "A-1044"), ("Trimborn", "1995-09-01", "A-1190"), ("Hulsbeck", "1999-02-28", "")],
    ),
    "Portuguese": (
        """
DATA       AUTOR     CHAMADO  ALTERACAO
14/08/2004 TAVOLAR   00412    VERSAO INICIAL
02/05/2006 QUEIMAD   01377    INCLUIDO CAMPO DE FILIAL
19/12/2011 TAVOLAR   02290    ALTERADO O LIMITE DA TABELA
""",
        [("TAVOLAR", "2004-08-14", "00412"), ("QUEIMAD", "2006-05-02", "01377"), ("TAVOLAR", "2011-12-19", "02290")],
    ),
    "Spanish": (
        """
FECHA       AUTOR     PETICION  DESCRIPCION
14-08-2004  TAVOLER   P-00412   VERSION INICIAL
25-05-2006  QUIMADO   P-01377   NUEVO CAMPO
""",
        [("TAVOLER", "2004-08-14", "P-00412"), ("QUIMADO", "2006-05-25", "P-01377")],
    ),
    "French": (
        """
DATE      AUTEUR   FICHE    OBJET DE LA MODIFICATION
14/08/98  BRUNEAX  F12044   CREATION DU PROGRAMME
25/01/99  DELMOSS  F12101   PASSAGE A L'AN 2000
""",
        [("BRUNEAX", "1998-08-14", "F12044"), ("DELMOSS", "1999-01-25", "F12101")],
    ),
    "a single row under a heading": (
        """
DATE       WHO    TICKET   TEXT
---------- ------ -------- -----------------------------------
1991-07-08 TADEK  R00077   HOLIDAY CALENDAR PER CURRENCY.
""",
        [("TADEK", "1991-07-08", "R00077")],
    ),
    "requester beside author": (
        """
DATE        REQUESTED BY  AUTHOR  DESCRIPTION
1991-04-14  OSTRANDER     HAUGEN  NEW TAX TABLE
1991-11-30  PELLETER      LIOTTA  RATES OF 1992
1992-01-05  OSTRANDER     HAUGEN  CORRECTION OF RATES
""",
        [("HAUGEN", "1991-04-14", ""), ("LIOTTA", "1991-11-30", ""), ("HAUGEN", "1992-01-05", "")],
    ),
    "companies and placeholders in the column": (
        """
DATE        AUTHOR    DESCRIPTION
1991-04-14  HAUGEN    NEW TAX TABLE
1991-11-30  VENDOR    RATES OF 1992
1992-01-05  UNKNOWN   CORRECTION OF RATES
1992-02-05  XXX       CORRECTION OF RATES
1993-02-05  LIOTTA    TOTALS
""",
        [
            ("HAUGEN", "1991-04-14", ""),
            ("", "1991-11-30", ""),
            ("", "1992-01-05", ""),
            ("", "1992-02-05", ""),
            ("LIOTTA", "1993-02-05", ""),
        ],
    ),
    "version first": (
        """
VERSION  DATE        WHO     DESCRIPTION
1.0      1991-04-14  HAUGEN  NEW TAX TABLE
1.1      1991-11-30  LIOTTA  RATES OF 1992
2.0      1992-01-05  HAUGEN  CORRECTION OF RATES
""",
        [("HAUGEN", "1991-04-14", ""), ("LIOTTA", "1991-11-30", ""), ("HAUGEN", "1992-01-05", "")],
    ),
    "plain text behind the date": (
        """
CHANGE LOG
1991-04-14 ADDED NEW TAX TABLE
1991-11-30 RATES OF 1992
1992-01-05 FIXED TOTALS
1992-02-07 MOVED TOTALS
""",
        [("", "1991-04-14", ""), ("", "1991-11-30", ""), ("", "1992-01-05", ""), ("", "1992-02-07", "")],
    ),
    "program between date and author": (
        """
DATE        PGM      BY      DESCRIPTION
1991-04-14  TESTA    HAUGEN  NEW TAX TABLE
1991-11-30  TESTA    LIOTTA  RATES OF 1992
1992-01-05  TESTB    HAUGEN  CORRECTION OF RATES
""",
        [("HAUGEN", "1991-04-14", ""), ("LIOTTA", "1991-11-30", ""), ("HAUGEN", "1992-01-05", "")],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables(name: str) -> None:
    table, facts = TABLES[name]
    assert read(table) == wanted(facts)


@pytest.mark.parametrize("name", [name for name, (table, _) in TABLES.items() if table.lstrip()[:3].isupper()])
def test_the_names_do_not_matter(name: str) -> None:
    """The same tables with every author's letters turned into others of the same length."""
    table, facts = TABLES[name]
    turned = str.maketrans("ABCDEFGHIKLMNOPRSTUVZ", "KUSTALPOMDRENIVGZIBOT")
    people = {who for whos, _, _ in facts for who in whos.split(";") if who.isalpha()}
    for who in people:
        table = table.replace(who, who.translate(turned))
    assert read(table) == wanted(
        [(";".join(w.translate(turned) if w in people else w for w in whos.split(";")), d, t) for whos, d, t in facts]
    )


CARDS = [
    (
        """
**************************************************************
*  A L T E R A C A O                                         *
*  PROGRAMADOR : TAVOLAR                                     *
*  DATA        : 14/08/2004                                  *
*  CHAMADO     : 004127                                      *
*  MOTIVO      : INCLUIDO CAMPO DE FILIAL                    *
**************************************************************
""",
        [("TAVOLAR", "2004-08-14", "004127")],
    ),
    (
        """
------------------------------------------------------------
 CHANGE LOG
 Author:   Jorin Verhaak
 Date:     21-APR-2003
 Ticket:   REQ-0417
 Reason:   new region, because the old one was full
------------------------------------------------------------
 Author:   Petronel Dromel
 Date:     03-SEP-2004
 Ticket:   REQ-0501
 Reason:   IBAN
------------------------------------------------------------
""",
        [("Jorin Verhaak", "2003-04-21", "REQ-0417"), ("Petronel Dromel", "2004-09-03", "REQ-0501")],
    ),
]


@pytest.mark.parametrize(("card", "facts"), CARDS)
def test_cards(card: str, facts: Facts) -> None:
    assert read(card) == wanted(facts)


def test_a_table_of_the_business_is_no_log() -> None:
    table = """
DATE        RATE    CODE
1997-01-01  0.0750  A12
1998-01-01  0.0725  A13
1999-01-01  0.0700  A14
"""
    assert read(table, body=True) == []


def test_continuation_lines_belong_to_their_entry() -> None:
    table, _ = TABLES["descending with continuation lines"]
    lines = "\n".join(f"      * {line}".rstrip() for line in table.strip("\n").split("\n"))
    events = [e for e in history_of(program(lines)).events if e.kind == "changelog_entry"]
    assert [e.end_line - e.start_line for e in events] == [2, 0, 1]
