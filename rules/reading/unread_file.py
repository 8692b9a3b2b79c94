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
        if tree.over_budget:
            read, unread = tree.parsed_lines, tree.unparsed_lines
            return f"reading was given up: over the time budget of a file after {read:,} of {read + unread:,} lines"
        if self._is_cut_off(tree.source):
            return "most of its text stands behind column 80: records without line ends, another encoding or another reference format?"
        if tree.kind == "not-cobol" and tree.unparsed_lines:
            return "not COBOL, as far as can be told; nothing in it was judged"
        if tree.mostly_unread:
            read, unread = tree.parsed_lines, tree.unparsed_lines
            return f"only {read:,} of {read + unread:,} lines of code could be parsed"
        return None

    @staticmethod
    def _is_cut_off(source):
        """In fixed format the text behind column 72 is an identification; a whole file of it is a file that was not read."""
        if source.reference_format != "fixed" or max(map(len, source.lines), default=0) <= 120:
            return False
        behind = sum(len(line[80:].split()) for line in source.lines if len(line) > 120)
        return behind > 20 and behind > len(source.code.split())
