"""EXEC SQL: kinds of statements, tables, cursors, host variables, limits; and what is wrong."""

from pathlib import Path

import pytest

from cobolscan.syntax import exec_blocks
from cobolscan.syntax.exec_sql import SqlStatement, Whenever
from cobolscan.syntax.exec_tokens import Problem

HERE = Path(__file__).parent
ACCEPTED = (HERE / "sql_accepted.txt").read_text().splitlines()
REJECTED = (HERE / "sql_rejected.txt").read_text().splitlines()


def block(text):
    return f"EXEC SQL {text}\n END-EXEC"


def sql(text):
    statement = exec_blocks.read(block(text))
    assert isinstance(statement, SqlStatement), statement
    return statement


def hosts(text):
    return [(host.direction, host.name, host.indicator) for host in sql(text).host_variables]


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text):
    assert sql(text).kind


@pytest.mark.parametrize("text", REJECTED)
def test_rejected(text):
    problem = exec_blocks.read(block(text))
    assert isinstance(problem, Problem)
    assert problem.expected and len("EXEC SQL ") <= problem.offset <= len(block(text))


@pytest.mark.parametrize("text", ACCEPTED)
def test_a_statement_is_the_same_in_pieces(text):
    """Line ends and blanks where blanks are change nothing but places."""
    if "--" not in text:
        pieces = exec_blocks.read(f"EXEC SQL {text.replace(', ', ',').replace(' = ', '=')}  END-EXEC")
        whole = sql(text)
        assert isinstance(pieces, SqlStatement)
        assert (pieces.kind, pieces.reads, pieces.writes, pieces.cursor) == (whole.kind, whole.reads, whole.writes, whole.cursor)


@pytest.mark.parametrize("text", [text for text in ACCEPTED if "(" in text and "'" not in text and "--" not in text])
def test_without_a_parenthesis_it_is_rejected(text):
    place = text.rindex(")")
    assert isinstance(exec_blocks.read(block(text[:place] + text[place + 1 :])), Problem)


@pytest.mark.parametrize("text", [text for text in ACCEPTED if text.count("'") == 2 and "--" not in text and "/*" not in text])
def test_without_a_quote_it_is_rejected(text):
    place = text.rindex("'")
    problem = exec_blocks.read(block(text[:place] + text[place + 1 :]))
    assert isinstance(problem, Problem) and problem.expected == ("the closing quotation mark",)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT A INTO :A FROM T", "SELECT"),
        ("WITH X AS (SELECT 1 FROM D) SELECT A FROM X", "SELECT"),
        ("VALUES 1 INTO :A", "VALUES"),
        ("DECLARE C CURSOR FOR S", "DECLARE CURSOR"),
        ("DECLARE T TABLE (A INT)", "DECLARE TABLE"),
        ("BEGIN DECLARE SECTION", "BEGIN DECLARE SECTION"),
        ("END DECLARE SECTION", "END DECLARE SECTION"),
        ("EXECUTE IMMEDIATE :S", "EXECUTE IMMEDIATE"),
        ("SET :A = 1", "SET"),
        ("SET CURRENT SQLID = 'X'", "SET"),
        ("GET CURRENT DIAGNOSTICS :N = NUMBER", "GET DIAGNOSTICS"),
        ("CREATE TABLE T (A INT)", "CREATE TABLE"),
        ("LOCK TABLE T IN SHARE MODE", "LOCK TABLE"),
        ("COMMIT WORK", "COMMIT"),
        ("FETCH C INTO :A", "FETCH"),
        ("AT :DB COMMIT", "COMMIT"),
    ],
)
def test_kinds(text, kind):
    assert sql(text).kind == kind


def test_tables_that_are_read_and_written():
    statement = sql('INSERT INTO S.A SELECT * FROM B X, C LEFT JOIN D ON X.K = D.K WHERE E IN (SELECT F FROM "G H")')
    assert statement.writes == ("S.A",) and statement.reads == ("B", "C", "D", '"G H"')
    statement = sql("MERGE INTO T USING (SELECT A FROM U) X ON T.A = X.A WHEN MATCHED THEN DELETE")
    assert statement.writes == ("T",) and statement.reads == ("U",)
    assert sql("DELETE FROM T WHERE CURRENT OF C").writes == ("T",)
    assert sql("TRUNCATE TABLE T").writes == ("T",)
    assert sql("DECLARE S.T TABLE (A INT)").names == ("S.T",)


def test_common_tables_are_none():
    assert sql("WITH X (A) AS (SELECT A FROM T) SELECT A INTO :A FROM X, U").reads == ("T", "U")


