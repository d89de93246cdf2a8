"""A business licence that is granted and made out, and who asks about its delivery."""

from datetime import datetime
from typing import Any

import httpx
from sqlalchemy import select, update

from gateway.store.models import Card, Certificate, Delivery, Document, Obligation
from tests.unit.gateway.procedure.support import accepted
from tests.unit.gateway.worker_api.support import APPROVAL, Desk, Json

LICENCE = "business_license"
ADDRESS = {"receiver": "王示例", "phone": "13800000000", "address": "示例一区海岱路1号"}
BY_POST: Json = {"way": "post", "address": ADDRESS}
RECEIVER: Json = {
    "name": "王示例",
    "relation": "applicant",
    "identity": "resident_id",
    "identity_checked": True,
}
HANDED_OUT: Json = {"receiver": RECEIVER, "signed": True}
POSTED: Json = {"carrier": "邮政速递", "tracking_no": "EX-20260303-1"}


async def granted(desk: Desk, *, allocated: bool = True, made_out: bool = True) -> None:
    """The licence is granted; ``made_out``: its decision and its certificate are sealed."""
    await accepted(desk)
    await desk.claimed()
    await desk.check(APPROVAL, LICENCE, "granted")
    if allocated:
        await desk.allocate(APPROVAL, LICENCE)
        if made_out:
            await sealed_now(desk)


async def owes_a_material(desk: Desk, item: str) -> None:
    """The item's certificate waits for a tolerated material."""
    now = desk.portal.context.now()
    async with desk.portal.context.database.write() as session:
        session.add(
            Obligation(
                case_no=desk.case_no,
                obligation_no="RQ01",
                item=item,
                body=APPROVAL,
                kind="tolerance",
                material="premises_proof",
                days=5,
                consequence="withheld",
                state="open",
                undertaken_at=now,
                opened_at=now,
                due_at=now,
                signature={},
            )
        )


async def made_up(desk: Desk) -> None:
    """The tolerated material came."""
    async with desk.portal.context.database.write() as session:
        owed = await session.get_one(Obligation, (desk.case_no, "RQ01"))
        owed.state, owed.closed_at = "met", desk.portal.context.now()


async def sealed_now(desk: Desk) -> None:
    """Everything drafted until now is sealed."""
    at = desk.portal.context.now()
    async with desk.portal.context.database.write() as session:
        for table in (Document, Certificate):
            await session.execute(
                update(table)
                .where(table.case_no == desk.case_no, table.sealed_at.is_(None))
                .values(sealed_at=at, state="sealed")
            )


async def choose(desk: Desk, wish: Json) -> httpx.Response:
    """The applicant chooses how the results are to come."""
    return await desk.portal.client.put(
        f"/cases/{desk.case_no}/delivery", json=wish, headers=desk.portal.applicant
    )


async def deliveries(desk: Desk, headers: dict[str, str] | None = None) -> list[Json]:
    """The deliveries of the case as the applicant sees them, or whoever has ``headers``."""
    answer = await desk.portal.client.get(
        f"/cases/{desk.case_no}/deliveries", headers=headers or desk.portal.applicant
    )
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["deliveries"]
    return found


async def look(desk: Desk, matter_no: str = "SD01") -> datetime | None:
    """The engine's watch has the delivery looked at; when it looks again."""
    answer = await desk.post(APPROVAL, f"matters/{matter_no}/check")
    assert answer.status_code == 200, answer.text
    again = answer.json()["next"]
    return None if again is None else datetime.fromisoformat(again)


async def at_the_desk(
    desk: Desk, path: str, request: Json, role: str = "clerk", key: str = ""
) -> httpx.Response:
    """What a clerk or officer of the leading body notes about the first delivery."""
    headers = desk.portal.who(f"{role}-1", role, body=APPROVAL)
    headers |= {"Idempotency-Key": key} if key else desk.portal.fresh_key()
    place = f"{desk.case_no}/SD01" if path == "handout" else f"{desk.case_no}/deliveries/SD01"
    room = "window/deliveries" if path == "handout" else "cases"
    return await desk.portal.client.post(f"/{room}/{place}/{path}", json=request, headers=headers)


async def cards(desk: Desk, clock: str = "delivery") -> list[tuple[str, str]]:
    """Item and colour of the cards shown of a limit."""
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(select(Card).where(Card.clock == clock).order_by(Card.id))
        return [(row.item, row.colour) for row in rows]


async def stored(desk: Desk, delivery_no: str = "SD01") -> Any:
    """The delivery as it is kept."""
    async with desk.portal.context.database.read() as session:
        return await session.scalar(
            select(Delivery).where(Delivery.case_no == desk.case_no, Delivery.delivery_no == delivery_no)
        )
