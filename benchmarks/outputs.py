#!/usr/bin/env python3
"""How much processor time each format takes for many findings, and how much is written.

usage: python benchmarks/outputs.py [--findings N] [--twice] [FORMAT ...]

The findings are made up: every one has a source line and a related place, every second a past of three events, every tenth stands in a
copybook of three programs. With --twice the time for twice as many is shown as a ratio: 2 is linear.
"""

from __future__ import annotations

import argparse
import io
import time

from cobolscan.history.events import Event
from cobolscan.report import SCAN, View, writer
from cobolscan.rule import Confidence, Finding, Place, Related, Severity
from cobolscan.scan.rank import order
from cobolscan.scan.result import FileReport, ScanResult

_RULES = (("LIM001", "literal-bound"), ("MAG001", "magic-number"), ("WAI001", "wait"), ("HIS001", "assumption-comment"))
_A_FILE = 50  # findings of a file


class _Counter(io.TextIOBase):
    """Takes text and counts its bytes, as a file would encode them."""

    size = 0

    def write(self, text: str) -> int:
        self.size += len(text.encode("utf-8", "backslashreplace"))
        return len(text)


def estate(count: int) -> ScanResult:
    """A result with `count` findings in the order of their rank."""
    findings = [_finding(number) for number in range(count)]
    findings.sort(key=order)
    names = sorted({finding.place.path for finding in findings})
    files = [FileReport(name, 2_000, "fixed", "ascii", "program", 1_500, 3, [f"PGM{n}"], n % 7 > 0) for n, name in enumerate(names)]
    for file in files[::5]:
        file.missing_copybooks = ["DFHAID", f"BOOK{len(file.path) % 90}"]
    return ScanResult(files, findings, [], {"DFHAID": len(files) // 5, "BOOK1": 1})


def _finding(number: int) -> Finding:
    code, name = _RULES[number % len(_RULES)]
    path, line = f"src/dir{number // 5_000}/PGM{number // _A_FILE}.CBL", 100 + number % _A_FILE * 7
    finding = Finding(
        code, name, (Severity.INFO, Severity.WARNING, Severity.WARNING, Severity.ERROR)[number % 7 % 4], Confidence.HIGH,
        Place(path, line, 27, line, 30), f"{number % 900} bounds WS-ACTIVE-{number % 31}: counted up, refuses, round number",
        literal=str(number % 900), subject=f"WS-ACTIVE-{number % 31}", program=f"PGM{number // _A_FILE}", paragraph="TAKE-ONE",
        data={"score": 6, "evidence": ["counted up", "refuses", "round number"]}, line_text="           IF WS-ACTIVE > 100",
        related=[Related(path, 12, 20, "bound", "the table has 100 entries", "100")], rank=float(number % 91),
        fingerprint=f"{number:016x}:1",
    )  # fmt: skip
    if number % 2:
        finding.history = [
            Event(line - n, line - n, path, "author_note", "100 should be enough - Carl", ["Carl"], [f"199{n}-03-11"], why_here="above")
            for n in range(3)
        ]
    if number % 10 == 0:
        finding.includers = [{"program": f"PGM{n}", "chain": [{"path": f"src/PGM{n}.CBL", "line": 44}]} for n in range(3)]
    return finding


def seconds(result: ScanResult, name: str) -> tuple[float, int]:
    """Processor time and bytes of one report."""
    out = _Counter()
    write = writer(SCAN, name)
    started = time.process_time()
    write(result, out, View(severity="info"))  # type: ignore[arg-type]
    return time.process_time() - started, out.size


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("formats", nargs="*", metavar="FORMAT")
    arguments.add_argument("--findings", type=int, default=100_000)
    arguments.add_argument("--twice", action="store_true")
    options = arguments.parse_args()
    once = estate(options.findings)
    once.first_run = False  # all frames
    twice = estate(2 * options.findings) if options.twice else None
    for name in options.formats or SCAN:
        seconds(estate(100), name)  # what is read or imported once
        took, size = seconds(once, name)
        line = f"{name:>11} {took:7.2f} s {size / 1e6:8.1f} MB"
        if twice is not None:
            twice.first_run = False
            line += f"   x2: {seconds(twice, name)[0] / took:.1f}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
