"""What came after the decisions: requests of the holder, corrected mistakes, ratings that were followed up."""

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive import marks
from gateway.archive.facts import FileFacts
from gateway.archive.parts.filed import Filed
from gateway.dependencies import Context
from gateway.store.models import Correction, Rating, RatingStep

_CASE_NO: BindParameter[str] = bindparam("case_no")
_CORRECTIONS = select(Correction).where(Correction.case_no == _CASE_NO).order_by(Correction.correction_no)
_RATINGS = (
    select(Rating)
    .where(Rating.case_no == _CASE_NO, Rating.named.is_(True), Rating.closed_at.is_not(None))
    .order_by(Rating.id)
)
_STEPS = (
    select(RatingStep)
    .join(Rating, Rating.id == RatingStep.rating)
    .where(Rating.case_no == _CASE_NO)
    .order_by(RatingStep.id)
)
_JUST_GIVEN = frozenset({"give", "supplement"})


async def requests(_context: Context, _session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """What the holder asked for, and what was decided on it."""
    return [
        Filed.record(
            each.item,
            f"requests/{each.request_no}.json",
            {
                "request_no": each.request_no,
                "kind": each.kind,
                "state": each.state,
                "changes": each.changes,
                "reason": each.reason,
                "requested_at": each.requested_at,
                "due_at": each.due_at,
                "decided_at": each.decided_at,
                "opinion": each.opinion,
                "act_number": each.act_number,
            },
            marks.request(each),
        )
        for each in facts.fresh(facts.requests, marks.request)
    ]


async def corrections(_context: Context, session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """Which mistake was corrected where, and the notice that told it."""
    rows = await session.scalars(_CORRECTIONS, {"case_no": facts.case.case_no})
    return [
        Filed.record(
            each.item,
            f"corrections/{each.correction_no}.json",
            {
                "correction_no": each.correction_no,
                "document_no": each.document_no,
                "certificate": each.certificate,
                "subject": each.subject,
                "corrections": each.corrections,
                "at": each.at,
                "notice_no": each.notice_no,
            },
            marks.correction(each),
        )
        for each in facts.fresh(rows, marks.correction)
    ]


async def ratings(_context: Context, session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """Bad ratings by name and what was done about them until their end; an anonymous one is in no file."""
    place = {"case_no": facts.case.case_no}
    steps = list(await session.scalars(_STEPS, place))
    known = {item.item for item in facts.items}
    found = []
    for each in facts.fresh(await session.scalars(_RATINGS, place), marks.rating):
        own = [step for step in steps if step.rating == each.id]
        if all(step.step in _JUST_GIVEN for step in own):
            continue
        done = [
            {"step": step.step, "result": step.result, "at": step.at, "body": step.body, "note": step.note}
            for step in own
        ]
        values = {
            "item": each.item,
            "body": each.body,
            "channel": each.channel,
            "grade": each.grade,
            "tags": each.tags,
            "comment": each.comment,
            "rated_at": each.rated_at,
            "first": each.first,
            "state": each.state,
            "closed_at": each.closed_at,
            "steps": done,
        }
        where = each.item if each.item in known else None
        found.append(Filed.record(where, f"ratings/{each.rating_id}.json", values, marks.rating(each)))
    return found
