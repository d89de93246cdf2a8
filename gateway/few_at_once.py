"""Work that is too heavy to be done by many at once, done beside the loop by a few threads of this process."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

Given = TypeVarTuple("Given")
Result = TypeVar("Result")


class FewAtOnce:
    """``most`` threads: whoever comes while all are busy waits for a turn, on whatever loop they are."""

    def __init__(self, most: int, name: str) -> None:
        self._threads = ThreadPoolExecutor(max_workers=most, thread_name_prefix=name)

    async def do(self, work: Callable[[*Given], Result], *given: *Given) -> Result:
        """What ``work`` makes of ``given``; raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)
