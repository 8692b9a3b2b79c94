"""What is known of shapes, worked out once for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_MOST = 200_000  # shapes that are remembered


class ByShape(Generic[T]):
    """Remembers what a function says of shapes, or of other things that are shared and never changed, by their identity.

    What the function needs besides (a place where the shape occurs, for its keywords) is given along; the answer must not depend on which.
    The thing is kept, so that its identity stays its own. Memory is bounded: beyond that all is forgotten and found again.
    """

    def __init__(self, work: Callable[..., T]) -> None:
        self._work = work
        self._known: dict[int, tuple[Any, T]] = {}

    def __call__(self, shape: Any, *where: Any) -> T:
        known = self._known.get(id(shape))
        if known is None:
            if len(self._known) > _MOST:
                self._known.clear()
            known = self._known[id(shape)] = (shape, self._work(shape, *where))
        return known[1]
