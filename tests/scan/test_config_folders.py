"""What holds for each file of a run: the nearest configuration, extend, overrides, per-file-ignores."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from cobolscan.scan.config import folders_for
from cobolscan.scan.errors import UsageProblem

pytestmark = pytest.mark.usefixtures("house")
LIMIT = "IF WS-POOL > 100 DISPLAY 'FULL'."


def found(done):
    assert done.err == "", done.err
    return sorted((finding["path"], finding["code"]) for finding in json.loads(done.out)["findings"])


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_the_nearest_configuration_holds_for_each_file(program, work, run):
    for name in ("A.cbl", "batch/B.cbl", "batch/deep/C.cbl", "online/D.cbl"):
        program(name, LIMIT)
    put(work / "cobolscan.toml", 'select = ["LIM"]\n')
    put(work / "batch/cobolscan.toml", 'select = ["MAG"]\n')
    put(work / "online/pyproject.toml", "[tool.cobolscan.rules.LIM901]\nleast = 101\n")
    assert found(run("scan", ".", "--format", "json")) == [
        ("A.cbl", "LIM901"),
        ("batch/B.cbl", "MAG901"),
        ("batch/deep/C.cbl", "MAG901"),
        ("online/D.cbl", "MAG901"),  # what the configuration above selects does not hold
    ]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_files_of_the_same_bytes_are_judged_by_the_settings_of_each(program, work, run, jobs):
    for folder in "abcd":
        program(f"{folder}/SAME.cbl", LIMIT, unit="SAME")
    put(work / "cobolscan.toml", 'select = ["LIM"]\n[[overrides]]\npaths = ["b/*"]\nselect = ["MAG"]\n')
    put(work / "d/cobolscan.toml", 'ignore = ["ALL"]\n')
    assert found(run("scan", ".", "--format", "json", "--jobs", jobs)) == [("a/SAME.cbl", "LIM901"), ("b/SAME.cbl", "MAG901")]
    identical = [f["identical_paths"] for f in json.loads(run("scan", ".", "--format", "json").out)["findings"]]
    assert identical == [["c/SAME.cbl"], []]


def test_which_files_are_named_does_not_change_the_configuration_of_the_run(program, work, run):
    """A hook names the changed files only: what the run's configuration accepts stays accepted."""
    program("batch/B.cbl", LIMIT)
    put(work / "cobolscan.toml", 'baseline = "known.tsv"\n')
    put(work / "batch/cobolscan.toml", 'ignore = ["MAG"]\n')
    assert run("baseline", "create", ".").status == 0
    assert run("scan", "batch/B.cbl").status == 0
    assert run("scan", ".").status == 0


def test_a_configuration_that_extends_one_above_belongs_to_its_run(program, work, run, monkeypatch):
    program("batch/B.cbl", LIMIT)
    put(work / "cobolscan.toml", 'baseline = "known.tsv"\nignore = ["MAG"]\n')
    put(work / "batch/cobolscan.toml", 'extend = "../cobolscan.toml"\n')
    assert run("baseline", "create", ".").status == 0
    monkeypatch.chdir(work / "batch")
    assert run("scan", "B.cbl").status == 0
    monkeypatch.chdir(work)
    assert run("scan", ".").status == 0


def test_extend_inherits_and_lays_on_top(program, work, run):
    program("A.cbl", LIMIT, "MOVE 55 TO WS-POOL.")
    put(work / "house/base.toml", 'fail-on = "never"\nselect = ["LIM"]\n[rules.LIM901]\nleast = 101\nseverity = "error"\n')
    put(work / "cobolscan.toml", 'extend = "house/base.toml"\n[rules.big-limit]\nleast = 3\n')
    done = run("scan", "A.cbl", "--format", "json")
    assert done.status == 0  # fail-on is inherited
    assert [(f["code"], f["severity"]) for f in json.loads(done.out)["findings"]] == [("LIM901", "error")]
    put(work / "cobolscan.toml", 'extend = "house"\nselect = ["MAG"]\n')
    put(work / "house/cobolscan.toml", 'extend = "base.toml"\n')
    assert found(run("scan", "A.cbl", "--format", "json")) == [("A.cbl", "MAG901"), ("A.cbl", "MAG901")]


