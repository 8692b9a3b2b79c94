"""People: who wrote or changed something. Companies, teams, products, tools and requesters are not authors."""

from __future__ import annotations

import re

from cobolscan.history.labels import Label, find_label
from cobolscan.history.lexicon import Lexicon, Prose, fold
from cobolscan.history.written_dates import FoundDate
from cobolscan.source.lazy import lazy

_MAIL = lazy(r"<[^<>\s]{1,80}@[^<>\s]{1,80}>|\S{1,60}@\S{1,60}")
_TOKEN = lazy(r"[^\W\d_](?:[\w'’.]{0,30})")
_INITIAL = lazy(r"(?:[^\W\d_]\.){1,4}[^\W\d_]?\.?\Z|[^\W\d_]\.?\Z")
_USERID = lazy(r"(?=\w{3,8}\Z)[A-Z]{1,7}\d{1,6}[A-Z]?\Z", re.IGNORECASE)
_DOTTED = lazy(r"(?:[A-Z]\.){1,3}[A-Z][\w'’\-]{2,20}")
_DOTTED_NAME = lazy(r"(?:[A-Z]\.\s?){1,3}[^\W\d_]{3,20}\Z")
_PARTICLES = frozenset("de da do dos das di del della van von der den la le du mc mac y e zu zur ten ter st san".split())
_ORDINARY = lazy(r"(?:ing|ion|ions|ive|ment|ments|ity|ous|able|ible|ance|ence|ated|ized|ised|ness|ology|graph|ware)$")
_BY = lazy(r"(?:by|par|por|da|von|durch)\s{1,3}(?=\S)", re.IGNORECASE)
_OF_DATE = lazy(r"\s(?:del|dal|il|of|on|du|le|vom|am|de|em|el)\Z", re.IGNORECASE)
_CAPS_WORD = lazy(r"[^\W\d_]{4,14}(?![\w\-])")
_PARTICIPLE = lazy(r"(?:at[oaie]|it[oaie]|ut[oaie]|ad[oa]s?|id[oa]s?|ed|ert|ung|cao|coes|zione|zioni|sione|tion|eur|age|ies)$")
_CREDIT = frozenset(
    "derived based algorithm translation described published article book idea adapted inspired method invented discovered formula".split()
)
_AFTER_NAME = lazy(
    r"\s{0,3}(?:$|[.,;:()\-–/\[]|\d{1,2}[/.\-]|(?:19|20)\d\d|(?:on|in|at|for|to|as|em|il|el|le|am|del|per|para|pour|em|und|and|&"
    r"|date|dated|der|ticket|cr|req)\b)",
    re.IGNORECASE,
)
_ABBREVIATIONS = frozenset("eg ie cf pe zb dh vgl bzw usw etc vs".split())
_LEGAL_FORMS = frozenset("inc ltd llc llp plc corp co gmbh ag kg sa s.a srl spa s.p.a ltda bv nv ab oy as sarl".split())
_PIECE = lazy(r"(?:[^\s,;:()\[\]|*!=\-]|-(?!-))+")
_GAP_BEFORE = lazy(r"[\s,\-–—:/(\[<>]{0,6}\Z")
_GAP_AFTER = lazy(r"[\s,\-–—:/)\]>]{0,6}")
_DASHED = lazy(r"(?:^|[\s.!?;,'\")])(?:-{1,3}|–|—|~|--)\s{0,3}(?P<who>[^\W\d_][\w.' ’]{0,40})\s*[.)\]]?\s*\Z")
_URL = lazy(r"(?:https?://|www\.)\S{1,200}")
_STOP = lazy(r"\s[-–—]{1,2}\s|[;:!?|=*\[\]{}\"]|\s\(|\d")
_NEXT_LABEL = lazy(r"\s{1,20}(?P<label>[^\W\d_][\w\-]{1,14})\s?:")
_VOWELS = frozenset("aeiouy")


def _is_sentence(text: str) -> bool:
    """Words of a sentence, in small letters for the most part, rather than a heading."""
    words = text.split()
    return len(words) >= 3 and 2 * sum(word[0].islower() for word in words) >= len(words)


