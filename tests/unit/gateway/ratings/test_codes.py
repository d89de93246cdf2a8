"""A code is the right to rate once: what it is worth, who may choose which key, and what it waits for."""

import asyncio

import pytest

from gateway.ratings import codes
from gateway.store.models import Case, RatingCode
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.ratings.test_ratings import GOOD, Json, answer, at, rated
from tests.unit.gateway.worker_api.support import Desk


@pytest.fixture
async def answered(desk: Desk) -> Desk:
    """The chain is answered on Monday 2 March 2026."""
    await answer(desk)
    return desk


async def answer_code(desk: Desk) -> Json:
    place = f"/cases/{desk.case_no}/ratings/code"
    found: Json = (await desk.portal.client.get(place, headers=desk.portal.applicant)).json()
    return found


async def test_the_code_is_of_no_use_once_the_chain_was_rated_or_the_time_is_over(
    portal: Portal, answered: Desk
) -> None:
    rated_online = Desk(portal, await portal.submit())
    await answer(rated_online)
    assert (await answer_code(rated_online))["open"] is True
    await rated(rated_online, GOOD)
    assert (await answer_code(rated_online))["open"] is False
    portal.clock.moment = at(3, 10, 0)
    assert (await answer_code(answered))["open"] is False


async def test_two_with_codes_of_their_own_may_choose_the_same_key(portal: Portal, answered: Desk) -> None:
    other = Desk(portal, await portal.submit())
    await answer(other)
    key = portal.fresh_key()
    for desk in (answered, other):
        said = {"code": (await answer_code(desk))["code"], "grade": "satisfied"}
        for _ in range(2):
            given = await portal.client.post("/ratings", json=said, headers=key)
            assert given.status_code == 202, given.text


async def test_a_rating_by_code_waits_for_who_holds_the_case_and_not_the_other_way_round(
    portal: Portal, answered: Desk
) -> None:
    shown = (await answer_code(answered))["code"]
    said = {"code": shown, "grade": "satisfied"}
    async with portal.context.database.write() as session:
        await session.get_one(Case, answered.case_no, with_for_update=True)
        rating = asyncio.create_task(portal.client.post("/ratings", json=said, headers=portal.fresh_key()))
        await asyncio.wait({rating}, timeout=0.5)
        # With the code held by the rating, this would wait for it while it waits for the case.
        row = await session.get(RatingCode, codes.digest_of(portal.context, shown), with_for_update=True)
        assert row is not None
    assert (await rating).status_code == 202
