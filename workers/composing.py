"""Setting pages, of certificates and documents alike."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

Given = TypeVarTuple("Given")
Made = TypeVar("Made")

_COMPOSERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="compose")
"""Laying out a page takes a while: not on the event loop, and never more of them than there is something to gain."""


async def composed(work: Callable[[*Given], Made], *given: *Given) -> Made:
    """What ``work`` makes of ``given``; raises what it raises."""
    return await asyncio.get_running_loop().run_in_executor(_COMPOSERS, work, *given)
