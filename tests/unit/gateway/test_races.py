"""Commands that meet: whichever comes first counts, the other is told so, nothing counts twice. On both databases."""

import asyncio
from collections import Counter

from sqlalchemy import func, select

from chain.clock import SystemClock
from gateway.intake.bulk import read_batch
from gateway.intake.taking import Taker
from gateway.store.database import Database
from gateway.store.models import Case, Certificate, Claim, Decision, OutboxMessage
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.store.support import everything, kiosk_body
from tests.unit.gateway.stores import CIPHER
from tests.unit.gateway.worker_api.support import APPROVAL, Desk, Json

GRANTED: Json = {"outcome": "granted", "opinion": "经审查，符合法定条件。"}
REFUSED: Json = {"outcome": "refused", "opinion": "操作流程不符合要求。"}


async def _review(desk: Desk) -> str:
    await desk.claimed()
    await desk.check(APPROVAL, "food_license", "undecided")
    return await desk.open_task("food_license", [APPROVAL])


async def test_of_several_decisions_of_one_task_one_counts(desk: Desk) -> None:
    task = await _review(desk)
    answers = await asyncio.gather(
        *(desk.decide(APPROVAL, task, GRANTED if n % 2 else REFUSED, sub=f"officer-{n}") for n in range(6))
    )
    assert Counter(answer.status_code for answer in answers) == {202: 1, 409: 5}
    async with desk.portal.context.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Decision)) == 1
        kinds = list(await session.scalars(select(OutboxMessage.kind)))
    assert Counter(kinds)["complete_task"] == 1


async def test_a_decision_waits_for_a_withdrawal_under_way_and_is_refused(desk: Desk) -> None:
    task = await _review(desk)
    database = desk.portal.context.database
    async with database.write() as session:
        case = await session.scalar(select(Case).where(Case.case_no == desk.case_no).with_for_update())
        assert case is not None
        case.withdrawn_at = desk.portal.context.now()
        await session.flush()
        deciding = asyncio.create_task(desk.decide(APPROVAL, task, GRANTED))
        done, _ = await asyncio.wait({deciding}, timeout=0.5)
        assert not done
    answer = await deciding
    assert (answer.status_code, answer.json()["code"]) == (409, "CaseWithdrawn")
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Decision)) == 0


async def test_of_several_instances_one_carries_the_case(desk: Desk) -> None:
    keys = [2251799813685255 + n for n in range(6)]
    answers = await asyncio.gather(
        *(desk.post(APPROVAL, "claim", {"process_instance_key": key}) for key in keys)
    )
    assert Counter(answer.json()["claimed"] for answer in answers) == {True: 1, False: 5}
    async with desk.portal.context.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Claim)) == 1


async def test_a_certificate_asked_for_by_several_jobs_is_allocated_once(desk: Desk) -> None:
    await desk.claimed()
    await desk.check(APPROVAL, "business_license", "granted")
    answers = await asyncio.gather(
        *(desk.post(APPROVAL, "items/business_license/certificate") for _ in range(6))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["identifier"] for answer in answers}) == 1
    async with desk.portal.context.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Certificate)) == 1


async def test_withdrawn_by_many_clicks_the_case_is_withdrawn_once(portal: Portal, desk: Desk) -> None:
    await desk.claimed()
    async with portal.context.database.read() as session:
        owner = await session.scalar(select(Case.applicant_sub).where(Case.case_no == desk.case_no))
    assert owner is not None
    headers = [portal.who(owner, "applicant") | portal.fresh_key() for _ in range(6)]
    answers = await asyncio.gather(
        *(
            portal.client.post(f"/cases/{desk.case_no}/withdrawal", json={"reason": "不再开办"}, headers=each)
            for each in headers
        )
    )
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1
    async with portal.context.database.read() as session:
        kinds = list(await session.scalars(select(OutboxMessage.kind)))
    assert Counter(kinds)["case_withdrawn"] == 1


async def test_two_intakes_that_take_the_same_batch_at_once_count_it_once(migrated_url: str) -> None:
    batch = read_batch(kiosk_body())
    assert batch is not None
    databases = [Database(migrated_url, CIPHER) for _ in range(3)]
    try:
        takers = [Taker(database, SystemClock()) for database in databases]
        taken = await asyncio.gather(*(taker.take(batch) for taker in takers))
        assert sorted(each.records for each in taken) == [0, 0, len(batch.entries)]
        assert {each.poison for each in taken} == {0}
        rows = await everything(databases[0], "rm_")
        await takers[0].take(batch)
        assert await everything(databases[0], "rm_") == rows
    finally:
        for database in databases:
            await database.close()
