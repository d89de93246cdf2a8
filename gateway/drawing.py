"""Pictures of sealed files, of certificates and documents alike."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVarTuple

Given = TypeVarTuple("Given")

_DRAWERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="draw")
"""A drawing takes a core and 100 MB: two at once, the others wait their turn."""


async def draw(work: Callable[[*Given], bytes], *given: *Given) -> bytes:
    """The picture (PNG) that ``work`` makes of ``given``; raises what it raises."""
    return await asyncio.get_running_loop().run_in_executor(_DRAWERS, work, *given)
