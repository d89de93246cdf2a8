"""What the engine's watch over a case's publications does each time it looks: publish what is made out, have the credit
platform told (``gateway.publicity.reporting``), show a card when the seven days have passed without it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.clock import BEIJING
from chain.limits import ClockState, WorkCalendar
from chain.procedure import Act
from gateway.certificates.versions import versions_of
from gateway.clocks.office import office_calendar
from gateway.dependencies import Context
from gateway.matters.cards import MatterClock, show_card
from gateway.matters.timing import next_morning, until_sealed
from gateway.obligations.watching import withheld
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor
from gateway.publicity.reporting import report
from gateway.publicity.states import PublicationState
from gateway.store.models import Case, Certificate, Document, ItemCase, Matter, Publication

_UNSETTLED = (
    select(Publication)
    .where(
        Publication.case_no == bindparam("case_no"),
        or_(
            Publication.state == PublicationState.PENDING,
            (Publication.state == PublicationState.PUBLISHED) & Publication.sent_at.is_(None),
        ),
    )
    .order_by(Publication.id)
)
_VERSIONED = (Act.CHANGE, Act.RENEW)
"""Acts that bring a version of the certificate of their own."""


async def check(
    context: Context, session: AsyncSession, case: Case, _matter: Matter, actor: Actor
) -> datetime | None:
    """See ``gateway.matters.rooms.Check``."""
    calendar = await office_calendar(context, session)
    for publication in await _unsettled(session, case):
        if publication.state == PublicationState.PENDING:
            await _publish(context, session, case, publication, actor)
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
    certificate = _shown(publication, await versions_of(session, case.case_no, item.item))
    now = context.now()
    waits = (
        certificate is None
        and (publication.act == Act.CONCLUDE or publication.act in _VERSIONED)
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
    await report(session, publication)
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


def _shown(publication: Publication, versions: Sequence[Certificate]) -> Certificate | None:
    """The version that the decision brought, once it is sealed; what ended a licence names the last one that was."""
    sealed = [each for each in versions if each.sealed_at is not None]
    if publication.act == Act.CONCLUDE:
        return next((each for each in sealed if each.version == versions[0].version), None)
    if publication.act in _VERSIONED:
        own = (each for each in versions if each.allocated_at >= publication.written_at)
        brought = next((each for each in own if each.cause == publication.act), None)
        return brought if brought in sealed else None
    return sealed[-1] if sealed else None


async def _limit(context: Context, session: AsyncSession, publication: Publication) -> None:
    """Neither the public nor the platform may have to wait longer."""
    now = context.now()
    if now <= publication.due_at:
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
    """As it is being made out; whether the platform took it, of which its queue tells, each working morning; and the second
    after the last day."""
    made_out = publication.state == PublicationState.PUBLISHED
    again = next_morning(calendar, now) if made_out else until_sealed(calendar, publication.written_at, now)
    over = publication.due_at + timedelta(seconds=1)
    return min(again, over) if now <= publication.due_at else again
