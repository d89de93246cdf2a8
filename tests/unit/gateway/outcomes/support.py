"""A new restaurant whose business licence is granted and whose other items are in review, under a policy of the test."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select

from bpmn.catalogue import Catalogue, Theme
from bpmn.catalogue.outcomes import Consequences, Ending
from gateway.procedure.record import acts_of
from gateway.store.models import Certificate, Document, ItemCase, Matter, ProcedureAct
from tests.unit.gateway.obligations.support import accepted, decided
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, Desk, Json, new_desk

FOOD, SIGN, FIRE_CHECK, LICENCE, PERMIT = (
    "food_license",
    "signboard",
    "fire_inspection",
    "business_license",
    "industry_permit",
)
GAP = {"target": "food_facilities", "what": "布局图看不清", "how": "重新扫描"}


class Varied(Catalogue):
    """A catalogue with one theme in the place of another."""

    def __init__(self, catalogue: Catalogue, theme: Theme) -> None:
        self.__dict__.update(catalogue.__dict__)
        self._themes = {**self._themes, theme.key: theme}


def rule(portal: Portal, item: str, **effects: str) -> None:
    """From now on the end of ``item`` has these effects in the restaurant's theme."""
    theme = portal.context.catalogue.theme("restaurant")
    items = {**theme.outcomes.items, item: Consequences.model_validate(effects)}
    outcomes = theme.outcomes.model_copy(update={"items": items})
    changed = theme.model_copy(update={"outcomes": outcomes})
    portal.context = replace(portal.context, catalogue=Varied(portal.context.catalogue, changed))
    portal.app.state.context = portal.context


async def in_review(portal: Portal) -> Desk:
    """Business licence granted and made out, food licence, fire check and signboard in review."""
    desk = await new_desk(portal)
    await desk.claimed()
    await accepted(desk)
    await desk.check(APPROVAL, LICENCE, "granted")
    await desk.allocate(APPROVAL, LICENCE)
    await desk.check(APPROVAL, FOOD, "undecided")
    await desk.check(FIRE, FIRE_CHECK, "undecided")
    await desk.check(URBAN, SIGN, "undecided")
    return desk


async def end(desk: Desk, ending: Ending, item: str = FOOD, body: str = APPROVAL) -> None:
    """The item ends so."""
    match ending:
        case Ending.REFUSED:
            await decided(desk, body, item, "refused")
        case Ending.WITHDRAWN:
            answer = await withdraw(desk, item)
            assert answer.status_code == 202, answer.text
        case Ending.RETURNED:
            answer = await desk.portal.client.post(
                f"/cases/{desk.case_no}/items/{item}/acts",
                json={"act": "return", "reason": "场所已经拆除"},
                headers=desk.officer(body) | desk.portal.fresh_key(),
            )
            assert answer.status_code == 202, answer.text
        case Ending.LAPSED:
            await asked_in_review(desk, item, body)
            desk.portal.clock.move(timedelta(days=40))
            assert (await lapse(desk, item, body)).status_code == 200


async def withdraw(desk: Desk, item: str, **headers: str) -> httpx.Response:
    """The applicant takes one item back."""
    return await desk.portal.client.post(
        f"/cases/{desk.case_no}/items/{item}/withdrawal",
        json={"reason": "暂时不办了"},
        headers=desk.portal.applicant | (headers or desk.portal.fresh_key()),
    )


async def asked_in_review(desk: Desk, item: str = FOOD, body: str = APPROVAL) -> str:
    """The officer asks for something, and the notice goes out; its number."""
    task = await desk.open_task(item, [body])
    answer = await desk.decide(body, task, {"outcome": "supplement", "gaps": [GAP]})
    assert answer.status_code == 202, answer.text
    sent = await desk.post(body, "notices", {"scope": item, "kind": "supplement", "result": None})
    assert sent.status_code == 200, sent.text
    number: str = sent.json()["notice_no"]
    return number


async def lapse(desk: Desk, item: str = FOOD, body: str = APPROVAL) -> httpx.Response:
    """The engine's timer says that the supplement is overdue."""
    return await desk.post(body, f"items/{item}/lapse")


async def answer_hold(desk: Desk, decision: str, headers: dict[str, str] | None = None) -> httpx.Response:
    """The applicant, if nobody else is named, says whether the others go on."""
    return await desk.portal.client.post(
        f"/cases/{desk.case_no}/hold",
        json={"decision": decision, "reason": "店铺仍要开"},
        headers=(headers or desk.portal.applicant) | desk.portal.fresh_key(),
    )


async def acts(desk: Desk, item: str) -> list[ProcedureAct]:
    """The acts on an item, in their order."""
    async with desk.portal.context.database.read() as session:
        return (await acts_of(session, desk.case_no)).get(item, [])


async def last(desk: Desk, item: str) -> str:
    """The newest act on an item."""
    return (await acts(desk, item))[-1].act


async def items(desk: Desk) -> dict[str, ItemCase]:
    """The items as they are stored."""
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(select(ItemCase).where(ItemCase.case_no == desk.case_no))
        return {row.item: row for row in rows}


async def certificates(desk: Desk) -> dict[str, str]:
    """The status of each certificate of the case, by item."""
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(select(Certificate).where(Certificate.case_no == desk.case_no))
        return {row.item: row.status for row in rows}


async def holds(desk: Desk) -> list[Matter]:
    """The matters of the case that are holds."""
    async with desk.portal.context.database.read() as session:
        return list(
            await session.scalars(select(Matter).where(Matter.case_no == desk.case_no, Matter.kind == "ZT"))
        )


async def documents(desk: Desk) -> dict[str, str]:
    """The whole text of each kind of document of the case."""
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(select(Document).where(Document.case_no == desk.case_no))
        return {row.kind: str(row.content) for row in rows}


async def messages(desk: Desk, name: str) -> dict[str, Any]:
    """The variables of each message of that name, by item."""
    return {
        row.payload["correlation_key"].partition("/")[2]: row.payload["variables"]
        for row in await desk.portal.outbox()
        if row.payload.get("name") == name
    }


async def status(desk: Desk) -> Json:
    """The case in words."""
    answer = await desk.portal.client.get(f"/cases/{desk.case_no}/status", headers=desk.portal.applicant)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found
