"""Where an END-PERFORM is missing: how the lines are indented tells what the words do not.

By the words, the first PERFORM of a sentence is the one that nothing closes, for END-PERFORM closes the nearest. By the columns an
END-PERFORM belongs to the PERFORM that it stands under, and a body ends where a line begins no further right than its PERFORM.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from cobolscan.syntax.conditions import first_leaf
from cobolscan.syntax.driver import Shape
from cobolscan.syntax.phrases import Miss
from cobolscan.syntax.tree import Tree

_MOST = 100  # PERFORMs in one sentence: the work grows with their square
END_PERFORM = ("END-PERFORM",)


def missing_ends(tree: Tree, start: int, kinds: str, shape: Shape, end_perform: str, starts: Container[str]) -> Iterator[Miss]:
    """The END-PERFORMs that a sentence lacks, where they are missing; none when the lines do not tell.

    `kinds` are those of the sentence, `starts` the kinds that begin a statement or phrase.
    """
    from cobolscan.syntax.nodes import descend  # nodes know EXEC blocks: not loaded for this rare case

    if kinds.count(end_perform) > _MOST:
        return
    headers = {base + first_leaf(part) for part, base in descend(shape) if part[0] == "perform_inline"}
    columns = _columns(tree, start, kinds)
    if len(headers) > _MOST or not headers <= columns.keys():
        return
    open_: list[int] = []
    unclosed: list[tuple[int, int]] = []  # a PERFORM, and the token at which it must be closed
    for token in range(len(kinds)):
        if token in headers:
            open_.append(token)
        elif kinds[token] == end_perform and open_:
            column = columns.get(token)
            if any(columns[header] == column for header in open_):
                while columns[open_[-1]] != column:
                    unclosed.append((open_.pop(), token))
            open_.pop()
    unclosed += [(header, len(kinds) - 1) for header in open_]
    for header, last in sorted(unclosed):
        begun = (token for token, column in columns.items() if header < token < last and column <= columns[header])
        at = next((token for token in begun if kinds[token] in starts), last)
        at = max(header, at - 1 if at < len(kinds) - 1 else at)
        line = tree.position(start + header)[0]
        yield Miss(at, 1, at, (f"END-PERFORM for the PERFORM in line {line}",))


def placed(misses: tuple[Miss, ...], ends: list[Miss]) -> tuple[Miss, ...]:
    """The misses of a sentence with those of END-PERFORM where the lines say, if they say as much as the words."""
    others = [miss for miss in misses if miss.expected != END_PERFORM]
    if len(misses) - len(others) != len(ends):
        return misses
    return tuple(sorted((*others, *ends), key=lambda miss: miss.start))


def _columns(tree: Tree, start: int, kinds: str) -> dict[int, int]:
    """The tokens of a sentence that begin a line, counted from its first, each with its column."""
    columns: dict[int, int] = {}
    last = 0
    for token in range(len(kinds)):
        line, column = tree.position(start + token)
        if line != last and tree.begins_line(start + token):
            columns[token] = column
        last = line
    return columns
