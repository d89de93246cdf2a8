"""A caller's own line in the audit log: who did what, in which role, for which body."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.dependencies import Caller, Role
from gateway.store import audit


async def put_on_record(
    session: AsyncSession,
    caller: Caller,
    role: Role,
    action: str,
    *,
    at: datetime,
    case_no: str | None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Record in the caller's transaction that ``caller`` did ``action`` in ``role``; an applicant acts for no body."""
    await audit.record(
        session,
        at=at,
        actor=caller.sub,
        role=role.value,
        body=None if role is Role.APPLICANT else caller.body,
        action=action,
        case_no=case_no,
        detail=detail,
    )