def test_paths_are_relative_to_the_configuration_that_says_them(program, work, run):
    program("src/A.cbl", "COPY PAYREC.")
    put(work / "house/members/PAYREC.cpy", "       77 WS-A PIC 9.\n")
    put(work / "house/base.toml", 'copybook-paths = ["members"]\n')
    put(work / "cobolscan.toml", 'extend = "house/base.toml"\n')
    assert "PAYREC" not in json.loads(run("scan", "src", "--format", "json").out)["summary"]["missing_copybooks"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("absent.toml", 'cobolscan.toml:2: "extend" leads to no file: absent.toml'),
        ("cobolscan.toml", 'cobolscan.toml:2: "extend" leads in a circle: cobolscan.toml is being read already'),
        ("a.toml", 'b.toml:1: "extend" leads in a circle: a.toml is being read already'),
        ("../outside.toml", 'cobolscan.toml:2: "extend" leads outside of .: '),
        ("link.toml", 'cobolscan.toml:2: "extend" leads outside of .: link.toml'),
        ("bad.toml", 'bad.toml:2: unknown key "selekt" (did you mean "select"?)'),
        ("broken.toml", "broken.toml:1: not TOML: "),
        ("hose.toml", '"extend" leads to no file: hose.toml (did you mean "house.toml"?)'),
    ],
)
def test_what_cannot_be_extended_is_told(program, work, run, target, said):
    program("A.cbl", LIMIT)
    put(work / "cobolscan.toml", f'ignore = []\nextend = "{target}"\n')
    put(work / "a.toml", 'extend = "b.toml"\n')
    put(work / "b.toml", 'extend = "a.toml"\n')
    put(work / "bad.toml", "\nselekt = []\n")
    put(work / "broken.toml", "[\n")
    put(work / "house.toml", "")
    put(work.parent / "outside.toml", "")
    (work / "link.toml").symlink_to("../outside.toml")
    done = run("scan", "A.cbl")
    assert done.status == 2 and said in done.err, done.err


def test_a_named_configuration_may_lead_anywhere(program, work, run):
    program("A.cbl", LIMIT)
    put(work.parent / "outside.toml", 'ignore = ["MAG"]\n')
    put(work / "own.toml", 'extend = "../outside.toml"\n')
    put(work / "sub/cobolscan.toml", "nonsense = 1\n")  # --config: no other one is read
    program("sub/B.cbl", LIMIT)
    assert found(run("scan", ".", "--config", "own.toml", "--format", "json")) == [("A.cbl", "LIM901"), ("sub/B.cbl", "LIM901")]


def test_a_configuration_that_is_a_link_to_the_outside_is_refused(program, work, run):
    program("A.cbl", LIMIT)
    put(work.parent / "secret.toml", 'password = "x"\n')
    (work / "cobolscan.toml").symlink_to("../secret.toml")
    done = run("scan", "A.cbl")
    assert done.status == 2 and "cobolscan.toml is a link that leads outside of ." in done.err and "password" not in done.err


def test_a_wrong_configuration_beside_a_member_is_told(program, work, run):
    program("src/A.cbl", "COPY CHECKS.")
    put(work / "copy/CHECKS.cpy", "           IF WS-POOL > 100 DISPLAY 'FULL'.\n")
    put(work / "copy/cobolscan.toml", "nonsense = 1\n")
    (notice,) = json.loads(run("scan", "src", "--format", "json").out)["summary"]["notices"]
    assert notice.startswith('copy/cobolscan.toml:1: unknown key "nonsense"')
    assert run("scan", ".").status == 2


def test_a_found_configuration_names_nothing_outside(program, work, run):
    program("A.cbl", LIMIT)
    (work.parent / "members").mkdir()
    put(work / "cobolscan.toml", 'copybook-paths = ["../members"]\nbaseline = "../../known.tsv"\nlexicons = ["/etc/passwd"]\n')
    done = run("scan", "A.cbl")
    told = [line.split(": ")[2] + ": " + line.split(": ")[3] for line in done.err.splitlines()]
    assert [line.split(" leads")[0] for line in told] == [
        'cobolscan.toml:1: "copybook-paths"',
        'cobolscan.toml:2: "baseline"',
        'cobolscan.toml:3: "lexicons"',
    ]
    put(work / "cobolscan.toml", 'copybook-paths = ["../members"]\n')
    assert run("scan", "A.cbl", "--config", "cobolscan.toml").status == 1
    assert run("scan", "A.cbl", "--isolated", "--copybook-path", "../members").status == 1


