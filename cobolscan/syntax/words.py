"""The word lists of `grammars/words.toml`: which spelling is which kind, and which kinds fuse into one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from cobolscan.source import packaged

FILLER = "\x00"  # in a string of kinds: a token that belongs to the fused token before it
_FIRST_KIND = 0x100  # kinds are single characters from here on: none means anything to a regex


@dataclass(frozen=True)
class Words:
    """`spellings` maps a word in upper case to its kind's name; `soft` are kinds that may also be user-defined words."""

    spellings: dict[str, str]
    soft: frozenset[str]
    tokens: tuple[str, ...]
    fused: tuple[tuple[str, str], ...]

    @property
    def kinds(self) -> set[str]:
        return set(self.spellings.values()) | set(self.tokens) | {kind for kinds, _ in self.fused for kind in kinds.split() if kind != "-"}

    def plain(self, alphabet: dict[str, str]) -> dict[str, Any]:
        """The lists as the tokenizer uses them: spellings to characters, regexes over strings of kinds."""
        words = "".join(alphabet[kind] for kind in sorted(set(self.spellings.values())) if kind != "ALL")
        patterns = [
            ("".join(FILLER if kind == "-" else alphabet[kind] for kind in kinds.split()), _regex(parts, alphabet, words))
            for kinds, pattern in self.fused
            for parts in _literal_first(pattern.split())
        ]
        return {
            "spellings": {word: alphabet[kind] for word, kind in self.spellings.items()},
            "soft": "".join(sorted(alphabet[kind] for kind in self.soft)),
            "fused": patterns,
        }


@cache
def load() -> Words:
    import tomllib

    data = tomllib.loads(packaged.read_text("cobolscan.grammars", "words.toml"))
    hard, soft = data["hard"].split(), data["soft"].split()
    spellings = {word: word.replace("-", "_") for word in hard + soft}
    for word, meaning in data["synonyms"].items():
        spellings[word] = meaning.replace("-", "_")
    spellings |= data["relations"]
    for kind, shared in data["shared"].items():
        words = shared.split()  # ACUCOBOL, which has most of them, reads an underscore for a hyphen
        spellings |= dict.fromkeys(words + [word.replace("-", "_") for word in words], kind.replace("-", "_"))
    return Words(
        spellings,
        frozenset(word.replace("-", "_") for word in (*soft, *data["shared"], "X-CARD")),
        tuple(data["tokens"]["names"].split()),
        tuple((kind, pattern) for kind, pattern in data["fused"]["patterns"]),
    )


def alphabet(terminals: list[str]) -> dict[str, str]:
    """One character for each terminal."""
    return {name: chr(_FIRST_KIND + number) for number, name in enumerate(sorted(terminals))}


def _literal_first(parts: list[str]) -> list[list[str]]:
    """A pattern as several that begin with a kind, not with a choice or an option: a regex whose alternatives all begin with
    a literal character skips everything else in C."""
    if parts[0] == "(":
        close = _closing(parts)
        rest = parts[close + 1 :]
        choices = [[*choice, *rest] for choice in _choices(parts[1:close])]
    elif parts[1:2] == ["?"]:
        choices = [[parts[0], *parts[2:]], parts[2:]]
    else:
        return [parts]
    return [first for choice in choices for first in _literal_first(choice)]


def _closing(parts: list[str]) -> int:
    depth = 0
    for number, part in enumerate(parts):
        depth += (part == "(") - (part == ")")
        if depth == 0:
            return number
    raise ValueError(f"unbalanced pattern: {' '.join(parts)}")


def _choices(parts: list[str]) -> list[list[str]]:
    """The alternatives of a group without inner groups."""
    out: list[list[str]] = [[]]
    for part in parts:
        if part == "|":
            out.append([])
        else:
            out[-1].append(part)
    return out


def _regex(pattern: list[str], kinds: dict[str, str], words: str) -> str:
    """A fusion pattern as a regex over characters. See words.toml for the notation."""
    out = []
    for part in pattern:
        if part in ("(", "|", ")", "?", "*"):
            out.append({"(": "(?:"}.get(part, part))
        elif part == ".":
            out.append(f"[{words}]")
        elif part[0] == "~":
            out.append(f"[^{kinds[part[1:]]}]")
        elif part[0] == "<":
            out.append(f"(?<=[^{kinds[part[1:]]}].)")
        elif part[0] == ">":
            out.append(f"(?={''.join(kinds[name] for name in part[1:].split('.'))})")
        else:
            out.append(kinds[part])
    return "".join(out)


def spelled(kind: str) -> str:
    """A kind as a person writes it: END_IF is END-IF."""
    return re.sub(r"_", "-", kind)
