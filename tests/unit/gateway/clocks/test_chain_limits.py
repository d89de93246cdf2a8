"""When a case as a whole is to end. Expected days were counted by hand; the case is submitted on 2 March 2026.

Promised are: business licence 1 working day, then food licence 5, fire inspection 10 and signboard 3, then the joint
permit, which shows food licence and fire inspection, 1.
"""

import pytest

from chain.procedure import Fact, Stage
from gateway.clocks.chain import ChainLimits, clocks_and_limits
from gateway.procedure.record import items_of_case
from gateway.store.models import Case, ItemCase
from tests.unit.chain.limits.stories import accepted, at, concluded, extended
from tests.unit.gateway.clocks.support import move_to, put_on_record
from tests.unit.gateway.worker_api.support import Desk

BUSINESS, FOOD, FIRE, SIGN = "business_license", "food_license", "fire_inspection", "signboard"


async def limits(desk: Desk, now: str, **columns: object) -> ChainLimits:
    move_to(desk.portal, now)
    async with desk.portal.context.database.write() as session:
        case = await session.get_one(Case, desk.case_no)
        for name, value in columns.items():
            setattr(case, name, value)
        items = await items_of_case(session, desk.case_no)
        _, found = await clocks_and_limits(session, desk.portal.context, case, items)
        return found


async def end(desk: Desk, now: str) -> str:
    found = await limits(desk, now, accepted_at=at("2026-03-02"))
    assert found.promised_end is not None
    return found.promised_end.isoformat()


async def test_once_accepted_the_longest_path_of_items_says_when_the_case_ends(desk: Desk) -> None:
    # business 3; fire 4-6 9-13 16 17; permit 18
    assert await end(desk, "2026-03-02") == "2026-03-18"


async def test_before_that_the_last_day_on_which_it_can_be_accepted_counts(desk: Desk) -> None:
    found = await limits(desk, "2026-03-02", told_by=at("2026-03-09T23:59:59"), accepted_at=None)

    # business 10; fire 11-13 16-20 23 24; permit 25
    assert found.promised_end is not None
    assert found.promised_end.isoformat() == "2026-03-25"
    assert found.joint is None


async def test_nobody_can_say_while_the_applicant_has_to_supplement(desk: Desk) -> None:
    async with desk.portal.context.database.write() as session:
        item = await session.get_one(ItemCase, (desk.case_no, FOOD))
        item.stage = Stage.SUPPLEMENTING.value
    found = await limits(desk, "2026-03-04", told_by=at("2026-03-09T23:59:59"), accepted_at=None)

    assert found.promised_end is None


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        # decided at once: fire 3-6 9-13 16; permit 17
        ({BUSINESS: [accepted("2026-03-02"), concluded("2026-03-02")]}, "2026-03-02", "2026-03-17"),
        # fire inspected early: food 4-6 9 10 is the longest, permit 11
        (
            {
                BUSINESS: [accepted("2026-03-02"), concluded("2026-03-03")],
                FIRE: [accepted("2026-03-03"), concluded("2026-03-05")],
                FOOD: [accepted("2026-03-03")],
            },
            "2026-03-05",
            "2026-03-11",
        ),
        # extended by ten days: fire 4-6 9-13 16-20 23-27 30 31; permit 1
        (
            {
                BUSINESS: [accepted("2026-03-02"), concluded("2026-03-03")],
                FIRE: [accepted("2026-03-03"), extended("2026-03-05")],
            },
            "2026-03-05",
            "2026-04-01",
        ),
        # refused: what waits for it is passed over
        (
            {BUSINESS: [accepted("2026-03-02"), concluded("2026-03-03", "refused")]},
            "2026-03-03",
            "2026-03-03",
        ),
        # no permit without the food licence: the fire inspection is the last
        (
            {
                BUSINESS: [accepted("2026-03-02"), concluded("2026-03-03")],
                FOOD: [accepted("2026-03-03"), concluded("2026-03-04", "refused")],
                FIRE: [accepted("2026-03-03")],
            },
            "2026-03-04",
            "2026-03-17",
        ),
    ],
    ids=["decided at once", "early", "extended", "refused", "no permit"],
)
async def test_what_has_happened_replaces_what_was_foreseen(
    desk: Desk, facts: dict[str, list[Fact]], now: str, expected: str
) -> None:
    for item, known in facts.items():
        await put_on_record(desk, *known, item=item)

    assert await end(desk, now) == expected


async def test_the_theme_declares_joint_handling_so_the_whole_chain_has_45_days_and_15_more(
    desk: Desk,
) -> None:
    await put_on_record(desk, accepted("2026-03-02"), item=BUSINESS)
    plain = (await limits(desk, "2026-03-03", accepted_at=at("2026-03-02"))).joint
    await put_on_record(desk, extended("2026-03-03", 15, joint=True), item=BUSINESS)
    longer = (await limits(desk, "2026-03-03")).joint

    assert plain is not None
    assert longer is not None
    # March 3-6 9-13 16-20 23-27 30 31, April 1-3 | 7-10 13-17 20-24 27-30 | May 6 7 8
    assert plain.due_on.isoformat() == "2026-05-08"
    # 9Sat 11-15 18-22 25-28
    assert longer.due_on.isoformat() == "2026-05-28"
