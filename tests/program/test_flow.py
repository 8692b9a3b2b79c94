"""Questions about the flow of control: what reaches what, what is dead, what loops around what, how often."""

import pytest

from cobolscan.program.flow.flow import Flow
from cobolscan.program.flow.graph import Kind

DATA = """
    01 N PIC 9(4).
    01 M PIC 9(4).
    01 K PIC 9 VALUE 3.
    01 DONE PIC X.
"""


@pytest.fixture
def flow(cobol):
    """A program of these lines, with the flow of control, and its statements by what they display or call."""

    def make(procedure):
        program = cobol(procedure.replace(". ", ".\n"), DATA)
        named = {s.words[1].strip("'"): s for s in program.statements if s.name in ("display_statement", "call_statement")}
        return program.flow, named

    return make


REACHES = [
    ("M. DISPLAY 'A'. DISPLAY 'X'. DISPLAY 'B'. STOP RUN.", False),
    ("M. DISPLAY 'A'. IF N = 1 DISPLAY 'X'. DISPLAY 'B'. STOP RUN.", True),
    ("M. DISPLAY 'A'. IF N = 1 DISPLAY 'X' ELSE STOP RUN. DISPLAY 'B'. STOP RUN.", False),
    # a PERFORM counts as a whole
    ("M. DISPLAY 'A'. PERFORM P. DISPLAY 'B'. STOP RUN. P. DISPLAY 'X'.", False),
    ("M. DISPLAY 'A'. PERFORM P. DISPLAY 'B'. STOP RUN. P. IF N = 1 DISPLAY 'X'.", True),
    ("M. DISPLAY 'A'. PERFORM P. DISPLAY 'B'. STOP RUN. P. PERFORM Q. Q. DISPLAY 'X'.", False),
    ("M. DISPLAY 'A'. PERFORM P UNTIL N = 1. DISPLAY 'B'. STOP RUN. P. DISPLAY 'X'.", True),
    # a paragraph returns to who performed it: behind the first PERFORM stands A, not B
    ("M. PERFORM P. STOP RUN. N. PERFORM P. DISPLAY 'B'. STOP RUN. P. DISPLAY 'A'. PERFORM Q. Q. DISPLAY 'X'.", False),
    # out of the range in which it begins, into one that is performed later
    ("M. PERFORM P. PERFORM Q. STOP RUN. P. DISPLAY 'A'. Q. DISPLAY 'B'. R. DISPLAY 'X'.", True),
    ("M. PERFORM P. DISPLAY 'X'. PERFORM Q. STOP RUN. P. DISPLAY 'A'. Q. DISPLAY 'B'.", False),
    # round a loop
    ("M. PERFORM UNTIL N = 1 DISPLAY 'B' DISPLAY 'X' DISPLAY 'A' END-PERFORM. STOP RUN.", True),
    ("M. PERFORM UNTIL N = 1 DISPLAY 'B' DISPLAY 'A' DISPLAY 'X' END-PERFORM. STOP RUN.", False),
]


@pytest.mark.parametrize(("procedure", "answer"), REACHES, ids=[row[0] for row in REACHES])
def test_reaches_without(flow, procedure, answer):
    tested, named = flow(procedure)
    assert tested.reaches(named["A"], named["B"], [named["X"]]) is answer


def test_a_return_leads_back_to_its_own_perform(flow):
    """P is performed from two places: what stands behind the second does not come behind what stands before the first."""
    tested, named = flow("M. DISPLAY 'A'. PERFORM P. STOP RUN. N. PERFORM P. DISPLAY 'B'. STOP RUN. P. CONTINUE.")
    assert tested.reaches(named["A"], named["B"]) is False


DOMINATES = [
    ("M. DISPLAY 'A'. IF N = 1 DISPLAY 'B'. STOP RUN.", True),
    ("M. IF N = 1 DISPLAY 'A'. DISPLAY 'B'. STOP RUN.", False),
    ("M. IF N = 1 DISPLAY 'A' ELSE GO TO E. DISPLAY 'B'. E. STOP RUN.", True),
    ("M. PERFORM P. DISPLAY 'B'. STOP RUN. P. DISPLAY 'A'.", True),
    ("M. PERFORM P. PERFORM Q. STOP RUN. P. DISPLAY 'A'. Q. DISPLAY 'B'.", True),
    ("M. IF N = 1 PERFORM P. PERFORM Q. STOP RUN. P. DISPLAY 'A'. Q. DISPLAY 'B'.", False),
]


