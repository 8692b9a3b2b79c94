"""Files without line ends: card images and data sets of fixed-length records, as they come from a mainframe byte for byte."""

from __future__ import annotations

LENGTH = 80
"""Length of a record: that of a punched card, and of a source library's member (RECFM=FB, LRECL=80)."""

_INDICATORS = {False: b" *-/Dd$", True: " *-/Dd$".encode("cp037")}


def record_length(data: bytes, ebcdic: bool) -> int:
    """Length of the records when bytes without line ends are fixed-length records of fixed format, else 0.

    Three in four records must have an indicator in column 7, which long lines cut anywhere have not.
    """
    size = len(data.rstrip(b"\0\x1a")) if len(data) % LENGTH else len(data)
    if size < 2 * LENGTH or size % LENGTH:
        return 0
    column = data[6:size:LENGTH]
    return LENGTH if len(column.translate(None, _INDICATORS[ebcdic])) * 4 <= len(column) else 0
