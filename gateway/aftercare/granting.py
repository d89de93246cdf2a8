"""Changing and renewing what was granted: the act, its document, and the new version of the certificate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.data import CertificateData
from chain.procedure import Act
from chain.procedure.licence import GRANTED, LicenceState, licence_after
from gateway.aftercare.current_form import changes_of, check_changes, current_form
from gateway.aftercare.errors import CertificateUnderWay, EndNotLater, WithoutEnd
from gateway.aftercare.standing import Standing, standing_of
from gateway.cases.planned import planned_item
from gateway.certificates.versions import Difference, next_version, renewed_until
from gateway.dependencies import Context
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor
from gateway.store.models import Case, Certificate, ItemCase, LicenceChange, ProcedureAct


@dataclass(frozen=True, slots=True)
class Grant:
    """Who grants it under which key, in whose words, and what else stands on the act (codes)."""

    actor: Actor
    key: str
    reason: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


async def change(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    changes: Mapping[str, Any],
    grant: Grant,
) -> ProcedureAct:
    """变更 (行政许可法 §49): new values of the item's form. The caller's transaction has locked the case.

    Raises ``NothingGranted``, ``NotInForce``, ``CertificateUnderWay``, ``FieldProblems``.
    """
    standing = await standing_of(context, session, item)
    licence_after(standing.state, Act.CHANGE)
    certificate = _made(standing)
    before = await current_form(session, case, item)
    check_changes(item, before, changes)
    number = len(await changes_of(session, item)) + 1
    row = LicenceChange(
        case_no=case.case_no, item=item.item, number=number, changes=dict(changes), at=context.now()
    )
    session.add(row)
    await session.flush()
    act = await _granted(context, session, case, item, Act.CHANGE, grant, {"change": number})
    if certificate is not None:
        difference = Difference(before=before, after={**before, **changes})
        await next_version(context, session, case, certificate, Act.CHANGE, difference)
    return act


async def renew(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, until: date | None, grant: Grant
) -> ProcedureAct:
    """延续 (行政许可法 §50), decided before the end. The caller's transaction has locked the case.

    Raises ``NothingGranted``, ``NotInForce``, ``WithoutEnd``, ``CertificateUnderWay``, ``EndNotLater``.
    """
    standing = await standing_of(context, session, item)
    licence_after(standing.state, Act.RENEW)
    _made(standing)
    return await _renewed(context, session, case, item, standing, until, grant, None)


async def renew_silently(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, at: datetime, grant: Grant
) -> ProcedureAct | None:
    """What was asked for in time and not decided before the end counts as granted, from the end on (§50).

    ``None`` when nothing stands any more that could be renewed.
    """
    standing = await standing_of(context, session, item)
    if standing.state not in (LicenceState.IN_FORCE, LicenceState.SUSPENDED, LicenceState.EXPIRED):
        return None
    return await _renewed(context, session, case, item, standing, None, grant, at)


async def _renewed(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    standing: Standing,
    until: date | None,
    grant: Grant,
    silent_at: datetime | None,
) -> ProcedureAct:
    certificate, ends_on = standing.certificate, standing.ends_on
    if certificate is None or ends_on is None:
        raise WithoutEnd
    years = planned_item(context, case, item.item).certificate_validity_years
    data = CertificateData.from_json(certificate.data)
    last_day = until or renewed_until(data.effective, ends_on, years)
    if last_day <= ends_on:
        raise EndNotLater
    detail = {
        "ends_on": ends_on.isoformat(),
        "until": last_day.isoformat(),
        "manner": "decided" if silent_at is None else "silent",
    }
    act = await _granted(context, session, case, item, Act.RENEW, grant, detail, silent_at)
    await next_version(context, session, case, certificate, Act.RENEW, Difference(expires=last_day))
    return act


async def _granted(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    act: Act,
    grant: Grant,
    detail: Mapping[str, Any],
    effective_at: datetime | None = None,
) -> ProcedureAct:
    said = {"outcome": GRANTED, **detail, **grant.detail}
    return await act_under(context, session, case, item, act, grant, said, effective_at)


async def act_under(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    act: Act,
    grant: Grant,
    detail: Mapping[str, Any],
    effective_at: datetime | None = None,
) -> ProcedureAct:
    """Perform ``act`` on one item for whoever grants it; ``detail`` is all that stands on it."""
    (recorded,) = await perform(
        context,
        session,
        case,
        [item],
        act,
        actor=grant.actor,
        key=grant.key,
        effective_at=effective_at,
        detail=detail,
        reason=grant.reason,
    )
    return recorded


def _made(standing: Standing) -> Certificate | None:
    """The newest version, once it is sealed: versions are made one after the other."""
    certificate = standing.certificate
    if certificate is not None and certificate.state != "sealed":
        raise CertificateUnderWay
    return certificate
