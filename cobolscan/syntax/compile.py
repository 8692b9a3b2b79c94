"""Lark compiles the grammars; this module turns what it made into plain tables that load in milliseconds.

`tables.load()` is what the rest of the program calls. Lark is imported only here.
"""

from __future__ import annotations

import logging
import marshal
import re
import tomllib
from itertools import pairwise
from typing import Any

from lark import Lark, Token
from lark.lexer import Lexer
from lark.parsers.lalr_analysis import Shift

from cobolscan.syntax import segments
from cobolscan.syntax import words as word_lists
from cobolscan.syntax.tables import EXEC_FILES, GRAMMAR_FILES, grammar_sources, write_all

Conflicts = list[str]


class _NoLexer(Lexer):
    """Lark wants a lexer; tokens are made elsewhere, and a test feeds them in."""

    __future_interface__ = 2

    def __init__(self, lexer_conf: Any) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any) -> Any:
        return iter(lexer_state.text)


def lark_parser(text: str, terminals: list[str], starts: list[str]) -> Lark:
    """A Lark parser over ready-made tokens: `text` is the grammar, `terminals` are declared in front of it."""
    declared = "%declare " + " ".join(terminals) + "\n"
    return Lark(declared + text, parser="lalr", lexer=_NoLexer, start=starts, keep_all_tokens=True, maybe_placeholders=False)


def conflicts(text: str, terminals: list[str], starts: list[str]) -> Conflicts:
    """The shift/reduce conflicts that Lark resolves by shifting, as "rule : expansion | terminals" lines, sorted."""
    from lark.utils import logger

    messages: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    before, level = logger.handlers, logger.level
    logger.handlers = [Collect()]
    logger.setLevel(logging.DEBUG)
    try:
        declared = "%declare " + " ".join(terminals) + "\n"
        Lark(declared + text, parser="lalr", lexer=_NoLexer, start=starts, keep_all_tokens=True, maybe_placeholders=False, debug=True)
    finally:
        logger.handlers = before
        logger.setLevel(level)
    found: dict[str, set[str]] = {}
    for terminal, rule in pairwise(messages):
        match, reduced = re.match(r"Shift/Reduce conflict for terminal (\w+): ", terminal), re.match(r" \* <(.+)>", rule)
        if match and reduced:
            found.setdefault(_stable(reduced[1]), set()).add(match[1])
    return sorted(f"{rule} | {' '.join(sorted(kinds))}" for rule, kinds in found.items())


def _stable(rule: str) -> str:
    """A rule without the numbers that Lark gives to the rules it makes for x+ and x*, and without a template's arguments."""
    return re.sub(r"\{(\w+),[^}]*\}", r"{\1}", re.sub(r"__(\w+?)_(plus|star)_\d+", r"\1_\2", rule))


def _rules_of(text: str) -> list[str]:
    return re.findall(r"^\??([a-z]\w*)(?=\s*:)", text, re.MULTILINE)


def phrase_grammar() -> tuple[str, list[str], list[str]]:
    """Text, terminals and start rules of the phrase grammar: every rule that is not used by another is a start rule."""
    text = "\n".join(grammar_sources()[name] for name in ("expression.lark", "data.lark", "procedure.lark"))
    words = word_lists.load()
    bodies = re.sub(r"^\??_?[a-z]\w*(?=\s*:)|//.*|->\s*\w+", " ", text, flags=re.MULTILINE)
    used = set(re.findall(r"\b_?[a-z]\w*", bodies))
    starts = [rule for rule in _rules_of(text) if rule not in used]
    return text, sorted(words.kinds), starts


def skeleton_grammar() -> tuple[str, list[str], list[str]]:
    text = grammar_sources()["skeleton.lark"]
    return text, sorted(set(re.findall(r"\b[A-Z][A-Z_]+\b", re.sub(r"//.*", "", text)))), ["sentence"]