def test_host_variables_with_their_directions():
    assert hosts("SELECT A, B INTO :A, :G.B:IND.B FROM T WHERE C = :C") == [
        ("out", "A", None),
        ("out", "G.B", "IND.B"),
        ("in", "C", None),
    ]
    assert hosts("FETCH C1 FOR :N ROWS INTO :A INDICATOR :I, : B :J") == [("in", "N", None), ("out", "A", "I"), ("out", "B", "J")]
    assert hosts("INSERT INTO T VALUES (:A, :B:I)") == [("in", "A", None), ("in", "B", "I")]
    assert hosts("SET :A = :B, (:C, :D) = (SELECT X, :E FROM T)") == [
        ("out", "A", None),
        ("in", "B", None),
        ("out", "C", None),
        ("out", "D", None),
        ("in", "E", None),
    ]
    assert hosts("CALL P (:A, :B)") == [("inout", "A", None), ("inout", "B", None)]
    assert hosts("GET DIAGNOSTICS :A = ROW_COUNT") == [("out", "A", None)]
    assert hosts("UPDATE T SET A = :A WHERE B = :B") == [("in", "A", None), ("in", "B", None)]
    assert hosts("EXECUTE S1 USING :A") == [("in", "A", None)]


def test_no_host_variable_in_text_and_comments():
    assert hosts("SELECT ':X', A::INT INTO :A -- :Y\n FROM T /* :Z */") == [("out", "A", None)]


def test_places_are_those_of_the_block():
    text = block("SELECT A\n INTO :A FROM T FETCH FIRST 10 ROWS ONLY")
    statement = exec_blocks.sql(text)
    assert text[statement.host_variables[0].offset :].startswith(":A FROM")
    assert text[statement.limits[0].offset :].startswith("10 ROWS")


def test_cursors():
    statement = sql("DECLARE C-1 SENSITIVE STATIC SCROLL CURSOR WITH HOLD WITH ROWSET POSITIONING FOR SELECT A FROM T WITH UR")
    assert statement.cursor == "C-1" and statement.isolation == "UR"
    assert statement.cursor_options == ("SENSITIVE", "STATIC", "SCROLL", "WITH HOLD", "WITH ROWSET POSITIONING")
    assert sql("OPEN C1 USING :A").cursor == "C1"
    assert sql("FETCH NEXT FROM C1 INTO :A").cursor == "C1"
    assert sql("CLOSE C1").cursor == "C1"
    assert sql("UPDATE T SET A = 1 WHERE CURRENT OF C1").cursor == "C1"
    assert sql("DECLARE C1 CURSOR FOR S1").prepared == "S1"
    assert sql("PREPARE S1 FROM :T").prepared == "S1"


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("SELECT A FROM T FETCH FIRST 10 ROWS ONLY", [("FETCH FIRST", "10")]),
        ("SELECT A FROM T FETCH FIRST ROW ONLY", [("FETCH FIRST", "1")]),
        ("SELECT A FROM T OPTIMIZE FOR 20 ROWS", [("OPTIMIZE FOR", "20")]),
        ("SELECT A FROM T FETCH NEXT 10 ROWS ONLY", [("FETCH NEXT", "10")]),
        ("SELECT A FROM T LIMIT 5, 20", [("LIMIT", "20")]),
        ("SELECT A FROM T LIMIT 5 OFFSET 10", [("LIMIT", "5"), ("OFFSET", "10")]),
        ("FETCH NEXT ROWSET FROM C FOR 100 ROWS INTO :A", [("FOR ROWS", "100")]),
        ("FETCH NEXT ROWSET FROM C FOR :N ROWS INTO :A", [("FOR ROWS", ":N")]),
        ("INSERT INTO T VALUES (:A) FOR 50 ROWS", [("FOR ROWS", "50")]),
        ("FOR :N INSERT INTO T VALUES (:A)", [("FOR", ":N")]),
    ],
)
def test_limits(text, limits):
    assert [(limit.clause, limit.number) for limit in sql(text).limits] == limits


def test_what_the_precompiler_does():
    assert sql("INCLUDE SQLCA").include == "SQLCA"
    assert sql("INCLUDE 'X.CPY'").include == "X.CPY"
    assert sql("WHENEVER NOT FOUND CONTINUE").whenever == Whenever("NOT FOUND", "CONTINUE", None)
    assert sql("WHENEVER SQLERROR GOTO 9000-ERR").whenever == Whenever("SQLERROR", "GO TO", "9000-ERR")
    assert sql("WHENEVER SQLERROR GO TO :X").whenever == Whenever("SQLERROR", "GO TO", ":X")
    assert sql("WHENEVER SQLWARNING DO PERFORM A").whenever == Whenever("SQLWARNING", "DO PERFORM", "A")
    assert sql("AT :DB SELECT A INTO :A FROM T").connection == ":DB"


def test_misspelt_words_are_suggested_first():
    problem = exec_blocks.read(block("INSERT INTO T (A) VALUS (1)"))
    assert problem.expected[0] == "VALUES"
    assert exec_blocks.read(block("SELEC A INTO :A FROM T")).expected[0] == "SELECT"


def test_a_problem_stands_where_it_is():
    text = block("SELECT A\n INTO :A\n FORM T")
    assert text[exec_blocks.problem(text).offset :].startswith("FORM")


def test_places_hold_beside_letters_that_upper_case_makes_two():
    text = "EXEC SQL SELECT STRAßE INTO :A FROM T LIMIT 5 END-EXEC"
    assert text[exec_blocks.sql(text).host_variables[0].offset :].startswith(":A FROM")


def test_sqlims_is_sql():
    assert exec_blocks.sql("EXEC SQLIMS SELECT A FROM P.S WHERE B = :B END-EXEC").reads == ("P.S",)
