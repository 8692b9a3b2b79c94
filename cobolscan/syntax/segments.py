"""How strings of kinds are cut: into entries, sentences and the segments of a sentence. The lists are in words.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cobolscan.source import packaged
from cobolscan.syntax.words import FILLER


@dataclass(frozen=True)
class Cutting:
    """Regexes and look-ups over kinds; made from `[segments]` and `[entries]` and one alphabet."""

    starts: dict[str, str]  # first kind of a segment -> start rule
    classes: dict[str, str]  # first kind of a segment -> its class's name
    heads: dict[str, str]  # first kind of an entry -> start rule
    openers: dict[str, str]
    segment: re.Pattern[str]
    entry: re.Pattern[str]
    sentence: re.Pattern[str]


def plain(kinds: dict[str, str]) -> dict[str, object]:
    """What `Cutting` is made from, in characters: stored with the compiled tables."""
    import tomllib

    data = tomllib.loads(packaged.read_text("cobolscan.grammars", "words.toml"))
    rows = [line.split() for part in ("verbs", "phrases") for line in data["segments"][part].strip().splitlines()]
    rows += [[end, "end_scope", end if end in _scopes() else "SIMPLE"] for end in data["segments"]["terminators"].split()]
    soft = set(data["soft"].split())
    return {
        "starts": {kinds[kind]: rule for kind, rule, _ in rows},
        "classes": {kinds[kind]: name for kind, _, name in rows},
        "soft_starters": "".join(kinds[kind] for kind, _, _ in rows if kind.replace("_", "-") in soft and not kind.startswith("END_")),
        "operand_follows": "".join(kinds[kind] for kind in data["segments"]["operand_follows"].split()),
        "suppressing": "".join(kinds[kind] for kind in data["segments"]["suppressing"].split()),
        "heads": {kinds[kind]: rule for kind, rule in _pairs(data["entries"]["heads"])},
        "soft_heads": "".join(kinds[kind] for kind, _ in _pairs(data["entries"]["heads"]) if kind.replace("_", "-") in soft),
        "openers": {kinds[kind]: rule for kind, rule in _pairs(data["entries"]["openers"])},
    }


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(line.split()[0], line.split()[1]) for line in text.strip().splitlines()]


def _scopes() -> set[str]:
    text = packaged.read_text("cobolscan.grammars", "skeleton.lark")
    return set(re.findall(r"\bEND_[A-Z]+", text))


def cutting(data: dict[str, object], kinds: dict[str, str]) -> Cutting:
    starts: dict[str, str] = data["starts"]  # type: ignore[assignment]
    soft: str = data["soft_starters"]  # type: ignore[assignment]
    follows: str = data["operand_follows"]  # type: ignore[assignment]
    heads: dict[str, str] = data["heads"]  # type: ignore[assignment]
    starters = "".join(starts)
    period, alone = kinds["PERIOD"], kinds["COPY"] + kinds["REPLACE"]
    execs = "".join(kinds[name] for name in ("EXEC_SQL", "EXEC_CICS", "EXEC_DLI", "EXEC_OTHER"))
    stop = period + alone + execs + "".join(heads)
    level_and_name = f"(?<={kinds['INT']})[{data['soft_heads']}]"  # 05 REMARKS PIC X: here the word heads no paragraph
    # XML GENERATE ... SUPPRESS x WHEN ZERO: this WHEN begins no segment
    figurative = "".join(kinds[name] for name in ("ZERO", "SPACE", "LOW_VALUE", "HIGH_VALUE"))
    unit = kinds["END_UNIT"]
    inside = f"[^{starters}{period}]"
    generate = f"[{data['suppressing']}]{inside}*(?:{kinds['SUPPRESS']}(?:{inside}|{kinds['WHEN']}(?=[{figurative}]))*)*"
    header = f"[{kinds['NAME']}{kinds['INT']}][{period}{kinds['SECTION']}]"
    return Cutting(
        starts,
        data["classes"],  # type: ignore[arg-type]
        heads,
        data["openers"],  # type: ignore[arg-type]
        re.compile(f"{generate}|[{starters}](?:{inside}|(?<=[{follows}])[{soft}])*"),
        re.compile(
            f"[{alone}]{FILLER}*|[{execs}]{period}?|[^{stop}]*(?:{level_and_name}[^{stop}]*)*{period}|[{''.join(heads)}][^{stop}]*{period}?|[^{stop}]+"
        ),
        # up to the period or END PROGRAM; a COPY or EXEC block before a header ends a sentence too, for its own period is part of it
        re.compile(
            f"(?=.){unit}?(?:[^{period}{alone}{execs}{unit}]++|[{alone}{execs}]{FILLER}*+(?!{header}))*+(?:{period}|[{alone}{execs}]{FILLER}*+)?"
        ),
    )
