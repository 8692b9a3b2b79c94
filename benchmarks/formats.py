#!/usr/bin/env python3
"""How often the reference format of a file is recognised: against a manifest that says which format each file has.

usage: python benchmarks/formats.py MANIFEST [--classes NAME ...] [--cobc] [--show N]

MANIFEST has one JSON object a line with `path`, `format` and, if there are any, `repo` (a folder before the path) and `class`. Paths are
relative to its folder. A file that is the same in two formats counts for both: when its tokens are the same in either, or, with
--cobc, when GnuCOBOL accepts it in either.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cobolscan.source.reader import read
from cobolscan.syntax.tokenizer import shared

CLASSES = ("valid", "valid-stub", "valid-syntax", "valid-provenance")
_COBC = {"fixed": ["-fixed"], "free": ["-free"], "variable": ["-fixed", "-ftext-column=255"], "extended": ["-fixed", "-ftext-column=252"]}


def rows(manifest: Path, classes: list[str]) -> Iterator[tuple[Path, str]]:
    """Path and format of each file that belongs to one of the classes."""
    for line in manifest.read_text("utf-8").splitlines():
        row = json.loads(line)
        if not classes or row.get("class") in classes:
            yield manifest.parent / row.get("repo", "") / row["path"], row["format"]


def tokens(data: bytes, reference_format: str) -> list[str]:
    """The tokens of a file in a format."""
    source = read(data, "", reference_format)
    return shared().tokenize(source.upper, source.decimal_comma).texts


def accepted(path: Path, reference_format: str) -> bool:
    """Whether GnuCOBOL takes the file in this format."""
    command = ["cobc", "-fsyntax-only", *_COBC[reference_format], path.name]
    return subprocess.run(command, capture_output=True, cwd=path.parent).returncode == 0


def same(path: Path, data: bytes, one: str, other: str, cobc: bool) -> bool:
    """Whether a file is the same in two formats."""
    return tokens(data, one) == tokens(data, other) or (cobc and accepted(path, one) and accepted(path, other))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("manifest", type=Path)
    arguments.add_argument("--classes", nargs="*", default=CLASSES)
    arguments.add_argument("--cobc", action="store_true")
    arguments.add_argument("--show", type=int, default=0)
    options = arguments.parse_args()
    if options.cobc and not shutil.which("cobc"):
        sys.exit("cobc is not installed: install GnuCOBOL or leave --cobc out")
    count: Counter[str] = Counter()
    misses = []
    for path, expected in rows(options.manifest, options.classes):
        data = path.read_bytes()
        found = read(data, str(path)).reference_format
        verdict = "right" if found == expected else "same" if same(path, data, found, expected, options.cobc) else "wrong"
        count[verdict] += 1
        if verdict == "wrong":
            misses.append(f"  {path}: {found}, should be {expected}")
    print(*misses[: options.show], sep="\n")
    total = count.total()
    good = 100 * (total - count["wrong"]) / max(total, 1)
    print(f"{total} files: {count['right']} as said, {count['same']} the same in both, {count['wrong']} wrong: {good:.2f} % right")


if __name__ == "__main__":
    main()
