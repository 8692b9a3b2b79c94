"""From the code of a file to its tokens: one regex, one dict, one character a token.

The result of tokenising is a string in which each token is one character, its kind; spellings and offsets are looked up only
where somebody asks. Kinds of words come from `grammars/words.toml`. Reference: ISO 1989:2002, 8.3 (lexical elements).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from cobolscan.source.lazy import lazy
from cobolscan.syntax import tables
from cobolscan.syntax.origins import Origin
from cobolscan.syntax.slips import SLIP, Slip, Slips
from cobolscan.syntax.words import FILLER

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText

# Characters of a word: capitals, digits, # @ $ _ and everything beyond ASCII. Written as what is not one: such a class compiles in
# a tenth of the time that a range up to the last code point takes.
_LETTER = r"[^\x00-\x22%-/:-?\[-\x5e`a-z{-\x7f]"
_LETTER_OR_HYPHEN = r"[^\x00-\x22%-,./:-?\[-\x5e`a-z{-\x7f]"
_WORD = rf"{_LETTER}{_LETTER_OR_HYPHEN}*"
_PLAIN_WORD = rf"[ACDFIJKMOQRSTVWY#@$_]{_LETTER_OR_HYPHEN}*"  # its first letter begins nothing else
# what else begins with these: X"41", EXEC SQL, PIC X(5)
_OTHER_WORDS = rf"[BGHLNUXZ](?![XCD\"']){_LETTER_OR_HYPHEN}*|E(?!XEC){_LETTER_OR_HYPHEN}*|P(?!IC){_LETTER_OR_HYPHEN}*"
# What COPY REPLACING fills in: :TAG: or, behind a hyphen or in front of a letter, (TAG). Only in files that have such words.
# Two colons before a literal call a method.
_TAG = r":(?:[A-Z0-9-]+:|:(?!\s*[\"']))"
_TAG_WORD = rf"(?:{_LETTER}|(?<![A-Z0-9]){_TAG}|\([A-Z0-9-]+\)(?=[A-Z0-9-]))(?:{_LETTER_OR_HYPHEN}|{_TAG}|(?<=-)\([A-Z0-9-]+\))*"
_INVOKED = rf"(?<=INVOKE[ ]){_WORD}(?=::[A-Z])"  # INVOKE OBJECT::METHOD, nothing that REPLACING fills in
# A sign belongs to the number when nothing that could be its left operand touches it (8.3.1.2.2).
_SIGN = r"(?<=[\s(,;=<>*/+:-])[+-]"
_BLOCK = r"(?>'[^'\n]*'|\"[^\"\n]*\"|[^'\"E]|E(?!ND-EXEC|XEC(?:UTE)?\s+(?:SQL(?:IMS)?|CICS|DLI)\b)|['\"])*+END-EXEC"
_EXEC = rf"EXEC(?:UTE)?\s+(?:SQL|CICS|DLI|SQLIMS|HTML|ADO|ORACLE|JAVA|PREPROCESSOR|CPSM)\b{_BLOCK}"
# In files where EXEC stands elsewhere: a block of any language, and one that is never closed. That ends at a period at the end of a line,
# or where the next EXEC, a header or a statement begins a line: it costs the one block. Verbs that may begin a line of SQL are no such end.
_UNCLOSED_EXEC = (
    rf"EXEC\s+[A-Z]+\b{_BLOCK}|EXEC\s+(?:SQL|CICS|DLI|SQLIMS)\b"
    r"(?>'[^'\n]*'|\"[^\"\n]*\"|[^'\"\nE.]|E(?!XEC(?:UTE)?\s+(?:SQL(?:IMS)?|CICS|DLI)\b)|\.(?![ ]*(?:\n|\Z))|['\"]|"
    r"\n(?![ \t]*(?:MOVE|IF|ELSE|PERFORM|DISPLAY|EVALUATE|COMPUTE|ADD|GO|GOBACK|STRING|INITIALIZE|EXIT|STOP|END-\w+)\b|"
    r"[ \t]*(?:[\w-]+(?:[ ]+SECTION)?[ ]*\.[ ]*\n|\w+[ ]+DIVISION\b)))*+"
)


def _token_regex(decimal_comma: bool, partial_words: bool, unclosed_exec: bool = False) -> re.Pattern[str]:
    point = "," if decimal_comma else r"\."
    exponent = r"(?:E[+-]?\d+)?(?![0-9A-Z])"
    decimal = rf"(?:\d+{point}\d+|(?<![0-9A-Z)\"'_-]){point}\d+){exponent}"
    # A comma that begins no number is a separator. An atomic group, for Python before 3.11.5 loses what a possessive group of several
    # alternatives had matched (python/cpython#106052).
    blanks = rf"(?>(?:[ \n;]|(?<=[0-9A-Z)\"'_-]),|,(?!\d+{exponent}))*)" if decimal_comma else r"[ \n,;]*+"
    unclosed = f"{_UNCLOSED_EXEC}|" if unclosed_exec else ""
    alternatives = [
        # most tokens are told by the first of these, in the order of their frequency; what they leave is told below
        "" if partial_words else _PLAIN_WORD,
        r"\." if decimal_comma else r"\.(?![0-9])",
        "" if partial_words else _OTHER_WORDS,
        r"[0-9]++(?=[ \n)])",
        r"\"[^\"\n]*\"(?!\")|'[^'\n]*'(?!')",
        rf"(?=[EP])(?:{_EXEC}|{unclosed}PIC(?:TURE)?\s+(?!SYMBOL\b)(?:IS\s+)?(?:[^\s.,;]|[.,](?=\.(?:\s|\Z))|[.,;](?=[^\s.,;]))+)",
        r"(?:[NBGHU]X|N[CD]|[XZNGHBUL]|(?=[\"']))(?:\"[^\"\n]*\"(?:\"[^\"\n]*\")*|'[^'\n]*'(?:'[^'\n]*')*)",
        rf"(?=[0-9{point}+-])(?:{decimal}|{_SIGN}(?:{decimal}|\d*{point}\d+|\d+(?![0-9A-Z-])))",
        rf"{_INVOKED}|{_TAG_WORD}" if partial_words else _WORD,
        r"[\"'][^\n]*?(?=\.?[ ]*(?:\n|\Z))",  # never closed: up to the end of the line, without the period there
        r"==(?:[^=]|=(?!=))*==",
        r"%\d+|\*\*|<>|[<>]=?|.",  # %40502 is ACUCOBOL's literal of characters by their numbers
    ]
    return re.compile(f"{blanks}({'|'.join(part for part in alternatives if part)})", re.DOTALL)


_token_regex_cached = cache(_token_regex)
# Searches in every file, so the first of each pair begins with one literal character: that is looked for in C.
_PARTIAL_WORDS = (
    (lazy(":"), lazy(_TAG)),
    (lazy(r"\((?<=-\()"), lazy(r"-\([A-Z0-9-]+\)")),
    # an item's name; elsewhere (A)-B may be a subtraction
    (lazy(r"\)(?=-)"), lazy(r"^[ ]*\d\d?[ ]+\([A-Z0-9-]+\)-[A-Z0-9]", re.MULTILINE)),
)


class Kinds(dict[str, str]):
    """Spelling in upper case to kind; a spelling that was never seen is classified once."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data["words"]["spellings"])
        self.kind: dict[str, str] = data["kinds"]
        self.slips = Slips(data["words"]["spellings"], data["cutting"]["starts"], self.kind)
        self._hyphened = self.slips.hyphened
        self.meant: dict[str, str] = {}  # spelling of a name -> the word that it may be, misspelt
        self._by_first = self._first_characters()
        self._basis = len(self)

    def _first_characters(self) -> dict[str, str]:
        kind = self.kind
        single = {
            "(": "LPAR", ")": "RPAR", ":": "COLON", "+": "PLUS", "*": "STAR", "-": "MINUS", "/": "SLASH", "**": "POWER", "^": "POWER",
            "=": "EQUAL", "<": "RELATION", ">": "RELATION", "<=": "RELATION", ">=": "RELATION", "<>": "RELATION", "&": "AMPERSAND",
            ".": "PERIOD",
        }  # fmt: skip
        return {spelling: kind[name] for spelling, name in single.items()}

    def __missing__(self, spelling: str) -> str:
        kind = self[spelling] = self._classify(spelling)
        return kind

    def _classify(self, spelling: str) -> str:
        first = spelling[0]
        if spelling in self._by_first:
            return self._by_first[spelling]
        if spelling.isdigit() and spelling.isascii():
            return ODD_LEVEL if spelling in _ODD_LEVELS else _CONDITION_LEVEL if spelling == "88" else self.kind["INT"]
        name = _classify_long(spelling, first)
        if name == "NAME" and (spelling.isalpha() or spelling[:4] in self._hyphened or spelling[-4:] in self._hyphened):
            word = self.slips.word(spelling)
            if word is not None:
                self.meant[spelling] = word
                return SLIP
        return self.kind[name]

    def trim(self, limit: int = 400_000) -> None:
        """Forget what files brought in, once that has grown large: memory must not follow the size of an estate."""
        if len(self) > limit:
            for spelling in list(self)[self._basis :]:
                del self[spelling]
            self.meant.clear()


