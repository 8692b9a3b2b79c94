"""What to do about a literal without a name, in the words of the program's dialect. One place, so that one change changes all advice."""

from cobolscan.program.dialect import named_constant_advice
from cobolscan.program.model import Program


def for_number(program: Program) -> str:
    """How a number gets its name: IBM COBOL has neither level 78 nor CONSTANT."""
    return named_constant_advice(program)


def for_code(name: str) -> str:
    """How one value of an item gets a name."""
    return f"name it with an 88-level under {name}"


def for_codes(name: str) -> str:
    """How the values of an item get names: 88-levels are in every dialect."""
    return f"name them with 88-levels under {name}"
