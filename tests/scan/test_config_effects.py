"""What a configuration says of dialects, words and waits is what the rules go by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cobolscan.scan.errors import UsageProblem

SLEEPS = 'CALL "C$SLEEP" USING 5.'


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def findings(run, *arguments):
    done = run("scan", *arguments, "--format", "json")
    assert done.err == "", done.err
    return json.loads(done.out)["findings"]


def codes(run, *arguments):
    return {(finding["path"], finding["code"]) for finding in findings(run, *arguments)}


@pytest.mark.parametrize(
    ("dialect", "code"),
    [("auto", "WAI001"), ("ibm", "WAI006"), ("gnucobol", "WAI001"), ("mf", "WAI001"), ("acu", "WAI001"), ("85", "WAI001")],
)
def test_a_routine_of_another_run_time_does_not_work(program, run, dialect, code):
    program("A.cbl", SLEEPS)
    assert ("A.cbl", code) in codes(run, "A.cbl", "--dialect", dialect)


def test_a_routine_of_the_house_is_valid_in_any_dialect(program, work, run):
    program("A.cbl", SLEEPS.replace("5", "500"))
    put(work / "cobolscan.toml", 'dialect = "ibm"\n[rules.wait.routines]\n"C$SLEEP" = "ms"\n')
    (found,) = [finding for finding in findings(run, "A.cbl") if finding["code"].startswith("WAI")]
    assert (found["code"], found["data"]["duration_s"]) == ("WAI001", 0.5)


def test_the_dialect_decides_how_a_number_is_named(program, work, run):
    for folder in ("ibm", "mf"):
        program(f"{folder}/A.cbl", "ADD 1 TO WS-POOL.", "IF WS-POOL > 500 DISPLAY 'FULL' STOP RUN.", unit=folder.upper())
    put(work / "cobolscan.toml", '[[overrides]]\npaths = ["ibm/*"]\ndialect = "ibm"\n[[overrides]]\npaths = ["mf/*"]\ndialect = "mf"\n')
    rules = json.loads(run("config", "mf/A.cbl", "--format", "json").out)["reading"]["dialects"]
    assert rules == ["mf"]
    for folder, advice in (("ibm", "IBM COBOL has no level 78"), ("mf", "level 78")):
        told = [json.dumps(finding) for finding in findings(run, folder, "--pedantic")]
        assert any(advice in text for text in told), told


def test_the_dialect_decides_how_data_is_laid_out():
    from cobolscan.program.model import build
    from cobolscan.source.reader import read
    from cobolscan.syntax.parser import parse

    items = ("01 A PIC S9(7) COMP.", "01 B PIC 9(2) COMP.", "01 C USAGE POINTER.")
    text = "\n       ".join(("", "DATA DIVISION.", "WORKING-STORAGE SECTION.", *items, ""))
    sizes = {}
    for dialect in ("auto", "ibm", "gnucobol", "mf", "acu", "85"):
        (program,) = build(parse(read(f"       IDENTIFICATION DIVISION.\n       PROGRAM-ID. P.{text}".encode(), "p.cbl")), dialect)
        sizes[dialect] = tuple(item.size for item in program.items)
    ibm = (4, 2, 4)
    assert sizes == {"auto": ibm, "ibm": ibm, "85": ibm, "gnucobol": (4, 1, 8), "acu": (4, 1, 8), "mf": (4, 1, 8)}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_words_of_the_house_hold_in_their_folder(program, work, run, jobs):
    for folder in ("house", "other"):
        name = program(f"{folder}/A.cbl", "MOVE WS-CUPEX TO WS-COUNT.", unit=folder.upper())
        text = name.read_text().replace(
            "       01  WS-POOL        PIC 9(5).\n", "       01  WS-CUPEX PIC 9(5) VALUE 250.\n       01  WS-COUNT PIC 9(5).\n"
        )
        name.write_text(text)
    put(work / "house/cobolscan.toml", '[house-words]\nlimit = ["CUPEX"]\n')
    named = {
        finding["path"]
        for finding in findings(run, ".", "--jobs", jobs)
        if finding["subject"] == "WS-CUPEX" and finding["code"] == "LIM002"
    }
    assert named == {"house/A.cbl"}


def test_a_word_of_the_house_says_what_it_can_say(program, work, run):
    program("A.cbl", "CONTINUE.")
    put(work / "cobolscan.toml", '[house-words]\nlimits = ["TOPE"]\nlimit = ["TO-PE", "T*"]\n')
    told = [line.partition("cobolscan.toml:")[2] for line in run("scan", "A.cbl").err.splitlines()]
    assert told[0].startswith('2: "house-words.limits" is a wrong key: one of age, bit,')
    assert told[1].startswith('3: "house-words.limit.TO-PE" must be a list of words: one word,')
    assert len(told) == 3


LEXICON = """\
language = "xx"
[phrases]
assumption = ["zork grundel"]
[words]
common = "zork grundel blorb snark"
"""


def test_a_lexicon_of_the_house(program, work, run):
    path = program("A.cbl", "IF WS-POOL > 750 DISPLAY 'FULL'.")
    text = path.read_text().replace("           IF WS-POOL", "      * ZORK GRUNDEL BLORB SNARK\n           IF WS-POOL")
    path.write_text(text)
    before = {finding["code"] for finding in findings(run, "A.cbl")}
    put(work / "house.toml", LEXICON)
    put(work / "cobolscan.toml", 'lexicons = ["house.toml"]\n')
    done = findings(run, "A.cbl")
    kinds = {event["kind"] for finding in done for event in finding["history"]}
    assert "assumption" in kinds or {finding["code"] for finding in done} - before == {"HIS001"}
    assert "assumption" in json.dumps(json.loads(run("history", "A.cbl", "--format", "json").out))
    assert "assumption" not in json.dumps(json.loads(run("history", "A.cbl", "--format", "json", "--isolated").out))


def test_a_lexicon_holds_in_its_folder_only(program, work, run):
    for folder in ("a", "house", "z"):
        path = program(f"{folder}/A.cbl", "IF WS-POOL > 750 DISPLAY 'FULL'.", unit=f"{folder.upper()}PGM")
        path.write_text(path.read_text().replace("           IF WS-POOL", "      * ZORK GRUNDEL BLORB SNARK\n           IF WS-POOL"))
    put(work / "house.toml", LEXICON)
    put(work / "cobolscan.toml", '[[overrides]]\npaths = ["house/*"]\nlexicons = ["house.toml"]\n')
    found = findings(run, ".")
    assumed = {f["path"] for f in found if f["code"] == "HIS001" or any(e["kind"] == "assumption" for e in f["history"])}
    assert assumed == {"house/A.cbl"}


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "cannot read the lexicon house.toml"), ("[", "house.toml: not TOML"), ("language = [", "house.toml: not TOML")],
)
def test_a_broken_lexicon_is_told(program, work, run, text, said):
    program("A.cbl", "CONTINUE.")
    put(work / "cobolscan.toml", 'pedantic = true\nlexicons = ["house.toml"]\n')
    if text is not None:
        put(work / "house.toml", text)
    done = run("scan", "A.cbl")
    assert done.status == 2 and "cobolscan.toml:2: " + said in done.err, done.err


def test_options_that_cannot_be_meant(program, work, run):
    program("A.cbl", "CONTINUE.")
    put(
        work / "cobolscan.toml",
        '[rules.WAI001.routines]\nA = "seconds"\nB = { unit = "ms", argument = 0 }\nC = { units = "ms" }\n'
        '[rules.MAG001]\ncontexts = ["comparing"]\nignore-names = ["("]\n[rules.HIS002]\ntoday = "2027-02-30"\n',
    )
    told = [line.partition("cobolscan.toml:")[2] for line in run("scan", "A.cbl").err.splitlines()]
    assert [line.split(":")[0] for line in told] == ["2", "3", "4", "6", "7", "9"]
    assert told[1] == '3: "rules.WAI001.routines.B.argument" must be a whole number from 1 on'
    assert told[5].endswith("there is no 2027-02-30")


def test_a_severity_that_is_configured_holds_for_what_a_rule_says_firmly(program, work, run):
    program("A.cbl", SLEEPS, "PERFORM UNTIL WS-POOL > 9", SLEEPS.rstrip("."), "END-PERFORM.")
    for wanted, severities in ((None, ["info", "warning"]), ("error", ["error", "info"]), ("info", ["info", "info"])):
        put(work / "cobolscan.toml", f'[rules.WAI001]\nseverity = "{wanted}"\n' if wanted else "")
        assert sorted(f["severity"] for f in findings(run, "A.cbl") if f["code"] == "WAI001") == severities


def test_names_of_vendors_and_endings_in_the_library(tmp_path, monkeypatch):
    from cobolscan.source.library import CopyLibrary

    monkeypatch.chdir(tmp_path)
    for name in ("REC.cpy", "REC.xyz", "ONLY.xyz"):
        put(tmp_path / "copy" / name, "       77 A PIC 9.\n")
    plain, told = CopyLibrary("."), CopyLibrary(".", extensions=["XYZ"], vendors=["abc*", "ONE?"])
    assert [plain.find(name, None, "A.cbl") for name in ("REC", "ONLY")] == ["copy/REC.cpy", None]
    assert [told.find(name, None, "A.cbl") for name in ("REC", "ONLY")] == ["copy/REC.xyz", "copy/ONLY.xyz"]
    assert [told.is_vendors(name) for name in ("ABCREC", "abc", "ONE1", "ONE", "DFHAID", "XABC")] == [True, True, True, False, True, False]
    assert not plain.is_vendors("ABCREC")


def test_a_wrong_configuration_of_a_folder_is_a_problem_of_the_run(program, work):
    from cobolscan.scan import engine
    from cobolscan.scan.config import folders_for

    program("a/A.cbl", "CONTINUE.")
    put(work / "a/cobolscan.toml", "nonsense = 1\n")
    with pytest.raises(UsageProblem, match="nonsense"):
        engine.scan(["."], folders_for(["."], {}).run)
