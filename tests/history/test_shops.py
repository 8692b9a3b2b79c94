"""Ways of writing history that one shop or another has: who is a supplier's department, what only looks like a change. All are invented."""

from __future__ import annotations

import pytest

from cobolscan.history.events import Event

from .conftest import history_of, program


def told(header: str = "", **more: str) -> list[Event]:
    """The events that tell something, without those that are only text."""
    return [event for event in history_of(program(header, **more)).events if event.authors or event.dates_raw or event.tickets]


def facts(header: str = "", **more: str) -> list[tuple[str, list[str], list[str], list[str]]]:
    return [(event.kind, event.authors, event.dates, event.tickets) for event in told(header, **more)]


@pytest.mark.parametrize(
    ("value", "authors"),
    [
        ("WALTER SILVA            - ACMEWORK / GP 50", ["WALTER SILVA"]),
        ("RITA MOURA - XYZ/FPOL", ["RITA MOURA"]),
        ("ALBERT FUZZI / DIV. 09", ["ALBERT FUZZI"]),
        ("CARLOS    DIV. 04", ["CARLOS"]),
        ("RITA MOURA - XYZ / CARLOS DIAS - XYZ", ["RITA MOURA", "CARLOS DIAS"]),
        ("RITA MOURA / CARLOS DIAS", ["RITA MOURA", "CARLOS DIAS"]),
        ("FABRICA - ALTRIX", []),
    ],
)
def test_department_of_a_supplier_is_no_author(value: str, authors: list[str]) -> None:
    header = f"      * PROGRAMADOR.:   {value}\n      * DATA........:   10/03/2005\n"
    assert [name for event in told(header) for name in event.authors] == authors


def test_label_may_say_whose_analyst_it_is() -> None:
    header = """
      *                    ALTERACAO  -  XYZ TECNOLOGIA
      *----------------------------------------------------------------
      *    ANALISTA XYZ:   LUCIA SILVEIRA.
      *    DATA........:   07 / 2013
      *    OBJETIVO....:   NAO VERIFICAR PERFIL
      *================================================================
"""
    assert facts(header) == [("changelog_entry", ["LUCIA SILVEIRA"], ["2013-07"], [])]


def test_list_of_called_programs_is_no_change_log() -> None:
    header = """
      *    MODULOS.....:
      *    ABCD5000 - OBTER DESCRICAO DE MENSAGENS.
      *    ABCD5507 - OBTER CODIGO DE JUNCAO DO FUNC LOGADO
      *    SENH0315 - OBTER JUNCAO.
      *    POOL0081 - ALOCAR DINAMICAMENTE UM MODULO.
"""
    assert facts(header) == []


def test_name_behind_the_date_of_a_heading() -> None:
    header = """
      *================================================================
      *    ULTIMA ALTERACAO - 02/02/2007 - VALERIA
      *    ZERAR CAMPOS QUANDO NAO ENCONTRA AGRUPAMENTOS
      *================================================================
      *    ULTIMA ALTERACAO - 14/12/2007 - EDIVANIA - XYZ
      *================================================================
      *    ULTIMA ALTERACAO EM 09/04/2010 - HELIO SANTANA NETO
      *================================================================
"""
    assert facts(header) == [
        ("changelog_entry", ["VALERIA"], ["2007-02-02"], []),
        ("identification", ["EDIVANIA"], ["2007-12-14"], []),
        ("identification", ["HELIO SANTANA NETO"], ["2010-04-09"], []),
    ]


def test_entries_that_close_with_date_and_unknown_name() -> None:
    header = """
      *----------------------------------------------------------------
      *  ALTERACAO - INCLUIR TESTE DE RAMO 31 E 53
      * 25/07/2014 - QUIRINO VERGAS (TE11111)    PROCURAR POR C97168
      *----------------------------------------------------------------
      *  ALTERACAO - MOVER ZEROS SOMENTE PARA AS DUAS PRIMEIRAS
      *              POSICOES
      * 07/11/2016 - QUIRINO F R C VERGAS   - PROCURAR POR 105223
      *----------------------------------------------------------------
      *  ALTERACAO - PADRONIZAR OS ACESSOS NA TABELA DE RELATORIOS
      *
      * 20/11/2020 - QUIRINO VERGAS.    JAZZ TAREFA - 266453
      *----------------------------------------------------------------
"""
    assert facts(header) == [
        ("changelog_entry", ["QUIRINO VERGAS"], ["2014-07-25"], ["C97168"]),
        ("changelog_entry", ["QUIRINO F R C VERGAS"], ["2016-11-07"], ["105223"]),
        ("changelog_entry", ["QUIRINO VERGAS"], ["2020-11-20"], ["266453"]),
    ]
    assert [event.text.startswith("ALTERACAO - ") for event in told(header)] == [True, True, True]


