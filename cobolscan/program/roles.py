"""What the children of a statement's node are: read, written or both, and what a name that is no data reference names.

Each rule yields the children (or token numbers) that are not simply data that is read. Direction follows the general rules of each
statement: IBM Enterprise COBOL for z/OS Language Reference, PROCEDURE DIVISION statements; ISO/IEC 1989:2014, 14.9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from cobolscan.syntax.driver import Shape


class Given(NamedTuple):
    """What a parent says of a child: see `operands.Operand`."""

    how: str
    through: str = "direct"
    role: str = "data"


Told = Iterator[tuple[Any, Given]]  # a child, or the number of a token, with what it is
Word = Callable[[int], str]
Rule = Callable[[Shape, Given, Word], Told]

READ, WRITE, BOTH = Given("read"), Given("write"), Given("both")
_KEY = Given("read", "key")
FILE = Given("", "direct", "file")
MNEMONIC = Given("", "direct", "mnemonic")
COMMUNICATION = Given("both", "direct", "communication")
REPORT = Given("", "direct", "report")


def nodes(shape: Shape) -> list[Shape]:
    """The child nodes. What could not be read of a statement says nothing of what it does."""
    return [child for child in shape[1:] if type(child) is not int and child[0] != "opaque"]


def tokens(shape: Shape) -> list[int]:
    return [child for child in shape[1:] if type(child) is int]


def _word_at(shape: Shape, index: int, word: Word) -> str:
    """The keyword that is one child; "" when it is a node, or the statement was not read so far."""
    return word(shape[index]) if index < len(shape) and type(shape[index]) is int else ""


def _words(shape: Shape, word: Word) -> list[str]:
    return [word(number) for number in tokens(shape)]


def _inherit(shape: Shape, given: Given, word: Word) -> Told:
    return ((child, given) for child in nodes(shape))


def all_are(what: Given) -> Rule:
    """Every child that is a node is this."""
    return lambda shape, given, word: ((child, what) for child in nodes(shape))


def first_is(what: Given) -> Rule:
    """The first child that is a node is this."""
    return lambda shape, given, word: ((child, what) for child in nodes(shape)[:1])


def names_from(first: int, what: Given) -> Rule:
    """The tokens from the first-th on are names."""
    return lambda shape, given, word: ((number, what) for number in tokens(shape)[first:])


def name_at(index: int, what: Given) -> Rule:
    """One token is a name."""
    return lambda shape, given, word: ((number, what) for number in tokens(shape)[index : index + 1])


def _identifiers(what: Given) -> Rule:
    return lambda shape, given, word: ((child, what) for child in nodes(shape) if child[0] in ("identifier", "qualified"))


# ---- data movement and arithmetic


def _is_group_form(shape: Shape) -> bool:
    """CORRESPONDING (and ADD TABLE): a word behind the verb, where other forms have an operand."""
    return len(shape) > 2 and type(shape[2]) is int


def _move(shape: Shape, given: Given, word: Word) -> Told:
    corresponding = _is_group_form(shape)
    for number, child in enumerate(nodes(shape)):
        how = "write" if number else "read"
        yield child, Given(how, "corresponding") if corresponding else Given(how)


def _arithmetic(shape: Shape, given: Given, word: Word) -> Told:
    """ADD, SUBTRACT, MULTIPLY, DIVIDE: targets are read too, but for those behind GIVING; the remainder is only written."""
    giving = "GIVING" in _words(shape, word)
    corresponding = _is_group_form(shape) and word(shape[2]) in ("CORRESPONDING", "CORR")
    for child in nodes(shape):
        if child[0] == "target":
            yield child, WRITE if giving else Given("both", "corresponding") if corresponding else BOTH
        elif corresponding:
            yield child, Given("read", "corresponding")


def _compute(shape: Shape, given: Given, word: Word) -> Told:
    for child in nodes(shape)[:-1]:
        yield child, WRITE


def _set_phrase(shape: Shape, given: Given, word: Word) -> Told:
    behind = next((number for number, child in enumerate(shape) if number and type(child) is int), len(shape))
    steps = len(shape) > behind + 1 and type(shape[behind + 1]) is int and word(shape[behind]) in ("UP", "DOWN")
    for target in shape[1:behind]:
        yield target, BOTH if steps else WRITE


def _address(shape: Shape, given: Given, word: Word) -> Told:
    """ADDRESS OF as a receiver gives the item other storage; elsewhere whoever holds the address may read and change it."""
    for child in nodes(shape):
        yield child, Given("write" if given.how == "write" else "both", "address")


def _allocate(shape: Shape, given: Given, word: Word) -> Told:
    if "CHARACTERS" not in _words(shape, word):
        yield from first_is(Given("write", "address"))(shape, given, word)


# ---- control


def _varying(shape: Shape, given: Given, word: Word) -> Told:
    return ((child, BOTH) for child in [child for child in nodes(shape) if child[0] == "identifier"][:1])


_MODES = {"CONTENT": Given("read", "content"), "VALUE": Given("read", "value")}
_BY_REFERENCE = Given("both", "reference")


def _using(shape: Shape, given: Given, word: Word) -> Told:
    """The arguments of CALL: BY REFERENCE, CONTENT or VALUE holds until the next one says otherwise."""
    mode = _BY_REFERENCE
    for argument in nodes(shape):
        by = next((child for child in nodes(argument) if child[0] == "call_by"), None)
        if by is not None:
            mode = next((_MODES[text] for text in _words(by, word) if text in _MODES), _BY_REFERENCE)
        yield argument, mode


def _argument(shape: Shape, given: Given, word: Word) -> Told:
    for child in nodes(shape):
        if child[0] not in ("call_by", "size_of"):
            yield child, given


def _entry(shape: Shape, given: Given, word: Word) -> Told:
    for child in nodes(shape):
        if child[0] == "call_using":
            yield child, Given("write", "caller")


def _call_using(shape: Shape, given: Given, word: Word) -> Told:
    """Also ENTRY ... USING, whose parameters the caller gives."""
    if given.through == "caller":
        return ((argument, given) for argument in nodes(shape))
    return _using(shape, given, word)


def _function(shape: Shape, given: Given, word: Word) -> Told:
    numbers = tokens(shape)[:2]
    keyword = len(numbers) > 1 and word(numbers[0]) == "FUNCTION"
    for number in numbers[1:] if keyword else numbers[:1]:
        yield number, Given("", "direct", "function")


def _method(shape: Shape, given: Given, word: Word) -> Told:
    if _word_at(shape, 1, word) not in ("", "SELF", "SUPER"):
        yield shape[1], READ


def _class_test(shape: Shape, given: Given, word: Word) -> Told:
    last = shape[-1]
    if type(last) is int and word(last) not in ("ZERO", "ZEROS", "ZEROES"):
        yield last, Given("", "direct", "class")


def _figurative(shape: Shape, given: Given, word: Word) -> Told:
    """ALL with a constant's name."""
    text = _word_at(shape, 2, word)
    if text[:1].isalpha() and text[-1] not in "'\"" and text not in _FIGURATIVE:
        yield shape[2], READ


