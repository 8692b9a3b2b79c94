"""What the children of a statement's node are: read, written or both, and what a name that is no data reference names.

Each rule yields the children (or token numbers) that are not simply data that is read. Direction follows the general rules of each
statement: IBM Enterprise COBOL for z/OS Language Reference, PROCEDURE DIVISION statements; ISO/IEC 1989:2014, 14.9.
"""

from __future__ import annotations

from cobolscan.program.names import io_roles
from cobolscan.program.names.given import (
    ADDRESS,
    BOTH,
    READ,
    WRITE,
    Given,
    Rule,
    Told,
    Word,
    all_are,
    first_is,
    identifiers_are,
    inherit,
    nodes,
    tokens,
    word_at,
    words_of,
)
from cobolscan.syntax.driver import Shape

# ---- data movement and arithmetic


def _is_group_form(shape: Shape) -> bool:
    """CORRESPONDING (and ADD TABLE): a word behind the verb, where other forms have an operand."""
    return len(shape) > 2 and type(shape[2]) is int


def _move(shape: Shape, given: Given, word: Word) -> Told:
    corresponding = _is_group_form(shape)
    for number, child in enumerate(nodes(shape)):
        how = "write" if number else "read"
        address = not number and child[0] == "address_of"
        yield child, ADDRESS if address else Given(how, "corresponding") if corresponding else Given(how)


def _arithmetic(shape: Shape, given: Given, word: Word) -> Told:
    """ADD, SUBTRACT, MULTIPLY, DIVIDE: targets are read too, but for those behind GIVING; the remainder is only written."""
    giving = "GIVING" in words_of(shape, word)
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
    for value in nodes(shape[:1] + shape[behind:]):
        yield value, ADDRESS if value[0] == "address_of" else READ


def _address(shape: Shape, given: Given, word: Word) -> Told:
    """ADDRESS OF as a receiver gives the item other storage; whoever is given the address may read and change the item. In a condition it
    says nothing of the contents."""
    given_away = given.through in ("address", "reference", "content", "value")
    for child in nodes(shape):
        yield child, Given("write" if given.how == "write" else "both" if given_away else "", "address")


def _allocate(shape: Shape, given: Given, word: Word) -> Told:
    if "CHARACTERS" not in words_of(shape, word):
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
            mode = next((_MODES[text] for text in words_of(by, word) if text in _MODES), _BY_REFERENCE)
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
    if word_at(shape, 1, word) not in ("", "SELF", "SUPER"):
        yield shape[1], READ


def _class_test(shape: Shape, given: Given, word: Word) -> Told:
    last = shape[-1]
    if type(last) is int and word(last) not in ("ZERO", "ZEROS", "ZEROES"):
        yield last, Given("", "direct", "class")


def _figurative(shape: Shape, given: Given, word: Word) -> Told:
    """ALL with a constant's name."""
    text = word_at(shape, 2, word)
    if text[:1].isalpha() and text[-1] not in "'\"" and text not in _FIGURATIVE:
        yield shape[2], READ


_FIGURATIVE = frozenset("ZERO ZEROS ZEROES SPACE SPACES HIGH-VALUE HIGH-VALUES LOW-VALUE LOW-VALUES QUOTE QUOTES NULL NULLS".split())

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
    if "REPLACING" in words_of(shape, word):
        yield from first_is(BOTH)(shape, given, word)


# ---- XML and JSON


def _xml_option(shape: Shape, given: Given, word: Word) -> Told:
    if "COUNT" in words_of(shape, word):
        for child in nodes(shape):
            yield child, WRITE


def _json_parse(shape: Shape, given: Given, word: Word) -> Told:
    for child in nodes(shape)[1:2]:
        yield child, WRITE


_ARITHMETIC = dict.fromkeys(("add_statement", "subtract_statement", "multiply_statement", "divide_statement"), _arithmetic)

RULES: dict[str, Rule] = {
    **io_roles.RULES,
    **_ARITHMETIC,
    "move_statement": _move,
    "compute_statement": _compute,
    "target": inherit,
    "initialize_statement": identifiers_are(WRITE),
    "set_phrase": _set_phrase,
    "address_of": _address,
    "length_of": all_are(Given("", "length")),
    "allocate_statement": _allocate,
    "allocate_returning": all_are(WRITE),
    "free_statement": identifiers_are(Given("write", "address")),
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
    "xml_generate_statement": first_is(WRITE),
    "json_generate_statement": first_is(WRITE),
    "xml_option": _xml_option,
    "json_parse_statement": _json_parse,
}
"""By the name of a node: what its children are."""
