#!/usr/bin/env python3
"""How cobolscan reads programs that are wrong in one line: whether it says so, where, and what it still knows of the rest.

usage: python benchmarks/mutations.py FILE_OR_FOLDER... [--programs N] [--each N] [--seed N] [--keep FOLDER] [--show N]
       python benchmarks/mutations.py --again FOLDER [--show N]

Programs that cobc accepts and cobolscan reads completely are made wrong at one place, chosen by the seed: a period, quotation mark,
parenthesis or END-x is dropped, a verb or another word of COBOL is misspelt, an unknown clause is put in. Those that cobc then rejects
for their syntax are kept. For each kind of mutation: how many are not complete ("told"); in how many a diagnostic stands within one line
of the mutation ("near"), or else no further off than the first one of cobc ("or cobc"); and how many statements and entries keep their
type and line, outside the sentence or entry that was made wrong and inside it: all that it had ("inside"), and those that it had besides
the statement that is wrong ("beside"). --keep stores the programs with cobc's answer, --again measures stored ones anew.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from cobolscan.source.reader import read
from cobolscan.syntax.nodes import descend, edge
from cobolscan.syntax.parser import parse
from cobolscan.syntax.tokenizer import shared
from cobolscan.syntax.tree import Item, Tree

_SUFFIXES = {".cbl", ".cob", ".cobol"}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RIGHT_MARGIN = 72
# how cobc words what is wrong with the syntax, and not with a name or a type
_SYNTAX = re.compile(r"syntax error|unexpected|missing terminating|invalid literal|header missing|not terminated by", re.IGNORECASE)
_ERROR = re.compile(r"^[^\n:]*:(\d+): error: (.*)$", re.MULTILINE)
_NO_WORDS = ("NAME", "X_CARD")
SECONDS = 20
_TRIES = 6  # edits for each mutant wanted: many leave a program that is well formed


@dataclass(frozen=True)
class Edit:
    """One place of a program made wrong: on `line` (0-based) the text at `column` becomes another."""

    kind: str
    token: int
    line: int
    column: int
    length: int
    text: str


@dataclass(frozen=True)
class Mutant:
    """A wrong program: what was done on which line (1-based), its sentence's lines, its statement, and the line of cobc's first error."""

    kind: str
    path: str
    free: bool
    line: int
    first: int
    last: int
    statement: tuple[str, int] | None
    cobc: int
    message: str = ""


# ---- making a program wrong


class Mutator:
    """The mutations of one program that cobolscan reads completely."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.texts, self.raw = tree.tokens_.texts, tree.tokens_.raw
        self.names = {shared().kinds.kind[name] for name in _NO_WORDS}
        self.items = {token: item for item in tree.items for token in range(item.start, item.start + item.length)}
        self.statements = statements(tree)
        self.verbs = {token for _, _, token in self.statements}

    def edits(self, kind: str, chance: random.Random) -> Iterator[Edit]:
        """Edits of one kind in random order."""
        tokens = list(range(len(self.texts)))
        chance.shuffle(tokens)
        for token in tokens:
            edit = getattr(self, f"_{kind}")(token, self.texts[token], chance)
            if edit is not None:
                yield edit

    def around(self, token: int) -> tuple[str, int] | None:
        """Type and line of the statement in which a token stands."""
        item = self.items[token]
        before = [(start, name, line) for name, line, start in self.statements if item.start <= start <= token]
        return max(before)[1:] if before else None

    def _is_name(self, token: int) -> bool:
        return self.raw[token] in self.names

    def _edit(self, kind: str, token: int, offset: int, length: int, text: str) -> Edit:
        line, column = self.tree.source.position(self.tree.tokens_.offsets[token] + offset)
        return Edit(kind, token, line - 1, column - 1, length, text)

    def _period(self, token: int, text: str, _: random.Random) -> Edit | None:
        return self._edit("period", token, 0, 1, "") if text == "." else None

    def _quote(self, token: int, text: str, chance: random.Random) -> Edit | None:
        if len(text) < 2 or text[-1] not in "\"'" or "\n" in text:
            return None
        return self._edit("quote", token, chance.choice((text.index(text[-1]), len(text) - 1)), 1, "")

    def _parenthesis(self, token: int, text: str, _: random.Random) -> Edit | None:
        if text.startswith("PIC") and "(" in text:
            return self._edit("parenthesis", token, text.index("("), 1, "")
        return self._edit("parenthesis", token, 0, 1, "") if text in ("(", ")") else None

    def _scope(self, token: int, text: str, _: random.Random) -> Edit | None:
        if not text.startswith("END-") or self._is_name(token) or self.items[token].shape[0] != "sentence":
            return None
        return self._edit("scope", token, 0, len(text), "")

    def _verb(self, token: int, text: str, chance: random.Random) -> Edit | None:
        if token not in self.verbs or not text.isalpha() or self._is_name(token):
            return None
        return self._edit("verb", token, 0, len(text), misspelt(text, chance))

    def _word(self, token: int, text: str, chance: random.Random) -> Edit | None:
        if token in self.verbs or not text.isalpha() or self._is_name(token):
            return None
        return self._edit("word", token, 0, len(text), misspelt(text, chance))

    def _clause(self, token: int, text: str, chance: random.Random) -> Edit | None:
        """An unknown clause behind an operand or clause."""
        if token in self.verbs or text == "." or token + 1 >= len(self.texts) or "\n" in text:
            return None
        words = chance.choice(("FROBNICATED", "WITH FROBNICATION", "FROBS IS 5", "FOR FROBS"))
        return self._edit("clause", token, len(text), 0, f" {words}")


