"""A refusal that did not take effect: what it did to the others of its case, and to what the applicant had undertaken."""

from functools import partial

import pytest
from sqlalchemy import select, update

from bpmn.catalogue.outcomes import Ending
from chain.procedure import Act
from gateway.outbox import Dispatcher
from gateway.procedure.annulment import follow_void
from gateway.store.models import Obligation, RmUserTask
from tests.unit.gateway.deliveries.support import cards
from tests.unit.gateway.obligations import support as promises
from tests.unit.gateway.outcomes.support import (
    FIRE_CHECK,
    FOOD,
    LICENCE,
    PERMIT,
    SIGN,
    acts,
    answer_hold,
    end,
    holds,
    in_review,
    items,
    last,
    messages,
    rule,
    status,
    withdraw,
)
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.procedure.test_annulment import Gone
from tests.unit.gateway.worker_api.support import APPROVAL, URBAN, Desk


async def not_taken(desk: Desk) -> None:
    """The engine is told of the last decision, whose task it had cancelled."""
    context = desk.portal.context
    async with context.database.write() as session:
        await session.execute(update(RmUserTask).values(state="canceled"))
    dispatcher = Dispatcher(context.database, Gone())
    dispatcher.on_void = partial(follow_void, context)
    while await dispatcher.drain():
        pass


async def told(desk: Desk) -> str:
    """What the applicant was told of the decision that did not take effect."""
    page = (await desk.portal.client.get("/messages", headers=desk.portal.applicant)).json()
    (number,) = [each["id"] for each in page["messages"] if each["kind"] == "annulled"]
    message = await desk.portal.client.get(f"/messages/{number}", headers=desk.portal.applicant)
    text: str = message.json()["text"]
    return text


async def refused(portal: Portal, effect: str) -> Desk:
    """The food licence is refused, which does ``effect`` to the others."""
    rule(portal, FOOD, refused=effect)
    desk = await in_review(portal)
    await end(desk, Ending.REFUSED)
    return desk


async def test_what_rests_goes_on_at_once_and_nobody_is_asked_any_more(portal: Portal) -> None:
    desk = await refused(portal, "hold")
    await not_taken(desk)
    released = (await acts(desk, SIGN))[-1]
    late = await answer_hold(desk, "stop")

    assert (released.act, released.role, released.detail["decision"]) == (Act.RELEASE, "system", "annulled")
    assert {each.held_until for each in (await items(desk)).values()} == {None}
    assert [hold.settled_at is not None for hold in await holds(desk)] == [True]
    assert sorted(await messages(desk, "item-released")) == [FIRE_CHECK, SIGN]
    assert (late.status_code, late.json()["code"]) == (409, "NotOnHold")
    assert "请决定其他事项" not in str((await status(desk))["owes"])
    names = {key: item.name for key, item in (await items(desk)).items()}
    assert f"因此暂停办理的“{names[FIRE_CHECK]}”、“{names[SIGN]}”已经恢复办理。" in await told(desk)


async def test_a_refusal_after_one_that_did_not_take_effect_asks_anew(portal: Portal) -> None:
    desk = await refused(portal, "hold")
    await not_taken(desk)
    await end(desk, Ending.REFUSED)
    asked = await holds(desk)
    answer = await answer_hold(desk, "stop")

    assert [(hold.matter_no, hold.subject) for hold in asked] == [("ZT01", FOOD), ("ZT02", f"{FOOD}/2")]
    assert answer.status_code == 202, answer.text
    assert set(answer.json()["items"]) == {FIRE_CHECK, SIGN, PERMIT}
    assert (await acts(desk, SIGN))[-1].detail["item"] == FOOD


async def test_another_end_that_asked_nothing_because_of_the_first_asks_now(portal: Portal) -> None:
    rule(portal, SIGN, withdrawn="hold")
    desk = await refused(portal, "hold")
    assert (await withdraw(desk, SIGN)).status_code == 202
    await not_taken(desk)
    first, second = await holds(desk)

    assert (first.settled_at is not None, second.subject, second.settled_at) == (True, SIGN, None)
    assert await last(desk, FIRE_CHECK) == Act.HOLD
    assert (await answer_hold(desk, "continue")).status_code == 202


@pytest.mark.parametrize(
    ("effect", "ended"),
    [("stop", [FIRE_CHECK, SIGN, PERMIT]), ("revoke", [LICENCE, FIRE_CHECK, SIGN, PERMIT])],
)
async def test_what_was_ended_because_of_it_is_laid_before_the_leading_body(
    portal: Portal, effect: str, ended: list[str]
) -> None:
    desk = await refused(portal, effect)
    await not_taken(desk)
    shown = await portal.client.get("/cards", headers=desk.officer(APPROVAL))
    elsewhere = await portal.client.get("/cards", headers=desk.officer(URBAN))

    assert sorted(await cards(desk, "ground")) == sorted((item, "yellow") for item in ended)
    assert {card["clock_name"] for card in shown.json()["cards"] if card["clock"] == "ground"} == {
        "终止、撤销的依据已不存在，须重新处理"
    }
    assert [card for card in elsewhere.json()["cards"] if card["clock"] == "ground"] == []
    assert await last(desk, SIGN) == Act.RETURN
    assert "其依据已不存在，已提请牵头部门处理" in await told(desk)


async def test_an_end_that_did_nothing_to_the_others_is_told_alone(portal: Portal) -> None:
    desk = await refused(portal, "continue")
    await not_taken(desk)

    assert (await told(desk)).endswith("该事项恢复审查。")
    assert await cards(desk, "ground") == []


async def undertaken(desk: Desk, item: str) -> Obligation:
    """The one thing that was undertaken for an item."""
    async with desk.portal.context.database.read() as session:
        (found,) = await session.scalars(select(Obligation).where(Obligation.item == item))
        return found


async def test_what_was_to_come_later_is_owed_as_before(portal: Portal) -> None:
    desk = await promises.tolerated(portal, "food_facilities")
    await promises.reviewed(desk)
    before = await undertaken(desk, FOOD)
    await promises.decided(desk, APPROVAL, FOOD, "refused")
    ended = await undertaken(desk, FOOD)
    await not_taken(desk)
    after = await undertaken(desk, FOOD)
    watched = [row for row in await portal.outbox() if row.payload.get("name") == "obligation-opened"]

    assert ended.state == "lapsed"
    assert (after.state, after.closed_at, after.due_at) == ("open", None, before.due_at)
    assert (after.remind_at, after.until) == (before.remind_at, before.until)
    assert len(watched) == 2


async def test_what_was_committed_to_is_checked_after_the_decision_that_counts(portal: Portal) -> None:
    desk = await promises.committed(portal)
    await promises.accepted(desk)
    await desk.check(APPROVAL, LICENCE, "undecided")
    before = await undertaken(desk, LICENCE)
    await promises.decided(desk, APPROVAL, LICENCE, "granted")
    begun = await undertaken(desk, LICENCE)
    await not_taken(desk)
    after = await undertaken(desk, LICENCE)

    assert (before.state, begun.state, after.state) == ("undertaken", "open", "undertaken")
    assert (after.opened_at, after.due_at) == (None, None)
