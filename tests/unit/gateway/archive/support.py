"""A case that was answered, and the leading body's worker that files it, without an engine."""

import hashlib
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import select

from chain.archive.model import Metadata
from chain.archive.writing import Content, Unsealed, close, lay_together
from gateway.store.models import Document
from tests.unit.gateway.deliveries.support import HANDED_OUT
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import (
    APPROVAL,
    URBAN,
    Desk,
    SealMaker,
    new_desk,
    sealed,
    trusted_maker,
)


async def answered(desk: Desk, maker: SealMaker) -> None:
    """A licence granted with its certificate, a signboard refused, the rest ended with the answer."""
    await desk.post(APPROVAL, "acceptance")
    await desk.check(APPROVAL, "business_license", "granted")
    await sealed(desk, maker, APPROVAL, "business_license")
    await desk.check(URBAN, "signboard", "refused", "尺寸超出规定")
    told = await desk.post(APPROVAL, "notices", {"scope": "chain", "kind": "answer", "result": "completed"})
    assert told.status_code == 200, told.text


async def documents(desk: Desk, state: str = "drafted") -> list[Document]:
    """The documents of the case in that state."""
    async with desk.portal.context.database.read() as session:
        found = await session.scalars(
            select(Document).where(Document.case_no == desk.case_no, Document.state == state)
        )
        return list(found)


async def seal_documents(desk: Desk, maker: SealMaker, but: str | None = None) -> None:
    """Every drafted document gets its seal, but the one of that kind; with the last the results are handed out."""
    await seal_drafts(desk, maker, but)
    if but is None:
        await hand_out(desk)
        await seal_drafts(desk, maker)


async def hand_out(desk: Desk, delivery: str = "SD01") -> None:
    """The applicant collects what a delivery holds."""
    headers = desk.portal.who("clerk-1", "clerk", body=APPROVAL) | desk.portal.fresh_key()
    answer = await desk.portal.client.post(
        f"/window/deliveries/{desk.case_no}/{delivery}/handout", json=HANDED_OUT, headers=headers
    )
    assert answer.status_code == 202, answer.text


async def seal_drafts(desk: Desk, maker: SealMaker, but: str | None = None) -> None:
    """Every drafted document gets its seal, but the one of that kind."""
    for document in await documents(desk):
        if document.kind != but:
            path = f"cases/{desk.case_no}/documents/{document.document_no}/sealed"
            content = maker.seal_document(document.body, document.content)
            stored = await desk.put(document.body, path, content)
            assert stored.status_code == 200, stored.text


async def handed_over(desk: Desk) -> dict[str, Any]:
    """The case is handed over and its file looked at; what the worker is told."""
    answer = await desk.post(APPROVAL, "handover")
    assert answer.status_code == 200, answer.text
    return await looked_at(desk)


async def looked_at(desk: Desk, matter: str = "GD01") -> dict[str, Any]:
    """The engine has the file looked at."""
    answer = await desk.post(APPROVAL, f"matters/{matter}/check")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def laid_together(desk: Desk, without: str = "") -> Unsealed:
    """The package as the worker lays it together from the dossier, but for its sealed manifest, and for files of the path
    ``without``."""
    dossier = (await desk.get(APPROVAL, "dossier")).json()
    contents: dict[str, dict[str, bytes]] = {key: {} for key in dossier["metadata"]}
    for filed in dossier["documents"]:
        content = (filed["text"] or "").encode()
        if filed["href"] is not None:
            read = await desk.portal.client.get(filed["href"], headers=desk.worker(APPROVAL))
            assert read.status_code == 200, filed
            content = read.content
        assert hashlib.sha256(content).hexdigest() == filed["sha256"], filed["path"]
        if filed["path"] != without:
            contents[filed["item"] or ""][filed["path"]] = content
    parts = {
        key: Content(Metadata.parse(text.encode()), contents[key])
        for key, text in dossier["metadata"].items()
    }
    return lay_together(parts.pop(""), parts, lambda _: None)


async def drawn_up(desk: Desk, laid: Unsealed) -> dict[str, Any]:
    """The page data of the manifest."""
    asked = {"digest": laid.digest, "files": laid.files, "pages": laid.metadata.pages}
    asked["uncounted"] = laid.uncounted
    answer = await desk.post(APPROVAL, "archive/manifest", asked)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()["content"]
    return content


async def packed(desk: Desk, maker: SealMaker, laid: Unsealed | None = None) -> bytes:
    """The whole package."""
    laid = laid or await laid_together(desk)
    return close(laid, maker.seal_document(APPROVAL, await drawn_up(desk, laid)))


async def put(desk: Desk, package: bytes) -> httpx.Response:
    """The worker hands the package in."""
    return await desk.put(APPROVAL, f"cases/{desk.case_no}/archive", package, "application/zip")


@dataclass(frozen=True)
class Filed:
    """A case that was filed, and the package that was kept of it."""

    desk: Desk
    package: bytes


async def file_in_order(portal: Portal) -> Desk:
    """A case that was answered, and all of whose documents are sealed and handed out."""
    desk, maker = await new_desk(portal), trusted_maker(portal.context)
    await answered(desk, maker)
    await seal_documents(desk, maker)
    return desk


async def file_case(portal: Portal) -> Filed:
    """An answered case whose file is in order is handed over, packed and kept."""
    desk = await file_in_order(portal)
    await handed_over(desk)
    return Filed(desk, await kept(desk, trusted_maker(portal.context)))


async def kept(desk: Desk, maker: SealMaker) -> bytes:
    """What is to be filed now is packed and kept."""
    package = await packed(desk, maker)
    answer = await put(desk, package)
    assert answer.status_code == 200, answer.text
    return package


async def file_check(desk: Desk) -> dict[str, Any]:
    """What the leading body sees of the file."""
    answer = await desk.portal.client.get(f"/cases/{desk.case_no}/file-check", headers=desk.officer(APPROVAL))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