@pytest.mark.parametrize(("procedure", "answer"), DOMINATES, ids=[row[0] for row in DOMINATES])
def test_dominates(flow, procedure, answer):
    tested, named = flow(procedure)
    assert tested.dominates(named["A"], named["B"]) is answer


def test_unreachable(flow):
    tested, _ = flow("M. PERFORM P. STOP RUN. DISPLAY 'A'. P. GO TO Q. DISPLAY 'B'. Q. DISPLAY 'C'. DEAD. DISPLAY 'D'.")
    # the GO TO leaves the range of P: nothing comes back to STOP RUN, and Q runs into DEAD
    assert [s.words[1] for s in tested.unreachable()] == ["RUN", "'A'", "'B'"]


def test_a_copybook_has_no_entry(cobol):
    from cobolscan.program.model import build
    from cobolscan.source.reader import read
    from cobolscan.syntax.parser import parse

    program = build(parse(read(b"A-PARA.\n    DISPLAY 'A'.\n    PERFORM A-PARA.\n", "proc.cpy", "free")))[0]
    assert program.flow.unreachable() == []
    assert program.flow.reachable(program.statements[0]) is None


def test_a_method_does_not_run_into_the_next():
    from cobolscan.program.flow.dot import labelled_edges
    from cobolscan.program.model import build
    from cobolscan.source.reader import read
    from cobolscan.syntax.parser import parse

    head = "CLASS-ID. C INHERITS BASE.\nOBJECT.\nPROCEDURE DIVISION.\n"
    methods = "".join(f"METHOD-ID. M{n}.\nPROCEDURE DIVISION.\nP{n}.\n    DISPLAY 'A'.\nEND METHOD M{n}.\n" for n in range(2))
    program = build(parse(read(f"{head}{methods}END OBJECT.\nEND CLASS C.\n".encode(), "c.cob", "free")))[0]
    edges = set(labelled_edges(program))
    assert {("entry", "P0", "entry"), ("entry", "P1", "entry"), ("P0.end", "exit", "leave")} <= edges
    assert not any(target == "P1" and source == "P0.end" for source, target, _ in edges)


LOOPS = [
    # innermost first, with the passes that a literal counts
    ("M. PERFORM 5 TIMES PERFORM 7 TIMES CALL 'X' END-PERFORM END-PERFORM. STOP RUN.", [("in line", 7), ("in line", 5)], 35),
    ("M. PERFORM 5 TIMES PERFORM P 7 TIMES END-PERFORM. STOP RUN. P. CALL 'X'.", [("out of line", 7), ("out of line", 5)], 35),
    ("M. PERFORM A 5 TIMES. STOP RUN. A. PERFORM B. B. PERFORM 7 TIMES CALL 'X' END-PERFORM.", [("in line", 7), ("out of line", 5)], 35),
    ("M. PERFORM A. PERFORM A. STOP RUN. A. PERFORM 7 TIMES CALL 'X' END-PERFORM.", [("in line", 7)], 14),
    ("M. PERFORM A 2 TIMES. PERFORM A 3 TIMES. STOP RUN. A. CALL 'X'.", [("out of line", 2), ("out of line", 3)], 5),
    ("M. PERFORM A UNTIL DONE = 'Y'. STOP RUN. A. PERFORM 3 TIMES CALL 'X' END-PERFORM.", [("in line", 3), ("out of line", None)], None),
    ("M. PERFORM VARYING N FROM 1 BY 1 UNTIL N > 4 AFTER M FROM 1 BY 1 UNTIL M > 3 CALL 'X' END-PERFORM.", [("in line", 12)], 12),
    ("M. MOVE 0 TO N. A. CALL 'X'. ADD 1 TO N. IF N < 4 GO TO A. STOP RUN.", [("GO TO", None)], 4),
    ("M. PERFORM P 3 TIMES. STOP RUN. P. CALL 'X'. GO TO AWAY. AWAY. GO TO P.", [("GO TO", None)], None),
    # the GO TO leaves the range and leads to its PERFORM again: nothing returns
    ("M. PERFORM P. STOP RUN. P. IF N = 1 GO TO M. CALL 'X'.", [("GO TO", None)], None),
    ("M. CALL 'X'. PERFORM P. STOP RUN. P. PERFORM Q. Q. IF N = 1 GO TO M.", [("GO TO", None)], None),
    ("M. PERFORM P 3 TIMES. STOP RUN. P. CALL 'X'. GO TO M.", [("GO TO", None)], None),
    ("M. CALL 'X'. STOP RUN.", [], 1),
    ("M. PERFORM A. STOP RUN. A. IF N = 1 PERFORM A. CALL 'X'.", [], None),
    ("M. PERFORM K TIMES CALL 'X' END-PERFORM. STOP RUN.", [("in line", None)], 3),
]


