"""Revoking the decision on an item (撤销)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import Act
from gateway.dependencies import Context
from gateway.obligations.opening import lapse
from gateway.outcomes.messages import item_closed
from gateway.procedure.doing import do
from gateway.procedure.record import Actor
from gateway.store.models import Case, Certificate, ItemCase, Obligation

REVOKED = "revoked"
"""Status of a certificate that the public page shows."""


async def revoke(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    *,
    actor: Actor,
    key: str,
    detail: Mapping[str, Any],
    reason: str | None = None,
    but: Obligation | None = None,
) -> None:
    """Its certificate says so to everybody who looks it up, one that is not made yet is not made any more, and nothing
    is owed for the item, ``but`` what led to it.
    """
    await do(context, session, case, [item], Act.REVOKE, actor=actor, key=key, detail=detail, reason=reason)
    await session.execute(
        update(Certificate)
        .where(Certificate.case_no == item.case_no, Certificate.item == item.item)
        .values(status=REVOKED)
    )
    await item_closed(context, session, case, item)
    await lapse(session, item, context.now(), but=but)