def _is_picture(string: str) -> bool:
    """Whether parentheses match and are filled, and V and S stand once (ISO 1989:2002, 13.16.38). Currency signs may be any character."""
    symbols = _REPEATS.sub("", string)
    return symbols != "" and "(" not in symbols and ")" not in symbols and symbols.count("V") < 2 and symbols.count("S") < 2


# Integers that are no ordinary level-number when they begin an entry; elsewhere they are integers like others. 88 is too
# frequent: only where no VALUE follows its name is it looked at.
ODD_LEVEL, _CONDITION_LEVEL = "\x02", "\x04"
_ODD_LEVELS = frozenset(f"{number:02d}" for number in (0, *range(50, 77), *range(78, 88), *range(89, 100)))
_REPEATS = lazy(r"\([^()]+\)")
_EXEC_KINDS = {"SQL": "EXEC_SQL", "SQLIMS": "EXEC_SQL", "CICS": "EXEC_CICS", "DLI": "EXEC_DLI"}
_STRING = re.compile(r"[A-Z]{0,2}([\"']).*\1\Z", re.DOTALL)
# Places in the NIST suite that its installer fills in with what a name cannot stand for: clauses (X-cards 53, 69, 86-88) and ordinal
# numbers (90, 91). All other X-cards hold names or literals.
INSTALLED = re.compile(r"XXXXX\d{3}\Z")
_X_CARD = re.compile(r"XXXXX0(?:53|69|8[678]|9[01])\Z")
_SIGNED = re.compile(r"[+-]\d*[.,]?\d+(?:E[+-]?\d+)?\Z")
_DECIMAL = re.compile(r"\d*[.,]\d+(?:E[+-]?\d+)?\Z")


