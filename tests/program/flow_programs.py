"""Random programs that tell on their way where they are: each traced statement calls STEP, which displays its number
and takes a step of a budget."""

from random import Random

WILD, TAME = 12, 14  # programs of each kind
STEPS = 60  # of one run
_TRACE = 'CALL "STEP" USING W "{program:<4} {number:<5}" IF S > {steps} GOBACK END-IF'
_STATE = """
01 W.
   05 R PIC 9(9) COMP-5.
   05 S PIC 9(9) COMP-5.
   05 D2 PIC 9.
   05 D3 PIC 9.
   05 D4 PIC 9.
   05 D5 PIC 9.
   05 D20 PIC 99.
"""
_STEP = f"""
IDENTIFICATION DIVISION.
PROGRAM-ID. STEP.
DATA DIVISION.
WORKING-STORAGE SECTION.
01 Q PIC 9(9) COMP-5.
LINKAGE SECTION.
{_STATE}
01 PLACE PIC X(10).
PROCEDURE DIVISION USING W PLACE.
    DISPLAY PLACE
    ADD 1 TO S
    MULTIPLY 75 BY R
    ADD 74 TO R
    DIVIDE R BY 65537 GIVING Q REMAINDER R
    DIVIDE R BY 2 GIVING Q REMAINDER D2
    DIVIDE R BY 3 GIVING Q REMAINDER D3
    DIVIDE R BY 4 GIVING Q REMAINDER D4
    DIVIDE R BY 5 GIVING Q REMAINDER D5
    DIVIDE R BY 20 GIVING Q REMAINDER D20
    GOBACK.
END PROGRAM STEP.
"""


