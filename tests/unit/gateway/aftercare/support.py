"""A restaurant whose licences are granted and sealed, and everybody who acts on them afterwards."""

from typing import Any

import httpx
from sqlalchemy import select

from gateway.procedure.record import acts_of
from gateway.store.models import Certificate, Document, OutboxMessage
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, Desk, Json, SealMaker, new_desk, sealed

FOOD = "food_license"
GRAVE = ("suspend_licence", "recall", "revoke", "strip")
"""Acts that are the head's."""
ADDRESS = "示例一区海岱街2号"
REASON = "经营地址门牌调整"


async def licensed(portal: Portal, maker: SealMaker, *items: str) -> Desk:
    """A case whose business licence and food licence (or ``items``) are granted, with sealed certificates."""
    desk = await new_desk(portal)
    for item in items or ("business_license", FOOD):
        await desk.check(APPROVAL, item, "granted")
        await sealed(desk, maker, APPROVAL, item)
    return desk


async def sealed_version(desk: Desk, maker: SealMaker, version: int, item: str = FOOD) -> Json:
    """A later version as the issuing body's worker makes it."""
    answer = await desk.post(APPROVAL, f"items/{item}/certificate", {"version": version})
    assert answer.status_code == 200, answer.text
    allocated: Json = answer.json()
    original = maker.compose(allocated)
    base = f"certificates/{allocated['identifier']}"
    assert (await desk.put(APPROVAL, f"{base}/original", original)).status_code == 200
    stored = await desk.put(APPROVAL, f"{base}/sealed", maker.seal(APPROVAL, allocated, original))
    assert stored.status_code == 200, stored.text
    return allocated


def head(desk: Desk) -> dict[str, str]:
    """Headers of the approval bureau's head."""
    return desk.portal.who("head", "head", body=APPROVAL)


async def act(
    desk: Desk, request: Json, headers: dict[str, str] | None = None, item: str = FOOD, key: str | None = None
) -> httpx.Response:
    """An act after the decision; of the head where the law wants it."""
    grave = request["act"] in GRAVE
    who = headers or (head(desk) if grave else desk.officer(APPROVAL))
    return await desk.portal.client.post(
        f"/cases/{desk.case_no}/items/{item}/aftercare",
        json=request,
        headers=who | ({"Idempotency-Key": key} if key else desk.portal.fresh_key()),
    )


async def ask(desk: Desk, request: Json, item: str = FOOD, key: str | None = None) -> httpx.Response:
    """The holder asks for something."""
    return await desk.portal.client.post(
        f"/cases/{desk.case_no}/items/{item}/requests",
        json=request,
        headers=desk.portal.applicant | ({"Idempotency-Key": key} if key else desk.portal.fresh_key()),
    )


async def decide(
    desk: Desk, number: str, decision: Json, headers: dict[str, str] | None = None, item: str = FOOD
) -> httpx.Response:
    """An officer of the item's body decides on a request."""
    return await desk.portal.client.post(
        f"/cases/{desk.case_no}/items/{item}/requests/{number}/decision",
        json=decision,
        headers=(headers or desk.officer(APPROVAL)) | desk.portal.fresh_key(),
    )


async def certificates(desk: Desk, item: str = FOOD) -> list[Certificate]:
    """Every version of an item's certificate."""
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(
            select(Certificate)
            .where(Certificate.case_no == desk.case_no, Certificate.item == item)
            .order_by(Certificate.version)
        )
        return list(rows)


async def documents(desk: Desk) -> dict[str, Document]:
    """The last document of each kind."""
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(
            select(Document).where(Document.case_no == desk.case_no).order_by(Document.document_no)
        )
        return {row.kind: row for row in rows}


def said(document: Document) -> str:
    """The running text of a document with its lists."""
    parts: list[dict[str, Any]] = document.content["parts"]
    return "".join(part["text"] + "".join(part["lines"]) for part in parts)


async def acts(desk: Desk, item: str = FOOD) -> list[str]:
    """What was done on an item after it was concluded."""
    async with desk.portal.context.database.read() as session:
        found = [row.act for row in (await acts_of(session, desk.case_no)).get(item, [])]
    return found[found.index("conclude") + 1 :]


async def due_versions(desk: Desk) -> list[str]:
    """Versions that the engine was told to have made."""
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [
            row.payload["correlation_key"].partition("/")[2]
            for row in rows
            if row.payload.get("name") == "certificate-due"
        ]


async def scanned(desk: Desk, certificate: Certificate) -> str:
    """The public page behind the QR code of a certificate."""
    url = str(certificate.data["verification_url"])
    page = await desk.portal.client.get("/v/" + url.rpartition("/v/")[2])
    assert page.status_code == 200
    return page.text