def _classify_long(spelling: str, first: str) -> str:
    if first.isalpha() and spelling.replace("-", "_").isidentifier():  # most spellings are names: told first, and in C
        return "X_CARD" if spelling[:5] == "XXXXX" and _X_CARD.match(spelling) else "NAME"
    if spelling.startswith("EXEC") and any(c.isspace() for c in spelling):  # closed or not: exec_blocks.py says what is wrong
        return _EXEC_KINDS.get(spelling.split(None, 2)[1], "EXEC_OTHER")
    if spelling.startswith("PIC") and any(c.isspace() for c in spelling):
        return "PIC" if _is_picture(spelling.split()[-1]) else "UNCLOSED"
    if spelling.startswith("==") and len(spelling) >= 4:
        return "PSEUDO_TEXT"
    if first == "%" and len(spelling) > 1:
        return "INT"
    if first in "\"'" or spelling[-1] in "\"'":
        return "STRING_LITERAL" if _STRING.match(spelling) and len(spelling) > 1 else "UNCLOSED"
    if _SIGNED.match(spelling):
        return "SIGNED_NUMBER"
    if _DECIMAL.match(spelling):
        return "DECIMAL"
    if first.isalnum() or first in "#@$_:(" or ord(first) >= 0x80:
        return "NAME" if any(c.isalpha() for c in spelling) else "JUNK"
    return "JUNK"


class Tokenizer:
    """Holds what is compiled once: the kinds, the fusion regex."""

    def __init__(self) -> None:
        data = tables.load()
        self.kinds = Kinds(data)
        self._fusion, self._results = _fusion_regex(data["words"]["fused"])
        self._int = data["kinds"]["INT"]
        period, value, values = (data["kinds"][name] for name in ("PERIOD", "VALUE", "VALUES"))
        self._odd_level = re.compile(f"{ODD_LEVEL}(?<={period}.)(?!{period})")
        self._without_value = re.compile(f"{_CONDITION_LEVEL}(?<={period}.)(?!{period}|[^{value}{values}][{value}{values}])")

    def tokenize(self, upper: str, decimal_comma: bool = False) -> Tokens:
        """Tokens of a whole file's code, which must be in upper case (see SourceText.upper)."""
        tokens = self.unfused(upper, decimal_comma)
        self.settle(tokens)
        return tokens

    def settle(self, tokens: Tokens) -> None:
        """Fuse the kinds of a whole file's tokens, and say which of them are odd: levels, and names that may be misspelt words."""
        raw = tokens.raw
        if ODD_LEVEL in raw:
            tokens.odd_levels = [match.start() for match in self._odd_level.finditer(raw)]
            raw = raw.replace(ODD_LEVEL, self._int)
        if _CONDITION_LEVEL in raw:
            tokens.odd_levels = [*tokens.odd_levels, *(match.start() for match in self._without_value.finditer(raw))]
            raw = raw.replace(_CONDITION_LEVEL, self._int)
        if SLIP in raw:
            raw, tokens.slips, tokens.put_right = self.kinds.slips.settle(tokens, raw, self.kinds.meant)
        tokens.raw = raw
        tokens.kinds = self.fuse(raw)

    def unfused(self, upper: str, decimal_comma: bool = False) -> Tokens:
        """The text-words of a text with their kinds, before phrases are fused: COPY and REPLACE work on these."""
        partial = any(mark.search(upper) and word.search(upper) for mark, word in _PARTIAL_WORDS)
        # blanks at the end belong to no token: the regex would look for one behind each of them
        body = upper.rstrip(" \n,;")
        texts = _token_regex_cached(decimal_comma, partial).findall(body)
        if "EXEC" in upper and "EXEC" in texts:
            texts = _token_regex_cached(decimal_comma, partial, True).findall(body)
        raw = "".join(map(self.kinds.__getitem__, texts))
        return Tokens(upper, texts, raw, raw)

    def fuse(self, kinds: str) -> str:
        """The same string with each fused phrase as its kind and fillers."""
        return self._fusion.sub(self._fused, kinds)

    def _fused(self, match: re.Match[str]) -> str:
        text, result = match[0], self._results[match.lastgroup]  # type: ignore[index]
        return result.ljust(len(text), FILLER) if result else text


