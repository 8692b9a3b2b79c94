"""Which line of HEAD a line of the work tree is; patches; names; and what a commit says, from its bytes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cobolscan.history.git import committed, patches
from cobolscan.history.git.commits import read
from cobolscan.history.git.committed import line_map
from cobolscan.history.git.origin import CHANGED, CREATED, Run, is_rewritten, line_of
from cobolscan.history.git.patches import Hunk, kept, replaced
from cobolscan.history.git.quoting import unquoted

TEXT = st.lists(st.sampled_from([b"a", b"b", b"c", b"", b"d e", b"de"]), max_size=12).map(b"\n".join)


SLOWLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOWLY
@given(TEXT, TEXT)
def test_what_is_mapped_is_equal_and_in_order(old, new):
    found = line_map(old, new)
    before, after = (text.split(b"\n") for text in (old, new))
    assert len(found) == len(after) - (new.endswith(b"\n") or not new)
    for line, at in enumerate(found):
        assert not at or before[at - 1].replace(b" ", b"") == after[line].replace(b" ", b"")
    there = [at for at in found if at]
    assert there == sorted(set(there))


@SLOWLY
@given(st.integers(0, 20), st.integers(0, 5), st.integers(0, 5))
def test_an_edit_in_one_place_keeps_all_the_others(at, gone, come):
    old = [b"line %d" % n for n in range(30)]
    new = old[:at] + [b"new %d" % n for n in range(come)] + old[at + gone :]
    found = line_map(b"\n".join(old) + b"\n", b"\r\n".join(new))
    assert found == [*range(1, at + 1), *[0] * come, *range(at + gone + 1, 31)]


def test_two_edits_and_lines_that_are_not_unique():
    old = b"if\nx\nend\nif\ny\nend\nif\nz\nend\n"
    new = b"if\nx\nNEW\nend\nif\ny\nend\nif\nz2\nend\n"
    assert line_map(old, new) == [1, 2, 0, 3, 4, 5, 6, 7, 0, 9]


def test_areas_within_areas_have_a_bound(monkeypatch):
    """Each level costs a look at all lines; what lies deeper counts as edited."""
    layers = [b"a%d" % n for n in range(30)]
    old, new = [*layers, b"x", *layers[::-1]], [*layers, b"y", b"x", b"y", *layers[::-1]]
    for n in range(30):  # line n is unique only between the lines n - 1
        old[n + 1 : n + 1], new[n + 1 : n + 1] = [b"o%d" % n], [b"n%d" % n]
    deep = line_map(b"\n".join(old), b"\n".join(new))
    monkeypatch.setattr(committed, "_DEEPEST", 0)
    flat = line_map(b"\n".join(old), b"\n".join(new))
    assert sum(map(bool, flat)) < sum(map(bool, deep))


def test_patches_whose_text_looks_like_more():
    name = b"1" * 40
    body = b"--- /dev/null\n+++ b/evil\n@@ -1 +1 @@\n" + name + b"\n"
    lines = body.splitlines()
    removed = b"".join(b"-" + line + b"\n" for line in lines)
    added = b"".join(b"+" + line + b"\n" for line in lines)
    stream = b"%s\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,4 +1,4 @@ f\n%s\\ No newline at end of file\n%s@@ -9 +9,0 @@\n-x\n" % (
        name,
        removed,
        added,
    )
    stream += b"2" * 40 + b"\n"
    for size in (1, 7, 10_000):
        chunks = [stream[at : at + size] for at in range(0, len(stream), size)]
        first, second = patches.read(chunks)
        assert (first.commit, first.hunks) == (name.decode(), {b"x": [Hunk(1, 4, 1, 4), Hunk(9, 1, 9, 0)]})
        assert (second.commit, second.hunks) == ("2" * 40, {})
    found = replaced(stream, b"x", 2)
    assert (found.old, found.at, found.removed, found.added) == (1, 1, lines, lines)
    assert replaced(stream, b"x", 5) is None and replaced(stream, b"evil", 1) is None


def test_a_line_without_end_takes_no_memory():
    chunks = iter([b"1" * 40 + b"\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-", *[b"x" * 100_000] * 50, b"\n+y\n"])
    (patch,) = patches.read(chunks)
    assert patch.hunks == {b"x": [Hunk(1, 1, 1, 1)]}


def test_what_hunks_leave():
    assert list(kept([Hunk(2, 1, 2, 2), Hunk(5, 0, 7, 1)], 6)) == [(0, 0, 1), (2, 3, 3), (5, 7, 1)]


@pytest.mark.parametrize(("shown", "name"), [(b"a b", b"a b"), (rb'"a\tb\303\274\"\\\n"', b'a\tb\xc3\xbc"\\\n'), (b'"', b'"')])
def test_quoted_names(shown, name):
    assert unquoted(shown) == name


def test_runs():
    runs = [Run(2, "a", CHANGED), Run(1, "b", CREATED)]
    assert [line_of(runs, line) for line in (0, 1, 2, 3, 4)] == [None, runs[0], runs[0], runs[1], None]
    assert is_rewritten(100, 80, 100, 80) and not is_rewritten(100, 79, 100, 80) and not is_rewritten(19, 19, 100, 100)


@SLOWLY
@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_commit_can_be_read(head, message):
    read("a" * 40, b"author " + head + b"\n\n" + message)
    read("a" * 40, b"author A <a@b> 99999999999999 +9999\nencoding punycode\n\n" + message)


@pytest.mark.parametrize(
    ("line", "authors", "date"),
    [
        (b"author Ann Reed <a@b.example> 1000000000 +0000", ("Ann Reed",), "2001-09-09"),
        (b"author Ann Reed <a@b.example> 1000000000 -0200", ("Ann Reed",), "2001-09-08"),
        (b"author  <> 1000000000 +0000", (), "2001-09-09"),
        (b"author Ann <x> Reed <a@b.example> -1 +0000", ("Ann",), "1969-12-31"),
        (b"author (no author) <(no author)@0000> 1 +0000", (), "1970-01-01"),
        (b"author 12345 <> 1 +0000", (), "1970-01-01"),
        (b"author Ann Reed <a@b.example> 999999999999 +0000", ("Ann Reed",), ""),
    ],
)
def test_who_and_when(line, authors, date):
    commit = read("a" * 40, b"tree 1\n" + line + b"\ncommitter B <b> 1 +0000\n\n one\ntwo \n\nthree")
    assert (commit.authors, commit.date, commit.subject) == (authors, date, "one two")
