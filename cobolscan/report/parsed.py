"""How completely each file was read, for people."""

from __future__ import annotations

from collections import Counter
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
        out.writelines(f"{line}\n" for line in _statistics(result))
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
        yield f"  line {region['line']}: {shorten(clean(' '.join(region['text'].split())), 70)}{clean(expected)}"
    if len(file.unparsed) > _REGIONS:
        yield f"  and {plural(len(file.unparsed) - _REGIONS, 'region')} more"
    if file.missing_copybooks:
        yield f"  missing: {shorten(clean(', '.join(file.missing_copybooks)), 100)}"


def _statistics(result: ScanResult) -> Iterator[str]:
    """Completeness by kind and format, then what stands at the start of the regions that were not parsed."""
    kinds: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for file in result.files:
        label = "not read" if file.problem else f"{file.kind}, {file.reference_format}"
        kinds[label] += 1
        whole[label] += file.complete
    for label, count in kinds.most_common():
        yield f"{count:>8,}  {label}: {whole[label]:,} complete ({100 * whole[label] / count:.1f} %)"
    tokens, unparsed = sum(file.tokens for file in result.files), sum(file.unparsed_tokens for file in result.files)
    share = 100 * (tokens - unparsed) / tokens if tokens else 100.0
    yield f"{tokens:>8,}  tokens: {share:.2f} % in typed nodes"
    words = Counter(" ".join(region["text"].split()[:2]).upper() for file in result.files for region in file.unparsed)
    if words:
        yield f"{words.total():>8,}  regions not parsed; most begin with:"
        yield from (f"{count:>8,}    {shorten(clean(word), 60)}" for word, count in words.most_common(15))
