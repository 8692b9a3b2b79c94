"""Dates: forms, precision, order of day and month, centuries, eras."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobolscan.history.dates import DateReader
from cobolscan.history.lexicon import load

from .conftest import history_of, program

TODAY = datetime.date(2026, 6, 30)


def reader(*evidence: str, today: datetime.date = TODAY, day_first: bool = False) -> DateReader:
    made = DateReader(load(), today, day_first)
    for text in evidence:
        made.observe(made.find(text))
    return made


def resolved(text: str, *evidence: str, compact: bool = False, year: bool = False) -> list[str | None]:
    made = reader(*evidence, text)
    return [made.resolve(date) for date in made.find(text, compact=compact, year=year)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2016-07-15/10:20-0400", "2016-07-15"),
        ("2021.02.02", "2021-02-02"),
        ("25/07/2014", "2014-07-25"),
        ("12/25/2014", "2014-12-25"),
        ("15-05-97", "1997-05-15"),
        ("16.04.92", "1992-04-16"),
        ("90/11/16", "1990-11-16"),
        ("27-Nov-95", "1995-11-27"),
        ("13FEB89", "1989-02-13"),
        ("26-Sep-2002 - TDX", "2002-09-26"),
        ("JULY 11, 1989", "1989-07-11"),
        ("OCT 1, 2004", "2004-10-01"),
        ("7th August 1987", "1987-08-07"),
        ("MAY, 1998", "1998-05"),
        ("March 2022", "2022-03"),
        ("12/2004", "2004-12"),
        ("NOV/2012", "2012-11"),
        ("JUNHO/1997", "1997-06"),
        ("GENNAIO 2015", "2015-01"),
        ("5 de abril de 2011", "2011-04-05"),
        ("14. März 1993", "1993-03-14"),
        ("3 août 1999", "1999-08-03"),
        ("1er mars 1999", "1999-03-01"),
        ("FEV/2014", "2014-02"),
        ("July2020", "2020-07"),
        ("S57.06.07", "1982-06-07"),
        ("昭和57年6月7日", "1982-06-07"),
        ("平成9年3月", "1997-03"),
        ("05/05/1999", "1999-05-05"),
    ],
)
def test_forms(text: str, value: str) -> None:
    assert resolved(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "XX/XX/XX",
        "99/99/9999",
        "00/00/00",
        "dd/mm/yyyy",
        "2.01.38",
        "TODAY.",
        "SET 50",
        "MAY 20",
        "may 20 entries",
        "1-800-555-1212",
        "31/02/1999",
        "13/13/1999",
        "1  out-01 01, 10",
        "X3.23-1974",
        "10.0.0.1",
        "3/4",
        "1601-01-01",
        "page 12/34/56/78",
        "OUT 99",
        "2999-01-01",
    ],
)
def test_not_dates(text: str) -> None:
    assert resolved(text) == []


def test_order_needs_evidence() -> None:
    assert resolved("03/04/1998") == ["1998"]
    assert resolved("03/04/98") == ["1998"]
    assert resolved("03/04/98", "12/25/97") == ["1998-03-04"]
    assert resolved("03/04/98", "25/12/97") == ["1998-04-03"]
    assert resolved("03/04/98", "25/12/1997") == ["1998-04-03"]
    assert resolved("03/04/98", "25/12/97", "12/25/97") == ["1998"]
    assert resolved("03.04.98") == ["1998-04-03"]


def test_each_form_has_its_own_order() -> None:
    made = reader("02/26/15", "25/07/2014")
    assert [made.resolve(d) for d in made.find("03/04/15")] == ["2015-03-04"]
    assert [made.resolve(d) for d in made.find("03/04/2015")] == ["2015-04-03"]


def test_iso_dates_do_not_decide_and_month_names_do() -> None:
    assert resolved("03/04/98", "1998-12-25") == ["1998"]
    assert resolved("03/04/98", "25 December 1997") == ["1998-04-03"]
    assert resolved("03/04/98", "December 25, 1997") == ["1998-03-04"]


def test_language_decides_when_nothing_else_does() -> None:
    made = reader(day_first=True)
    assert [made.resolve(d) for d in made.find("03/04/1998")] == ["1998-04-03"]


def test_centuries_follow_the_file_not_a_pivot() -> None:
    assert resolved("13/02/25") == ["2025-02-13"]
    assert resolved("13/02/60") == ["1960-02-13"]
    later = reader("1969-01-01", today=datetime.date(2070, 1, 1))
    assert [later.resolve(d) for d in later.find("13/02/69")] == ["1969-02-13"]
    later = reader("2068-01-01", today=datetime.date(2070, 1, 1))
    assert [later.resolve(d) for d in later.find("13/02/69")] == ["2069-02-13"]


def test_era_years() -> None:
    made = reader("57/06/07", "97/03/05", "62/08/17")
    assert [made.resolve(d) for d in made.find("57/06/07 62/08/17 97/03/05")] == ["1982-06-07", "1987-08-17", "1997-03-05"]


def test_compact_dates_only_on_demand_and_by_the_log() -> None:
    made = reader()
    assert made.find("251199 text") == []
    made.settle_compact([["062801", "111504", "092706", "031808"]])
    assert [made.resolve(d) for d in made.find("111504", compact=True)] == ["2004-11-15"]
    made.settle_compact([["251000", "130101", "030203"]])
    assert [made.resolve(d) for d in made.find("030203", compact=True)] == ["2003-02-03"]
    made.settle_compact([["151016", "151019", "160605", "180203"]])
    assert [made.resolve(d) for d in made.find("151016", compact=True)] == ["2015-10-16"]
    assert [made.resolve(d) for d in made.find("20130308", compact=True)] == ["2013-03-08"]
    assert [made.resolve(d) for d in made.find("25101997", compact=True)] == ["1997-10-25"]


def test_lone_years_and_short_months_only_on_demand() -> None:
    assert resolved("Carl 1997") == []
    assert resolved("Carl 1997", year=True) == ["1997"]
    assert resolved("Carl 5/97", year=True) == ["1997-05"]


@given(st.text(max_size=300))
def test_never_fails(text: str) -> None:
    made = reader()
    for date in made.find(text, compact=True, year=True):
        assert text[date.start : date.end] == date.raw or len(text) != len(date.raw)
        made.resolve(date)


@given(st.dates(datetime.date(1960, 1, 1), datetime.date(2026, 1, 1)))
def test_every_day_is_read_in_its_order(day: datetime.date) -> None:
    assert resolved(f"{day:%d/%m/%Y}", "25/12/1997") == [day.isoformat()]
    assert resolved(f"{day:%m-%d-%Y}", "12-25-1997") == [day.isoformat()]
    assert resolved(f"{day:%Y-%m-%d}") == [day.isoformat()]
    assert resolved(f"{day:%d %B %Y}") == [day.isoformat()]


@pytest.mark.parametrize(
    ("heading", "raw", "date"),
    [
        ("DATES ARE YY.DDD", "97.202", "1997-07-21"),
        ("DATE (YYDDD)", "88.366", "1988-12-31"),
        ("JULIAN DATES", "1999.123", "1999-05-03"),
        ("DATES ARE YY.DDD", "97.366", None),
        ("TONS BY PLANT", "97.202", None),
    ],
)
def test_the_number_of_a_day_is_a_date_where_the_file_says_so(heading: str, raw: str, date: str | None) -> None:
    text = program(f"      * CHANGES ({heading})\n      *  {raw}  PLM   CODE OF 13\n      *  CR04711  PLM   CODE OF 14\n")
    dates = [value for event in history_of(text).events for value in event.dates]
    assert dates == ([date] if date else [])
