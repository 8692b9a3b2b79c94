"""Change logs in many layouts. People, tickets and shops are invented."""

from __future__ import annotations

import pytest

from cobolscan.history.events import Event

from .conftest import history_of, program


def entries(header: str, **more: str) -> list[Event]:
    return [event for event in history_of(program(header, **more)).events if event.kind == "changelog_entry"]


def facts(header: str) -> list[tuple[list[str], list[str], list[str]]]:
    return [(event.authors, event.dates, event.tickets) for event in entries(header)]


def test_date_ticket_who_text() -> None:
    header = """
      *                       CHANGE LOG
      * CHANGES ARE MARKED BY THE CHANGE EFFECTIVE DATE.
      *-----------------------------------------------------------------
      *  CHANGE   CHANGE REQUEST  PGMR  DESCRIPTION OF CHANGE
      * EFFECTIVE    NUMBER
      *-----------------------------------------------------------------
      * 062801    2001061800003  PEMB  REDESIGN OF CHECK PRINTING
      * 111504                   PEMB  ALLOW NEW REGION FOR CLAIMS
      * 111504                         WITH A SECOND LINE
      * 092706  CR2006063000001  SMVC  ADD PHONE NUMBER FIELD
      * 031808  IR2008010400002  AJRD  FIX TOTALS
      *-----------------------------------------------------------------
"""
    assert facts(header) == [
        (["PEMB"], ["2001-06-28"], ["2001061800003"]),
        (["PEMB"], ["2004-11-15"], []),
        (["SMVC"], ["2006-09-27"], ["CR2006063000001"]),
        (["AJRD"], ["2008-03-18"], ["IR2008010400002"]),
    ]
    assert entries(header)[1].end_line == entries(header)[1].start_line + 1


