"""Who acted for the applicant, and what was done for them in outside systems."""

from collections import Counter

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive import marks
from gateway.archive.facts import FileFacts
from gateway.archive.parts.filed import Filed
from gateway.dependencies import Context
from gateway.store.models import Assistance, Mandate, MandateEvent

_CASE_NO: BindParameter[str] = bindparam("case_no")
_USED = select(MandateEvent.mandate_no).where(MandateEvent.case_no == _CASE_NO)
_ASSISTING = select(Assistance.mandate_no).where(Assistance.case_no == _CASE_NO)
_MANDATES = (
    select(Mandate)
    .where(or_(Mandate.mandate_no.in_(_USED), Mandate.mandate_no.in_(_ASSISTING)))
    .order_by(Mandate.mandate_no)
)
_EVENTS = select(MandateEvent).where(MandateEvent.case_no == _CASE_NO).order_by(MandateEvent.id)
_ASSISTANCES = select(Assistance).where(Assistance.case_no == _CASE_NO).order_by(Assistance.number)


async def mandates(_context: Context, session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """Each mandate under which something was done in the case, and what that was."""
    place = {"case_no": facts.case.case_no}
    events = list(await session.scalars(_EVENTS, place))
    used = Counter(event.mandate_no for event in events)
    return [
        Filed.record(
            None,
            f"mandates/{mandate.mandate_no}.json",
            {
                "mandate_no": mandate.mandate_no,
                "agent_name": mandate.agent_name,
                "agent_body": mandate.agent_body,
                "acts": mandate.acts,
                "systems": mandate.systems,
                "valid_from": mandate.valid_from,
                "valid_until": mandate.valid_until,
                "state": mandate.state,
                "ended_at": mandate.ended_at,
                "events": [
                    {"at": event.at, "kind": event.kind, "act": event.act}
                    for event in events
                    if event.mandate_no == mandate.mandate_no
                ],
            },
            marks.mandate(mandate, used[mandate.mandate_no]),
        )
        for mandate in await session.scalars(_MANDATES, place)
        if not facts.holds(marks.mandate(mandate, used[mandate.mandate_no]))
    ]


async def assistances(_context: Context, session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """What an official did for the applicant in an outside system, with the receipt's number."""
    return [
        Filed.record(
            each.item,
            f"assistances/{each.number}.json",
            {
                "number": each.number,
                "mandate_no": each.mandate_no,
                "body": each.body,
                "level": each.level,
                "system": each.system,
                "done": each.done,
                "receipt_no": each.receipt_no,
                "receipt_file_id": each.receipt_file_id,
                "done_at": each.done_at,
            },
            marks.assistance(each),
        )
        for each in facts.fresh(
            await session.scalars(_ASSISTANCES, {"case_no": facts.case.case_no}), marks.assistance
        )
    ]
