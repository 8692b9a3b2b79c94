"""What was read, first; and what was found, last."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from cobolscan.report.text import clean, plural, shorten
from cobolscan.rule import Finding
from cobolscan.scan.result import FileReport, ScanResult

_NAMES = 8  # missing copybooks named
_WANTING = 2  # programs named that want one


def reading(result: ScanResult) -> Iterator[str]:
    """Files, lines, formats, completeness and missing copybooks."""
    files = result.files
    yield f"Read {plural(len(files), 'file')}, {plural(result.lines, 'line')}{_formats(files)}."
    if files:
        yield from _completeness(files)
    inactive = sum(file.inactive_lines for file in files)
    if inactive:
        yield f"{plural(inactive, 'line')} of code left out by conditional compilation: not judged."
    if result.missing_copybooks:
        yield _missing(result)
    yield from map(clean, result.notices)


def _formats(files: list[FileReport]) -> str:
    counts = Counter(file.reference_format for file in files if file.problem is None)
    kinds = Counter(file.kind for file in files if file.problem is None)
    formats = ", ".join(f"{count:,} {name}" for name, count in counts.most_common())
    named = ", ".join(plural(count, *_KINDS.get(str(kind), (str(kind),))) for kind, count in kinds.most_common())
    return f" ({'; '.join(part for part in (formats, named) if part)})" if counts else ""


_KINDS = {
    "program": ("program",),
    "copybook": ("copybook",),
    "fragment": ("fragment",),
    "empty": ("empty file",),
    "not-cobol": ("not COBOL", "not COBOL"),
}


def _completeness(files: list[FileReport]) -> Iterator[str]:
    whole = sum(file.complete for file in files)
    unread = sum(file.problem is not None for file in files)
    parsed, unparsed = sum(file.parsed_lines for file in files), sum(file.unparsed_lines for file in files)
    share = 100 * parsed / (parsed + unparsed) if parsed + unparsed else 0.0 if unread else 100.0
    partly = len(files) - whole - unread
    parts = [f"{whole:,} parsed completely"]
    parts += [f"{partly:,} in part"] if partly else []
    parts += [f"{unread:,} not read"] if unread else []
    shown = f"{share:.1f}" if unparsed == 0 or share < 99.95 else "99.9"
    of_what = "what was read" if unread else "the lines of code"
    yield f"{', '.join(parts)}; {shown} % of {of_what}."


def _missing(result: ScanResult) -> str:
    missing = result.missing_copybooks
    wanted = wanting(result.files)
    names = [f"{clean(name)} ({_some(wanted.get(name, []))})" for name in list(missing)[:_NAMES]]
    more = f" and {len(missing) - _NAMES:,} more" if len(missing) > _NAMES else ""
    return f"{plural(len(missing), 'copybook')} missing: {shorten(', '.join(names), 300)}{more}."


def wanting(files: list[FileReport]) -> dict[str, list[str]]:
    """For each missing copybook the programs that want it; the file where it is no program's."""
    wanted: dict[str, dict[str, None]] = defaultdict(dict)
    for file in files:
        for name in file.missing_copybooks:
            wanted[name].update(dict.fromkeys(list(filter(None, file.programs)) or [file.path]))
    return {name: list(programs) for name, programs in wanted.items()}


def _some(names: list[str]) -> str:
    shown = ", ".join(map(clean, names[:_WANTING]))
    return shown if len(names) <= _WANTING else f"{shown} and {len(names) - _WANTING:,} more"


def outcome(result: ScanResult, shown: list[Finding]) -> Iterator[str]:
    """The totals, what is not shown, and what failed."""
    counts = Counter(finding.severity.value for finding in result.findings)
    parts = [plural(counts[level], name) for level, name in (("error", "error"), ("warning", "warning")) if counts[level]]
    parts += [f"{counts['info']:,} info"] if counts["info"] else []
    hidden = len(result.findings) - len(shown)
    none = "No new findings." if result.known else "No findings."
    text = f"{plural(len(result.findings), 'finding')}: {', '.join(parts)}." if result.findings else none
    yield text + (f" {hidden:,} of lower severity not shown (--severity info)." if hidden else "")
    if result.below_confidence:
        yield f"{result.below_confidence:,} below the confidence asked."
    if result.suppressed:
        yield _suppressed(result)
    if result.known:
        yield f"{plural(result.known, 'finding')} accepted by the baseline."


def _suppressed(result: ScanResult) -> str:
    debt = f" ({result.fixme:,} fixme)" if result.fixme else ""
    return f"Suppressed: {len(result.suppressed):,}{debt}."
