"""Pictures and reading copies of sealed files, of certificates and documents alike."""

from collections.abc import Callable
from typing import TypeVarTuple

from gateway.few_at_once import FewAtOnce

Given = TypeVarTuple("Given")

_DRAWERS = FewAtOnce(2, "draw")
"""A drawing takes a core and 100 MB."""


async def draw(work: Callable[[*Given], bytes], *given: *Given) -> bytes:
    """The picture or paper that ``work`` makes of ``given``; raises what it raises."""
    return await _DRAWERS.do(work, *given)
