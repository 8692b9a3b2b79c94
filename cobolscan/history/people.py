"""People: who wrote or changed something. Companies, teams, products, tools and requesters are not authors."""

from __future__ import annotations

import re

from cobolscan.history.names import AFTER_NAME, PARTICLES, USERID, Names
from cobolscan.history.phrases import Prose, fold
from cobolscan.history.written_dates import FoundDate
from cobolscan.source.lazy import lazy

_MAIL = lazy(r"<[^<>\s]{1,80}@[^<>\s]{1,80}>|\S{1,60}@\S{1,60}")
_DOTTED_NAME = lazy(r"(?:[A-Z]\.\s?){1,3}[^\W\d_]{3,20}\Z")
_BY = lazy(r"(?:by|par|por|da|von|durch)\s{1,3}(?=\S)", re.IGNORECASE)
_OF_DATE = lazy(r"\s(?:del|dal|il|of|on|du|le|vom|am|de|em|el)\Z", re.IGNORECASE)
_CREDIT = frozenset(
    "derived based algorithm translation described published article book idea adapted inspired method invented discovered formula".split()
)
_LEGAL_FORMS = frozenset("inc ltd llc llp plc corp co gmbh ag kg sa s.a srl spa s.p.a ltda bv nv ab oy as sarl".split())
_GAP_BEFORE = lazy(r"[\s,\-–—:/(\[<>]{0,6}\Z")
_FAR_BEFORE = lazy(r"\s{4,80}\*{0,2}\s?\Z")  # a date at the right side of a banner
_GAP_AFTER = lazy(r"[\s,\-–—:/)\]>]{0,6}")
_DASHED = lazy(r"(?:^|[\s.!?;,'\")])(?:-{1,3}|–|—|~|--)\s{0,3}(?P<who>[^\W\d_][\w.' ’]{0,40})\s*[.)\]]?\s*\Z")
_URL = lazy(r"(?:https?://|www\.)\S{1,200}")
_STOP = lazy(r"\s[-–—]{1,2}\s|[;:!?|=*\[\]{}\"]|\s\(|\d")
_SUPPLIER = lazy(r"\s[-–—]{1,2}\s{0,3}\S")
_BETWEEN_DASHES = lazy(r"\s{0,3}[-–]{1,2}\s{0,3}(?P<who>[^\W\d_][\w.' ]{1,40}?)\s{0,20}(?:\Z|\s-|/|\()")
_DEPARTMENT = lazy(r"\s{0,3}\w{2,6}[. ]{1,2}\d{1,4}\W{0,4}\Z")  # GP. 50
_SET_OFF = lazy(r"(?<=\w)\s{3,40}\w{2,6}[. ]{1,2}\d{1,4}\W{0,4}\Z")
_NEXT_LABEL = lazy(r"\s{1,20}(?P<label>[^\W\d_][\w\-]{1,14})\s?:")


def _is_sentence(text: str) -> bool:
    """Words of a sentence, in small letters for the most part, rather than a heading."""
    words = text.split()
    return len(words) >= 3 and 2 * sum(word[0].islower() for word in words) >= len(words)


class People(Names):
    """Finds people, by the lexicon's words for what is none."""

    # -- whole values ---------------------------------------------------------------------------------------------

    def clean(self, raw: str, labelled: bool = True) -> list[str]:
        """The people in the value of a label or of AUTHOR: titles, mail addresses, what follows a dash or comma taken off."""
        text = _URL.sub(" ", _MAIL.sub(" ", raw[:200])).strip()
        text = re.sub(r"\((?:c|C)\).*", " ", text)
        kind = self.label(text)
        if kind and kind.kind in ("author", "requester") and labelled:
            text = kind.value if kind.kind == "author" else ""
        text = _SET_OFF.sub("", self._before_label(text))
        names: list[str] = []
        supplied = False
        for part in re.split(r"\s(?:and|AND|And|et|ET|und|UND|e|E|y|Y|&)\s|(\s?/\s?)|;|\s\+\s", text):
            if not part or part.strip() == "/":
                supplied = supplied and bool(part)
                continue
            if names and _DEPARTMENT.match(part):
                continue
            if supplied and not _SUPPLIER.search(part) and not self.is_given(part.strip(" .").split(" ")[0]):
                continue  # WAGNER SILVA - ACME / GP 50: what follows the supplier is a part of it
            name = self._one(part, labelled)
            supplied = _SUPPLIER.search(part) is not None
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
        if stop and not USERID.match(part):
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
        common = sum(w in self.lexicon.common and w not in self.lexicon.given and w not in PARTICLES and len(w) > 1 for w in words)
        if common * 2 >= len(words):
            return False
        if len(tokens) == 1 and not labelled:
            return self.is_name(tokens[0])
        return any(len(w) >= 2 or "." in t for w, t in zip(words, tokens, strict=True)) or len(tokens) > 1

    # -- names in running text --------------------------------------------------------------------------------------

    def beside_date(self, text: str, date: FoundDate) -> str | None:
        """The name right before or right after a date."""
        before = _GAP_BEFORE.sub("", _MAIL.sub("", text[: date.start]))
        far = _FAR_BEFORE.search(text, 0, date.start)
        if far and not text[date.end :].strip(" .*|"):
            alone = self.name_at_start(text[: far.start()], alone=True)
            if alone and " " in alone[0]:
                return alone[0]
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

    def _capitals(self, before: str, after: str, gap_before: str, gap_after: str) -> str | None:
        """An unknown surname in a text of capitals: MARELLO - MARZO 1995, 25/10/95 --- MARELLO, and nothing else on that side."""
        first, last = before.strip(" *-"), after.strip(" .*-")
        if first and not last and re.search("[-,]", gap_before) and self.is_caps_name(first):
            return first
        if first and last and "-" in gap_after and self.is_caps_name(last):
            return last
        return None

    def _fits_after(self, name: str, rest: str, gap: str, crowd: bool) -> bool:
        """In a text of capitals, and for one word of a sentence, only what surely is a name follows a date."""
        ends = not rest.strip(" .,:;)]*") or rest[:1] in ",;:)]" or rest.lstrip()[:1] in "-–—:" or rest.startswith("  ")
        known = self.is_given(name)
        if crowd:
            return (
                known or (self.is_initials(name) and (ends or "  " in gap)) or (ends and len(name.split()) > 1) or bool(USERID.match(name))
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

    def behind_date(self, rest: str) -> str | None:
        """Who stands between dashes behind the date of a heading: LAST CHANGE - 02/02/2007 - VALERIA - ACME."""
        match = _BETWEEN_DASHES.match(rest)
        who = match["who"].strip() if match else ""
        if not who or self.is_company(who):
            return None
        if " " in who:
            return self.closing(who)
        return who if self.is_given(who) or self.is_initials(who) or self.is_caps_name(who) else None

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
        return bool(AFTER_NAME.match(rest)) or (prose.text.upper() != prose.text and " " in name[0])

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
