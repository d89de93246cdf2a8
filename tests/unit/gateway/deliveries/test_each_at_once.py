"""A theme that tells each item's result at once has each delivered at once, too."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from bpmn.catalogue.themes import Answering
from gateway.store.models import Document
from tests.unit.gateway.deliveries.support import deliveries, look
from tests.unit.gateway.outcomes.support import FOOD, LICENCE, Varied
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, Desk, SealMaker, new_desk, sealed


def each_at_once(portal: Portal) -> None:
    """From now on the restaurant's theme tells each item at once."""
    theme = portal.context.catalogue.theme("restaurant")
    changed = theme.model_copy(update={"answer": Answering(each_item_at_once=True)})
    portal.context = replace(portal.context, catalogue=Varied(portal.context.catalogue, changed))
    portal.app.state.context = portal.context


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_result_that_is_told_at_once_is_delivered_by_itself(
    portal: Portal, maker: SealMaker, at_once: bool
) -> None:
    if at_once:
        each_at_once(portal)
    desk = await new_desk(portal)
    for item in (LICENCE, FOOD):
        await desk.check(APPROVAL, item, "granted")
    await sealed(desk, maker, APPROVAL, LICENCE)
    found = [each["items"] for each in await deliveries(desk)]
    apart, together = [["营业执照"], ["食品经营许可"]], [["营业执照", "食品经营许可"]]
    assert found == (apart if at_once else together)


async def test_what_has_reached_the_account_is_delivered_while_others_wait(
    portal: Portal, maker: SealMaker
) -> None:
    each_at_once(portal)
    desk = await new_desk(portal)
    chosen = await portal.client.put(
        f"/cases/{desk.case_no}/delivery", json={"way": "electronic"}, headers=portal.applicant
    )
    assert chosen.status_code == 200, chosen.text
    for item in (LICENCE, FOOD):
        await desk.check(APPROVAL, item, "granted")
    await sealed(desk, maker, APPROVAL, LICENCE)
    await _seal_decisions(desk)
    assert await look(desk, "SD01") is None
    assert await look(desk, "SD02") is not None
    assert [each["state"] for each in await deliveries(desk)] == ["delivered", "waiting"]


async def _seal_decisions(desk: Desk) -> None:
    async with desk.portal.context.database.write() as session:
        await session.execute(
            update(Document)
            .where(Document.case_no == desk.case_no, Document.sealed_at.is_(None))
            .values(sealed_at=desk.portal.context.now(), state="sealed")
        )
