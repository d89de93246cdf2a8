"""An act and a revocation that meet: one comes first, and the other knows it. On both databases."""

import asyncio

from sqlalchemy import select

from gateway.agents.acting import locked_mandate
from gateway.store.models import Case, MandateEvent
from tests.unit.gateway.agents.support import Parties


async def test_an_act_waits_for_a_revocation_under_way_and_is_refused(parties: Parties) -> None:
    number = await parties.accepted()
    database = parties.portal.context.database
    async with database.write() as session:
        mandate = await locked_mandate(session, number)
        assert mandate is not None
        mandate.state = "revoked"
        await session.flush()
        acting = asyncio.create_task(parties.submit(number))
        done, _ = await asyncio.wait({acting}, timeout=0.5)
        assert not done
    answer = await acting
    assert (answer.status_code, answer.json()["code"]) == (403, "MandateRevoked")
    async with database.read() as session:
        assert await session.scalar(select(Case.case_no)) is None


async def test_of_acts_and_a_revocation_at_once_only_those_before_it_stand(parties: Parties) -> None:
    number = await parties.accepted()
    revoking = parties.step(number, "revocation", parties.principal, "另有安排")
    answers = await asyncio.gather(*(parties.submit(number) for _ in range(4)), revoking)
    assert {answer.status_code for answer in answers} <= {200, 202, 403}
    stored = {answer.json()["case_no"] for answer in answers if answer.status_code == 202}
    async with parties.portal.context.database.read() as session:
        events = list(await session.scalars(select(MandateEvent).order_by(MandateEvent.id)))
        assert set(await session.scalars(select(Case.case_no))) == stored
    assert {event.case_no for event in events if event.kind == "use"} == stored
    assert [event.kind for event in events][-1] == "revoke"


async def test_of_an_acceptance_and_a_revocation_at_once_one_counts_at_the_end(parties: Parties) -> None:
    number = await parties.offered()
    accepting = parties.step(number, "acceptance", parties.agent)
    revoking = parties.step(number, "revocation", parties.principal, "另有安排")
    accepted, revoked = await asyncio.gather(accepting, revoking)
    assert revoked.status_code == 200
    assert accepted.status_code in (200, 409)
    assert (await parties.read(f"/mandates/{number}", parties.principal))["state"] == "revoked"
