"""Names that a program uses without declaring them in its DATA DIVISION: those of SPECIAL-NAMES and REPOSITORY, special registers,
and what products' copybooks and precompilers bring."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.source.lazy import lazy
from cobolscan.syntax.nodes import Node, node

if TYPE_CHECKING:
    from cobolscan.program.model import Program

REGISTERS = frozenset(
    "RETURN-CODE TALLY SORT-RETURN SORT-CONTROL SORT-CORE-SIZE SORT-FILE-SIZE SORT-MESSAGE SORT-MODE-SIZE SHIFT-IN SHIFT-OUT "
    "WHEN-COMPILED NUMBER-OF-CALL-PARAMETERS LINAGE-COUNTER PAGE-COUNTER LINE-COUNTER PRINT-SWITCH DEBUG-ITEM DEBUG-LINE "
    "DEBUG-NAME DEBUG-SUB-1 DEBUG-SUB-2 DEBUG-SUB-3 DEBUG-CONTENTS XML-CODE XML-EVENT XML-TEXT XML-NTEXT XML-NAMESPACE "
    "XML-NAMESPACE-PREFIX XML-NNAMESPACE XML-NNAMESPACE-PREFIX XML-INFORMATION JSON-CODE JSON-STATUS PROGRAM-STATUS "
    "CURRENT-DATE TIME-OF-DAY DATE COM-REG JNIENVPTR COB-CRT-STATUS EXCEPTION-OBJECT SELF SUPER LABEL-RETURN "
    "TRANSACTION-STATUS UPSI-0 UPSI-1 UPSI-2 UPSI-3 UPSI-4 UPSI-5 UPSI-6 UPSI-7 NULL ADDRESS TODAYS-DATE TODAYS-NAME".split()
)
"""Special registers of IBM, Micro Focus, ACUCOBOL, Unisys and GnuCOBOL (IBM Enterprise COBOL Language Reference, Special registers)."""

SYSTEM_NAMES = (
    frozenset(
        "SYSIN SYSIPT SYSOUT SYSLIST SYSLST SYSPCH SYSPUNCH SYSERR SYSERROUT SYSERR CONSOLE CSP AFP-5A TERMINAL TERM PRINTER "
        "PRINTER-1 PRINT CRT STDIN STDOUT STDERR FORMFEED TOF ALTERNATE-CONSOLE ARGUMENT-NUMBER ARGUMENT-VALUE ENVIRONMENT-NAME "
        "ENVIRONMENT-VALUE COMMAND-LINE TTY KEYBOARD ODT CARD-READER CARD-PUNCH TAB SYSTEM-CONSOLE CRT-UNDER".split()
    )
    | {f"C{n:02}" for n in range(1, 13)}
    | {f"S{n:02}" for n in range(1, 6)}
    | {f"CHANNEL-{n}" for n in range(1, 13)}
)
"""Environment-names that ACCEPT, DISPLAY and WRITE ADVANCING take without a mnemonic-name in most dialects."""

_VENDORS = {"SQL": "SQL", "DFH": "DFH EIB", "CMQ": "MQ", "DLI": "DLI DIB", "SCR": "COB", "XWS": "XWS", "ACU": "ACU"}
"""What the names begin with that a product's copybook brings, by what the copybook's name begins with."""

_IN_SQL = ("SQLCODE", "SQLSTATE", "SQLCA", "SQLERR", "SQLWARN", "SQLEXT", "SQLCABC", "SQLCAID", "SQLDA", "SQLD", "SQLN", "SQLVAR")
_IN_CICS = ("EIB", "DFHCOMMAREA", "DFHEIBLK", "DFHEIB", "DFHVALUE", "DFHRESP")
_IN_DLI = ("DIB", "DLI")


_DEFINED = lazy(r"(?:DEFINE(?:\s+CONSTANT)?|SET\s+CONSTANT|CONSTANT)[\s(]+([\w-]+)", 2)  # re.IGNORECASE


class KnownNames:
    """The names of one program (and its environment division) that are no data items. Values say what each is."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.special: dict[str, str] = {}
        """Of SPECIAL-NAMES: mnemonic, switch, alphabet, class, symbolic, constant, locale, convention, schema, table."""
        self.functions: set[str] = set()
        self.all_functions = False
        self.prototypes: set[str] = set()
        """Programs, classes and interfaces of the REPOSITORY."""
        for item in program.syntax:
            if item.shape[0] in ("special_names", "special_names_entry"):
                for clause in node(program.tree, item.start, item.shape).children:
                    self._take(clause)
            elif item.shape[0] in ("repository", "repository_clauses"):
                for entry in node(program.tree, item.start, item.shape).children:
                    self._take_repository(entry)
        self._prefixes = tuple(self._vendors())

    def _take(self, clause: Node) -> None:
        texts = clause.tree.tokens_.texts
        what = _CLAUSES.get(clause.name)
        if what is not None:
            self.special[texts[clause.base + clause.shape[2]]] = what
            return
        for part in clause.all("mnemonic", "status_name", "symbolic", "symbolic_constant", "channel_clause"):
            own = [part.base + child for child in part.shape[1:] if type(child) is int]
            if part.name == "symbolic":
                self.special |= {texts[token]: "symbolic" for token in own if texts[token] not in ("IS", "ARE", "FOR", "NATIONAL")}
            elif part.name == "symbolic_constant":
                self.special[texts[own[0]]] = "constant"
            else:
                self.special[texts[own[-1]]] = "switch" if part.name == "status_name" else "mnemonic"
                if part.name == "mnemonic":
                    self.special.setdefault(texts[own[0]], "mnemonic")

    def _take_repository(self, entry: Node) -> None:
        texts = entry.tree.tokens_.texts
        words = [texts[entry.base + child] for child in entry.shape[1:] if type(child) is int]
        if words[:1] == ["FUNCTION"]:
            self.all_functions = self.all_functions or words[1:2] == ["ALL"]
            self.functions.update(words[1:])
            self.functions.update(name.words[0] for name in entry.all("function_name"))
        else:
            self.prototypes.update(words[1:2])

    def _vendors(self) -> Iterator[str]:
        tree = self._program.tree
        kinds = tree.tokens_.texts
        heads = {" ".join(text[:20].upper().split()[1:2]) for text in kinds if text[:4] == "EXEC"}
        if "SQL" in heads:
            yield from _IN_SQL
        if "SQLIMS" in heads:
            yield "SQLIMS"
        if "CICS" in heads:
            yield from _IN_CICS
        if "DLI" in heads:
            yield from _IN_DLI
        for copy in tree.copies:
            if copy.vendors:
                yield from _VENDORS.get(copy.name.upper()[:3], copy.name.upper()[:3]).split()

    @cached_property
    def compiled(self) -> set[str]:
        """Compilation variables and constants of directives: >>DEFINE, >>SET CONSTANT, $SET CONSTANT."""
        found: set[str] = set()
        for source in self._program.tree.sources.values():
            for _, text in source.directives:
                found.update(match[1].upper() for match in _DEFINED.finditer(text))
        return found

    def is_register(self, name: str) -> bool:
        """A special register, or a name of a product's copybook or precompiler."""
        return name in REGISTERS or name.startswith(self._prefixes)

    def is_function(self, name: str) -> bool:
        """A function that may be called without the word FUNCTION."""
        return name in self.functions or (self.all_functions and name in INTRINSIC)


