"""What went beside and after the decisions: inspections, messages, deliveries with their receipts, publicity."""

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive import marks
from gateway.archive.facts import FileFacts
from gateway.archive.parts.filed import Filed
from gateway.dependencies import Context
from gateway.store.models import Inspection, InspectionFinding, Message

_CASE_NO: BindParameter[str] = bindparam("case_no")
_INSPECTIONS = select(Inspection).where(Inspection.case_no == _CASE_NO).order_by(Inspection.inspection_no)
_FOUND = (
    select(InspectionFinding)
    .where(InspectionFinding.case_no == _CASE_NO)
    .order_by(InspectionFinding.inspection_no, InspectionFinding.item)
)
_MESSAGES = select(Message).where(Message.case_no == _CASE_NO).order_by(Message.id)


async def deliveries(_context: Context, _session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """Each delivery from its opening to its receipt."""
    return [
        Filed.record(
            None,
            f"deliveries/{each.delivery_no}.json",
            {
                "delivery_no": each.delivery_no,
                "body": each.body,
                "items": each.items,
                "way": each.way,
                "consented": each.consented,
                "state": each.state,
                "opened_at": each.opened_at,
                "due_at": each.due_at,
                "missed_at": each.missed_at,
                "openings": each.openings,
                "handed": each.handed,
                "postings": each.postings,
                "receiver": each.receiver,
                "delivered_at": each.delivered_at,
                "document_no": each.document_no,
            },
            marks.delivery(each),
        )
        for each in facts.fresh(facts.deliveries, marks.delivery)
    ]


async def publications(_context: Context, _session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """What the public was told of each decision."""
    return [
        Filed.record(
            each.item,
            f"publications/{each.act_number}.json",
            {
                "act": each.act,
                "document_no": each.document_no,
                "decided_on": each.decided_on,
                "due_at": each.due_at,
                "state": each.state,
                "published_at": each.published_at,
                "withdrawn_at": each.withdrawn_at,
                "withdrawn_for": each.withdrawn_because,
                "missed_at": each.missed_at,
                "sent_at": each.sent_at,
                "receipt": each.receipt,
            },
            marks.publication(each),
        )
        for each in facts.fresh(facts.publications, marks.publication)
    ]


async def inspections(_context: Context, session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """Each joint inspection with its appointment and what was found for each item."""
    place = {"case_no": facts.case.case_no}
    found = list(await session.scalars(_FOUND, place))
    return [
        Filed.record(
            None,
            f"inspections/{each.inspection_no}.json",
            {
                "inspection_no": each.inspection_no,
                "items": each.items,
                "bodies": each.bodies,
                "state": each.state,
                "starts_at": each.starts_at,
                "place": each.place,
                "appointed_by": each.appointed_by,
                "appointed_at": each.appointed_at,
                "participants": each.participants,
                "recorded_at": each.recorded_at,
                "document_no": each.document_no,
                "findings": [
                    {
                        "item": finding.item,
                        "body": finding.body,
                        "passed": finding.passed,
                        "note": finding.note,
                        "officer": finding.officer_sub,
                        "found_at": finding.found_at,
                    }
                    for finding in found
                    if finding.inspection_no == each.inspection_no
                ],
            },
            marks.inspection(each),
        )
        for each in facts.fresh(await session.scalars(_INSPECTIONS, place), marks.inspection)
    ]


async def messages(_context: Context, session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """What the applicant was told, and when it was read."""
    told = facts.fresh(await session.scalars(_MESSAGES, {"case_no": facts.case.case_no}), marks.message)
    rows = [
        {
            "kind": each.kind,
            "subject": each.subject,
            "text": each.text,
            "due_at": each.due_at,
            "created_at": each.created_at,
            "read_at": each.read_at,
        }
        for each in told
    ]
    return [Filed.record(None, "records/messages.json", rows, *map(marks.message, told))] if rows else []
