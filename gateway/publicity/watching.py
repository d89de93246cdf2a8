"""What the engine's watch over a case's publications does each time it looks: publish what is made out, tell the credit
platform, show a card when the seven days have passed without it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.clock import BEIJING
from chain.limits import ClockState, WorkCalendar
from chain.procedure import Act
from gateway.clocks.office import office_calendar
from gateway.dependencies import Context
from gateway.matters.cards import MatterClock, show_card
from gateway.matters.timing import next_morning, until_sealed
from gateway.obligations.watching import withheld
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor
from gateway.publicity.platform import record_of, send
from gateway.publicity.states import PublicationState
from gateway.store.models import Case, Certificate, Document, ItemCase, Matter, Publication

_FIRST_RETRY = timedelta(minutes=10)
_LONGEST_DOUBLING = 5

_CASE_NO: BindParameter[str] = bindparam("case_no")
_UNSETTLED = (
    select(Publication)
    .where(
        Publication.case_no == _CASE_NO,
        or_(
            Publication.state == PublicationState.PENDING,
            Publication.sent_at.is_(None)
            & or_(
                Publication.state == PublicationState.PUBLISHED,
                # Taken down after the platform had it: it is told, too.
                Publication.receipt.is_not(None),
            ),
        ),
    )
    .order_by(Publication.id)
)
_CERTIFICATE = (
    select(Certificate)
    .where(
        Certificate.case_no == _CASE_NO,
        Certificate.item == bindparam("item"),
        Certificate.sealed_at.is_not(None),
    )
    .order_by(Certificate.allocated_at.desc())
    .limit(1)
)


async def check(
    context: Context, session: AsyncSession, case: Case, _matter: Matter, actor: Actor
) -> datetime | None:
    """See ``gateway.matters.rooms.Check``."""
    calendar = await office_calendar(context, session)
    for publication in await _unsettled(session, case):
        if publication.state == PublicationState.PENDING:
            await _publish(context, session, case, publication, actor)
        if publication.state != PublicationState.PENDING:
            await _send(context, publication)
        await _limit(context, session, publication)
    await session.flush()
    left = await _unsettled(session, case)
    return min((_next(calendar, each, context.now()) for each in left), default=None)


async def _unsettled(session: AsyncSession, case: Case) -> Sequence[Publication]:
    return (await session.scalars(_UNSETTLED, {"case_no": case.case_no})).all()


async def _publish(
    context: Context, session: AsyncSession, case: Case, publication: Publication, actor: Actor
) -> None:
    """Once the decision is sealed, with its certificate where one is to come; on the last day without."""
    item = await session.get_one(ItemCase, (case.case_no, publication.item))
    if publication.document_no is not None:
        document = await session.get_one(Document, (case.case_no, publication.document_no))
        if document.sealed_at is None:
            return
    certificate = await session.scalar(_CERTIFICATE, {"case_no": case.case_no, "item": item.item})
    now = context.now()
    waits = (
        certificate is None
        and item.certificate_template is not None
        and now.astimezone(BEIJING).date() < publication.due_at.astimezone(BEIJING).date()
        and not await withheld(session, case.case_no, item.item)
    )
    if waits:
        return
    if certificate is not None:
        publication.certificate_name, publication.certificate_number = certificate.name, certificate.number
        publication.valid_from, publication.valid_until = certificate.issued_on, certificate.valid_until
    publication.state, publication.published_at = PublicationState.PUBLISHED.value, now
    await perform(
        context,
        session,
        case,
        [item],
        Act.PUBLISH,
        actor=Actor(actor.sub, actor.role, publication.body),
        key=f"publish/{publication.act_number}",
        detail={"publication": publication.id, "act_number": publication.act_number},
    )


async def _send(context: Context, publication: Publication) -> None:
    record = record_of(publication, context.catalogue.body(publication.body))
    receipt = await send(context.platform, record)
    if receipt is None:
        publication.send_attempts += 1
    else:
        publication.receipt, publication.sent_at = receipt, context.now()


async def _limit(context: Context, session: AsyncSession, publication: Publication) -> None:
    """Neither the public nor the platform may have to wait longer."""
    now, done = context.now(), publication.sent_at is not None
    if done or now <= publication.due_at or publication.state == PublicationState.WITHDRAWN:
        return
    publication.missed_at = publication.missed_at or now
    await show_card(
        session,
        publication.case_no,
        publication.item,
        publication.body,
        MatterClock.PUBLICITY,
        ClockState.RED,
        publication.due_at,
        now,
    )


def _next(calendar: WorkCalendar, publication: Publication, now: datetime) -> datetime:
    """As it is being made out; the platform again after ten minutes, twenty, forty …, and each working morning; and the
    second after the last day."""
    if publication.state == PublicationState.PENDING:
        again = until_sealed(calendar, publication.written_at, now)
    else:
        doubled = min(publication.send_attempts - 1, _LONGEST_DOUBLING)
        again = min(now + _FIRST_RETRY * 2 ** max(0, doubled), next_morning(calendar, now))
    over = publication.due_at + timedelta(seconds=1)
    return min(again, over) if now <= publication.due_at else again