class Maker:
    """Writes one program. It may loop and jump as it likes: a run that takes too many steps goes back."""

    steps = STEPS

    def __init__(self, name, seed):
        self.name = name
        self.random = Random(seed)
        self.traced = 0
        self.inline = 0  # loops in line around what is written
        self.here = 0  # number of the paragraph that is written
        self.sections = [[f"S{s}-P{p}" for p in range(self.random.randint(1, 4))] for s in range(self.random.randint(1, 4))]
        self.paragraphs = [name for section in self.sections for name in section]
        self.switches = [name for name in self.paragraphs[1:] if self.random.random() < 0.12]
        self.others = [name for name in self.paragraphs if name not in self.switches]

    def text(self):
        lines = ["IDENTIFICATION DIVISION.", f"PROGRAM-ID. {self.name} IS INITIAL.", "DATA DIVISION.", "WORKING-STORAGE SECTION."]
        lines += [_STATE, "01 I PIC 9(4).", "01 K PIC 9.", "01 T PIC X(2).", *self.items()]
        lines += ["LINKAGE SECTION.", "01 SEED PIC 9(9) COMP-5.", "PROCEDURE DIVISION USING SEED."]
        lines += ["START-UP SECTION.", "MOVE SEED TO R.", "MOVE 0 TO S."]
        for number, section in enumerate(self.sections):
            lines.append(f"S{number} SECTION.")
            for paragraph in section:
                self.here = self.paragraphs.index(paragraph)
                lines.append(f"{paragraph}.")
                lines += [f"GO TO {self.random.choice(self.others)}."] if paragraph in self.switches else self.sentences()
        return "\n".join([*lines, f"END PROGRAM {self.name}.", ""])

    def items(self):
        return []

    def sentences(self):
        out = []
        for _ in range(self.random.randint(1, 3)):
            out += [*self.statements(2), "."]
        return out

    def statements(self, depth):
        return [line for _ in range(self.random.randint(1, 3)) for line in self.statement(depth)]

    def trace(self):
        self.traced += 1
        return _TRACE.format(steps=self.steps, program=self.name, number=self.traced)

    def condition(self):
        return f"D{self.random.randint(2, 5)} = {self.random.randint(0, 1)}"

    def any_paragraph(self):
        return self.random.choice(self.paragraphs)

    def statement(self, depth):
        simple = [self.perform, self.perform, self.jump, self.leave_scope, self.only_trace, self.only_trace, self.alter]
        nested = [self.if_else, self.evaluate, self.perform_inline, self.size_error, self.overflow]
        kind = self.random.choice(simple + nested * 2 if depth else simple)
        return [self.trace(), *(kind(depth) if kind in nested else kind())]

    # ---- simple statements

    def only_trace(self):
        return []

    def loop(self):
        test = self.random.choice(["", "", "WITH TEST AFTER "])
        form = self.random.randint(0, 3)
        if form == 0:
            return f"{self.random.randint(0, 2)} TIMES"
        if form == 1:
            return f"{test}VARYING I FROM 1 BY 1 UNTIL I > {self.random.randint(0, 2)}"
        return f"{test}UNTIL {self.condition()}"

    def perform(self):
        first = self.random.randrange(len(self.paragraphs))
        last = min(first + self.random.randint(0, 2), len(self.paragraphs) - 1)
        names = self.paragraphs[first] + (f" THRU {self.paragraphs[last]}" if last > first else "")
        if self.random.random() < 0.2:
            names = f"S{self.random.randrange(len(self.sections))}"
        return [f"PERFORM {names} {self.loop() if self.random.random() < 0.4 else ''}"]

    def jump(self):
        if self.random.random() < 0.3:
            targets = " ".join(self.any_paragraph() for _ in range(self.random.randint(1, 3)))
            # cobc 3.1 takes a GO TO that ends a WHEN for one that always jumps, and runs into the next WHEN: CONTINUE keeps it from that
            return [f"GO TO {targets} DEPENDING ON D5", "CONTINUE"]
        return [f"IF {self.condition()} GO TO {self.any_paragraph()} END-IF"]

    def leave_scope(self):
        forms = ["EXIT PARAGRAPH", "EXIT SECTION", "NEXT SENTENCE", "GOBACK", "CONTINUE"]
        if self.inline:
            forms += ["EXIT PERFORM", "EXIT PERFORM CYCLE"] * 2
        return [f"IF {self.condition()} {self.random.choice(forms)} ELSE CONTINUE END-IF"]

    def alter(self):
        if not self.switches:
            return []
        # switches lead to no other switch: a circle of them would take no steps
        return [f"ALTER {self.random.choice(self.switches)} TO PROCEED TO {self.random.choice(self.others)}"]

    # ---- statements with statements within

    def if_else(self, depth):
        otherwise = ["ELSE", *self.statements(depth - 1)] if self.random.random() < 0.6 else []
        return [f"IF {self.condition()}", *self.statements(depth - 1), *otherwise, "END-IF"]

    def evaluate(self, depth):
        out = ["EVALUATE D4"]
        for value in range(self.random.randint(1, 3)):
            out += [f"WHEN {value}", *(self.statements(depth - 1) if self.random.random() < 0.7 else [])]
        out += self.statements(depth - 1)
        return [*out, *(["WHEN OTHER", *self.statements(depth - 1)] if self.random.random() < 0.5 else []), "END-EVALUATE"]

    def perform_inline(self, depth):
        self.inline += 1
        body = self.statements(depth - 1)
        self.inline -= 1
        return [f"PERFORM {self.random.choice([self.loop(), self.loop(), 'UNTIL EXIT', ''])}", *body, "END-PERFORM"]

    def size_error(self, depth):
        return ["ADD D20 0 GIVING K", *self.phrases("ON SIZE ERROR", "NOT ON SIZE ERROR", depth), "END-ADD"]

    def overflow(self, depth):
        start = ["MOVE D4 TO I", 'STRING "A" DELIMITED BY SIZE INTO T WITH POINTER I']
        return [*start, *self.phrases("ON OVERFLOW", "NOT ON OVERFLOW", depth), "END-STRING"]

    def phrases(self, condition, opposite, depth):
        out = []
        for phrase in (condition, opposite):
            if self.random.random() < 0.7:
                out += [phrase, *self.statements(depth - 1)]
        return out


