#!/usr/bin/env python3
"""Whether the cost of reading is linear: ten times the lines must take at most about ten times the time.

usage: python benchmarks/linear.py FILE_OR_FOLDER... [--rounds N]

Takes the longest programs among the files and reads each of them once, and ten copies of it in one file; prints CPU time and the
ratio, the least of the rounds. Then the lines per CPU second of the longest file beside those of all files together: a bend shows there.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from stages import files

from cobolscan.source.reader import read
from cobolscan.syntax.parser import Parser

TIMES = 10
LONGEST = 5


def seconds(data: bytes, path: str, rounds: int) -> float:
    """CPU seconds from bytes to tree, memos warm: what is left is what grows with the text."""
    parser = Parser()
    parser.parse(read(data, path))
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        parser.parse(read(data, path))
        spent.append(time.process_time() - start)
    return min(spent)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("paths", nargs="+")
    arguments.add_argument("--rounds", type=int, default=7)
    options = arguments.parse_args()
    texts = sorted(((path, Path(path).read_bytes()) for path in files(options.paths)), key=lambda pair: -pair[1].count(b"\n"))
    for path, data in texts[:LONGEST]:
        once, often = seconds(data, path, options.rounds), seconds((data.rstrip() + b"\n") * TIMES, path, options.rounds)
        lines = data.count(b"\n")
        print(f"{lines:8,} lines {once:8.4f} s; {TIMES * lines:9,} lines {often:8.4f} s; ratio {often / once:5.2f}  {path}")
    every = sum(seconds(data, path, 3) for path, data in texts)
    lines = sum(data.count(b"\n") for _, data in texts)
    path, data = texts[0]
    longest = data.count(b"\n") / seconds(data, path, options.rounds)
    print(f"longest file {longest:,.0f} lines/cpu-s, all {len(texts)} files {lines / every:,.0f} lines/cpu-s")


if __name__ == "__main__":
    main()