@pytest.mark.parametrize(("procedure", "loops", "most"), LOOPS, ids=[row[0] for row in LOOPS])
def test_loops_around(flow, procedure, loops, most):
    tested, named = flow(procedure)
    assert [(loop.how, loop.passes) for loop in tested.loops_around(named["X"])] == loops
    assert tested.most_runs(named["X"]) == most


EVERY_PASS = [
    ("M. PERFORM UNTIL N = 1 IF N = 2 CALL 'X' ELSE CONTINUE END-IF END-PERFORM.", False),
    ("M. PERFORM UNTIL N = 1 IF N = 2 EXIT PERFORM END-IF CALL 'X' END-PERFORM.", True),
    ("M. PERFORM UNTIL N = 1 IF N = 2 EXIT PERFORM CYCLE END-IF CALL 'X' END-PERFORM.", False),
    ("M. PERFORM P UNTIL N = 1. STOP RUN. P. IF N = 2 GO TO P-EXIT. CALL 'X'. P-EXIT. EXIT.", True),  # leaves the range of P
    ("M. PERFORM P THRU P-EXIT UNTIL N = 1. STOP RUN. P. IF N = 2 GO TO P-EXIT. CALL 'X'. P-EXIT. EXIT.", False),
    ("M. PERFORM UNTIL N = 1 IF N = 2 PERFORM P ELSE PERFORM P END-IF END-PERFORM. STOP RUN. P. CALL 'X'.", True),
    ("M. PERFORM P UNTIL N = 1. STOP RUN. P. PERFORM Q. Q. IF N = 1 EXIT PARAGRAPH END-IF CALL 'X'.", False),
    ("M. A. IF N = 2 GO TO A. CALL 'X'. GO TO A.", False),
    ("M. PERFORM UNTIL N = 1 IF N = 3 STOP RUN END-IF CALL 'X' END-PERFORM.", True),
]


@pytest.mark.parametrize(("procedure", "every_pass"), EVERY_PASS, ids=[row[0] for row in EVERY_PASS])
def test_every_pass(flow, procedure, every_pass):
    tested, named = flow(procedure)
    loop = tested.loops_around(named["X"])[0]
    assert loop.every_pass is every_pass
    assert tested.avoids(loop, [named["X"]]) is not every_pass


def test_the_header_is_not_in_its_own_loop(flow):
    tested, named = flow("M. PERFORM 5 TIMES CALL 'X' END-PERFORM. STOP RUN.")
    assert tested.loops_around(named["X"].parent) == []


def test_between(flow):
    tested, named = flow("M. PERFORM UNTIL N = 1 DISPLAY 'A' PERFORM P CALL 'X' DISPLAY 'C' END-PERFORM. STOP RUN. P. DISPLAY 'B'.")
    between = tested.between(tested.loops_around(named["X"])[0], named["X"])
    assert [s.words[1] for s in between] == ["'A'", "P", "'B'"]


