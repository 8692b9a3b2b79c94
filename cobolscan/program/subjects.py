"""What a data name is about, read off its words: how many, how long, a date, a status, a rate ... The words are in subjects.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from cobolscan.source import packaged

_PARTS = re.compile(r"[^A-Z0-9]+")
_PAGES = frozenset(("PAGES", "PAGINAS", "PAGINE", "SEITEN"))
_QUANTITIES = frozenset(("limit", "minimum", "retry", "size", "index"))
_MEANINGS = frozenset(("status", "code", "percent", "age", "date", "time"))


_LONGEST_PAGE = 150  # lines
_MOST = 65_536  # parts of names that are remembered


class Lexicon:
    """Words with their kinds; a word that ends in * stands for all that begin so."""

    def __init__(self, tables: dict[str, dict[str, str]]) -> None:
        self._words: dict[str, set[str]] = {}
        self._stems: dict[str, set[str]] = {}
        self._parts: dict[str, frozenset[str]] = {}  # parts of names recur
        for kind, languages in tables.items():
            for word in " ".join(languages.values()).split():
                into = self._stems if word.endswith("*") else self._words
                into.setdefault(word.rstrip("*"), set()).add(kind)

    def add(self, kind: str, words: Iterable[str]) -> None:
        """More words of a kind, from the configuration."""
        for word in words:
            into = self._stems if word.endswith("*") else self._words
            into.setdefault(word.rstrip("*").upper(), set()).add(kind)
        self._parts.clear()

    def of_word(self, word: str) -> frozenset[str]:
        found = set(self._words.get(word, ()))
        for size in range(len(word), 3, -1):
            found |= self._stems.get(word[:size], set())
        return frozenset(found)

    def of_part(self, part: str) -> frozenset[str]:
        """Kinds of one part of a name: as it is, without its number, or as two words glued together."""
        known = self._parts.get(part)
        if known is None:
            if len(self._parts) > _MOST:
                self._parts.clear()
            known = self._parts[part] = self._of_part(part)
        return known

    def _of_part(self, part: str) -> frozenset[str]:
        bare = part.strip("0123456789")
        found = self.of_word(part) or self.of_word(bare)
        if not found and len(bare) > 3 and bare[0] == "W":  # WCOL, WTAXRATE: working storage
            found = self.of_part(bare[1:])
        if found or len(bare) < 5:
            return found
        for cut in range(len(bare) - 2, 1, -1):
            first, second = self.of_word(bare[:cut]), self.of_word(bare[cut:])
            if (first and second and max(cut, len(bare) - cut) >= 3) or (cut >= 3 and "tail" in second):
                return first | second
        return found


HouseWords = tuple[tuple[str, tuple[str, ...]], ...]
"""Words of a house by their kind."""


@lru_cache(maxsize=8)
def _load(house: HouseWords = ()) -> Lexicon:
    import tomllib

    lexicon = Lexicon(tomllib.loads(packaged.read_text("cobolscan.program", "subjects.toml")))
    for kind, words in house:
        lexicon.add(kind, words)
    return lexicon


LEXICON = _load()


def use(house: HouseWords = ()) -> None:
    """From here on, the words of a house as well as those that everybody knows. One lexicon holds at a time: that of the file at hand."""
    global LEXICON
    lexicon = _load(house)
    if lexicon is not LEXICON:
        LEXICON = lexicon
        about.cache_clear()


_NOTED_PHRASES = [word.replace("-", " ") for word, kinds in LEXICON._words.items() if "noted" in kinds and "-" in word]


@lru_cache(maxsize=65536)
def about(name: str) -> frozenset[str]:
    """The kinds of a data name (upper case). Words of a comment or a message are asked with `says`."""
    found = [(part, LEXICON.of_part(part)) for part in _PARTS.split(name) if part]
    told = [part for part, kinds in found if "scope" not in kinds]
    kinds: set[str] = set()
    for part, of_part in found:
        # a single letter is an index only when it is the whole name: I, WS-J, but not N-DATE
        kinds |= of_part if len(part.strip("0123456789")) > 1 or told in ([part], []) else set()
    return frozenset(kinds - {"noted", "scope", "tail"})


def says(text: str, kind: str) -> bool:
    """Whether a message or comment has a word (or, of kind noted, a phrase) of that kind."""
    upper = text.upper()
    if kind == "noted" and any(phrase in upper for phrase in _NOTED_PHRASES):
        return True
    return any(kind in LEXICON.of_word(word) for word in _PARTS.split(upper) if len(word) > 2)


def is_quantity(name: str) -> bool:
    """How many, how long, which one."""
    kinds = about(name)
    return bool(kinds & _QUANTITIES) or ("counter" in kinds and "money" not in kinds)


def is_limit(name: str) -> bool:
    """The name itself says that it is a limit: MAX-ROWS, WS-POOL, BUFFER-SIZE."""
    kinds = about(name)
    return "limit" in kinds or kinds == {"pool", "container"} or ("extent" in kinds and "container" in kinds)


def is_comparable(name: str) -> bool:
    """Whether the same name in another program is likely to mean the same thing: not of an index, nor of what each caller gives."""
    kinds = about(name)
    return bool(name) and "given" not in kinds and ("index" not in kinds or bool(kinds & {"counter", "limit", "retry"}))


def is_meaning(name: str) -> bool:
    """A status, a code, a percentage, a date or a time: its values mean something, they do not count."""
    return bool(about(name) & _MEANINGS)


def is_amount(name: str) -> bool:
    """An amount, a rate, or a number that names something: NUM-RECS says how many."""
    kinds = about(name)
    return bool(kinds & {"money", "rate"}) or ("number" in kinds and "counter" not in kinds)


def is_numeral(name: str) -> bool:
    """The name says the number and nothing else: TEN, FIVE-HUNDRED, SIXTY-FOUR-KB."""
    return all("numeral" in LEXICON.of_word(part) for part in _PARTS.split(name) if part)


def is_number_of_pages(name: str) -> bool:
    """The most pages that there can be: MAX-TS-PAGES, and not MAX-LINES-PER-PAGE."""
    kinds = about(name)
    return "limit" in kinds and not kinds & {"line", "size", "extent"} and bool(_PAGES & set(_PARTS.split(name)))


def may_be_page_depth(name: str, number: Decimal) -> bool:
    """Whether a number of lines can be that of a page: 500 is one of what is read or written, where the name speaks of no page."""
    return number < _LONGEST_PAGE or "page" in about(name)


def is_page_depth(name: str) -> bool:
    """Lines of a printed page: LINE-COUNT, LNCTR, CONT-LIN, MAX-LINES-PER-PAGE. Lines of a screen are not."""
    kinds = about(name)
    if is_number_of_pages(name):
        return False
    return "screen" not in kinds and ("page" in kinds or ("line" in kinds and bool(kinds & {"counter", "limit"})))
