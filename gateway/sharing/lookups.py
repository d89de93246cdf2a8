"""Who looked: what holders are told of queries that showed data of their certificates."""

from collections.abc import Sequence

from sqlalchemy import Row, select

from chain.sharing import Resource
from gateway.cursors import number_of
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record
from gateway.sharing.catalogue import resource
from gateway.sharing.schemas import LookupPage, LookupView
from gateway.store.models import Case, Certificate, SharingGrant, SharingLookup, SharingQuery

LONGEST_PAGE = 100
_BY = {Role.OFFICER: "工作人员", Role.WORKER: "工作程序"}

Looked = Row[SharingLookup, SharingQuery, SharingGrant, str]
_LOOKUPS = (
    select(SharingLookup, SharingQuery, SharingGrant, Certificate.name)
    .join(SharingQuery, SharingQuery.id == SharingLookup.query)
    .join(SharingGrant, SharingGrant.grant_no == SharingQuery.grant_no)
    .join(Certificate, Certificate.identifier == SharingLookup.identifier)
    .join(Case, Case.case_no == SharingLookup.case_no)
    .order_by(SharingLookup.id.desc())
)


async def lookups(
    context: Context, caller: Caller, *, identifier: str | None, cursor: str | None, limit: int
) -> LookupPage:
    """A page of who looked at the caller's own certificates, or at one of them; the reading is audited.

    Raises ``CursorInvalid``.
    """
    query = _LOOKUPS.where(Case.applicant_sub == caller.sub).limit(limit + 1)
    if identifier is not None:
        query = query.where(SharingLookup.identifier == identifier)
    if cursor is not None:
        query = query.where(SharingLookup.id < number_of(cursor))
    async with context.database.write() as session:
        found: Sequence[Looked] = (await session.execute(query)).all()
        await put_on_record(
            session, caller, Role.APPLICANT, "sharing.lookups.read", at=context.now(), case_no=None
        )
    page = found[:limit]
    return LookupPage(
        lookups=[_view(context, row) for row in page],
        next_cursor=str(page[-1][0].id) if len(found) > limit else None,
    )


def _view(context: Context, row: Looked) -> LookupView:
    lookup, query, grant, name = row
    key = Resource(query.resource)
    fields = resource(key).fields
    return LookupView(
        at=query.at,
        certificate=lookup.identifier,
        certificate_name=name,
        resource_name=key.label,
        body=query.body,
        body_name=context.catalogue.body(query.body).name,
        by=query.actor,
        by_name=_BY[Role(query.role)],
        purpose=grant.purpose,
        legal_basis=grant.legal_basis,
        fields=[fields[field].name for field in lookup.fields if field in fields],
    )
