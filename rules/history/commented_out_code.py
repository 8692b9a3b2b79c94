"""Statements or data entries that somebody commented out and left there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cobolscan.rule import Finding, Option, Rule, Severity
from cobolscan.rules.history._notes import is_generated, note_of, told
from cobolscan.rules.history._old_code import Block, blocks
from cobolscan.syntax.tree import Tree


class CommentedOutCode(Rule):
    code = "HIS006"
    severity = Severity.INFO
    precision = "high"
    tags = ("history", "dead-code")
    nodes = ("tree",)
    options = {
        "min-lines": Option(3, "fewest lines of a block; with --pedantic one line is enough"),
        "warn-lines": Option(40, "from how many lines on a block is a warning"),
    }

    def check(self, tree: Tree, program: Any) -> Iterator[Finding]:
        if self.history is None or is_generated(self.history):
            return
        least = 1 if self.pedantic else max(self.settings.min_lines, 1)
        for block in blocks(tree, self.history, least):
            yield self._told(block)

    def _told(self, block: Block) -> Finding:
        code = block.code
        parts = [_counted(code.statements, "statement", "statements"), _counted(code.entries, "data entry", "data entries")]
        first = next((line for line in block.events[0].text.split("\n")[code.first :] if line.strip()), "")
        return self.finding(
            note_of(block.events[0], self.history, (block.start, block.end)),
            f'commented-out code, {_counted(code.lines, "line", "lines")} with {" and ".join(filter(None, parts))}: "{told(first, 60)}"',
            severity=Severity.WARNING if code.lines >= self.settings.warn_lines else None,
            data={"lines": code.lines, "statements": code.statements, "entries": code.entries},
        )


def _counted(number: int, one: str, many: str) -> str:
    return "" if not number else f"{number} {one if number == 1 else many}"
