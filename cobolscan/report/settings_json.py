"""What holds for a file, as JSON."""

from __future__ import annotations

import json
from typing import Any, TextIO

from cobolscan.report import View
from cobolscan.report.text import path_text
from cobolscan.scan.config.explain import Explanation, Value


def write(told: Explanation, out: TextIO, view: View) -> None:
    reading = told.reading
    content = {
        "schema": 1,
        "path": path_text(told.path),
        "root": path_text(told.root),
        "configurations": [path_text(path) for path in told.configurations],
        "settings": [_row(value) for value in told.values],
        "rules": list(told.rules),
        "reading": {
            "reference_format": reading.reference_format,
            "encoding": reading.encoding,
            "kind": reading.kind,
            "dialects": list(reading.dialects),
            "copybook_folders": [path_text(path) for path in reading.copybook_folders],
            "members": reading.members,
            "missing_copybooks": [path_text(name) for name in reading.missing_copybooks],
        },
    }
    json.dump(content, out, indent=2)
    out.write("\n")


def _row(value: Value) -> dict[str, Any]:
    origin = {"kind": value.source, "path": path_text(value.path) if value.path else None, "line": value.line, "paths": list(value.paths)}
    return {"key": value.key, "value": value.value, "run_wide": value.run_wide, "origin": origin}
