"""EXEC CICS and EXEC DLI: a command and its options, checked against the tables of `cics.toml` and `dli.toml`.

The grammar (`exec_command.lark`) knows the form, the tables know the words; both answers are remembered, by the kinds of a block's tokens
and by its words.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from cobolscan.syntax.driver import Driver, Rejected, Shape
from cobolscan.syntax.exec_tokens import Misfit, Problem, Tokens, command_lexer, similar

Form = tuple[tuple[int, int, int], ...]  # of each option: its word, the first token of its argument and the one behind (0 without)
_START = {"CICS": "command", "DLI": "dli_command"}
_MAX_SHAPES = 20_000


class Option(NamedTuple):
    """An option of a command; `offset` is where its argument (or else its word) stands in the block."""

    name: str
    argument: str | None
    offset: int


class Command(NamedTuple):
    """`command`: READQ TS, DELAY, SEND MAP, GU ...; `options`: every word behind the verb in the order of the block."""

    language: str
    command: str
    options: tuple[Option, ...]

    def get(self, name: str) -> str | None:
        return next((option.argument for option in self.options if option.name == name), None)

    def has(self, name: str) -> bool:
        return any(option.name == name for option in self.options)

    def option(self, name: str) -> Option | None:
        return next((option for option in self.options if option.name == name), None)

    @property
    def segments(self) -> list[tuple[Option, ...]]:
        """The options of an EXEC DLI command by segment, each beginning with SEGMENT."""
        starts = [number for number, option in enumerate(self.options) if option.name == "SEGMENT"]
        return [self.options[start:end] for start, end in zip(starts, [*starts[1:], len(self.options)], strict=True)]


class Commands:
    """The grammar of commands and its memos."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._driver = Driver(data["table"])
        self._lexer = command_lexer(data)
        self._verbs: dict[str, dict[str, list[_Entry]]] = data["verbs"]
        self._names = {char: name for name, char in data["kinds"].items()}
        self._forms: dict[tuple[str, str], Form | Misfit] = {}
        self._checked: dict[tuple[str, tuple[str, ...]], str | Misfit] = {}

    def read(self, language: str, text: str, start: int) -> Command | Problem:
        """The command of a block: `text` is what stands behind the language, from the offset `start` on."""
        tokens = self._lexer.tokens(text.upper(), start)
        form, checked = self._examine(language, tokens)
        if isinstance(form, Misfit) or isinstance(checked, Misfit):
            return _problem(tokens, form, checked, start + len(text))
        return Command(language, checked, tuple(_options(tokens, form, text, start)))

    def problem(self, language: str, text: str, start: int) -> Problem | None:
        """What is wrong with a block: half the work of reading it."""
        tokens = self._lexer.tokens(text.upper(), start)
        form, checked = self._examine(language, tokens)
        return _problem(tokens, form, checked, start + len(text)) if isinstance(checked, Misfit) else None

    def _examine(self, language: str, tokens: Tokens) -> tuple[Form | Misfit, str | Misfit]:
        form = self._form(language, tokens.kinds)
        if isinstance(form, Misfit):
            return form, form
        texts = tokens.texts
        return form, self._check(language, tuple([texts[word] + "(" if first else texts[word] for word, first, _ in form]))

    def _form(self, language: str, kinds: str) -> Form | Misfit:
        key = (language, kinds)
        form = self._forms.get(key)
        if form is None:
            if len(self._forms) > _MAX_SHAPES:
                self._forms.clear()
            try:
                form = _form_of(self._driver.parse(kinds, _START[language]))
            except Rejected as rejected:
                form = Misfit(rejected.position, self._expected(kinds[: rejected.position], language))
            self._forms[key] = form
        return form

    def _expected(self, before: str, language: str) -> tuple[str, ...]:
        names = {self._names.get(kind, "") for kind in self._driver.possible(before, _START[language])}
        if "RPAR" in names:
            return (")",)
        if "NUMBER" in names:
            return ("an argument",)
        return ("an option", "(") if "LPAR" in names else ("an option",) if before else (f"a command of EXEC {language}",)

    def _check(self, language: str, words: tuple[str, ...]) -> str | Misfit:
        """The command that these words make; or else the word that does not fit and what was expected."""
        key = (language, words)
        checked = self._checked.get(key)
        if checked is None:
            if len(self._checked) > _MAX_SHAPES:
                self._checked.clear()
            checked = self._checked[key] = _check(self._verbs[language], language, words)
        return checked


