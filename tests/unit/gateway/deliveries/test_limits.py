"""The ten working days of a delivery: reminders, cards for the body, and the worklist."""

from datetime import datetime

import pytest
from sqlalchemy import select

from chain.clock import BEIJING
from gateway.store.models import Message
from tests.unit.gateway.deliveries.support import (
    BY_POST,
    POSTED,
    at_the_desk,
    cards,
    choose,
    deliveries,
    granted,
    look,
)
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk

RED, YELLOW = ("business_license", "red"), ("business_license", "yellow")


async def messages(desk: Desk) -> list[tuple[str, str]]:
    """What the applicant was told about deliveries: kind and text."""
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(select(Message).where(Message.kind == "delivery"))
        return [(row.kind, row.text) for row in rows]


def it_is(portal: Portal, moment: str) -> None:
    """Set the clock (Beijing time)."""
    portal.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("granted_on", "last"),
    [
        # 2 March 2026 is a Monday without holidays before the 16th.
        ("2026-03-02 09:00", "2026-03-16"),
        # 15–23 February are free, Saturday the 14th and Saturday the 28th are worked: 10–14, 24–28 February.
        ("2026-02-09 10:00", "2026-02-28"),
        # 1–7 October 2025 and the 8th are free, Sunday 28 September and Saturday 11 October are worked:
        # 24–30 September without Saturday the 27th (six days), then 9, 10, 11 and 13 October.
        ("2025-09-23 10:00", "2025-10-13"),
    ],
)
async def test_the_tenth_working_day_is_counted_over_holidays(
    portal: Portal, granted_on: str, last: str
) -> None:
    it_is(portal, granted_on)
    desk = Desk(portal, await portal.submit())
    await granted(desk)

    assert (await deliveries(desk))[0]["due_at"].startswith(last)


async def test_three_days_before_the_last_the_applicant_is_reminded_and_the_body_warned(desk: Desk) -> None:
    await granted(desk)
    first = await look(desk)
    assert first == datetime(2026, 3, 11, 9, tzinfo=BEIJING)
    assert await cards(desk) == []
    it_is(desk.portal, "2026-03-11 09:00")
    await look(desk)
    told = await messages(desk)

    assert [kind for kind, _ in told] == ["delivery"]
    assert "请于2026年3月16日前查看或者领取" in told[0][1]
    assert await cards(desk) == [YELLOW]


async def test_when_the_ten_days_pass_the_body_and_its_head_are_shown_a_red_card_once(desk: Desk) -> None:
    await granted(desk)
    it_is(desk.portal, "2026-03-17 00:00:01")
    again = await look(desk)
    await look(desk)
    head = desk.portal.who("head-1", "head", body=APPROVAL)
    shown = (await desk.portal.client.get("/cards", headers=head)).json()["cards"]

    assert await cards(desk) == [RED]
    assert again is not None
    assert ("delivery", "送达时限") in [(card["clock"], card["clock_name"]) for card in shown]
    assert (await deliveries(desk))[0]["overdue"] is True


async def test_what_was_posted_in_time_is_in_time_however_long_the_post_takes(desk: Desk) -> None:
    await choose(desk, BY_POST)
    await granted(desk)
    await at_the_desk(desk, "postings", POSTED)
    it_is(desk.portal, "2026-03-20 09:00")

    assert await look(desk) is not None
    assert await cards(desk) == []
    assert (await deliveries(desk))[0]["overdue"] is False


async def test_the_worklist_of_a_body_holds_what_it_still_owes(desk: Desk) -> None:
    await granted(desk)
    client, portal = desk.portal.client, desk.portal
    clerk = portal.who("c", "clerk", body=APPROVAL)
    (line,) = (await client.get("/deliveries", headers=clerk)).json()["deliveries"]
    others = (await client.get("/deliveries", headers=desk.officer(FIRE))).json()["deliveries"]
    done = (await client.get("/deliveries", params={"state": "delivered"}, headers=clerk)).json()[
        "deliveries"
    ]
    refused = await client.get("/deliveries", params={"cursor": "x"}, headers=clerk)

    assert (line["case_no"], line["delivery_no"], line["state_name"]) == (desk.case_no, "SD01", "待送达")
    assert (others, done) == ([], [])
    assert refused.status_code == 422
