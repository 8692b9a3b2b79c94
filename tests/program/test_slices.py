"""Parts of items that are taken by position."""


def test_repeated(cobol):
    data = "01 CARD PIC X(80).\n01 OUT PIC X(80).\n01 N PIC 99."
    program = cobol(
        "MAIN.\n    MOVE CARD (12:4) TO OUT (1:4)\n    MOVE CARD (12:04) TO OUT (N:4)\n    IF CARD (12:4) = OUT (12:4) CONTINUE.", data
    )
    (places,) = program.slices.repeated(3)
    assert [(part.name, part.offset, part.length) for part in places] == [("CARD", "12", "4"), ("CARD", "12", "04"), ("CARD", "12", "4")]
