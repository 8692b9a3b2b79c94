"""JUnit and Checkstyle: what their schemas say (Jenkins' junit-10.xsd, checkstyle-report-1.0.0.xsd), and any text comes back."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobolscan.report.xml import escaped
from cobolscan.rule import Severity
from cobolscan.scan.result import FileReport

READ = FileReport("src/POOL.cbl", 120, "fixed", "ascii", "program", 100, 0, ["POOL"], True)
TEXT = st.text(max_size=60) | st.text(alphabet="<>&\"']#;x0\x00\x1a\x7f\x85\t\r\n\ufffe\U0001f600", max_size=30)
SURE, TEST = {"name", "tests", "failures", "errors"}, {"name", "classname"}


def root_of(text):
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n') and text.isascii()
    return ElementTree.fromstring(text)


def check_junit(text):
    """junit-10.xsd of Jenkins' xUnit plugin, and that the numbers are those of the cases: other readers trust them."""
    root = root_of(text)
    assert root.tag == "testsuites" and set(root.attrib) <= {"name", "time", "tests", "failures", "errors"}
    for suite in root:
        assert suite.tag == "testsuite" and set(suite.attrib) >= SURE
        assert set(suite.attrib) <= SURE | {"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"}
        for case in suite:
            assert case.tag == "testcase" and case.attrib["name"] and set(case.attrib) <= TEST | {"time", "group"}
            assert [child.tag for child in case] in ([], ["failure"], ["error"], ["skipped"])
            assert all(set(child.attrib) <= {"type", "message"} and not len(child) for child in case)
        names = [(case.attrib["classname"], case.attrib["name"]) for case in suite]
        assert len(set(names)) == len(names) == int(suite.attrib["tests"]) > 0
    for tag, counted in (("testcase", "tests"), ("failure", "failures"), ("error", "errors")):
        assert sum(int(suite.attrib[counted]) for suite in root) == len(root.findall(f".//{tag}")) == int(root.attrib[counted])
    return root


def check_checkstyle(text):
    """checkstyle-report-1.0.0.xsd."""
    root = root_of(text)
    assert root.tag == "checkstyle" and set(root.attrib) == {"version"}
    for file in root:
        assert file.tag == "file" and set(file.attrib) == {"name"}
        for error in file:
            assert error.tag == "error" and set(error.attrib) == {"line", "column", "severity", "message", "source"} and not len(error)
            assert int(error.attrib["line"]) > 0 and int(error.attrib["column"]) > 0
            assert error.attrib["severity"] in ("ignore", "info", "warning", "error")
    return root


def shown(text):
    """What XML 1.0 cannot hold, as its picture."""
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", lambda m: chr(0x2400 + ord(m[0])), text)
    return re.sub("[\ud800-\udfff\ufffe\uffff]", "\ufffd", text)


@settings(deadline=None)
@given(text=TEXT)
def test_any_text_comes_back(text):
    root = ElementTree.fromstring(f'<a b="{escaped(text)}">{escaped(text)}</a>')
    assert root.attrib["b"] == (root.text or "") == shown(text)
    assert "##" not in escaped(text)


@settings(deadline=None)
@given(message=TEXT, path=TEXT.filter(bool))
def test_any_message_and_path_is_in_both(finding, report, message, path):
    case = check_junit(report("junit", finding(message, path))).find("testsuite/testcase")
    assert (case.attrib["classname"], case.find("failure").attrib["message"]) == (shown(path), shown(message))
    file = check_checkstyle(report("checkstyle", finding(message, path))).find("file")
    assert (file.attrib["name"], file.find("error").attrib["message"]) == (shown(path), shown(message))


@pytest.mark.parametrize(("name", "check"), [("junit", check_junit), ("checkstyle", check_checkstyle)])
def test_names_that_no_encoding_holds(finding, report, name, check):
    check(report(name, finding("a\udc80", "caf\udce9.cbl")))


def test_a_test_for_each_finding_and_a_passed_one_for_a_clean_file(finding, report):
    clean = FileReport("src/CLEAN.cbl", 10, "fixed", "ascii", "program", 9)
    findings = [finding("b", line=60), finding("a", line=43), finding("c", severity=Severity.INFO)]
    root = check_junit(report("junit", *findings, files=[clean, READ]))
    suites = {suite.attrib["name"]: suite for suite in root}
    assert list(suites) == ["src/CLEAN.cbl", "src/POOL.cbl"]
    assert [len(case) for case in suites["src/CLEAN.cbl"]] == [0]
    failures = suites["src/POOL.cbl"].findall("testcase/failure")
    assert [failure.attrib for failure in failures] == [{"type": "LIM001", "message": "a"}, {"type": "LIM001", "message": "b"}]
    assert failures[0].text.startswith("src/POOL.cbl:43:27: LIM001 warning a\n           IF WS-ACTIVE > 100")
    assert len(check_junit(report("junit", *findings, files=[READ], severity="info")).findall(".//failure")) == 3


def test_the_name_of_a_test_does_not_move_with_its_line(finding, report):
    one = finding(line=43)
    names = []
    for line in (43, 51):
        one.place.line = one.place.end_line = line
        names.append(check_junit(report("junit", one)).find(".//testcase").attrib["name"])
    assert names[0] == names[1]


def test_a_file_that_was_not_read_is_an_error_or_skipped_when_that_is_ignored(finding, report):
    lost = FileReport("src/LOST.cbl", problem="cannot be read")
    unread = finding("cannot be read", "src/LOST.cbl", code="PAR002", name="unread-file", severity=Severity.ERROR)
    root = check_junit(report("junit", unread, files=[lost]))
    assert [child.tag for child in root.find(".//testcase")] == ["error"]
    root = check_junit(report("junit", files=[lost]))
    assert root.find(".//skipped").attrib == {"message": "cannot be read"}


@pytest.mark.parametrize(("name", "check"), [("junit", check_junit), ("checkstyle", check_checkstyle)])
def test_an_empty_report_is_valid(report, name, check):
    assert len(check(report(name))) == (name == "junit"), "Jenkins takes no report without a test"
    assert len(check(report(name, files=[READ]))) == 1


def test_the_source_of_a_check_is_a_name_with_dots(finding, report):
    findings = [finding(severity=severity) for severity in Severity]
    root = check_checkstyle(report("checkstyle", *findings, severity="info"))
    assert [error.attrib["severity"] for error in root[0]] == ["info", "warning", "error"]
    assert {error.attrib["source"] for error in root[0]} == {"cobolscan.LIM.LIM001"}
    assert len(check_checkstyle(report("checkstyle", *findings))[0]) == 2


def test_a_wait_that_was_shortened_is_a_passed_test(report, finding):
    better = finding("waits 2 s, 5 s before", code="WAI001", severity=Severity.INFO, data={"improved": {"from": 5, "to": 2}})
    root = ElementTree.fromstring(report("junit", finding(), better))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "1", "0")
    (passed,) = [case for case in root.iter("testcase") if case.find("failure") is None]
    assert "5 s before" in passed.find("system-out").text