class People:
    """Finds people, by the lexicon's words for what is none."""

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
        self.known |= {w for w in words if len(w) >= 2 and w not in self.lexicon.common and w not in _PARTICLES and not w.isdigit()}

    # -- whole values ---------------------------------------------------------------------------------------------

    def clean(self, raw: str, labelled: bool = True) -> list[str]:
        """The people in the value of a label or of AUTHOR: titles, mail addresses, what follows a dash or comma taken off."""
        text = _URL.sub(" ", _MAIL.sub(" ", raw[:200])).strip()
        text = re.sub(r"\((?:c|C)\).*", " ", text)
        kind = self.label(text)
        if kind and kind.kind in ("author", "requester") and labelled:
            text = kind.value if kind.kind == "author" else ""
        text = self._before_label(text)
        names: list[str] = []
        for part in re.split(r"\s(?:and|AND|And|et|ET|und|UND|e|E|y|Y|&)\s|\s?/\s?|;|\s\+\s", text):
            name = self._one(part, labelled)
            if name and name not in names:
                names.append(name)
        return names[:4]

    def _before_label(self, text: str) -> str:
        """CARL JONES of CARL JONES  DATE: 03/11/97."""
        cut = next((m for m in _NEXT_LABEL.finditer(text) if fold(m["label"]) in self.lexicon.label_kinds), None)
        return text[: cut.start()] if cut and text[: cut.start()].strip() else text

    def _one(self, part: str, labelled: bool) -> str | None:
        """One name out of a part, or None when it is a company, a team, a placeholder or prose."""
        part = part.strip(" .,:-_*<>\t'\"#")
        userid = re.match(r"[^(\-–;:]{3,40}\(\s?(\w{3,8})\s?\)", part)
        stop = _STOP.search(part)
        bare = part
        if stop and not _USERID.match(part):
            bare = part[: stop.start()]
        pieces = [p.strip() for p in bare.split(",") if p.strip()]
        if not pieces or self.is_company(pieces[0]) or any(fold(p).strip(". ") in _LEGAL_FORMS for p in pieces[1:]):
            return None
        name = pieces[0]
        if len(pieces) > 1 and len(name.split()) == 1 and fold(pieces[1].split(".")[0].split()[0]) in self.lexicon.given:
            name = f"{name}, {pieces[1]}"
        tokens = [t for t in re.split(r"[\s,]+", name) if t]
        tokens = self._without_titles(tokens)
        if not tokens or len(tokens) > 5 or not self._all_names(tokens, labelled):
            return None
        name = " ".join(tokens) if "," not in name else name
        name = re.sub(r"(?<=[^\W\d_]{2})\.$", "", name)
        if userid and len(tokens) > 1:
            name += f" ({userid[1]})"
        return name.strip(" ,-") or None

    def _without_titles(self, tokens: list[str]) -> list[str]:
        """Without Mr, Dr and academic letters."""
        titles = self.lexicon.titles
        while tokens and fold(tokens[0]).strip(".") in titles and len(tokens) > 1:
            tokens = tokens[1:]
        for index, token in enumerate(tokens):
            if index and fold(token).strip(".") in titles:
                return tokens[:index]
        return tokens

    def _all_names(self, tokens: list[str], labelled: bool) -> bool:
        """Whether the tokens can be a name; after a label nearly every short capitalised thing can."""
        words = [fold(t).strip(".'") for t in tokens]
        if all(w in self.lexicon.placeholder or set(w) <= {"x"} or set(w) <= {"?"} for w in words):
            return False
        if not all(re.match(r"[^\W_][\w.'’\-]*\Z", t) for t in tokens):
            return False
        common = sum(w in self.lexicon.common and w not in self.lexicon.given and w not in _PARTICLES and len(w) > 1 for w in words)
        if common * 2 >= len(words):
            return False
        if len(tokens) == 1 and not labelled:
            return self.is_name(tokens[0])
        return any(len(w) >= 2 or "." in t for w, t in zip(words, tokens, strict=True)) or len(tokens) > 1

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

    # -- names in running text --------------------------------------------------------------------------------------

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
        if _USERID.match(bare):
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
        while tokens and (fold(tokens[-1]) in _PARTICLES or tokens[-1] in "-–—"):
            end = text[:end].rstrip().rfind(tokens.pop())
        name = " ".join(tokens).strip(" .,-") if not (len(tokens) == 1 and _INITIAL.match(tokens[0])) else tokens[0]
        if not tokens or (len(tokens) == 1 and not self.is_name(tokens[0])) or self.is_company(name):
            return None
        if len(tokens) > 1 and not self._is_full_name(tokens):
            return None
        if alone and text[end:].strip(" .,:;-*)]"):
            return None
        return name, end

    def _continues_name(self, token: str, before: list[str]) -> bool:
        """Whether a token can stand in a name after those before it."""
        bare = token.strip(".'")
        if not re.match(r"[^\W\d_][\w.'’\-]*\Z", token) or any(c.isdigit() for c in token):
            return bool(not before and _USERID.match(token) and token.upper() == token)
        if len(before) >= 4:
            return False
        word = fold(bare)
        if (word in self.verbs or (before and word in self.lexicon.change)) and word not in _PARTICLES:
            return False
        if len(bare) == 1:
            return bare.isupper()
        if word in _PARTICLES:
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
            all(t[0].isupper() or w in _PARTICLES for t, w in zip(tokens, words, strict=True))
            and (len(words[-1]) >= 2 or len(words[0]) >= 3)
            and not any(w in self.seen for w in words)
        )

    def name_at_end(self, text: str) -> str | None:
        """The name that a text ends with, after a blank or punctuation: `added vbc`, `changed by A. Smith`."""
        tokens: list[str] = []
        for token in reversed(text.rstrip(" ,-–—:(/[").split()):
            if token[-1:] in ".;:," and tokens and len(token) > 2:
                break
            if not self._continues_name(token.strip(",;:("), ["x"] if tokens else []) or len(tokens) >= 4:
                break
            tokens.insert(0, token.strip(",;:("))
        while tokens and fold(tokens[0]) in _PARTICLES:
            tokens.pop(0)
        while tokens:
            if (len(tokens) == 1 and self.is_name(tokens[0])) or (len(tokens) > 1 and self._is_full_name(tokens)):
                name = " ".join(tokens)
                return None if self.is_company(name) else name.rstrip(".") if not _INITIAL.match(tokens[-1]) else name
            tokens.pop(0)
        return None

    def beside_date(self, text: str, date: FoundDate) -> str | None:
        """The name right before or right after a date."""
        before = _GAP_BEFORE.sub("", _MAIL.sub("", text[: date.start]))
        gap = _GAP_AFTER.match(text, date.end)
        after = text[gap.end() if gap else date.end :]
        crowd = text.upper() == text
        name = self.name_at_start(after)
        if name and self._fits_after(name[0], after[name[1] :], gap[0] if gap else "", crowd):
            return name[0]
        last = self.name_at_end(before)
        if last and self._fits_before(last, before, crowd):
            return last
        of = _OF_DATE.search(before)
        if of and (changer := self._changer(before[: of.start()])):
            return changer
        by = _BY.match(after)
        if by:
            name = self.name_at_start(after[by.end() :])
            found = name[0] if name else self.caps_after(after[by.end() :])
            return found if found and not self.is_company(found) else None
        return self._capitals(before, after, text[len(before) : date.start], gap[0] if gap else "") if crowd else None

    def _changer(self, before: str) -> str | None:
        """The given name between a word of change and OF with a date: MODIFICA FRANCO DEL 17-11-95; X. NAME at the beginning."""
        named = self.name_at_start(before, alone=True)
        if named and (self.is_given(named[0]) or _DOTTED_NAME.match(named[0])):
            return named[0]
        words = before.split()
        told = len(words) > 1 and fold(words[-2]) in self.lexicon.change
        return words[-1] if told and fold(words[-1]) in self.lexicon.given and words[-1][0].isupper() else None

    def caps_after(self, text: str) -> str | None:
        """An unknown surname in capitals at the beginning of what follows BY."""
        word = _CAPS_WORD.match(text)
        return word[0] if word and self.is_caps_name(word[0]) and _AFTER_NAME.match(text[word.end() :]) else None

    def _capitals(self, before: str, after: str, gap_before: str, gap_after: str) -> str | None:
        """An unknown surname in a text of capitals: MARELLO - MARZO 1995, 25/10/95 --- MARELLO, and nothing else on that side."""
        first, last = before.strip(" *-"), after.strip(" .*-")
        if first and not last and re.search("[-,]", gap_before) and self.is_caps_name(first):
            return first
        if first and last and "-" in gap_after and self.is_caps_name(last):
            return last
        return None

    def closing(self, text: str) -> str | None:
        """First and last name that fill the rest of a line behind a dash or colon: 04/15/2010--SANDY DOSS."""
        words = text.strip(" -:.*").split()
        bare = [fold(word).strip(".") for word in words]
        lexicon = self.lexicon
        taken = (lexicon.common - lexicon.given, lexicon.company, lexicon.placeholder, lexicon.change, lexicon.months, self.verbs)
        if not 2 <= len(words) <= 4 or not all(_TOKEN.fullmatch(word) and word[0].isupper() for word in words):
            return None
        return " ".join(words) if not any(word in some for some in taken for word in bare) else None

    def is_caps_name(self, word: str) -> bool:
        """Whether one word of capitals may be a surname: no word of the lexicons and no ending of a verb or an abstract noun."""
        folded = fold(word)
        if not (word.isalpha() and word.isupper() and 4 <= len(word) <= 14) or _ORDINARY.search(folded) or _PARTICIPLE.search(folded):
            return False
        words = self.lexicon
        known = (words.common, words.company, words.placeholder, words.generic, words.change, self.verbs, words.months, self.seen)
        return not any(folded in some for some in known)

    def _fits_after(self, name: str, rest: str, gap: str, crowd: bool) -> bool:
        """In a text of capitals, and for one word of a sentence, only what surely is a name follows a date."""
        ends = not rest.strip(" .,:;)]*") or rest[:1] in ",;:)]" or rest.lstrip()[:1] in "-–—:" or rest.startswith("  ")
        known = self.is_given(name)
        if crowd:
            return (
                known or (self.is_initials(name) and (ends or "  " in gap)) or (ends and len(name.split()) > 1) or bool(_USERID.match(name))
            )
        if known or self.is_initials(name):
            return True
        return (ends or len(name.split()) > 1) and "  " not in gap

    def _fits_before(self, name: str, before: str, crowd: bool) -> bool:
        """The same for a name before a date."""
        rest = before.rstrip()[: -len(name)].rstrip() if before.rstrip().endswith(name) else before
        known = self.is_given(name)
        if not rest or rest[-1:] in "-–—:([,.;*":
            return not crowd or known or len(name.split()) > 1 or self.is_initials(name)
        words = fold(rest).split()
        if words and words[-1] in ("by", "por", "par", "da", "von", "durch"):
            return True
        return self.is_initials(name) or (known and (not crowd or len(name.split()) > 1))

    def by_phrase(self, prose: Prose, codes: tuple[str, ...]) -> list[str]:
        """The names after MODIFIED BY and the like; not a ticket, tool, product or requester."""
        found: list[str] = []
        for match in self.lexicon.phrases("modified_by", codes).all(prose):
            rest = prose.text[match.end() : match.end() + 80].lstrip(" :-.")
            title, _, named = rest.partition(" ")
            if fold(title).strip(".") in self.lexicon.titles and title.lower() not in ("by", "with", "and"):
                caps = self.caps_after(named)
                found += [caps] if caps else []
                continue
            name = self.name_at_start(rest)
            if name and " " not in match[0].strip() and not self._surely_by(prose, match, name[0]):
                continue
            if name and self._changed_by(prose, match, name) and name[0] not in found:
                found.append(name[0])
        return found

    def _changed_by(self, prose: Prose, match: re.Match[str], name: tuple[str, int]) -> bool:
        """Whether the name after BY is a person who did it: no tool or program, not WILL BE CHANGED BY."""
        if self._is_tool(name[0], prose.text) or any(c.isdigit() for c in name[0]):
            return False
        if re.search(r"\b(?:be|not|is|are|being)\s{1,3}$", prose.folded[max(0, match.start() - 12) : match.start()]) and " " in match[0]:
            return False
        if self.is_given(name[0]):
            return True
        rest = prose.text[match.end() :].lstrip(" :-.")[name[1] :]
        return bool(_AFTER_NAME.match(rest)) or (prose.text.upper() != prose.text and " " in name[0])

    def _surely_by(self, prose: Prose, match: re.Match[str], name: str) -> bool:
        """BY with another verb before it counts when a given name follows, and nobody was only asked or mentioned."""
        before = Prose(" ".join(prose.folded[: match.end()].split()[-2:]))
        if any(self.lexicon.phrases("requested_by").all(before)) or not match.start():
            return False
        if not _CREDIT.isdisjoint(prose.folded[max(0, match.start() - 120) : match.start()].split()):
            return False
        words = re.split(r"[\s.]+", name)
        return fold(words[0]) in self.lexicon.given and not (len(words) == 1 and name.isupper())

    def _is_tool(self, name: str, text: str) -> bool:
        """One word of five capitals or more in a text with small letters is a program, not a person."""
        return " " not in name and name.isupper() and len(name) >= 5 and text.upper() != text and fold(name) not in self.lexicon.given

    def signature(self, text: str, trusted: bool) -> str | None:
        """The name after the dash that ends a note: `should be enough - Carl`. `trusted`: the note is an opinion or carries a date."""
        match = _DASHED.search(text[-60:])
        if not match:
            return None
        named = self.name_at_start(match["who"].strip(), alone=True)
        before = text[: len(text) - len(text[-60:]) + match.start()]
        if len(before.split()) < 2:
            return None
        if named:
            name = named[0]
            known = self.is_given(name)
            crowd = before.upper() == before
            return name if known or trusted or (" " in name and not crowd and not name.isupper() and _is_sentence(before)) else None
        who = match["who"].strip(" .")
        if (
            trusted
            and who.isalpha()
            and who.isupper()
            and 3 <= len(who) <= 12
            and fold(who) not in self.lexicon.common | self.seen | self.lexicon.company
        ):
            return who
        return None
