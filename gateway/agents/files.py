"""Files of a case that are no materials: receipts of assistance, and 授权委托书 that principals uploaded."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.store.models import Assistance, Case, File, ItemCase, Mandate, MandateEvent

_CASE = select(Case).where(Case.case_no == bindparam("case_no"))
_RECEIPTS = (
    select(File, Assistance.item)
    .join(Assistance, Assistance.receipt_file_id == File.file_id)
    .where(Assistance.case_no == bindparam("case_no"), File.file_id == bindparam("file_id"))
)
_MANDATES = (
    select(File, ItemCase.item)
    .join(Mandate, Mandate.document_file_id == File.file_id)
    .join(MandateEvent, MandateEvent.mandate_no == Mandate.mandate_no)
    .join(ItemCase, ItemCase.case_no == MandateEvent.case_no)
    .where(MandateEvent.case_no == bindparam("case_no"), File.file_id == bindparam("file_id"))
)


async def agents_files(
    session: AsyncSession, case_no: str, file_id: str
) -> list[tuple[File, Case, list[str]]]:
    """The file where it is such a one, with the case and the items whose bodies may read it beside the leading one."""
    place = {"case_no": case_no, "file_id": file_id}
    rows = [*await session.execute(_RECEIPTS, place), *await session.execute(_MANDATES, place)]
    case = await session.scalar(_CASE, {"case_no": case_no}) if rows else None
    return [] if case is None else [(file, case, [item]) for file, item in rows]
