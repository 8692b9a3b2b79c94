"""A region that no production of the grammars accepts."""

from cobolscan.rule import Place, Rule, Severity


class UnparsedRegion(Rule):
    code = "PAR001"
    severity = Severity.INFO
    precision = "high"
    tags = ("reading",)
    nodes = ("tree",)

    def check(self, tree, program):
        for opaque in [] if tree.mostly_unread else tree.opaques:  # PAR002 speaks for such a file
            lines = opaque.end_line - opaque.line + 1
            text = " ".join(opaque.text.split())
            wanted = f"; expected {', '.join(opaque.expected[:5])}" if opaque.expected else ""
            extent = f"lines {opaque.line}-{opaque.end_line}" if lines > 1 else "this text"
            yield self.finding(
                self._place(opaque, tree.sources.get(opaque.path, tree.source) if opaque.path else tree.source),
                f"{extent} could not be parsed: {text[:60]}{'...' * (len(text) > 60)}{wanted}",
                statement=text.upper(),
                data={"lines": lines, "expected": list(opaque.expected)},
            )

    def _place(self, opaque, source):
        """From the start of the region to its end on the same line, or else to the end of its last line, without the identification area.
        What is shown may begin before the place of what does not fit."""
        last = source.lines[opaque.end_line - 1] if opaque.end_line <= len(source.lines) else ""
        width = len((last[:72] if source.reference_format == "fixed" else last).rstrip())
        if opaque.line == opaque.end_line and last.startswith(opaque.text, opaque.column - 1):
            width = opaque.column - 1 + len(opaque.text)
        return Place(source.path, opaque.line, opaque.column, opaque.end_line, max(width + 1, opaque.column))
