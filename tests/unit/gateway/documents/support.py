"""Documents on a case in hand: drafted in a transaction as an act's flow drafts them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from chain.documents.kinds import DocumentKind
from gateway.documents.drafting import draft
from gateway.store.models import Case, Document, ItemCase
from tests.unit.gateway.worker_api.support import APPROVAL, Desk

VALUES: dict[DocumentKind, dict[str, Any]] = {
    DocumentKind.REFUSAL_DECISION: {"reason": "经营场所不符合卫生要求。", "decided_on": "2026年3月2日"},
    DocumentKind.RETURN_NOTICE: {"reason": "未在期限内补正。"},
    DocumentKind.TOLERANCE_UNDERTAKING: {
        "owed": [{"name": "平面图", "item": "食品经营许可", "until": "3日内", "consequence": "退件"}],
        "signer": "张演示",
        "signed_on": "2026年3月2日",
        "digest": "3f9a" * 16,
        "terms": [{"line": "自愿申请容缺受理。"}],
    },
}


async def drafted(
    desk: Desk,
    kind: DocumentKind = DocumentKind.RETURN_NOTICE,
    body: str = APPROVAL,
    items: Sequence[str] = ("food_license",),
    key: str | None = None,
    jointly: Sequence[str] = (),
) -> Document:
    """A document drafted in its own transaction; the same key gives the same one."""
    async with desk.portal.context.database.write() as session:
        case = await session.get_one(Case, desk.case_no)
        rows = await session.scalars(
            select(ItemCase).where(ItemCase.case_no == desk.case_no, ItemCase.item.in_(items))
        )
        return await draft(
            desk.portal.context,
            session,
            case,
            kind=kind,
            items=list(rows),
            body=body,
            key=key or f"{kind}/{body}",
            at=desk.portal.clock.now(),
            values=VALUES[kind],
            jointly=jointly,
        )
