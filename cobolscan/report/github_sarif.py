"""SARIF as GitHub's code scanning should get it: without what is suppressed.

GitHub knows nothing of `suppressions` ("SARIF support for code scanning" has no such property) and opens an alert for such a result, too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TextIO

from cobolscan.report import View, sarif
from cobolscan.scan.result import ScanResult


def write(result: ScanResult, out: TextIO, view: View) -> None:
    sarif.write(replace(result, suppressed=[]), out, view)