KINDS = ("period", "quote", "parenthesis", "scope", "verb", "word", "clause")


def misspelt(word: str, chance: random.Random) -> str:
    """A word with two letters exchanged, one doubled, left out or another."""
    if len(word) < 2:
        return word + chance.choice(_LETTERS)
    place = chance.randrange(len(word) - 1)
    a, b = word[place], word[place + 1]
    choices = [word[:place] + b + a + word[place + 2 :], word[:place] + a + word[place:], word[:place] + word[place + 1 :]]
    choices.append(word[:place] + chance.choice(_LETTERS) + word[place + 1 :])
    return chance.choice([other for other in choices if other not in (word, "")] or [word + "X"])


def applied(edit: Edit, data: bytes, fixed: bool) -> bytes | None:
    """The program with one edit; None when the line has no room. The columns behind the right margin stay where they are."""
    lines = data.decode("latin-1").split("\n")
    line = lines[edit.line]
    ending = "\r" if line.endswith("\r") else ""
    line = line.removesuffix("\r")
    margin = _RIGHT_MARGIN if fixed else len(line)
    code, rest = line[:margin], line[margin:]
    new = code[: edit.column] + edit.text + code[edit.column + edit.length :]
    if fixed and len(new.rstrip()) > margin:
        return None
    new = new.rstrip().ljust(margin) if rest.strip() else new
    lines[edit.line] = new + (rest if rest.strip() else "") + ending
    return "\n".join(lines).encode("latin-1")


# ---- what a tree says


def statements(tree: Tree) -> list[tuple[str, int, int]]:
    """Type, line and first token of every typed statement."""
    found = []
    for item in tree.items:
        if item.shape[0] == "sentence":
            for shape, base in descend(item.shape, item.start):
                if shape[0].endswith("_statement"):
                    token = edge(shape, base, 1)
                    found.append((shape[0], tree.position(token)[0], token))
        elif item.shape[0] not in ("opaque", "incomplete"):
            found.append((item.shape[0], tree.position(item.start)[0], item.start))
    return found


def typed(tree: Tree) -> Counter[tuple[str, int]]:
    return Counter((name, line) for name, line, _ in statements(tree))


def lines_of(tree: Tree, item: Item) -> tuple[int, int]:
    """The first and last line of an item, without blank COPY lines around it."""
    return tree.position(item.start)[0], tree.end_position(item.start + item.length - 1)[0]


# ---- cobc


