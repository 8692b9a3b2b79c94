"""Text for XML 1.0 in ASCII only: right in whatever encoding it is written, and nothing in it that a reader would refuse."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[^ !#-%(-;=?-~]")  # all but printable ASCII without & < > and the quotes
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def escaped(text: str) -> str:
    """For attributes and content. Control characters that XML cannot hold are shown as their pictures; `##`, which is a command in
    some build logs, is broken up."""
    return _SPECIAL.sub(_reference, text).replace("##", "#&#35;")


def _reference(found: re.Match[str]) -> str:
    char, code = found[0], ord(found[0])
    if char in _NAMED:
        return _NAMED[char]
    if code < 0x20 and char not in "\t\n\r":
        code += 0x2400
    elif 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
        code = 0xFFFD
    return f"&#{code};"


def element(name: str, attributes: dict[str, object], content: str | None = None) -> str:
    """A start tag with its attributes and, where there is content, the end tag; else an empty element."""
    shown = "".join(f' {key}="{escaped(str(value))}"' for key, value in attributes.items())
    return f"<{name}{shown}/>" if content is None else f"<{name}{shown}>{escaped(content)}</{name}>"


def opening(name: str, attributes: dict[str, object]) -> str:
    """A start tag whose end is written later."""
    return element(name, attributes).removesuffix("/>") + ">"


DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
