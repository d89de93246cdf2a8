"""The history of a certificate in all its versions, for its holder and its issuing body; each reading is audited."""

from datetime import datetime, time, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.certificate_types import EXPIRED
from chain.certificates.events import Event
from chain.clock import BEIJING
from chain.procedure.licence import CancelGround
from gateway.cases.views import body_name
from gateway.certificates.errors import CertificateNotFound
from gateway.certificates.library.schemas import CertificateHistory, HistoryEntry
from gateway.certificates.service import role_of
from gateway.certificates.status import status_name, status_on
from gateway.certificates.storage import certificate_of
from gateway.certificates.versions import versions_of
from gateway.dependencies import Caller, Context, Role
from gateway.documents.aftercare_values import RECALL_GROUNDS, RESUME_GROUNDS, REVOKE_GROUNDS
from gateway.on_record import put_on_record
from gateway.store.models import Certificate, CertificateEvent, ProcedureAct

_EVENTS = (
    select(CertificateEvent)
    .join(Certificate, Certificate.identifier == CertificateEvent.identifier)
    .where(Certificate.case_no == bindparam("case_no"), Certificate.item == bindparam("item"))
    .order_by(Certificate.version, CertificateEvent.seq)
)
_DOCUMENTS = select(ProcedureAct.number, ProcedureAct.document_no).where(
    ProcedureAct.case_no == bindparam("case_no"), ProcedureAct.item == bindparam("item")
)
_GROUNDS = {
    Event.CHANGED: {
        "on_request": "持证人申请",
        "licence_changed": "所载证照有新版本",
        "licence_ended": "所载证照已失效",
        **RECALL_GROUNDS,
    },
    Event.RECALLED: RECALL_GROUNDS,
    Event.RESUMED: RESUME_GROUNDS,
    Event.REVOKED: REVOKE_GROUNDS,
    Event.CANCELLED: {ground.value: ground.label for ground in CancelGround},
}


async def history(context: Context, caller: Caller, identifier: str) -> CertificateHistory:
    """What happened to the certificate of ``identifier``, whichever of its versions that names.

    Raises ``CertificateNotFound``, also for whoever is neither its holder nor of its issuing body.
    """
    now = context.now()
    async with context.database.write() as session:
        found = await certificate_of(session, identifier)
        role = await role_of(session, caller, found)
        if role not in (Role.APPLICANT, Role.OFFICER):
            raise CertificateNotFound
        versions = await versions_of(session, found.case_no, found.item)
        entries = await _recorded(context, session, found, versions, by=role is Role.OFFICER)
        detail = {"certificate": found.identifier}
        await put_on_record(
            session, caller, role, "certificate.history", at=now, case_no=found.case_no, detail=detail
        )
    entries += [_expired(each) for each in versions if status_on(each, now.date()) == EXPIRED]
    status = status_on(found, now.date())
    return CertificateHistory(
        identifier=found.identifier,
        name=found.name,
        number=found.number,
        case_no=found.case_no,
        status=status,
        status_name=status_name(status, found.type_code),
        events=sorted(entries, key=lambda entry: entry.at),
    )


async def _recorded(
    context: Context, session: AsyncSession, found: Certificate, versions: list[Certificate], *, by: bool
) -> list[HistoryEntry]:
    place = {"case_no": found.case_no, "item": found.item}
    documents = {row.number: row.document_no for row in await session.execute(_DOCUMENTS, place)}
    numbers = {version.identifier: version.version for version in versions}
    return [
        HistoryEntry(
            identifier=row.identifier,
            version=numbers[row.identifier],
            event=row.event,
            event_name=Event(row.event).label,
            at=row.at,
            body_name=None if row.body is None else body_name(context.catalogue, row.body),
            ground_name=_GROUNDS.get(Event(row.event), {}).get(row.ground or ""),
            document_no=documents.get(row.act_number) if row.act_number is not None else None,
            by=row.actor if by else None,
        )
        for row in await session.scalars(_EVENTS, place)
    ]


def _expired(version: Certificate) -> HistoryEntry:
    """过期失效: with the first moment of the day after its last; nobody does it."""
    if version.valid_until is None:
        raise ValueError(version.identifier)
    return HistoryEntry(
        identifier=version.identifier,
        version=version.version,
        event=Event.EXPIRED.value,
        event_name=Event.EXPIRED.label,
        at=datetime.combine(version.valid_until + timedelta(days=1), time(), BEIJING),
        body_name=None,
        ground_name=None,
        document_no=None,
        by=None,
    )
