"""Pictures are read as the manuals say, and as cobc takes them."""

from __future__ import annotations

import re
import shutil
import subprocess
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobolscan.program.data.pictures import read

# picture, category, digits, scale, size; Enterprise COBOL Language Reference, PICTURE clause, and ISO 1989:2002, 13.16.38
NUMERIC = [
    ("9", 1, 0, 1),
    ("9(5)", 5, 0, 5),
    ("S9(4)", 4, 0, 4),
    ("S9(7)V99", 9, 2, 9),
    ("V999", 3, 3, 3),
    ("SV9(4)", 4, 4, 4),
    ("9(3)V", 3, 0, 3),
    ("9(3)P(4)", 3, -4, 3),
    ("S9(3)PPV", 3, -2, 3),
    ("PP99", 2, 4, 2),
    ("VPP99", 2, 4, 2),
    ("SVP(3)9", 1, 4, 1),
    ("99V9(2)9", 5, 3, 5),
]
EDITED = [
    ("ZZ9", 3, 0, 3),
    ("ZZZ", 3, 0, 3),
    ("Z(4)9.99", 7, 2, 8),
    ("ZZ,ZZZ.99", 7, 2, 9),
    ("ZZZ.ZZ", 5, 2, 6),
    ("ZZ9V99", 5, 2, 5),
    ("**,**9.99", 7, 2, 9),
    ("$9,999.99", 6, 2, 9),
    ("$$$,$$9.99", 7, 2, 10),
    ("$(6).99", 7, 2, 9),
    ("$ZZ9", 3, 0, 4),
    ("-9(3)", 3, 0, 4),
    ("9(3)-", 3, 0, 4),
    ("+9(3).9", 4, 1, 6),
    ("-(5)9", 5, 0, 6),
    ("----", 3, 0, 4),
    ("++,+++.++", 6, 2, 9),
    ("Z(3)9CR", 4, 0, 6),
    ("9(3).99DB", 5, 2, 8),
    ("99/99/9999", 8, 0, 10),
    ("9B9B9", 3, 0, 5),
    ("B9(2)", 2, 0, 3),
    ("ZZZPP", 3, -2, 3),
    ("$***,**9.99CR", 8, 2, 13),
]
# cobc 3.1 puts a digit in the place of a floating currency sign behind a fixed sign, and takes inserted zeros for digits when it de-edits
NOT_AS_COBC = [("+$$$9.99", 5, 2, 8), ("9(3)000", 3, 0, 6)]
NOT_IN_COBC = ("DBCS", "UTF-8", "boolean", "national-edited")
OTHERS = [
    ("X", "alphanumeric", 1),
    ("X(30)", "alphanumeric", 30),
    ("XX9(2)A", "alphanumeric", 5),
    ("9(2)A", "alphanumeric", 3),
    ("A(12)", "alphabetic", 12),
    ("XX/XX", "alphanumeric-edited", 5),
    ("A(3)BA(2)", "alphanumeric-edited", 6),
    ("X(2)0X(2)9", "alphanumeric-edited", 6),
    ("N(5)", "national", 5),
    ("NNBNN", "national-edited", 5),
    ("G(4)", "DBCS", 4),
    ("GGBG", "DBCS", 4),
    ("U(7)", "UTF-8", 7),
    ("1(8)", "boolean", 8),
]
NONE = (
    "S V P SV 9S 9S9 S9S9 9V9V9 9.9.9 9PV9 P9P ZZ*9 X(0) X( X() X(A) XZ NX XN +9- ++--9 CR9 9CRCR 9CR9 0 B , . $ ( ) Q E +9E+9 9E+99 "
    "9(99999999999) X(9)(9)"
).split()


@pytest.mark.parametrize(("text", "digits", "scale", "size"), NUMERIC)
def test_numeric(text, digits, scale, size):
    picture = read(text)
    assert (picture.category, picture.digits, picture.scale, picture.size) == ("numeric", digits, scale, size)
    assert picture.numeric and not picture.edited
    assert picture.signed == text.startswith("S")
    assert picture.integer_digits == max(0, digits - scale)


@pytest.mark.parametrize(("text", "digits", "scale", "size"), EDITED + NOT_AS_COBC)
def test_numeric_edited(text, digits, scale, size):
    picture = read(text)
    assert (picture.category, picture.digits, picture.scale, picture.size) == ("numeric-edited", digits, scale, size)
    assert picture.edited and not picture.numeric
    assert picture.signed == any(sign in text for sign in ("+", "-", "CR", "DB"))


