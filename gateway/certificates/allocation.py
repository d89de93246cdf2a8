"""Allocating a certificate once for a case and item: identifier, number, holder, content of its face."""

from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Body, PlannedItem
from bpmn.errors import UnknownItem
from chain.cases import Outcome
from chain.certificates.certificate_types import CertificateType, certificate_type
from chain.certificates.data import CertificateData, Holder, Issuer
from chain.identifiers import CertificateIdentifier
from chain.procedure import Act
from forms.slices import slice_for
from gateway.cases.planned import planned_item
from gateway.certificates.contents import face_fields, validity
from gateway.certificates.errors import (
    BusinessUnknown,
    CertificateStopped,
    NoCertificateHere,
    NotGranted,
)
from gateway.certificates.holders import Business, business_of
from gateway.certificates.joint_permit import FOUNDING, JOINT_PERMIT, item_licences
from gateway.certificates.library.recording import suspend_with_its_licence
from gateway.certificates.numbers import found_business, licence_number, next_number
from gateway.certificates.public_token import digest, new_token, verification_url
from gateway.certificates.status import VALID
from gateway.dependencies import Context
from gateway.notices.outcomes import granted_or_refused
from gateway.procedure.acceptance import conclude
from gateway.procedure.record import Actor, acts_in_hand
from gateway.store.models import Case, Certificate, Decision, ItemCase

_TAKING_BACK = frozenset({Act.REVOKE, Act.RECALL, Act.STRIP, Act.CANCEL})
_ALLOCATED = select(Certificate).where(
    Certificate.case_no == bindparam("case_no"),
    Certificate.item == bindparam("item"),
    Certificate.version == bindparam("version"),
)
_FIRST = 1


async def allocate(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, actor: Actor, version: int = _FIRST
) -> Certificate:
    """A version of the certificate of a case and item. The first is allocated when it is asked for first, the same ever
    after; the others were allocated with the act that they follow (``gateway.certificates.versions``).

    Raises ``NoCertificateHere``, ``CertificateStopped``, ``NotGranted``, ``BusinessUnknown``.
    """
    found = await session.scalar(_ALLOCATED, {"case_no": case.case_no, "item": item.item, "version": version})
    if found is not None:
        return found
    if version != _FIRST:
        raise NoCertificateHere
    planned = _planned(context, case, item.item)
    if planned.certificate_type is None:
        raise NoCertificateHere
    kind = certificate_type(planned.certificate_type)
    template = kind.template
    await _refuse_stopped(context, session, case, item, template)
    await _refuse_unless_granted(context, session, case, item.item, template)
    now = context.now()
    if template == FOUNDING and await business_of(session, case) is None:
        await found_business(session, case, now)
    business = await business_of(session, case)
    if business is None:
        raise BusinessUnknown
    body = context.catalogue.body(item.body)
    token = new_token()
    data = await _data(context, session, case, planned, kind, body, business, now.date(), token)
    certificate = Certificate(
        identifier=str(data.identifier),
        case_no=case.case_no,
        item=item.item,
        body=item.body,
        type_code=kind.code,
        template=template,
        name=data.type_name,
        number=data.number,
        holder=data.holder.name,
        data=data.to_json(),
        state="allocated",
        status=VALID,
        public_token=digest(token),
        allocated_at=now,
        issued_on=data.issued,
        valid_until=data.expires,
    )
    session.add(certificate)
    await session.flush()
    acts = await acts_in_hand(session, case.case_no)
    await suspend_with_its_licence(session, certificate, acts.get(item.item, ()))
    if template == JOINT_PERMIT:
        # Nobody reviews the joint permit: what it shows was decided, so it is decided when it is made out.
        await conclude(context, session, case, item, Outcome.GRANTED.value, actor, with_document=False)
    return certificate


def _planned(context: Context, case: Case, item: str) -> PlannedItem:
    try:
        return planned_item(context, case, item)
    except UnknownItem:
        raise NoCertificateHere from None


async def _refuse_stopped(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, template: str
) -> None:
    """Nothing is made for an item that was closed, or on a decision that does not stand any more."""
    if item.closed_as is not None:
        raise CertificateStopped
    acts = await acts_in_hand(session, case.case_no)
    for key in _rests_on(context, case, item.item, template):
        if any(act.act in _TAKING_BACK for act in acts.get(key, ())):
            raise CertificateStopped


def _rests_on(context: Context, case: Case, item: str, template: str) -> tuple[str, ...]:
    """The items whose grants a certificate needs: its own; the joint permit's are named by its theme."""
    return (
        context.catalogue.theme(case.theme).outcomes.joint_permit_needs
        if template == JOINT_PERMIT
        else (item,)
    )


async def _refuse_unless_granted(
    context: Context, session: AsyncSession, case: Case, item: str, template: str
) -> None:
    for key in _rests_on(context, case, item, template):
        if not await _granted(session, case.case_no, key):
            raise NotGranted


async def _granted(session: AsyncSession, case_no: str, item: str) -> bool:
    item_case = await session.get(ItemCase, (case_no, item))
    if item_case is None:
        return False
    decision = await session.scalar(
        select(Decision)
        .where(
            Decision.case_no == case_no,
            Decision.item == item,
            Decision.state != "void",
            Decision.outcome.in_((Outcome.GRANTED, Outcome.REFUSED)),
        )
        .order_by(Decision.decided_at.desc())
        .limit(1)
    )
    return granted_or_refused(item_case, decision) == Outcome.GRANTED.value


async def _data(
    context: Context,
    session: AsyncSession,
    case: Case,
    planned: PlannedItem,
    kind: CertificateType,
    body: Body,
    business: Business,
    day: date,
    token: str,
) -> CertificateData:
    serial = await next_number(session, f"certificate/{kind.code}/{body.code}")
    identifier = CertificateIdentifier.build(kind.code, body.uscc, f"{day.year}{serial:07d}")
    form = slice_for(planned.form, case.form) if planned.form is not None else case.form
    effective, expires = validity(kind.key, form, day, kind.validity.years)
    return CertificateData(
        type_name=kind.name,
        number=await licence_number(session, kind, body, business.uscc, day),
        identifier=identifier,
        issuer=Issuer(body.name, body.uscc, body.fictitious),
        holder=Holder(business.name, business.uscc),
        issued=day,
        effective=effective,
        expires=expires,
        verification_url=verification_url(context.settings.public_url, identifier, token),
        fields=face_fields(kind.key, planned.form, form, day, case.theme),
        licences=await item_licences(context, session, case.case_no) if kind.template == JOINT_PERMIT else (),
    )
