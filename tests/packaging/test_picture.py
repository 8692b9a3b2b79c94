"""The picture shows what the tool prints. When it does not any more: python docs/picture.py"""

from __future__ import annotations

import importlib.util
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def picture():
    spec = importlib.util.spec_from_file_location("picture", ROOT / "docs" / "picture.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def drawn(picture):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return picture.draw(picture.shown())


def test_its_words_are_those_of_a_scan(picture, drawn):
    shipped = picture.words(picture.PICTURE.read_text(encoding="utf-8"))
    assert shipped == picture.words(drawn), "python docs/picture.py makes it anew"
    assert shipped.count("fixtures/story/TRNPOOL.CBL:") >= picture.FRAMES and "$ cobolscan scan fixtures/story" in shipped


def test_the_command_line_prints_them_too(picture, run, monkeypatch):
    """The picture asks the engine: what it shows is what a person sees who types its command."""
    monkeypatch.chdir(ROOT)
    printed = run(*picture.COMMAND.split()[1:], "--no-git").out.splitlines()
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in picture.shown()]
    assert len(lines) > 20 and printed[: len(lines)] == lines


def test_it_is_the_same_each_time_and_asks_nobody_for_anything(picture, drawn, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert picture.draw(picture.shown()) == drawn
    assert picture.PICTURE.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "").count("://") == 0
    ElementTree.fromstring(drawn)
