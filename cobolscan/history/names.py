"""What is a name: the predicates by which people are told from words, companies, tools and tickets."""

from __future__ import annotations

import re

from cobolscan.history.labels import Label, find_label
from cobolscan.history.lexicon import Lexicon
from cobolscan.history.phrases import fold
from cobolscan.source.lazy import lazy

_TOKEN = lazy(r"[^\W\d_](?:[\w'’.]{0,30})")
_INITIAL = lazy(r"(?:[^\W\d_]\.){1,4}[^\W\d_]?\.?\Z|[^\W\d_]\.?\Z")
USERID = lazy(r"(?=\w{3,8}\Z)[A-Z]{1,7}\d{1,6}[A-Z]?\Z", re.IGNORECASE)
_DOTTED = lazy(r"(?:[A-Z]\.){1,3}[A-Z][\w'’\-]{2,20}")
PARTICLES = frozenset("de da do dos das di del della van von der den la le du mc mac y e zu zur ten ter st san".split())
_ORDINARY = lazy(r"(?:ing|ion|ions|ive|ment|ments|ity|ous|able|ible|ance|ence|ated|ized|ised|ness|ology|graph|ware)$")
_CAPS_WORD = lazy(r"[^\W\d_]{4,14}(?![\w\-])")
_PARTICIPLE = lazy(r"(?:at[oaie]|it[oaie]|ut[oaie]|ad[oa]s?|id[oa]s?|ed|ert|ung|cao|coes|zione|zioni|sione|tion|eur|age|ies)$")
AFTER_NAME = lazy(
    r"\s{0,3}(?:$|[.,;:()\-–/\[]|\d{1,2}[/.\-]|(?:19|20)\d\d|(?:on|in|at|for|to|as|em|il|el|le|am|del|per|para|pour|em|und|and|&"
    r"|date|dated|der|ticket|cr|req)\b)",
    re.IGNORECASE,
)
_NAME_WORD = lazy(r"[A-ZÀ-Þ][\w'’.\-]{0,30}")
_ABBREVIATIONS = frozenset("eg ie cf pe zb dh vgl bzw usw etc vs".split())
_PIECE = lazy(r"(?:[^\s,;:()\[\]|*!=\-]|-(?!-))+")
_VOWELS = frozenset("aeiouy")