_FIGURATIVE = frozenset("ZERO ZEROS ZEROES SPACE SPACES HIGH-VALUE HIGH-VALUES LOW-VALUE LOW-VALUES QUOTE QUOTES NULL NULLS".split())

# ---- input and output


def _delete(shape: Shape, given: Given, word: Word) -> Told:
    several = _word_at(shape, 2, word) == "FILE"
    for number in tokens(shape)[2:] if several else tokens(shape)[1:2]:
        yield number, FILE


def _start(shape: Shape, given: Given, word: Word) -> Told:
    if _word_at(shape, 2, word) not in ("", "TRANSACTION"):
        yield shape[2], FILE
    for child in nodes(shape):
        yield child, _KEY


def _read_phrase(shape: Shape, given: Given, word: Word) -> Told:
    for child in nodes(shape):
        if child[0] == "identifier":
            yield child, _KEY


def _has_from(shape: Shape, word: Word) -> bool:
    return any(
        child[0] == "write_from" or (child[0].endswith("write_phrase") and _words(child, word)[:1] == ["FROM"]) for child in nodes(shape)
    )


def _write(shape: Shape, given: Given, word: Word) -> Told:
    """WRITE, REWRITE and RELEASE read the record; FROM is a MOVE to it first."""
    filled = _has_from(shape, word)
    for child in nodes(shape)[:1]:
        yield child, Given("both" if filled else "read", "direct", "record")


