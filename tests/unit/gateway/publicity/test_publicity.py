"""A granted licence becomes public in time, without anything that the public may not know, and is taken down again."""

from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from chain.clock import BEIJING
from gateway.publicity.holders import shortened
from gateway.publicity.opening import take_down
from gateway.store.models import Case, ItemCase
from tests.unit.gateway.deliveries.support import cards, granted, look, sealed_now
from tests.unit.gateway.portal import Portal, sample_form
from tests.unit.gateway.procedure.support import accepted, acts, last_act
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json

FOOD = "food_license"


async def food_granted(desk: Desk) -> None:
    """The food licence is granted, in a chain whose business is founded; everything is made out."""
    await granted(desk)
    await desk.check(APPROVAL, FOOD, "granted")
    await desk.allocate(APPROVAL, FOOD)
    await sealed_now(desk)


async def public(desk: Desk, **params: Any) -> list[Json]:
    """What anybody finds."""
    answer = await desk.portal.client.get("/publicity", params=params)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["publications"]
    return found


def told(desk: Desk) -> list[Json]:
    """What the rehearsal of the platform was told."""
    file = desk.portal.context.settings.publicity_file
    return [orjson.loads(line) for line in file.read_bytes().splitlines()] if file.is_file() else []


async def test_a_granted_licence_is_public_as_soon_as_it_is_made_out_and_the_platform_is_told(
    desk: Desk,
) -> None:
    await food_granted(desk)
    before = await public(desk)
    assert await look(desk, "GS01") is None
    (found,) = await public(desk)
    (record,) = told(desk)

    assert before == []
    assert (found["licence"], found["holder"]) == ("食品经营许可", sample_form()["business_name"])
    assert (found["decided_on"], found["valid_from"]) == ("2026-03-02", "2026-03-02")
    assert found["holder_uscc"] == record["XK_XDR_SHXYM"]
    assert record["XK_WSH"] == found["document_number"]
    assert sample_form()["operator_id_number"] not in str(found) + str(record)
    done = await last_act(desk, FOOD)
    assert (done.act, done.body, done.document_no) == ("publish", APPROVAL, None)


async def test_what_is_no_licence_or_was_refused_is_not_public(desk: Desk) -> None:
    await granted(desk)
    await desk.check(APPROVAL, FOOD, "refused", "布局不合理")
    matters = [
        row.payload["variables"]["matter_no"]
        for row in await desk.portal.outbox(matters=True)
        if row.payload["name"] == "matter-opened"
    ]

    assert [number for number in matters if number.startswith("GS")] == []


async def test_what_is_not_made_out_is_looked_at_soon_then_each_morning_and_public_on_the_last_day(
    desk: Desk,
) -> None:
    await granted(desk)
    await desk.check(APPROVAL, FOOD, "granted")
    clock, now = desk.portal.clock, desk.portal.clock.now()
    soon = await look(desk, "GS01")
    clock.moment = datetime(2026, 3, 3, 9, 5, tzinfo=BEIJING)
    morning = await look(desk, "GS01")
    await sealed_now(desk)  # the decision; its certificate is not even allocated
    waiting = await public(desk)
    # From 2 March: 3–6 and 9–11 March.
    clock.moment = datetime(2026, 3, 11, 9, 0, tzinfo=BEIJING)
    await look(desk, "GS01")

    assert soon == now + timedelta(minutes=1)
    assert morning == datetime(2026, 3, 4, 9, tzinfo=BEIJING)
    assert waiting == []
    assert [each["licence"] for each in await public(desk)] == ["食品经营许可"]
    assert await cards(desk, "publicity") == []


async def test_seven_days_without_publication_are_a_red_card(desk: Desk) -> None:
    await granted(desk)
    await desk.check(APPROVAL, FOOD, "granted")
    desk.portal.clock.moment = datetime(2026, 3, 12, 0, 0, 1, tzinfo=BEIJING)
    again = await look(desk, "GS01")
    await look(desk, "GS01")

    assert again is not None
    assert await cards(desk, "publicity") == [(FOOD, "red")]


async def test_a_platform_that_is_away_is_asked_again_later_and_later(desk: Desk) -> None:
    await food_granted(desk)
    file = desk.portal.context.settings.publicity_file
    file.mkdir()
    clock = desk.portal.clock
    waits = []
    for _ in range(3):
        again = await look(desk, "GS01")
        assert again is not None
        waits.append((again - clock.now()) / timedelta(minutes=1))
        clock.moment = again
    file.rmdir()

    assert await look(desk, "GS01") is None
    assert waits == [10, 20, 40]
    assert (len(told(desk)), len(await public(desk))) == (1, 1)
    assert (await acts(desk, FOOD)).count("publish") == 1


async def test_what_is_taken_down_is_found_by_nobody_and_the_platform_is_told(desk: Desk) -> None:
    await food_granted(desk)
    await look(desk, "GS01")
    (found,) = await public(desk)
    path, client, portal = f"/publicity/{found['id']}", desk.portal.client, desk.portal
    assert (await client.get(path)).headers["cache-control"] == "public, max-age=300"
    other = await client.post(
        f"{path}/withdrawal",
        json={"reason": "异议成立"},
        headers=portal.who("h", "head", body=FIRE) | portal.fresh_key(),
    )
    done = [
        await client.post(
            f"{path}/withdrawal",
            json={"reason": "异议成立"},
            headers=portal.who("h", "head", body=APPROVAL) | portal.fresh_key(),
        )
        for _ in range(2)
    ]
    await look(desk, "GS02")

    assert (other.status_code, [answer.status_code for answer in done]) == (404, [202, 409])
    assert ((await client.get(path)).status_code, await public(desk)) == (404, [])
    assert [record["XK_ZT"] for record in told(desk)] == ["正常", "撤销公示"]


async def test_a_decision_that_is_corrected_away_takes_its_publication_down(desk: Desk) -> None:
    await food_granted(desk)
    await look(desk, "GS01")
    async with desk.portal.context.database.write() as session:
        case = await session.get_one(Case, desk.case_no)
        item = await session.get_one(ItemCase, (desk.case_no, FOOD))
        down = await take_down(desk.portal.context, session, case, item, "决定书已更正")

    assert (len(down), await public(desk)) == (1, [])


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, 1), ({"q": "食品"}, 1), ({"q": sample_form()["business_name"]}, 1), ({"q": " "}, 1),
        ({"q": "%"}, 0), ({"q": "_"}, 0), ({"body": APPROVAL}, 1), ({"body": FIRE}, 0),
    ],
)  # fmt: skip
async def test_the_public_searches_by_words_and_body(desk: Desk, params: dict[str, str], found: int) -> None:
    await food_granted(desk)
    await look(desk, "GS01")

    assert len(await public(desk, **params)) == found


async def test_a_cursor_of_ones_own_making_is_refused(portal: Portal) -> None:
    assert (await portal.client.get("/publicity", params={"cursor": "x"})).status_code == 422
    assert (await portal.client.get("/publicity/9999999999999999999999")).status_code == 404


@pytest.mark.parametrize(
    ("name", "shown"), [("王小明", "王**"), ("李四", "李*"), ("欧阳小小明", "欧**"), ("申请人", "申请人")]
)
def test_a_natural_persons_name_is_shortened(name: str, shown: str) -> None:
    assert shortened(name) == shown


async def test_acceptance_alone_makes_nothing_public(desk: Desk) -> None:
    await accepted(desk)

    assert await public(desk) == []
