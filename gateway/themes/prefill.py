"""What the applicant need not write again: from the applicant's own earlier cases and certificates, on record."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import plan
from chain.certificates.data import CertificateData
from forms.prefill import prefill
from gateway.dependencies import Caller, Context
from gateway.store import audit
from gateway.store.models import Case, Certificate
from gateway.themes import schemas
from gateway.themes.service import one_form_of

_LATEST = 20
"""How many of the applicant's cases are looked at, the newest first."""


async def prefilled(
    context: Context, caller: Caller, theme_key: str, region: str, situation: Mapping[str, object]
) -> schemas.ThemePrefill:
    """What can be filled in for the caller; the reading is audited.

    Raises ``UnknownTheme``, ``UnknownRegion``, ``FieldProblems``, ``ScenarioOutOfStep``.
    """
    choice = await context.scenarios.choose(theme_key, situation)
    planned = plan(theme_key, region, situation, context.catalogue, choice=choice, on=context.now().date())
    form = one_form_of(planned)
    async with context.database.write() as session:
        cases = await _own_cases(session, caller)
        shared = {
            "own_case": _latest_values(cases),
            "business_license": await _business_license(session, [case.case_no for case in cases]),
        }
        found = prefill(form, shared)
        await audit.record(
            session,
            at=context.now(),
            actor=caller.sub,
            role="applicant",
            action="prefill.read",
            detail={"theme": theme_key, "region": region, "fields": sorted(found.values)},
        )
    return schemas.ThemePrefill(
        values=dict(found.values),
        sources=dict(found.sources),
        left_out=[
            schemas.LeftOut(field=problem.field, name=problem.name, reason=problem.reason)
            for problem in found.left_out
        ],
    )


async def _own_cases(session: AsyncSession, caller: Caller) -> Sequence[Case]:
    cases = await session.scalars(
        select(Case)
        .where(Case.applicant_sub == caller.sub)
        .order_by(Case.received_at.desc(), Case.case_no.desc())
        .limit(_LATEST)
    )
    return cases.all()


def _latest_values(cases: Sequence[Case]) -> dict[str, Any]:
    """The newest value of each data element."""
    values: dict[str, Any] = {}
    for case in cases:
        values = {**case.form, **values}
    return values


async def _business_license(session: AsyncSession, case_numbers: Sequence[str]) -> dict[str, Any]:
    """Name and USCC on the newest business licence that was issued in these cases and still holds."""
    licence = await session.scalar(
        select(Certificate)
        .where(
            Certificate.case_no.in_(case_numbers),
            Certificate.template == "business_license",
            Certificate.state == "sealed",
            Certificate.status == "valid",
        )
        .order_by(Certificate.allocated_at.desc())
        .limit(1)
    )
    if licence is None:
        return {}
    holder = CertificateData.from_json(licence.data).holder
    return {"name": holder.name, "uscc": holder.code}
