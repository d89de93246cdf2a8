"""Events of certificates: appended in the transaction of what causes them; the only place where a status changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.certificate_types import find_type
from chain.certificates.events import Event, Status, status_after
from chain.clock import BEIJING
from chain.procedure import Act
from chain.procedure.licence import REFUSED
from gateway.certificates.errors import StatusNotPossible
from gateway.certificates.library.relied_on import FALLS, licence_fell
from gateway.certificates.status import worth_on
from gateway.dependencies import Context
from gateway.store.models import Certificate, CertificateEvent, ProcedureAct

EVENTS: Mapping[Act, Event] = {
    Act.CHANGE: Event.CHANGED,
    Act.RENEW: Event.RENEWED,
    Act.SUSPEND_LICENCE: Event.SUSPENDED,
    Act.RESUME_LICENCE: Event.RESUMED,
    Act.RECALL: Event.RECALLED,
    Act.REVOKE: Event.REVOKED,
    Act.STRIP: Event.STRIPPED,
    Act.CANCEL: Event.CANCELLED,
}
"""What an act on what was granted is to its certificate; a correction is one only where it corrects the certificate."""
_OF_THE_NEWEST = frozenset({Event.CHANGED, Event.RENEWED})
"""Events of the version that they lead on from; the others are of every version that was not superseded."""

_EVENTS = (
    select(CertificateEvent)
    .where(CertificateEvent.identifier == bindparam("identifier"))
    .order_by(CertificateEvent.seq)
)
_CURRENT = (
    select(Certificate)
    .where(
        Certificate.case_no == bindparam("case_no"),
        Certificate.item == bindparam("item"),
        Certificate.status != Status.SUPERSEDED,
    )
    .order_by(Certificate.version)
)


@dataclass(frozen=True, slots=True)
class Cause:
    """Whence an event comes: when, by whom for which body, on which ground (a code), by which act on the item."""

    at: datetime
    actor: str
    body: str | None
    ground: str | None = None
    act_number: int | None = None

    @classmethod
    def of(cls, act: ProcedureAct) -> "Cause":
        """An act on record."""
        ground = act.detail.get("ground")
        return cls(act.at, act.actor, act.body, None if ground is None else str(ground), act.number)


async def events_of(session: AsyncSession, identifier: str) -> list[CertificateEvent]:
    """What happened to one version, in its order."""
    return list(await session.scalars(_EVENTS, {"identifier": identifier}))


async def record_event(
    session: AsyncSession, certificate: Certificate, event: Event, cause: Cause
) -> CertificateEvent:
    """Append ``event`` and let the certificate's status follow it. The caller's transaction has locked the case.

    Raises ``StatusNotPossible`` where the status table of the certificate's type does not lead there.
    """
    after = status_after(Status(certificate.status), event).value
    if after != certificate.status:
        _refuse_unknown_to_its_type(certificate, event, after, cause)
    known = await events_of(session, certificate.identifier)
    row = CertificateEvent(
        identifier=certificate.identifier,
        seq=len(known) + 1,
        event=event.value,
        at=cause.at,
        actor=cause.actor,
        body=cause.body,
        ground=cause.ground,
        act_number=cause.act_number,
    )
    session.add(row)
    certificate.status = after
    await session.flush()
    return row


def _refuse_unknown_to_its_type(certificate: Certificate, event: Event, after: str, cause: Cause) -> None:
    kind = find_type(certificate.type_code)
    if kind is not None and not kind.may_follow(
        worth_on(certificate, cause.at.astimezone(BEIJING).date()), after
    ):
        raise StatusNotPossible.of(kind.name, event.label)


async def follow_acts(context: Context, session: AsyncSession, acts: Sequence[ProcedureAct]) -> None:
    """Record what ``acts``, just recorded, are to the certificates of their items; a refusal is nothing to them.

    The caller's transaction has locked the case.
    """
    for act in acts:
        event = EVENTS.get(Act(act.act))
        if event is None or act.detail.get("outcome") == REFUSED:
            continue
        current = list(await session.scalars(_CURRENT, {"case_no": act.case_no, "item": act.item}))
        for certificate in current[-1:] if event in _OF_THE_NEWEST else current:
            await record_event(session, certificate, event, Cause.of(act))
        if event in FALLS:
            await licence_fell(context, session, act, event)


async def suspend_with_its_licence(
    session: AsyncSession, made: Certificate, acts: Sequence[ProcedureAct]
) -> None:
    """A first version that is made while its licence (whose ``acts`` these are) is suspended is suspended as well."""
    away = (Act.SUSPEND_LICENCE, Act.RESUME_LICENCE)
    last = next((act for act in reversed(acts) if act.act in away), None)
    if last is not None and last.act == Act.SUSPEND_LICENCE:
        await record_event(session, made, Event.SUSPENDED, Cause.of(last))


async def inherit(session: AsyncSession, made: Certificate, previous: Certificate) -> None:
    """A version that follows a suspended one is suspended as well, by the same act."""
    if previous.status != Status.SUSPENDED:
        return
    last = next(
        event
        for event in reversed(await events_of(session, previous.identifier))
        if event.event == Event.SUSPENDED
    )
    cause = Cause(made.allocated_at, last.actor, last.body, last.ground, last.act_number)
    await record_event(session, made, Event.SUSPENDED, cause)
