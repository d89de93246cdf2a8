"""Acts put on record for the tests of this folder, and what is read of clocks, cards and sheets afterwards."""

from typing import Any

from sqlalchemy import func, select

from chain.procedure import Fact
from gateway.clocks.service import refresh_clock
from gateway.store.models import Case, ItemCase, ProcedureAct
from tests.unit.chain.limits.stories import at
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, Desk

FOOD = "food_license"
"""Promised within 5 working days, by law within 10."""


async def put_on_record(desk: Desk, *facts: Fact, item: str = FOOD) -> None:
    """Acts on an item as they would be after the flows recorded them."""
    async with desk.portal.context.database.write() as session:
        place = (ProcedureAct.case_no == desk.case_no) & (ProcedureAct.item == item)
        known = await session.scalar(select(func.count()).select_from(ProcedureAct).where(place)) or 0
        for number, fact in enumerate(facts, known + 1):
            session.add(
                ProcedureAct(
                    case_no=desk.case_no,
                    item=item,
                    number=number,
                    act=fact.act,
                    at=fact.at,
                    effective_at=fact.effective_at,
                    body=APPROVAL,
                    role="worker",
                    actor="worker",
                    detail=dict(fact.detail),
                    key=f"test/{number}",
                )
            )


async def refreshed(desk: Desk, now: str, item: str = FOOD) -> ItemCase:
    """The item after its clocks were computed anew at ``now``."""
    move_to(desk.portal, now)
    async with desk.portal.context.database.write() as session:
        await session.scalar(select(Case).where(Case.case_no == desk.case_no).with_for_update())
        found = await session.get_one(ItemCase, (desk.case_no, item))
        await refresh_clock(desk.portal.context, session, found)
    return found


def move_to(portal: Portal, moment: str) -> None:
    """Let it be ``moment``."""
    portal.clock.moment = at(moment)


async def cards_of(portal: Portal, *roles: str, body: str | None = None, query: str = "") -> dict[str, Any]:
    """The cards that somebody of these roles sees."""
    answer = await portal.client.get(f"/cards{query}", headers=portal.who(f"a-{roles[0]}", *roles, body=body))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
