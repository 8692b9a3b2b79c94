"""Comments that are addressed to cobolscan: what is read, and what is told to be unreadable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobolscan.source import reader, suppressions
from cobolscan.source.suppressions import SuppressionComment


def read(*lines: str) -> list[SuppressionComment]:
    text = "".join(f"{line}\n" for line in ("identification division.", "program-id. p.", *lines))
    return suppressions.read(reader.read(text.encode(), "P.cob", "free"))


def one(comment: str) -> SuppressionComment:
    (found,) = read(comment)
    return found


@pytest.mark.parametrize(
    ("comment", "verb", "reach", "words", "reason", "until"),
    [
        ("*> cobolscan: ignore[LIM001]", "ignore", "next", ("LIM001",), "", None),
        ("*>cobolscan:ignore[LIM001]reason", "ignore", "next", ("LIM001",), "reason", None),
        ("*> CobolScan : Ignore-File [ LIM001 , mag ]: why not?", "ignore", "file", ("LIM001", "mag"), "why not?", None),
        ("*> cobolscan: fixme-start(LIM001 LIM001 wait)", "fixme", "start", ("LIM001", "wait"), "", None),
        ("*> cobolscan: ignore-end", "ignore", "end", (), "", None),
        ("*> cobolscan: ignore-end[LIM]", "ignore", "end", ("LIM",), "", None),
        ("*> cobolscan: ignore[LIM] (see OPS-1)", "ignore", "next", ("LIM",), "(see OPS-1)", None),
        ("*> cobolscan: ignore[LIM] until=2031-02-28 the plan", "ignore", "next", ("LIM",), "the plan", "2031-02-28"),
        ("*> cobolscan: ignore[LIM] the plan; until: 2031-02-28.", "ignore", "next", ("LIM",), "the plan", "2031-02-28"),
        ("*> cobolscan: ignore[LIM] the plan, UNTIL 2031-02-28, of Ada", "ignore", "next", ("LIM",), "the plan of Ada", "2031-02-28"),
        ("*> cobolscan: ignore[LIM] until the plan is done", "ignore", "next", ("LIM",), "until the plan is done", None),
        ("*> ---- cobolscan: ignore[LIM] boxed ---- *", "ignore", "next", ("LIM",), "boxed", None),
        ("move 1 to x *> cobolscan: ignore[LIM] beside", "ignore", "next", ("LIM",), "beside", None),
    ],
)
def test_what_is_read(comment, verb, reach, words, reason, until):
    found = one(comment)
    assert (found.verb, found.reach, found.words, found.reason, found.until) == (verb, reach, words, reason, until)
    assert found.problem is None
    assert found.beside is comment.startswith("move")
    assert comment[found.column - 1 : found.end_column - 1] == found.text


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("*> cobolscan:", "ignore or fixme must follow the colon"),
        ("*> cobolscan: LIM001", "ignore or fixme must follow the colon"),
        ("*> cobolscan: fixem[LIM]", 'ignore or fixme must follow the colon (did you mean "fixme"?)'),
        ("*> cobolscan: ignore", "it names no rule: ignore[CODE]"),
        ("*> cobolscan: ignore-file all", "it names no rule: ignore-file[CODE]"),
        ("*> cobolscan: ignore-end[]", "it names no rule: ignore-end[CODE]"),
        ("*> cobolscan: ignore-next[LIM]", "there is no ignore-next"),
        ("*> cobolscan: ignore-line[LIM]", "there is no ignore-line"),
        ("*> cobolscan: ignore[LIM", "the list of rules is not closed (what stands behind column 72 is no comment: use a second one)"),
        ("*> cobolscan: ignore[LIM] until=20310228", '"until=20310228" is no date: until=YYYY-MM-DD'),
        ("*> cobolscan: ignore[LIM] ok until 31.12.2031", '"until=31.12.2031" is no date: until=YYYY-MM-DD'),
        ("*> cobolscan: ignore[LIM] ok, until 2031/12/31.", '"until=2031/12/31" is no date: until=YYYY-MM-DD'),
        ("*> cobolscan: ignore[LIM] until 20311231 ok", '"until=20311231" is no date: until=YYYY-MM-DD'),
        ("*> cobolscan: ignore[LIM] until=", '"until=" is no date: until=YYYY-MM-DD'),
        ("*> cobolscan: ignore[LIM] until=2031-01-01 until=2032-01-01", "two dates until which it holds"),
        (f"*> cobolscan: ignore[{','.join(f'L{n}' for n in range(101))}]", "more than 100 rules"),
        ("*> as agreed. cobolscan: ignore[LIM]", 'it must begin the comment, with a colon: "cobolscan: ignore[CODE] reason"'),
        ("*> cobolscan ignore[LIM]", 'it must begin the comment, with a colon: "cobolscan: ignore[CODE] reason"'),
    ],
)
def test_what_cannot_be_read(comment, problem):
    assert one(comment).problem == problem


@pytest.mark.parametrize("column", range(58, 78))
def test_a_date_behind_the_last_column_does_not_vanish(column):
    """Without its `until` the comment would hold for ever."""
    line = "      * cobolscan: ignore[LIM001] the switch is slow".ljust(column) + "until=2031-12-31"
    text = f"       IDENTIFICATION DIVISION.\n       PROGRAM-ID. P.\n{line}\n"
    (found,) = suppressions.read(reader.read(text.encode(), "P.cbl", "fixed"))
    assert found.problem is not None, "the date is cut, or gone"
    assert found.problem.startswith(('"until=', "the date until which it holds stands behind"))
    (found,) = suppressions.read(reader.read(text.replace("until=2031-12-31", "CR2031".rjust(78 - column)).encode(), "P.cbl", "fixed"))
    assert found.problem is None


def test_what_is_not_meant_for_us():
    assert read("*> cobolscan finds this", "display 'cobolscan: ignore'", "*> see cobolscan.toml", "*> cobolscanner: ignore[LIM]") == []


BEGINNINGS = ["", "ignore", "fixme[", "ignore[LIM]"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60), st.sampled_from(BEGINNINGS))
def test_any_text_is_either_read_or_told(text: str, begin: str) -> None:
    for found in read(f"*> cobolscan: {begin}{text}"):
        assert found.problem or found.words or found.reach == "end"
        assert found.column < found.end_column


@given(st.text("abcLIM01-, \t", max_size=20), st.text("abc .,", max_size=20), st.booleans())
def test_a_list_and_a_reason_come_back(listed: str, reason: str, upper: bool) -> None:
    words = tuple(dict.fromkeys(listed.replace(",", " ").split()))
    comment = f"cobolscan: ignore[{listed}] {reason}"
    found = one(f"*> {comment.upper() if upper else comment}")
    if words:
        assert found.words == (tuple(dict.fromkeys(word.upper() for word in words)) if upper else words)
        assert found.reason.lower() == " ".join(reason.strip(" .,").split())
    else:
        assert found.problem == "it names no rule: ignore[CODE]"
