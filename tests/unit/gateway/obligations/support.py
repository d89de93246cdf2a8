"""A new restaurant that lacks two secondary materials, or commits to a proof, and everybody who acts on it."""

from dataclasses import replace
from typing import Any

import httpx
from sqlalchemy import select

from gateway.obligations.credit import CreditRegister
from gateway.procedure.record import acts_of
from gateway.store.models import Document, Notice, Obligation
from tests.unit.gateway.portal import PDF, Portal, application
from tests.unit.gateway.worker_api.support import APPROVAL, MATERIALS, URBAN, Desk, Json

LATER = ("food_facilities", "signboard_design")
"""Secondary materials of the restaurant: the licence is returned without the first, the sign's certificate waits."""
PROOF = "premises_proof"
SIGNED = {"agreed": True, "name": "张示例"}


def named(*materials: str) -> list[dict[str, str]]:
    """Materials as a request names them."""
    return [{"material": material} for material in materials]


async def asking(portal: Portal, tolerated: tuple[str, ...] = (), committed: tuple[str, ...] = ()) -> Json:
    """An application with every material but those."""
    file_id = await portal.upload(PDF)
    handed_in = [key for key in MATERIALS if key not in (*tolerated, *committed)]
    return application(
        materials=[{"material": key, "file_id": file_id} for key in handed_in],
        tolerances=named(*tolerated),
        commitments=named(*committed),
        undertaking=SIGNED,
    )


async def send(portal: Portal, request: Json) -> httpx.Response:
    """Submit as the applicant."""
    return await portal.client.post("/cases", json=request, headers=portal.applicant | portal.fresh_key())


async def tolerated(portal: Portal, *materials: str) -> Desk:
    """A case under way without these materials."""
    return await _submitted(portal, await asking(portal, tolerated=materials or LATER))


async def committed(portal: Portal, *materials: str) -> Desk:
    """A case under way in which these proofs are committed to."""
    return await _submitted(portal, await asking(portal, committed=materials or (PROOF,)))


async def _submitted(portal: Portal, request: Json) -> Desk:
    answer = await send(portal, request)
    assert answer.status_code == 202, answer.text
    desk = Desk(portal, answer.json()["case_no"])
    await desk.claimed()
    return desk


async def accepted(desk: Desk) -> None:
    """The lead body accepts the case."""
    answer = await desk.post(APPROVAL, "acceptance")
    assert answer.status_code == 200, answer.text


async def reviewed(desk: Desk) -> None:
    """The lead body accepts the case, and the reviews of the food licence and the sign begin: so they are accepted too."""
    await accepted(desk)
    await desk.check(APPROVAL, "food_license", "undecided")
    await desk.check(URBAN, "signboard", "undecided")


async def decided(desk: Desk, body: str, item: str, outcome: str) -> None:
    """An officer decides on the item."""
    task = await desk.open_task(item, [body])
    answer = await desk.decide(body, task, {"outcome": outcome, "opinion": "意见"})
    assert answer.status_code == 202, answer.text


async def acts_on(desk: Desk, item: str) -> list[str]:
    """What was done on an item, in its order."""
    async with desk.portal.context.database.read() as session:
        return [act.act for act in (await acts_of(session, desk.case_no)).get(item, [])]


async def documents_of(desk: Desk) -> dict[str, str]:
    """The whole text of each kind of document of the case."""
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(select(Document).where(Document.case_no == desk.case_no))
        return {row.kind: str(row.content) for row in rows}


async def owed(desk: Desk) -> dict[str, Obligation]:
    """The obligations of the case by number."""
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(select(Obligation).where(Obligation.case_no == desk.case_no))
        return {row.obligation_no: row for row in rows}


async def states(desk: Desk) -> dict[str, str]:
    """How far each obligation is."""
    return {number: row.state for number, row in sorted((await owed(desk)).items())}


async def look(desk: Desk, number: str, body: str | None = None) -> Json:
    """The engine's watch looks at an obligation, through the worker of its body."""
    body = body or {"RQ01": APPROVAL, "RQ02": URBAN}.get(number, APPROVAL)
    answer = await desk.post(body, f"obligations/{number}/check")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def make_up(desk: Desk, number: str, **changes: Any) -> httpx.Response:
    """The applicant brings the material."""
    file_id = await desk.portal.upload(PDF + number.encode())
    return await desk.portal.client.post(
        f"/cases/{desk.case_no}/obligations/{number}/fulfilment",
        json={"file_ids": [file_id], **changes},
        headers=desk.portal.applicant | desk.portal.fresh_key(),
    )


async def act(
    desk: Desk, number: str, what: str, body: Json | None, headers: dict[str, str]
) -> httpx.Response:
    """Check, mend or retract a commitment."""
    return await desk.portal.client.post(
        f"/cases/{desk.case_no}/obligations/{number}/{what}",
        json=body,
        headers=headers | desk.portal.fresh_key(),
    )


async def told(portal: Portal) -> list[tuple[str, str]]:
    """Name and key of every message about obligations."""
    return [
        (row.payload["name"], row.payload["correlation_key"].partition("/")[2])
        for row in await portal.outbox()
        if row.kind == "publish"
    ]


async def reminders(desk: Desk) -> list[Notice]:
    """The reminders that were sent."""
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(
            select(Notice).where(Notice.kind == "reminder").order_by(Notice.notice_no)
        )
        return list(rows)


def with_register(portal: Portal, register: CreditRegister) -> None:
    """Let the application ask another register."""
    portal.app.state.context = replace(portal.context, credit=register)