def test_body_holds_what_leaves_an_in_line_loop(flow):
    tested, named = flow("M. PERFORM UNTIL N = 1 CALL 'X' IF N = 2 DISPLAY 'A' EXIT PERFORM END-IF END-PERFORM. STOP RUN.")
    body = tested.body(tested.loops_around(named["X"])[0])
    assert [s.name for s in body] == ["call_statement", "if_phrase", "display_statement", "exit_statement"]


COUNTS = [
    # a counter that a GO TO may pass by
    ("M. MOVE 0 TO N. PERFORM P THRU PX UNTIL N > 3. STOP RUN. P. CALL 'X'. IF DONE = 'Y' GO TO PX. ADD 1 TO N. PX. EXIT.", None),
    # one that has no room for the bound
    ("M. MOVE 0 TO K. PERFORM UNTIL K > 9 CALL 'X' ADD 1 TO K END-PERFORM. STOP RUN.", None),
    ("M. MOVE 0 TO K. PERFORM UNTIL K >= 9 CALL 'X' ADD 1 TO K END-PERFORM. STOP RUN.", 9),
    # an exit that is not tested on each pass
    ("M. MOVE 0 TO N. A. CALL 'X'. ADD 1 TO N. IF DONE = 'Y' GO TO A. IF N > 3 STOP RUN. GO TO A.", None),
    ("M. MOVE 0 TO N. A. CALL 'X'. ADD 1 TO N. IF N > 3 STOP RUN. IF DONE = 'Y' GO TO A. GO TO A.", 4),
    # an exit in what the loop performs: one more, for it is not looked into where in Q a pass is
    ("M. MOVE 0 TO N. PERFORM P UNTIL DONE = 'Y'. STOP RUN. P. CALL 'X'. ADD 1 TO N. PERFORM Q. Q. IF N > 3 GOBACK.", 5),
    # the order of a pass is not that of the text
    ("M. MOVE 0 TO N. PERFORM UNTIL N = 4 PERFORM P ADD 1 TO N END-PERFORM. STOP RUN. P. CALL 'X'.", 4),
    ("M. MOVE 0 TO N. A. PERFORM P. IF N > 999999 GO TO E. ADD 1 TO N. GO TO A. E. STOP RUN. P. CALL 'X'.", None),
]


@pytest.mark.parametrize(("procedure", "count"), COUNTS, ids=[row[0] for row in COUNTS])
def test_passes(flow, procedure, count):
    tested, named = flow(procedure)
    assert tested.passes(tested.loops_around(named["X"])[0], named["X"]) == count


COUNTED = [
    # (procedure, most, exactly): several steps in one direction, MOVEs that end the loop, a WHEN of the counter, constants in AFTER
    ("M. MOVE 0 TO N. PERFORM UNTIL N > 9 CALL 'X' ADD 1 TO N IF DONE = 'Y' ADD 2 TO N END-IF END-PERFORM. STOP RUN.", 10, None),
    ("M. MOVE 0 TO N. PERFORM UNTIL N = 9 CALL 'X' ADD 1 TO N IF DONE = 'Y' ADD 2 TO N END-IF END-PERFORM. STOP RUN.", None, None),
    ("M. MOVE 0 TO N. PERFORM UNTIL N > 9 CALL 'X' ADD 1 TO N IF DONE = 'Y' SUBTRACT 1 FROM N END-IF END-PERFORM. STOP RUN.", None, None),
    ("M. MOVE 0 TO N. PERFORM UNTIL N > 9 CALL 'X' ADD 1 TO N IF DONE = 'Y' MOVE 99 TO N END-IF END-PERFORM. STOP RUN.", 10, None),
    ("M. MOVE 0 TO N. PERFORM UNTIL N > 9 CALL 'X' ADD 1 TO N IF DONE = 'Y' MOVE 5 TO N END-IF END-PERFORM. STOP RUN.", None, None),
    ("M. PERFORM VARYING N FROM 1 BY 1 UNTIL N > 9 EVALUATE N WHEN 2 WHEN 5 CALL 'X' END-EVALUATE END-PERFORM.", 2, 2),
    ("M. PERFORM VARYING N FROM 1 BY 1 UNTIL N > 9 EVALUATE N WHEN 2 CONTINUE WHEN OTHER CALL 'X' END-EVALUATE END-PERFORM.", 8, 8),
    ("M. PERFORM VARYING N FROM 1 BY 1 UNTIL N > K AFTER M FROM 1 BY 1 UNTIL M > K CALL 'X' END-PERFORM.", 9, 9),
    ("M. PERFORM 6 TIMES CALL 'X' END-PERFORM.", 6, 6),
    ("M. PERFORM 6 TIMES CALL 'X' IF DONE = 'Y' EXIT PERFORM END-IF END-PERFORM.", 6, None),
    ("M. PERFORM 6 TIMES CALL 'X' PERFORM P END-PERFORM. STOP RUN. P. IF DONE = 'Y' STOP RUN.", 6, None),
    ("M. PERFORM 6 TIMES CALL 'X' PERFORM P END-PERFORM. STOP RUN. P. DISPLAY 'A'.", 6, 6),
    ("M. PERFORM VARYING N FROM 1 BY 1 UNTIL N > 9 OR DONE = 'Y' CALL 'X' END-PERFORM.", 9, None),
    ("M. MOVE 0 TO N. A. CALL 'X'. ADD 1 TO N. IF N < 4 GO TO A. STOP RUN.", 4, 4),
]


