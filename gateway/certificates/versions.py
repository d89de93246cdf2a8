"""Further versions of a certificate (GB/T 36904): the serial stays, the version counts on, and it names the one before.

A version is allocated with the act that asks for it and made by the issuing body's worker through the same process as the
first; the one before counts until its successor is sealed. How long a renewed certificate holds is from memory: its time
runs on from its former end, so that its holder loses no day by asking early.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import PlannedItem
from chain.certificates.certificate_types import find_type, years_after
from chain.certificates.data import CertificateData
from chain.certificates.events import Event
from chain.clock import BEIJING
from chain.identifiers import CertificateIdentifier
from chain.procedure import Act
from forms.slices import slice_for
from gateway import outbox
from gateway.cases.planned import planned_item
from gateway.certificates.contents import face_fields
from gateway.certificates.joint_permit import JOINT_PERMIT, item_licences
from gateway.certificates.library.recording import Cause, inherit, record_event
from gateway.certificates.public_token import digest, new_token, verification_url
from gateway.certificates.status import SUSPENDED, VALID
from gateway.dependencies import Context
from gateway.outbox.enqueue import Kind
from gateway.procedure.record import Actor
from gateway.store.models import Case, Certificate, ItemCase

_VERSIONS = (
    select(Certificate)
    .where(Certificate.case_no == bindparam("case_no"), Certificate.item == bindparam("item"))
    .order_by(Certificate.version)
)
_NEWEST_JOINT_PERMIT = (
    select(Certificate)
    .where(Certificate.case_no == bindparam("case_no"), Certificate.template == JOINT_PERMIT)
    .order_by(Certificate.version.desc())
    .limit(1)
)
_NAME = "business_name"
"""The data element that names the holder of every certificate of a chain."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new version says otherwise: the whole form ``before`` and ``after`` a change, another end, corrections."""

    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    expires: date | None = None
    corrections: tuple[tuple[str, str], ...] = ()


async def versions_of(session: AsyncSession, case_no: str, item: str) -> list[Certificate]:
    """Every version of an item's certificate, the first one first."""
    return list(await session.scalars(_VERSIONS, {"case_no": case_no, "item": item}))


async def next_version(
    context: Context,
    session: AsyncSession,
    case: Case,
    previous: Certificate,
    cause: Act,
    difference: Difference,
) -> Certificate:
    """Allocate the version after ``previous``, and have it made. The caller's transaction has locked the case."""
    before = CertificateData.from_json(previous.data)
    old, token = before.identifier, new_token()
    identifier = CertificateIdentifier.build(old.type_code, old.issuer, old.serial, previous.version + 1)
    today = context.now().astimezone(BEIJING).date()
    first = (await versions_of(session, case.case_no, previous.item))[0]
    planned = planned_item(context, case, previous.item)
    data = _changed(case, planned, before, first.issued_on, difference)
    data = replace(
        _corrected(data, difference.corrections),
        identifier=identifier,
        issued=today,
        expires=difference.expires or before.expires,
        verification_url=verification_url(context.settings.public_url, identifier, token),
        licences=await item_licences(context, session, case.case_no)
        if previous.template == JOINT_PERMIT
        else (),
    )
    made = Certificate(
        identifier=str(identifier),
        case_no=case.case_no,
        item=previous.item,
        body=previous.body,
        version=previous.version + 1,
        supersedes=previous.identifier,
        cause=cause.value,
        type_code=previous.type_code,
        template=previous.template,
        name=previous.name,
        number=previous.number,
        holder=data.holder.name,
        data=data.to_json(),
        state="allocated",
        status=VALID,
        public_token=digest(token),
        allocated_at=context.now(),
        issued_on=data.issued,
        valid_until=data.expires,
    )
    session.add(made)
    await session.flush()
    await inherit(session, made, previous)
    await _have_made(session, made)
    return made


async def version_sealed(
    context: Context, session: AsyncSession, certificate: Certificate, actor: Actor
) -> None:
    """``actor`` sealed a version: it is issued, the one before is superseded, and a joint permit that shows it is made anew.

    The caller's transaction has locked the case.
    """
    now = context.now()
    await record_event(session, certificate, Event.ISSUED, Cause(now, actor.sub, actor.body))
    if certificate.supersedes is None:
        return
    before = await session.get_one(Certificate, certificate.supersedes)
    if before.status in (VALID, SUSPENDED):
        await record_event(session, before, Event.SUPERSEDED, Cause(now, actor.sub, None))
    if certificate.template != JOINT_PERMIT:
        case = await session.get_one(Case, certificate.case_no)
        await _joint_permit_anew(context, session, case, {certificate.number}, actor, "licence_changed")


