"""What programs do when they run is a way through their graph: random programs, compiled and run by cobc."""

import os
import subprocess
from collections import defaultdict
from itertools import pairwise
from random import Random

import pytest

from cobolscan.program.model import build
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

from .flow_programs import TAME, WILD, Maker, Tame, driver

SEEDS = 12


@pytest.fixture(scope="module")
def text():
    wild, tame = [f"P{number}" for number in range(WILD)], [f"T{number}" for number in range(TAME)]
    made = [Maker(name, name) for name in wild] + [Tame(name, name) for name in tame]
    return driver(wild + tame, SEEDS) + "".join(maker.text() for maker in made)


@pytest.fixture(scope="module")
def programs(text):
    tree = parse(read(text.encode(), "random.cob", "free"))
    assert tree.complete, [(o.line, o.text, o.expected) for o in tree.opaques]
    return {program.name: program for program in build(tree) if program.name not in ("DRIVER", "STEP")}


@pytest.fixture(scope="module")
def runs(text, tmp_path_factory):
    """By program, the runs: the numbers that were displayed, 0 first."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "random.cob").write_text(text)
    quick = os.environ | {"COB_CFLAGS": "-O0 -w"}
    compiled = subprocess.run(["cobc", "-x", "-free", "-w", "random.cob"], cwd=folder, capture_output=True, text=True, env=quick)
    assert compiled.returncode == 0, compiled.stderr
    done = subprocess.run(["./random"], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    out = defaultdict(list)
    for line in done.stdout.splitlines():
        name, number = line.split()
        if number == "0":
            out[name].append([])
        out[name][-1].append(int(number))
    return out


def traced(program):
    """The CALLs that display, by their number."""
    return {int(s.words[-1].strip('"').split()[1]): s for s in program.statements if s.name == "call_statement"}


def first(program):
    return next(s for s in program.statements if s.name == "move_statement")


def test_each_step_is_a_way_through_the_graph(programs, runs):
    wrong, steps = [], 0
    for name, program in programs.items():
        traces = traced(program)
        numbers = {statement.base: number for number, statement in traces.items()}
        following = {}
        for run in runs[name]:
            for before, after in pairwise(run):
                if before not in following:
                    start = traces[before] if before else first(program)
                    behind = program.flow.behind(start, avoiding=traces.values())
                    following[before] = {numbers[s.base] for s in behind if s.base in numbers}
                steps += 1
                if after not in following[before]:
                    wrong.append((name, before, after))
    assert not wrong, sorted(set(wrong))[:20]
    assert steps > 10_000


def test_what_dominates_has_run(programs, runs):
    asked = 0
    for name, program in programs.items():
        traces, random = traced(program), Random(name)
        for number in random.sample(sorted(traces), min(len(traces), 6)):
            before = [run[: run.index(number)] for run in runs[name] if number in run]
            always = set.intersection(*map(set, before)) - {0} if before else set()
            others = sorted(set(traces) - always - {number}) if before else []
            for other in random.sample(others, min(len(others), 4)):
                asked += 1
                assert program.flow.dominates(traces[other], traces[number]) is False, (name, other, number)
    assert asked > 300


def test_no_statement_runs_more_often_than_it_can(programs, runs):
    bounded = 0
    for name, program in programs.items():
        if not name.startswith("T"):
            continue
        for number, statement in traced(program).items():
            most = program.flow.most_runs(statement)
            if most is not None:
                bounded += 1
                assert all(run.count(number) <= most for run in runs[name]), (name, number, most)
        assert not program.flow.exhausted
    assert bounded > 300


def test_what_runs_is_reachable(programs, runs):
    for name, program in programs.items():
        traces = traced(program)
        assert all(program.flow.reachable(traces[number]) for run in runs[name] for number in run if number)
