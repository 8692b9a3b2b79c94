"""Tickets: change requests, problem records, issues, projects, in the forms of many shops."""

from __future__ import annotations

import re

from cobolscan.source.lazy import lazy

_PREFIXES = (
    "CR IR SR PR WR DR ER SCR CHG RFC INC REQ RITM PRB TASK STRY DEFECT DEF APAR PTM PTF SIR CRQ WO OS SSI GMUD PB PBI SPR TPR "
    "CSR ITSM MR HD CHM FT FIX DMFS DDE"
).split()
_COMMON_PREFIX = "|".join(_PREFIXES)
# A prefix glued or joined to a number: CR2006063000001, CHG0012345, PTM 81385, APAR PK10639, IR#933217683.
_PREFIXED = lazy(
    rf"(?<![\w\-])(?:(?:APAR|PTM|PTF)[ ]?[#:]?[ ]?(?P<apar>[A-Z]{{0,2}}\d{{4,6}})"
    rf"|(?P<glued>(?:{_COMMON_PREFIX})[#\-_:]?\d{{3,16}})"
    rf"|(?:{_COMMON_PREFIX})(?: ?[#:] ?| No\.? ?| )(?P<spaced>\d{{3,16}}))(?![\w]|-\d)"
)
# The words of several languages: ticket #123, chantier : 2145T, tarefa - T26640, bug #816, request no. 55.
_WORDED = lazy(
    r"(?<![\w\-])(?:ticket|issue|bug|defect|incident|problem|change request|request|work order|project|demande|chantier|fiche"
    r"|anomalie|tarefa|chamado|demanda|iniziativa|"
    r"inizativa|segnalazione|cadmus|incidencia|peticion|solicitud|requerimiento|auftrag|meldung|stoerung|pb|historia|procurar por"
    r"|solicitacao|pull request)"
    r"(?:[ ]{1,3}(?:no|nr|num|number|numero"
    r"|n)\b\.?)?[ ]{0,3}(?P<join>[#:\-–]?)[ ]{0,3}#?(?P<id>[A-Z]{0,4}-?\d{3,13}[A-Z]?)(?![\w/]|[.\-]\d)",
    re.IGNORECASE,
)
_JIRA = lazy(r"(?<![\w\-])(?P<project>[A-Z][A-Z0-9]{1,9})-(?P<number>\d{1,7})(?![\w\-/]|\.\d)")
_HASH = lazy(r"(?<![\w#&])#(\d{2,9})(?![\w\-.]\d|\w)")
_LONG = lazy(r"(?<![\w./\-])((?:19|20)\d{11})(?![\w./\-])")
_NOT_JIRA = frozenset(
    "UTF ISO COBOL ANSI ASCII EBCDIC LATIN CP WINDOWS X IEEE RFC SHA MD PIC COMP COMPUTATIONAL TYPE LEVEL VERSION STEP PAGE LINE "
    "COL COLUMN LEVEL RELEASE V R NUMBER GNU GPL LGPL GC ID OS IBM Z MVS DB CICS IMS S PF PA FS WS LS LK FD SD SQLCODE SQLSTATE "
    "STATUS CODE ERROR ABEND TEST CASE SECTION PART CHAPTER FIELD TABLE FIGURE ITEM ENTRY OPTION FORM NC SQ IX RL IC ST SM RW CM "
    "DB SG OB TEL FAX PHONE F T ROOM BOX ZIP USASCII FORTRAN PL INTEL WIN UNIX LINUX REF MAX MIN JAN FEB MAR APR MAY JUN JUL "
    "AUG SEP OCT NOV DEC Y ACUCOBOL RM MF VS COBOL LINK KEY BIT BYTE DAY MONTH YEAR WEEK HOUR PARA FROM TO SUM ADD SET A B C D E "
    "G H I J K L M N O P Q U W FY Q1 Q2 Q3 Q4 PERIOD RC CC SC RECORD FILE OF IN AT".split()
)
_ROMAN = frozenset("IVXLCDM")
_TWO_DIGITS = lazy(r"\d\d")
_THREE_DIGITS = lazy(r"\d\d\d")
_BEFORE_NUMBER = lazy(r"[A-Z][ #\-_:]{0,3}(?:No\.? ?)?[A-Z]{0,2}\d{3}")
_PHONE = lazy(r"(?:tel|phone|fax|fone|ramal|telefono|telefon)\W{0,3}$|\(\d{2,3}\)\s?$", re.IGNORECASE)


def find(text: str) -> list[str]:
    """The tickets that a comment names, in order and without doubles. A lone number is none: see `column`."""
    if not _TWO_DIGITS.search(text):
        return []
    found: list[tuple[int, str]] = []
    three = _THREE_DIGITS.search(text) is not None
    if three and _BEFORE_NUMBER.search(text):
        found += [(m.start(), m["apar"] or m["glued"] or m[0].strip()) for m in _PREFIXED.finditer(text)]
    if three and (" " in text or ":" in text):
        found += [(m.start(), m["id"]) for m in _WORDED.finditer(text) if _worded(m)]
    if "-" in text:
        found += [(m.start(), m[0]) for m in _JIRA.finditer(text) if _is_jira(m)]
    if "#" in text:
        found += [(m.start(), m[0]) for m in _HASH.finditer(text) if len(m[1]) >= 3 or _speaks_of_issue(text[: m.start()])]
    if three:
        found += [(m.start(), m[1]) for m in _LONG.finditer(text)]
    return _distinct([value for start, value in sorted(found) if not _PHONE.search(text[max(0, start - 12) : start])])


def _worded(match: re.Match[str]) -> bool:
    """`problem 100` is no ticket, `problem #100` and `ticket 12345` are."""
    digits = sum(c.isdigit() for c in match["id"])
    return bool(match["join"] or "#" in match[0]) or digits >= 4


def _is_jira(match: re.Match[str]) -> bool:
    """ABC-123 rather than UTF-8, PF-3 or a picture; the project has letters, the number no leading zero."""
    project, number = match["project"], match["number"]
    return (
        project not in _NOT_JIRA
        and not set(project) <= _ROMAN
        and len(project) >= 2
        and not number.startswith("0")
        and len(number) >= 2
        and not any(c.isdigit() for c in project)
    )


def _speaks_of_issue(before: str) -> bool:
    return bool(re.search(r"(?:issue|bug|ticket|pr|fix(?:es|ed)?|clos(?:es|ed)|see)\W{0,2}$", before[-12:], re.IGNORECASE))


def _distinct(values: list[str]) -> list[str]:
    """In order, without those that are part of another."""
    found = dict.fromkeys(values)
    if len(found) < 2:
        return list(found)
    lengths = {len(value) for value in found}
    parts = {value[at : at + n] for value in found for n in lengths if n < len(value) for at in range(len(value) - n + 1)}
    return [value for value in found if value not in parts]


_MODULE = lazy(r"[A-Z]{3,4}\d{4}[A-Z]?\Z")


def is_told(ticket: str) -> bool:
    """Whether a field without a date can only be a ticket: no mere number, and no name of a program (ABCD5507) in a list of them."""
    return not ticket.isdigit() and (not _MODULE.match(ticket) or bool(find(ticket)))


_COLUMN = lazy(r"[A-Z]{0,4}[#\-]?\d{4,16}[A-Z]?\Z|[A-Z][A-Z0-9]{1,5}-\d{1,6}\Z")


def column(token: str) -> str | None:
    """The ticket in a field of a change log, where a number by itself is one; None when the field is none."""
    token = token.strip(" .:;,#()")
    if not _COLUMN.match(token) or not any(c.isdigit() for c in token):
        return None
    return token
