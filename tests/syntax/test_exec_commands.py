"""EXEC CICS and EXEC DLI: commands and their options by the tables."""

from pathlib import Path

import pytest

from cobolscan.syntax import exec_blocks
from cobolscan.syntax.compile import command_table
from cobolscan.syntax.exec_commands import Command
from cobolscan.syntax.exec_tokens import Problem
from cobolscan.syntax.tables import EXEC_FILES, grammar_sources

HERE = Path(__file__).parent
ACCEPTED = (HERE / "commands_accepted.txt").read_text().splitlines()
REJECTED = [line.split(" | ") for line in (HERE / "commands_rejected.txt").read_text().splitlines()]


def read(text):
    return exec_blocks.read(f"EXEC {text} END-EXEC")


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text):
    assert isinstance(read(text), Command), read(text)


@pytest.mark.parametrize(("text", "expected"), REJECTED)
def test_rejected(text, expected):
    problem = read(text)
    assert isinstance(problem, Problem)
    assert expected in problem.expected
    assert 0 < problem.offset <= len(text) + len("EXEC ") + 1


@pytest.mark.parametrize("text", ACCEPTED)
def test_without_a_parenthesis_it_is_rejected(text):
    if ")" in text:
        place = text.rindex(")")
        assert isinstance(read(text[:place] + text[place + 1 :]), Problem)


def test_options_with_their_arguments_and_places():
    text = "EXEC CICS READ FILE('F')\n  INTO( A OF\n B )  UPDATE LENGTH(LENGTH OF X) END-EXEC"
    command = exec_blocks.cics(text)
    assert (command.language, command.command) == ("CICS", "READ")
    assert [(option.name, option.argument) for option in command.options] == [
        ("FILE", "'F'"),
        ("INTO", "A OF B"),
        ("UPDATE", None),
        ("LENGTH", "LENGTH OF X"),
    ]
    assert command.get("INTO") == "A OF B" and command.has("UPDATE") and command.get("RESP") is None
    assert text[command.option("LENGTH").offset :].startswith("LENGTH OF X")
    assert text[command.option("INTO").offset :].startswith("A OF")


def test_options_stand_in_any_order():
    assert read("CICS SEND FROM(A) MAP('M')").command == "SEND MAP"
    assert read("CICS READQ QUEUE(Q) TD INTO(X)").command == "READQ TD"
    assert read("CICS GETNEXT EVENT(E) TIMER(T) BROWSETOKEN(B)").command == "GETNEXT EVENT"


def test_lower_case_and_execute():
    assert exec_blocks.cics("execute cics read file(f) into(x) end-exec").get("INTO") == "x"


def test_segments_of_dli():
    command = read("DLI GU USING PCB(1) SEGMENT(A) INTO(X) SEGMENT(B) WHERE(K = 'x)') LOCKED")
    assert command.language == "DLI"
    assert [[option.name for option in segment] for segment in command.segments] == [["SEGMENT", "INTO"], ["SEGMENT", "WHERE", "LOCKED"]]
    assert command.segments[1][1].argument == "K = 'x)'"


def test_system_programming_commands_take_any_option():
    assert read("CICS SET FILE(F) NEWEST-OPTION(X) ANOTHER").command == "SET"


def test_what_a_block_fills():
    assert exec_blocks.filled("EXEC CICS READ FILE(F) INTO(A(1)) END-EXEC") == ["A(1)"]
    assert exec_blocks.filled("EXEC CICS WRITE FILE(F) FROM(A) END-EXEC") == []


@pytest.mark.parametrize("language", ["CICS", "DLI"])
def test_the_tables_are_sound(language):
    table = command_table(grammar_sources(EXEC_FILES)[f"{language.lower()}.toml"])
    assert sum(map(len, table.values())) > {"CICS": 200, "DLI": 25}[language]
    for entries in table.values():
        assert len({qualifiers for _, qualifiers, _ in entries}) == len(entries)
        for command, _, options in entries:
            assert options is None or all(word.isalnum() for word in options), command


def test_other_languages_are_kept_whole():
    assert exec_blocks.read("EXEC HTML <p>( END-EXEC") is None
    assert exec_blocks.problem("EXEC HTML <p>( END-EXEC") is None