@pytest.mark.parametrize(("procedure", "most", "exactly"), COUNTED, ids=[row[0] for row in COUNTED])
def test_counts(flow, procedure, most, exactly):
    tested, named = flow(procedure)
    loop = tested.nest(named["X"])[0].loop
    assert (tested.passes(loop, named["X"]), tested.exactly(loop, named["X"])) == (most, exactly)


NESTS = [
    # each loop as what stands in it sees it, with the ways to that, and whether each pass comes there
    ("M. PERFORM 5 TIMES PERFORM UNTIL N = 1 CALL 'X' END-PERFORM END-PERFORM.", [("in line", 1, True), ("in line", 1, True)]),
    ("M. PERFORM 5 TIMES IF DONE = 'Y' PERFORM P 3 TIMES END-IF END-PERFORM. STOP RUN. P. CALL 'X'.",
     [("out of line", 1, True), ("in line", 1, False)]),  # in line: the PERFORM of P
    ("M. PERFORM 5 TIMES PERFORM P PERFORM P END-PERFORM. STOP RUN. P. CALL 'X'.", [("out of line", 2, True)]),
    # two loops side by side perform it: they are in no one nest
    ("M. PERFORM A 2 TIMES. PERFORM A 3 TIMES. STOP RUN. A. CALL 'X'.", [("out of line", 1, True)]),
    ("M. PERFORM A. PERFORM B UNTIL N = 1. STOP RUN. A. CALL 'X'. B. PERFORM A.", [("out of line", 1, True)]),
    ("M. PERFORM A. STOP RUN. A. IF N = 1 PERFORM A. CALL 'X'.", []),
    ("M. A. CALL 'X'. IF N = 1 GO TO A. STOP RUN.", [("GO TO", 1, True)]),
    ("M. A. PERFORM P 3 TIMES. IF N = 1 GO TO A. STOP RUN. P. CALL 'X'.", [("out of line", 1, True), ("GO TO", 1, True)]),
]  # fmt: skip


@pytest.mark.parametrize(("procedure", "nest"), NESTS, ids=[row[0] for row in NESTS])
def test_nests(flow, procedure, nest):
    tested, named = flow(procedure)
    assert [(nested.loop.how, nested.ways, nested.loop.every_pass) for nested in tested.nest(named["X"])] == nest


TOGETHER = [
    ("M. PERFORM UNTIL N = 1 CALL 'X' DISPLAY 'A' END-PERFORM.", True),
    ("M. PERFORM UNTIL N = 1 CALL 'X' IF N = 2 DISPLAY 'A' END-IF END-PERFORM.", False),
    ("M. PERFORM UNTIL N = 1 IF N = 2 CALL 'X' DISPLAY 'A' END-IF END-PERFORM.", True),
    ("M. PERFORM P UNTIL N = 1. STOP RUN. P. IF N = 2 CALL 'X' DISPLAY 'A'.", True),
    ("M. PERFORM UNTIL N = 1 PERFORM P PERFORM Q END-PERFORM. STOP RUN. P. IF N = 2 CALL 'X'. Q. DISPLAY 'A'.", True),
    ("M. PERFORM UNTIL N = 1 PERFORM P PERFORM Q END-PERFORM. STOP RUN. P. CALL 'X'. Q. IF N = 2 DISPLAY 'A'.", False),
    ("M. A. IF N = 2 GO TO C. B. DISPLAY 'A'. C. CALL 'X'. GO TO A.", False),
]


