"""How many jobs one process handles at a time, over all its job types."""

import asyncio


class Slots:
    """A counted bound. The engine's streams know none: a job that is pushed waits here before it begins."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._some = asyncio.Event()
        self._some.set()

    @property
    def free(self) -> int:
        """How many jobs could begin now."""
        return self._free

    async def take(self) -> None:
        """Wait for a slot and take it."""
        await self.wait()
        self._free -= 1
        if self._free == 0:
            self._some.clear()

    async def wait(self) -> None:
        """Wait until there is a slot, without taking it."""
        while self._free == 0:
            await self._some.wait()

    def give_back(self) -> None:
        """Return a slot that was taken."""
        self._free += 1
        self._some.set()