class Names:
    """Tells names, by the lexicon's words for what is none and by the people of the file's own change logs."""

    def __init__(self, lexicon: Lexicon, seen_words: frozenset[str] = frozenset()) -> None:
        self.lexicon = lexicon
        self.verbs = lexicon.verbs
        self.seen = seen_words  # words of the file's own code: never a name
        self.spelled: set[str] = set()  # signs just as the change log has them: tl, ThK
        self.known: set[str] = set()  # words of the names of those who are in the file's change logs, and their initials

    def learn(self, name: str) -> None:
        """Remember a person of the change log: notes may be signed with the same name or its initials."""
        words = [word for word in re.split(r"[\s.,]+", fold(name.split("(")[0])) if word]
        if name.isalpha() and 2 <= len(name) <= 4 and fold(name) not in self.lexicon.common:
            self.spelled.add(name)
        if len(words) > 1:
            self.known.add("".join(word[0] for word in words))
        self.known |= {w for w in words if len(w) >= 2 and w not in self.lexicon.common and w not in PARTICLES and not w.isdigit()}

    def is_company(self, text: str) -> bool:
        """Whether a text names a company, team or department rather than a person."""
        words = [w.strip(".") for w in re.split(r"[\s,/\-&()]+", fold(text)) if w.strip(".")]
        if not words:
            return True
        hits = sum(w in self.lexicon.company for w in words)
        return bool(hits) and not (
            len(words) >= 3 and hits == 1 and words[0] in self.lexicon.given and words[-1] not in self.lexicon.company
        )

    def label(self, text: str) -> Label | None:
        """LABEL: VALUE, when the label is one of the lexicon's."""
        return find_label(self.lexicon, text)

    def is_name(self, token: str) -> bool:
        """Whether one token by itself can be a person's name, initials or userid."""
        bare = token.strip(".,:;'\"()")
        word = fold(bare)
        if not word or word in self.lexicon.company or word in self.lexicon.placeholder:
            return False
        if bare in self.spelled:
            return True
        if word in self.known and (bare.isupper() or bare.istitle()):
            return True
        if word in self.lexicon.given:
            return bare[0].isupper() and (word not in self.lexicon.common or not bare.isupper())
        if word in self.lexicon.common or word in self.seen or word in self.lexicon.months:
            return False
        if USERID.match(bare):
            return bare[0].isupper() and bare.upper() == bare
        if not re.match(r"[^\W\d_][\w.'’]*\Z", bare) or any(c.isdigit() for c in bare):
            return False
        if self.is_initials(token):
            return True
        if _DOTTED.fullmatch(bare):
            return bare.rsplit(".", 1)[1].lower() not in self.lexicon.common
        if _ORDINARY.search(word) and len(word) >= 6:
            return False
        return bare[0].isupper() and not bare.isupper() and len(bare) >= 3 and bare[1:].islower()

    def is_given(self, name: str) -> bool:
        """Whether a known given name, or the name of somebody in the change log, is among the words of a name."""
        return any(fold(word) in self.lexicon.given or fold(word) in self.known for word in re.split(r"[\s.]+", name))

    def is_initials(self, token: str) -> bool:
        """GLC, vbc, J.S., s.m.: two to four letters that are no word."""
        bare = token.strip(",:;'\"()")
        word = fold(bare).replace(".", "")
        if not 2 <= len(word) <= 4 or not word.isalpha() or word in _ABBREVIATIONS:
            return False
        if word in self.lexicon.common or word in self.lexicon.company or word in self.lexicon.months or word in self.lexicon.placeholder:
            return False
        if "." in bare.rstrip("."):
            return bool(_INITIAL.match(bare))
        if bare.isupper():
            return True
        return bare.islower() and len(word) == 3 and not _VOWELS & set(word)

    def is_caps_name(self, word: str) -> bool:
        """Whether one word of capitals may be a surname: no word of the lexicons and no ending of a verb or an abstract noun."""
        folded = fold(word)
        if not (word.isalpha() and word.isupper() and 4 <= len(word) <= 14) or _ORDINARY.search(folded) or _PARTICIPLE.search(folded):
            return False
        words = self.lexicon
        known = (words.common, words.company, words.placeholder, words.generic, words.change, self.verbs, words.months, self.seen)
        return not any(folded in some for some in known)

    def _continues_name(self, token: str, before: list[str]) -> bool:
        """Whether a token can stand in a name after those before it."""
        bare = token.strip(".'")
        if not re.match(r"[^\W\d_][\w.'’\-]*\Z", token) or any(c.isdigit() for c in token):
            return bool(not before and USERID.match(token) and token.upper() == token)
        if len(before) >= 4:
            return False
        word = fold(bare)
        if (word in self.verbs or (before and word in self.lexicon.change)) and word not in PARTICLES:
            return False
        if len(bare) == 1:
            return bare.isupper()
        if word in PARTICLES:
            return bool(before)
        if word in self.lexicon.given and word not in self.lexicon.common:
            return True
        if word in self.lexicon.common and word not in self.lexicon.given:
            return (
                bool(before)
                and bare[0].isupper()
                and bare[1:].islower()
                and len(bare) > 2
                and fold(before[-1]) in self.lexicon.given
                and before[-1].istitle()
            )
        if before and before[0].islower() and fold(before[0]) in self.lexicon.given:
            return bare.islower() and len(bare) >= 3
        return bare[0].isupper() or (not before and (bare in self.spelled or self.is_initials(token)))

    def _is_full_name(self, tokens: list[str]) -> bool:
        """First and last name: capitals as in a name, or in a text of capitals a known given name or initials."""
        words = [fold(t).strip(".") for t in tokens]
        if any(w in self.lexicon.company for w in words):
            return False
        if any(w in self.lexicon.given for w in words):
            return True
        if all(t.isupper() for t in tokens):
            return len(words[0]) == 1 or "." in tokens[0]
        if any(_ORDINARY.search(w) and len(w) >= 6 for w in words[:-1]):
            return False
        return (
            all(t[0].isupper() or w in PARTICLES for t, w in zip(tokens, words, strict=True))
            and (len(words[-1]) >= 2 or len(words[0]) >= 3)
            and not any(w in self.seen for w in words)
        )

    def name_at_start(self, text: str, alone: bool = False) -> tuple[str, int] | None:
        """The name that a text begins with and where it ends; `alone`: nothing else may follow but punctuation."""
        tokens: list[str] = []
        end = 0
        for match in _PIECE.finditer(text[:60]):
            token = match[0]
            if tokens and text[end : match.start()] != " ":
                break
            if not self._continues_name(token, tokens):
                break
            tokens.append(token)
            end = match.end()
            if token.endswith(".") and len(token) > 3:
                break
        while tokens and (fold(tokens[-1]) in PARTICLES or tokens[-1] in "-–—"):
            end = text[:end].rstrip().rfind(tokens.pop())
        name = " ".join(tokens).strip(" .,-") if not (len(tokens) == 1 and _INITIAL.match(tokens[0])) else tokens[0]
        if not tokens or (len(tokens) == 1 and not self.is_name(tokens[0])) or self.is_company(name):
            return None
        if len(tokens) > 1 and not self._is_full_name(tokens):
            return None
        if alone and text[end:].strip(" .,:;-*)]"):
            return None
        return name, end

    def name_at_end(self, text: str) -> str | None:
        """The name that a text ends with, after a blank or punctuation: `added vbc`, `changed by A. Smith`."""
        tokens: list[str] = []
        for token in reversed(text.rstrip(" ,-–—:(/[").split()):
            if token[-1:] in ".;:," and tokens and len(token) > 2:
                break
            if not self._continues_name(token.strip(",;:("), ["x"] if tokens else []) or len(tokens) >= 4:
                break
            tokens.insert(0, token.strip(",;:("))
        while tokens and fold(tokens[0]) in PARTICLES:
            tokens.pop(0)
        while tokens:
            if (len(tokens) == 1 and self.is_name(tokens[0])) or (len(tokens) > 1 and self._is_full_name(tokens)):
                name = " ".join(tokens)
                return None if self.is_company(name) else name.rstrip(".") if not _INITIAL.match(tokens[-1]) else name
            tokens.pop(0)
        return None

    def may_sign(self, word: str) -> bool:
        """Whether a word that stands where the author's sign stands can be one: no word of the lexicons, no placeholder, no company."""
        folded, lexicon = fold(word.strip(".")), self.lexicon
        taken = (lexicon.common - lexicon.given, lexicon.company, lexicon.placeholder, lexicon.months, lexicon.change - lexicon.given)
        return len(folded) >= 2 and not any(folded in some for some in taken) and not set(folded) <= {"x"}

    def caps_after(self, text: str) -> str | None:
        """An unknown surname in capitals at the beginning of what follows BY."""
        word = _CAPS_WORD.match(text)
        return word[0] if word and self.is_caps_name(word[0]) and AFTER_NAME.match(text[word.end() :]) else None

    def closing(self, text: str) -> str | None:
        """First and last name that fill the rest of a line behind a dash or colon: 04/15/2010--SANDY DOSS."""
        words = text.strip(" -:.*").split()
        if not words or self.is_company(" ".join(words)):
            return None
        bare = [fold(word).strip(".") for word in words]
        lexicon = self.lexicon
        taken = (lexicon.common - lexicon.given, lexicon.company, lexicon.placeholder, lexicon.change, lexicon.months, self.verbs)
        full = [word for word in bare if len(word) > 1 and word not in PARTICLES]
        if not 2 <= len(full) <= len(words) <= 5 or not all(_NAME_WORD.fullmatch(word) for word in words):
            return None
        return " ".join(words) if not any(word in some for some in taken for word in full) else None