def test_what_is_about_the_run_stands_in_the_configuration_of_the_run(program, work, run):
    program("A.cbl", LIMIT)
    program("batch/B.cbl", LIMIT)
    put(work / "cobolscan.toml", 'fail-on = "error"\n')
    put(work / "batch/cobolscan.toml", 'ignore = ["MAG"]\nfail-on = "never"\nbaseline = "x.tsv"\n')
    done = run("scan", ".")
    assert done.status == 2
    assert done.err.splitlines() == [
        f'cobolscan: error: batch/cobolscan.toml:{line}: "{key}" is about the run as a whole: '
        "it belongs into cobolscan.toml, for this configuration is one of a folder of it"
        for line, key in ((2, "fail-on"), (3, "baseline"))
    ]


def test_an_override_tells_what_it_cannot_say(program, work, run):
    program("A.cbl", LIMIT)
    put(
        work / "cobolscan.toml",
        '[[overrides]]\npaths = ["a"]\nfail-on = "never"\nextend = "x"\n\n[[overrides]]\nselect = ["LIMM"]\n'
        '[[overrides]]\npaths = []\nper-file-ignores = { "a" = [] }\npedantik = true\nrules.LIM901.least = "x"\n',
    )
    told = [line.partition("cobolscan.toml:")[2] for line in run("scan", "A.cbl").err.splitlines()]
    assert told == [
        '3: "fail-on" is about the run as a whole: it stands at the top of a configuration',
        '4: "extend" stands at the top of a configuration',
        '6: an override without "paths", the patterns of the files that it is for',
        '7: unknown rule "LIMM" in select (did you mean "limits"?)',
        '9: "paths" must be a list of patterns in the syntax of .gitignore',
        '10: "per-file-ignores" stands at the top of a configuration; an override says "ignore"',
        '11: unknown key "pedantik" of an override (did you mean "pedantic"?)',
        '12: "rules.LIM901.least" must be a whole number',
    ]


def test_words_that_mean_no_rule_are_told_where_they_stand(program, work, run):
    program("A.cbl", LIMIT)
    put(
        work / "cobolscan.toml",
        'select = [\n  "LIM",\n  "MAG9001",\n]\nencoding = "klingon"\nexclude = ["../x", "#y"]\n[per-file-ignores]\n"a/*" = ["big-limt"]\n'
        "[rules.LIM901]\n[rules.big-limit]\n",
    )
    told = [line.partition("cobolscan.toml:")[2] for line in run("scan", "A.cbl").err.splitlines()]
    assert told[0] == '3: unknown rule "MAG9001" in select (did you mean "MAG901"?)'
    assert told[1].startswith("5: ") and "klingon" in told[1]
    assert told[2:4] == ['6: "../x" leads out of the folder of the configuration', '6: "#y" is a comment, and matches nothing']
    assert told[4] == '8: unknown rule "big-limt" in a/* (did you mean "big-limit"?)'
    assert told[5] == '10: "rules.big-limit" is the same rule as "rules.LIM901": one table for both'


def test_all_that_is_wrong_is_told_at_once(program, work, run):
    """Keys, words, paths, and what is wrong in the configuration that is extended."""
    program("A.cbl", LIMIT)
    put(
        work / "cobolscan.toml",
        'selct = []\nignore = ["LIMM"]\nfail-on = "warn"\ncopybook-paths = ["nowhere"]\nextend = "base.toml"\nextend-select = ["MAG0"]\n'
        '[[overrides]]\npaths = ["a", "../b"]\npedantic = 3\nselect = ["X"]\n[overrides.rules.LIM901]\nleast = "x"\n[tool.cobolscan]\n',
    )
    put(work / "base.toml", "dialect = 5\n")
    done = run("scan", "A.cbl")
    told = [line.removeprefix("cobolscan: error: ") for line in done.err.splitlines()]
    assert done.status == 2
    assert [line.partition(": ")[0] for line in told] == [
        *(f"cobolscan.toml:{line}" for line in (1, 2, 3, 6, 8, 9, 10, 12, 13)),
        "base.toml:1",
        "cobolscan.toml:4",
    ]
    assert '(did you mean "warning"?)' in told[2] and "[tool.cobolscan] is for pyproject.toml" in told[8]


