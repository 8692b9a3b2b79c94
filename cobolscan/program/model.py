"""What rules ask about a program. Each answer is worked out once, when it is first asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from cobolscan.program import data
from cobolscan.program.bounds import Bounds
from cobolscan.program.data import DataItem
from cobolscan.program.evidence import Evidence
from cobolscan.program.limits import Limits
from cobolscan.program.magic import Numbers
from cobolscan.program.procedures import Paragraph, Procedures
from cobolscan.program.statements import Compared, Statement, flattened
from cobolscan.program.tables import Tables
from cobolscan.program.values import Values
from cobolscan.source.model import SourceText
from cobolscan.syntax.nodes import Node, node
from cobolscan.syntax.tree import Item, Tree


class Program:
    """One compilation unit: a program, or a copybook or fragment without one (`name` is then "")."""

    def __init__(self, tree: Tree, name: str, items: list[Item]) -> None:
        self.tree = tree
        self.name = name
        self.syntax = items

    @property
    def source(self) -> SourceText:
        return self.tree.source

    # ---- data

    @cached_property
    def items(self) -> list[DataItem]:
        return data.build(self.tree, self.syntax)

    @cached_property
    def _by_name(self) -> dict[str, list[DataItem]]:
        names: dict[str, list[DataItem]] = defaultdict(list)
        for item in self.items:
            if item.name:
                names[item.name].append(item)
        return names

    def items_named(self, name: str) -> list[DataItem]:
        """All items of that name (upper case); several when the name must be qualified."""
        return self._by_name.get(name, [])

    def item(self, name: str) -> DataItem | None:
        """The item, when just one has that name."""
        items = self._by_name.get(name, [])
        return items[0] if len(items) == 1 else None

    @cached_property
    def indexes(self) -> dict[str, DataItem]:
        """Index names with the table that they belong to."""
        return {name: item for item in self.items for name in item.indexes}

    @cached_property
    def tables(self) -> Tables:
        """The tables, what indexes them, and which are filled at run time."""
        return Tables(self)

    # ---- procedure

    @cached_property
    def _procedure(self) -> tuple[list[Paragraph], list[Statement]]:
        paragraphs: list[Paragraph] = []
        statements: list[Statement] = []
        section: str | None = None
        current: Paragraph | None = None
        own: Paragraph | None = None  # the last one of which the line is known
        texts = self.tree.tokens_.texts
        for number, item in enumerate(self.syntax):
            kind = item.shape[0]
            if kind in ("section_header", "paragraph_header"):
                name = texts[item.start]
                section = name if kind == "section_header" else section
                line = self._line_of_header(item)
                if line and own is not None:
                    own.end_line = line - 1
                current = Paragraph(name, len(paragraphs), section, kind == "section_header", line)
                own = current if line else own
                paragraphs.append(current)
            elif kind == "sentence":
                self._add_sentence(item, number, current, statements)
        if own is not None:
            own.end_line = len(self.source.lines)
        return paragraphs, statements

    def _line_of_header(self, item: Item) -> int:
        """The line on which a header comes into the file; 0 when that is not known.

        Of its name and the token behind it the later one tells: a name that REPLACE wrote comes from the REPLACE, far above.
        """
        return max(self._line_of(token) for token in (item.start, item.start + 1) if token < len(self.tree.tokens_.texts))

    def _line_of(self, token: int) -> int:
        """The token's line in the file itself: where it stands, or the COPY through which it comes; 0 when it comes from elsewhere."""
        origin = self.tree.origin(token)
        path, line = origin.chain[0] if origin.chain else (origin.source.path, origin.position[0])
        return line if path == self.source.path else 0

    def _add_sentence(self, item: Item, number: int, paragraph: Paragraph | None, out: list[Statement]) -> None:
        made: list[Statement] = []
        for offset, shape, parent in flattened(item.shape):
            owner = made[parent] if parent >= 0 else None
            statement = Statement(self, item.start + offset, shape, owner, paragraph, number)
            made.append(statement)
            if paragraph is not None:
                paragraph.statements.append(statement)
        out.extend(made)

    @property
    def paragraphs(self) -> list[Paragraph]:
        return self._procedure[0]

    @property
    def statements(self) -> list[Statement]:
        """Every statement and branch phrase in order."""
        return self._procedure[1]

    @cached_property
    def procedures(self) -> Procedures:
        return Procedures(self)

    @cached_property
    def values(self) -> Values:
        return Values(self)

    @cached_property
    def bounds(self) -> Bounds:
        """Where the program bounds something."""
        return Bounds(self)

    @cached_property
    def limits(self) -> Limits:
        """Items that hold a limit."""
        return Limits(self)

    @cached_property
    def numbers(self) -> Numbers:
        """Numeric literals that nothing names."""
        return Numbers(self)

    @cached_property
    def evidence(self) -> Evidence:
        """What speaks for and against a bound being a limit."""
        return Evidence(self)

    @cached_property
    def _children(self) -> dict[Statement, list[Statement]]:
        children: dict[Statement, list[Statement]] = defaultdict(list)
        for statement in self.statements:
            if statement.parent is not None:
                children[statement.parent].append(statement)
        return children

    def children_of(self, statement: Statement) -> list[Statement]:
        """The statements right inside a branch or an in-line PERFORM, in order."""
        return self._children.get(statement, [])

    def paragraph_at(self, line: int) -> str | None:
        """The name of the paragraph (or section without paragraph) that a line stands in."""
        found = self._paragraph_at(line)
        return found.name if found else None

    def scope_at(self, line: int) -> tuple[int, int] | None:
        """First and last line of the paragraph that a line stands in."""
        found = self._paragraph_at(line)
        return (found.line, found.end_line) if found else None

    def _paragraph_at(self, line: int) -> Paragraph | None:
        found = None
        for paragraph in self.paragraphs:
            if paragraph.line > line:
                break
            if paragraph.line:
                found = paragraph
        return found if found is not None and line <= found.end_line else None

    # ---- what rules subscribe to

    def nodes(self, kind: str) -> Iterable[object]:
        """Everything of one kind: "program", "data_item", "comparison", "statement", a statement's grammar name, or an entry's."""
        if kind == "program":
            return (self,)
        if kind == "data_item":
            return self.items
        if kind == "comparison":
            return self.comparisons
        if kind == "statement":
            return self.statements
        if kind in self._by_kind:
            return self._by_kind[kind]
        return self._entries(kind)

    @cached_property
    def comparisons(self) -> list[Compared]:
        return [compared for statement in self.statements if statement.facts.comparisons for compared in statement.comparisons]

    @cached_property
    def _by_kind(self) -> dict[str, list[Statement]]:
        kinds: dict[str, list[Statement]] = defaultdict(list)
        for statement in self.statements:
            kinds[statement.shape[0]].append(statement)
        return kinds

    def statements_named(self, kind: str) -> list[Statement]:
        """The statements of one grammar name: nothing else is looked through."""
        return self._by_kind.get(kind, [])

    def _entries(self, kind: str) -> Iterator[Node]:
        return (node(self.tree, item.start, item.shape) for item in self.syntax if item.shape[0] == kind)


def build(tree: Tree) -> list[Program]:
    """The programs of a file, nested ones apart from those around them; one without a name for a copybook or fragment."""
    programs: list[Program] = []
    names = iter(tree.programs)
    current: list[Item] = []
    for item in tree.items:
        if item.shape[0] == "program_id" and (name := next(names, None)) is not None:
            current = [] if programs else current
            programs.append(Program(tree, name, current))
        current.append(item)
    return programs or [Program(tree, "", list(tree.items))]
