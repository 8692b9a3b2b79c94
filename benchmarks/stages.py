#!/usr/bin/env python3
"""Lines per CPU second of each stage of cobolscan on the files given, and of its front end against GnuCOBOL's.

usage: python benchmarks/stages.py FILE_OR_FOLDER... [--rounds N] [--no-cobc]

Every stage runs in this process, on one core, from cold memos in each round; the stages are measured in turn within a round, so
that a machine that slows down slows all of them. Each figure is the median over the rounds; only ratios travel between machines.
cobc checks the same files in one process of its own, those that it accepts as they stand.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cobolscan.history.file_history import FileHistory
from cobolscan.program.model import build
from cobolscan.source.reader import read
from cobolscan.syntax.parser import Parser
from cobolscan.syntax.tokenizer import Tokenizer

FRONT_END = "front end (bytes to tree)"
_SUFFIXES = {".cbl", ".cob", ".cobol", ".cpy", ".ccp", ".pco"}


def files(arguments: list[str]) -> list[str]:
    """The files named, and those with a COBOL extension in the folders named."""
    out = []
    for argument in arguments:
        if os.path.isdir(argument):
            out += sorted(str(path) for path in Path(argument).rglob("*") if path.suffix.lower() in _SUFFIXES)
        else:
            out.append(argument)
    return out


STAGES = ("bytes", "reader", "tokenizer", "tokenizer + parser", "model (statements, facts, loops)", "history (events)")


def one_round(paths: list[str]) -> dict[str, float]:
    """CPU seconds of each stage over all files, memos and spellings empty at the start, one file after the other as in a scan."""
    seconds = dict.fromkeys(STAGES, 0.0)
    tokenizer, parser = Tokenizer(), Parser()
    parser.tokenizer = Tokenizer()
    gc.collect()
    gc.set_threshold(100_000, 50, 50)  # as the command line does
    for path in paths:
        for stage, spent in zip(STAGES, one_file(path, tokenizer, parser), strict=True):
            seconds[stage] += spent
    seconds[FRONT_END] = front_end(paths)
    return seconds


def front_end(paths: list[str]) -> float:
    """CPU seconds from bytes to tree, with nothing else in between: what `cobolscan parse` does, and what cobc is held against."""
    parser = Parser()
    parser.tokenizer = Tokenizer()
    gc.collect()
    start = time.process_time()
    for path in paths:
        parser.parse(read(Path(path).read_bytes(), path))
    return time.process_time() - start


def one_file(path: str, tokenizer: Tokenizer, parser: Parser) -> Iterator[float]:
    """CPU seconds of each stage on one file."""
    clock = time.process_time
    start = clock()
    data = Path(path).read_bytes()
    yield clock() - start
    start = clock()
    source = read(data, path)
    yield clock() - start
    start = clock()
    tokenizer.tokenize(source.upper, source.decimal_comma)
    yield clock() - start
    start = clock()
    tree = parser.parse(source)
    yield clock() - start
    start = clock()
    for program in build(tree):
        _ = program.items, program.statements, program.comparisons, program.values.writes, program.procedures.performed
    yield clock() - start
    start = clock()
    _ = FileHistory(source).events
    yield clock() - start


def accepted_by_cobc(paths: list[str]) -> list[str]:
    return [path for path in paths if subprocess.run(["cobc", "-fsyntax-only", path], capture_output=True).returncode == 0]


def cobc_seconds(paths: list[str]) -> float:
    """CPU seconds of one cobc process over all files."""
    with open(os.devnull, "w", encoding="utf-8") as null:
        process = subprocess.Popen(["cobc", "-fsyntax-only", *paths], stdout=null, stderr=null)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return usage.ru_utime + usage.ru_stime


def count_lines(paths: list[str]) -> int:
    return sum(Path(path).read_bytes().count(b"\n") for path in paths)


def table(title: str, lines: int, rounds: list[dict[str, float]]) -> dict[str, float]:
    """Prints the median of each stage; returns it."""
    print(f"{title}: {lines} lines, median of {len(rounds)} rounds")
    medians = {stage: statistics.median(r[stage] for r in rounds) for stage in rounds[0]}
    for stage, seconds in medians.items():
        print(f"  {stage:34} {seconds:8.3f} s  {lines / max(seconds, 1e-9):12,.0f} lines/cpu-s")
    return medians


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("paths", nargs="+")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--no-cobc", action="store_true", help="leave GnuCOBOL out of it")
    options = arguments.parse_args()
    paths = files(options.paths)
    if not paths:
        sys.exit("no COBOL file among the arguments")
    with_cobc = not options.no_cobc
    if with_cobc and not shutil.which("cobc"):
        sys.exit("cobc is not installed: install GnuCOBOL or pass --no-cobc")
    table("all files", count_lines(paths), [one_round(paths) for _ in range(options.rounds)])
    if with_cobc:
        against_cobc(paths, options.rounds)


def against_cobc(paths: list[str], rounds: int) -> None:
    """Front end and cobc in turn, on the files that cobc accepts."""
    taken = accepted_by_cobc(paths)
    if not taken:
        sys.exit("cobc accepts none of the files: nothing to compare")
    lines = count_lines(taken)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(one_round(taken))
        theirs.append({"cobc -fsyntax-only": cobc_seconds(taken)})
    mine = table(f"{len(taken)} files that cobc accepts", lines, ours)[FRONT_END]
    other = table("GnuCOBOL, one process", lines, theirs)["cobc -fsyntax-only"]
    print(f"front end / cobc: {other / mine:.2f} times as many lines per CPU second")


if __name__ == "__main__":
    main()