def test_per_file_ignores_hold_whatever_is_selected(program, work, run):
    for name in ("A.cbl", "old/B.cbl"):
        program(name, LIMIT)
    put(work / "cobolscan.toml", '[per-file-ignores]\n"old/" = ["LIM"]\n"A.*" = ["odd-number"]\n')
    for more in ([], ["--select", "LIM,MAG"]):
        assert found(run("scan", ".", "--format", "json", *more)) == [("A.cbl", "LIM901"), ("old/B.cbl", "MAG901")]


def test_what_is_off_for_a_copybook_is_off_for_all_who_copy_it(program, work, run):
    program("A.cbl", "COPY CHECKS.")
    put(work / "vendor/copy/CHECKS.cpy", "           IF WS-POOL > 100 DISPLAY 'FULL'.\n")
    put(work / "cobolscan.toml", 'copybook-paths = ["vendor/copy"]\n')
    before = found(run("scan", ".", "--format", "json"))
    assert ("vendor/copy/CHECKS.cpy", "LIM901") in before
    put(work / "cobolscan.toml", 'copybook-paths = ["vendor/copy"]\n[per-file-ignores]\n"vendor/**" = ["ALL"]\n')
    assert found(run("scan", ".", "--format", "json")) == [each for each in before if each[0] == "A.cbl"]
    assert found(run("scan", "A.cbl", "--format", "json")) == [each for each in before if each[0] == "A.cbl"]


def test_patterns_that_match_nothing_are_told_when_all_was_searched(program, work, run):
    program("src/A.cbl", "CONTINUE.")
    program("src/B.cbl", "CONTINUE.")
    put(
        work / "cobolscan.toml",
        '[per-file-ignores]\n"src/A.cbl" = ["MAG"]\n"srk/**" = ["LIM"]\n[[overrides]]\npaths = ["*.cob"]\npedantic = true\n',
    )
    notices = json.loads(run("scan", ".", "--format", "json").out)["summary"]["notices"]
    assert notices == [
        'cobolscan.toml:1: "srk/**" of per-file-ignores matches no file of this run',
        "cobolscan.toml:4: the override matches no file of this run",
    ]
    assert json.loads(run("scan", "src", "--format", "json").out)["summary"]["notices"] == []  # not all of the folder was searched


def test_members_are_read_as_the_folder_says_in_which_they_lie(program, work, run):
    program("src/A.cbl", "COPY CHECKS.")
    put(work / "copy/CHECKS.cpy", "IF WS-POOL > 100 DISPLAY 'FULL'.\n")
    put(work / "cobolscan.toml", '[[overrides]]\npaths = ["src/**"]\nreference-format = "fixed"\n')
    assert [code for _, code in found(run("scan", "src", "--format", "json"))] == []
    put(work / "copy/cobolscan.toml", 'reference-format = "free"\n')
    done = json.loads(run("scan", ".", "--format", "json").out)
    assert {"LIM901"} <= {finding["code"] for finding in done["findings"] if finding["path"] == "copy/CHECKS.cpy"}
    formats = {file["path"]: file["reference_format"] for file in done["files"]}
    assert formats == {"src/A.cbl": "fixed", "copy/CHECKS.cpy": "free"}


def test_more_endings_of_names(program, work, run):
    program("A.pgx", "COPY PAYREC.", unit="A")
    put(work / "lib/PAYREC.xyz", "           MOVE 55 TO WS-POOL.\n")
    assert run("scan", ".").status == 2  # nothing to scan
    put(work / "cobolscan.toml", 'extensions = ["pgx"]\ncopybook-paths = ["lib"]\n')
    done = json.loads(run("scan", ".", "--format", "json").out)
    assert [file["path"] for file in done["files"]] == ["A.pgx"]
    assert done["summary"]["missing_copybooks"] == {"PAYREC": 1}
    put(work / "cobolscan.toml", 'extensions = ["pgx"]\ncopybook-paths = ["lib"]\ncopybook-extensions = [".xyz"]\n')
    assert json.loads(run("scan", ".", "--format", "json").out)["summary"]["missing_copybooks"] == {}


