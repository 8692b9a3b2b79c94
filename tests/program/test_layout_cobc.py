"""Sizes and offsets are those that cobc computes: programs of fixtures/layout and generated records are compiled and run."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cobolscan.program import compilers
from cobolscan.program.model import build
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

FOLDER = Path(__file__).parents[2] / "fixtures/layout"
PROFILES = {"default": compilers.GNUCOBOL, "ibm": compilers.GNUCOBOL_IBM}
OPTIONS = ("-flarger-redefines-ok", "-frelax-syntax-checks", "-w")
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
            tables = [around for around in (item, *item.ancestors()) if around.has_clause("occurs_clause")]
            ones = f" ({' '.join('1' for _ in tables)})" if tables else ""
            yield item, item.name + ones, program.division.storage.area(item.record)[0]


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
    """For each program what it shows: pairs of length and offset. All are compiled in one go, for most of the time is that of the linker."""
    if shutil.which("cobc") is None:
        pytest.fail("GnuCOBOL's cobc is not installed: there is nothing to compare sizes and offsets with (.ci/run installs it)")
    names = [re.search(r"PROGRAM-ID\. ([\w-]+)", text)[1] for text in texts]
    calls = "".join(f'           DISPLAY "@"\n           CALL "{name}".\n' for name in names)
    main = f"       IDENTIFICATION DIVISION.\n       PROGRAM-ID. ZZ-MAIN.\n       PROCEDURE DIVISION.\n{calls}           STOP RUN.\n"
    ends = [f"{text}       END PROGRAM {name}.\n" for text, name in zip(texts, names, strict=True)]
    (folder / "all.cbl").write_text(main + "       END PROGRAM ZZ-MAIN.\n" + "".join(ends))
    command = ["cobc", "-x", f"-std={standard}", *OPTIONS, "all.cbl", "-o", "all"]
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
        program.division.profile = PROFILES[standard]
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
