"""Lines of the form LABEL: VALUE, with the labels of the lexicon."""

from __future__ import annotations

import re
from typing import NamedTuple

from cobolscan.history.lexicon import Lexicon
from cobolscan.history.phrases import fold
from cobolscan.source.lazy import lazy

_LABEL = lazy(r"^\W{0,3}(?P<label>[^\W\d_][\w ./&'’()\-]{0,36}?)\s{0,12}(?P<mark>\.{0,20}\s?[:=]|\.{1,2}|\s-{1,2}\s)\s*(?P<value>\S.*)?$")
_FIRST_WORD = lazy(r"\W{0,3}([^\W\d_]{1,4})")
_MARK = lazy(r"[:.=]|\s-")
_MOST = 20_000


class Label(NamedTuple):
    """A line of the form LABEL: VALUE; `kind` tells of which lexicon list the label is."""

    kind: str
    label: str
    value: str
    start: int  # where the value begins in the line


def _qualified(lexicon: Lexicon, name: str) -> str | None:
    """ANALISTA DTS, PROGRAMMER IN CHARGE: whose author it is, or what kind of, stands behind the word."""
    first, *others = name.split()
    told = lexicon.label_kinds.get(first) == "author" and 1 <= len(others) <= 2
    return "author" if told and not any(word in lexicon.label_kinds for word in others) else None


def find_label(lexicon: Lexicon, text: str) -> Label | None:
    """LABEL: VALUE, when the label is one of the lexicon's."""
    known = lexicon.found_labels
    if text not in known:
        if len(known) > _MOST:
            known.clear()
        known[text] = _label(lexicon, text)
    found: Label | None = known[text]
    return found


def _label(lexicon: Lexicon, text: str) -> Label | None:
    if "@author" in text[:12]:
        at = text.index("@author") + 7
        return Label("author", "author", text[at:].strip(" :"), at)
    first = _FIRST_WORD.match(text)
    if not first or fold(first[1])[:4] not in lexicon.label_starts:
        return None
    match = _LABEL.match(text[:120]) if _MARK.search(text, 1, 60) else None
    if not match:
        return None
    name = re.sub(r"\s+", " ", fold(match["label"]).strip(" .-")).replace(" de la ", " de ")
    kind = lexicon.label_kinds.get(name)
    if not kind and "-" in name:
        kind = lexicon.label_kinds.get(name.replace("-", " "))
    if not kind and ":" in match["mark"]:
        kind = _qualified(lexicon, name)
    if not kind:
        return None
    if "-" in match["mark"] and kind not in ("author", "ticket", "date"):
        return None
    return Label(
        kind,
        name,
        text[match.start("value") :].strip() if match["value"] else "",
        match.start("value") if match["value"] else len(text),
    )
