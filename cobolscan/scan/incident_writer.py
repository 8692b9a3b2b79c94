"""Writes an incident, or one more anchor of it, into incidents.toml. What a person wrote there stays as it is: text is only put in."""

from __future__ import annotations

import io
import json
import os
import re
from dataclasses import replace

from cobolscan.estate.anchors import own_code
from cobolscan.estate.facts import Spot
from cobolscan.estate.remarks import spot_of, spot_of_paragraph
from cobolscan.history.incident_file import read
from cobolscan.history.incidents import Anchor, Incident, exact_of, fingerprint, form_of, quoted
from cobolscan.program.by_line import node_at
from cobolscan.program.model import Program, build
from cobolscan.program.statements import Statement
from cobolscan.scan import writing
from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.fingerprint import from_root
from cobolscan.scan.incidents import is_below, name_of, parsed, text_of
from cobolscan.scan.past import program_at
from cobolscan.scan.reading import library_for, of_file, read_file
from cobolscan.scan.settings import Settings
from cobolscan.source.model import SourceText
from cobolscan.source.paths import shown
from cobolscan.syntax import parser
from cobolscan.syntax.nodes import Node

HEAD = """\
# What happened, and the code that it was about. cobolscan shows an incident with the findings at its code, and tells when that is gone.
# `cobolscan incident add FILE:LINE` writes here, `cobolscan incident check` says which anchors hold. All of it may be edited by hand.
"""
_ESCAPED = re.compile("[\x7f\ud800-\udfff]")


def anchor_at(path: str, line: int, settings: Settings) -> tuple[Anchor, Spot]:
    """The anchor for the statement or entry on a line (of a comment, for what is below it; else for its paragraph), and where that stands.

    Raises UsageProblem."""
    source = _source(path, line, settings)
    code = source.code.split("\n")
    at = next((number for number in range(line, len(code) + 1) if code[number - 1].strip()), line)
    program = program_at(build(parser.parse(source, library_for(of_file(path, settings)))), at)
    node = _code_at(program, at)
    spot = spot_of(program, node) if node is not None else _paragraph(program, at)
    if spot is None:
        raise UsageProblem(f"{path}:{line} holds no statement and no entry, and is in no paragraph: there is nothing to anchor to")
    program_name, paragraph = (name.upper() if name else None for name in (spot.program, spot.paragraph))
    anchor = Anchor(from_root(path, settings.root), program_name, paragraph, spot.statement.removesuffix(" .") or None)
    if not spot.statement:
        return anchor, spot
    alike = _alike(program, spot)
    return replace(anchor, exact=exact_of(spot.statement), form=form_of(spot.statement), alike=alike), spot


def _source(path: str, line: int, settings: Settings) -> SourceText:
    if not is_below(path, settings.root):
        raise UsageProblem(f"{path} is outside of {settings.root}, the root of the scan: an anchor there would hold for nobody else")
    try:
        source = read_file(shown(path), settings)
    except OSError as error:
        raise UsageProblem(f"cannot read {path}: {error.strerror or error}") from None
    if not 0 < line <= len(source.lines):
        raise UsageProblem(f"{path} has {len(source.lines):,} lines; there is no line {line}")
    return source


def _code_at(program: Program, line: int) -> Node | None:
    """What begins on a line, else what runs over it; a bare ELSE or END-IF is that of its statement."""
    found = node_at(program, line) or next((node for node in own_code(program) if node.line <= line <= node.end_line), None)
    while isinstance(found, Statement) and found.parent is not None and len(found.words) == 1 and found.name.endswith("_phrase"):
        found = found.parent
    return found


def _paragraph(program: Program, line: int) -> Spot | None:
    paragraph = program.procedure_division.at_line(line)
    return spot_of_paragraph(program, paragraph) if paragraph is not None else None


def _alike(program: Program, spot: Spot) -> int:
    """How many statements of the paragraph are equal to it but for literals, itself included."""
    form = form_of(spot.statement)
    return sum(form_of(node.folded()) == form and program.paragraph_at(node.line) == spot.paragraph for node in own_code(program))


