"""What was read of shared data in place of papers: evidence, not the data."""

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive import marks
from gateway.archive.facts import FileFacts
from gateway.archive.parts.filed import Filed
from gateway.dependencies import Context
from gateway.store.models import SharedReading

_CASE_NO: BindParameter[str] = bindparam("case_no")
_READINGS = select(SharedReading).where(SharedReading.case_no == _CASE_NO).order_by(SharedReading.id)


async def shared_readings(_context: Context, session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """Each reading: from where, when, under which grant, and the digest of what was answered."""
    rows = await session.scalars(_READINGS, {"case_no": facts.case.case_no})
    return [
        Filed.record(
            each.item,
            f"shared/{each.query_no}.json",
            {
                "resource": each.resource,
                "source": each.source,
                "body": each.body,
                "grant_no": each.grant_no,
                "query_no": each.query_no,
                "records": each.records,
                "digest": each.digest,
                "read_at": each.read_at,
                "kept_at": each.kept_at,
                "confirmed": each.confirmed,
                **({} if each.licence is None else {"licence": each.licence}),
            },
            marks.shared_reading(each),
        )
        for each in facts.fresh(rows, marks.shared_reading)
    ]