_CLAUSES = {
    "alphabet_clause": "alphabet",
    "class_clause": "class",
    "locale_clause": "locale",
    "xml_schema_clause": "schema",
    "order_table_clause": "table",
}

INTRINSIC = frozenset(
    "ABS ACOS ALLOCATED-OCCURRENCES ANNUITY ASIN ATAN BASECONVERT BIT-OF BIT-TO-CHAR BOOLEAN-OF-INTEGER BYTE-LENGTH CHAR "
    "CHAR-NATIONAL COMBINED-DATETIME CONCAT CONCATENATE CONTENT-LENGTH CONTENT-OF CONVERT COS CURRENCY-SYMBOL CURRENT-DATE "
    "DATE-OF-INTEGER DATE-TO-YYYYMMDD DAY-OF-INTEGER DAY-TO-YYYYDDD DISPLAY-OF E EXCEPTION-FILE EXCEPTION-FILE-N "
    "EXCEPTION-LOCATION EXCEPTION-LOCATION-N EXCEPTION-STATEMENT EXCEPTION-STATUS EXP EXP10 FACTORIAL FIND-STRING "
    "FORMATTED-CURRENT-DATE FORMATTED-DATE FORMATTED-DATETIME FORMATTED-TIME FRACTION-PART HEX-OF HEX-TO-CHAR "
    "HIGHEST-ALGEBRAIC INTEGER INTEGER-OF-BOOLEAN INTEGER-OF-DATE INTEGER-OF-DAY INTEGER-OF-FORMATTED-DATE INTEGER-PART "
    "LENGTH LOCALE-COMPARE LOCALE-DATE LOCALE-TIME LOCALE-TIME-FROM-SECONDS LOG LOG10 LOWER-CASE LOWEST-ALGEBRAIC MAX MEAN "
    "MEDIAN MIDRANGE MIN MOD MODULE-CALLER-ID MODULE-DATE MODULE-FORMATTED-DATE MODULE-ID MODULE-NAME MODULE-PATH "
    "MODULE-SOURCE MODULE-TIME MONETARY-DECIMAL-POINT MONETARY-THOUSANDS-SEPARATOR NATIONAL-OF NUMERIC-DECIMAL-POINT "
    "NUMERIC-THOUSANDS-SEPARATOR NUMVAL NUMVAL-C NUMVAL-F ORD ORD-MAX ORD-MIN PI PRESENT-VALUE RANDOM RANGE REM REVERSE "
    "SECONDS-FROM-FORMATTED-TIME SECONDS-PAST-MIDNIGHT SIGN SIN SMALLEST-ALGEBRAIC SQRT STANDARD-COMPARE STANDARD-DEVIATION "
    "STORED-CHAR-LENGTH SUBSTITUTE SUBSTITUTE-CASE SUM TAN TEST-DATE-YYYYMMDD TEST-DAY-YYYYDDD TEST-FORMATTED-DATETIME "
    "TEST-NUMVAL TEST-NUMVAL-C TEST-NUMVAL-F TRIM UPPER-CASE ULENGTH UPOS USUBSTR USUPPLEMENTARY UTF8STRING UUID4 UVALID "
    "UWIDTH VARIANCE WHEN-COMPILED YEAR-TO-YYYY".split()
)
"""Intrinsic functions of ISO 1989:2014 and 2023, IBM Enterprise COBOL 6 and GnuCOBOL 3."""