@pytest.mark.parametrize(("procedure", "together"), TOGETHER, ids=[row[0] for row in TOGETHER])
def test_what_a_pass_runs_with_another(flow, procedure, together):
    tested, named = flow(procedure)
    assert tested.runs_with(tested.nest(named["X"])[0].loop, named["X"], named["A"]) is together


def test_the_loop_that_a_perform_makes(flow):
    tested, named = flow("M. PERFORM VARYING N FROM 1 BY 1 UNTIL N > 50 END-PERFORM. PERFORM P 3 TIMES. CALL 'X'. STOP RUN. P. EXIT.")
    headers = [s for s in tested.graph.statements if s.name.startswith("perform")]
    made = [tested.loop_made_by(header) for header in headers]
    assert [tested.passes(loop, header) for loop, header in zip(made, headers, strict=True)] == [50, 3]
    assert tested.loop_made_by(named["X"]) is None


# ---- what holds for every graph


@pytest.fixture(scope="module")
def programs():
    from .test_flow_graphs import CONSTRUCTS, program

    return [program(construct) for construct in CONSTRUCTS]


def test_every_statement_has_a_successor_unless_it_leaves(programs):
    for program in programs:
        for node in range(program.flow.graph.size):
            assert program.flow.edges(node), (program.name, node)


def test_the_end_of_every_edge_is_there(programs):
    for program in programs:
        graph = program.flow.graph
        for node in range(len(graph.successors)):
            for target, kind in program.flow.edges(node):
                assert 0 <= target < len(graph.successors) and isinstance(kind, Kind)


def test_what_is_behind_what_is_reachable_is_reachable(programs):
    for program in programs:
        flow = program.flow
        for statement in program.statements:
            if flow.reachable(statement):
                assert all(flow.reachable(other) for other in flow.behind(statement)), program.name


def test_what_is_avoided_takes_ways_away(programs):
    for program in programs:
        for statement in program.statements[:6]:
            free = set(program.flow.behind(statement))
            for avoided in program.statements[:6]:
                assert set(program.flow.behind(statement, [avoided])) <= free


# ---- bounded


def large(paragraphs):
    lines = ["M."]
    for number in range(paragraphs):
        lines += [
            f"P{number}.",
            "    IF N = 1 MOVE 1 TO N ELSE ADD 1 TO N.",
            f"    PERFORM P{(number * 7919) % paragraphs} THRU P{paragraphs - 1}.",
        ]
        lines += [f"    IF N = 2 GO TO P{(number * 104729) % paragraphs}.", f"    CALL 'X{number}'."]
    return "\n".join(lines)


def test_beyond_the_budget_the_answer_is_unknown(cobol):
    program = cobol(large(60), DATA)
    calls = [s for s in program.statements if s.name == "call_statement"]
    flow = Flow(program, steps=10)
    assert flow.reaches(calls[0], calls[1]) is None
    assert flow.dominates(calls[0], calls[1]) is None
    assert flow.behind(calls[0]) is None
    assert flow.loops_around(calls[0]) == []
    assert flow.most_runs(calls[0]) is None
    assert flow.reachable(calls[0]) is None
    assert flow.exhausted


def test_a_large_program_that_jumps_everywhere_ends(cobol):
    program = cobol(large(6500), DATA)
    assert len(program.statements) > 50_000
    assert program.flow.graph.size > 50_000
    call = next(s for s in program.statements if s.name == "call_statement")
    program.flow.loops_around(call)
    program.flow.most_runs(call)
    assert not program.flow.exhausted  # it has a budget of steps
