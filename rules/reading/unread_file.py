"""A file of which nothing, or less than half, was read."""

from cobolscan.rule import Place, Rule, Severity


class UnreadFile(Rule):
    code = "PAR002"
    severity = Severity.ERROR
    precision = "high"
    tags = ("reading",)
    nodes = ("tree",)

    def check(self, tree, program):
        reason = self._reason(tree)
        if reason:
            finding = self.about(tree.source.path, reason)
            finding.data = {"regions": len(tree.opaques), "first_line": tree.opaques[0].line if tree.opaques else None}
            yield finding

    def about(self, path, reason):
        """The finding for a file that never became a tree."""
        return self.finding(Place(path, 1, 1, 1, 1), reason, statement="FILE")

    def _reason(self, tree):
        read, unread = tree.parsed_lines, tree.unparsed_lines
        if tree.over_budget:
            return f"reading was given up: over the time budget of a file after {read:,} of {read + unread:,} lines"
        if tree.kind == "not-cobol" and unread:
            return "not COBOL, as far as can be told; nothing in it was judged"
        if tree.mostly_unread:
            return f"only {read:,} of {read + unread:,} lines of code could be parsed"
        return None
