"""Clocks of items follow from the acts on record, and are marked where the engine looks at them.

Expected days were counted by hand. The case is submitted on Monday, 2 March 2026.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from chain.procedure import Act
from gateway.clocks.service import current_clocks
from gateway.store.models import ItemCase
from tests.unit.chain.limits.stories import accepted, answered, asked, concluded, extended, fact, suspended
from tests.unit.gateway.beginnings import NOBODY
from tests.unit.gateway.clocks.support import FOOD, move_to, put_on_record, refreshed
from tests.unit.gateway.portal import open_portal
from tests.unit.gateway.worker_api.support import APPROVAL, Desk, new_desk


async def test_the_acts_say_from_when_and_how_long_both_clocks_run(desk: Desk) -> None:
    await put_on_record(
        desk, accepted("2026-03-03"), asked("2026-03-05", "2026-03-26"), answered("2026-03-09")
    )
    item = await refreshed(desk, "2026-03-10")

    # promised: 4 (5 6 | 9) 10-13; statutory: 4 5 6 9-13 16 17
    assert item.due_at is not None
    assert item.statutory_due_at is not None
    assert item.due_at.isoformat() == "2026-03-13T23:59:59+08:00"
    assert item.statutory_due_at.isoformat() == "2026-03-17T23:59:59+08:00"
    assert (item.clock_state, item.overdue_at) == ("green", None)


async def test_a_deemed_acceptance_counts_from_the_receipt(desk: Desk) -> None:
    await put_on_record(desk, fact(Act.ACCEPT, "2026-03-10T00:00", "2026-03-02", manner="deemed"))
    item = await refreshed(desk, "2026-03-10")

    assert item.due_at is not None
    assert item.due_at.isoformat() == "2026-03-09T23:59:59+08:00"
    assert item.clock_state == "red"


async def test_an_older_case_has_the_clock_of_what_was_kept_of_it(desk: Desk) -> None:
    first = await desk.check(APPROVAL, FOOD, "undecided")
    item = await refreshed(desk, "2026-03-03")

    assert first["due_at"] == "2026-03-09T23:59:59+08:00"
    assert item.clock_started_at is not None
    assert item.clock_started_at.isoformat() == "2026-03-02T09:00:00+08:00"
    assert item.statutory_due_at is not None
    assert item.statutory_due_at.isoformat() == "2026-03-16T23:59:59+08:00"


async def test_the_engine_is_to_look_again_before_any_colour_can_change(desk: Desk) -> None:
    await put_on_record(desk, accepted("2026-03-02"), suspended("2026-03-04", "hearing", 10))
    await refreshed(desk, "2026-03-05")
    looked = (await desk.post(APPROVAL, f"items/{FOOD}/clock")).json()

    # One day is used and four are left; were the hearing over today, the last would be the 9th at the earliest.
    assert looked == {"state": "green", "next": "2026-03-09T00:00:00+08:00"}


async def test_an_extension_moves_the_limit_and_a_decision_ends_the_clock(desk: Desk) -> None:
    await put_on_record(desk, accepted("2026-03-02"), extended("2026-03-06"))
    longer = await refreshed(desk, "2026-03-09")
    await put_on_record(desk, concluded("2026-03-11"))
    ended = await refreshed(desk, "2026-06-01")

    assert longer.due_at is not None
    assert longer.due_at.isoformat() == "2026-03-23T23:59:59+08:00"  # 3-6 9-13 16-20 23
    assert (ended.clock_state, ended.overdue_at) == ("green", None)
    assert (await desk.post(APPROVAL, f"items/{FOOD}/clock")).json() == {"state": "green", "next": None}


async def test_a_limit_that_has_passed_when_the_review_begins_lets_the_engine_look_at_once(
    desk: Desk,
) -> None:
    await put_on_record(desk, accepted("2026-03-02"))
    move_to(desk.portal, "2026-05-06")
    found = await desk.check(APPROVAL, FOOD, "undecided")

    assert found["due_at"] == found["clock_next"] == "2026-03-09T23:59:59+08:00"


async def test_a_task_at_the_engine_follows_the_limit_once(desk: Desk) -> None:
    await desk.claimed()
    await put_on_record(desk, accepted("2026-03-02"))
    before = await refreshed(desk, "2026-03-02")
    key = await desk.open_task(FOOD, [APPROVAL], due_at=before.due_at)
    told = len(await desk.portal.outbox())
    await put_on_record(desk, suspended("2026-03-03", "verification", 2))
    for _ in range(2):
        await refreshed(desk, "2026-03-04")

    (row,) = (await desk.portal.outbox())[told:]
    assert row.kind == "update_task"
    assert row.payload == {"task_key": int(key), "due_at": "2026-03-12T23:59:59+08:00"}  # (3 4 5) 6 9-12


async def test_a_task_made_with_the_limit_of_before_is_corrected_when_it_is_opened(desk: Desk) -> None:
    await desk.claimed()
    await put_on_record(desk, accepted("2026-03-02"))
    key = await desk.open_task(FOOD, [APPROVAL])
    told = len(await desk.portal.outbox())
    await desk.portal.client.get(f"/tasks/{key}", headers=desk.officer(APPROVAL))

    (row,) = (await desk.portal.outbox())[told:]
    assert (row.kind, row.payload["due_at"]) == ("update_task", "2026-03-09T23:59:59+08:00")


async def test_an_ended_item_moves_no_task(desk: Desk) -> None:
    await desk.claimed()
    await put_on_record(desk, accepted("2026-03-02"), concluded("2026-03-04"))
    await desk.open_task(FOOD, [APPROVAL])
    told = len(await desk.portal.outbox())
    await refreshed(desk, "2026-03-04")

    assert len(await desk.portal.outbox()) == told


async def test_with_a_close_of_business_the_last_day_ends_then(migrated_url: str, tmp_path: Path) -> None:
    async with open_portal(
        tmp_path / "data", database_url=migrated_url, closing_time="17:30", **NOBODY
    ) as portal:
        desk = await new_desk(portal)
        await put_on_record(desk, accepted("2026-03-02"))
        item = await refreshed(desk, "2026-03-09T17:31")

    assert item.due_at is not None
    assert item.due_at.isoformat() == "2026-03-09T17:30:00+08:00"
    assert item.clock_state == "red"


async def test_items_without_acceptance_have_no_clock(desk: Desk) -> None:
    async with desk.portal.context.database.read() as session:
        item = await session.get_one(ItemCase, (desk.case_no, FOOD))
        assert await current_clocks(desk.portal.context, session, [item]) == {}
    assert (await desk.post(APPROVAL, f"items/{FOOD}/clock")).json()["code"] == "ClockNotStarted"


@pytest.mark.parametrize(("days", "state"), [(6, "green"), (7, "yellow"), (8, "red")])
async def test_a_desk_shows_the_colour_of_the_moment(desk: Desk, days: int, state: str) -> None:
    await desk.claimed()
    await put_on_record(desk, accepted("2026-03-02"))
    await desk.open_task(FOOD, [APPROVAL])
    desk.portal.clock.move(timedelta(days=days))
    (task,) = (await desk.portal.client.get("/tasks", headers=desk.officer(APPROVAL))).json()["tasks"]

    assert (task["due_at"], task["clock"]) == ("2026-03-09T23:59:59+08:00", state)
