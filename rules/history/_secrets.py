"""Passwords and keys that stand in a text, with the value that follows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cobolscan.history.lexicon import by_lexicon
from cobolscan.history.phrases import fold
from cobolscan.rules.history._notes import asked

_VALUE = r"(?P<quote>['\"]?)(?P<value>[^\s'\",;()<>]{3,64})"
_BE = r"(?:is|was|es|eh|est|ist|lautet)"
_WITH = r"(?:and|with|e|y|et|und|con|mit|avec|com)"
# endings of words that say how a password is, pictures, masks, place-holders, lengths
_PROSE = re.compile(
    r"[a-z]+(?:ed|ing|able|ory|ly|less|ado|ada|ido|ida)|[x9*]+(?:\(\d+\))?|[x*?.#_\-]+|(.)\1+|\d{1,3}(?:[\-/]\d+)?|[<:&$%{\[].*"
)
_DATA_NAME = re.compile(r"[a-z]+(?:-[a-z0-9]+)+|[a-z0-9]+(?:-[a-z]+)+")
_IN_CODE = re.compile(
    r"\bMOVE\s+['\"](?P<moved>[^'\"\s]{3,64})['\"].{0,40}?\bTO\s+(?P<item>[\w\-]*(?:PASSW|PASSPHRASE|PWD|SENHA|SECRET|APIKEY)[\w\-]*)"
    r"|(?P<entry>[\w\-]*(?:PASSW|PASSPHRASE|PWD|SENHA|SECRET|APIKEY)[\w\-]*)\s.{0,60}?\bVALUE\s+(?:IS\s+)?['\"](?P<declared>[^'\"\s]{3,64})['\"]"
    r"|\bUSER\s+\S{1,40}\s+USING\s+['\"](?P<used>[^'\"\s]{3,64})['\"]"
    r"|\b(?:USER|ROLE|GRANT|CONNECT|SYSDBA)\b.{0,80}?\bIDENTIFIED\s+BY\s+['\"]?(?P<granted>[^\s'\".;:]{3,64})",
    re.IGNORECASE,
)
_SHORT = 3  # characters of a word that nothing marks as a value
_LONGEST = 400  # characters of a line are looked at


class Secret(NamedTuple):
    """A value that somebody wrote down: what it is called, its first character, and whether it surely is one."""

    called: str
    value: str
    sure: bool

    @property
    def masked(self) -> str:
        """The first character and as many stars for any length."""
        return self.value[0] + "*****"


def secret_in(line: str) -> Secret | None:
    """The first secret in a line of comment, in prose or in code that was commented out."""
    line = line[:_LONGEST]
    match = _IN_CODE.search(line)
    if match:
        value = match["moved"] or match["declared"] or match["used"] or match["granted"]
        if not _is_harmless(value):
            return Secret((match["item"] or match["entry"] or "password").lower(), value, True)
    return next(_in_prose(line), None)


def _in_prose(line: str) -> Iterator[Secret]:
    folded = fold(line)
    if len(folded) != len(line):
        return
    for match in _named().finditer(folded):
        value = line[slice(*match.span("value"))].rstrip(".:")
        marked = bool(match["quote"] or match["sign"])
        if len(value) < 3 or _is_harmless(value) or ("-" in match["prefix"] and not match["quote"]):
            continue
        if marked or (len(value) > _SHORT and (_is_odd(value, line) or _ends(folded, match.end()))):
            yield Secret(match["called"], value, marked or _is_odd(value, line))
    for match in _pair().finditer(folded):
        value = line[slice(*match.span("value"))].rstrip(".")
        odd = _is_odd(value, line) or bool(match["quote"])
        shouted = line.isupper() and not _is_prose(match["who"]) and _ends(folded, match.end())
        named = match["who"] not in _words() or not value.isalpha()
        if (odd or shouted) and named and not _is_harmless(value):
            yield Secret(match["called"], value, odd)


def _is_harmless(value: str) -> bool:
    """A word of prose, a picture, a place-holder, the name of a data item."""
    word = fold(value)
    return _is_prose(word) or bool(_DATA_NAME.fullmatch(word))


def _is_prose(word: str) -> bool:
    return word in _words() or word.removesuffix("s") in _words() or bool(_PROSE.fullmatch(word))


def _is_odd(value: str, line: str) -> bool:
    """Whether a bare word is no word of the sentence: it has digits or signs, or capitals where the sentence has none."""
    return not value.isalpha() or (not line.isupper() and not value.islower() and not value.istitle())


def _ends(folded: str, at: int) -> bool:
    """Whether a sentence ends there: what goes on says how a password is."""
    return not folded[at:].strip(" .'\"*)")


@by_lexicon
def _words() -> frozenset[str]:
    lexicon = asked().lexicon
    return lexicon.words_for("no_secret") | lexicon.common | {word.rstrip("*") for word in lexicon.words_of("secret")}


@by_lexicon
def _named() -> re.Pattern[str]:
    """PASSWORD=x, PASSWORD IS x, PASSWORD 'x'."""
    says = rf"(?:\s*(?P<sign>:=|=>|->|[=:])\s*|\s+{_BE}\s+(?!['\"]?\W)|\s+(?=['\"]))"
    return re.compile(rf"(?<![\w\-])(?P<prefix>[\w\-]{{0,20}}?)(?P<called>{_any('secret')}){says}{_VALUE}")


@by_lexicon
def _pair() -> re.Pattern[str]:
    """USER x PASSWORD y."""
    says = rf"\s*(?:[:=]|\b{_BE}\b)?\s*"
    return re.compile(
        rf"(?<![\w\-]){_any('account')}{says}['\"]?(?P<who>[\w@.]{{2,40}})['\"]?\s*[,;/]?\s*(?:{_WITH}\s+)?(?P<called>{_any('secret')}){says}{_VALUE}"
    )


def _any(kind: str) -> str:
    words = {fold(word) for language in asked().lexicon.languages.values() for word in language.phrases.get(kind, ())}
    parts = (re.escape(word.rstrip("*")).replace(r"\ ", r"[ \-]") + ("s?" if word.endswith("*") else "") for word in words)
    return "(?:" + "|".join(sorted(parts, key=lambda part: (-len(part), part))) + r")(?![a-z\-])"
