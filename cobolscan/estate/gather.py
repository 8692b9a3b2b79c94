"""What one program leaves behind for the estate. Nothing is gathered that no rule of the run asks for."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from cobolscan.estate.facts import CALLS, CONSTANTS, COPIES, NUMBERS, Call, ConstantFact, CopyUse, Fact, NumberFact, ProgramFact, Spot
from cobolscan.program import subjects
from cobolscan.source.lazy import lazy
from cobolscan.source.place import Place
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.magic.numbers import Use
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement
    from cobolscan.program.values.texts import Held
    from cobolscan.syntax.tree import Copy, Tree

# EXEC CICS commands that name a program or transaction, and the option that does; CICS Application Programming Reference
_CICS = {
    "LINK": "PROGRAM",
    "XCTL": "PROGRAM",
    "HANDLE ABEND": "PROGRAM",
    "START": "TRANSID",
    "RETURN": "TRANSID",
    "RUN TRANSID": "TRANSID",
}
_NAMES_ANOTHER = lazy(r"\b(?:LINK|XCTL|TRANSID|ABEND)\b")
_DATA_NAME = lazy(r"[\w-]+(?:\s+(?:OF|IN)\s+[\w-]+)*$")
_ORDINALS = 10
_SQL_CALL = lazy(r"\bCALL\s+(:?\s*[\w.$#@\"-]+)")


def gather(programs: list[Program], wanted: frozenset[str]) -> Iterator[Fact]:
    """The facts of a file's programs, of the kinds that are wanted. A member by itself leaves only what it copies and what it names."""
    for program in programs:
        if program.name:
            entries = (_text(statement.children[0]) for statement in program.having("entry_statement"))
            yield ProgramFact(sys.intern(program.name.upper()), program.source.path, tuple(entry for entry in entries if entry))
        for kind in sorted(wanted & _GATHERERS.keys()):
            yield from _GATHERERS[kind](program)
    if COPIES in wanted and programs:
        yield from _copies(programs)


# ---- calls


def _calls(program: Program) -> Iterator[Fact]:
    for kind in ("call_statement", "cancel_statement"):
        for statement in program.having(kind):
            for target, how in _callees(statement):
                yield _call(statement, target, how, kind.split("_")[0])
    for statement in program.having("exec_statement"):
        yield from _named_in_block(statement)


def _call(statement: Statement, target: str | None, how: str, by: str) -> Call:
    name = sys.intern(target.strip().upper()) if target and target.strip() else None
    program = statement.program
    place = Place(*statement.tree.span(statement.base, statement.base))
    paragraph = statement.paragraph.name if statement.paragraph else None
    spot = Spot(place, _owner(program, place.path), paragraph, f"{by.upper()} {name}", _line(program, place))
    return Call(sys.intern(program.name.upper()), name, how if name else "unknown", by, spot)


def _callees(statement: Statement) -> Iterator[tuple[str | None, str]]:
    """The first operand of a CALL, each one of a CANCEL."""
    operands = [child for child in statement.children if isinstance(child, Literal | Reference)]
    if statement.name == "call_statement":
        operands = operands[:1]
        if not operands:  # the address of a program, or the result of a function
            yield None, "unknown"
    for operand in operands:
        yield from _named(operand, statement)


def _named(operand: Node, statement: Statement) -> Iterator[tuple[str | None, str]]:
    if isinstance(operand, Literal):
        yield operand.spelling, "literal"
    else:
        yield from _all_of(statement.program.values.texts.of(operand, statement))


def _all_of(held: Held) -> Iterator[tuple[str | None, str]]:
    """Every name that reaches the place; one that is not known when others may."""
    for literal, _ in held.literals:
        yield literal.spelling, "constant"
    if held.unknown is not None:
        yield None, "unknown"


def _named_in_block(statement: Statement) -> Iterator[Fact]:
    text = statement.words[0]
    head = text[:16].upper()
    if "CICS" in head and _NAMES_ANOTHER.search(text):
        yield from _of_command(statement)
    elif "SQL" in head and "CALL" in text and (sql := statement.block.sql) is not None and sql.kind == "CALL":
        found = _SQL_CALL.search(text)
        if found:
            yield from _of_procedure(statement, found[1])


def _of_procedure(statement: Statement, name: str) -> Iterator[Fact]:
    """A stored procedure, by its name or by that in a host variable (:NAME or :GROUP.NAME)."""
    if not name.startswith(":"):
        yield _call(statement, name.replace('"', ""), "literal", "sql")
        return
    *qualifiers, own = name[1:].strip().upper().split(".")
    for target, how in _held_by(statement, own, tuple(reversed(qualifiers))):
        yield _call(statement, target, how, "sql")


