"""What may have been meant by a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Of the known words the one that is most like it, if one is."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return near[0] if near else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """`` (did you mean "x"?)`` or nothing."""
    return meant(nearest(word, known))


def meant(word: str | None) -> str:
    """The words for it, behind what is wrong."""
    return f' (did you mean "{word}"?)' if word else ""
