"""Evidence that shared data were read in place of a paper, kept with the case."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.dependencies import Context
from gateway.store.models import SharedReading, SharingQuery
from gateway.worker_api import shared_schemas
from gateway.worker_api.access import own_item
from gateway.worker_api.errors import ReadingDiffers
from gateway.worker_api.once import Call, once

_QUERY = select(SharingQuery).where(SharingQuery.query_no == bindparam("query_no"))
_KEPT = select(SharedReading).where(
    SharedReading.case_no == bindparam("case_no"),
    SharedReading.item == bindparam("item"),
    SharedReading.query_no == bindparam("query_no"),
)


async def keep(
    context: Context, call: Call, item: str, request: shared_schemas.SharedReadingRequest
) -> shared_schemas.SharedReadingKept:
    """Keep what a worker read for an item of its body; what this installation answered itself must agree.

    Raises ``NotYourCase``, ``ReadingDiffers``.
    """

    async def act(session: AsyncSession) -> shared_schemas.SharedReadingKept:
        await own_item(session, call.caller, call.case_no, item)
        place = {"case_no": call.case_no, "item": item, "query_no": request.query_no}
        kept = await session.scalar(_KEPT, place)
        if kept is None:
            licence = request.licence
            kept = SharedReading(
                **place,
                licence=None if licence is None else licence.model_dump(),
                body=call.body,
                resource=request.resource.value,
                source=request.source,
                grant_no=request.grant_no,
                records=request.records,
                digest=request.digest,
                read_at=request.read_at,
                kept_at=context.now(),
                confirmed=await _on_record(session, call, request),
            )
            session.add(kept)
        return shared_schemas.SharedReadingKept(confirmed=kept.confirmed, kept_at=kept.kept_at)

    return await once(context, call, shared_schemas.SharedReadingKept, act)


async def _on_record(session: AsyncSession, call: Call, request: shared_schemas.SharedReadingRequest) -> bool:
    found = await session.scalar(_QUERY, {"query_no": request.query_no})
    if found is None:
        return False
    told = (found.body, found.resource, found.grant_no, found.digest, found.records)
    said = (call.body, request.resource.value, request.grant_no, request.digest, request.records)
    if told != said:
        raise ReadingDiffers
    return True