def _fusion_regex(patterns: list[tuple[str, str]]) -> tuple[re.Pattern[str], dict[str, str]]:
    # the group that tells which alternative matched stands at its end, so that each begins with a literal
    groups = [f"{pattern}(?P<f{number}>)" for number, (_, pattern) in enumerate(patterns)]
    return re.compile("|".join(groups)), {f"f{number}": result for number, (result, _) in enumerate(patterns)}


class Tokens:
    """The tokens of one text. `raw` holds the kinds before fusion, `kinds` after it; both have one character a token.

    `odd_levels` are the integers that begin an entry and are no ordinary level-number, `slips` the names that may be misspelt words,
    `put_right` the misspelt words of headers, whose kinds are those of the words that are meant: once the tokens are settled.
    """

    def __init__(self, upper: str, texts: list[str], raw: str, kinds: str) -> None:
        self._upper = upper
        self.texts = texts
        """Spelling in upper case, by token number."""
        self.raw = raw
        self.kinds = kinds
        self.odd_levels: Sequence[int] = ()
        self.slips: Sequence[Slip] = ()
        self.put_right: Sequence[Slip] = ()
        self._offsets: list[int] | None = None
        self._counts: Counter[str] | None = None

    @property
    def counts(self) -> Counter[str]:
        """How often each spelling occurs."""
        if self._counts is None:
            self._counts = Counter(self.texts)
        return self._counts

    @property
    def offsets(self) -> list[int]:
        """Offset into the text, by token number. Between tokens stand only separators, so that each is found where it is."""
        if self._offsets is None:
            self._offsets = _found(self._upper, self.texts)
        return self._offsets

    def __len__(self) -> int:
        return len(self.kinds)

    def begins_line(self, token: int) -> bool:
        """Whether only blanks stand before a token on its line."""
        offset = self.offsets[token]
        return not self._upper[self._upper.rfind("\n", 0, offset) + 1 : offset].strip()

    # ---- where a token comes from; `source` is the file that was tokenised

    def origin(self, token: int, source: SourceText, at: int = 0) -> Origin:
        """The file and place of a token's first character, or of another one; -1 is its last."""
        return Origin(source, self.offsets[token] + (at if at >= 0 else len(self.texts[token]) + at), ())

    def code(self, first: int, last: int, source: SourceText) -> str:
        """The code from one token to another as it is written; blanks between tokens of different files are one blank."""
        return source.code[self.offsets[first] : self.offsets[last] + len(self.texts[last])]

    def sources(self, source: SourceText) -> dict[str, SourceText]:
        """The files that tokens come from, by their paths."""
        return {source.path: source}

    def number_at(self, offset: int, source: SourceText) -> int:
        """The token that begins at an offset into the code of the file itself, -1 when none does."""
        number = bisect_left(self.offsets, offset)
        return number if number < len(self.offsets) and self.offsets[number] == offset else -1


def _found(upper: str, texts: list[str]) -> list[int]:
    find, at, offsets = upper.find, 0, []
    for text in texts:
        at = find(text, at)
        offsets.append(at)
        at += len(text)
    return offsets


_shared: Callable[[], Tokenizer] = cache(Tokenizer)


def shared() -> Tokenizer:
    """The tokenizer of this process."""
    return _shared()
