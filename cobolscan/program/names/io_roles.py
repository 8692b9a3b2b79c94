"""What is read, written and named by the statements of input and output, sorting, screens, reports and communication: see `roles.py`."""

from __future__ import annotations

from cobolscan.program.names.given import (
    COMMUNICATION,
    FILE,
    KEY,
    MNEMONIC,
    REPORT,
    WRITE,
    Given,
    Rule,
    Told,
    Word,
    all_are,
    first_is,
    identifiers_are,
    name_at,
    names_from,
    nodes,
    tokens,
    word_at,
    words_of,
)
from cobolscan.syntax.driver import Shape


def _delete(shape: Shape, given: Given, word: Word) -> Told:
    several = word_at(shape, 2, word) == "FILE"
    for number in tokens(shape)[2:] if several else tokens(shape)[1:2]:
        yield number, FILE


def _start(shape: Shape, given: Given, word: Word) -> Told:
    if word_at(shape, 2, word) not in ("", "TRANSACTION"):
        yield shape[2], FILE
    for child in nodes(shape):
        yield child, KEY


def _read_phrase(shape: Shape, given: Given, word: Word) -> Told:
    for child in nodes(shape):
        if child[0] == "identifier":
            yield child, KEY


def _has_from(shape: Shape, word: Word) -> bool:
    return any(
        child[0] == "write_from" or (child[0].endswith("write_phrase") and words_of(child, word)[:1] == ["FROM"]) for child in nodes(shape)
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
    if word_at(shape, 1, word) in ("USING", "GIVING"):
        for number in tokens(shape)[1:]:
            yield number, FILE
    for child in nodes(shape):
        yield child, KEY


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
    counted = source is not None and "COUNT" in words_of(source, word)  # ACCEPT cd MESSAGE COUNT fills the CD's own count
    for child in [child for child in parts if child[0] == "identifier"][:1]:
        yield child, COMMUNICATION if counted else WRITE


def _accept_source(shape: Shape, given: Given, word: Word) -> Told:
    if len(shape) == 3 and type(shape[2]) is int and word(shape[2]) not in _ACCEPTED:
        yield shape[2], MNEMONIC


def _screen_attribute(shape: Shape, given: Given, word: Word) -> Told:
    if "KEY" in words_of(shape, word):
        return ((child, WRITE) for child in nodes(shape) if child[0] == "identifier")
    return iter(())


def _cd_or_thread(shape: Shape, given: Given, word: Word) -> Told:
    if word_at(shape, 2, word):
        yield shape[2], COMMUNICATION
    if word_at(shape, 1, word) == "RECEIVE":
        for child in nodes(shape):
            if child[0] == "identifier":
                yield child, WRITE


def _enable(shape: Shape, given: Given, word: Word) -> Told:
    names = [number for number in tokens(shape)[1:] if word(number) not in ("INPUT", "OUTPUT", "I-O", "TERMINAL", "WITH", "KEY")]
    for number in names[:1]:
        yield number, COMMUNICATION


def _unlock(shape: Shape, given: Given, word: Word) -> Told:
    if word_at(shape, 2, word) not in ("", "ALL"):
        yield shape[2], FILE


def _use_target(shape: Shape, given: Given, word: Word) -> Told:
    if word_at(shape, 1, word) not in ("", "INPUT", "OUTPUT", "I-O", "EXTEND"):
        yield shape[1], FILE


RULES: dict[str, Rule] = {
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
    "start_key": all_are(KEY),
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
    "receive_statement": _cd_or_thread,
    "send_statement": _cd_or_thread,
    "receive_option": identifiers_are(WRITE),
    "enable_statement": _enable,
    "purge_statement": names_from(1, COMMUNICATION),
    "generate_statement": all_are(REPORT),
    "initiate_statement": names_from(1, REPORT),
    "terminate_statement": names_from(1, REPORT),
    "inquired": identifiers_are(WRITE),
    "control_giving": all_are(WRITE),
    "message_giving": all_are(WRITE),
}
"""By the name of a node: what its children are."""