def compile_tables() -> dict[str, Any]:
    """All tables, ready for marshal: {"kinds": ..., "phrase": ..., "skeleton": ...}."""
    text, terminals, starts = phrase_grammar()
    alphabet = word_lists.alphabet(terminals)
    skeleton_text, classes, skeleton_starts = skeleton_grammar()
    class_alphabet = word_lists.alphabet(classes)
    return {
        "kinds": alphabet,
        "classes": class_alphabet,
        "phrase": plain_tables(lark_parser(text, terminals, starts), alphabet),
        "skeleton": plain_tables(lark_parser(skeleton_text, classes, skeleton_starts), class_alphabet),
        "words": word_lists.load().plain(alphabet),
        "cutting": segments.plain(alphabet),
    }


def plain_tables(parser: Lark, alphabet: dict[str, str]) -> dict[str, Any]:
    """Lark's parse table in integers: action >= 0 shifts to that state, < 0 reduces by rule ~action; "" is the end of input.

    States and rules are numbered as they are met from the start states on, so that equal grammars give equal tables.
    """
    table = parser.parser.parser._parse_table
    starts = sorted((str(name), state) for name, state in table.start_states.items())
    numbers: dict[Any, int] = {state: number for number, (_, state) in enumerate(starts)}
    rules: dict[Any, int] = {}
    actions: list[dict[str, int]] = []
    gotos: list[dict[str, int]] = []
    todo = [state for _, state in starts]
    for state in todo:  # grows as states are met
        actions.append({})
        gotos.append({})
        for symbol, (action, argument) in sorted(table.states[state].items(), key=lambda entry: str(entry[0])):
            key = "" if str(symbol) == "$END" else alphabet.get(str(symbol))
            if action is not Shift:
                actions[-1][str(key)] = ~rules.setdefault(argument, len(rules))
                continue
            if argument not in numbers:
                numbers[argument] = len(numbers)
                todo.append(argument)
            if key is None:
                gotos[-1][str(symbol)] = numbers[argument]
            else:
                actions[-1][key] = numbers[argument]
    return {
        "actions": actions,
        "gotos": gotos,
        "rules": [_plain_rule(rule) for rule in rules],
        "starts": {name: numbers[state] for name, state in starts},
        "ends": {str(name): numbers[state] for name, state in sorted(table.end_states.items(), key=lambda entry: str(entry[0]))},
    }


def _plain_rule(rule: Any) -> tuple[str, int, str, bool, bool]:
    """(left-hand side, length, name of the node, inline its children into the parent, drop it when it has one child)."""
    origin = str(rule.origin.name)
    name = str(rule.alias) if rule.alias else origin
    inline = origin.startswith("_") and not rule.alias
    return origin, len(rule.expansion), name, inline, bool(rule.options.expand1 and not rule.alias)


def lark_tree(parser: Lark, kinds: list[tuple[int, str]], start: str) -> Any:
    """What Lark itself makes of (token number, terminal) pairs, in the shape of the driver's trees: the tests compare both."""
    interactive = parser.parse_interactive(start=start)
    for number, terminal in kinds:
        interactive.feed_token(Token(terminal, number))
    return _as_shape(interactive.feed_eof(Token("$END", "")))  # type: ignore[no-untyped-call]


def _as_shape(tree: Any) -> Any:
    if isinstance(tree, Token):
        return int(tree.value)
    return (str(tree.data), *(_as_shape(child) for child in tree.children))


def exec_grammar(name: str) -> tuple[str, list[str], list[str]]:
    """Text, terminals and start rules of the grammar of commands ("command") or of SQL ("sql")."""
    text = grammar_sources(EXEC_FILES)[f"exec_{name}.lark"]
    terminals = set(re.findall(r"\b[A-Z][A-Z_]+\b", re.sub(r"//.*", "", text)))
    if name == "command":
        return text, sorted(terminals | {"JUNK", "UNCLOSED"}), ["command", "dli_command"]
    return text, sorted(terminals | sql_words().kinds), ["sql"]


