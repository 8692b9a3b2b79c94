"""What is asked of every rule: a head, a page whose examples are true, and fixtures that draw what they mark."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cobolscan.kinds import NAME, Flag, ListOf, Record
from cobolscan.kit.marks import CODE, Problem, differences, fixture_files, options_for, scanned
from cobolscan.rule import Rule, kebab
from cobolscan.scan.config.keys import options_of
from cobolscan.scan.errors import suggestion
from cobolscan.syntax.tables import grammar_sources

SECTIONS = ("What it does", "Why is this bad?", "Example", "Use instead", "Options", "Limits", "References")

EXAMPLES = {"Example": True, "Use instead": False}
"""The sections that show programs, and whether these draw the rule."""

OFFERED = frozenset("program data_item comparison statement note remark tree suppression estate".split())
"""Kinds of nodes that are no names of a grammar."""

_OF_OUR_TESTS = ("cobc", "free")  # whether GnuCOBOL takes a fixture, and how


def sections(page: str) -> dict[str, str]:
    """The texts of a page by their titles."""
    parts = re.split(r"^## +(.*?)\s*$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def fences(text: str) -> list[str]:
    """The COBOL in a text."""
    return re.findall(r"^```cobol\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def source_of(rule: type[Rule]) -> Path:
    """The file of a rule's module."""
    return Path(str(sys.modules[rule.__module__].__file__))


@cache
def kinds_of_nodes() -> frozenset[str]:
    """What a rule can be called for: the names of the grammars, and what the engine offers besides."""
    grammars = "\n".join(text for name, text in grammar_sources().items() if name.endswith(".lark"))
    named = re.findall(r"^[?!]*([a-z_]\w*)(?:\.\d+)?(?:\{[^}]*\})?\s*:|->\s*(\w+)", grammars, flags=re.MULTILINE)
    return OFFERED | {name for names in named for name in names if name}


def fixtures_of(rule: type[Rule], top: Path) -> Path:
    """The folder of a rule's fixtures: `fixtures/CODE` beside its module, or in the nearest folder above that has it, `top` at last."""
    folders = [folder for folder in source_of(rule).parents if folder == top or top in folder.parents]
    return next((own for folder in folders if (own := folder / "fixtures" / rule.code).is_dir()), top / "fixtures" / rule.code)


def head(rule: type[Rule]) -> Iterator[Problem]:
    """What is wrong with the declarations of a rule."""
    demands = (
        (CODE.fullmatch(rule.code), f'its code "{rule.code}" is not three letters and three digits'),
        (rule.name == kebab(rule.__name__), f'its name is "{rule.name}", its class {rule.__name__}: the name is the class in kebab-case'),
        (rule.__doc__ or sys.modules[rule.__module__].__doc__, "its module says in no docstring what it finds"),
        (rule.precision in ("low", "medium", "high"), f'its precision "{rule.precision}" is not low, medium or high'),
        (rule.nodes, "it names no nodes, so nothing ever calls it"),
        (rule.tags, "it has no tags"),
    )
    for kind in rule.nodes:
        if kind not in kinds_of_nodes():
            hint = suggestion(kind, kinds_of_nodes()) or "; `cobolscan parse --ast FILE` names those of a program"
            yield Problem(str(source_of(rule)), 0, f'{rule.__name__}: nothing is called "{kind}", so nothing ever calls it{hint}')
    yield from (Problem(str(source_of(rule)), 0, f"{rule.__name__}: {message}") for met, message in demands if not met)


def page(rule: type[Rule]) -> Iterator[Problem]:
    """What is missing on the page of a rule."""
    path, text = source_of(rule).with_suffix(".md"), rule.page()
    if not text:
        yield Problem(str(path), 0, f"{rule.code} has no page: it stands beside the module, with the sections {', '.join(SECTIONS)}")
        return
    if not text.startswith(f"# {rule.name} ({rule.code})\n"):
        yield Problem(str(path), 1, f'the page begins with "# {rule.name} ({rule.code})"')
    found = sections(text)
    if tuple(found) != SECTIONS:
        yield Problem(str(path), 0, f"the sections are {', '.join(SECTIONS)}, in this order; here: {', '.join(found) or 'none'}")
    yield from (Problem(str(path), 0, f'the section "{title}" is empty') for title, body in found.items() if not body.strip())
    for name in rule.options:
        if f"`{name}`" not in found.get("Options", ""):
            yield Problem(str(path), 0, f"the option {name} is not on the page")
        if not rule.options[name].help:
            yield Problem(str(source_of(rule)), 0, f"the option {name} says in no word what it does")


def examples(rule: type[Rule], fixtures: Path | None = None) -> Iterator[Problem]:
    """Whether the example draws the rule and what to use instead does not. `fixtures`: their folder, whose options.toml holds for them."""
    path, parts = str(source_of(rule).with_suffix(".md")), sections(rule.page())
    for title, wanted in EXAMPLES.items():
        texts = fences(parts.get(title, ""))
        if not texts:
            yield Problem(path, 0, f'"{title}" shows no program (a fence of ```cobol)')
        for text in texts:
            given = options_for(fixtures / f"{title}.cbl") if fixtures is not None else {}
            found, errors = scanned(Path(f"{title}.cbl"), text.encode(), rule.code, given)
            yield from (Problem(path, 0, f"{title}: failed: {error}") for error in errors)
            codes = {finding.code for finding in found}
            if (rule.code in codes) is not wanted:
                drawn = "; ".join(f"line {finding.place.line}: {finding.code} {finding.message}" for finding in found) or "nothing"
                yield Problem(path, 0, f'"{title}" {"does not draw" if wanted else "draws"} {rule.code}; found: {drawn}')
            if "PAR002" in codes and not rule.code.startswith("PAR"):
                yield Problem(path, 0, f'"{title}" is not read')


def fixtures(rule: type[Rule], folder: Path) -> Iterator[Problem]:
    """Whether the fixtures of a rule are there and draw what they mark."""
    names = {path.name: path for path in fixture_files(folder)}
    for name, what in (("bad.cbl", "what it finds"), ("good.cbl", "what looks like it and is in order")):
        if name not in names:
            yield Problem(str(folder / name), 0, f"{rule.code} has no such fixture: a program with {what}")
    if "bad.cbl" in names and f"expect: {rule.code}" not in names["bad.cbl"].read_text(encoding="latin-1"):
        yield Problem(str(names["bad.cbl"]), 0, f"nothing is marked: a comment line *> expect: {rule.code} above each line that it finds")
    for path in () if any(options(rule, folder)) else names.values():
        yield from differences(path, rule.code)


def options(rule: type[Rule], folder: Path) -> Iterator[Problem]:
    """What is wrong in the options.toml of a rule's fixtures: what nobody reads would be believed."""
    path = folder / "options.toml"
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        yield Problem(str(path), 0, f"cannot be read: {error}")
        return
    own = {name: Flag() for name in ("pedantic", *_OF_OUR_TESTS)} | {"select": ListOf(NAME), "options": options_of(rule)}
    files = {name: Record(own) for name in (*(each.name for each in fixture_files(folder)), *(f"{title}.cbl" for title in EXAMPLES))}
    for at, message in Record(own | files).wrong(given):
        yield Problem(str(path), 0, f'"{".".join(at)}" {message}')


def check(rule: type[Rule], folder: Path) -> Iterator[Problem]:
    """All that is asked of a rule but its fixtures, which lie in `folder`."""
    yield from head(rule)
    yield from page(rule)
    wrong = list(options(rule, folder))
    yield from wrong or examples(rule, folder)
