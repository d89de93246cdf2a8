"""Remembering what a pure function of bytes answered: certificates, seals and time stamps come again and again."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Found = TypeVar("Found")


def remembered(
    count: int, largest: int, smallest: int = 0
) -> Callable[[Callable[[bytes], Found]], Callable[[bytes], Found]]:
    """Of the last ``count`` arguments of ``smallest`` to ``largest`` bytes the answer is kept, of others none is.

    Count and ``largest`` together bound the memory that a stranger's files can fill. For functions whose answer depends on
    nothing but the bytes, and is never changed: several threads are given the same object. What is raised is not kept.
    """

    def remembering(function: Callable[[bytes], Found]) -> Callable[[bytes], Found]:
        known = lru_cache(maxsize=count)(function)

        @wraps(function)
        def found(data: bytes) -> Found:
            return known(data) if smallest <= len(data) <= largest else function(data)

        return found

    return remembering
