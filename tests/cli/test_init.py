"""`cobolscan init` writes what was seen, a configuration that loads, and nothing that finds less."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobolscan.scan.config import folders_for
from cobolscan.scan.init.folders import cover

LIMIT = "IF WS-POOL > 100 DISPLAY 'FULL'."
MEMBER = "           ADD 1 TO WS-POOL.\n           MOVE WS-POOL TO WS-{name}.\n"
FREE = "identification division.\nprogram-id. b.\nprocedure division.\n    display 'x' upon console.\n    stop run.\n"


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def member(work: Path, path: str) -> None:
    put(work / path, MEMBER.format(name=Path(path).stem))


def values(work: Path) -> list[str]:
    """What the file says that is no comment."""
    lines = (work / "cobolscan.toml").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def missing(run, *arguments):
    return json.loads(run("scan", ".", "--format", "json", *arguments).out)["summary"]["missing_copybooks"]


def test_what_auto_finds_is_a_comment(program, work, run):
    program("src/A.cbl", "COPY PAYREC.", LIMIT)
    member(work, "copy/PAYREC.cpy")
    done = run("init")
    assert (done.status, done.err) == (0, "")
    assert "cobolscan.toml is written: 2 files were looked at.\n1 of 1 COPY names are found.\n" in done.out
    assert values(work) == []
    text = (work / "cobolscan.toml").read_text()
    assert '# reference-format = "fixed"                # all of 2 files\n' in text
    assert "# Seen: 2 files (1 program, 1 fragment)" in text
    assert '#   copy   1 name\n# copybook-paths = ["copy"]\n' in text


def test_folders_that_help_are_values_and_the_rest_is_named(program, work, run):
    for name in ("A", "B", "C"):
        program(f"src/{name}.cbl", "COPY PAYREC.", "COPY TAXREC.", "COPY GONE.", LIMIT)
    member(work, "far/records/PAYREC.cpy")
    member(work, "far/taxes/TAXREC.cpy")
    before = missing(run)
    assert before == {"GONE": 3, "PAYREC": 3, "TAXREC": 3}
    found = json.loads(run("scan", ".", "--format", "json").out)["findings"]
    assert run("init").status == 0
    assert values(work) == ['copybook-paths = ["far/records", "far/taxes"]']
    text = (work / "cobolscan.toml").read_text()
    assert "# 0 of 3 COPY names are found" in text and "# 2 of 3 are found with these 2 folders:" in text
    assert "# Missing even so: 1 name\n#   GONE (3)\n" in text
    assert missing(run) == {"GONE": 3}
    after = json.loads(run("scan", ".", "--format", "json").out)["findings"]
    # a limit that is known to be counted is more than a number
    assert {(f["path"], f["line"]) for f in found if f["code"] != "PAR003"} <= {(f["path"], f["line"]) for f in after}
    assert {"LIM001"} <= {f["code"] for f in after}


def test_unusual_endings_of_members_are_found(program, work, run):
    program("src/A.cbl", "COPY PAYREC.")
    put(work / "far/PAYREC.mxm", "       01  PAY-REC.\n           05  PAY-A PIC 9.\n           05  PAY-B PIC X(3).\n")
    put(work / "far/OTHER.doc", "no COBOL\n")
    assert run("init").status == 0
    assert values(work) == ['copybook-paths = ["far"]', 'copybook-extensions = ["mxm"]']
    assert missing(run) == {}


def test_a_folder_that_would_lead_others_astray_is_for_those_who_need_it(program, work, run):
    """RATES of the one project must not take the place of that of the other."""
    program("one/A.cbl", "COPY RATES.", "COPY PAYREC.")
    member(work, "two/lib/RATES.cpy")
    member(work, "two/lib/PAYREC.cpy")
    program("two/src/B.cbl", "COPY RATES.")
    member(work, "two/deeper/src/RATES.cpy")
    program("three/src/C.cbl", "COPY RATES.")
    member(work, "three/data/RATES.cpy")
    assert run("init").status == 0
    assert values(work)[:2] == ["[[overrides]]", 'paths = ["/one/**"]']
    assert missing(run) == {}
    settings = folders_for(["."], {})
    assert settings.of("three/src/C.cbl").copybook_paths == ()


def test_formats_encodings_and_folders_of_others_are_told(program, work, run):
    program("batch/A.cbl", LIMIT)
    put(
        work / "tools/B.cob",
        "identification division.\nprogram-id. b.\nprocedure division.\n    display 'x' upon console.\n    stop run.\n",
    )
    program("vendor/parts/C.cbl", LIMIT)
    (work / "old").mkdir()
    (work / "old/D.cbl").write_bytes((work / "batch/A.cbl").read_text().replace("FULL", "ÄÖÜ GROß für").encode("cp1252"))
    text = run("init", "-").out
    assert not (work / "cobolscan.toml").exists()
    assert "# reference-format: auto found, in 4 files, 3 fixed, 1 free:" in text
    assert "#   tools    1 free" in text and "1 cp1252" in text
    assert '#   vendor   1 file\n# exclude = ["/vendor/"]' in text
    assert '# paths = ["/tools/**"]\n# reference-format = "free"' in text
    assert run("init", "--dry-run").out == text
    # each suggestion is one that can be taken
    marks = ("# exclude =", "# [[", "# paths =", "# reference-format =")
    taken = "\n".join(line.removeprefix("# ") for line in text.splitlines() if line.startswith(marks))
    put(work / "cobolscan.toml", taken.replace('reference-format = "auto"\n', ""))
    done = json.loads(run("scan", ".", "--format", "json").out)
    assert [file["path"] for file in done["files"]] == ["batch/A.cbl", "old/D.cbl", "tools/B.cob"]


def test_what_products_supply_and_what_is_unlike_the_rest_is_named(program, work, run):
    for number in range(45):
        program(f"src/A{number}.cbl", "COPY DFHAID.", "COPY XYZAID." if number < 2 else "CONTINUE.")
    put(
        work / "src/ODD.cbl",
        "identification division.\nprogram-id. b.\nprocedure division.\n    display 'x' upon console.\n    stop run.\n",
    )
    text = run("init", "-").out
    assert "# Supplied by products: DFHAID\n" in text and "XYZAID (2)" in text
    assert "# reference-format: auto found, in 46 files, 45 fixed, 1 free.\n#   free: src/ODD.cbl\n" in text
    assert "# nothing in 45 of 46 programs tells" not in text and "# dialect: auto found, in 46 programs, " in text


def test_what_is_there_is_not_replaced(program, work, run):
    program("A.cbl", LIMIT)
    put(work / "cobolscan.toml", "pedantic = true\n")
    done = run("init")
    assert done.status == 2 and "--force replaces it" in done.err
    assert values(work) == ["pedantic = true"]
    assert run("init", "--force").status == 0 and values(work) == []
    (work / "cobolscan.toml").unlink()
    put(work / "pyproject.toml", "[tool.cobolscan]\n")
    assert "has a [tool.cobolscan] table" in run("init").err
    put(work / "pyproject.toml", "[tool.other]\n")
    assert run("init", "--quiet").out == ""


def test_a_link_is_replaced_and_not_followed(program, work, run):
    program("A.cbl", LIMIT)
    put(work.parent / "precious.txt", "precious\n")
    (work / "cobolscan.toml").symlink_to(work.parent / "precious.txt")
    assert run("init").status == 2
    assert run("init", "--force").status == 0
    assert (work.parent / "precious.txt").read_text() == "precious\n" and not (work / "cobolscan.toml").is_symlink()


def test_where_there_is_nothing(work, run):
    assert "no COBOL file was found" in run("init").err
    assert "no such folder" in run("init", "absent").err
    assert run("init", "absent").status == 2


@pytest.mark.parametrize("name", ["a\nselect = ['x']\n#", "b\x1b[31m", 'c"quoted', "d\udcff", "tab\there"])
def test_no_name_of_a_folder_becomes_a_value(program, work, run, name):
    program("src/A.cbl", "COPY PAYREC.", "COPY OTHER.")
    member(work, f"{name}/lib/PAYREC.cpy")
    member(work, "far/OTHER.cpy")
    assert run("init").status == 0
    text = (work / "cobolscan.toml").read_text()
    assert all(line.isprintable() for line in text.splitlines())
    assert all(line.startswith("copybook-paths = ") for line in values(work))
    assert run("scan", ".").status in (0, 1)


def test_init_of_another_folder(program, work, run):
    program("estate/src/A.cbl", "COPY PAYREC.")
    member(work, "estate/far/PAYREC.cpy")
    assert run("init", "estate").status == 0
    assert values(work / "estate") == ['copybook-paths = ["far"]']
    assert os.listdir(work / "estate") and missing(run) == {}


@given(st.sets(st.sampled_from("ABCDEFGH")), st.dictionaries(st.sampled_from("xyzw"), st.sets(st.sampled_from("ABCDEFGH"))))
def test_a_cover_holds_all_that_can_be_had_and_counts_each_once(names, holding):
    found = cover(names, holding)
    had = names.intersection(set().union(*holding.values()) if holding else ())
    assert set().union(*(holding[folder] for folder, _ in found)).intersection(names) == had
    assert sum(count for _, count in found) == len(had)
    counts = [count for _, count in found]
    assert counts == sorted(counts, reverse=True) and 0 not in counts
