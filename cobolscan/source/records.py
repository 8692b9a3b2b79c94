"""Files without line ends: card images and data sets of fixed-length records, as they come from a mainframe byte for byte."""

from __future__ import annotations

CARD = 80
LENGTHS = (CARD, 72, 96, 100, 120, 128, 132, 133, 256)
"""Lengths that records of source have; 80 is that of a punched card, and of a member of a source library (RECFM=FB, LRECL=80)."""

_SAMPLE = 2_000
"""Records that are looked at."""


def record_length(data: bytes, ebcdic: bool) -> int:
    """Length of the records when bytes without line ends are fixed-length records of fixed format, else 0.

    More than four in five records must have the areas of fixed format; of several lengths that divide the file the one that fits best wins.
    """
    size = len(data.rstrip(b"\0\x1a"))
    best, length = 0.0, 0
    for candidate in LENGTHS:
        total = len(data) if len(data) % candidate == 0 else size
        if total >= 2 * candidate and total % candidate == 0:
            fit = _fit(data[: min(total, candidate * _SAMPLE)], candidate, ebcdic)
            fit += 0.25 if fit and candidate == CARD else 0  # far more common than the others
            if fit > best:
                best, length = fit, candidate
    return length


def _fit(data: bytes, length: int, ebcdic: bool) -> float:
    """How well records of this length have the areas of fixed format, 2 at best; 0 when one in five or more has not.

    Blank records tell nothing.
    """
    text = data.decode("cp037" if ebcdic else "latin-1")
    records = [text[at : at + length] for at in range(0, len(text), length)]
    points = [_points(record) for record in records if record.strip()]
    return sum(points) / len(points) if points and points.count(0) * 5 < len(points) else 0.0


def _points(record: str) -> int:
    """2 for a number or blanks in columns 1-6 and an indicator in column 7, 1 for a tag before an indicator, 0 for anything else."""
    area, indicator = record[:6], record[6]
    if area.isdigit() or area.isspace():
        return 2 if indicator in " *-/$" or indicator.isalpha() else 0
    return 1 if indicator in " *-/" and area.rstrip().isalnum() else 0
