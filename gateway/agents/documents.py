"""What the documents of a case say of an agent, and the 授权委托书 that is filed with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.documents.kinds import DocumentKind
from gateway.agents.scope import MandateAct, SystemLevel
from gateway.agents.telling import tell_given
from gateway.dependencies import Context
from gateway.documents.drafting import draft
from gateway.procedure.record import items_of_case
from gateway.store.models import Assistance, Case, Mandate, ProcedureAct

_ASSISTANCE = select(Assistance).where(
    Assistance.case_no == bindparam("case_no"), Assistance.number == bindparam("number")
)


async def agent_values(session: AsyncSession, act: ProcedureAct) -> dict[str, Any]:
    """Who acted for the applicant, and under which mandate; nothing where the applicant acted in person."""
    if act.mandate_no is None:
        return {}
    mandate = await session.get_one(Mandate, act.mandate_no)
    return {"agent": mandate.agent_name, "mandate_no": mandate.mandate_no}


async def assistance_values(session: AsyncSession, act: ProcedureAct) -> dict[str, Any]:
    """What was done in an outside system, by the number that the act names."""
    place = {"case_no": act.case_no, "number": act.detail["assistance"]}
    found = (await session.scalars(_ASSISTANCE, place)).one()
    return {
        "assisted_on": found.done_at,
        "system": system_name(found.level, found.system),
        "done": f"{found.done.rstrip('。')}。",
        "receipt_no": found.receipt_no,
    }


def system_name(level: str, name: str) -> str:
    """An outside system as people call it: ``“名称”（国家级系统）``."""
    return f"“{name}”（{SystemLevel(level).label}级系统）"


async def file_mandate(
    context: Context, session: AsyncSession, case: Case, mandate_no: str, at: datetime
) -> None:
    """File the 授权委托书 with the case once: with its acceptance where it names the case, else with the first act, ``at``
    its time.

    Its principal is told with it. The caller's transaction has locked the case, then the mandate.
    """
    mandate = await session.get_one(Mandate, mandate_no)
    if mandate.answered_at is None:
        return
    await draft(
        context,
        session,
        case,
        kind=DocumentKind.MANDATE,
        items=await items_of_case(session, case.case_no),
        body=case.lead_body,
        key=f"mandate/{mandate_no}",
        at=at,
        values={
            "agent": mandate.agent_name,
            "mandate_no": mandate_no,
            "agent_acts": "、".join(MandateAct(act).label for act in mandate.acts),
            "agent_systems": _systems(mandate.systems),
            "agent_from": mandate.valid_from,
            "agent_until": mandate.valid_until,
            "offered_on": mandate.offered_at,
            "agreed_on": mandate.answered_at,
        },
    )
    await tell_given(context, session, case, mandate)


async def file_with_cases(
    context: Context, session: AsyncSession, mandate: Mandate, cases: Iterable[Case]
) -> None:
    """File it with each case that it names. The caller's transaction has locked the cases."""
    for case in cases:
        await file_mandate(context, session, case, mandate.mandate_no, context.now())


def _systems(systems: Sequence[dict[str, str]]) -> str:
    return "、".join(system_name(each["level"], each["name"]) for each in systems)
