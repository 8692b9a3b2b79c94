"""What holds for a file, for people."""

from __future__ import annotations

from typing import TextIO

from cobolscan.report import View
from cobolscan.report.text import Painter, clean, plural
from cobolscan.scan.config.explain import Explanation, Reading, Value
from cobolscan.scan.config.toml import spelled


def write(told: Explanation, out: TextIO, view: View) -> None:
    paint = Painter(view)
    out.write(paint("path", clean(told.path)) + "\n")
    for label, text in _head(told):
        out.write(f"  {label:<15}{clean(text)}\n")
    out.write("\n")
    rows = [(value.key, f"{spelled(value.value)}", _origin(value)) for value in told.values]
    wide = max(len(key) for key, _, _ in rows)
    for key, value, origin in rows:
        quiet = origin == "default"
        line = f"{clean(key):<{wide}} = {clean(value)}"
        out.write(f"{paint('dim', line) if quiet else line}  {paint('dim', clean('# ' + origin))}\n")


def _head(told: Explanation) -> list[tuple[str, str]]:
    reading = told.reading
    return [
        ("root", told.root),
        ("configuration", ", ".join(told.configurations) or "none"),
        ("read as", _read_as(reading)),
        ("copybooks", _copybooks(reading)),
        ("rules", f"{plural(len(told.rules), 'rule')} on"),
    ]


def _read_as(reading: Reading) -> str:
    dialects = f", dialect {', '.join(reading.dialects)}" if reading.dialects else ""
    return f"{reading.kind}, {reading.reference_format}, {reading.encoding}{dialects}"


def _copybooks(reading: Reading) -> str:
    found = f"{plural(reading.members, 'member')} found"
    where = f" in {', '.join(reading.copybook_folders)}" if reading.copybook_folders else ""
    missing = f"; missing: {', '.join(reading.missing_copybooks)}" if reading.missing_copybooks else ""
    return f"{found}{where}{missing}"


def _origin(value: Value) -> str:
    if value.source in ("default", "command line"):
        return value.source
    override = f", override for {', '.join(value.paths)}" if value.paths else ""
    return f"{value.path}:{value.line}{override}"
