"""Sizes and offsets are those that cobc computes: programs of fixtures/layout and generated records are compiled and run."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cobolscan.program.data import compilers
from cobolscan.program.model import build
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

FOLDER = Path(__file__).parents[2] / "fixtures/layout"
PROFILES = {
    "default": compilers.GNUCOBOL,
    "ibm": compilers.GNUCOBOL_IBM,
    "mf": compilers.GNUCOBOL_MF,
}
OPTIONS = ("-flarger-redefines-ok", "-frelax-syntax-checks", "-w")
STANDARDS = {
    "mf": ("-std=default", "-fbinary-size=1--8", "-fsynchronized-clause=ignore"),
}
"""What of a standard matters for the layout (mf.conf), where the standard as a whole makes DISPLAY one of a screen."""
MOST = 999
WORK = """\
       01  ZZ-BASE USAGE POINTER.
       01  ZZ-BASE-NUMBER REDEFINES ZZ-BASE PIC S9(18) COMP-5.
       01  ZZ-ALL.
           05  ZZ-ONE OCCURS 999.
               10  ZZ-AT USAGE POINTER.
               10  ZZ-NUMBER REDEFINES ZZ-AT PIC S9(18) COMP-5.
               10  ZZ-LENGTH PIC S9(9) COMP-5.
       01  ZZ-SHOWN PIC ---------9.
       01  ZZ-I PIC 9(4).
