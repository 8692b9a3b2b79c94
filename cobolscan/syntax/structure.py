"""Headers in an order that no program can have: the grammar reads each header and entry by itself, here they are looked at together.

Only what no compiler takes is wrong here: a division twice or behind a later one, USE outside DECLARATIVES, a function that is
not closed (ISO 1989:2002, 10.4 and 10.5; 11.3 for the attributes of a program). Which headers may be left out differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cobolscan.syntax.tree import Item, Tree

Problem = tuple[int, int, tuple[str, ...]]  # first token, number of tokens, what was expected

_DIVISIONS = {"identification_division": 0, "environment_division": 1, "data_division": 2, "procedure_division": 3}
_ONCE = frozenset(
    "configuration_section input_output_section file_section working_storage_section local_storage_section linkage_section "
    "communication_section report_section screen_section".split()
)
_UNITS = ("class_id", "method_id", "factory_paragraph")  # each with divisions of its own
_OTHERS = (
    *_UNITS,
    "repository",
    "repository_clauses",
    "report_description",
    "program_id",
    "end_program",
    "use_statement",
    "declaratives",
    "end_declaratives",
)
HEADERS = frozenset((*_DIVISIONS, *_ONCE, *_OTHERS))
_AFTER = ("the ENVIRONMENT DIVISION", "the DATA DIVISION", "the PROCEDURE DIVISION", "END PROGRAM")
_BEHIND = ("FUNCTION", "PROGRAM", "CLASS", "INTERFACE", "PROPERTY", "AS", ".")  # what follows the name of one user-defined function
_STATEMENTS = ("sentence", "paragraph_header", "section_header")


@dataclass(slots=True)
class _Unit:
    """What has been seen of the program that is open."""

    division: int = -1
    identified: bool = False
    first: int = 0  # its first item


def problems(tree: Tree) -> Iterator[Problem]:
    """What is wrong with the order of the headers."""
    return _Structure(tree).check()


class _Structure:
    """Walks the headers of one tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._unit = _Unit()
        self._functions: list[int] = []  # first tokens of the functions that are open
        self._sections: set[str] = set()
        self._declaratives = False
        self._number = 0  # of the header that is looked at

    def check(self) -> Iterator[Problem]:
        for number, item in self._tree.items_.among(HEADERS):
            name, self._number = item.shape[0], number
            if name in _DIVISIONS:
                yield from self._division(item, name, number)
            elif name in _ONCE:
                yield from self._section(item, name)
            else:
                yield from _CHECKS[name](self, item)
        for start in self._functions:
            yield start, 1, ("END FUNCTION",)

    def _division(self, item: Item, name: str, number: int) -> Iterator[Problem]:
        rank, unit = _DIVISIONS[name], self._unit
        if rank == 0:
            if unit.division == 0 and not unit.identified:
                yield item.start, item.length, ("PROGRAM-ID",)
            self._unit = _Unit(0, first=self._number)
            self._sections.clear()
            return
        if rank <= unit.division:
            yield item.start, item.length, _AFTER[unit.division :]
        elif rank == 3:
            yield from self._statements_before(number)
        unit.division = max(rank, unit.division)

    def _statements_before(self, number: int) -> Iterator[Problem]:
        """Statements between the entries of a program whose PROCEDURE DIVISION begins only here."""
        before = self._tree.items_.names(self._unit.first, number)
        places = [before.index(name) for name in _STATEMENTS if name in before]
        if places:
            item = self._tree.items[self._unit.first + min(places)]
            yield item.start, item.length, ("an entry", "the PROCEDURE DIVISION")

    def _section(self, item: Item, name: str) -> Iterator[Problem]:
        if name in self._sections:
            yield item.start, item.length, ("an entry", "another section")
        self._sections.add(name)

    def _program_id(self, item: Item) -> Iterator[Problem]:
        texts = self._tree.tokens_.texts[item.start : item.start + item.length]
        if self._unit.identified:  # a program without its IDENTIFICATION DIVISION header
            self._unit = _Unit(0, first=self._number)
            self._sections.clear()
        self._unit.identified = True
        if texts[0] == "FUNCTION-ID" and "PROTOTYPE" not in texts:
            self._functions.append(item.start)
        if "RECURSIVE" in texts and "INITIAL" in texts:
            yield item.start + max(texts.index("RECURSIVE"), texts.index("INITIAL")), 1, ("a period",)

    def _new_unit(self, _: Item) -> Iterator[Problem]:
        self._unit = _Unit(0, True, self._number)
        self._sections.clear()
        return iter(())

    def _end_program(self, item: Item) -> Iterator[Problem]:
        if self._functions and self._tree.tokens_.texts[item.start + 1 : item.start + 2] == ["FUNCTION"]:
            self._functions.pop()
        self._unit = _Unit(first=self._number + 1)
        self._sections.clear()
        self._declaratives = False
        return iter(())

    def _repository(self, item: Item) -> Iterator[Problem]:
        """A user-defined function and an item cannot have one name (ISO 1989:2002, 8.3.1.1.1)."""
        words = self._tree.tokens_.texts[item.start : item.start + item.length]
        functions = {
            name for word, name, behind in zip(words, words[1:], words[2:], strict=False) if word == "FUNCTION" and behind in _BEHIND
        }
        if functions:
            for entry in self._tree.items:
                if entry.shape[0] == "data_entry" and functions.intersection(self._tree.tokens_.texts[entry.start + 1 : entry.start + 2]):
                    yield entry.start + 1, 1, ("a name that is no function's",)

    def _report(self, item: Item) -> Iterator[Problem]:
        """A report belongs to a file, whose entry names it (ISO 1989:2002, 13.6)."""
        texts = self._tree.tokens_.texts
        name = texts[item.start + 1]
        files = [entry for entry in self._tree.items if entry.shape[0] == "file_description"]
        if files and not self._tree.copies and not any(name in texts[f.start : f.start + f.length] for f in files):
            yield item.start + 1, 1, ("a name that a REPORT clause gives",)

    def _use(self, item: Item) -> Iterator[Problem]:
        if not self._declaratives and self._unit.division == 3:
            yield item.start, item.length, ("DECLARATIVES before USE",)

    def _begin(self, item: Item) -> Iterator[Problem]:
        if self._declaratives:
            yield item.start, item.length, ("END DECLARATIVES",)
        self._declaratives = True

    def _end(self, item: Item) -> Iterator[Problem]:
        if not self._declaratives and self._unit.division == 3:
            yield item.start, item.length, ("DECLARATIVES before END DECLARATIVES",)
        self._declaratives = False


_CHECKS: dict[str, Callable[[_Structure, Item], Iterator[Problem]]] = {
    "program_id": _Structure._program_id,
    **dict.fromkeys(_UNITS, _Structure._new_unit),
    **dict.fromkeys(("repository", "repository_clauses"), _Structure._repository),
    "report_description": _Structure._report,
    "end_program": _Structure._end_program,
    "use_statement": _Structure._use,
    "declaratives": _Structure._begin,
    "end_declaratives": _Structure._end,
}