async def licence_ended(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, actor: Actor
) -> None:
    """What was granted on ``item`` ended by the act of ``actor``: a joint permit that lists it is made anew without it, as long
    as everything that the permit needs stands; without that it stays as it is, and says what became of its licences.

    The caller's transaction has locked the case.
    """
    needed = context.catalogue.theme(case.theme).outcomes.joint_permit_needs
    if item.item in needed:
        return
    numbers = {each.number for each in await versions_of(session, case.case_no, item.item)}
    for need in needed:
        newest = (await versions_of(session, case.case_no, need))[-1:]
        if not newest or newest[0].status not in (VALID, SUSPENDED):
            return
    await _joint_permit_anew(context, session, case, numbers, actor, "licence_ended")


async def _joint_permit_anew(
    context: Context, session: AsyncSession, case: Case, numbers: Collection[str], actor: Actor, ground: str
) -> None:
    """Where the joint permit of the case lists one of the licences with these ``numbers``."""
    joint = await session.scalar(_NEWEST_JOINT_PERMIT, {"case_no": case.case_no})
    if joint is not None and joint.status == VALID and not _listed(joint).isdisjoint(numbers):
        cause = Cause(context.now(), actor.sub, joint.body, ground)
        await record_event(session, joint, Event.CHANGED, cause)
        await next_version(context, session, case, joint, Act.CHANGE, Difference())


def renewed_until(effective: date, expires: date, years: int | None) -> date:
    """The last day of a renewed certificate: as many years as the item gives, or as long as it held, after its end."""
    following = expires + timedelta(days=1)
    return following + (expires - effective) if years is None else years_after(following, years)


def face_text(certificate: Certificate) -> list[str]:
    """Everything on the certificate that a clerk wrote: what a correction may name."""
    data = CertificateData.from_json(certificate.data)
    return [data.holder.name, *data.fields.values()]


def _listed(joint: Certificate) -> set[str]:
    return {licence.number for licence in CertificateData.from_json(joint.data).licences}


def _changed(
    case: Case, planned: PlannedItem, data: CertificateData, founded: date, difference: Difference
) -> CertificateData:
    """Only what the change makes different: corrections of other fields stay."""
    kind = find_type(data.identifier.type_code)
    if not difference.after or kind is None:
        return data
    old, new = (
        face_fields(kind.key, planned.form, _own(planned, form), founded, case.theme)
        for form in (difference.before, difference.after)
    )
    fields = {**data.fields, **{key: value for key, value in new.items() if old.get(key) != value}}
    name = difference.after.get(_NAME)
    renamed = name is not None and name != difference.before.get(_NAME)
    holder = replace(data.holder, name=str(name)) if renamed else data.holder
    return replace(data, fields=fields, holder=holder)


def _own(planned: PlannedItem, form: Mapping[str, Any]) -> Mapping[str, Any]:
    return form if planned.form is None else slice_for(planned.form, form)


def _corrected(data: CertificateData, corrections: tuple[tuple[str, str], ...]) -> CertificateData:
    for wrong, right in corrections:
        fields = {key: value.replace(wrong, right) for key, value in data.fields.items()}
        holder = replace(data.holder, name=data.holder.name.replace(wrong, right))
        data = replace(data, fields=fields, holder=holder)
    return data


async def _have_made(session: AsyncSession, certificate: Certificate) -> None:
    """Message ``certificate-due``, which starts ``certificate_renewal`` in the name of the issuing body: codes only."""
    key = f"{certificate.case_no}/{certificate.item}/{certificate.version}"
    variables = {
        "case_no": certificate.case_no,
        "item": certificate.item,
        "body": certificate.body,
        "version": certificate.version,
    }
    payload = {"name": "certificate-due", "correlation_key": key, "variables": variables}
    await outbox.enqueue(session, Kind.PUBLISH, certificate.case_no, payload, f"certificate/{key}")
