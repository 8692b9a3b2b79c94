"""The incidents of one file or line, as `cobolscan history` tells them: from that file alone, without a scan."""

from __future__ import annotations

from cobolscan.estate import remarks
from cobolscan.estate.anchors import Wanted
from cobolscan.estate.facts import MENTIONS, Fact
from cobolscan.history.events import Event
from cobolscan.history.file_history import FileHistory
from cobolscan.program.by_line import node_at
from cobolscan.program.model import Program, build
from cobolscan.scan import incidents, memory
from cobolscan.scan.past import program_at
from cobolscan.scan.reading import library_for, of_file, report_of
from cobolscan.scan.settings import Settings
from cobolscan.source.model import SourceText
from cobolscan.syntax import parser
from cobolscan.syntax.nodes import Reference


def with_incidents(events: list[Event], source: SourceText, line: int | None, settings: Settings) -> list[Event]:
    """The events of a file, or of a line, with the incidents that bear on it; raises UsageProblem when the file of incidents is wrong."""
    settings = incidents.remembered(settings)
    if not settings.memory:
        return events
    tree = parser.parse(source, library_for(of_file(source.path, settings)))
    programs = build(tree)
    facts: list[Fact] = [*Wanted(settings.memory, memory.files_of(settings)).sightings(programs)]
    facts += remarks.gather(programs, FileHistory(source), frozenset((MENTIONS,)))
    known = memory.Memory(memory.anchors_of(settings, [report_of(tree)], facts))
    if line is None:
        return [*events, *known.of_file(source.path)]
    program = program_at(programs, line)
    node = node_at(program, line)
    first, last = (node.line, node.end_line) if node is not None else (line, line)
    paragraph = program.paragraph_at(line)
    return memory.among(events, known.of_line(source.path, first, last, paragraph, _names(program, line)))


def _names(program: Program, line: int) -> list[str]:
    """The data that the statement or entry on a line names."""
    node = node_at(program, line)
    if node is None:
        return []
    named = [part.data_name.upper() for part in node.all(*Reference.shapes) if isinstance(part, Reference)]
    return named + [
        item.name for item in program.items if item.name and item.node.place().path == program.source.path and item.node.line == node.line
    ]
