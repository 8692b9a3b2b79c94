"""Text for people: nothing that comes from a scanned file can act on the terminal, on the build server that reads it, or break a line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cobolscan.report import View
from cobolscan.rule import Finding, Severity
from cobolscan.source.lazy import lazy

_ACTIVE = lazy("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
# What makes a line of a build log a command: Azure Pipelines and TeamCity look for it anywhere in a line, GitHub at its start as well.
_COMMAND = lazy(r"(##(?:vso|teamcity)?)\[")
_WORKFLOW = lazy(r"\A(\s*):(?=:)")
_STYLES = {"error": "1;31", "warning": "1;33", "info": "1;36", "path": "1", "code": "1;35", "gutter": "34", "dim": "2", "good": "32"}


def clean(text: str) -> str:
    """The text with each control, direction or unpaired character, and what starts a build server's command, as one harmless character."""
    if not text.isprintable():
        text = _ACTIVE.sub(_picture, text)
    return _commandless(text) if "##" in text or "::" in text else text


def inert(text: str) -> str:
    """The same for a build server that decodes what it is given: line ends stay, for it has a spelling for them, and so do brackets."""
    if not text.isprintable():
        text = _ACTIVE.sub(lambda found: found[0] if found[0] in "\r\n" else _picture(found), text)
    return text


def _commandless(text: str) -> str:
    return _WORKFLOW.sub("\\1\u2236", _COMMAND.sub(r"\1(", text))


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] == "\t":
        return " "
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def path_text(path: str) -> str:
    """A file's name for machines: bytes of it that are not text are spelled out, so that any reader can decode the report."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def machine(text: str) -> str:
    """Text for JSON: unpaired surrogates, which strict readers refuse, are spelled out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8") if not text.isascii() else text


class Painter:
    """Colours by role; plain when the view has no colour."""

    def __init__(self, view: View) -> None:
        self._color = view.color
        self.bar, self.dot, self.ellipsis = ("│", "·", "…") if view.unicode else ("|", "-", "...")

    def __call__(self, role: str, text: str) -> str:
        return f"\x1b[{_STYLES[role]}m{text}\x1b[0m" if self._color and text else text


def shown(findings: Iterable[Finding], view: View) -> list[Finding]:
    """The findings of the severity that the view shows, and waits that were shortened: that is worth a word. All of them where they are
    counted by severity."""
    if view.statistics:
        return list(findings)
    least = Severity(view.severity).weight
    return [finding for finding in findings if finding.severity.weight >= least or "improved" in finding.data]


def plural(count: int, word: str, many: str | None = None) -> str:
    """`1 file`, `2,000 files`."""
    return f"{count:,} {word if count == 1 else many or word + 's'}"


def shorten(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3].rstrip() + "..."