def cobc(path: Path, free: bool, include: Path) -> list[tuple[int, str]] | None:
    """cobc's errors in a program; None when it gives no answer."""
    command = ["cobc", "-fsyntax-only", f"-I{include}", *(["-free"] if free else []), path.name]
    try:
        done = subprocess.run(command, cwd=path.parent, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return None
    text = done.stderr.decode("latin-1")
    errors = [(int(m[1]), m[2]) for m in _ERROR.finditer(text)]
    if done.returncode not in (0, 1) or (done.returncode and not errors):
        return None
    return errors


def is_syntax(errors: Iterable[tuple[int, str]]) -> bool:
    return any(_SYNTAX.search(message) for _, message in errors)


def mutants_of(path: str, folder: str, each: int, seed: int) -> list[dict[str, object]]:
    """The mutants of one program that cobc rejects for their syntax, stored in `folder` beside the program itself."""
    origin, target = Path(path), Path(folder)
    data = origin.read_bytes()
    tree = parse(read(data, path))
    free = tree.source.reference_format == "free"
    if not tree.complete or tree.incomplete or tree.kind != "program" or cobc(origin, free, origin.parent) != []:
        return []
    # cobc wants a file's name to be a word
    stem = f"{re.sub(r'[^A-Za-z0-9]+', '-', origin.stem)[:16].strip('-')}-{zlib.crc32(str(origin).encode()):08x}"
    (target / f"{stem}.cob").write_bytes(data)
    mutator, found = Mutator(tree), []
    for kind in KINDS:
        made = tried = 0
        for edit in mutator.edits(kind, random.Random(f"{seed}:{origin.name}:{kind}")):
            wrong = applied(edit, data, not free)
            if wrong is None or wrong == data:
                continue
            tried += 1
            place = target / f"{stem}.{kind}{tried}.cob"
            place.write_bytes(wrong)
            errors = cobc(place, free, origin.parent)
            if errors and is_syntax(errors):
                first, last = lines_of(tree, mutator.items[edit.token])
                found.append(asdict(Mutant(kind, str(place), free, edit.line + 1, first, last, mutator.around(edit.token), *errors[0])))
                made += 1
            else:
                place.unlink()
            if made == each or tried == _TRIES * each:
                break
    return found


# ---- the measurement


@dataclass
class Figures:
    """What was found for one kind of mutation."""

    mutants: int = 0
    told: int = 0
    near: int = 0
    no_further: int = 0
    outside: int = 0
    outside_kept: int = 0
    inside: int = 0
    inside_kept: int = 0
    beside: int = 0
    beside_kept: int = 0


def measured(mutant: Mutant) -> tuple[Figures, str]:
    """The figures of one mutant, and in words what is wrong with them."""
    path = Path(mutant.path)
    before = parse(read(path.with_name(path.name.split(".")[0] + ".cob").read_bytes(), path.name))
    after = parse(read(path.read_bytes(), path.name))
    distance = min((abs(opaque.line - mutant.line) for opaque in after.opaques), default=10**6)
    near = distance <= 1
    no_further = near or distance <= abs(mutant.cobc - mutant.line)
    first = min((opaque.line for opaque in after.opaques), default=10**6)
    old, new = typed(before), typed(after)
    figures = Figures(1, not after.complete, near, no_further)
    lost, missing = [], []
    for (name, line), count in old.items():
        kept = min(count, new[name, line])
        if mutant.first <= line <= mutant.last:
            figures.inside += count
            figures.inside_kept += kept
            if mutant.statement is None or (name, line) != tuple(mutant.statement):
                figures.beside += count
                figures.beside_kept += kept
                if kept < count:
                    missing.append(f"{name}@{line}")
        else:
            figures.outside += count
            figures.outside_kept += kept
            if kept < count:
                lost.append(f"{name}@{line}")
    faults = [] if figures.told else ["complete"]
    faults += [] if near or not figures.told else [f"{'far' if no_further else 'FARTHER'} {distance} cobc {abs(mutant.cobc - mutant.line)}"]
    faults += ["FIRST"] if near and abs(first - mutant.line) > 1 else []
    faults += [f"outside lost {', '.join(lost[:4])}"] if lost else []
    faults += [f"inside lost {', '.join(missing[:4])}"] if missing else []
    return figures, "; ".join(faults)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:6.2f} %" if whole else "     - %"


def report(mutants: list[Mutant], show: int) -> None:
    """Measure all mutants and print a line for each kind and one for all."""
    totals: dict[str, Figures] = defaultdict(Figures)
    shown = 0
    for mutant in mutants:
        figures, fault = measured(mutant)
        for key in (mutant.kind, "all"):
            for name, value in asdict(figures).items():
                setattr(totals[key], name, getattr(totals[key], name) + value)
        if fault and shown < show:
            shown += 1
            text = Path(mutant.path).read_bytes().decode("latin-1").split("\n")[mutant.line - 1].strip()
            place = f"{Path(mutant.path).name}:{mutant.line}"
            print(f"{mutant.kind:11} {place} [{fault}] {text[:70]} | cobc {mutant.cobc}: {mutant.message[:70]}")
    print(f"{'kind':12} {'mutants':>8} {'told':>9} {'near':>9} {'or cobc':>9} {'outside':>9} {'inside':>9} {'beside':>9}")
    for kind, f in sorted(totals.items(), key=lambda item: item[0] == "all"):
        told = (_percent(f.told, f.mutants), _percent(f.near, f.mutants), _percent(f.no_further, f.mutants))
        kept = (_percent(f.outside_kept, f.outside), _percent(f.inside_kept, f.inside), _percent(f.beside_kept, f.beside))
        print(f"{kind:12} {f.mutants:8d}", *told, *kept)


def files(arguments: list[str]) -> list[str]:
    out: list[str] = []
    for argument in arguments:
        path = Path(argument)
        out += sorted(str(p) for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES) if path.is_dir() else [argument]
    return out


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("paths", nargs="*")
    arguments.add_argument("--programs", type=int, default=300, help="how many programs to choose, at most")
    arguments.add_argument("--each", type=int, default=1, help="mutants of each kind in each program")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--keep", type=Path, help="store the mutants in this folder")
    arguments.add_argument("--again", type=Path, help="measure the mutants that --keep stored")
    arguments.add_argument("--show", type=int, default=0, help="list that many faults")
    options = arguments.parse_args()
    if options.again:
        rows = json.loads((options.again / "mutants.json").read_text())
        report([Mutant(**row) for row in rows], options.show)
        return
    if not shutil.which("cobc"):
        sys.exit("cobc is not installed: it says which programs are wrong")
    paths = files(options.paths)
    random.Random(options.seed).shuffle(paths)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(options.jobs) as pool:
            chosen = paths[: options.programs]
            n = len(chosen)
            made = pool.map(mutants_of, chosen, [str(folder)] * n, [options.each] * n, [options.seed] * n, chunksize=4)
            rows = [row for program in made for row in program]
        (folder / "mutants.json").write_text(json.dumps(rows))
        report([Mutant(**row) for row in rows], options.show)


if __name__ == "__main__":
    main()
