"""What an earlier version left to be done to rows, some of them in each transaction."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.store.database import Database

BATCH = 500
"""Rows of one transaction."""


async def in_batches(database: Database, mend: Callable[[AsyncSession], Awaitable[int]]) -> int:
    """Run ``mend``, which mends :data:`BATCH` rows at most and says how many, until it finds fewer. Returns how many in all."""
    mended = 0
    while True:
        async with database.write() as session:
            found = await mend(session)
        mended += found
        if found < BATCH:
            return mended
