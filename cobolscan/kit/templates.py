"""The files of a new rule: they say what belongs where, and pass `cobolscan test` as they are."""

from __future__ import annotations

import os
from pathlib import Path
from string import Template

from cobolscan.kit.marks import CODE
from cobolscan.rule import Rule, kebab
from cobolscan.scan.errors import UsageProblem

_MODULE = Template('''"""$title: say here in one line what the rule finds."""

from collections.abc import Iterator

from cobolscan.rule import Finding, Option, Rule, Severity


class $class_name(Rule):
    code = "$code"
    severity = Severity.WARNING  # what it is when it is right: error, warning or info
    precision = "high"  # how often it is right: high, medium or low
    tags = ("house",)
    nodes = ("accept_statement",)  # what `check` is called for: see `cobolscan parse --ast FILE`
    options = {"allowed": Option([], "names that may be accepted")}

    def check(self, node, program) -> Iterator[Finding]:
        name = node.child("identifier")
        if name is not None and name.text.upper() not in self.settings.allowed:
            yield self.finding(node, f"{name.text} is read from the console", subject=name.text)
''')

_PAGE = Template("""# $name ($code)

## What it does
Reports ACCEPT of a data item. Say what yours finds, and what it leaves alone.

## Why is this bad?
Nobody answers a console at night: the job waits until somebody does. Tell what happened to you.

## Example
```cobol
$bad```

## Use instead
```cobol
$good```

## Options
- `allowed`: names that may be accepted.

## Limits
- Say what it does not see, and where it may be wrong.

## References
- The page of the house standard that asks for it.
""")

_PROGRAM = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. {name}.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  WS-ANSWER       PIC X(8).
       PROCEDURE DIVISION.
       MAIN-PARA.
{statement}           DISPLAY WS-ANSWER.
           GOBACK.
"""
_BAD, _GOOD = "           ACCEPT WS-ANSWER.\n", "           MOVE 'YES' TO WS-ANSWER.\n"


def new(code: str, name: str, folder: Path, known: tuple[type[Rule], ...]) -> list[Path]:
    """Writes module, page and fixtures of a rule into a folder of house rules; nothing that is there is replaced."""
    class_name = "".join(part.capitalize() for part in name.split("-"))
    _refuse(code, name, class_name, known)
    mark = f"      *> expect: {code}\n"
    words = {"code": code, "name": name, "class_name": class_name, "title": name.replace("-", " ").capitalize()}
    words |= {"bad": _PROGRAM.format(name="BAD", statement=_BAD), "good": _PROGRAM.format(name="GOOD", statement=_GOOD)}
    module = folder / f"{name.replace('-', '_')}.py"
    texts = {
        module: _MODULE.substitute(words),
        module.with_suffix(".md"): _PAGE.substitute(words),
        folder / "fixtures" / code / "bad.cbl": _PROGRAM.format(name="BAD", statement=mark + _BAD),
        folder / "fixtures" / code / "good.cbl": _PROGRAM.format(name="GOOD", statement=_GOOD),
    }
    there = [path for path in texts if os.path.lexists(path)]
    if there:
        raise UsageProblem(*(f"{path} is there already; nothing was written" for path in there))
    home = os.path.realpath(folder)
    outside = [path for path in texts if os.path.commonpath((home, os.path.realpath(path))) != home]
    if outside:
        raise UsageProblem(*(f"{path} is a link out of {folder}; nothing was written" for path in dict.fromkeys(p.parent for p in outside)))
    for path, text in texts.items():
        _write(path, text)
    return list(texts)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:  # never through a link
            file.write(text)
    except OSError as error:
        raise UsageProblem(f"cannot write {path}: {error.strerror or error}") from None


def _refuse(code: str, name: str, class_name: str, known: tuple[type[Rule], ...]) -> None:
    problems = []
    if not CODE.fullmatch(code):
        problems.append(f'the code "{code}" is not three letters and three digits, such as HOU001')
    if not class_name.isidentifier() or kebab(class_name) != name:
        problems.append(f'the name "{name}" is not words with hyphens between them, such as console-input')
    problems += [f"{rule.code} {rule.name} is there already" for rule in known if code == rule.code or name == rule.name]
    if problems:
        raise UsageProblem(*problems)