def _held_by(statement: Statement, name: str, qualifiers: tuple[str, ...]) -> Iterator[tuple[str | None, str]]:
    """What an item holds that an EXEC block names."""
    yield from _all_of(statement.program.values.texts.of_name(name, statement, qualifiers))


def _of_command(statement: Statement) -> Iterator[Fact]:
    command = statement.block.command
    argument = command.get(_CICS[command.command]) if command is not None and command.command in _CICS else None
    if command is None or argument is None:
        return
    by = command.command.split()[0].lower()
    if argument[:1] in "'\"" and argument[-1:] == argument[:1]:
        yield _call(statement, argument[1:-1], "literal", by)
        return
    name, *qualifiers = argument.upper().split()[::2] if _DATA_NAME.match(argument.upper()) else [""]
    for target, how in _held_by(statement, name, tuple(qualifiers)):
        yield _call(statement, target, how, by)


# ---- copy members


def _copies(programs: list[Program]) -> Iterator[Fact]:
    """Every COPY of a file's own text and of the members that it copies, but for those of products."""
    tree = programs[0].tree
    starts = [program.tree.position(program.syntax[0].start)[0] if program.syntax else 1 for program in programs]
    for copy in tree.copies:
        if not copy.vendors:
            own = (copy.path or tree.source.path) == tree.source.path
            name = programs[max(bisect_right(starts, copy.line) - 1, 0)].name if own else ""
            yield CopyUse(sys.intern(copy.name), _copy_spot(tree, copy, name or None), copy.target)


def _copy_spot(tree: Tree, copy: Copy, program: str | None) -> Spot:
    place = Place(copy.path or tree.source.path, copy.line, copy.column, copy.line, copy.column + len("COPY"))
    source = tree.source if place.path == tree.source.path else tree.sources.get(place.path, tree.source)
    text = source.lines[copy.line - 1] if 0 < copy.line <= len(source.lines) else ""
    return Spot(place, program, None, f"COPY {copy.name.upper()}", text)


# ---- constants


def _constants(program: Program) -> Iterator[Fact]:
    for item in program.items:
        repeated = bool(item.occurs) or any(above.occurs for above in item.ancestors())
        if not item.name or item.level in (66, 88) or len(item.values) != 1 or repeated:
            continue
        if len(program.items_named(item.name)) > 1:
            continue  # by its name alone nobody means it
        if item.is_constant or not program.values.is_written(item.name):
            spot = _spot(program, item.values[0], item.node)
            how = "constant" if item.is_constant else "value"
            yield ConstantFact(sys.intern(item.name), sys.intern(item.values[0].spelling), how, spot)


def _spot(program: Program, node: Node, around: Node, paragraph: str | None = None) -> Spot:
    place = node.place()
    return Spot(place, _owner(program, place.path), paragraph, around.folded(), _line(program, place))


def _owner(program: Program, path: str) -> str | None:
    """The program's name where the place is its own; what stands in a member belongs to all that copy it."""
    return program.name or None if path == program.source.path else None


def _line(program: Program, place: Place) -> str:
    """The first line of a place, as it stands in its file."""
    source = program.source if place.path == program.source.path else program.tree.sources.get(place.path, program.source)
    return source.lines[place.line - 1] if 0 < place.line <= len(source.lines) else ""


# ---- numbers


def _numbers(program: Program) -> Iterator[Fact]:
    """Unnamed numbers, not only ordinals, that are compared or computed with something whose name means the same elsewhere."""
    uses: dict[tuple[str, Decimal], list[Use]] = defaultdict(list)
    for use in program.numbers.unnamed:
        if use.kind != "move" and _is_no_ordinal(use.number) and subjects.is_comparable(use.subject):
            uses[use.subject, use.number].append(use)
    for (subject, _), (first, *others) in uses.items():
        paragraph = first.statement.paragraph
        spot = _spot(program, first.literal, first.statement, paragraph.name if paragraph else None)
        yield NumberFact(sys.intern(subject), sys.intern(first.literal.spelling), first.does, 1 + len(others), spot)


def _is_no_ordinal(number: Decimal) -> bool:
    """Whether it is more than the second or third of something: those recur in any two programs."""
    return abs(number) >= _ORDINALS or number != int(number)


def _text(operand: Node) -> str:
    return operand.spelling.upper() if isinstance(operand, Literal) else ""


_GATHERERS: dict[str, Callable[[Program], Iterator[Fact]]] = {CALLS: _calls, CONSTANTS: _constants, NUMBERS: _numbers}
