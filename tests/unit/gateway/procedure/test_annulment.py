"""A decision whose task was gone when it reached the engine: its act is on record, and does not stand."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select, update

from gateway.engine.errors import TaskGone
from gateway.intake.incarnation import adopt
from gateway.outbox import Dispatcher
from gateway.publicity.platform import RehearsalCreditPlatform
from gateway.publicity.reporting import PlatformReporter
from gateway.store.models import Decision, Delivery, OutboxMessage, RmUserTask
from tests.unit.gateway.aftercare.support import act
from tests.unit.gateway.aftercare.test_acts import REVOKE
from tests.unit.gateway.deliveries.support import deliveries, look, sealed_now
from tests.unit.gateway.procedure.support import accepted, acts, item_of, last_act, stages
from tests.unit.gateway.worker_api.support import APPROVAL, Desk, Json

FOOD = "food_license"
GRANTED: Json = {"outcome": "granted", "opinion": "符合法定条件。"}
REFUSED: Json = {"outcome": "refused", "opinion": "操作流程不符合要求。"}
ANNULLED = ["begin_review", "conclude", "annul"]


class Gone:
    """An engine whose user tasks are gone; it takes everything else."""

    async def publish_message(self, *_: Any, **__: Any) -> int:
        return 1

    async def complete_user_task(self, task_key: int, variables: Json) -> None:
        raise TaskGone

    async def update_user_task(self, *_: Any) -> None:
        return None


@pytest.fixture
async def decided(desk: Desk) -> Desk:
    """The food licence is refused on the very moment at which its task is cancelled."""
    await accepted(desk)
    await desk.claimed()
    await desk.check(APPROVAL, "business_license", "granted")
    await desk.check(APPROVAL, FOOD, "undecided")
    answer = await desk.decide(APPROVAL, await desk.open_task(FOOD, [APPROVAL]), REFUSED)
    assert answer.status_code == 202, answer.text
    return desk


async def delivered(desk: Desk) -> None:
    """Everything in the outbox is told to an engine that cancelled the tasks."""
    context = desk.portal.context
    async with context.database.write() as session:
        await session.execute(update(RmUserTask).values(state="canceled"))
    dispatcher = Dispatcher(context.database, Gone())
    dispatcher.on_void = context.dispatcher.on_void
    while await dispatcher.drain():
        pass


async def granted(desk: Desk) -> None:
    """As ``decided``, but granted."""
    await accepted(desk)
    await desk.claimed()
    await desk.check(APPROVAL, "business_license", "granted")
    await desk.allocate(APPROVAL, "business_license")
    await desk.check(APPROVAL, FOOD, "undecided")
    answer = await desk.decide(APPROVAL, await desk.open_task(FOOD, [APPROVAL]), GRANTED)
    assert answer.status_code == 202, answer.text


async def public(desk: Desk) -> list[str]:
    """The licences that anybody finds in the list of decisions."""
    answer = await desk.portal.client.get("/publicity")
    return [each["licence"] for each in answer.json()["publications"]]


async def documents(desk: Desk) -> list[Json]:
    answer = await desk.portal.client.get(f"/cases/{desk.case_no}/documents", headers=desk.portal.applicant)
    found: list[Json] = answer.json()["documents"]
    return found


async def test_item_is_under_review_again_and_its_clocks_run_on(decided: Desk) -> None:
    before = await item_of(decided, FOOD)
    decided.portal.clock.move(timedelta(days=60))
    await delivered(decided)
    after, act = await item_of(decided, FOOD), await last_act(decided, FOOD)

    assert (await acts(decided, FOOD))[-3:] == ANNULLED
    assert ((await stages(decided))[FOOD], before.clock_state, after.clock_state) == (
        "in_review",
        "green",
        "red",
    )
    assert (act.role, act.body, act.detail["number"]) == ("system", APPROVAL, act.number - 1)


async def test_paper_of_the_decision_is_marked_as_void_and_the_status_does_not_show_it(decided: Desk) -> None:
    await delivered(decided)
    (paper,) = [each for each in await documents(decided) if each["kind"] == "refusal_decision"]
    page = await decided.portal.client.get(
        f"/cases/{decided.case_no}/documents/{paper['document_no']}", headers=decided.portal.applicant
    )
    status = await decided.portal.client.get(
        f"/cases/{decided.case_no}/status", headers=decided.portal.applicant
    )

    assert (paper["annulled"], paper["state_name"]) == (True, "已作废")
    assert page.json()["note"] == "本文书所载决定未生效，文书已作废。"
    assert status.status_code == 200
    assert paper["number"] not in status.text


async def test_item_can_be_decided_again_and_the_exchange_tells_what_stands(decided: Desk) -> None:
    await delivered(decided)
    again = await decided.decide(APPROVAL, await decided.open_task(FOOD, [APPROVAL]), GRANTED)
    exchange = await decided.portal.client.get(
        f"/cases/{decided.case_no}/exchange", headers=decided.officer(APPROVAL)
    )
    (single,) = [each for each in exchange.json()["singles"] if each["basic"]["item_name"] == "食品经营许可"]

    assert again.status_code == 202, again.text
    assert (await acts(decided, FOOD))[-4:] == [*ANNULLED, "conclude"]
    assert (await last_act(decided, FOOD)).detail == {"outcome": "granted"}
    assert single["completion"]["result"]["code"] == "0"
    assert [each["annulled"] for each in await documents(decided) if each["kind"].endswith("_decision")][-2:] == [
        True, False,
    ]  # fmt: skip


async def test_item_of_a_chain_that_was_answered_meanwhile_ends_with_it(decided: Desk) -> None:
    await decided.post(APPROVAL, "notices", {"scope": "chain", "kind": "answer", "result": "refused"})
    await delivered(decided)

    assert (await acts(decided, FOOD))[-4:] == [*ANNULLED, "return"]
    assert (await stages(decided))[FOOD] == "returned"


async def test_decision_lost_with_its_engine_does_not_stand_either(decided: Desk) -> None:
    async with decided.portal.context.database.write() as session:
        await adopt(session, "bb", decided.portal.clock.now())

    assert (await acts(decided, FOOD))[-3:] == ANNULLED
    assert (await stages(decided))[FOOD] == "in_review"


async def test_what_was_public_of_a_decision_that_does_not_stand_is_taken_down_and_told(desk: Desk) -> None:
    await granted(desk)
    await desk.allocate(APPROVAL, FOOD)
    await sealed_now(desk)
    await look(desk, "GS01")
    assert await public(desk) == ["食品经营许可"]
    context = desk.portal.context
    platform = RehearsalCreditPlatform(context.settings.publicity_file)
    reporter = PlatformReporter(context.database, platform, context.catalogue, now=context.clock)
    await reporter.drain()
    await delivered(desk)
    await reporter.drain()
    records = [orjson.loads(line) for line in context.settings.publicity_file.read_bytes().splitlines()]

    assert await public(desk) == []
    assert [record["XK_ZT"] for record in records] == ["正常", "撤销公示"]


async def test_what_was_not_public_yet_is_not_made_public_any_more(desk: Desk) -> None:
    await granted(desk)
    await delivered(desk)
    await sealed_now(desk)

    assert await look(desk, "GS01") is None
    assert await public(desk) == []


async def test_decision_lost_with_its_engine_is_not_public_either(desk: Desk) -> None:
    await granted(desk)
    await desk.allocate(APPROVAL, FOOD)
    await sealed_now(desk)
    await look(desk, "GS01")
    async with desk.portal.context.database.write() as session:
        await adopt(session, "bb", desk.portal.clock.now())

    assert await public(desk) == []


async def test_what_does_not_stand_is_not_delivered_and_what_is_decided_anew_is(desk: Desk) -> None:
    await granted(desk)
    before = (await deliveries(desk))[0]["items"]
    await delivered(desk)
    after = (await deliveries(desk))[0]
    again = await desk.decide(APPROVAL, await desk.open_task(FOOD, [APPROVAL]), REFUSED)
    assert again.status_code == 202, again.text
    anew = (await deliveries(desk))[0]
    numbers = [part["number"] for part in anew["parts"]]
    (void,) = [
        each for each in await documents(desk) if each["kind"] == "permit_decision" and each["annulled"]
    ]

    assert (before, after["items"], anew["items"]) == (["营业执照", "食品经营许可"], ["营业执照"], before)
    assert void["number"] not in numbers
    assert [part["name"] for part in anew["parts"]].count("不予行政许可决定书") == 1


async def test_a_delivery_that_nothing_is_left_of_ends(decided: Desk) -> None:
    async with decided.portal.context.database.write() as session:
        (waiting,) = await session.scalars(select(Delivery))
        waiting.items = [FOOD]
    await delivered(decided)

    assert await look(decided, "SD01") is None
    assert await deliveries(decided) == []


async def test_nothing_counts_as_granted_after_a_grant_that_does_not_stand(desk: Desk) -> None:
    await granted(desk)
    await delivered(desk)
    again = await desk.decide(APPROVAL, await desk.open_task(FOOD, [APPROVAL]), REFUSED)
    assert again.status_code == 202, again.text
    revoked = await act(desk, REVOKE)

    assert (revoked.status_code, revoked.json()["code"]) == (409, "NothingGranted")


async def test_decision_that_the_engine_took_stands(decided: Desk) -> None:
    context = decided.portal.context
    async with context.database.write() as session:
        await session.execute(update(RmUserTask).values(state="completed"))
    dispatcher = Dispatcher(context.database, Gone())
    dispatcher.on_void = context.dispatcher.on_void
    while await dispatcher.drain():
        pass
    async with context.database.read() as session:
        states = set(await session.scalars(select(Decision.state)))
        left = list(await session.scalars(select(OutboxMessage.id).where(OutboxMessage.done_at.is_(None))))

    assert (states, left) == ({"done"}, [])
    assert (await stages(decided))[FOOD] == "concluded"