LAYOUTS = [
    (
        """
      * DATA      PRG  SIGLA  MODIFICA
      * 08022003  P01  CRX    AGGIUNTO CONTROLLO SU CODICE FISCALE
      * 15112002  P01  LBX    MODIFICATA TABELLA PERCHE' TROPPO CORTA
      * 03062001  P02  BUX    PRIMA VERSIONE
""",
        [(["CRX"], ["2003-02-08"]), (["LBX"], ["2002-11-15"]), (["BUX"], ["2001-06-03"])],
    ),
    (
        """
      * MODIFICHE:
      * SISEB3 ! 17-11-95 ! CRX ! CAMBIATO TRACCIATO
      * SISEC1 ! 22-01-96 ! LBX ! AGGIUNTO CAMPO
""",
        [(["CRX"], ["1995-11-17"]), (["LBX"], ["1996-01-22"])],
    ),
    (
        """
      * A001  12091997  PRIMA STESURA
      * A002  25101997  INSERITA GESTIONE ERRORI
      * A003  30011998  AUMENTATA TABELLA A 200
""",
        [([], ["1997-09-12"]), ([], ["1997-10-25"]), ([], ["1998-01-30"])],
    ),
    (
        """
      * HX0609 Do not display the file when the compilation
      *  HXQ   was successful.
      * HX0709 When the file is busy an old one is started
      *  HXQ   and the switches are ignored.
      * HX0909 Convert to work on other systems
""",
        [(["HXQ"], ["2009-06"]), (["HXQ"], ["2009-07"]), (["HX"], ["2009-09"])],
    ),
    (
        """
      *  Changes:
      *   VERSION 001--ORIGINAL VERSION
      *
      *                 JANUARY, 2010--P Q MARBELLA
      *
      *   VERSION 002--CHANGES TO REPLACE SPACES IN NAMES
      *                BEFORE OUTPUT
      *                1344794--PAUL MARBELLA
      *                04/15/2010--NINA DROSTE
""",
        [(["P Q MARBELLA"], ["2010-01"]), (["PAUL MARBELLA", "NINA DROSTE"], ["2010-04-15"])],
    ),
    (
        """
      * AB0907*ABX*FIX*ID16420*CORRECTED THE ROUNDING
      * AB1107*ABX*ENH*I31630*ADDED NEW REGION
      * CD0108*CDY*FIX*ID16999*TABLE OVERFLOW
""",
        [(["ABX"], ["2007-09"]), (["ABX"], ["2007-11"]), (["CDY"], ["2008-01"])],
    ),
    (
        """
      * 251000 ===> INSERITA NUOVA ROUTINE
      * 130101 ===> MODIFICATO IL CONTROLLO
      * 030203 ===> QUESTA DOVRA' ESSERE TOLTA QUANDO DB SARA' PRONTA
""",
        [([], ["2000-10-25"]), ([], ["2001-01-13"]), ([], ["2003-02-03"])],
    ),
    (
        """
      * CHANGE ACTIVITY :
      *   $D0= D05123 520 941010 HDXAAAA : NEW ATTRIBUTE ADDED
      *   $01= A10639 640 050103 HDXBBBB : FIELD LENGTH CORRECTED
      *   $P1= M81385 330 900712 HDXCCCC : PROLOG CHANGED
""",
        [(["HDXAAAA"], ["1994-10-10"]), (["HDXBBBB"], ["2005-01-03"]), (["HDXCCCC"], ["1990-07-12"])],
    ),
    (
        """
      *  Chantier : 2145T
      *  Debut    : 13/05/1998
      *  Fin      : 24/06/1998
      *  Texte    : Passage a l'euro des zones montant
      *  Chantier : 2290T
      *  Debut    : 03/01/1999
      *  Fin      : 15/02/1999
      *  Texte    : Ajout du controle de la table
""",
        [([], ["1998-05-13", "1998-06-24"]), ([], ["1999-01-03", "1999-02-15"])],
    ),
    (
        """
      *================================================================*
      *                  A L T E R A C A O                             *
      *================================================================*
      *   PROGRAMADOR.: JOAO PEREIRINHA                                *
      *   ANALISTA....: CELIA BRANDUSO                                 *
      *   DATA........: 04/2012                                        *
      *   OBJETIVO....: INCLUIR TRATAMENTO DO NOVO CODIGO              *
      *================================================================*
""",
        [(["JOAO PEREIRINHA", "CELIA BRANDUSO"], ["2012-04"])],
    ),
    (
        """
      *================================================================*
      *               A L T E R A C O E S                              *
      *================================================================*
      * INCLUSAO DO CAMPO NUMERO DO CONTRATO NO ARQUIVO DE SAIDA       *
      * CADMUS - 101581                                                *
      * 25/07/2014 - MARIO QUINTELO (T345678) - PROCURAR POR 101581    *
      *----------------------------------------------------------------*
      * CORRECAO DO CALCULO DE JUROS                                   *
      * 13/02/2015 - ANA PRADELLO (T345699) - PROCURAR POR 192299      *
      *----------------------------------------------------------------*
""",
        [(["MARIO QUINTELO"], ["2014-07-25"]), (["ANA PRADELLO"], ["2015-02-13"])],
    ),
    (
        """
      * Petra Lundt  12 Mar 1994  Created
      * J. Okaforo   30 Jun 1998  Y2K changes
      * Petra Lundt   2 Feb 1999  Pool table enlarged after tests
""",
        [(["Petra Lundt"], ["1994-03-12"]), (["J. Okaforo"], ["1998-06-30"]), (["Petra Lundt"], ["1999-02-02"])],
    ),
    (
        """
      * REVISION HISTORY:
      *   REV 1.0  JAN 12, 1990  D. MARLOWEN   ORIGINAL
      *   REV 1.1  MAR 03, 1991  K. OYELARANO  ADDED REPORT PR-2231
""",
        [(["D. MARLOWEN"], ["1990-01-12"]), (["K. OYELARANO"], ["1991-03-03"])],
    ),
    (
        """
      * Harald Arnesund <harald@example.org>, 2010-03-24:
      *
      * Ported by changing the comments to free format.
      *
      * I have only checked that it compiles.
      *
      * Brit Tiffanson <brit@example.org>, 2010-03-26:
      * It actually works now.
""",
        [(["Harald Arnesund"], ["2010-03-24"]), (["Brit Tiffanson"], ["2010-03-26"])],
    ),
    (
        """
      * Modification history:
      *
      * 4/13/89 - Changed summary times to reflect version 1.3.
      * 27-Nov-95 - Comparisons removed as they are too old
      *    to be relevant.
""",
        [([], ["1989-04-13"]), ([], ["1995-11-27"])],
    ),
]


@pytest.mark.parametrize(("header", "wanted"), LAYOUTS)
def test_layouts(header: str, wanted: list[tuple[list[str], list[str]]]) -> None:
    assert [(authors, dates) for authors, dates, _ in facts(header)] == wanted


@pytest.mark.parametrize(("header", "wanted"), LAYOUTS)
def test_layouts_before_the_divisions_and_in_a_copybook(header: str, wanted: list[tuple[list[str], list[str]]]) -> None:
    for text in (header.strip("\n") + "\n" + program(), header.strip("\n") + "\n       01  WS-REC.\n           05  WS-A PIC X.\n"):
        found = [event for event in history_of(text).events if event.kind == "changelog_entry"]
        assert [(event.authors, event.dates) for event in found] == wanted


