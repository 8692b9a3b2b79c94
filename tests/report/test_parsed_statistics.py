"""The counts that `cobolscan parse --statistics` gives a user of his own sources."""

import io

from cobolscan.report import View, parsed
from cobolscan.scan.result import FileReport, ScanResult


def file(path, **known):
    known = {"reference_format": "fixed", "encoding": "ascii", "kind": "program", "complete": True, "tokens": 100} | known
    return FileReport(path, **known)


def region(line, text, *expected, **more):
    return {"line": line, "column": 12, "end_line": line, "text": text, "expected": list(expected), **more}


def text_of(*files, **view):
    counts = {}
    for each in files:
        for name in each.missing_copybooks:
            counts[name] = counts.get(name, 0) + 1
    out = io.StringIO()
    parsed.write(ScanResult(list(files), [], [], counts), out, View(statistics=True, **view))
    return out.getvalue()


def test_folders_reasons_and_missing_copybooks():
    wrong = {"complete": False, "unparsed_lines": 2, "unparsed_tokens": 5}
    text = text_of(
        file("src/pay/A.cbl", programs=["PAYA"], missing_copybooks=["NOWHERE"]),
        file(
            "src/pay/B.cbl",
            programs=["PAYB"],
            missing_copybooks=["NOWHERE", "OTHER"],
            unparsed=[region(9, "FROB X", "a statement")],
            **wrong,
        ),
        file("src/tax/C.cbl", unparsed=[region(3, "FROB X", "a statement", path="cpy/D.cpy")], **wrong),
        file("src/tax/D.cbl", problem="cannot be read: no", complete=False, tokens=0),
    )
    assert "       2  src/pay: 1 complete (50.0 %), 2 lines not parsed" in text
    assert "       2  src/tax: 0 complete (0.0 %), 2 lines not parsed" in text
    assert "       3  program, fixed: 1 complete (33.3 %), 4 lines not parsed" in text
    assert "       1  not read: 0 complete (0.0 %)" in text
    assert "300 tokens, 96.667 % in typed nodes." in text
    assert "       2  FROB X: expected a statement (src/pay/B.cbl:9)" in text
    assert "       2  NOWHERE: wanted by PAYA, PAYB" in text
    assert "       1  OTHER: wanted by PAYB" in text
    assert "2 copybooks missing: NOWHERE (PAYA, PAYB), OTHER (PAYB)." in text


def test_many_folders_are_put_together():
    text = text_of(*(file(f"top{n % 3}/sub{n}/P.cbl") for n in range(90)))
    assert "      30  top0: 30 complete (100.0 %)" in text
    assert "sub1" not in text


def test_what_conditional_compilation_leaves_out_is_told():
    assert "12 lines of code left out by conditional compilation: not judged." in text_of(file("A.cbl", inactive_lines=12))


def test_nothing_of_a_file_reaches_the_terminal_unclean():
    text = text_of(file("src/\x1b[31mA.cbl", missing_copybooks=["\x1b]0;x"], complete=False, unparsed=[region(1, "\x1b[2J", "\x1b")]))
    assert "\x1b" not in text