def test_vendor_copybooks_are_not_missing(program, work, run):
    program("A.cbl", "COPY ABCREC.", "COPY XYZREC.")
    put(work / "cobolscan.toml", 'vendor-copybooks = ["abc*"]\n')
    assert json.loads(run("scan", ".", "--format", "json").out)["summary"]["missing_copybooks"] == {"XYZREC": 1}


def test_what_holds_travels_to_workers(program, work):
    put(work / "cobolscan.toml", 'select = ["LIM"]\n[[overrides]]\npaths = ["b/*"]\nselect = ["MAG"]\n')
    folders = folders_for(["."], {"pedantic": True})
    folders.check(["a/A.cbl", "b/B.cbl"])
    assert folders.differ
    again = pickle.loads(pickle.dumps(folders.run)).folders
    for path, select in (("a/A.cbl", ("LIM",)), ("b/B.cbl", ("MAG",))):
        assert again.of(path) == folders.of(path)
        assert (again.of(path).select, again.of(path).pedantic) == (select, True)


def test_what_a_command_changes_in_the_settings_holds_for_all_files(program, work):
    from dataclasses import replace

    from cobolscan.scan import engine

    for folder in "ab":
        program(f"{folder}/A.cbl", LIMIT)
    put(work / "cobolscan.toml", '[[overrides]]\npaths = ["b/*"]\nselect = ["LIM"]\npedantic = true\n')
    settings = folders_for(["."], {}).run
    changed = replace(settings, select=("MAG",))
    result = engine.scan(["."], changed)
    assert {(f.place.path, f.code) for f in result.findings} == {("a/A.cbl", "MAG901"), ("b/A.cbl", "MAG901")}
    carried = settings.folders.carrying(changed)
    assert carried.folders.of("b/A.cbl").pedantic and not carried.pedantic
    assert settings.folders.carrying(settings) is settings


def test_one_configuration_is_one_object_for_all_files(program, work):
    put(work / "cobolscan.toml", 'select = ["LIM"]\n')
    folders = folders_for(["."], {})
    assert all(folders.of(f"{folder}/A.cbl") is folders.run for folder in "abc")
    folders.check([f"{folder}/A.cbl" for folder in "abc"])
    assert not folders.differ


def test_everything_wrong_in_all_folders_is_told_at_once(program, work):
    for folder in "ab":
        program(f"{folder}/A.cbl", LIMIT)
        put(work / folder / "cobolscan.toml", "nonsense = 1\nselekt = []\n")
    folders = folders_for(["."], {})
    with pytest.raises(UsageProblem) as caught:
        folders.check(["a/A.cbl", "b/A.cbl"])
    assert [line.split(" ")[0] for line in caught.value.lines] == [
        "a/cobolscan.toml:1:",
        "a/cobolscan.toml:2:",
        "b/cobolscan.toml:1:",
        "b/cobolscan.toml:2:",
    ]


def test_odd_files_in_the_place_of_a_configuration(program, work, run):
    import os

    program("A.cbl", LIMIT)
    (work / "cobolscan.toml").mkdir()
    assert run("scan", "A.cbl").status == 1  # a folder of that name is none
    (work / "cobolscan.toml").rmdir()
    os.mkfifo(work / "pipe.toml")
    put(work / "cobolscan.toml", 'extend = "pipe.toml"\n')
    assert "leads to no file: pipe.toml" in run("scan", "A.cbl").err
    put(work / "cobolscan.toml", "# " + "x" * 2_100_000)
    assert "larger than 2 MB" in run("scan", "A.cbl").err
    (work / "cobolscan.toml").write_bytes(b"select = ['\xff']\n")
    assert "cannot read cobolscan.toml" in run("scan", "A.cbl").err
    put(work / "cobolscan.toml", "x = " + "[" * 5000)
    done = run("scan", "A.cbl")
    assert done.status == 2 and "not TOML" in done.err
