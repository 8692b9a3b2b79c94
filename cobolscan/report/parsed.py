"""How completely each file was read, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from cobolscan.report import View
from cobolscan.report.summary import reading
from cobolscan.report.text import Painter, clean, plural, shorten
from cobolscan.scan.result import FileReport, ScanResult

_REGIONS = 5  # shown of one file


def write(result: ScanResult, out: TextIO, view: View) -> None:
    paint = Painter(view)
    if not view.quiet:
        out.writelines(f"{line}\n" for line in reading(result))
    if view.statistics:
        from cobolscan.report.parsed_statistics import statistics

        out.writelines(f"{line}\n" for line in statistics(result))
        return
    for file in result.files:
        out.writelines(f"{line}\n" for line in _file(file, paint))


def _file(file: FileReport, paint: Painter) -> Iterator[str]:
    name = paint("path", clean(file.path))
    if file.problem:
        yield f"{name}: {paint('error', 'not read')}: {clean(file.problem)}"
        return
    state = paint("good", "complete") if file.complete else paint("warning", "in part")
    size = (
        f"{plural(file.lines, 'line')}, {plural(file.statements, 'statement')}, {plural(file.data_entries, 'data entry', 'data entries')}"
    )
    units = f", {clean(' '.join(file.programs))}" if file.programs else ""
    yield f"{name}: {state}; {file.kind}{units}; {file.reference_format}, {file.encoding}; {size}"
    for region in file.unparsed[:_REGIONS]:
        expected = f"; expected {', '.join(region['expected'][:5])}" if region["expected"] else ""
        where = f"{clean(region['path'])}:{region['line']}" if "path" in region else f"line {region['line']}"
        yield f"  {where}: {shorten(clean(' '.join(region['text'].split())), 70)}{clean(expected)}"
    if len(file.unparsed) > _REGIONS:
        yield f"  and {plural(len(file.unparsed) - _REGIONS, 'region')} more"
    if file.missing_copybooks:
        yield f"  missing: {shorten(clean(', '.join(file.missing_copybooks)), 100)}"
