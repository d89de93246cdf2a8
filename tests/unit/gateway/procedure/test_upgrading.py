"""Cases that an earlier version received and the engine was not told of yet."""

from typing import Any

from sqlalchemy import update

from gateway.procedure.upgrading import give_telling_days
from gateway.store.models import Case, OutboxMessage
from tests.unit.gateway.portal import Portal

TOLD_BY = "2026-03-09T23:59:59+08:00"
"""The fifth working day after Monday, 2 March 2026."""


async def made_older(portal: Portal, case_no: str, **values: Any) -> None:
    """As the version before the five days left it: neither the case nor its start message knows them."""
    row = await start_of(portal, case_no)
    variables = {name: value for name, value in row.payload["variables"].items() if name != "told_by"}
    async with portal.context.database.write() as session:
        await session.execute(update(Case).where(Case.case_no == case_no).values(told_by=None))
        older = update(OutboxMessage).where(OutboxMessage.id == row.id)
        await session.execute(older.values(payload={**row.payload, "variables": variables}, **values))


async def start_of(portal: Portal, case_no: str) -> OutboxMessage:
    (row,) = [row for row in await portal.outbox() if (row.kind, row.case_no) == ("start_case", case_no)]
    return row


async def told_by(portal: Portal, case_no: str) -> tuple[str | None, str | None]:
    """Until when gaps can be told: by the case, and by the message that starts its chain."""
    async with portal.context.database.read() as session:
        case = await session.get_one(Case, case_no)
    message: str | None = (await start_of(portal, case_no)).payload["variables"].get("told_by")
    return None if case.told_by is None else case.told_by.isoformat(), message


async def test_chain_that_is_still_to_be_started_gets_its_five_days_from_the_receipt(portal: Portal) -> None:
    older, newer = await portal.submit(), await portal.submit()
    await made_older(portal, older)

    assert await told_by(portal, older) == (None, None)
    assert (await give_telling_days(portal.context), await give_telling_days(portal.context)) == (1, 0)
    assert await told_by(portal, older) == await told_by(portal, newer) == (TOLD_BY, TOLD_BY)


async def test_chain_that_was_started_is_left_as_it_is(portal: Portal) -> None:
    case_no = await portal.submit()
    await made_older(portal, case_no, done_at=portal.clock.now())

    assert await give_telling_days(portal.context) == 0
    assert await told_by(portal, case_no) == (None, None)
