"""Which names an item can hold where it is called."""

import pytest

DATA = """
01 TR PIC X.
01 PGM PIC X(8) VALUE 'SUBA'.
01 PGM2 PIC X(8).
01 FOUR PIC X(4).
01 G.
   05 IN-G PIC X(8).
01 R REDEFINES G PIC X(8).
01 T PIC X(8).
   88 T-SUBA VALUE 'SUBA' FALSE 'SUBF'.
78 K VALUE 'SUBK'.
01 LOOP-A PIC X(8).
01 LOOP-B PIC X(8).
"""


def held(cobol, procedure):
    tested = cobol(procedure.replace(". ", ".\n"), DATA)
    call = next(s for s in tested.statements if s.name == "call_statement" and s.words[1] != "'Y'")
    found = tested.values.texts.of(call.children[0], call)
    return sorted(literal.spelling.rstrip() for literal, _ in found.literals), found.unknown


@pytest.mark.parametrize(
    ("procedure", "names"),
    [
        ("M. CALL 'SUBX'.", ["SUBX"]),
        ("M. CALL K.", ["SUBK"]),
        ("M. CALL PGM.", ["SUBA"]),
        ("M. IF TR = 'A' MOVE 'SUBB' TO PGM2 ELSE MOVE 'SUBC' TO PGM2 END-IF. CALL PGM2.", ["SUBB", "SUBC"]),
        ("M. EVALUATE TR WHEN 'A' MOVE 'SUBB' TO PGM2 WHEN 'B' MOVE 'SUBC' TO PGM2 END-EVALUATE. CALL PGM2.", ["SUBB", "SUBC"]),
        ("M. IF TR = 'A' MOVE 'SUBB' TO PGM END-IF. CALL PGM.", ["SUBA", "SUBB"]),
        ("M. MOVE 'SUBB' TO PGM. CALL PGM.", ["SUBB"]),
        ("M. MOVE 'SUBB' TO PGM2. PERFORM P2. CALL PGM2. GOBACK. P2. MOVE 'SUBD' TO PGM2.", ["SUBD"]),
        ("M. MOVE 'SUBB' TO PGM2. PERFORM P. MOVE 'SUBC' TO PGM2. PERFORM P. GOBACK. P. CALL PGM2.", ["SUBB", "SUBC"]),
        ("M. MOVE K TO PGM2. CALL PGM2.", ["SUBK"]),
        ("M. MOVE PGM TO PGM2. CALL PGM2.", ["SUBA"]),
        ("M. MOVE SPACES TO PGM2. IF TR = 'A' MOVE 'SUBB' TO PGM2 END-IF. CALL PGM2.", ["SUBB"]),
        ("M. INITIALIZE G. MOVE 'SUBB' TO IN-G. CALL IN-G.", ["SUBB"]),
        ("M. IF TR = 'A' MOVE 'SUBB' TO ELSEWHERE ELSE MOVE 'SUBC' TO ELSEWHERE END-IF. CALL ELSEWHERE.", ["SUBB", "SUBC"]),
        ("M. SET T-SUBA TO TRUE. CALL T.", ["SUBA"]),
        ("M. SET T-SUBA TO FALSE. CALL T.", ["SUBF"]),
        ("M. MOVE 'SUBB    ' TO PGM2. IF TR = 'A' MOVE 'SUBB' TO PGM2 END-IF. CALL PGM2.", ["SUBB"]),
    ],
)
def test_all_names_that_reach(cobol, procedure, names):
    assert held(cobol, procedure) == (names, None)


@pytest.mark.parametrize(
    ("procedure", "names", "why"),
    [
        ("M. ACCEPT PGM2. CALL PGM2.", [], "PGM2 is set by ACCEPT"),
        ("M. MOVE 'SUBB' TO PGM2. IF TR = 'A' ACCEPT PGM2 END-IF. CALL PGM2.", ["SUBB"], "PGM2 is set by ACCEPT"),
        ("M. MOVE 'SUBB' TO IN-G. MOVE TR TO R. CALL IN-G.", [], "IN-G is set by MOVE"),
        ("M. MOVE 'SUBB' TO PGM2. CALL 'Y' USING PGM2. CALL PGM2.", [], "PGM2 is set by CALL"),
        ("M. MOVE 'SUBPROGA' TO FOUR. CALL FOUR.", [], "FOUR holds a part"),
        ("M. MOVE 'SUBB' TO PGM2 (1:4). CALL PGM2.", [], "PGM2 is set by MOVE"),
        ("M. CALL PGM2.", [], "gets no value"),
        ("M. IF TR = 'A' MOVE 'SUBB' TO ELSEWHERE END-IF. CALL ELSEWHERE.", ["SUBB"], "not described here"),
        ("M. MOVE TR TO ELSEWHERE. CALL ELSEWHERE.", [], "not described here"),
        ("M. STRING 'SUB' TR DELIMITED BY SIZE INTO PGM2. CALL PGM2.", [], "PGM2 is set by STRING"),
        ("A. CALL LOOP-A. MOVE LOOP-B TO LOOP-A. MOVE LOOP-A TO LOOP-B. GO TO A.", [], "many assignments"),
    ],
)
def test_others_may_reach(cobol, procedure, names, why):
    found, unknown = held(cobol, procedure)
    assert found == names and why in unknown
