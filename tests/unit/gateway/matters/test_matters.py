"""A matter of a case: opened once, looked at by the room of its kind in the name of its body, until it is settled."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from gateway.matters import looking, rooms
from gateway.matters.kinds import MatterKind
from gateway.matters.service import changed, open_matter
from gateway.store.models import Matter, OutboxMessage
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk

AGAIN = timedelta(days=3)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A room that looks twice at a delivery: at the first time it waits, then it is settled."""
    seen: list[str] = []

    async def check(context: Any, session: Any, case: Any, matter: Matter, actor: Any) -> datetime | None:
        seen.append(f"{matter.subject} by {actor.body}")
        return context.now() + AGAIN if len(seen) == 1 else None

    watched = dict(rooms.CHECKS) | {MatterKind.DELIVERY: check}
    monkeypatch.setattr(looking, "CHECKS", watched)
    return seen


async def opened(desk: Desk, subject: str = "food_license") -> str:
    async with desk.portal.context.database.write() as session:
        at = desk.portal.context.now()
        matter = await open_matter(
            session, desk.case_no, MatterKind.DELIVERY, subject=subject, body=APPROVAL, at=at
        )
        return matter.matter_no


async def messages(desk: Desk) -> list[str]:
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [row.dedupe_key for row in rows if row.dedupe_key.startswith("matter-")]


async def test_a_matter_is_opened_once_and_numbered_within_its_case(portal: Portal) -> None:
    desk = Desk(portal, await portal.submit())
    numbers = [await opened(desk, subject) for subject in ("food_license", "signboard", "food_license")]

    assert numbers == ["SD01", "SD02", "SD01"]
    place = f"matter-opened/{desk.case_no}"
    assert await messages(desk) == [f"{place}/SD01", f"{place}/SD02"]


async def test_a_matter_is_looked_at_until_it_is_settled_and_then_no_more(
    portal: Portal, looks: list[str]
) -> None:
    desk = Desk(portal, await portal.submit())
    path = f"matters/{await opened(desk)}/check"
    job = desk.job()

    first = await desk.post(APPROVAL, path, job=job)
    assert first.json()["settled"] is False
    assert datetime.fromisoformat(first.json()["next"]) == portal.context.now() + AGAIN
    assert (await desk.post(APPROVAL, path, job=job)).json() == first.json()
    assert looks == ["food_license by approval_379901"]

    settled = {"settled": True, "next": None, "work": None}
    assert [(await desk.post(APPROVAL, path)).json() for _ in range(2)] == [settled, settled]
    assert len(looks) == 2


async def test_another_bodys_worker_does_not_reach_a_matter(portal: Portal, looks: list[str]) -> None:
    desk = Desk(portal, await portal.submit())
    answer = await desk.post(FIRE, f"matters/{await opened(desk)}/check")

    assert (answer.status_code, looks) == (404, [])


async def test_every_change_is_told_to_the_engine(portal: Portal) -> None:
    desk = Desk(portal, await portal.submit())
    number = await opened(desk)
    for _ in range(2):
        async with portal.context.database.write() as session:
            await changed(session, await session.get_one(Matter, (desk.case_no, number)))

    place = f"{desk.case_no}/{number}"
    told = [f"matter-changed/{place}/{count}" for count in (1, 2)]
    assert await messages(desk) == [f"matter-opened/{place}", *told]