@pytest.mark.parametrize(("text", "category", "size"), OTHERS)
def test_others(text, category, size):
    picture = read(text)
    assert (picture.category, picture.size, picture.digits, picture.scale, picture.signed) == (category, size, 0, 0, False)
    assert picture.maximum is None


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_picture_is_none(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "digits", "scale", "size"),
    [("+9(2).9(3)E+99", 5, 3, 11), ("-9V99E-99", 3, 2, 8), ("+.9(4)E+99", 4, 4, 10), ("-9(3)E-99", 3, 0, 8)],
)
def test_external_floating_point(text, digits, scale, size):
    picture = read(text)
    assert (picture.category, picture.digits, picture.scale, picture.size) == ("external floating-point", digits, scale, size)
    assert picture.signed


def test_decimal_point_is_comma():
    assert (read("Z.ZZ9,99", decimal_comma=True).digits, read("Z.ZZ9,99", decimal_comma=True).scale) == (6, 2)
    assert read("Z.ZZ9,99") is not None and read("Z.ZZ9,99").scale == 5  # a point and then a comma is only unusual
    assert read("9,9,9", decimal_comma=True) is None


def test_currency_signs():
    assert read("FFF9.99", currency={"F": 1}).digits == 5
    assert read("FFF9.99") is None
    euro = read("E(4)9.99", currency={"E": 3})
    assert (euro.category, euro.digits, euro.size) == ("numeric-edited", 6, 10)


def test_constants_in_parentheses():
    assert read("X(LEN)", constant={"LEN": 12}.get).size == 12
    assert read("X(OTHER)", constant={"LEN": 12}.get) is None


def test_maximum():
    assert read("S9(3)V99").maximum == Decimal("999.99")
    assert read("9(3)P(2)").maximum == 99900
    assert read("ZZ9").maximum == 999
    assert read("9(99)").maximum is None


def test_long_pictures_are_read_in_one_pass():
    assert read("X(999999999)").size == 999_999_999
    for text in ("9(1)" * 100_000, "(" * 300_000, "X" * 300_000, "+" * 300_000, "9P" * 100_000, "1(" * 100_000, "E" * 300_000):
        read(text)  # a pass for each character would not end


@given(st.text("9XAZSVPBN0/,.+-*$CRDBE()123 ", max_size=30))
def test_any_text_is_read_or_is_none(text):
    picture = read(text)
    assert picture is None or (picture.size >= 0 and picture.digits >= 0)


def test_cobc_takes_them_in_the_same_way(tmp_path):
    """Length by LENGTH OF; digits and scale by what is left of a number that is all nines."""
    if shutil.which("cobc") is None:
        pytest.fail("GnuCOBOL's cobc is not installed: there is nothing to compare pictures with (.ci/run installs it)")
    numbers = NUMERIC + EDITED
    others = [(text, size * 2 if category == "national" else size) for text, category, size in OTHERS if category not in NOT_IN_COBC]
    texts = [text for text, *_ in [*numbers, *others]]
    lines = ["IDENTIFICATION DIVISION.", "PROGRAM-ID. PICTURES.", "DATA DIVISION.", "WORKING-STORAGE SECTION."]
    lines += [f"77 ZZ-NINES PIC 9(19)V9(19) VALUE {'9' * 19}.{'9' * 19}.", "77 ZZ-LEFT PIC 9(19)V9(19)."]
    lines += [f"77 P-{number} PIC {text}." for number, text in enumerate(texts)] + ["PROCEDURE DIVISION."]
    for number in range(len(numbers)):
        lines += [f"MOVE ZZ-NINES TO P-{number}", f"MOVE P-{number} TO ZZ-LEFT", f"DISPLAY LENGTH OF P-{number} ' ' ZZ-LEFT"]
    lines += [f"DISPLAY LENGTH OF P-{number}" for number in range(len(numbers), len(texts))] + ["STOP RUN."]
    (tmp_path / "pictures.cob").write_text("\n".join(lines) + "\n")
    done = subprocess.run(["cobc", "-x", "-free", "-w", "pictures.cob"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    shown = subprocess.run([tmp_path / "pictures"], capture_output=True, text=True, check=True).stdout.strip().split("\n")
    assert len(shown) == len(texts)
    for (text, digits, scale, size), line in zip(numbers, shown, strict=False):
        length, left = line.split()
        places = [19 - place - 1 for place, character in enumerate(re.sub(r"\D", "", left)) if character == "9"]
        assert (text, int(length), len(places), -min(places)) == (text, size, digits, scale)
    assert [(text, int(line)) for (text, _), line in zip(others, shown[len(numbers) :], strict=True)] == others