def _write_record(shape: Shape, given: Given, word: Word) -> Told:
    for child in nodes(shape):
        yield child, given
    for number in tokens(shape)[1:]:
        yield number, FILE


def _sort(shape: Shape, given: Given, word: Word) -> Told:
    """SORT of a file, or of a table, which it reorders."""
    return first_is(Given("both", "direct", "sorted"))(shape, given, word)


def _sort_phrase(shape: Shape, given: Given, word: Word) -> Told:
    if _word_at(shape, 1, word) in ("USING", "GIVING"):
        for number in tokens(shape)[1:]:
            yield number, FILE
    for child in nodes(shape):
        yield child, _KEY


def _sequence(shape: Shape, given: Given, word: Word) -> Told:
    for number in tokens(shape)[-1:]:
        yield number, MNEMONIC


_ACCEPTED = frozenset(
    "DATE DAY DAY-OF-WEEK TIME YEAR CONSOLE SYSIN CRT ENVIRONMENT-NAME ENVIRONMENT-VALUE COMMAND-LINE ARGUMENT-NUMBER "
    "ARGUMENT-VALUE ESCAPE LINES USER KEYBOARD EXCEPTION INPUT SCREEN TERMINAL-INFO SYSTEM-INFO TERMINAL COLS COLUMNS THREAD "
    "WINDOW LINE STATUS STANDARD OBJECT ENVIRONMENT CONFIGURATION MESSAGE COUNT".split()
)


def _accept(shape: Shape, given: Given, word: Word) -> Told:
    parts = nodes(shape)
    source = next((child for child in parts if child[0] == "accept_source"), None)
    counted = source is not None and "COUNT" in _words(source, word)  # ACCEPT cd MESSAGE COUNT fills the CD's own count
    for child in [child for child in parts if child[0] == "identifier"][:1]:
        yield child, COMMUNICATION if counted else WRITE


def _accept_source(shape: Shape, given: Given, word: Word) -> Told:
    if len(shape) == 3 and type(shape[2]) is int and word(shape[2]) not in _ACCEPTED:
        yield shape[2], MNEMONIC


def _screen_attribute(shape: Shape, given: Given, word: Word) -> Told:
    if "KEY" in _words(shape, word):
        return ((child, WRITE) for child in nodes(shape) if child[0] == "identifier")
    return iter(())


def _cd_or_thread(shape: Shape, given: Given, word: Word) -> Told:
    if _word_at(shape, 2, word):
        yield shape[2], COMMUNICATION
    if _word_at(shape, 1, word) == "RECEIVE":
        for child in nodes(shape):
            if child[0] == "identifier":
                yield child, WRITE


def _enable(shape: Shape, given: Given, word: Word) -> Told:
    names = [number for number in tokens(shape)[1:] if word(number) not in ("INPUT", "OUTPUT", "I-O", "TERMINAL", "WITH", "KEY")]
    for number in names[:1]:
        yield number, COMMUNICATION


def _unlock(shape: Shape, given: Given, word: Word) -> Told:
    if _word_at(shape, 2, word) not in ("", "ALL"):
        yield shape[2], FILE


def _use_target(shape: Shape, given: Given, word: Word) -> Told:
    if _word_at(shape, 1, word) not in ("", "INPUT", "OUTPUT", "I-O", "EXTEND"):
        yield shape[1], FILE


# ---- strings


def _string(shape: Shape, given: Given, word: Word) -> Told:
    for child in nodes(shape):
        if child[0] == "identifier":
            yield child, WRITE


def _unstring_option(shape: Shape, given: Given, word: Word) -> Told:
    for child in nodes(shape):
        yield child, BOTH


def _inspect(shape: Shape, given: Given, word: Word) -> Told:
    """TALLYING reads the item, REPLACING and CONVERTING change it."""
    parts = nodes(shape)
    if any(_changes(part) for part in parts[1:] if part[0] == "inspect_part"):
        yield parts[0], BOTH


