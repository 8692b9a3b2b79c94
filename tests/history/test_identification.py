"""Identification paragraphs and their look-alikes."""

from __future__ import annotations

import pytest

from cobolscan.history.events import Event

from .conftest import history_of, program


def identifications(header: str) -> list[Event]:
    return [event for event in history_of(program(header)).events if event.kind == "identification"]


@pytest.mark.parametrize(
    ("header", "authors", "dates"),
    [
        ("       AUTHOR. P Q MARBELLA.\n       DATE-WRITTEN. 26-05-94.", ["P Q MARBELLA"], ["1994-05-26"]),
        ("       AUTHOR. V.B.Marbel FBCS, FIDM.", ["V.B.Marbel"], []),
        ("       AUTHOR. Rick Jacobin and Randy Frankling.", ["Rick Jacobin", "Randy Frankling"], []),
        ("       AUTHOR. ANALYST: FRANK JOLOS.\n       DATE-WRITTEN. 02/26/15.", ["FRANK JOLOS"], ["2015-02-26"]),
        ("       AUTHOR. AWS.", [], []),
        ("       AUTHOR. LOGIC,INC.", [], []),
        ("       AUTHOR. POOL TEAM.", [], []),
        ("       AUTHOR. PROGRAMMER NAME.", [], []),
        ("       DATE-COMPILED. TODAY.", [], []),
        ("       DATE-COMPILED. dd/mm/yyyy.", [], []),
        (
            "      * AUTHOR:       HARRY L. CUTTLER                    *\n      * DATE-WRITTEN: June 14, 2009                       *",
            ["HARRY L. CUTTLER"],
            ["2009-06-14"],
        ),
        ("      * Author:   Eugen Di Lorenza - Italia (DILO) - eugen@example.org", ["Eugen Di Lorenza"], []),
        ("      * AUTEUR : Jeanne Dupontel\n      * DATE DE CREATION : 13/05/1998", ["Jeanne Dupontel"], ["1998-05-13"]),
        ("      * PROGRAMADOR...: JOAO PEREIRINHA", ["JOAO PEREIRINHA"], []),
        ("      * Autor: Jürgen Maierhof\n      * Datum: 13.05.1998", ["Jürgen Maierhof"], ["1998-05-13"]),
        ("      * Date written: 2/16/89 - T. Drake Cokerell", ["T. Drake Cokerell"], ["1989-02-16"]),
        ("      * Last modified: 26-Sep-2002 - TDX.", ["TDX"], ["2002-09-26"]),
        ("      * Written by Robert W.Millsop, November 2015.", ["Robert W.Millsop"], ["2015-11"]),
        ("      * Created by GENMENX on 14-Sep-1999 from the menu file", [], ["1999-09-14"]),
        ("      * Ver: PoolDemo_v2.0-25-gdb72e6b Date: 2025-04-29 11:01:27", [], ["2025-04-29"]),
        (
            "      *author.  Kurt Wilhelmsen.\n      *installation.  Some University.\n      *date-written.  Completed September 1, 1979.",
            ["Kurt Wilhelmsen"],
            ["1979-09-01"],
        ),
        ("      * Coder: Bkx", ["Bkx"], []),
    ],
)
def test_identification(header: str, authors: list[str], dates: list[str]) -> None:
    found = identifications(header)
    assert [name for event in found for name in event.authors] == authors
    assert [date for event in found for date in event.dates] == dates
    assert len(found) == 1


def test_updates_under_the_author() -> None:
    header = (
        "      * AUTHOR:       HARRY L. CUTTLER                    *\n      *               Copyright (C) 2009-2018, H. Cuttler *\n"
        "      *  Updated by   Vincent B Coenraad, 2018-2020+.     *\n      *                                                   "
        "*\n      * DATE-WRITTEN: June 14, 2009                       *\n"
    )
    found = identifications(header)
    assert [(e.authors, sorted(e.dates)) for e in found] == [(["HARRY L. CUTTLER", "Vincent B Coenraad"], ["2009-06-14", "2018", "2020"])]


@pytest.mark.parametrize(
    "header",
    [
        "      * Copyright (c) 1992-2006 by Some Company, Inc.",
        "      * Copyright Some Company, Inc. or its affiliates.\n      * All Rights Reserved.\n      *\n      * Licensed under "
        "the Apache License, Version 2.0",
        "      * This program is free software; you can redistribute it\n      * under the terms of the GNU General Public "
        "License, 29 June 2007",
    ],
)
def test_copyright_tells_nothing_of_changes(header: str) -> None:
    events = history_of(program(header)).events
    assert events and {event.kind for event in events} <= {"copyright"}
    assert not any(event.authors or event.dates or event.tickets for event in events)
