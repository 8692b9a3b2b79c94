"""How completely a repository was read, in counts: by kind and format, by folder, by reason."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator

from cobolscan.report.summary import wanting
from cobolscan.report.text import clean, plural, shorten
from cobolscan.scan.result import FileReport, ScanResult

_ROWS = 25  # of a table


def statistics(result: ScanResult) -> Iterator[str]:
    """Tables of completeness, the commonest reasons of failure, and the missing copybooks with those that want them."""
    files = result.files
    yield from _completeness("By kind and format", files, _sort)
    yield from _completeness("By folder", files, _folders(files))
    tokens, unparsed = sum(file.tokens for file in files), sum(file.unparsed_tokens for file in files)
    share = 100 * (tokens - unparsed) / tokens if tokens else 100.0
    yield f"{tokens:,} tokens, {share:.3f} % in typed nodes."
    yield from _reasons(files)
    yield from _missing(files)


def _sort(file: FileReport) -> str:
    return "not read" if file.problem else f"{file.kind}, {file.reference_format}"


def _folders(files: list[FileReport]) -> Callable[[FileReport], str]:
    """The folder of a file, as deep as a table of folders can be that is not too long to read."""
    deepest = max((file.path.count("/") for file in files), default=0)
    depths = [depth for depth in range(1, deepest + 1) if len({_folder(file, depth) for file in files}) <= _ROWS]
    depth = depths[-1] if depths else 1
    return lambda file: _folder(file, depth)


def _folder(file: FileReport, depth: int) -> str:
    parts = os.path.dirname(file.path).split("/")
    return "/".join(parts[:depth]) or "."


def _completeness(title: str, files: list[FileReport], label: Callable[[FileReport], str]) -> Iterator[str]:
    total: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for file in files:
        total[label(file)] += 1
        whole[label(file)] += file.complete
        lines[label(file)] += file.unparsed_lines
    yield f"{title}:" if len(total) <= _ROWS else f"{title} (the {_ROWS} with the most files of {len(total):,}):"
    for name, count in total.most_common(_ROWS):
        rest = f", {plural(lines[name], 'line')} not parsed" if lines[name] else ""
        yield f"{count:>8,}  {clean(name)}: {whole[name]:,} complete ({100 * whole[name] / count:.1f} %){rest}"
    yield ""


def _reasons(files: list[FileReport]) -> Iterator[str]:
    """What was expected where something did not fit, the commonest first, each with a place to look at."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for file in files:
        for region in file.unparsed:
            words = " ".join(region["text"].split()[:2])
            reason = f"{shorten(clean(words), 40)}: expected {', '.join(region['expected'][:3]) or 'COBOL'}"
            counts[reason] += 1
            first.setdefault(reason, f"{region.get('path', file.path)}:{region['line']}")
    if counts:
        yield f"{plural(counts.total(), 'region')} not parsed; the commonest:"
        for reason, count in counts.most_common(_ROWS):
            yield f"{count:>8,}  {clean(reason)} ({clean(first[reason])})"
        yield ""


def _missing(files: list[FileReport]) -> Iterator[str]:
    wanted = wanting(files)
    if wanted:
        yield f"{plural(len(wanted), 'copybook')} missing:"
        for name, programs in sorted(wanted.items(), key=lambda entry: (-len(entry[1]), entry[0])):
            yield f"{len(programs):>8,}  {clean(name)}: wanted by {shorten(', '.join(map(clean, programs)), 100)}"