def _changes(part: Shape) -> bool:
    return not any(child[0] == "tally" for child in nodes(part))


def _tally(shape: Shape, given: Given, word: Word) -> Told:
    for child in nodes(shape):
        if child[0] == "identifier":
            yield child, BOTH


def _examine(shape: Shape, given: Given, word: Word) -> Told:
    if "REPLACING" in _words(shape, word):
        yield from first_is(BOTH)(shape, given, word)


# ---- XML and JSON


def _xml_option(shape: Shape, given: Given, word: Word) -> Told:
    if "COUNT" in _words(shape, word):
        for child in nodes(shape):
            yield child, WRITE


def _json_parse(shape: Shape, given: Given, word: Word) -> Told:
    for child in nodes(shape)[1:2]:
        yield child, WRITE


_ARITHMETIC = dict.fromkeys(("add_statement", "subtract_statement", "multiply_statement", "divide_statement"), _arithmetic)

RULES: dict[str, Rule] = {
    **_ARITHMETIC,
    "move_statement": _move,
    "compute_statement": _compute,
    "target": _inherit,
    "initialize_statement": _identifiers(WRITE),
    "set_phrase": _set_phrase,
    "address_of": _address,
    "length_of": all_are(Given("", "length")),
    "allocate_statement": _allocate,
    "allocate_returning": all_are(WRITE),
    "free_statement": _identifiers(Given("write", "address")),
    "perform_varying": _varying,
    "perform_after": _varying,
    "thread_handle": all_are(WRITE),
    "call_using": _call_using,
    "invoke_using": _using,
    "call_argument": _argument,
    "call_returning": all_are(Given("write", "returning")),
    "entry_statement": _entry,
    "function_call": _function,
    "method_call": _method,
    "class_test": _class_test,
    "figurative": _figurative,
    "exception_phrase": all_are(WRITE),
    "open_file": name_at(0, FILE),
    "close_file": name_at(0, FILE),
    "close_disposition": all_are(Given("", "attribute")),  # ABORT, ORDERLY: words of the system (Unisys)
    "read_statement": name_at(1, FILE),
    "return_statement": name_at(1, FILE),
    "read_into": all_are(Given("write", "into")),
    "read_phrase": _read_phrase,
    "delete_statement": _delete,
    "start_statement": _start,
    "start_key": all_are(_KEY),
    "write_statement": _write,
    "rewrite_statement": _write,
    "release_statement": _write,
    "write_record": _write_record,
    "sort_statement": _sort,
    "sort_phrase": _sort_phrase,
    "sequence_for": _sequence,
    "unlock_statement": _unlock,
    "use_target": _use_target,
    "use_file": name_at(1, FILE),
    "use_debug": all_are(Given("", "direct", "debugged")),
    "use_statement": all_are(REPORT),
    "accept_statement": _accept,
    "accept_source": _accept_source,
    "display_device": name_at(0, MNEMONIC),
    "screen_attribute": _screen_attribute,
    "search_phrase": lambda shape, given, word: iter([*zip(nodes(shape), (Given("read", "search"), BOTH), strict=False)]),
    "string_statement": _string,
    "string_pointer": all_are(BOTH),
    "unstring_into": first_is(WRITE),
    "unstring_delimiter_in": all_are(WRITE),
    "unstring_count": all_are(WRITE),
    "unstring_option": _unstring_option,
    "inspect_statement": _inspect,
    "tally": _tally,
    "examine_statement": _examine,
    "transform_statement": first_is(BOTH),
    "receive_statement": _cd_or_thread,
    "send_statement": _cd_or_thread,
    "receive_option": _identifiers(WRITE),
    "enable_statement": _enable,
    "purge_statement": names_from(1, COMMUNICATION),
    "generate_statement": all_are(REPORT),
    "initiate_statement": names_from(1, REPORT),
    "terminate_statement": names_from(1, REPORT),
    "inquired": _identifiers(WRITE),
    "control_giving": all_are(WRITE),
    "message_giving": all_are(WRITE),
    "xml_generate_statement": first_is(WRITE),
    "json_generate_statement": first_is(WRITE),
    "xml_option": _xml_option,
    "json_parse_statement": _json_parse,
}
"""By the name of a node: what its children are."""
