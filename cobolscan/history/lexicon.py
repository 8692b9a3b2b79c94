"""The words of history in several languages: phrases, labels, month names, words that are no names.

They live in `lexicons/*.toml`, one file a language. A phrase is compared without case and accents; see the head of `en.toml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache, wraps
from typing import Any, NamedTuple, TypeVar

from cobolscan.history.phrases import Gates, Phrases, Prose, fold
from cobolscan.source import packaged
from cobolscan.source.lazy import lazy

_TELLING = ("assumption", "belief", "admission", "promise", "temporary", "fear", "ignorance", "doubt", "caution", "yearly", "todo", "half")
_MEASURING = ("second", "millisecond", "minute", "hour", "percent", "entries", "limit", "edit_verb")
NAMES = ("en", "pt", "es", "fr", "it", "de", "names")  # the lexicons of this package
_STRING = lazy(r'"([^"]*)"')
_ENTRY = lazy(
    r'^(?:\[(?P<table>\w+)\]|(?P<key>\w+) = (?P<value>"""(?:[^"]|"(?!""))*"""|"[^"]*"|\[[^\[\]]*\]|true|false)[ ]*(?:#.*)?)$', re.MULTILINE
)


def _unmistakable(phrase: str) -> bool:
    """Whether a phrase means the same wherever it stands: several words, or one long word."""
    return " " in phrase or "'" in phrase or len(phrase) >= 9


class Language(NamedTuple):
    """One lexicon file."""

    code: str
    day_first: bool
    months: Mapping[str, int]
    phrases: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, tuple[str, ...]]
    words: Mapping[str, frozenset[str]]
    columns: Mapping[str, tuple[str, ...]]


def _language(raw: Mapping[str, Any]) -> Language:
    months = {fold(name): int(number) for number, names in raw.get("months", {}).items() for name in names}
    return Language(
        str(raw.get("language", "")),
        bool(raw.get("day_first", False)),
        months,
        {key: tuple(value) for key, value in raw.get("phrases", {}).items()},
        {key: tuple(fold(label) for label in value) for key, value in raw.get("labels", {}).items()},
        {key: frozenset(fold(value).split()) for key, value in raw.get("words", {}).items()},
        {key: tuple(fold(name) for name in value) for key, value in raw.get("columns", {}).items()},
    )


class Lexicon:
    """All languages together, and views on some of them."""

    def __init__(self, languages: Iterable[Language], given: frozenset[str]) -> None:
        self.languages = {language.code: language for language in languages}
        self.given = given
        self.months: dict[str, int] = {}
        for language in self.languages.values():
            self.months.update(language.months)
        self.common = self._words("common")
        self.company = self._words("company")
        self.placeholder = self._words("placeholder")
        self.titles = self._words("titles")
        self.generic = self._words("generic")
        self.change = self._words("change")
        self.condition = self._words("condition")
        self.dull = self.generic | self.common
        self.strong_change = self.change - self._words("weak_change")
        self.readings: dict[tuple[str, ...], dict[str, Any]] = {}  # what distinct texts say, by the languages of the file
        self.found_headings: dict[str, bool] = {}  # whether a line is the heading of a change log
        self.found_stamps: dict[str, bool] = {}  # whether a line has the words of a build stamp or of MODIFIED BY
        self.month_names: Any = None  # the months, ready to be found: see `dates`
        self.found_labels: dict[str, Any] = {}  # LABEL: VALUE by line
        self._labels: dict[str, frozenset[str]] = {}
        self._phrases: dict[tuple[str, tuple[str, ...]], Phrases] = {}
        self._gates: dict[tuple[tuple[str, ...], tuple[str, ...]], Gates] = {}
        self._marks = self._language_marks()
        self._codes_of: dict[str, list[str]] = {}
        for code, marks in self._marks.items():
            for word in marks:
                self._codes_of.setdefault(word, []).append(code)

    def _words(self, kind: str) -> frozenset[str]:
        return frozenset().union(*(language.words.get(kind, frozenset()) for language in self.languages.values()))

    def words_of(self, kind: str) -> frozenset[str]:
        """The single words of the phrases of a kind, in all languages."""
        return frozenset(
            word for language in self.languages.values() for phrase in language.phrases.get(kind, ()) for word in fold(phrase).split()
        )

    @cached_property
    def label_kinds(self) -> dict[str, str]:
        """The kind of each label; where a label has several kinds, the most telling."""
        kinds = ("tag", "installation", "version", "ticket", "change", "requester", "date", "author")
        return {label: kind for kind in kinds for label in self.labels(kind)}

    @cached_property
    def label_starts(self) -> frozenset[str]:
        """The first letters of the labels, a cheap gate."""
        return frozenset(re.split(r"[^a-z]", label)[0][:4] for label in self.label_kinds)

    @cached_property
    def verbs(self) -> frozenset[str]:
        """The words of MODIFIED BY and the like."""
        return self.words_of("modified_by") - self.given

    @cached_property
    def column_words(self) -> frozenset[str]:
        """The words that head the columns of change logs."""
        return self.words_of("column_heading")

    @cached_property
    def column_roles(self) -> dict[str, str]:
        """What the names of columns in the headings of change tables mean: author, date, ticket, tag, text, requester or other."""
        kinds = ("other", "text", "tag", "requester", "date", "ticket", "author")
        return {name: kind for kind in kinds for language in self.languages.values() for name in language.columns.get(kind, ())}

    @cached_property
    def longest_column_name(self) -> int:
        """The number of words of the longest name of a column."""
        return max((name.count(" ") + 1 for name in self.column_roles), default=1)

    def labels(self, kind: str) -> frozenset[str]:
        """The labels of a kind (author, date, ticket ...) in all languages."""
        if kind not in self._labels:
            self._labels[kind] = frozenset(label for language in self.languages.values() for label in language.labels.get(kind, ()))
        return self._labels[kind]

    def gates(self, kinds: tuple[str, ...], codes: tuple[str, ...] = ()) -> Gates:
        """The gates of the phrases of several kinds: see `phrases`."""
        key = (kinds, codes)
        if key not in self._gates:
            self._gates[key] = Gates(self.phrases(kind, codes) for kind in kinds)
        return self._gates[key]

    @cached_property
    def measuring(self) -> frozenset[str]:
        """Beginnings of words without which no number in a text is an amount of something."""
        return frozenset().union(*(self.phrases(kind).gates for kind in _MEASURING))

    def tells(self, prose: Prose) -> bool:
        """Whether a rule about comments may have something to ask: a cheap gate, worked out once for each distinct text."""
        return self.gates(_TELLING).open(prose) or self.measures(prose)

    def measures(self, prose: Prose) -> bool:
        """Whether a text may name an amount of something."""
        half, named = "half" in prose.starts, "%" in prose.text or not self.measuring.isdisjoint(prose.starts)
        return (half or named) and (named if any(start[0].isdigit() for start in prose.starts) else half)

    def words_for(self, kind: str) -> frozenset[str]:
        """The words of a list in all languages, folded."""
        return self._words(kind)

    def phrases(self, kind: str, codes: tuple[str, ...] = ()) -> Phrases:
        """The phrases of a kind: all of the given languages, and of the others those that cannot be mistaken.

        Without languages all phrases of all languages.
        """
        key = (kind, codes)
        if key not in self._phrases:
            wanted: list[str] = []
            exceptions: list[str] = []
            for code, language in self.languages.items():
                own = not codes or code in codes
                wanted += [phrase for phrase in language.phrases.get(kind, ()) if own or _unmistakable(phrase)]
                exceptions += language.phrases.get("not_" + kind, ())
            self._phrases[key] = Phrases(wanted, exceptions)
        return self._phrases[key]

    def _language_marks(self) -> dict[str, frozenset[str]]:
        """Words that only one group of languages has: they tell in which language a text is written."""
        english = self.languages["en"].words.get("common", frozenset()) if "en" in self.languages else frozenset()
        marks: dict[str, frozenset[str]] = {}
        foreign: set[str] = set()
        for code, language in self.languages.items():
            if code != "en":
                marks[code] = language.words.get("common", frozenset()) - english
                foreign |= marks[code] | language.words.get("common", frozenset())
        marks["en"] = english - foreign
        return marks

    def tongues(self, words: Iterable[str]) -> tuple[str, tuple[str, ...]]:
        """The language with most of its own words in a text, and all in which it seems to be written; English always among them."""
        counts = self._count(words)
        best = max(counts, key=lambda code: (counts[code], code == "en"))
        found = {code for code, count in counts.items() if count >= 2 and count * 3 >= counts[best]}
        return best if counts[best] >= 2 else "en", tuple(sorted(found | {"en"}))

    def languages_of(self, words: Iterable[str]) -> tuple[str, ...]:
        """The languages a text seems to be written in, English always among them."""
        return self.tongues(words)[1]

    def _count(self, words: Iterable[str]) -> dict[str, int]:
        """How many of the words only one group of languages has, by language."""
        counts = dict.fromkeys(self._marks, 0)
        said = Counter(words)
        for word in said.keys() & self._codes_of.keys():
            for code in self._codes_of[word]:
                counts[code] += said[word]
        return counts


def plain(text: str) -> dict[str, Any]:
    """A lexicon of this package as TOML says it, many times faster than `tomllib`: keys with strings, lists of strings or true and false.

    A test holds that both read the same. What users write is read with `tomllib`.
    """
    raw: dict[str, Any] = {}
    table = raw
    for match in _ENTRY.finditer(text):
        key, value = match["key"], match["value"]
        if match["table"]:
            table = raw.setdefault(match["table"], {})
        elif value[0] == "[":
            table[key] = _STRING.findall(value)
        elif value.startswith('"""'):
            table[key] = value[3:-3]
        else:
            table[key] = value == "true" if value in ("true", "false") else value[1:-1]
    return raw


@lru_cache(maxsize=1)
def _bundled() -> tuple[dict[str, Any], ...]:
    """The lexicons of this package as they stand in their files."""
    return tuple(plain(packaged.read_text("cobolscan.history", f"lexicons/{name}.toml")) for name in NAMES)


def allowed() -> dict[str, list[str]]:
    """The keys that each table of a lexicon may have: those of the bundled ones, and NOT_ before each kind of phrase."""
    tables = ("phrases", "labels", "columns", "words")
    known = {table: {key for raw in _bundled() for key in raw.get(table, {})} for table in tables}
    known["phrases"] |= {f"not_{kind}" for kind in known["phrases"] if not kind.startswith("not_")}
    return {table: sorted(keys) for table, keys in known.items()}


def load(extra: Iterable[str] = ()) -> Lexicon:
    """The lexicon that comes with cobolscan, with further TOML files of a user laid on top.

    `extra` are paths of files, or of folders of which all `*.toml` files are read. A file with the language code of a bundled lexicon adds
    to it, any other code is a further language. Raises `user_lexicon.LexiconProblem` with every mistake of the files.
    """
    paths = tuple(extra)
    if not paths:
        return _load(())
    from cobolscan.history import user_lexicon

    return _load(tuple((path, user_lexicon.read(path)) for path in user_lexicon.files_of(paths)))


@lru_cache(maxsize=8)
def _load(extra: tuple[tuple[str, str], ...]) -> Lexicon:
    """A lexicon by the texts of the further files, so that a file that was changed is read anew."""
    raws = list(_bundled())
    if extra:
        from cobolscan.history.user_lexicon import parsed

        known = allowed()
        raws += [parsed(path, text, known) for path, text in extra]
    languages: dict[str, Language] = {}
    given: frozenset[str] = frozenset()
    for raw in raws:
        given |= frozenset(fold(raw.get("given", "")).split())
        if "language" in raw:
            language = _language(raw)
            before = languages.get(language.code)
            languages[language.code] = _added(before, language, "day_first" in raw) if before else language
    return Lexicon(languages.values(), given)


def _added(language: Language, more: Language, ordered: bool) -> Language:
    """A language with what a further lexicon of the same language adds; `ordered`: that lexicon says which comes first, day or month."""

    def lists(one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {key: one.get(key, ()) + other.get(key, ()) for key in {**one, **other}}

    return Language(
        language.code,
        more.day_first if ordered else language.day_first,
        {**language.months, **more.months},
        lists(language.phrases, more.phrases),
        lists(language.labels, more.labels),
        {key: language.words.get(key, frozenset()) | more.words.get(key, frozenset()) for key in {**language.words, **more.words}},
        lists(language.columns, more.columns),
    )


class _InUse:
    """The lexicon that holds for the file at hand, read when it is first asked for."""

    extra: tuple[str, ...] = ()
    lexicon: Lexicon | None = None


def use(extra: tuple[str, ...] = ()) -> None:
    """From here on, `in_use` is the lexicon with these files on top: those of the file at hand."""
    if extra != _InUse.extra:
        _InUse.extra, _InUse.lexicon = extra, None


def in_use() -> Lexicon:
    """The lexicon by which comments are read where none is given."""
    if _InUse.lexicon is None:
        _InUse.lexicon = load(_InUse.extra)
    return _InUse.lexicon


T = TypeVar("T")


def by_lexicon(function: Callable[[], T]) -> Callable[[], T]:
    """Remembers what a function makes of the lexicon in use, for the last few lexicons."""
    known: dict[Lexicon, T] = {}

    @wraps(function)
    def answer() -> T:
        lexicon = in_use()
        if lexicon not in known:
            if len(known) >= 4:
                known.clear()
            known[lexicon] = function()
        return known[lexicon]

    return answer