def sql_words() -> word_lists.Words:
    """The words of SQL: the grammar's terminals that are no tokens, and those that sql.toml adds."""
    sources = grammar_sources(EXEC_FILES)
    data = tomllib.loads(sources["sql.toml"])
    tokens, shared = data["tokens"].split(), data["shared"]
    fused = [(kinds, pattern) for kinds, pattern in data["fused"]["patterns"]]
    parts = {part.lstrip("~>") for _, pattern in fused for part in re.findall(r"[~>]?[A-Z_]+", pattern)}
    terminals = set(re.findall(r"\b[A-Z][A-Z_]+\b", re.sub(r"//.*", "", sources["exec_sql.lark"])))
    results = {kind for kinds, _ in fused for kind in kinds.split()}
    plain = (terminals | parts) - set(tokens) - set(shared) - (results - parts)
    spellings = {word: word for word in plain if word not in results or word in parts}
    for kind, words in shared.items():
        spellings |= dict.fromkeys(words.split(), kind)
    return word_lists.Words(spellings, frozenset(spellings.values()) - set(data["reserved"].split()), tuple(tokens), tuple(fused))


def sql_fallback(kinds: dict[str, str]) -> dict[str, str]:
    """What a word is taken for where it does not fit: a phrase word beside an operand, or a name."""
    data = tomllib.loads(grammar_sources(EXEC_FILES)["sql.toml"])
    fallback = dict.fromkeys((kinds[kind] for kind in sorted(sql_words().soft)), kinds["NAME"])
    return fallback | dict.fromkeys((kinds[kind] for kind in data["phrases"].split()), kinds["PHRASE"])


def compile_exec_tables() -> dict[str, Any]:
    """The tables of EXEC blocks, marshalled each for itself."""
    sources = grammar_sources(EXEC_FILES)
    text, terminals, starts = exec_grammar("command")
    kinds = word_lists.alphabet(terminals)
    command = {
        "kinds": kinds,
        "table": _shared(plain_tables(lark_parser(text, terminals, starts), kinds)),
        "verbs": {language: command_table(sources[f"{language.lower()}.toml"]) for language in ("CICS", "DLI")},
    }
    text, terminals, starts = exec_grammar("sql")
    kinds = word_lists.alphabet(terminals)
    sql = {
        "kinds": kinds,
        "table": _shared(plain_tables(lark_parser(text, terminals, starts), kinds)),
        "words": sql_words().plain(kinds),
        "fallback": sql_fallback(kinds),
    }
    return {"command": marshal.dumps(command, 4), "sql": marshal.dumps(sql, 4)}


def _shared(tables: dict[str, Any]) -> dict[str, Any]:
    """The same tables with equal rows as one object: marshal writes and loads each once."""
    rows: dict[str, Any] = {}
    for part in ("actions", "gotos"):
        tables[part] = [rows.setdefault(repr(row), row) for row in tables[part]]
    return tables


def command_table(text: str) -> dict[str, list[tuple[str, tuple[str, ...], dict[str, str] | None]]]:
    """Verb to its commands: name, qualifying words, options with "(" where an argument must follow, "?" where it may, else ""."""
    data = tomllib.loads(text)
    lists = {name: words.split() for name, words in data["lists"].items()}

    def option(word: str) -> tuple[str, str]:
        return (word[:-2], "(" if word[-2] == "(" else "?") if word[-1] in ")]" else (word, "")

    def options(words: list[str]) -> dict[str, str]:
        out: dict[str, str] = {}
        for word in words:
            out |= options(lists[word[1:]]) if word[0] == "@" else dict([option(word)])
        return out

    table: dict[str, list[tuple[str, tuple[str, ...], dict[str, str] | None]]] = {}
    for command, words in [*((name, None) for name in data["loose"]), *data["commands"].items()]:
        verb, *qualifying = command.split()
        names = [option(word)[0] for word in qualifying]
        allowed = None if words is None else options([*data["common"].split(), *qualifying, *words.split()])
        table.setdefault(verb, []).append((" ".join([verb, *names]), tuple(names), allowed))
    return table


def main() -> None:
    write_all()


__all__ = [
    "GRAMMAR_FILES",
    "compile_exec_tables",
    "compile_tables",
    "conflicts",
    "exec_grammar",
    "lark_parser",
    "lark_tree",
    "phrase_grammar",
    "skeleton_grammar",
]

if __name__ == "__main__":
    main()