def test_article_before_and_by_behind_a_date() -> None:
    header = """
      * MODIFICATIONS
      * LE 12/01/1992 PAR M. Quesnel : AJOUT DU REGIME AGRICOLE
      * LE 24/11/2003 PAR Cabinet Ardent SA : REPRISE DU CALCUL
"""
    assert facts(header) == [("changelog_entry", ["M. Quesnel"], ["1992-01-12"], []), ("changelog_entry", [], ["2003-11-24"], [])]
    assert [event.tag for event in told(header)] == [None, None]


def test_signs_in_brackets() -> None:
    header = """
      * [2019-02-11] (jw)  created
      * [2020-07-01] (mk)  #4412: batch limit 500 -> 750
      * [2021-12-24] (jw)  #5120: retry twice
"""
    assert [event.authors for event in told(header)] == [["jw"], ["mk"], ["jw"]]


def test_label_of_an_unknown_language_is_nobody() -> None:
    header = """
      * RETTET.....: 23.01.98
      * RETTET.....: 24.01.98   LAGT UT FAKTURA FILE TIL PUNCH
      * RETTET.....: 03.09.98   OUTPUT PA VSAM
"""
    assert [(event.authors, event.dates) for event in told(header)] == [([], ["1998-01-23"]), ([], ["1998-01-24"]), ([], ["1998-09-03"])]


def test_number_of_a_row_is_what_lines_are_marked_with() -> None:
    header = """
      * ISSUE  / DATE       / PERSON / REASON
      * 00     / 1990-04-04 / KLM    / NEW
      * 01     / 1993-10-18 / QRS    / SPR 10222: MAX 15 RETRIES
      * 02     / 1996-05-30 / KLM    / TAPE REMOVED
"""
    assert [(event.tickets, event.tag) for event in told(header)] == [([], "00"), (["SPR 10222"], "01"), ([], "02")]


def test_creation_of_a_program_is_no_change() -> None:
    header = """
      * AUTEUR ........ : J. Lemercier
      * DATE CREATION . : 15/09/1989
      * OBJET ......... : CALCUL DES COTISATIONS
"""
    assert {event.kind for event in told(header)} == {"identification"}


def test_year_alone_in_date_written() -> None:
    assert facts("       AUTHOR. S. KOWALSKA.\n       DATE-WRITTEN. 1987.\n") == [("identification", ["S. KOWALSKA"], ["1987"], [])]


SILENT = [
    "      * READS THE FILE OF 01/01/1990 TO 12/31/1999 CLAIMS\n      * AND WRITES THE CHANGED ONES\n",
    "      * -MOVE 1 TO WRK-IND.\n      *   -UNTIL WRK-IND GREATER  WRK-30.\n           MOVE WRK-30 TO WRK-IND.\n",
    "      *----> ERRO NO DISTINCT DAS TABELAS ABCDB029 E\n      *--- ABCDB009\n           MOVE 1 TO WRK-IND.\n",
]


@pytest.mark.parametrize("body", SILENT)
def test_what_only_looks_like_a_change(body: str) -> None:
    data = "       77  WRK-30 PIC 9(3) VALUE 30.\n       77  WRK-IND PIC 9(3).\n"
    assert facts(body=body, data=data) == []


def test_change_far_from_a_date_says_nothing_of_it() -> None:
    lines = [
        "PROCESSES CLAIMS OF 07/01/2002 PER REGION",
        *(f"RECORD TYPE {n} HOLDS AMOUNTS" for n in "ABCDEF"),
        "WRITTEN ON TAPE, NOT CHANGED",
    ]
    assert facts(body="".join(f"      * {line}\n" for line in lines)) == []


def test_request_alone_is_no_reason() -> None:
    header = "      *----\n      *REQUESTED BY : J DELACROIX\n      *REVIEWED BY  : H AMSEL\n      *----\n"
    assert all(event.rationale is None for event in history_of(program(header)).events)


def test_marker_of_changed_code_leads_to_the_entry_of_its_day() -> None:
    header = """
      *! DATA      ! SIGLA      ! DESCRIZIONE                          !
      *! 12/05/94  ! GBR        ! PRIMA STESURA                        !
      *! 30/11/96  ! MLF        ! GESTIONE PROROGHE                    !
      *! 30/11/96  ! GBR        ! ALTRO                                !
"""
    body = """
      * MLF 30/11/96 INIZIO
           IF WS-A = 24 DISPLAY 'TROPPE'.
      * MLF 30/11/96 FINE
"""
    made = history_of(program(header, body))
    line = next(n for n, text in enumerate(made.source.lines, 1) if "TROPPE" in text)
    assert [event.text for event in made.context(line) if event.why_here == "change_log"] == ["30/11/96  ! MLF        ! GESTIONE PROROGHE"]
