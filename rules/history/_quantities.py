"""Amounts in prose: half a second, 500 ms, 15 %, a maximum of 20 accounts, 100 entries."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from cobolscan.history.lexicon import by_lexicon
from cobolscan.history.phrases import Prose, fold
from cobolscan.rules.history._notes import asked

_SECONDS = {"second": Decimal(1), "millisecond": Decimal("0.001"), "minute": Decimal(60), "hour": Decimal(3600)}
_NUMBER = r"(?<![\w.,:/$#\-])(?P<number>\d{1,9}(?:[.,]\d{1,9})*)"
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_NOUN = re.compile(r"[ \-]?([^\W\d_][\w\-]{2,30}|[kmg]i?b?(?!\w))")
_SCALES = frozenset(("k", "m", "g", "kb", "mb", "gb", "kib", "mib", "gib"))  # of something else than things


class Amount(NamedTuple):
    """A number of a note with what it counts: `unit` is `s` (then `number` is seconds), `%`, or `n` (things, told by `noun`)."""

    number: Decimal
    unit: str
    noun: str
    written: str
    start: int
    end: int
    most: bool = False  # a maximum of so many


def amounts(text: Prose) -> list[Amount]:
    """The amounts of a text, from left to right, each number once."""
    found: dict[int, Amount] = {}
    for kind, pattern in _patterns():
        for match in pattern.finditer(text.folded):
            amount = _amount(kind, match, text)
            if amount is not None:
                place = match.start("number") if match["number"] else match.start()
                known = found.setdefault(place, amount)
                found[place] = known._replace(most=True) if amount.most and known.unit == "n" else known
    return [found[start] for start in sorted(found)]


def durations(text: Prose) -> list[Amount]:
    """Those that are times."""
    return [amount for amount in amounts(text) if amount.unit == "s"]


def _amount(kind: str, match: re.Match[str], text: Prose) -> Amount | None:
    number = Decimal("0.5") if match["number"] is None else _number(match["number"])
    if number is None:
        return None
    written = " ".join(text.text[match.start() : match.end()].split()) if len(text.text) == len(text.folded) else match[0]
    if kind in _SECONDS:
        return Amount(number * _SECONDS[kind], "s", "", written, match.start(), match.end())
    if kind == "percent":
        return Amount(number, "%", "", written, match.start(), match.end())
    noun = match["unit"] if kind == "entries" else ""
    if kind == "limit":
        behind = _NOUN.match(text.folded, match.end())
        noun = behind[1] if behind else ""
        if noun in _SCALES:
            return None
    most = kind == "limit" and match["unit"] not in _minima()
    return Amount(number, "n", noun, written, match.start(), match.end(), most)


def _number(text: str) -> Decimal | None:
    """A number as people write it: 1,000 and 1.000 are a thousand, 0,5 and 0.5 a half."""
    if _THOUSANDS.fullmatch(text) and not text.startswith("0"):
        text = text.replace(",", "").replace(".", "")
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:  # 1.2.3
        return None


@by_lexicon
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """What stands in the lexicons, as expressions; a limit comes last, for its number may have a unit."""
    found = [(kind, re.compile(rf"(?:{_NUMBER}|\b{_any('half')})[ \-]?(?P<unit>{_any(kind)})(?![\w\-])")) for kind in _SECONDS]
    found.append(("percent", re.compile(rf"{_NUMBER}[ ]?(?P<unit>%|{_any('percent')}\b)")))
    found.append(("entries", re.compile(rf"{_NUMBER}[ \-]?(?P<unit>{_any('entries')})(?![\w\-])")))
    found.append(("limit", re.compile(rf"(?<![\w\-])(?P<unit>{_any('limit')})[ :=]{{1,3}}{_NUMBER}(?![\w.,:/%\-]*\w)")))
    return found


@by_lexicon
def _minima() -> frozenset[str]:
    return frozenset(fold(word) for language in asked().lexicon.languages.values() for word in language.phrases.get("minimum", ()))


def _any(kind: str) -> str:
    words = {fold(word) for language in asked().lexicon.languages.values() for word in language.phrases.get(kind, ())}
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", "[ ]") for word in sorted(words, key=lambda w: (-len(w), w))) + ")"