_Entry = tuple[str, tuple[str, ...], dict[str, str] | None]  # name, qualifying words, options: with argument "(", without "", maybe "?"


def _check(verbs: dict[str, list[_Entry]], language: str, words: tuple[str, ...]) -> str | Misfit:
    names = [word.rstrip("(") for word in words]
    verb = names[0]
    if verb not in verbs:
        return Misfit(0, (*similar(verb, list(verbs)), f"a command of EXEC {language}, not {verb}"))
    entry = _entry(verbs[verb], names)
    if entry is None:
        wanted = list(dict.fromkeys(qualifiers[0] for _, qualifiers, _ in verbs[verb]))
        return Misfit(min(1, len(words) - 1), similar(names[-1 if len(names) == 1 else 1], wanted) or tuple(wanted))
    command, _, options = entry
    if options is None:
        return command
    for number, word in enumerate(words[1:], 1):
        name, has_argument = names[number], word[-1] == "("
        form = options.get(name)
        if form is None:
            known = [*options, *(qualifier for _, qualifiers, _ in verbs[verb] for qualifier in qualifiers)]
            return Misfit(number, (*similar(name, list(dict.fromkeys(known))), f"an option of EXEC {language} {command}, not {name}"))
        if form != "?" and has_argument != (form == "("):
            return Misfit(number, (f"{name} without an argument" if has_argument else f"an argument of {name}",))
    return Misfit(0, (f"{verb} without an argument",)) if words[0][-1] == "(" else command


def _entry(entries: list[_Entry], names: list[str]) -> _Entry | None:
    """The command whose qualifying words stand first; options may come in any order, SEND FROM(X) MAP(Y) is SEND MAP."""
    best, rank = None, (len(names), 0)
    for entry in entries:
        qualifiers = entry[1]
        if all(word in names[1:] for word in qualifiers):
            place = (names.index(qualifiers[0], 1) if qualifiers else len(names), -len(qualifiers))
            if place < rank or best is None:
                best, rank = entry, place
    return best


def _form_of(shape: Shape) -> Form:
    options = []
    for option in shape[1:]:
        argument = option[2] if len(option) > 2 else None
        options.append((option[1], argument[1] + 1 if argument else 0, argument[-1] if argument else 0))
    return tuple(options)


def _options(tokens: Tokens, form: Form, text: str, start: int) -> list[Option]:
    """The options with their arguments as written. The verb is none of them."""
    out, texts, offsets = [], tokens.texts, tokens.offsets
    for word, first, behind in form[1:]:
        if first:
            begin, end = offsets[first], offsets[behind]
            out.append(Option(texts[word], " ".join(text[begin - start : end - start].split()), begin))
        else:
            out.append(Option(texts[word], None, offsets[word]))
    return out


def _problem(tokens: Tokens, form: Form | Misfit, checked: str | Misfit, end: int) -> Problem:
    """The problem of a form that the grammar does not take, or of a word that the tables do not know."""
    assert isinstance(checked, Misfit)
    at, expected = checked.at if isinstance(form, Misfit) else form[checked.at][0], checked.expected
    texts, offsets = tokens.texts, tokens.offsets
    unclosed = at < len(texts) and texts[at] in ("'", '"')
    return Problem(offsets[at] if at < len(offsets) else end, ("the closing quotation mark",) if unclosed else expected)


@cache
def commands() -> Commands:
    """The grammar of commands of this process; loaded with the first block."""
    from cobolscan.syntax import tables

    return Commands(tables.load_exec("command"))
