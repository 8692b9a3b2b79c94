"""A password or key that stands in a comment, or in code that was commented out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cobolscan.history.lexicon import by_lexicon
from cobolscan.history.phrases import fold
from cobolscan.rule import Finding, Option, Rule, Severity
from cobolscan.rules.history._notes import asked, is_note, note_of
from cobolscan.rules.history._secrets import Secret, secret_in
from cobolscan.source.model import Comment
from cobolscan.syntax.tree import Tree

_UNLIKE = frozenset(("copyright", "commit"))


class PasswordInComment(Rule):
    code = "HIS010"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("history", "security", "credentials")
    nodes = ("tree",)
    options = {"ignore-values": Option([], "values that are no secret here, such as that of a tutorial; compared without case")}

    def check(self, tree: Tree, program: Any) -> Iterator[Finding]:
        if self.history is None:
            return
        comments = tree.source.comments
        if not _names_one("\n".join([comment.text for comment in comments])):
            return  # one look at all of them together: most files name no secret
        known = {value.lower() for value in self.settings.ignore_values}
        for comment in comments:
            secret = secret_in(comment.text) if _names_one(comment.text) else None
            if secret is not None and secret.value.lower() not in known:
                yield from self._told(comment, secret)

    def _told(self, comment: Comment, secret: Secret) -> Iterator[Finding]:
        event = next((event for event in self.history.events if event.start_line <= comment.line <= event.end_line), None)
        if event is None or not is_note(note_of(event, self.history), self.history, _UNLIKE):
            return
        place = note_of(event, self.history, (comment.line, comment.line)).place()
        finding = self.finding(
            place,
            f"a {secret.called} stands in this comment ({secret.masked}): whoever reads the source or its history has it",
            severity=None if secret.sure else Severity.INFO,
            subject=secret.called,
            statement=secret.called.upper(),
            data={"called": secret.called, "masked": True},
        )
        # a report goes further than the source: it shows the line without what it is about
        finding.line_text = self.history.source.lines[place.line - 1].replace(secret.value, secret.masked)
        yield finding


def _names_one(text: str) -> bool:
    folded = fold(text)
    return any(part in folded for part in _parts())


@by_lexicon
def _parts() -> tuple[str, ...]:
    """Parts of words, one of which stands wherever a secret is named."""
    names = (fold(word).rstrip("*") for language in asked().lexicon.languages.values() for word in language.phrases.get("secret", ()))
    parts = {part for name in names for part in (name, name.replace(" ", "-"))} | {"identified by", "connect to"}
    return tuple(sorted(part for part in parts if not any(other != part and other in part for other in parts)))
