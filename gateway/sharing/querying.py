"""A query: under a grant, for its purpose, counted; answered with the granted fields; on record with each record seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.sharing import Resource, answer_digest, record_digest
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record
from gateway.sharing.errors import PurposeDiffers, UseNotGranted
from gateway.sharing.finding import Wanted, matching, wanted_legal_person, wanted_licences
from gateway.sharing.queries import (
    MOST_RECORDS,
    VERSION,
    LegalPersonAnswer,
    LegalPersonQuery,
    LicenceAnswer,
    LicenceQuery,
)
from gateway.sharing.quota import count_query
from gateway.sharing.records import Fields, is_fictitious, only, record_of
from gateway.sharing.uses import in_force
from gateway.store.models import Certificate, SharingGrant, SharingLookup, SharingQuery


@dataclass(frozen=True, slots=True)
class _Seen:
    """A certificate, and what of it is shown."""

    certificate: Certificate
    fields: Fields
    digest: str


async def licences(context: Context, caller: Caller, query: LicenceQuery) -> LicenceAnswer:
    """Licences under a grant. Raises ``QueryUnclear``, ``UseNotGranted``, ``PurposeDiffers``, ``QuotaExhausted``."""
    answer = await _answered(context, caller, Resource.LICENCES, query, wanted_licences(query))
    return LicenceAnswer.model_validate(answer)


async def legal_persons(context: Context, caller: Caller, query: LegalPersonQuery) -> LegalPersonAnswer:
    """A legal person under a grant. Raises ``QueryUnclear``, ``UseNotGranted``, ``PurposeDiffers``, ``QuotaExhausted``."""
    answer = await _answered(context, caller, Resource.LEGAL_PERSONS, query, wanted_legal_person(query))
    return LegalPersonAnswer.model_validate(answer)


async def _answered(
    context: Context, caller: Caller, key: Resource, query: LicenceQuery | LegalPersonQuery, wanted: Wanted
) -> dict[str, Any]:
    now = context.now()
    async with context.database.write() as session:
        grant = await in_force(session, caller, key, query.grant_no, now.date())
        if grant is None:
            raise UseNotGranted
        if query.purpose != grant.purpose:
            raise PurposeDiffers
        await count_query(session, grant, now.date())
        found = list(await session.scalars(matching(grant, wanted, MOST_RECORDS + 1)))
        seen = [await _seen(context, session, grant, each) for each in found[:MOST_RECORDS]]
        asked = SharingQuery(
            query_no=f"CX{token_hex(12)}",
            grant_no=grant.grant_no,
            resource=key.value,
            body=grant.body,
            actor=caller.sub,
            role=_role(caller).value,
            case_ref=query.case_ref,
            asked_by=wanted.asked_by,
            at=now,
            records=len(seen),
            digest=answer_digest(each.digest for each in seen),
        )
        await _keep(session, caller, asked, seen)
    return _answer(asked, seen, complete=len(found) <= MOST_RECORDS)


async def _seen(
    context: Context, session: AsyncSession, grant: SharingGrant, certificate: Certificate
) -> _Seen:
    record = await record_of(session, Resource(grant.resource), certificate, context.now().date())
    fields = only(grant.fields, record)
    return _Seen(certificate, fields, record_digest(fields))


def _role(caller: Caller) -> Role:
    return Role.WORKER if caller.has(Role.WORKER) else Role.OFFICER


async def _keep(session: AsyncSession, caller: Caller, asked: SharingQuery, seen: Sequence[_Seen]) -> None:
    """The query and each record that it showed: for the holders, and in the audit log."""
    session.add(asked)
    await session.flush()
    session.add_all(
        SharingLookup(
            query=asked.id,
            identifier=each.certificate.identifier,
            case_no=each.certificate.case_no,
            fields=list(each.fields),
            digest=each.digest,
        )
        for each in seen
    )
    about = {"query_no": asked.query_no, "grant_no": asked.grant_no, "resource": asked.resource}
    role = Role(asked.role)
    counted = {**about, "asked_by": asked.asked_by, "records": asked.records}
    await put_on_record(session, caller, role, "sharing.query", at=asked.at, case_no=None, detail=counted)
    for each in seen:
        await put_on_record(
            session,
            caller,
            role,
            "sharing.record",
            at=asked.at,
            case_no=each.certificate.case_no,
            detail={**about, "certificate": each.certificate.identifier},
        )


def _answer(asked: SharingQuery, seen: Sequence[_Seen], *, complete: bool) -> dict[str, Any]:
    return {
        "version": VERSION,
        "resource": asked.resource,
        "query_no": asked.query_no,
        "grant_no": asked.grant_no,
        "read_at": asked.at,
        "digest": asked.digest,
        "complete": complete,
        "records": [
            {
                "digest": each.digest,
                "fictitious": is_fictitious(each.certificate),
                "fields": dict(each.fields),
            }
            for each in seen
        ],
    }
