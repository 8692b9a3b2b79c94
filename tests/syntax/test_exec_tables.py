"""The compiled tables of EXEC blocks, the driver against Lark, words against grammar; and that reading a block never raises."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cobolscan.syntax import compile as compiling
from cobolscan.syntax import exec_blocks, tables
from cobolscan.syntax.driver import Driver, Rejected
from cobolscan.syntax.exec_commands import Commands
from cobolscan.syntax.exec_sql import Statements
from cobolscan.syntax.words import FILLER

from .conftest import tree_of

HERE = Path(__file__).parent
LINES = [f"EXEC SQL {line} END-EXEC" for name in ("accepted", "rejected") for line in (HERE / f"sql_{name}.txt").read_text().splitlines()]
LINES += [f"EXEC {line} END-EXEC" for line in (HERE / "commands_accepted.txt").read_text().splitlines()]


@pytest.fixture(scope="module")
def fresh():
    return compiling.compile_exec_tables()


def test_the_tables_are_those_that_lark_compiles(fresh):
    import marshal

    for part in ("command", "sql"):
        assert tables.load_exec(part) == marshal.loads(fresh[part])


@pytest.mark.parametrize("name", ["command", "sql"])
def test_conflicts_are_the_reviewed_ones(name):
    """One is right: behind a phrase (CURRENT DATE X) a name may be an operand or the alias of the item; it is an operand."""
    known = {"sql": ["_operand : _operand_star _phrase | NAME QUOTED STRING", "_operand : _phrase | NAME QUOTED STRING"], "command": []}
    assert compiling.conflicts(*compiling.exec_grammar(name)) == known[name]


def lark_or_none(lark, kinds, names, rule):
    try:
        return compiling.lark_tree(lark, [(number, names[kind]) for number, kind in enumerate(kinds) if kind != FILLER], rule)
    except Exception as error:
        assert "Unexpected" in type(error).__name__
        return None


def shape_or_none(driver, kinds, rule):
    try:
        return driver.parse(kinds, rule)
    except Rejected:
        return None


@pytest.mark.parametrize("name", ["command", "sql"])
def test_the_driver_makes_what_lark_makes(name):
    data = tables.load_exec(name)
    lark = compiling.lark_parser(*compiling.exec_grammar(name))
    names = {char: kind for kind, char in data["kinds"].items()}
    reader = {"command": Commands, "sql": Statements}[name](data)
    for line in LINES:
        language, text = line.split(None, 2)[1], line.split(None, 2)[2].removesuffix(" END-EXEC")
        if (language == "SQL") != (name == "sql"):
            continue
        kinds = reader._lexer.tokens(text.upper(), 0).kinds
        rule = {"SQL": "sql", "CICS": "command", "DLI": "dli_command"}[language]
        if name == "sql":
            kinds = reader._fusion.sub(reader._fused, kinds)
        assert shape_or_none(Driver(data["table"]), kinds, rule) == lark_or_none(lark, kinds, names, rule), line


def test_words_and_grammar_agree():
    words = compiling.sql_words()
    text, terminals, _ = compiling.exec_grammar("sql")
    used = set(re.findall(r"\b[A-Z][A-Z_]+\b", re.sub(r"//.*", "", text)))
    looked_at = {part.lstrip("~>") for _, pattern in words.fused for part in pattern.split()}
    assert set(terminals) - used - looked_at == {"JUNK", "UNCLOSED"}
    results = {kind for kinds, _ in words.fused for kind in kinds.split()} - {"-"}
    assert not {word for word in words.spellings if word in results} - {"NAME", "ATOMIC", "SET_OPERATOR"}, "a fused kind that is a word too"


relaxed = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
PIECES = sorted({word for line in LINES for word in line.split()} | {"'", '"', ":", "(", ")", "--", "/*", "é", "\n", "\x00"})


@relaxed
@given(st.sampled_from(["SQL", "CICS", "DLI", "SQLIMS", "HTML"]), st.lists(st.sampled_from(PIECES), max_size=30))
def test_soup_of_words(language, words):
    text = f"EXEC {language} {' '.join(words)} END-EXEC"
    exec_blocks.described(text)
    problem = exec_blocks.problem(text)
    assert problem is None or 0 <= problem.offset <= len(text)


@relaxed
@given(st.sampled_from(LINES), st.integers(0, 400), st.integers(0, 20), st.sampled_from(["", *PIECES]))
def test_mutated_blocks(line, place, length, piece):
    place %= len(line)
    exec_blocks.read(line[:place] + piece + line[place + length :])


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "EXEC SQL SELECT A INTO :A FROM T WHERE B IN (" + ", ".join(map(str, range(n))) + ") END-EXEC",
        lambda n: "EXEC SQL SELECT " + "(" * n + "1" + ")" * n + " FROM T END-EXEC",
        lambda n: "EXEC SQL " + "ORDER " * n + "END-EXEC",
        lambda n: "EXEC CICS READ " + "FILE(X) " * n + "END-EXEC",
        lambda n: "EXEC CICS READ FILE(" + "X(" * n + ") END-EXEC",
        lambda n: "EXEC SQL SELECT '" + "A " * n + "END-EXEC",
    ],
)
def test_time_is_linear_in_the_length(make):
    def seconds(size):
        text = make(size)
        exec_blocks.read.cache_clear()
        start = time.process_time()
        exec_blocks.read(text)
        return time.process_time() - start

    exec_blocks.read(make(10))
    assert seconds(8_000) < 20 * seconds(2_000) + 0.05


def test_a_program_without_exec_loads_nothing():
    script = (
        "import sys\n"
        "from cobolscan.source.reader import read\n"
        "from cobolscan.syntax.parser import parse\n"
        "parse(read(b'       PROCEDURE DIVISION.\\n       P.\\n           DISPLAY 1.\\n', 'x.cbl'))\n"
        "print([name for name in sys.modules if name.startswith('cobolscan.syntax.exec')])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


HEAD = "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. T.\n       PROCEDURE DIVISION.\n       PA.\n           DISPLAY 1.\n"
TAIL = "       PB.\n           MOVE A TO B.\n           EXEC SQL COMMIT END-EXEC.\n           DISPLAY 2.\n"


@pytest.mark.parametrize("end", ["", ".", "\n           MOVE A TO B.", "\n           IF SQLCODE = 0 DISPLAY 3 END-IF."])
@pytest.mark.parametrize("block", ["EXEC SQL SELECT A INTO :A\n             FROM T", "EXEC CICS READ FILE('F')\n             INTO(X)"])
def test_a_block_that_is_not_closed_costs_that_block(block, end):
    tree = tree_of(f"{HEAD}           {block}{end}\n{TAIL}")
    assert len(tree.opaques) == 1
    assert (tree.opaques[0].line, tree.opaques[0].expected) == (7, ["END-EXEC"])
    assert tree.dump().count("display_statement") == (3 if "IF" in end else 2)
    assert tree.dump().count("paragraph_header") == 2
    assert "SQL COMMIT" in tree.dump()


def test_blank_lines_in_a_block_that_is_not_closed_cost_no_more_than_their_number():
    text = HEAD + "           EXEC SQL SELECT A\n" + "\n" * 100_000 + "             FROM T\n" + TAIL
    start = time.process_time()
    tree = tree_of(text)
    assert time.process_time() - start < 5
    assert tree.opaques


def test_a_problem_is_reported_on_its_line():
    tree = tree_of(HEAD + "           EXEC CICS READ FILE('F')\n               INTO(A)\n               RIDFLD1(K)\n           END-EXEC.\n")
    assert [(opaque.line, opaque.column, opaque.end_line) for opaque in tree.opaques] == [(8, 16, 9)]
