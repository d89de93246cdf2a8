"""A page of open tasks is full as long as there are more, whatever dropped out of it."""

import pytest

from gateway.readmodel import queries
from gateway.store.database import Database
from tests.unit.gateway.worker_api.support import URBAN, Desk

TWIN = 2251799813685999
"""Root instance of a twin that lost the claim."""


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 50])
async def test_tasks_of_a_twin_leave_no_gap_in_a_page(desk: Desk, limit: int) -> None:
    await desk.claimed()
    shown = []
    for root in ({"root_key": TWIN}, {}, {"root_key": TWIN}, {"root_key": TWIN}, {}, {}, {"root_key": TWIN}):
        key = await desk.open_task("signboard", [URBAN], **root)
        shown += [] if root else [int(key)]
    database = desk.portal.context.database
    assert await _pages(database, limit) == [shown[at : at + limit] for at in range(0, len(shown), limit)]


async def _pages(database: Database, limit: int) -> list[list[int]]:
    pages: list[list[int]] = []
    after = 0
    while True:
        async with database.read() as session:
            page = [task.key for task in await queries.open_tasks(session, URBAN, after=after, limit=limit)]
        if not page:
            return pages
        pages.append(page)
        after = page[-1]