"""


def parsed(text, name="layout.cbl"):
    tree = parse(read(text.encode(), name, "fixed"))
    assert tree.complete, (name, [(o.line, o.text, o.expected) for o in tree.opaques])
    return build(tree)[0]


def probed(program):
    """The items that are measured, each with how it is referred to and the first record of the storage that it lies in."""
    for item in program.items:
        if item.name and item.level not in (78, 88) and not item.is_constant:
            tables = [around for around in (item, *item.ancestors()) if "occurs_clause" in around.clauses]
            ones = f" ({' '.join('1' for _ in tables)})" if tables else ""
            yield item, item.name + ones, program.data_division.storage.area(item.record)[0]


def with_probes(text, program):
    """The program with statements that show length and address of each item, relative to the storage that it lies in."""
    lines, number = [], 0
    for _, reference, base in probed(program):
        number += 1
        lines += [f"           SET ZZ-BASE TO ADDRESS OF {base.name}"] if base.name else []
        lines += [f"           SET ZZ-AT ({number}) TO ADDRESS OF", f"               {reference}"]
        lines += [f"           COMPUTE ZZ-NUMBER ({number}) =", f"               ZZ-NUMBER ({number}) - ZZ-BASE-NUMBER"]
        lines += [f"           MOVE LENGTH OF {reference}", f"               TO ZZ-LENGTH ({number})"]
    assert 0 < number <= MOST
    lines += [f"           PERFORM VARYING ZZ-I FROM 1 BY 1 UNTIL ZZ-I > {number}"]
    for shown in ("ZZ-LENGTH (ZZ-I)", "ZZ-NUMBER (ZZ-I)"):
        lines += [f"             MOVE {shown} TO ZZ-SHOWN", '             DISPLAY ZZ-SHOWN " " WITH NO ADVANCING']
    lines += ['             DISPLAY " "', "           END-PERFORM."]
    text = text.replace("       WORKING-STORAGE SECTION.\n", "       WORKING-STORAGE SECTION.\n" + WORK, 1)
    return text.replace("       MEASURE.\n", "       MEASURE.\n" + "\n".join(lines) + "\n", 1)


def run(texts, standard, folder):
    """For each program what it shows: pairs of length and offset. All are compiled in one go: most of the time is that of the linker."""
    if shutil.which("cobc") is None:
        pytest.fail("GnuCOBOL's cobc is not installed: there is nothing to compare sizes and offsets with (.ci/run installs it)")
    names = [re.search(r"PROGRAM-ID\. ([\w-]+)", text)[1] for text in texts]
    calls = "".join(f'           DISPLAY "@"\n           CALL "{name}".\n' for name in names)
    main = f"       IDENTIFICATION DIVISION.\n       PROGRAM-ID. ZZ-MAIN.\n       PROCEDURE DIVISION.\n{calls}           STOP RUN.\n"
    ends = [f"{text}       END PROGRAM {name}.\n" for text, name in zip(texts, names, strict=True)]
    (folder / "all.cbl").write_text(main + "       END PROGRAM ZZ-MAIN.\n" + "".join(ends))
    command = ["cobc", "-x", *STANDARDS.get(standard, (f"-std={standard}",)), *OPTIONS, "all.cbl", "-o", "all"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr
    shown = subprocess.run([folder / "all"], capture_output=True, text=True, cwd=folder, check=True).stdout
    return [[number_pair(line) for line in part.strip().split("\n")] for part in shown.split("@")[1:]]


def number_pair(line):
    length, offset = (int(number) for number in line.split())
    return length, offset


def differences(texts, standard, folder):
    """Where our sizes and offsets are others than those of cobc, in words."""
    programs = [parsed(text) for text in texts]
    for program in programs:
        program.data_division.profile = PROFILES[standard]
    found = []
    results = run([with_probes(text, program) for text, program in zip(texts, programs, strict=True)], standard, folder)
    for program, pairs in zip(programs, results, strict=True):
        for (item, _, _), (length, offset) in zip(probed(program), pairs, strict=True):
            ours = (item.size, item.offset)
            if ours != (length, offset):
                found.append(f"{program.name} {item.name}: {ours} where cobc has {(length, offset)} {item.unknown}")
    return found


FIXTURES = sorted(path.stem for path in FOLDER.glob("*.cbl"))


@pytest.mark.parametrize("standard", PROFILES)
def test_sizes_and_offsets_are_those_of_cobc(standard, tmp_path):
    assert len(FIXTURES) >= 12
    assert not differences([(FOLDER / f"{name}.cbl").read_text() for name in FIXTURES], standard, tmp_path)


def test_the_shortest_records_are_those_of_cobc(tmp_path):
    text = (FOLDER / "depending.cbl").read_text().replace("CONTINUE.", "MOVE 1 TO ROW-COUNT MOVE 0 TO NUMBER-OF-LINES.")
    program = parsed(text)
    program.data_division.profile = compilers.GNUCOBOL
    (pairs,) = run([with_probes(text, program)], "default", tmp_path)
    found = {item.name: (item.minimum_size, length) for (item, _, _), (length, _) in zip(probed(program), pairs, strict=True)}
    assert found["AT-THE-END"] == (19, 19) and found["IN-A-GROUP"] == (5, 5)
    assert all(ours == length for ours, length in found.values())


@pytest.mark.parametrize(
    "name", [name for name in FIXTURES if name not in ("binary", "floats", "synchronized", "synchronized_tables", "linkage")]
)
def test_ibms_layout_is_that_of_cobc_where_the_two_do_not_differ(name):
    """They differ in COMP-5 of one or two digits, pointers, and slack bytes."""
    text = (FOLDER / f"{name}.cbl").read_text()
    places = []
    for profile in (compilers.IBM, compilers.GNUCOBOL_IBM):
        program = parsed(text)
        program.data_division.profile = profile
        places.append([(item.name, item.size, item.offset) for item in program.items])
    assert places[0] == places[1]


# ---- generated records

PICTURES = st.one_of(
    st.integers(1, 30).map(lambda n: f"PIC X({n})"),
    st.integers(1, 18).map(lambda n: f"PIC 9({n})"),
    st.integers(1, 18).map(lambda n: f"PIC S9({n})"),
    st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda n: f"PIC S9({n[0]})V9({n[1]})"),
    st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda n: f"PIC S9({n[0]}) SIGN {'TRAILING' if n[1] > 4 else 'LEADING'} SEPARATE"),
    st.tuples(st.integers(1, 9), st.integers(1, 4)).map(lambda n: f"PIC S9({n[0]})P({n[1]})"),
    st.sampled_from(
        ("PIC ZZ,ZZ9.99", "PIC -(6)9", "PIC $$$,$$9.99CR", "PIC **9.9", "PIC 99/99/9999", "PIC XBX/X0", "PIC N(5)", "PIC A(4)")
    ),
)
BINARIES = st.tuples(st.sampled_from("S "), st.integers(1, 18), st.sampled_from(("COMP", "BINARY", "COMP-4", "COMP-5"))).map(
    lambda t: f"PIC {t[0].strip()}9({t[1]}) {t[2]}"
)
PACKED = st.tuples(st.sampled_from("S "), st.integers(1, 18)).map(lambda t: f"PIC {t[0].strip()}9({t[1]}) COMP-3")
OTHERS = st.sampled_from(("COMP-1", "COMP-2", "INDEX", "POINTER", "BINARY-LONG", "BINARY-SHORT", "PIC 9(7) COMP-6", "PIC 9(5) COMP-X"))
PLAIN = st.one_of(PICTURES, BINARIES, PACKED, OTHERS)
ALIGNED = st.one_of(BINARIES, st.sampled_from(("COMP-1", "COMP-2", "INDEX", "POINTER", "BINARY-DOUBLE"))).map(lambda text: f"{text} SYNC")
ELEMENTARY = st.one_of(PLAIN, ALIGNED)
OCCURS = st.one_of(st.just(""), st.just(""), st.integers(1, 5).map(lambda n: f" OCCURS {n}"))


@st.composite
def items(draw, depth=0, tables=0):
    """An item: its clauses, the items in it, and what redefines it."""
    occurs = draw(OCCURS) if tables < 3 else ""
    if depth < 4 and draw(st.integers(0, 3)) == 0:
        inside = draw(st.lists(items(depth + 1, tables + bool(occurs)), min_size=1, max_size=4))
        again = draw(st.lists(items(depth + 1, tables), max_size=2)) if draw(st.integers(0, 3)) == 0 else []
        return "", occurs, inside, [("", "", again, [])] if again else []
    redefining = [(draw(PLAIN), "", [], []) for _ in range(draw(st.integers(0, 2)))] if draw(st.integers(0, 4)) == 0 else []
    return draw(ELEMENTARY), occurs, [], redefining


def described(record, number):
    """The lines of a record."""
    lines, names = [], iter(range(10_000))

    def add(item, level, redefined=""):
        clauses, occurs, inside, redefining = item
        name = f"R{number}-{next(names)}"
        clause = f" REDEFINES {redefined}" if redefined else ""
        lines.extend([f"       {level:02d}  {name}{clause}", f"           {clauses}{occurs}."])
        for child in inside:
            add(child, level + 4)
        for other in redefining:
            add(other, level, name)

    add(("", "", record, []), 1)
    return lines


def generated(records):
    data = "\n".join(line for number, record in enumerate(records) for line in described(record, number))
    return (
        "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. GENERATED.\n       DATA DIVISION.\n       WORKING-STORAGE SECTION.\n"
        f"{data}\n       PROCEDURE DIVISION.\n       MEASURE.\n           EXIT PROGRAM.\n"
    )


@pytest.mark.parametrize("standard", PROFILES)
@settings(max_examples=2, derandomize=True, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(records=st.lists(st.lists(items(), min_size=1, max_size=6), min_size=12, max_size=16))
def test_generated_records_are_laid_out_as_cobc_does(standard, records, tmp_path_factory):
    """Some hundreds of items at once: what a run of cobc costs is the same for one as for many."""
    text = generated(records)
    assert text.count(" R") > 40
    assert not differences([text], standard, tmp_path_factory.mktemp("generated"))
