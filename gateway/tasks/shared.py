"""What programs read of shared data for an item in place of papers (免予提交), as its officer sees it."""

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.certificate_types import find_type
from chain.sharing import Resource
from chain.trust.statements import in_words
from gateway.certificates.status import VALID, status_name
from gateway.store.models import SharedReading
from gateway.tasks.schemas import TaskReading

_READINGS = (
    select(SharedReading)
    .where(
        SharedReading.case_no == bindparam("case_no"),
        SharedReading.item.in_(bindparam("items", expanding=True)),
    )
    .order_by(SharedReading.id)
)


async def readings_of(session: AsyncSession, case_no: str, items: Collection[str]) -> list[TaskReading]:
    """Everything that was read for these items, oldest first."""
    rows = await session.scalars(_READINGS, {"case_no": case_no, "items": list(items)})
    return [_shown(row) for row in rows]


def _shown(row: SharedReading) -> TaskReading:
    licence = row.licence or {}
    status, type_code = licence.get("status"), licence.get("type_code")
    return TaskReading(
        item=row.item,
        resource=row.resource,
        resource_name=Resource(row.resource).label,
        source=row.source,
        grant_no=row.grant_no,
        query_no=row.query_no,
        records=row.records,
        digest=row.digest,
        read_at=row.read_at,
        confirmed=row.confirmed,
        material=licence.get("material"),
        certificate=licence.get("identifier"),
        certificate_status=status,
        certificate_status_name=None if status is None else status_name(status, type_code),
        says=f"{in_words(row.read_at)}经“{row.source}”查询：{_result(row)}",
    )


def _result(row: SharedReading) -> str:
    if row.licence is None:
        return f"查到{row.records}条{Resource(row.resource).label}。"
    kind, status = find_type(row.licence["type_code"]), row.licence["status"]
    name = "证照" if kind is None else f"“{kind.name}”"
    if row.records == 0:
        return f"没有查到申请人的{name}，不能据此免予提交，请另行核实。"
    if status is None:
        return f"查到申请人的{name}，所授权的信息不含其状态，请另行核实。"
    if status == VALID:
        return f"申请人的{name}有效，不再需要申请人提交。"
    return f"申请人的{name}{status_name(status, row.licence['type_code'])}，不能作为申请材料，请核实。"
