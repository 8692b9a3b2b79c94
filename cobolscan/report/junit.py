"""JUnit XML: a suite for each file, a test case for each finding; a file that was read and has none is a passed test.

There is no one schema. This is what Jenkins' xUnit plugin accepts (junit-10.xsd, which allows a test case a name, class name, time and
group only), and what its JUnit plugin, GitLab ("Unit test reports") and Azure Pipelines (PublishTestResults@2) read. The name of
a test case ends with the fingerprint, not with a line: a finding keeps its name, and so its age, when lines are inserted above it.
A wait that was shortened is a passed test: nothing fails for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from cobolscan.report import View
from cobolscan.report.groups import by_file, whereabouts
from cobolscan.report.text import path_text, shown
from cobolscan.report.xml import DECLARATION, element, opening
from cobolscan.rule import Finding
from cobolscan.scan.result import FileReport, ScanResult

_NOT_READ = "PAR002"


def write(result: ScanResult, out: TextIO, view: View) -> None:
    findings = by_file(shown(result.findings, view))
    files = {file.path: file for file in result.files}
    paths = list(dict.fromkeys([*files, *findings]))
    out.write(DECLARATION)
    out.write(opening("testsuites", _totals(findings, paths)) + "\n")
    for path in paths:
        out.writelines(_suite(path, findings.get(path, []), files.get(path)))
    if not paths:
        out.write(opening("testsuite", {"name": "cobolscan", "tests": 1, "failures": 0, "errors": 0}))
        out.write(element("testcase", {"name": "there was nothing to scan", "classname": "cobolscan"}) + "</testsuite>\n")
    out.write("</testsuites>\n")


def _totals(findings: dict[str, list[Finding]], paths: list[str]) -> dict[str, object]:
    kinds = Counter(_kind(finding) for group in findings.values() for finding in group)
    clean = sum(path not in findings for path in paths)
    tests = (kinds.total() + clean) or 1
    return {"name": "cobolscan", "tests": tests, "failures": kinds["failure"], "errors": kinds["error"]}


def _kind(finding: Finding) -> str:
    """The element that says how a test ended; of one that passed, what it wrote."""
    if "improved" in finding.data:
        return "system-out"
    return "error" if finding.code == _NOT_READ else "failure"


def _suite(path: str, findings: list[Finding], file: FileReport | None) -> Iterator[str]:
    name = path_text(path)
    kinds = Counter(map(_kind, findings))
    counts = {"tests": len(findings) or 1, "failures": kinds["failure"], "errors": kinds["error"]}
    skipped = not findings and file is not None and file.problem is not None
    yield opening("testsuite", {"name": name, **counts, "skipped": int(skipped), "file": name}) + "\n"
    yield from (_case(finding, name) for finding in findings)
    if skipped and file is not None:  # who ignores PAR002 wants no error, but a test that passed it is not
        yield opening("testcase", {"name": "not read", "classname": name})
        yield element("skipped", {"message": file.problem}) + "</testcase>\n"
    elif not findings:
        yield element("testcase", {"name": "no findings", "classname": name}) + "\n"
    yield "</testsuite>\n"


def _case(finding: Finding, name: str) -> str:
    place, kind = finding.place, _kind(finding)
    told = [f"{name}:{place.line}:{place.column}: {finding.code} {finding.severity} {finding.message}", finding.line_text.rstrip()]
    told += [f"in {whereabouts(finding)}"] if whereabouts(finding) else []
    told += [f"{path_text(other.path)}:{other.line}: {other.message}" for other in finding.related[:8]]
    attributes: dict[str, object] = {} if kind == "system-out" else {"type": finding.code, "message": finding.message}
    failure = element(kind, attributes, "\n".join(filter(None, told)))
    case = opening("testcase", {"name": f"{finding.code} {finding.name} [{finding.fingerprint}]", "classname": name})
    return f"{case}{failure}</testcase>\n"