def write(path: str, incident: Incident, settings: Settings) -> str:
    """Puts an incident with one anchor into the file, which is made when it is not there, whole or not at all.

    Returns what was done. An incident whose id is there already must say nothing but its anchor. Raises UsageProblem.
    """
    if not is_below(path, settings.root):
        raise UsageProblem(f"incidents file {name_of(path)} is outside of {settings.root}, the root of the scan: it is not touched")
    there = os.path.lexists(path)
    text = text_of(path) if there else HEAD
    before = parsed(text, name_of(path)) if there else []
    known = next((old for old in before if old.id.upper() == incident.id.upper()), None)
    if known is not None:
        _refuse(known, incident, name_of(path))
    end = "\r\n" if "\r\n" in text else "\n"
    new = _with_anchor(text, known, before, incident.anchors[0], end) if known else _with_incident(text, incident, end)
    after, problems = read(new, name_of(path))
    if problems or [each.id for each in after] != [*(each.id for each in before), *(() if known else (incident.id,))]:
        raise UsageProblem(f"{name_of(path)} cannot be added to: write its incidents as [[incident]], their anchors as [[incident.anchor]]")
    try:
        writing.replace(os.path.realpath(path), new.encode())
    except OSError as error:
        raise UsageProblem(f"cannot write {name_of(path)}: {error.strerror or error}") from None
    return f"{known.id} has one more anchor" if known else f"{incident.id} added"


def _refuse(known: Incident, incident: Incident, name: str) -> None:
    """An incident that is there gets another anchor, and nothing else."""
    if any(
        (
            incident.date,
            incident.symptom,
            incident.cause,
            incident.remedy,
            incident.tickets,
            incident.links,
            incident.subjects,
            incident.rules,
        )
    ):
        raise UsageProblem(
            f"{incident.id} is in {name}:{known.line} already: change its text there; with --id alone one more anchor is added to it"
        )
    anchor = incident.anchors[0]
    same = [old for old in known.anchors if (old.program, old.paragraph, old.exact) == (anchor.program, anchor.paragraph, anchor.exact)]
    if any(old.path == anchor.path for old in same):
        raise UsageProblem(f"{incident.id} is anchored there already: {name}:{same[0].line}")


def _with_incident(text: str, incident: Incident, end: str) -> str:
    gap = "" if not text or text.endswith("\n") else end
    return text + gap + end + _table(incident).replace("\n", end)


def _with_anchor(text: str, known: Incident, all_: list[Incident], anchor: Anchor, end: str) -> str:
    """Behind the last line of the incident's tables; what stands before the next header belongs to that one."""
    lines = io.StringIO(text, newline="\n").readlines()
    following = [other.line for other in all_ if other.line > known.line]
    at = min(following) - 1 if following else len(lines)
    while at > known.line and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#")):
        at -= 1
    gap = "" if lines[at - 1].endswith("\n") else end
    return "".join(lines[:at]) + gap + end + _anchor(anchor).replace("\n", end) + "".join(lines[at:])


def _table(incident: Incident) -> str:
    rows = ["[[incident]]"]
    for key in ("id", "date", "symptom", "cause", "remedy"):
        value = getattr(incident, key)
        rows += [f"{key} = {_string(value)}"] if value else []
    for key in ("tickets", "links", "subjects", "rules"):
        values = getattr(incident, key)
        rows += [f"{key} = [{', '.join(map(_string, values))}]"] if values else []
    return "\n".join([*rows, "", ""]) + "\n".join(map(_anchor, incident.anchors))


def _anchor(anchor: Anchor) -> str:
    statement = anchor.statement
    rows = {
        "path": anchor.path,
        "program": anchor.program,
        "paragraph": anchor.paragraph,
        "statement": quoted(statement) if statement else None,
        "fingerprint": fingerprint(statement, anchor.alike) if statement else None,
    }
    return "\n".join(["[[incident.anchor]]", *(f"{key} = {_string(value)}" for key, value in rows.items() if value), ""])


def _string(text: str) -> str:
    """A basic string of TOML."""
    return json.dumps(_ESCAPED.sub(lambda found: "\ufffd" if found[0] != "\x7f" else " ", text), ensure_ascii=False)
