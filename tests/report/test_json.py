"""JSON and JSON lines as the contract has them, readable by any reader."""

from __future__ import annotations

import json

import pytest

from cobolscan.report.as_json import dump

pytestmark = pytest.mark.usefixtures("house")

FINDING = {
    "code": str, "name": str, "family": str, "severity": str, "confidence": str, "path": str, "line": int, "column": int,
    "end_line": int, "end_column": int, "message": str, "literal": (str, type(None)), "subject": (str, type(None)),
    "program": (str, type(None)), "paragraph": (str, type(None)), "includers": list, "identical_paths": list, "rank": float,
    "data": dict, "related": list, "history": list, "fingerprint": str,
}  # fmt: skip
FILE = {
    "path": str, "lines": int, "reference_format": str, "encoding": str, "kind": str,
    "parsed_lines": int, "unparsed_lines": int, "programs": list,
}  # fmt: skip
SUMMARY = {"files": int, "lines": int, "findings": int, "by_code": dict, "missing_copybooks": dict, "seconds": float}
PARSED = {
    "path": str, "lines": int, "reference_format": str, "encoding": str, "complete": bool, "unparsed": list, "missing_copybooks": list,
    "programs": list, "kind": str, "statements": int, "data_entries": int, "tokens": int, "unparsed_tokens": int,
}  # fmt: skip


def holds(row, keys):
    return [key for key, kind in keys.items() if key not in row or not isinstance(row[key], kind)] == []


@pytest.fixture
def sources(program, work):
    program("src/A.cbl", "IF WS-POOL > 100 DISPLAY 'FULL'.", "MOVE 44 TO WS-POOL.", 'CALL "C$SLEEP" USING 30.', "COPY NOWHERE.")
    program("src/B.cbl", "IF WS-POOL > 250 DISPLAY 'FULL'.")
    (work / "src" / "empty.cpy").touch()


def test_scan(sources, run):
    done = run("scan", "--format", "json", "src")
    answer = json.loads(done.out)
    assert (answer["schema"], answer["tool"]["name"]) == (1, "cobolscan")
    assert len(answer["findings"]) == 5 and all(holds(finding, FINDING) for finding in answer["findings"])
    assert len(answer["files"]) == 3 and all(holds(file, FILE) for file in answer["files"])
    assert holds(answer["summary"], SUMMARY)
    assert answer["summary"]["by_code"] == {"LIM901": 2, "MAG901": 1, "PAR003": 1, "WAI901": 1}
    assert answer["summary"]["missing_copybooks"] == {"NOWHERE": 1}
    assert {file["path"]: file["kind"] for file in answer["files"]}["src/empty.cpy"] == "empty"
    first = next(f for f in answer["findings"] if f["path"] == "src/A.cbl" and f["code"] == "LIM901")
    assert (first["line"], first["column"], first["end_column"], first["program"]) == (8, 25, 28, "A")
    assert {key for other in first["related"] for key in other} == {"path", "line", "column", "literal", "role", "message"}


def test_every_severity_is_in_it_whatever_is_shown(sources, run):
    found = json.loads(run("scan", "--format", "json", "--severity", "error", "src").out)["findings"]
    assert {finding["severity"] for finding in found} == {"error", "warning", "info"}


def test_json_lines_hold_the_same(sources, run):
    answer = json.loads(run("scan", "--format", "json", "src").out)
    rows = [json.loads(line) for line in run("scan", "--format", "jsonl", "src").out.splitlines()]
    assert [row["type"] for row in rows] == ["tool", *["finding"] * 5, *["file"] * 3, "summary"]
    assert [{k: v for k, v in row.items() if k != "type"} for row in rows if row["type"] == "finding"] == answer["findings"]


def test_parse(sources, run, work):
    (work / "src" / "C.cbl").write_text("       PROCEDURE DIVISION.\n       P.\n           MOVE TO TO TO.\n           STOP RUN.\n")
    answer = json.loads(run("parse", "--format", "json", "src").out)
    assert answer["schema"] == 1
    assert all(holds(file, PARSED) for file in answer["files"])
    broken = answer["files"][2]
    assert (broken["path"], broken["complete"]) == ("src/C.cbl", False)
    assert set(broken["unparsed"][0]) == {"line", "column", "end_line", "text", "expected"}
    assert [json.loads(line) for line in run("parse", "--format", "jsonl", "src").out.splitlines()] == answer["files"]


def test_names_and_texts_that_no_encoding_holds(work, run):
    name = b"caf\xe9 \xff\x1b[0m.cbl".decode("utf-8", "surrogateescape")
    (work / name).write_bytes(
        b"       ID DIVISION.\n       PROGRAM-ID. X.\n       PROCEDURE DIVISION.\n           IF W\xd6 > 100 STOP RUN.\n"
    )
    for format_ in ("json", "jsonl", "sarif"):
        out = run("scan", "--format", format_, ".").out
        assert out.isascii()
        assert "\\ud" not in out
        assert "\x1b" not in out
    assert "caf\\xe9 \\xff" in json.loads(run("scan", "--format", "json", ".").out)["files"][0]["path"]


def test_no_command_of_a_build_log_is_in_it(program, run):
    program("A.cbl", "DISPLAY '##vso[task.complete]##[x]' IF WS-POOL > 100 GOBACK.", unit="X")
    for format_ in ("json", "jsonl", "sarif", "gitlab", "sonar"):
        out = run("scan", "--format", format_, "A.cbl").out
        assert "##vso[" not in out and "##[" not in out
    row = json.loads(run("scan", "--format", "sarif", "A.cbl").out)["runs"][0]["results"][0]
    assert row["ruleId"] == "LIM901"
    assert json.loads(dump({"text": "###[x]"})) == {"text": "###[x]"}
