"""Regexes that are kept between runs are the same regexes, and nothing depends on them."""

from __future__ import annotations

import marshal
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cobolscan.cli import warm

ROOT = Path(__file__).resolve().parents[2]
PATTERNS = [
    (r"(?P<year>\d{4})-(?P<month>\d\d)|(x)", re.IGNORECASE, "on 1997-03 X", "search"),
    (r"^\s*[A-ZÄÖ]+(?=-)|[^\W\d_]+$", re.MULTILINE | re.UNICODE, "  ÄB-1\nçé", "findall"),
    (rb"[\x80-\xff]+|a(?:b|c)*", 0, b"ab\xff\xfe", "findall"),
    (r"(?i:MOVE)\s+(\S+?)(?:\s+TO)\s+\1", 0, "Move A TO A", "fullmatch"),
    ("(" * 50 + "a" + ")" * 50, re.VERBOSE, "a", "match"),
]

pytestmark = pytest.mark.skipif(sys.version_info[:2] not in warm._KNOWN, reason="not for this Python")


def answer(pattern, text, method):
    found = getattr(pattern, method)(text)
    return found if isinstance(found, list) else (found.span(), found.groups(), found.groupdict())


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "cobolscan"


@pytest.mark.parametrize(("pattern", "flags", "text", "method"), PATTERNS)
def test_a_kept_regex_is_the_same(home, pattern, flags, text, method):
    usual = re._compiler.compile(pattern, flags)
    first = warm.Warm()
    made = first(pattern, flags)
    first.keep()
    again = warm.Warm()
    assert (pattern, int(flags)) in again._kept
    for other in (made, again(pattern, flags)):
        assert (other, other.flags, other.groups, other.groupindex) == (usual, usual.flags, usual.groups, usual.groupindex)
        assert answer(other, text, method) == answer(usual, text, method)


@pytest.mark.parametrize("content", [b"", b"rubbish", marshal.dumps([1]), marshal.dumps({("a", 0): (0, b"\1\0\0\0" * 9, 0, {}, ())})])
def test_a_spoilt_file_does_no_harm(home, content):
    home.mkdir()
    Path(warm.Warm()._path).write_bytes(content)
    assert warm.Warm()("a", 0).match("a")


def test_where_nothing_can_be_written_nothing_is_kept(home):
    home.parent.joinpath("cobolscan").touch()
    made = warm.Warm()
    assert made("a+", 0).match("aa")
    made.keep()


def test_a_wrong_regex_is_the_usual_error(home):
    with pytest.raises(re.error, match="unterminated"):
        warm.Warm()("(", 0)


def test_a_second_run_starts_from_what_the_first_kept(program, tmp_path):
    program("A.cbl", "CONTINUE.")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}
    outputs = {
        subprocess.run([sys.executable, "-m", "cobolscan", "scan", "A.cbl"], env=environment, capture_output=True, text=True).stdout
        for _ in range(2)
    }
    assert len(outputs) == 1 and "No findings." in outputs.pop()