class Tame(Maker):
    """A program whose loops all end by a count: it performs paragraphs further down only, and each loop has a counter of its own."""

    steps = 3000

    def __init__(self, name, seed):
        super().__init__(name, seed)
        self.switches, self.others = [], self.paragraphs
        self.counters = 0

    def text(self):
        body = super().text()  # knows only at its end how many counters there are
        return body.replace("01 COUNTERS.", "\n".join(f"01 N{number} PIC 9(4)." for number in range(self.counters)) or "01 N0 PIC 9.")

    def items(self):
        return ["01 COUNTERS."]

    def counter(self):
        self.counters += 1
        return f"N{self.counters - 1}"

    def statement(self, depth):
        simple = [self.perform, self.perform, self.leave_scope, self.only_trace, self.only_trace, self.counted]
        nested = [self.if_else, self.evaluate, self.perform_inline, self.size_error, self.counted_inline]
        kind = self.random.choice(simple + nested if depth else simple)
        return [self.trace(), *(kind(depth) if kind in nested else kind())]

    def loop(self):
        most, test = self.random.randint(1, 3), self.random.choice(["", "WITH TEST AFTER "])
        form = self.random.randint(0, 2)
        if form == 0:
            return f"{most} TIMES"
        name, operator = self.counter(), self.random.choice([">", ">=", "="])
        if form == 1:
            return f"{test}VARYING {name} FROM 5 BY -1 UNTIL {name} < {most + 2}"
        return f"{test}VARYING {name} FROM 1 BY 1 UNTIL {name} {operator} {most + 1}"

    def later(self):
        rest = self.paragraphs[self.here + 1 :]
        if not rest:
            return None
        first = self.random.randrange(len(rest))
        last = min(first + self.random.randint(0, 1), len(rest) - 1)
        return rest[first] + (f" THRU {rest[last]}" if last > first else "")

    def perform(self):
        names = self.later()
        return [f"PERFORM {names} {self.loop() if self.random.random() < 0.4 else ''}"] if names else []

    def counted(self):
        """A loop by GO TO is left to other tests; this one performs what moves a counter only now and then."""
        names, name = self.later(), self.counter()
        if names is None:
            return []
        return [f"MOVE 0 TO {name}", f"PERFORM {names} UNTIL {name} > 2 OR D2 = 0", f"ADD 1 TO {name}"]

    def leave_scope(self):
        forms = ["EXIT PARAGRAPH", "GOBACK", "CONTINUE"] + ["EXIT PERFORM", "EXIT PERFORM CYCLE"] * bool(self.inline)
        return [f"IF {self.condition()} {self.random.choice(forms)} ELSE CONTINUE END-IF"]

    def perform_inline(self, depth):
        self.inline += 1
        body = self.statements(depth - 1)
        self.inline -= 1
        return [f"PERFORM {self.loop()}", *body, "END-PERFORM"]

    def counted_inline(self, depth):
        """The counter moves somewhere in the body, and now and then a second exit tests it."""
        name, most = self.counter(), self.random.randint(1, 4)
        self.inline += 1
        body = [self.trace(), *self.statements(depth - 1), self.trace()]
        self.inline -= 1
        # a CYCLE in the body passes the counter by: the loop may go on until the run takes too many steps
        body.insert(self.random.choice([1, len(body) - 1]), f"ADD 1 TO {name}")
        if self.random.random() < 0.4:
            more = self.random.choice([f"ADD 2 TO {name}", f"MOVE 99 TO {name}"])
            body.insert(self.random.choice([1, len(body) - 1]), f"IF {self.condition()} {more} END-IF")
        if self.random.random() < 0.3:
            body.insert(
                len(body) - 1, f"EVALUATE {name} WHEN 1 {self.trace()} WHEN 2 WHEN 3 {self.trace()} WHEN OTHER {self.trace()} END-EVALUATE"
            )
        if self.random.random() < 0.5:
            body.insert(self.random.choice([0, len(body)]), f"IF {name} >= {most} EXIT PERFORM END-IF")
            return [f"MOVE 0 TO {name}", f"PERFORM UNTIL {name} > 9", *body, "END-PERFORM"]
        test = self.random.choice(["", "TEST AFTER "])
        return [f"MOVE 0 TO {name}", f"PERFORM {test}UNTIL {name} >= {most}", *body, "END-PERFORM"]


def driver(names, seeds):
    """The main program: calls each of the others with several seeds."""
    lines = ["IDENTIFICATION DIVISION.", "PROGRAM-ID. DRIVER.", "DATA DIVISION.", "WORKING-STORAGE SECTION.", "01 SEED PIC 9(9) COMP-5."]
    lines.append("PROCEDURE DIVISION.")
    for name in names:
        lines.append(f'PERFORM VARYING SEED FROM 1 BY 97 UNTIL SEED > {seeds * 97} DISPLAY "{name} 0" CALL "{name}" USING SEED END-PERFORM')
    return "\n".join([*lines, "STOP RUN.", "END PROGRAM DRIVER.", ""]) + _STEP