def test_tickets_of_layouts() -> None:
    assert [tickets for _, _, tickets in facts(LAYOUTS[4][0])] == [[], ["1344794"]]
    assert [tickets for _, _, tickets in facts(LAYOUTS[5][0])] == [["ID16420"], ["I31630"], ["ID16999"]]
    assert [tickets for _, _, tickets in facts(LAYOUTS[8][0])] == [["2145T"], ["2290T"]]
    assert [tickets for _, _, tickets in facts(LAYOUTS[10][0])] == [["101581"], ["192299"]]
    assert entries(LAYOUTS[10][0])[0].tag == "101581"


def test_tag_that_breaks_the_order_gives_no_date() -> None:
    header = """
      * HX0609 First
      * HX0709 Second
      * HX0910 Third
      * VX0617 Fourth
      * VX0811 Updated to 3.1 of July2020
"""
    assert [dates for _, dates, _ in facts(header)] == [["2009-06"], ["2009-07"], ["2010-09"], ["2017-06"], []]


def test_dates_in_the_text_are_not_those_of_the_change() -> None:
    header = """
      * CHANGES
      * 15/01/1999 ABX tailored for 29APR1998 release
      * 20/02/1999 ABX these lines were deleted 28/07/1998
"""
    assert [dates for _, dates, _ in facts(header)] == [["1999-01-15"], ["1999-02-20"]]


def test_requesters_are_not_authors() -> None:
    header = """
      * 15/01/1999 ABX - From Chuck Havenhurst: change of the totals
      * 20/02/1999 ABX - Problem reported by Vera Coenraad
"""
    assert [authors for authors, _, _ in facts(header)] == [["ABX"], ["ABX"]]


def test_header_without_entries_and_placeholders() -> None:
    assert facts("      * Date       UserID    Description\n      * ---------- --------  -------------------\n      *\n") == []
    assert facts("      * ULTIMA MODIFICA : XX/XX/XX\n") == []


def test_log_in_the_middle_of_a_file() -> None:
    copied = (
        "      *  CHANGE LOG\n"
        "      * 061500 ABCX ENLARGED THE RECORD\n"
        "      * 120701 ABCX ADDED NEW FIELD\n"
        "      * 032202 QRSX CHANGED THE KEY\n"
        "       01  COPY-REC PIC X(80).\n"
    )
    found = entries("", data=copied)
    assert [(e.authors, e.dates) for e in found] == [(["ABCX"], ["2000-06-15"]), (["ABCX"], ["2001-12-07"]), (["QRSX"], ["2002-03-22"])]


def test_begin_and_end_marks_are_notes() -> None:
    body = "      * Roger Collande - 12/2004 - Begin\n           MOVE 1 TO A.\n      * Roger Collande - 17/02/2004 - End\n"
    found = history_of(program(body=body)).events
    assert [(e.kind, e.authors, e.dates) for e in found] == [
        ("author_note", ["Roger Collande"], ["2004-12"]),
        ("author_note", ["Roger Collande"], ["2004-02-17"]),
    ]


def test_commented_sequence_numbers_and_data_are_no_log() -> None:
    body = "      *010100     MOVE A TO B.\n      *010200     MOVE C TO D.\n      * 010300     ADD 1 TO E.\n"
    assert all(e.kind == "commented_code" or not e.dates for e in history_of(program(body=body)).events)


def test_signs_of_any_length_in_the_column_of_the_author() -> None:
    header = """
      * DATE       WHO    TICKET   TEXT
      * 1989-04-17 JVKX   R00012   FIRST VERSION, THREE CURRENCIES.
      * 1991-07-08 SADEYN R00077   HOLIDAY CALENDAR PER CURRENCY.
      * 1996-05-21 PETRA  R00178   WATCH LIST. EXACT AND SOUNDS-LIKE.
      * 1999-11-14 MHOLTX Y2K-0417 POOL RAN OUT OF CONNECTIONS IN Y2K
      *                            TESTS; LIMIT LEFT AS IS.
      * 2003-02-12 LTRAN  PR1502   STATUS HELD FOR CORRESPONDENTS.
"""
    assert facts(header) == [
        (["JVKX"], ["1989-04-17"], ["R00012"]),
        (["SADEYN"], ["1991-07-08"], ["R00077"]),
        (["PETRA"], ["1996-05-21"], ["R00178"]),
        (["MHOLTX"], ["1999-11-14"], ["Y2K-0417"]),
        (["LTRAN"], ["2003-02-12"], ["PR1502"]),
    ]
